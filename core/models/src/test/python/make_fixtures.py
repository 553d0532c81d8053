"""Trains small models with the Python libraries and keeps what those answer.

    python3 core/models/src/test/python/make_fixtures.py

writes core/models/src/test/resources/dev/evenkeel/models/oracle. It needs xgboost, lightgbm, pandas
and numpy; the README beside the files says which versions made those that are kept. A model is kept
with its rows, the library's answers, margins and contributions.
"""

import gzip
import json
import math
import pathlib
import tempfile

import lightgbm as lgb
import numpy as np
import pandas as pd
import xgboost as xgb

OUT = pathlib.Path(__file__).parents[1] / "resources/dev/evenkeel/models/oracle"
TINY = np.finfo(np.float32).smallest_subnormal
CASES = []


def keep(name, form, model, rows, answers, margins, contributions, precision):
    """model: bytes as the library wrote them; rows: what it was asked, NaN is missing."""
    suffix = {"xgboost-json": "json", "xgboost-ubj": "ubj", "lightgbm-text": "txt"}[form]
    packed(f"{name}.{suffix}.gz", model)
    table = {
        "rows": listed(rows),
        "answers": listed(np.asarray(answers, dtype=np.float64).reshape(len(rows), -1)),
        "margins": listed(np.asarray(margins, dtype=np.float64).reshape(len(rows), -1)),
        "contributions": listed(
            np.asarray(contributions, dtype=np.float64).reshape(len(contributions), -1)
        ),
    }
    packed(f"{name}.answers.json.gz", json.dumps(table).encode())
    CASES.append(
        {"name": name, "format": form, "file": f"{name}.{suffix}.gz", "precision": precision}
    )


def packed(name, content):
    (OUT / name).write_bytes(gzip.compress(content, mtime=0))


def listed(table):
    """Infinities are too large for any float and fine for JSON; nothing is null."""
    return [[None if math.isnan(v) else _finite(float(v)) for v in row] for row in table]


def _finite(value):
    return value if math.isfinite(value) else math.copysign(1e308, value)


# --- rows ---


def data(rng, rows, width, missing):
    table = rng.normal(size=(rows, width)).astype(np.float32)
    table[:, 0] = np.round(table[:, 0] * 3)
    table[rng.random(table.shape) < missing] = np.nan
    return table


def odd_rows(rng, base, thresholds, precision, limit=90):
    """Rows at thresholds and beside them, of both zeros, denormals, the largest, and missing."""
    kind = np.float32 if precision == "float" else np.float64
    rows = []
    for column, threshold in thresholds[: limit // 3]:
        threshold = kind(threshold)
        for value in (
            threshold,
            np.nextafter(threshold, kind(np.inf)),
            np.nextafter(threshold, kind(-np.inf)),
        ):
            rows.append(changed(rng, base, column, value))
    for value in (0.0, -0.0, TINY, -TINY, 1e-35, -1e-35, 2e-35, 3e38, -3e38, np.nan):
        rows.append(changed(rng, base, int(rng.integers(base.shape[1])), value))
    table = np.array(rows, dtype=np.float64)
    table = np.vstack([table, base[: 20].astype(np.float64)])
    return table.astype(np.float32).astype(np.float64) if precision == "float" else table


def changed(rng, base, column, value):
    row = base[rng.integers(len(base))].astype(np.float64)
    row[column] = value
    return row


# --- XGBoost ---


def xgb_thresholds(booster, rng):
    found = []
    outer = json.loads(booster.save_raw("json"))["learner"]["gradient_booster"]
    for tree in outer.get("gbtree", outer)["model"]["trees"]:
        for node, left in enumerate(tree["left_children"]):
            if left != -1 and tree["split_type"][node] == 0:
                found.append((tree["split_indices"][node], tree["split_conditions"][node]))
    rng.shuffle(found)
    return found


def xgb_matrix(rows, types=None, **info):
    return xgb.DMatrix(rows.astype(np.float32), missing=np.nan, feature_types=types, **info)


def xgb_keep(name, booster, rows, types=None, form="json", raw=None):
    matrix = xgb_matrix(rows, types)
    content = raw if raw is not None else bytes(booster.save_raw(form))
    keep(
        name,
        f"xgboost-{form}",
        content,
        rows,
        answers_of(booster, matrix),
        booster.predict(matrix, output_margin=True),
        booster.predict(xgb_matrix(rows[-20:], types), pred_contribs=True).reshape(20, -1),
        "float",
    )


def answers_of(booster, matrix):
    """multi:softmax answers a class; the same trees under multi:softprob say its probabilities."""
    model = json.loads(booster.save_raw("json"))
    if model["learner"]["objective"]["name"] != "multi:softmax":
        return booster.predict(matrix)
    model["learner"]["objective"]["name"] = "multi:softprob"
    return xgb.Booster(model_file=bytearray(json.dumps(model).encode())).predict(matrix)


def xgboost_objectives():
    names = [
        "reg:squarederror", "reg:squaredlogerror", "reg:pseudohubererror", "reg:absoluteerror",
        "reg:quantileerror", "reg:logistic", "reg:gamma", "reg:tweedie", "count:poisson",
        "binary:logistic", "binary:logitraw", "binary:hinge", "multi:softprob", "multi:softmax",
        "rank:ndcg", "rank:pairwise", "rank:map", "survival:cox", "survival:aft",
    ]
    for number, objective in enumerate(names):
        rng = np.random.default_rng(number)
        rows = data(rng, 300, 4, 0.1 * (number % 3))
        truth = np.nan_to_num(rows[:, 0]) + np.nan_to_num(rows[:, 1]) ** 2
        parameters = {"objective": objective, "max_depth": 1 + number % 5, "nthread": 1, "eta": 0.4}
        labels = truth - truth.min() + 0.5
        if objective.startswith(("binary", "reg:logistic", "rank:map")):
            labels = (truth > np.median(truth)).astype(float)
        if objective.startswith("multi"):
            parameters["num_class"] = 4
            labels = np.digitize(truth, np.quantile(truth, [0.25, 0.5, 0.75]))
        if objective.startswith("rank:n") or objective.startswith("rank:p"):
            labels = np.digitize(truth, np.quantile(truth, [0.25, 0.5, 0.75]))
        if objective == "reg:quantileerror":
            parameters["quantile_alpha"] = 0.3
        matrix = xgb_matrix(rows)
        if objective == "survival:aft":
            matrix.set_float_info("label_lower_bound", labels)
            matrix.set_float_info("label_upper_bound", labels + 1)
        else:
            matrix.set_label(labels)
        if objective.startswith("rank"):
            matrix.set_group([100, 100, 100])
        booster = xgb.train(parameters, matrix, 9)
        asked = odd_rows(rng, rows, xgb_thresholds(booster, rng), "float")
        form = "ubj" if number % 2 else "json"
        xgb_keep("xgb-" + objective.replace(":", "-"), booster, asked, form=form)


def xgboost_boosters():
    rng = np.random.default_rng(50)
    rows = data(rng, 300, 4, 0.2)
    labels = (np.nan_to_num(rows).sum(axis=1) > 0).astype(float)
    dart = {"booster": "dart", "rate_drop": 0.4, "objective": "binary:logistic", "nthread": 1}
    booster = xgb.train({**dart, "max_depth": 3}, xgb_matrix(rows, label=labels), 12)
    asked = odd_rows(rng, rows, xgb_thresholds(booster, rng), "float")
    xgb_keep("xgb-dart", booster, asked, form="ubj")
    newer = json.loads(booster.save_raw("json"))
    outer = newer["learner"]["gradient_booster"]
    outer["gbtree"]["model"]["weight_drop"] = outer.pop("weight_drop")
    xgb_keep("xgb-dart-newer", booster, asked, raw=json.dumps(newer).encode())
    forest = {"num_parallel_tree": 4, "subsample": 0.6, "colsample_bynode": 0.7, "nthread": 1}
    booster = xgb.train({**forest, "max_depth": 6}, xgb_matrix(rows, label=labels), 3)
    xgb_keep("xgb-forest", booster, asked)
    leaf_wise = {"grow_policy": "lossguide", "max_leaves": 40, "max_depth": 0, "nthread": 1}
    booster = xgb.train({**leaf_wise, "tree_method": "hist"}, xgb_matrix(rows, label=labels), 9)
    xgb_keep("xgb-leaf-wise", booster, asked, form="ubj")
    pruned = {"tree_method": "exact", "gamma": 0.8, "max_depth": 6, "nthread": 1}
    booster = xgb.train(pruned, xgb_matrix(rows, label=labels), 9)
    xgb_keep("xgb-pruned", booster, asked)


def xgboost_categories():
    for name, one_hot in (("sets", 1), ("single", 100)):
        rng = np.random.default_rng(60 + one_hot)
        rows = data(rng, 400, 4, 0.1)
        rows[:, 2] = rng.integers(0, 9, 400)
        rows[:, 3] = rng.integers(0, 70, 400)
        rows[rng.random(400) < 0.1, 2] = np.nan
        labels = np.nan_to_num(rows[:, 0]) + np.isin(rows[:, 2], [1, 4, 5]) + rows[:, 3] % 5
        types = ["q", "q", "c", "c"]
        settings = {"max_cat_to_onehot": one_hot, "max_depth": 4, "nthread": 1}
        matrix = xgb.DMatrix(rows, labels, feature_types=types, enable_categorical=True)
        booster = xgb.train({**settings, "tree_method": "hist"}, matrix, 8)
        asked = odd_rows(rng, rows, xgb_thresholds(booster, rng), "float", 30)
        asked[:, 2] = np.clip(np.nan_to_num(asked[:, 2], nan=3), 0, 12)
        asked[:, 3] = np.clip(np.nan_to_num(asked[:, 3], nan=3), 0, 200)
        extra = np.repeat(asked[-20:], 3, axis=0)
        extra[:, 2] = rng.choice([np.nan, 0, 1, 8, 9, 4.5, 63, 64, 16777215, 16777216], 60)
        extra[:, 3] = rng.choice([np.nan, 0, 63, 64, 65, 69, 70, 127, 128, 1e9], 60)
        form = "ubj" if name == "sets" else "json"
        xgb_keep("xgb-categories-" + name, booster, np.vstack([extra, asked]), types, form)


def xgboost_frames():
    rng = np.random.default_rng(70)
    frame = pd.DataFrame(
        {
            "rooms": rng.integers(1, 9, 300),
            "wall": pd.Categorical(rng.choice(["brick", "wood", "cob", "it's"], 300)),
            "zone": pd.Categorical(rng.choice([3, 7, 11], 300)),
            "garden": rng.random(300) < 0.5,
            "area": rng.normal(100, 30, 300),
        }
    )
    labels = frame.area + 40 * (frame.wall == "wood") + 30 * (frame.zone == 7) + 9 * frame.rooms
    # A set's `str` order in pandas is not the order of the file; codes follow the file's.
    booster = xgb.train(
        {"tree_method": "hist", "max_depth": 3, "max_cat_to_onehot": 1, "nthread": 1},
        xgb.DMatrix(frame, labels, enable_categorical=True),
        6,
    )
    codes = pd.DataFrame(
        {c: frame[c].cat.codes if str(frame[c].dtype) == "category" else frame[c] for c in frame}
    ).to_numpy(dtype=np.float64)[:40]
    codes = codes.astype(np.float32).astype(np.float64)
    matrix = xgb.DMatrix(frame[:40], enable_categorical=True)
    for form in ("json", "ubj"):
        keep(
            "xgb-frame-" + form, f"xgboost-{form}", bytes(booster.save_raw(form)), codes,
            booster.predict(matrix), booster.predict(matrix, output_margin=True),
            booster.predict(xgb.DMatrix(frame[20:40], enable_categorical=True), pred_contribs=True),
            "float",
        )


def xgboost_wrappers():
    rng = np.random.default_rng(80)
    rows = data(rng, 400, 4, 0.1)
    labels = np.digitize(np.nan_to_num(rows).sum(axis=1), [-1, 1])
    noise = rng.integers(0, 3, 100)
    wrapper = xgb.XGBClassifier(
        n_estimators=30, early_stopping_rounds=5, max_depth=3, n_jobs=1, num_parallel_tree=2,
        subsample=0.7, learning_rate=0.1,
    )
    held_out = np.where(rng.random(100) < 0.5, labels[300:], noise)
    wrapper.fit(rows[:300], labels[:300], eval_set=[(rows[300:], held_out)], verbose=False)
    assert 0 < wrapper.best_iteration < 20, wrapper.best_iteration
    used = (0, wrapper.best_iteration + 1)
    booster = wrapper.get_booster()
    asked = odd_rows(rng, rows, xgb_thresholds(booster, rng), "float", 30)
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "model.json"
        wrapper.save_model(file)
        keep(
            "xgb-wrapper", "xgboost-json", file.read_bytes(), asked,
            wrapper.predict_proba(asked.astype(np.float32)),
            booster.predict(xgb_matrix(asked), output_margin=True, iteration_range=used),
            booster.predict(xgb_matrix(asked[-20:]), pred_contribs=True, iteration_range=used)
            .reshape(20, -1),
            "float",
        )


# --- LightGBM ---


def lgb_thresholds(booster, rng):
    table = booster.trees_to_dataframe()
    splits = table[(table.decision_type == "<=")]
    names = booster.feature_name()
    found = [(names.index(f), float(t)) for f, t in zip(splits.split_feature, splits.threshold)]
    rng.shuffle(found)
    return found


def lgb_keep(name, booster, rows, precision):
    text = booster.model_to_string()
    # The Python library adds its line only when it writes a file.
    text += "\npandas_categorical:%s\n" % json.dumps(booster.pandas_categorical)
    answers = booster.predict(rows)
    margins = booster.predict(rows, raw_score=True)
    contributions = booster.predict(rows[-20:], pred_contrib=True)
    if "average_output" in text:
        # The library averages behind its raw score, which is no sum that means anything.
        margins = margins / booster.current_iteration()
        contributions = contributions / booster.current_iteration()
    for kind in ("float", "double") if precision == "both" else (precision,):
        keep(
            f"{name}-{kind}" if precision == "both" else name, "lightgbm-text", text.encode(),
            rows, answers, margins, contributions, kind,
        )


def lightgbm_objectives():
    names = [
        "regression", "regression_l1", "huber", "fair", "poisson", "quantile", "mape", "gamma",
        "tweedie", "binary", "multiclass", "multiclassova", "cross_entropy",
        "cross_entropy_lambda", "lambdarank", "rank_xendcg", "sqrt", "sigmoid", "ova-sigmoid",
    ]
    for number, objective in enumerate(names):
        rng = np.random.default_rng(100 + number)
        rows = data(rng, 400, 4, 0.1 * (number % 3)).astype(np.float64)
        if number % 2:
            rows = rows + rng.normal(size=rows.shape) * 1e-9
        truth = np.nan_to_num(rows[:, 0]) + np.nan_to_num(rows[:, 1]) ** 2
        labels = truth - truth.min() + 0.5
        parameters = {"objective": objective, "num_leaves": 3 + number % 13, "verbose": -1,
                      "num_threads": 1, "min_data_in_leaf": 5, "learning_rate": 0.3}
        group = None
        if objective in ("binary", "sigmoid", "cross_entropy", "cross_entropy_lambda"):
            labels = (truth > np.median(truth)).astype(float)
        if objective.startswith("multi") or objective == "ova-sigmoid":
            parameters["num_class"] = 4
            labels = np.digitize(truth, np.quantile(truth, [0.25, 0.5, 0.75]))
        if objective in ("lambdarank", "rank_xendcg"):
            labels = np.digitize(truth, np.quantile(truth, [0.25, 0.5, 0.75]))
            group = [100] * 4
        if objective == "sqrt":
            parameters.update(objective="regression", reg_sqrt=True)
        if objective == "sigmoid":
            parameters.update(objective="binary", sigmoid=0.7)
        if objective == "ova-sigmoid":
            parameters.update(objective="multiclassova", sigmoid=1.3)
        booster = lgb.train(parameters, lgb.Dataset(rows, labels, group=group), 8)
        precision = "double" if number % 2 else "float"
        asked = odd_rows(rng, rows, lgb_thresholds(booster, rng), precision)
        lgb_keep("lgb-" + objective.replace("_", "-"), booster, asked, precision)


def lightgbm_missing():
    for name, settings in (
        ("nan", {}),
        ("zero", {"zero_as_missing": True}),
        ("none", {"use_missing": False}),
    ):
        rng = np.random.default_rng(200)
        rows = data(rng, 400, 4, 0.3).astype(np.float64)
        rows[rng.random(rows.shape) < 0.2] = 0
        labels = np.nan_to_num(rows, nan=2.0).sum(axis=1)
        parameters = {"objective": "regression", "num_leaves": 12, "verbose": -1, "num_threads": 1,
                      "min_data_in_leaf": 5, **settings}
        booster = lgb.train(parameters, lgb.Dataset(rows, labels), 10)
        asked = odd_rows(rng, rows, lgb_thresholds(booster, rng), "float")
        lgb_keep("lgb-missing-" + name, booster, asked, "both")


def lightgbm_boosters():
    rng = np.random.default_rng(300)
    rows = data(rng, 400, 4, 0.1).astype(np.float64)
    labels = (np.nan_to_num(rows).sum(axis=1) > 0).astype(float)
    common = {"verbose": -1, "num_threads": 1, "min_data_in_leaf": 5, "num_leaves": 9}
    random_forest = {"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.6}
    for name, settings in (
        ("rf-regression", {"objective": "regression", **random_forest}),
        ("rf-binary", {"objective": "binary", **random_forest}),
        ("dart", {"objective": "binary", "boosting": "dart", "drop_rate": 0.5}),
        ("stump", {"objective": "binary", "min_data_in_leaf": 399}),
        ("deep", {"objective": "regression", "num_leaves": 120, "min_data_in_leaf": 1}),
    ):
        booster = lgb.train({**common, **settings}, lgb.Dataset(rows, labels), 6)
        found = lgb_thresholds(booster, rng) if name != "stump" else []
        lgb_keep("lgb-" + name, booster, odd_rows(rng, rows, found, "float"), "float")


def lightgbm_categories():
    rng = np.random.default_rng(400)
    rows = data(rng, 600, 4, 0.1).astype(np.float64)
    rows[:, 2] = rng.integers(0, 9, 600)
    rows[:, 3] = rng.integers(0, 70, 600)
    rows[rng.random(600) < 0.1, 2] = np.nan
    labels = np.nan_to_num(rows[:, 0]) + np.isin(rows[:, 2], [1, 4, 5]) + rows[:, 3] % 5
    parameters = {"objective": "regression", "verbose": -1, "num_threads": 1, "num_leaves": 14,
                  "min_data_in_leaf": 5, "min_data_per_group": 5, "cat_smooth": 1, "cat_l2": 1,
                  "max_cat_to_onehot": 2}
    booster = lgb.train(parameters, lgb.Dataset(rows, labels, categorical_feature=[2, 3]), 10)
    asked = odd_rows(rng, rows, lgb_thresholds(booster, rng), "float", 30)
    extra = np.repeat(asked[-20:], 3, axis=0)
    odd = [np.nan, 0, 1, 8, 9, 4.5, -0.5, -1, -7, 31, 32, 33, 63, 64, 69, 70, 200]
    extra[:, 2] = rng.choice(odd, 60)
    extra[:, 3] = rng.choice(odd, 60)
    lgb_keep("lgb-categories", booster, np.vstack([asked, extra]), "both")

    frame = pd.DataFrame(
        {
            "area": rng.normal(100, 30, 400),
            "wall": pd.Categorical(rng.choice(["brick", "wood", "pisé", "it's"], 400)),
            "zone": pd.Categorical(rng.choice([3, 7, 11], 400)),
        }
    )
    labels = (frame.area + 40 * (frame.wall == "wood") + 30 * (frame.zone == 7) > 120).astype(int)
    booster = lgb.train({**parameters, "objective": "binary"}, lgb.Dataset(frame, labels), 8)
    codes = pd.DataFrame(
        {c: frame[c].cat.codes if str(frame[c].dtype) == "category" else frame[c] for c in frame}
    ).to_numpy(dtype=np.float64)[:40]
    text = booster.model_to_string()
    text += "\npandas_categorical:%s\n" % json.dumps(booster.pandas_categorical)
    keep(
        "lgb-frame", "lightgbm-text", text.encode(), codes, booster.predict(frame[:40]),
        booster.predict(frame[:40], raw_score=True),
        booster.predict(frame[20:40], pred_contrib=True), "double",
    )


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.glob("*.gz"):
        old.unlink()
    for make in (
        xgboost_objectives, xgboost_boosters, xgboost_categories, xgboost_frames, xgboost_wrappers,
        lightgbm_objectives, lightgbm_missing, lightgbm_boosters, lightgbm_categories,
    ):
        make()
    (OUT / "cases.json").write_text(json.dumps(CASES, indent=1) + "\n")
    print(f"xgboost {xgb.__version__}, lightgbm {lgb.__version__}, {len(CASES)} cases in {OUT}")


if __name__ == "__main__":
    main()

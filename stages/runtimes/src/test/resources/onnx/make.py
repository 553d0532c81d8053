"""Makes the graphs of this folder, and beside each what Python answers for some rows.

Ran with scikit-learn 1.9.1, skl2onnx 1.20.0, onnxmltools 1.16.0, onnx 1.23.2, onnxruntime 1.32.0 and
xgboost 3.2.0:  python make.py
"""

import json
import pathlib

import numpy as np
import onnx
import onnxruntime
import pandas as pd
from onnx import TensorProto, helper, numpy_helper
from onnxmltools.convert import convert_xgboost
from onnxmltools.convert.common.data_types import FloatTensorType as XgbFloats
from skl2onnx import to_onnx
from skl2onnx.common.data_types import (
    BooleanTensorType,
    FloatTensorType,
    Int64TensorType,
    StringTensorType,
)
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingRegressor, RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import LinearSVC
from sklearn.neighbors import KNeighborsClassifier
from xgboost import XGBClassifier

HERE = pathlib.Path(__file__).parent
RNG = np.random.default_rng(7)
OPSET = {"": 17, "ai.onnx.ml": 3}


def save(name, model, **stored):
    onnx.save(model, HERE / f"{name}.onnx")
    (HERE / f"{name}.json").write_text(json.dumps(stored, ensure_ascii=False, indent=1) + "\n")
    print(name, (HERE / f"{name}.onnx").stat().st_size)


def plain(array):
    return np.asarray(array).tolist()


def homes(rows):
    return pd.DataFrame(
        {
            "area": RNG.uniform(20, 300, rows).astype(np.float32),
            "rooms": RNG.integers(1, 8, rows),
            "wall": RNG.choice(["brick", "wood", "glass 🏠", "Lehm ä"], rows),
            "garden": RNG.choice([True, False], rows),
        }
    )


HOME_TYPES = [
    ("area", FloatTensorType([None, 1])),
    ("rooms", Int64TensorType([None, 1])),
    ("wall", StringTensorType([None, 1])),
    ("garden", BooleanTensorType([None, 1])),
]


def columns():
    return ColumnTransformer(
        [
            ("area", make_pipeline(SimpleImputer(), StandardScaler()), ["area"]),
            ("rooms", "passthrough", ["rooms"]),
            ("wall", OneHotEncoder(handle_unknown="ignore"), ["wall"]),
            ("garden", "passthrough", ["garden"]),
        ]
    )


def home_rows(frame):
    return [
        {"area": float(a), "rooms": int(r), "wall": str(w), "garden": bool(g)}
        for a, r, w, g in frame.itertuples(index=False)
    ]


def pipelines():
    frame = homes(240)
    price = frame["area"] * 2 + 20 * frame["rooms"] + 30 * (frame["wall"] == "brick")
    price += 25 * (frame["wall"] == "glass 🏠") + 40 * frame["garden"]
    band = np.array(["cheap", "dear", "fair"])[
        np.where(price < 250, 0, np.where(price < 450, 2, 1))
    ]
    asked = homes(40)
    asked.loc[0, "wall"] = "straw"
    forest = make_pipeline(columns(), RandomForestClassifier(10, max_depth=5, random_state=1))
    forest.fit(frame, band)
    for name, zipmap in [("pipeline", False), ("pipeline-zipmap", True), ("pipeline-columns", "columns")]:
        model = to_onnx(
            forest,
            initial_types=HOME_TYPES,
            options={id(forest): {"zipmap": zipmap}},
            target_opset=OPSET,
        )
        save(
            name,
            model,
            rows=home_rows(asked),
            labels=plain(forest.classes_),
            outputs=plain(forest.predict_proba(asked)),
        )
    steps = make_pipeline(columns(), GradientBoostingRegressor(n_estimators=12, random_state=1))
    steps.fit(frame, price)
    save(
        "pipeline-regressor",
        to_onnx(steps, initial_types=HOME_TYPES, target_opset=OPSET),
        rows=home_rows(asked),
        outputs=plain(steps.predict(asked).reshape(-1, 1)),
    )


def matrices():
    x = RNG.normal(size=(200, 4)).astype(np.float32)
    three = (x[:, 0] > 0).astype(int) + (x[:, 1] > 0.3).astype(int)
    two = np.where(x[:, 0] + x[:, 2] > 0, "yes", "no")
    asked = RNG.normal(size=(40, 4)).astype(np.float32)
    types = [("X", FloatTensorType([None, 4]))]
    logistic = LogisticRegression().fit(x, three * 10)
    for name, zipmap in [("matrix", False), ("matrix-zipmap", True)]:
        save(
            name,
            to_onnx(logistic, initial_types=types, options={"zipmap": zipmap}, target_opset=OPSET),
            rows=plain(asked),
            labels=plain(logistic.classes_),
            outputs=plain(logistic.predict_proba(asked)),
        )
    neighbours = KNeighborsClassifier(3).fit(x, two)
    save(
        "neighbours",
        to_onnx(neighbours, initial_types=types, options={"zipmap": False}, target_opset=OPSET),
        rows=plain(asked),
        labels=plain(neighbours.classes_),
        outputs=plain(neighbours.predict_proba(asked)),
    )
    line = LinearRegression().fit(x, x @ [1, 2, 3, 4] + 5)
    save(
        "line",
        to_onnx(line, initial_types=types, target_opset=OPSET),
        rows=plain(asked),
        outputs=plain(line.predict(asked).reshape(-1, 1)),
    )
    missing = asked.copy()
    missing[::3, 1] = np.nan
    for name, labels in [("xgboost-two", (two == "yes").astype(int)), ("xgboost-three", three)]:
        booster = XGBClassifier(n_estimators=8, max_depth=3).fit(x, labels)
        model = convert_xgboost(booster, initial_types=[("input", XgbFloats([None, 4]))], target_opset=15)
        save(
            name,
            model,
            rows=[[None if np.isnan(v) else float(v) for v in row] for row in missing],
            labels=plain(booster.classes_),
            outputs=plain(booster.predict_proba(missing)),
        )
    svc = LinearSVC().fit(x, two)
    save(
        "svc",
        to_onnx(svc, initial_types=types, target_opset=OPSET),
        rows=plain(asked),
        labels=["no", "yes"],
        outputs=[[float(l == "no"), float(l == "yes")] for l in svc.predict(asked)],
    )


TYPES = {
    "BOOL": TensorProto.BOOL,
    "UINT8": TensorProto.UINT8,
    "UINT16": TensorProto.UINT16,
    "UINT32": TensorProto.UINT32,
    "UINT64": TensorProto.UINT64,
    "INT8": TensorProto.INT8,
    "INT16": TensorProto.INT16,
    "INT32": TensorProto.INT32,
    "INT64": TensorProto.INT64,
    "FP16": TensorProto.FLOAT16,
    "BF16": TensorProto.BFLOAT16,
    "FP32": TensorProto.FLOAT,
    "FP64": TensorProto.DOUBLE,
    "BYTES": TensorProto.STRING,
}


def graph(nodes, inputs, outputs, initializers=(), opset=17, functions=(), ml=False):
    imports = [helper.make_opsetid("", opset)]
    if ml:
        imports.append(helper.make_opsetid("ai.onnx.ml", 3))
    if functions:
        imports.append(helper.make_opsetid("local", 1))
    model = helper.make_model(
        helper.make_graph(nodes, "graph", inputs, outputs, list(initializers)),
        opset_imports=imports,
        functions=list(functions),
        ir_version=8,
    )
    onnx.checker.check_model(model)
    return model


def info(name, kind, shape):
    return helper.make_tensor_value_info(name, kind, shape)


def graphs():
    save(
        "types",
        graph(
            [helper.make_node("Identity", [f"in_{t}"], [f"out_{t}"]) for t in TYPES],
            [info(f"in_{t}", kind, ["n", 2]) for t, kind in TYPES.items()],
            [info(f"out_{t}", kind, ["n", 2]) for t, kind in TYPES.items()],
        ),
    )
    weight = np.arange(12, dtype=np.float32).reshape(4, 3)
    product = graph(
        [helper.make_node("MatMul", ["x", "w"], ["y"])],
        [info("x", TensorProto.FLOAT, ["batch", 4])],
        [info("y", TensorProto.FLOAT, ["batch", 3])],
        [numpy_helper.from_array(weight, "w")],
    )
    save("matmul", product, weight=plain(weight))
    softmax = graph(
        [
            helper.make_node("MatMul", ["x", "w"], ["logits"]),
            helper.make_node("Softmax", ["logits"], ["p"], axis=-1),
        ],
        [info("x", TensorProto.FLOAT, [1, 4])],
        [info("p", TensorProto.FLOAT, [1, 3])],
        [numpy_helper.from_array(weight / 10, "w")],
    )
    rows = RNG.normal(size=(6, 4)).astype(np.float32)
    session = onnxruntime.InferenceSession(softmax.SerializeToString())
    save(
        "softmax-one",
        softmax,
        rows=plain(rows),
        labels=[0, 1, 2],
        outputs=[plain(session.run(None, {"x": row.reshape(1, 4)})[0][0]) for row in rows],
    )
    doubles = graph(
        [helper.make_node("ReduceSum", ["x", "axes"], ["y"], keepdims=1)],
        [info("x", TensorProto.DOUBLE, [None, 3])],
        [info("y", TensorProto.DOUBLE, [None, 1])],
        [numpy_helper.from_array(np.array([1], dtype=np.int64), "axes")],
    )
    save("doubles", doubles)
    lengths = graph(
        [
            helper.make_node(
                "LabelEncoder",
                ["word"],
                ["number"],
                domain="ai.onnx.ml",
                keys_strings=["ä", "🏠", "a\tb", ""],
                values_floats=[1.0, 2.0, 3.0, 4.0],
                default_float=-1.0,
            )
        ],
        [info("word", TensorProto.STRING, [None, 1])],
        [info("number", TensorProto.FLOAT, [None, 1])],
        ml=True,
    )
    save("words", lengths)


def hidden_zipmap():
    """A ZipMap that only running shows: inside of a function of the model."""
    function = helper.make_function(
        "local",
        "Named",
        ["p"],
        ["m"],
        [helper.make_node("ZipMap", ["p"], ["m"], domain="ai.onnx.ml", classlabels_strings=["a", "b"])],
        [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)],
    )
    maps = helper.make_value_info(
        "m",
        helper.make_sequence_type_proto(
            helper.make_map_type_proto(TensorProto.STRING, helper.make_tensor_type_proto(TensorProto.FLOAT, []))
        ),
    )
    model = graph(
        [
            helper.make_node("Softmax", ["x"], ["p"], axis=-1),
            helper.make_node("Named", ["p"], ["m"], domain="local"),
        ],
        [info("x", TensorProto.FLOAT, [None, 2])],
        [maps],
        functions=[function],
        ml=True,
    )
    session = onnxruntime.InferenceSession(model.SerializeToString())
    rows = RNG.normal(size=(5, 2)).astype(np.float32)
    answers = session.run(None, {"x": rows})[0]
    save(
        "zipmap-hidden",
        model,
        rows=plain(rows),
        labels=["a", "b"],
        outputs=[[float(each["a"]), float(each["b"])] for each in answers],
    )


def external():
    model = onnx.load(HERE / "matmul.onnx")
    folder = HERE / "external"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    onnx.save_model(
        model,
        folder / "model.onnx",
        save_as_external_data=True,
        all_tensors_to_one_file=True,
        location="model.onnx.data",
        size_threshold=0,
    )


if __name__ == "__main__":
    pipelines()
    matrices()
    graphs()
    external()
    hidden_zipmap()

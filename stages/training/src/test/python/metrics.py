"""Writes what scikit-learn says of seeded predictions, for MetricsOracleTest.

Run: python metrics.py > ../resources/dev/evenkeel/training/evaluation/metrics.json
"""

import json

import numpy as np
import sklearn
from sklearn import metrics as m
from sklearn.calibration import calibration_curve


def classes(seed, k, rows, decimals):
    rng = np.random.default_rng(seed)
    truths = rng.choice(k, rows, p=np.arange(1, k + 1) / np.arange(1, k + 1).sum())
    logits = rng.normal(size=(rows, k)) + 1.2 * np.eye(k)[truths]
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    # Rounded, so that rows share scores.
    p = np.round(p, decimals)
    p = np.clip(p, 0.001, None)
    p[:, -1] = 1 - p[:, :-1].sum(axis=1)
    p = np.clip(p, 0.001, None)
    p /= p.sum(axis=1, keepdims=True)
    answers = p.argmax(axis=1)
    labels = list(range(k))
    hot = np.eye(k, dtype=int)[truths]
    expected = {
        "accuracy": m.accuracy_score(truths, answers),
        "balanced_accuracy": m.balanced_accuracy_score(truths, answers),
        "mcc": m.matthews_corrcoef(truths, answers),
        "log_loss": m.log_loss(truths, p, labels=labels),
        "brier": m.brier_score_loss(truths, p[:, 1]) if k == 2 else m.brier_score_loss(truths, p, labels=labels),
    }
    for average in ("macro", "weighted"):
        pr, rc, f1, _ = m.precision_recall_fscore_support(truths, answers, average=average, zero_division=0)
        expected |= {f"precision_{average}": pr, f"recall_{average}": rc, f"f1_{average}": f1}
    per = m.precision_recall_fscore_support(truths, answers, labels=labels, zero_division=0)
    aucs = [m.roc_auc_score(hot[:, c], p[:, c]) for c in labels]
    aps = [m.average_precision_score(hot[:, c], p[:, c]) for c in labels]
    expected["roc_auc"] = aucs[1] if k == 2 else m.roc_auc_score(truths, p, multi_class="ovr")
    expected["average_precision"] = aps[1] if k == 2 else float(np.mean(aps))
    happened, said = calibration_curve(
        truths == 1 if k == 2 else answers == truths, p[:, 1] if k == 2 else p.max(axis=1), n_bins=10)
    return {
        "truths": truths.tolist(), "probabilities": p.tolist(),
        "metrics": {key: float(value) for key, value in expected.items()},
        "confusion": m.confusion_matrix(truths, answers, labels=labels).tolist(),
        "classes": [[float(per[i][c]) for i in range(3)] + [float(aucs[c]), float(aps[c])] for c in labels],
        "said": said.tolist(), "happened": happened.tolist(),
    }


def quantity(seed, rows):
    rng = np.random.default_rng(seed)
    truths = rng.gamma(2, 50, rows)
    predicted = np.abs(truths * rng.normal(1, 0.2, rows) + 3)
    expected = {
        "rmse": m.root_mean_squared_error(truths, predicted),
        "mean_absolute_error": m.mean_absolute_error(truths, predicted),
        "median_absolute_error": m.median_absolute_error(truths, predicted),
        "r2": m.r2_score(truths, predicted),
        "mape": m.mean_absolute_percentage_error(truths, predicted),
        "rmsle": m.root_mean_squared_log_error(truths, predicted),
    }
    for percent in (10, 50, 90):
        expected[f"pinball_{percent}"] = m.mean_pinball_loss(truths, predicted, alpha=percent / 100)
    return {"truths": truths.tolist(), "predicted": predicted.tolist(),
            "metrics": {key: float(value) for key, value in expected.items()}}


def ranking(seed, groups, k, decimals):
    rng = np.random.default_rng(seed)
    names, relevance, scores, ndcg = [], [], [], []
    for g in range(groups):
        size = int(rng.integers(2, 15))
        r = rng.integers(0, 4, size)
        s = np.round(r + rng.normal(0, 2, size), decimals)
        names += [f"g{g}"] * size
        relevance += r.tolist()
        scores += s.tolist()
        if r.max() > 0:
            ndcg.append(m.ndcg_score([r], [s], k=k))
    # One relevant row a group: the reciprocal rank is scikit-learn's label ranking precision, where
    # ties count as ahead. Without ties and with a long k, the mean precision is its average precision.
    one_names, one_rel, one_scores, mrr = [], [], [], []
    map_names, map_rel, map_scores, ap = [], [], [], []
    for g in range(groups):
        size = int(rng.integers(2, 15))
        r = np.zeros(size, int)
        r[rng.integers(0, size)] = 1
        s = np.round(r + rng.normal(0, 1, size), 1)
        one_names += [f"g{g}"] * size
        one_rel += r.tolist()
        one_scores += s.tolist()
        mrr.append(m.label_ranking_average_precision_score([r], [s]))
        r = rng.integers(0, 2, size)
        r[0] = 1
        s = rng.normal(0, 1, size)
        map_names += [f"g{g}"] * size
        map_rel += r.tolist()
        map_scores += s.tolist()
        ap.append(m.average_precision_score(r, s))
    return {"k": k, "groups": names, "relevance": relevance, "scores": scores, "ndcg": float(np.mean(ndcg)),
            "oneGroups": one_names, "oneRelevance": one_rel, "oneScores": one_scores, "mrr": float(np.mean(mrr)),
            "mapGroups": map_names, "mapRelevance": map_rel, "mapScores": map_scores, "map": float(np.mean(ap))}


print(json.dumps({
    "sklearn": sklearn.__version__,
    "classes": [classes(1, 2, 150, 2), classes(2, 3, 150, 1), classes(3, 5, 200, 3), classes(4, 2, 40, 1)],
    "quantities": [quantity(5, 120), quantity(6, 121)],
    "rankings": [ranking(7, 30, 3, 0), ranking(8, 30, 10, 0)],
}))

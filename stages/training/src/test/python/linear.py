"""Writes what scikit-learn fits to seeded rows, for LinearOracleTest.

Run: python linear.py > ../resources/dev/evenkeel/training/linear/linear.json
"""

import json

import numpy as np
import sklearn
from sklearn.linear_model import ElasticNet, LogisticRegression, Ridge


def rows(seed, k, n, width):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, width))
    x[:, 1] = 0.7 * x[:, 0] + 0.3 * x[:, 1]
    if k == 0:
        return x, 2 + x @ np.array([1.5, -1, 0.5] + [0] * (width - 3)) + rng.normal(0, 0.5, n)
    truth = rng.normal(size=(width, k)) * 1.5
    p = np.exp(x @ truth)
    p /= p.sum(axis=1, keepdims=True)
    return x, np.array([rng.choice(k, p=row) for row in p])


def case(seed, k, l1, l2, n=120, width=5):
    x, y = rows(seed, k, n, width)
    if k == 0:
        if l1 == 0:
            model = Ridge(alpha=n * l2, tol=1e-12, solver="cholesky")
        else:
            model = ElasticNet(alpha=l1 + l2, l1_ratio=l1 / (l1 + l2), tol=1e-12, max_iter=1_000_000)
        predicted = model.fit(x, y).predict(x)[:, None]
    else:
        ratio = l1 / (l1 + l2)
        solver = {"solver": "lbfgs"} if l1 == 0 else {"solver": "saga", "random_state": 0}
        model = LogisticRegression(C=1 / (n * (l1 + l2)), l1_ratio=ratio, tol=1e-12, max_iter=200_000, **solver)
        predicted = model.fit(x, y).predict_proba(x)
    return {"classes": k, "l1": l1, "l2": l2, "values": x.ravel().tolist(), "width": width, "labels": y.tolist(),
            "weights": np.ravel(model.coef_).tolist(), "intercepts": np.ravel(model.intercept_).tolist(),
            "predicted": predicted.tolist()}


print(json.dumps({"sklearn": sklearn.__version__, "cases": [
    case(1, 0, 0, 0.1), case(2, 0, 0.2, 0), case(3, 0, 0.1, 0.1),
    case(4, 2, 0, 0.01), case(5, 2, 0.02, 0), case(6, 2, 0.01, 0.02),
    # Of an even number of labels, L1 alone would leave the weights of a column free to move together.
    case(7, 4, 0, 0.01), case(8, 5, 0.01, 0), case(9, 3, 0.01, 0.01),
]}))

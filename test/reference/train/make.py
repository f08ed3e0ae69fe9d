"""Makes src/train/**/*.reference.json with scikit-learn and LightGBM: python make.py, from this folder."""

import json
from pathlib import Path

import lightgbm
import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression, Ridge

room = Path(__file__).parents[3] / "src" / "train"
random = np.random.default_rng(1)


def write(name, value):
    text = json.dumps(value, default=lambda array: array.tolist())
    (room / name).write_text(text + "\n")


def linear():
    x = random.normal(size=(60, 5)).astype(np.float32).astype(float)
    signal = x @ np.array([2.0, -1.0, 0.5, 0.0, 0.0])
    target = signal + random.normal(size=60) + 10
    label = (signal + random.normal(size=60) > 0).astype(int)
    third = np.digitize(signal + random.normal(size=60), [-1, 1])
    penalty = 0.05
    strength = 1 / (penalty * len(x))
    logistic = LogisticRegression(C=strength, tol=1e-10, max_iter=10_000)
    write(
        "linear/linear.reference.json",
        {
            "columns": x.T,
            "target": target,
            "label": label,
            "softmaxLabel": third,
            "penalty": penalty,
            "ridge": Ridge(alpha=penalty * len(x)).fit(x, target).predict(x),
            "logistic": logistic.fit(x, label).predict_proba(x)[:, 1],
            "softmax": logistic.fit(x, third).predict_proba(x).T,
        },
    )


def boosting():
    rows = 400
    x = np.round(random.normal(size=(rows, 4)), 1).astype(np.float32)  # few enough values for a bin each
    x[:, 3] = np.round(x[:, 3])
    x[random.random(rows) < 0.1, 1] = np.nan
    known = np.nan_to_num(x[:, 1], nan=1.5)
    signal = np.sin(2 * x[:, 0]) + 0.5 * known * x[:, 2] + (x[:, 3] > 0)
    target = np.round(signal + 0.3 * random.normal(size=rows), 6)
    common = dict(max_iter=30, learning_rate=0.1, max_leaf_nodes=15, min_samples_leaf=20, early_stopping=False)
    label = (target > np.median(target)).astype(int)
    third = np.digitize(target, np.quantile(target, [1 / 3, 2 / 3]))
    write(
        "trees/boosting.reference.json",
        {
            "columns": [[None if np.isnan(v) else float(v) for v in column] for column in x.T],
            "target": target,
            "label": label,
            "third": third,
            "squared": HistGradientBoostingRegressor(**common).fit(x, target).predict(x),
            "absolute": HistGradientBoostingRegressor(loss="absolute_error", **common).fit(x, target).predict(x),
            "logistic": HistGradientBoostingClassifier(**common).fit(x, label).predict_proba(x)[:, 1],
            "lightgbmSquared": lightgbm_answers(x, target),
        },
    )


def lightgbm_answers(x, target):
    """With a bin for each value, so that growing and not binning is compared. Of squared error only: with any other loss
    LightGBM guesses the rows of a leaf from its hessians, and so stops at other leaves."""
    params = dict(objective="regression", learning_rate=0.1, num_leaves=15, min_data_in_leaf=20, verbosity=-1)
    params |= dict(min_data_in_bin=1, max_bin=255, num_threads=1, deterministic=True, seed=1)
    return lightgbm.train(params, lightgbm.Dataset(x, target), 30).predict(x)


linear()
boosting()

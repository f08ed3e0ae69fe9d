"""Makes src/train/**/*.reference.json with scikit-learn and LightGBM: python make.py, from this folder."""

import json
from pathlib import Path

import lightgbm
import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.linear_model import ElasticNet, Lasso, LogisticRegression, Ridge
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.metrics import mean_poisson_deviance, mean_tweedie_deviance

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



def sparse():
    own = np.random.default_rng(5)
    rows = 80
    x = own.normal(size=(rows, 12))
    x[:, 5] = x[:, 0] + 0.3 * own.normal(size=rows)
    x = x.astype(np.float32).astype(float)
    signal = x @ np.array([2.0, -1.0, 0.5] + [0.0] * 9)
    target = np.round(signal + own.normal(size=rows) + 10, 6)
    label = (signal + own.normal(size=rows) > 0).astype(int)
    third = np.digitize(signal + own.normal(size=rows), [-1, 1])
    penalty, share = 0.05, 0.4
    exact = dict(tol=1e-14, max_iter=1_000_000)

    def probabilities(y, ratio):
        model = LogisticRegression(C=1 / (penalty * rows), l1_ratio=ratio, solver="saga", tol=1e-13, max_iter=300_000)
        return model.fit(x, y).predict_proba(x).T

    write(
        "linear/sparse.reference.json",
        {
            "columns": x.T,
            "target": target,
            "label": label,
            "third": third,
            "penalty": penalty,
            "l1Share": share,
            "lasso": Lasso(alpha=penalty, **exact).fit(x, target).predict(x),
            "elasticNet": ElasticNet(alpha=penalty, l1_ratio=share, **exact).fit(x, target).predict(x),
            "lassoLogistic": probabilities(label, 1)[1],
            "elasticNetLogistic": probabilities(label, share)[1],
            "lassoSoftmax": probabilities(third, 1),
        },
    )



def neighbours():
    own = np.random.default_rng(6)
    x = own.normal(size=(90, 4)).astype(np.float32).astype(float)
    target = np.round(x[:, 0] + x[:, 1] ** 2 + 0.1 * own.normal(size=90), 6)
    third = np.digitize(target, np.quantile(target, [1 / 3, 2 / 3]))
    learnt = 60
    held = x[learnt:]

    def numbers(count, weights):
        return KNeighborsRegressor(count, weights=weights).fit(x[:learnt], target[:learnt]).predict(held)

    classes = KNeighborsClassifier(7, weights="distance").fit(x[:learnt], third[:learnt]).predict_proba(held).T
    write(
        "neighbours/neighbours.reference.json",
        {
            "columns": x.T,
            "target": target,
            "third": third,
            "learnt": learnt,
            "uniform": numbers(5, "uniform"),
            "distance": numbers(8, "distance"),
            "classes": classes,
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


def objectives():
    """Losses on held-out rows of LightGBM's fits with losses other than the squared error; the last third is held out."""
    own = np.random.default_rng(2)
    rows = 900
    x = np.round(own.normal(size=(rows, 4)), 1).astype(np.float32)
    x[own.random(rows) < 0.1, 1] = np.nan
    signal = np.sin(2 * x[:, 0]) + 0.5 * np.nan_to_num(x[:, 1], nan=1.5) * x[:, 2]
    wild = np.where(own.random(rows) < 0.05, 20 * own.normal(size=rows), 0)
    targets = {
        "quantile": signal + (0.5 + np.abs(x[:, 3])) * own.normal(size=rows),
        "huber": signal + 0.3 * own.normal(size=rows) + wild,
        "poisson": own.poisson(np.exp(signal)),
        "tweedie": np.where(own.random(rows) < 0.5, 0, own.gamma(2, np.exp(signal) / 2)),
    }
    targets = {name: np.round(target, 6) for name, target in targets.items()}
    losses = {
        "quantile": lambda y, p: np.mean(np.maximum(0.8 * (y - p), -0.2 * (y - p))),
        "huber": lambda y, p: np.mean(np.abs(y - p)),
        "poisson": mean_poisson_deviance,
        "tweedie": lambda y, p: mean_tweedie_deviance(y, p, power=1.4),
    }
    numbers = {"quantile": dict(alpha=0.8), "huber": dict(alpha=1.0), "poisson": {}, "tweedie": dict(tweedie_variance_power=1.4)}
    learnt = rows * 2 // 3
    found = {}
    for name, target in targets.items():
        params = dict(objective=name, learning_rate=0.1, num_leaves=8, min_data_in_leaf=20, verbosity=-1, **numbers[name])
        params |= dict(min_data_in_bin=1, max_bin=255, num_threads=1, deterministic=True, seed=1)
        model = lightgbm.train(params, lightgbm.Dataset(x[:learnt], target[:learnt]), 40)
        found[name] = losses[name](target[learnt:], model.predict(x[learnt:]))
    columns = [[None if np.isnan(v) else float(v) for v in column] for column in x.T]
    write("trees/objectives.reference.json", {"learnt": learnt, "columns": columns, "targets": targets, "losses": found})


def categories():
    """RMSE on held-out rows of LightGBM's fit on a column of codes as categories; the last third is held out."""
    own = np.random.default_rng(4)
    rows = 1800
    code = np.minimum(own.geometric(0.06, rows) - 1, 39).astype(np.float32)
    x = np.column_stack([code, np.round(own.normal(size=rows), 1)]).astype(np.float32)
    x[own.random(rows) < 0.05, 0] = np.nan
    effect = own.normal(size=41)
    known = np.where(np.isnan(x[:, 0]), 40, np.nan_to_num(x[:, 0])).astype(int)
    target = np.round(2 * effect[known] + x[:, 1] * (effect[known] > 0) + 0.5 * own.normal(size=rows), 6)
    learnt = rows * 2 // 3
    params = dict(objective="regression", learning_rate=0.1, num_leaves=8, min_data_in_leaf=20, verbosity=-1, num_threads=1)
    params |= dict(min_data_in_bin=1, max_bin=255, deterministic=True, seed=1)
    data = lightgbm.Dataset(x[:learnt], target[:learnt], categorical_feature=[0])
    answers = lightgbm.train(params, data, 40).predict(x[learnt:])
    rmse = np.sqrt(np.mean((target[learnt:] - answers) ** 2))
    columns = [[None if np.isnan(v) else float(v) for v in column] for column in x.T]
    write("trees/categories.reference.json", {"learnt": learnt, "columns": columns, "target": target, "rmse": rmse})


linear()
sparse()
neighbours()
boosting()
objectives()
categories()

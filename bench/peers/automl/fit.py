"""Fits one engine on train.csv and scores it on test.csv: prints {"score", "seconds", "cpuSeconds"}.

    python fit.py ENGINE FOLDER TARGET METRIC SECONDS

ENGINE: ridge, forest or boosting for scikit-learn as it comes, flaml or autogluon with SECONDS of one thread. Their clock is the
CPU time of the process, so that SECONDS are the same on a busy machine.
"""
import json
import os
import sys
import tempfile
import time

for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]:
    os.environ[name] = "1"

import numpy as np
import pandas as pd
from sklearn.metrics import log_loss, r2_score, roc_auc_score, root_mean_squared_error

engine, folder, target, metric, seconds = sys.argv[1:5] + [float(sys.argv[5])]
classes = metric in ("auc", "logLoss")


def read(part):
    table = pd.read_csv(f"{folder}/{part}.csv").drop(columns="id", errors="ignore")
    for column in table:
        if "datetime" in column:
            table[column] = pd.to_datetime(table[column])
    return table, table.pop(target)


def with_date_parts(table):
    table = table.copy()
    for column in list(table):
        if "datetime" in column:
            moment = table.pop(column).dt
            for part in ["hour", "day_of_week", "month", "day"]:
                table[f"{column}_{part}"] = getattr(moment, part)
    return table


def untuned(rows, truth):
    from sklearn.compose import make_column_transformer
    from sklearn.ensemble import (
        HistGradientBoostingClassifier,
        HistGradientBoostingRegressor,
        RandomForestClassifier,
        RandomForestRegressor,
    )
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

    numbers = list(rows.select_dtypes("number"))
    words = [column for column in rows if column not in numbers]
    codes = (OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), words)
    filled = SimpleImputer(strategy="median")
    if engine == "ridge":
        scaled = (make_pipeline(filled, StandardScaler()), numbers)
        before = make_column_transformer(scaled, (OneHotEncoder(handle_unknown="ignore"), words))
        last = LogisticRegression(max_iter=1000) if classes else Ridge()
    elif engine == "forest":
        before = make_column_transformer((filled, numbers), codes)
        last = (RandomForestClassifier if classes else RandomForestRegressor)(random_state=0)
    else:
        before = make_column_transformer(("passthrough", numbers), codes)
        last = (HistGradientBoostingClassifier if classes else HistGradientBoostingRegressor)(random_state=0)
    return make_pipeline(before, last).fit(rows, truth)


def flaml(rows, truth):
    from flaml import AutoML

    names = {"auc": "roc_auc", "logLoss": "log_loss", "rmsle": "rmse"}
    task = "classification" if classes else "regression"
    found = AutoML()
    found.fit(rows, truth, task=task, metric=names.get(metric, metric), time_budget=seconds, n_jobs=1, seed=1, verbose=0)
    return found


def autogluon(rows, truth):
    from autogluon.tabular import TabularPredictor

    names = {"auc": "roc_auc", "logLoss": "log_loss", "rmse": "root_mean_squared_error", "rmsle": "root_mean_squared_error"}
    kind = "regression" if not classes else "binary" if metric == "auc" else "multiclass"
    path = tempfile.mkdtemp(prefix="autogluon-")
    name = names.get(metric, metric)
    found = TabularPredictor(label=target, problem_type=kind, eval_metric=name, path=path, verbosity=0)
    return found.fit(rows.assign(**{target: truth}), time_limit=seconds, num_cpus=1)


def score(model, rows, truth):
    if not classes:
        answers = np.asarray(model.predict(rows), dtype=float)
        if metric == "rmsle":
            return root_mean_squared_error(np.log1p(truth), np.maximum(answers, 0))
        return r2_score(truth, answers) if metric == "r2" else root_mean_squared_error(truth, answers)
    shares = model.predict_proba(rows)
    labels = list(shares.columns) if isinstance(shares, pd.DataFrame) else list(model.classes_)
    shares = np.asarray(shares)
    if metric == "auc":
        return roc_auc_score(truth == "yes", shares[:, labels.index("yes")])
    return log_loss(truth, shares, labels=labels)


def cpu_seconds():
    """Of this process with all its threads and children: a clock from which a busy machine takes nothing."""
    return sum(os.times()[:4])


fits = {"flaml": flaml, "autogluon": autogluon}
(rows, truth), (held, answers) = read("train"), read("test")
if engine not in fits:
    rows, held = with_date_parts(rows), with_date_parts(held)
if engine in fits:
    began = time.time()
    time.time = lambda: began + cpu_seconds()
started, cpu = time.perf_counter(), cpu_seconds()
model = fits.get(engine, untuned)(rows, np.log1p(truth) if metric == "rmsle" else truth)
spent, used = time.perf_counter() - started, cpu_seconds() - cpu
print(json.dumps({"score": float(score(model, held, answers)), "seconds": spent, "cpuSeconds": used}))

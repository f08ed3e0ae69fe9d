"""Fit one peer: fit.py ENGINE TABLE COLUMNS TRAIN_ROWS TASK THREADS REPEATS SETTINGS_JSON

One JSON line on standard output. Times are from the float32 array in memory to the fitted model.
"""

import json
import sys
import time

import numpy


def main(engine, path, columns, train_rows, task, threads, repeats, settings):
    width = int(columns)
    data = numpy.fromfile(path, dtype=numpy.float32).reshape(-1, width + 1)
    rows = int(train_rows)
    inputs = numpy.ascontiguousarray(data[:, :width])
    target = numpy.ascontiguousarray(data[:, width])
    del data
    fit = ENGINES[engine]()
    options = json.loads(settings)
    before = memory("VmRSS")
    seconds = []
    cpu = []
    for _ in range(int(repeats)):
        began = time.perf_counter()
        cpu_began = time.process_time()
        model = fit(inputs[:rows], target[:rows], task, int(threads), options)
        seconds.append(time.perf_counter() - began)
        cpu.append(time.process_time() - cpu_began)
    peak = memory("VmHWM")
    answers = model(inputs[rows:])
    print(
        json.dumps(
            {
                "version": sys.modules[engine].__version__,
                "seconds": seconds,
                "cpuSeconds": cpu,
                "score": score(task, target[rows:], answers),
                "peakMb": peak,
                "riseMb": peak - before,
            }
        )
    )


def lightgbm_fit():
    import lightgbm

    def fit(inputs, target, task, threads, options):
        params = {
            "objective": "regression" if task == "regression" else "binary",
            "num_leaves": options["leaves"],
            "learning_rate": options["learningRate"],
            "min_data_in_leaf": options["minLeaf"],
            "lambda_l2": options["l2"],
            "max_bin": 255,
            "num_threads": threads,
            "verbosity": -1,
            "seed": 1,
        }
        data = lightgbm.Dataset(inputs, target, params={"max_bin": 255, "num_threads": threads, "verbosity": -1})
        return lightgbm.train(params, data, options["trees"]).predict

    return fit


def xgboost_fit():
    import xgboost

    def fit(inputs, target, task, threads, options):
        data = xgboost.QuantileDMatrix(inputs, target, max_bin=255, nthread=threads)
        params = {
            "objective": "reg:squarederror" if task == "regression" else "binary:logistic",
            "tree_method": "hist",
            "grow_policy": "lossguide",
            "max_leaves": options["leaves"],
            "max_depth": 0,
            "learning_rate": options["learningRate"],
            "min_child_weight": options["minLeaf"] if task == "regression" else 1,
            "reg_lambda": options["l2"],
            "max_bin": 255,
            "nthread": threads,
            "seed": 1,
        }
        model = xgboost.train(params, data, options["trees"])
        return lambda rows: model.predict(xgboost.DMatrix(rows))

    return fit


def sklearn_fit():
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    def fit(inputs, target, task, _threads, options):
        kind = HistGradientBoostingRegressor if task == "regression" else HistGradientBoostingClassifier
        model = kind(
            max_iter=options["trees"],
            max_leaf_nodes=options["leaves"],
            learning_rate=options["learningRate"],
            min_samples_leaf=options["minLeaf"],
            l2_regularization=options["l2"],
            max_bins=255,
            early_stopping=False,
            random_state=1,
        ).fit(inputs, target)
        return model.predict if task == "regression" else lambda rows: model.predict_proba(rows)[:, 1]

    return fit


def score(task, truth, answers):
    if task == "regression":
        return float(numpy.sqrt(numpy.mean((truth.astype(numpy.float64) - answers) ** 2)))
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(truth, answers))


def memory(field):
    """Megabytes of this process, from /proc."""
    with open("/proc/self/status", encoding="ascii") as status:
        for line in status:
            if line.startswith(field + ":"):
                return int(line.split()[1]) / 1024
    raise KeyError(field)


# each imports its library, which a measured fit should not
ENGINES = {"lightgbm": lightgbm_fit, "xgboost": xgboost_fit, "sklearn": sklearn_fit}

if __name__ == "__main__":
    main(*sys.argv[1:])

"""Fit scikit-learn's random forest: forest.py TABLE COLUMNS TRAIN_ROWS THREADS SETTINGS_JSON

One JSON line on standard output. Times are from the float32 array in memory to the fitted model.
"""

import json
import sys
import time

import numpy
import sklearn
from sklearn.ensemble import ExtraTreesRegressor, RandomForestRegressor


def main(path, columns, train_rows, threads, settings):
    width = int(columns)
    rows = int(train_rows)
    options = json.loads(settings)
    data = numpy.fromfile(path, dtype=numpy.float32).reshape(-1, width + 1)
    inputs = numpy.ascontiguousarray(data[:, :width])
    target = numpy.ascontiguousarray(data[:, width])
    kind = ExtraTreesRegressor if options["extra"] else RandomForestRegressor
    began = time.perf_counter()
    cpu_began = time.process_time()
    model = kind(
        n_estimators=options["trees"],
        max_features=float(options["featureShare"]),
        min_samples_leaf=options["minLeaf"],
        max_leaf_nodes=options["leaves"],
        bootstrap=not options["extra"],
        n_jobs=int(threads),
        random_state=1,
    ).fit(inputs[:rows], target[:rows])
    seconds = time.perf_counter() - began
    cpu = time.process_time() - cpu_began
    answers = model.predict(inputs[rows:])
    error = float(numpy.sqrt(numpy.mean((target[rows:].astype(numpy.float64) - answers) ** 2)))
    print(json.dumps({"version": sklearn.__version__, "seconds": seconds, "cpuSeconds": cpu, "rmse": error}))


if __name__ == "__main__":
    main(*sys.argv[1:])

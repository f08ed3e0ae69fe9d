"""Time the peer in process: predict.py TABLE.csv TARGET BATCH_ROWS

One row as a tutorial's service asks for it (JSON text, a pandas row, the pipeline), and many rows at once.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import joblib
import numpy
import pandas
import sklearn
from train import main as train


def micros(times, share):
    return f"{numpy.quantile(times, share) * 1e6:,.1f} us"


def main(table_path, target, batch):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.joblib"
        train(table_path, target, path)
        began = time.perf_counter()
        pipeline = joblib.load(path)["pipeline"]
        load = time.perf_counter() - began
    inputs = pandas.read_csv(table_path).drop(columns=[target])
    texts = [json.dumps(record) for record in json.loads(inputs.head(200).to_json(orient="records"))]
    times = []
    for text in texts * 2:
        began = time.perf_counter()
        pipeline.predict(pandas.DataFrame([json.loads(text)], columns=inputs.columns).astype(inputs.dtypes.to_dict()))
        times.append(time.perf_counter() - began)
    many = inputs.iloc[numpy.arange(int(batch)) % len(inputs)].reset_index(drop=True)
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        pipeline.predict(many)
        best = min(best, time.process_time() - began)
    name = f"  scikit-learn {sklearn.__version__}"
    print(f"{name}  load {load * 1000:.0f} ms")
    print(f"{name}  one row p50 {micros(times, 0.5)}, p99 {micros(times, 0.99)}")
    print(f"{name}  batch   {len(many) / best:,.0f} rows/CPU s with features")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Usage: report.py REFERENCE.parquet CURRENT.parquet REPORT.html; prints one JSON line."""

import json
import os
import sys
import time

import pandas
from evidently import Report
from evidently.presets import DataDriftPreset

reference = pandas.read_parquet(sys.argv[1])
current = pandas.read_parquet(sys.argv[2])
started = time.perf_counter()
snapshot = Report([DataDriftPreset()]).run(current, reference)
tested = time.perf_counter()
snapshot.save_html(sys.argv[3])
done = time.perf_counter()
drifted = json.loads(snapshot.json())["metrics"][0]["value"]
print(
    json.dumps(
        {
            "testSeconds": tested - started,
            "reportSeconds": done - tested,
            "reportBytes": os.path.getsize(sys.argv[3]),
            "drifted": drifted,
        }
    )
)

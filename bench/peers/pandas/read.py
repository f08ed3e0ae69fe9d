"""Reads a CSV file and prints the time as a line of JSON: read.py pandas|pandas-with-pyarrow|polars TABLE.csv"""

import json
import resource
import sys
import time

peer, path = sys.argv[1:]

if peer == "polars":
    import polars

    read = lambda: polars.read_csv(path)  # noqa: E731
else:
    import pandas

    if peer == "pandas":
        # What pandas does where pyarrow is not installed: texts are Python objects.
        pandas.options.mode.string_storage = "python"
    read = lambda: pandas.read_csv(path)  # noqa: E731

started, cpu = time.perf_counter(), time.process_time()
table = read()
step = {"seconds": time.perf_counter() - started, "cpuSeconds": time.process_time() - cpu}
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps({"rows": len(table), "steps": {"read": step}, "peakMegabytes": peak}))

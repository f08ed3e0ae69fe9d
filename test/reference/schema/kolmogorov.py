"""Writes src/schema/statistics/kolmogorov.reference.json: p-values of scipy.stats.ks_2samp.

Run from the root of the repository with SciPy installed: python test/reference/schema/kolmogorov.py
"""

import json
from pathlib import Path

import numpy
import scipy
from scipy.stats import ks_2samp, kstwo

random = numpy.random.default_rng(11)
cases = []
# both sides small and equal, coprime, lopsided, at the border of the exact method and beyond it
for first, second in [(8, 8), (30, 30), (50, 77), (100, 37), (200, 200), (1000, 100), (1000, 999), (997, 1000), (500, 10000)]:
    for shift in [0.0, 0.05, 0.2, 0.6, 1.5]:
        a = random.normal(0, 1, first)
        b = random.normal(shift, 1, second)
        result = ks_2samp(a, b)
        cases.append({"first": first, "second": second, "statistic": float(result.statistic), "pValue": float(result.pvalue)})
for first, second in [(30, 20000), (130, 15000), (300, 50000), (1000, 12000), (1000, 1000000)]:
    size = numpy.round(first * second / (first + second))
    for statistic in [0.003, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.12, 0.3, 0.7]:
        cases.append(
            {"first": first, "second": second, "statistic": statistic, "pValue": float(kstwo.sf(statistic, size))}
        )

Path("src/schema/statistics/kolmogorov.reference.json").write_text(
    json.dumps({"scipy": scipy.__version__, "cases": cases}, indent=1) + "\n"
)

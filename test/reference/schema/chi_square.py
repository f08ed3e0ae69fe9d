"""Writes src/schema/statistics/chi-square.reference.json: values of scipy.stats.chi2.sf and of scipy.spatial.distance.jensenshannon.

Run from the root of the repository with SciPy installed: python test/reference/schema/chi_square.py
"""

import json
from pathlib import Path

import numpy
import scipy
from scipy.spatial.distance import jensenshannon
from scipy.stats import chi2, chi2_contingency

freedoms = [1, 2, 3, 5, 9, 10, 30, 99, 300, 1000]
shares = [0.01, 0.1, 0.5, 0.9, 0.999, 1.0, 1.1, 1.5, 2.0, 3.0, 5.0]
above = [
    {"statistic": share * freedom, "freedom": freedom, "above": float(chi2.sf(share * freedom, freedom))}
    for freedom in freedoms
    for share in shares
]
critical = [
    {"above": tail, "freedom": freedom, "statistic": float(chi2.isf(tail, freedom))}
    for freedom in freedoms
    for tail in [0.5, 0.05, 0.01, 1e-4, 1e-8]
]

random = numpy.random.default_rng(7)
tables = []
for cells in [2, 3, 6, 10]:
    first = random.integers(5, 60, cells)
    second = random.integers(5, 60, cells)
    statistic, p_value, _, _ = chi2_contingency([first, second], correction=False)
    tables.append(
        {
            "first": first.tolist(),
            "second": second.tolist(),
            "statistic": float(statistic),
            "pValue": float(p_value),
            "distance": float(jensenshannon(first, second)),
        }
    )

document = {"scipy": scipy.__version__, "above": above, "critical": critical, "tables": tables}
Path("src/schema/statistics/chi-square.reference.json").write_text(json.dumps(document, indent=1) + "\n")

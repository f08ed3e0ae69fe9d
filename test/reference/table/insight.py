"""Writes src/table/insight/insight.reference.json with SciPy and scikit-learn.

    python test/reference/table/insight.py
"""

import json
from pathlib import Path

import numpy as np
from scipy import stats
from scipy.stats.contingency import association, crosstab
from sklearn.feature_selection import mutual_info_regression
from sklearn.metrics import mutual_info_score


def corrected_cramers_v(one, other):
    table = crosstab(one, other).count
    n = table.sum()
    r, c = table.shape
    phi2 = association(table, method="cramer") ** 2 * (min(r, c) - 1)
    phi2 = max(0, phi2 - (r - 1) * (c - 1) / (n - 1))
    r, c = r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)
    return np.sqrt(phi2 / (min(r, c) - 1))


def rank_correlation_ratio(codes, values):
    groups = [values[codes == code] for code in np.unique(codes)]
    n, k = len(values), len(groups)
    eta2 = stats.kruskal(*groups).statistic / (n - 1)
    return np.sqrt(max(0, 1 - (1 - eta2) * (n - 1) / (n - k)))


def entropy_cells(*columns):
    return len(np.unique(np.stack(columns), axis=1).T)


def corrected_information(one, other):
    n = len(one)
    bias = (entropy_cells(one, other) - entropy_cells(one) - entropy_cells(other) + 1) / (2 * n)
    return max(0, mutual_info_score(one, other) - bias)


random = np.random.default_rng(7)
cases = []
for rows in [12, 100, 700]:
    x = np.round(random.lognormal(size=rows), 2)
    y = np.round(x * random.normal(1, 0.5, rows) + random.normal(size=rows), 2)
    a = random.integers(0, 4, rows)
    b = np.where(random.random(rows) < 0.6, a % 3, random.integers(0, 3, rows))
    cases.append(
        {
            "x": x.tolist(),
            "y": y.tolist(),
            "a": a.tolist(),
            "b": b.tolist(),
            "skew": stats.skew(x, bias=False),
            "excessKurtosis": stats.kurtosis(x, bias=False),
            "pearson": stats.pearsonr(x, y).statistic,
            "spearman": stats.spearmanr(x, y).statistic,
            "cramersV": corrected_cramers_v(a, b),
            "correlationRatio": rank_correlation_ratio(b, x),
            "information": corrected_information(a, b),
        }
    )

rows = 5000
x = random.normal(size=rows)
gaussian = []
for rho in [0.0, 0.5, 0.9]:
    y = rho * x + np.sqrt(1 - rho**2) * random.normal(size=rows)
    gaussian.append(
        {
            "rho": rho,
            "exact": -0.5 * np.log(1 - rho**2),
            "neighbours": float(mutual_info_regression(x[:, None], y, random_state=1)[0]),
        }
    )

path = Path(__file__).parents[3] / "src/table/insight/insight.reference.json"
path.write_text(json.dumps({"cases": cases, "gaussian": gaussian}) + "\n")

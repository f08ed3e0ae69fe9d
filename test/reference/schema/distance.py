"""Writes src/schema/statistics/distance.reference.json: distances and statistics of SciPy between samples and between tables of counts.

Run from the root of the repository with SciPy installed: python test/reference/schema/distance.py
"""

import json
from pathlib import Path

import numpy
import scipy
from scipy.spatial.distance import jensenshannon
from scipy.stats import chi2_contingency, ks_2samp, norm, wasserstein_distance

random = numpy.random.default_rng(5)


def sample_case(name, first, second):
    return {
        "name": name,
        "first": [float(value) for value in first],
        "second": [float(value) for value in second],
        "wasserstein": float(wasserstein_distance(first, second)),
        "normed": float(wasserstein_distance(first, second) / max(float(numpy.std(first)), 0.001)),
        "statistic": float(ks_2samp(first, second).statistic),
    }


samples = [
    sample_case("alike", random.normal(0, 1, 60), random.normal(0, 1, 45)),
    sample_case("shifted", random.normal(0, 1, 60), random.normal(0.7, 1, 80)),
    sample_case("spread", random.normal(0, 1, 60), random.normal(0, 3, 30)),
    sample_case("ties", numpy.round(random.normal(0, 3, 80)), numpy.round(random.normal(1, 3, 70))),
    sample_case("apart", random.uniform(0, 1, 20), random.uniform(5, 6, 25)),
    sample_case("inside one gap", numpy.arange(0, 100, 10), numpy.linspace(31, 39, 12)),
    sample_case("heavy tail", numpy.exp(2 * random.normal(0, 1, 70)), numpy.exp(2 * random.normal(0, 1, 50))),
    sample_case("large and alike", 1.7e12 + numpy.arange(40) * 1000.0, 1.7e12 + 300 + numpy.arange(30) * 1300.0),
]


def filled(counts):
    shares = numpy.array(counts) / sum(counts)
    least = min(shares[shares > 0])
    shares[shares == 0] = least / 10**6 if least <= 0.0001 else 0.0001
    return shares


def table_case(first, second):
    p, q = filled(first), filled(second)
    case = {
        "first": first,
        "second": second,
        "jensenShannon": float(jensenshannon(first, second)),
        "stabilityIndex": float(numpy.sum((p - q) * numpy.log(p / q))),
    }
    if len(first) == 2:
        share = (first[0] + second[0]) / (sum(first) + sum(second))
        z = (first[0] / sum(first) - second[0] / sum(second)) / numpy.sqrt(
            share * (1 - share) * (1 / sum(first) + 1 / sum(second))
        )
        case["z"] = float(abs(z))
        case["zPValue"] = float(2 * norm.sf(abs(z)))
    statistic, p_value, _, _ = chi2_contingency([first, second], correction=False)
    return {**case, "chiSquare": float(statistic), "pValue": float(p_value)}


tables = [
    table_case([30, 70], [45, 55]),
    table_case([500, 20], [480, 60]),
    table_case([10, 20, 30, 40], [40, 30, 20, 10]),
    table_case([100, 0, 50], [80, 20, 40]),
    table_case([0, 5, 20000], [7, 0, 15000]),
    table_case(random.integers(5, 60, 12).tolist(), random.integers(5, 60, 12).tolist()),
]

Path("src/schema/statistics/distance.reference.json").write_text(
    json.dumps({"scipy": scipy.__version__, "samples": samples, "tables": tables}, indent=1) + "\n"
)

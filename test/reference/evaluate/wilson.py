"""Makes src/evaluate/uncertainty/coverage.reference.json with SciPy: python wilson.py, from this folder."""

import json
from pathlib import Path

from scipy.stats import binomtest

cases = []
for successes, trials, confidence in [(90, 100, 0.95), (0, 20, 0.9), (4100, 4128, 0.99), (1, 1, 0.5)]:
    interval = binomtest(successes, trials).proportion_ci(confidence, method="wilson")
    cases.append(
        dict(successes=successes, trials=trials, confidence=confidence, low=float(interval.low), high=float(interval.high))
    )
out = Path(__file__).parents[3] / "src" / "evaluate" / "uncertainty" / "coverage.reference.json"
out.write_text(json.dumps(cases) + "\n")

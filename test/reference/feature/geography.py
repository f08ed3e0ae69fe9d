"""Great-circle distances by scikit-learn, for src/feature/geography.reference.json.

Run with scikit-learn and NumPy installed: python test/reference/feature/geography.py
"""

import json
from pathlib import Path

import numpy as np
from sklearn.metrics.pairwise import haversine_distances

random = np.random.default_rng(1)
near = random.normal([40.7, -74.0], 0.1, size=(20, 2, 2))
far = np.stack([random.uniform(-89, 89, (20, 2)), random.uniform(-180, 180, (20, 2))], axis=-1)
points = np.concatenate([near, far])
cases = []
for start, end in points:
    kilometres = haversine_distances(np.radians([start]), np.radians([end]))[0, 0] * 6371
    cases.append({"from": start.tolist(), "to": end.tolist(), "kilometres": kilometres})

target = Path(__file__).parents[3] / "src/feature/geography.reference.json"
target.write_text(json.dumps({"radiusKm": 6371, "cases": cases}, indent=1) + "\n")

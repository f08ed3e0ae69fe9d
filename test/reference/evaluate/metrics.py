"""Reference values of the metrics, by scikit-learn. Writes src/evaluate/metrics/metrics.reference.json.

Run from the repository with scikit-learn and numpy installed: python test/reference/evaluate/metrics.py
"""

import json
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn import metrics as m

warnings.filterwarnings("ignore")
random = np.random.default_rng(7)


def regression(truth, predicted):
    truth, predicted = np.asarray(truth, float), np.asarray(predicted, float)
    values = {
        "rmse": m.root_mean_squared_error(truth, predicted),
        "mae": m.mean_absolute_error(truth, predicted),
        "mse": m.mean_squared_error(truth, predicted),
    }
    if np.all(truth != 0):  # else scikit-learn divides by the smallest step; ours is not defined there
        values["mape"] = m.mean_absolute_percentage_error(truth, predicted)
    if len(truth) > 1:
        values["r2"] = m.r2_score(truth, predicted)
    if truth.min() > -1 and predicted.min() >= min(0, truth.min()):
        values["rmsle"] = m.root_mean_squared_log_error(truth, predicted)
    return {"truth": truth.tolist(), "values": predicted.tolist(), "probabilities": [], "expected": values}


def sought(truth, predicted):
    """Metrics that are measured only when they decide."""
    return {
        "truth": truth.tolist(),
        "values": predicted.tolist(),
        "expected": {
            "pinball-0.9": m.mean_pinball_loss(truth, predicted, alpha=0.9),
            "pinball-0.25": m.mean_pinball_loss(truth, predicted, alpha=0.25),
            "poissonDeviance": m.mean_poisson_deviance(truth, predicted),
            "tweedieDeviance-1.5": m.mean_tweedie_deviance(truth, predicted, power=1.5),
            "tweedieDeviance-1.9": m.mean_tweedie_deviance(truth, predicted, power=1.9),
        },
    }


def binary(truth, positive):
    truth, positive = np.asarray(truth, int), np.asarray(positive, float)
    values = (positive > 0.5).astype(int)
    expected = {
        "logLoss": m.log_loss(truth, positive, labels=[0, 1]),
        "accuracy": m.accuracy_score(truth, values),
        "precision": m.precision_score(truth, values, zero_division=0),
        "recall": m.recall_score(truth, values, zero_division=0),
        "f1": m.f1_score(truth, values, zero_division=0),
        "brier": m.brier_score_loss(truth, positive, pos_label=1),
    }
    if len(set(truth)) == 2:
        expected["auc"] = m.roc_auc_score(truth, positive)
    if truth.sum() > 0:
        expected["averagePrecision"] = m.average_precision_score(truth, positive)
    return {
        "truth": truth.tolist(),
        "values": values.tolist(),
        "probabilities": [(1 - positive).tolist(), positive.tolist()],
        "expected": expected,
    }


def multiclass(truth, probabilities):
    truth, probabilities = np.asarray(truth, int), np.asarray(probabilities, float)
    labels = list(range(probabilities.shape[1]))
    values = probabilities.argmax(axis=1)
    expected = {
        "logLoss": m.log_loss(truth, probabilities, labels=labels),
        "accuracy": m.accuracy_score(truth, values),
        "macroF1": m.f1_score(truth, values, average="macro", zero_division=0),
        "weightedF1": m.f1_score(truth, values, average="weighted", zero_division=0),
    }
    if len(set(truth)) == len(labels):
        expected["aucOvr"] = m.roc_auc_score(truth, probabilities, multi_class="ovr", average="macro")
    return {
        "truth": truth.tolist(),
        "values": values.tolist(),
        "probabilities": probabilities.T.tolist(),
        "expected": expected,
    }


def softmax(scores):
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    return scores / scores.sum(axis=1, keepdims=True)


def noisy_classes(rows, classes, strength):
    truth = random.integers(0, classes, rows)
    scores = random.normal(size=(rows, classes))
    scores[np.arange(rows), truth] += strength
    return truth, softmax(scores)


size = random.gamma(2, 300, 120)
skewed = random.integers(0, 2, 150) & random.integers(0, 2, 150) & random.integers(0, 2, 150)
cases = {
    "regression": {
        "positive target": regression(size, size * np.exp(random.normal(0, 0.3, 120))),
        "both signs": regression(random.normal(0, 5, 90), random.normal(0, 5, 90)),
        "far from zero": regression(1e6 + random.normal(0, 1, 60), 1e6 + random.normal(0, 1, 60)),
        "zeros in the truth": regression([0, 0, 3, 5], [0.5, 0, 2, 7]),
        "constant truth missed": regression([2.5] * 7, [0.1, 0.2, 0.1, 0.3, 0.1, 0.1, 0.1]),
        "constant truth hit": regression([2.5] * 7, [2.5] * 7),
        "one row": regression([3], [4]),
    },
    "binary": {
        "continuous scores": binary(skewed, 1 / (1 + np.exp(-(random.normal(size=150) + 2 * skewed - 1)))),
        "many ties": binary(skewed, np.round(np.clip(random.normal(0.3 + 0.3 * skewed, 0.2), 0, 1), 1)),
        "certain and wrong": binary([0, 1, 1, 0], [1, 0, 1, 0]),
        "never positive": binary([0, 1, 1, 0, 1], [0.1, 0.2, 0.3, 0.1, 0.4]),
        "only negatives": binary([0, 0, 0], [0.2, 0.7, 0.4]),
        "one score for all": binary([0, 1, 1, 0, 1], [0.6] * 5),
    },
    "multiclass": {
        "three classes": multiclass(*noisy_classes(150, 3, 1.5)),
        "seven classes": multiclass(*noisy_classes(210, 7, 0.8)),
        "class absent from the rows": multiclass([0, 1, 1, 0], softmax(random.normal(size=(4, 3)))),
    },
}
given = cases["regression"]["positive target"]
amounts = sought(np.where(np.arange(120) % 3 == 0, 0.0, given["truth"]), np.asarray(given["values"]))
out = pathlib.Path(__file__).parents[3] / "src/evaluate/metrics/metrics.reference.json"
out.write_text(json.dumps({"by": f"scikit-learn {sklearn.__version__}", "cases": cases, "sought": amounts}) + "\n")

curve = np.round(random.random(600), 2)
hit = (random.random(600) < curve).astype(int)
fpr, tpr, _ = m.roc_curve(hit, curve, drop_intermediate=False)
precision, recall, _ = m.precision_recall_curve(hit, curve)
out = pathlib.Path(__file__).parents[3] / "src/evaluate/metrics/curves.reference.json"
out.write_text(
    json.dumps(
        {
            "by": f"scikit-learn {sklearn.__version__}",
            "truth": hit.tolist(),
            "score": curve.tolist(),
            "roc": [[x, y] for x, y in zip(fpr.tolist(), tpr.tolist())],
            "precisionRecall": [[x, y] for x, y in zip(recall.tolist()[:-1][::-1], precision.tolist()[:-1][::-1])],
        }
    )
    + "\n"
)

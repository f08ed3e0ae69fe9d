"""Makes src/model/explain/tree-shap.reference.json with shap, scikit-learn and LightGBM: python tree_shap.py, from this folder."""

import json
from pathlib import Path

import lightgbm
import numpy as np
import shap
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import Ridge

random = np.random.default_rng(7)
rows = 300
x = np.round(random.normal(size=(rows, 5)), 2).astype(np.float32)
signal = x[:, 0] * 2 + np.where(x[:, 1] > 0, x[:, 2], -x[:, 2]) + 0.3 * x[:, 3] ** 2
target = signal + 0.1 * random.normal(size=rows)
holes = x.copy()
holes[random.random(rows) < 0.2, 1] = np.nan
classes = np.digitize(target, np.quantile(target, [1 / 3, 2 / 3]))
shown = 12


def numbers(values):
    return [None if np.isnan(value) else float(value) for value in np.asarray(values, dtype=float)]


def lightgbm_nodes(tree):
    """Preorder, the left child next; LightGBM's thresholds are double, its comparison is on double."""
    nodes = []

    def visit(node):
        place = len(nodes)
        if "leaf_value" in node:
            count = node.get("leaf_count", rows)
            nodes.append(dict(feature=-1, threshold=count, missingLeft=0, right=0, value=node["leaf_value"]))
            return
        # float32 inputs against a double threshold: the largest float32 not above it compares the same
        threshold = np.float32(node["threshold"])
        if float(threshold) > node["threshold"]:
            threshold = np.nextafter(threshold, np.float32(-np.inf))
        nodes.append(
            dict(
                feature=node["split_feature"],
                threshold=float(threshold),
                missingLeft=int(node["default_left"]),
                right=0,
                value=0,
            )
        )
        visit(node["left_child"])
        nodes[place]["right"] = len(nodes)
        visit(node["right_child"])

    visit(tree)
    return nodes


def forest_nodes(tree):
    nodes = []

    def visit(at):
        place = len(nodes)
        if tree.children_left[at] < 0:
            value = float(tree.value[at].ravel()[0])
            nodes.append(
                dict(feature=-1, threshold=float(tree.weighted_n_node_samples[at]), missingLeft=0, right=0, value=value)
            )
            return
        threshold = np.float32(tree.threshold[at])
        if float(threshold) > tree.threshold[at]:
            threshold = np.nextafter(threshold, np.float32(-np.inf))
        nodes.append(dict(feature=int(tree.feature[at]), threshold=float(threshold), missingLeft=0, right=0, value=0))
        visit(tree.children_left[at])
        nodes[place]["right"] = len(nodes)
        visit(tree.children_right[at])

    visit(0)
    return nodes


def joined(all_nodes, combine, link, outputs):
    roots, nodes = [], []
    for tree in all_nodes:
        roots.append(len(nodes))
        nodes += [
            {**node, "right": node["right"] + roots[-1] if node["right"] else 0} for node in tree
        ]
    keys = ["feature", "threshold", "missingLeft", "right", "value"]
    return dict(
        combine=combine, link=link, outputs=outputs, roots=roots, **{key: [node[key] for node in nodes] for key in keys}
    )


def shap_of(model, given):
    explainer = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
    values = np.asarray(explainer.shap_values(given[:shown]))
    if values.ndim == 3:  # rows x features x outputs
        values = np.moveaxis(values, 2, 0)
    else:
        values = values[None]
    return dict(
        base=[float(value) for value in np.atleast_1d(explainer.expected_value)],
        contributions=[[numbers(row) for row in output] for output in values],
    )


cases = {}


def add(name, given, trees, told):
    cases[name] = dict(columns=[numbers(column) for column in given[:shown].T], trees=trees, **told)


settings = dict(num_leaves=8, min_child_samples=5, verbose=-1, seed=1, num_threads=1)
boosted = lightgbm.LGBMRegressor(n_estimators=10, **settings).fit(holes, target)
trees = [lightgbm_nodes(t["tree_structure"]) for t in boosted.booster_.dump_model()["tree_info"]]
add("boosted numbers with missing values", holes, joined(trees, "sum", "identity", 1), shap_of(boosted, holes))

binary = lightgbm.LGBMClassifier(n_estimators=10, **settings).fit(x, target > 0)
trees = [lightgbm_nodes(t["tree_structure"]) for t in binary.booster_.dump_model()["tree_info"]]
add("two classes", x, joined(trees, "sum", "logit", 1), shap_of(binary.booster_, x))

several = lightgbm.LGBMClassifier(n_estimators=5, **settings).fit(x, classes)
trees = [lightgbm_nodes(t["tree_structure"]) for t in several.booster_.dump_model()["tree_info"]]
add("three classes", x, joined(trees, "sum", "softmax", 3), shap_of(several, x))

forest = RandomForestRegressor(n_estimators=6, max_leaf_nodes=12, bootstrap=False, max_features=3, random_state=1).fit(x, target)
trees = [forest_nodes(tree.tree_) for tree in forest.estimators_]
add("a forest", x, joined(trees, "mean", "identity", 1), shap_of(forest, x))

deep = RandomForestRegressor(n_estimators=1, bootstrap=False, random_state=1).fit(x[:, :3], target)
trees = [forest_nodes(tree.tree_) for tree in deep.estimators_]
add("one deep tree", x[:, :3], joined(trees, "mean", "identity", 1), shap_of(deep, x[:, :3]))

ridge = Ridge(alpha=3).fit(x, target)
explainer = shap.LinearExplainer(ridge, x, feature_perturbation="interventional")
linear = dict(
    columns=[numbers(column) for column in x[:shown].T],
    weights=numbers(ridge.coef_),
    intercept=float(ridge.intercept_),
    means=numbers(explainer.mean),
    base=float(explainer.expected_value),
    contributions=[numbers(row) for row in explainer.shap_values(x[:shown])],
)

out = Path(__file__).parents[3] / "src" / "model" / "explain" / "tree-shap.reference.json"
out.write_text(json.dumps(dict(shap=shap.__version__, trees=cases, linear=linear)) + "\n")

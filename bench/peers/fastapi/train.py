"""Train the peer: train.py TABLE.csv TARGET MODEL.joblib [TREES]

The plain pipeline of an end-to-end tutorial: ordinal codes for text, numbers as they are,
HistGradientBoostingRegressor with scikit-learn's defaults (100 trees of 31 leaves unless told).
"""

import sys

import joblib
import pandas
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OrdinalEncoder


def main(table_path, target, model_path, trees=100):
    table = pandas.read_csv(table_path).dropna(subset=[target])
    inputs = table.drop(columns=[target])
    words = [name for name in inputs.columns if inputs[name].dtype.kind not in "biuf"]
    encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    columns = make_column_transformer((encoder, words), remainder="passthrough")
    boosting = HistGradientBoostingRegressor(
        max_iter=int(trees), max_leaf_nodes=31, early_stopping=False, random_state=1
    )
    pipeline = make_pipeline(columns, boosting)
    pipeline.fit(inputs, table[target])
    fields = {name: "str" if name in words else "float" for name in inputs.columns}
    nullable = [name for name in inputs.columns if inputs[name].isna().any()]
    joblib.dump({"pipeline": pipeline, "fields": fields, "nullable": nullable}, model_path)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Writes the tables that bench/quality/automl.ts compares on, split at random: FOLDER/<name>-<seed>/{train,test}.csv and cases.json.

    python tables.py DATA_FOLDER OUT_FOLDER SEED...

Columns that are known only when the answer is are left out, such as what a trip cost in all. The split is scikit-learn's
train_test_split with a fifth of the rows held out; the taxi sample comes split.
"""
import json
import os
import sys

import pandas as pd
from sklearn.model_selection import train_test_split

data, out = sys.argv[1], sys.argv[2]
seeds = [int(seed) for seed in sys.argv[3:]] or [42]


def yes(values):
    return values.map({True: "yes", False: "no"})


def students():
    table = pd.read_csv(f"{data}/students/stud.csv")
    yield "students", "math_score", "r2", table
    marked = table.assign(passed=yes(table.math_score > 66)).drop(columns="math_score")
    yield "students_passed", "passed", "auc", marked


def housing():
    table = pd.read_csv(f"{data}/california_housing/housing.csv")
    yield "housing", "median_house_value", "rmse", table
    dear = table.assign(dear=yes(table.median_house_value > 200_000)).drop(columns="median_house_value")
    yield "housing_dear", "dear", "auc", dear
    yield "housing_545", "Price", "r2", pd.read_csv(f"{data}/housing_545/Housing.csv")


def yellow():
    table = pd.read_csv(f"{data}/nyc_yellow_taxi_2017/2017_Yellow_Taxi_Trip_Data.csv").iloc[:, 1:]
    for column in ["tpep_pickup_datetime", "tpep_dropoff_datetime"]:
        table[column] = pd.to_datetime(table[column], format="%m/%d/%Y %I:%M:%S %p")
    fair = table[table.fare_amount.between(0, 200)]
    yield "yellow_fare", "fare_amount", "rmse", fair.drop(columns=["total_amount", "tip_amount", "tpep_dropoff_datetime"])
    tipped = table.assign(tipped=yes(table.tip_amount > 2)).drop(columns=["tip_amount", "total_amount"])
    yield "yellow_tipped", "tipped", "auc", tipped


def green():
    table = pd.read_parquet(f"{data}/nyc_green_taxi/green_tripdata_2024-01.parquet").drop(columns="ehail_fee")
    minutes = ((table.lpep_dropoff_datetime - table.lpep_pickup_datetime).dt.total_seconds() / 60).round(3)
    timed = table.assign(minutes=minutes).drop(
        columns=["lpep_dropoff_datetime", "fare_amount", "tip_amount", "total_amount"]
    )
    yield "green_minutes", "minutes", "rmse", timed[timed.minutes.between(0, 120)]
    tipped = table.assign(tipped=yes(table.tip_amount > 0)).drop(columns=["tip_amount", "total_amount"])
    yield "green_tipped", "tipped", "auc", tipped
    paid = table.payment_type.map({1: "card", 2: "cash", 3: "none", 4: "dispute"})
    paid = table.assign(paid=paid).drop(columns=["payment_type", "total_amount", "tip_amount"])
    yield "green_paid", "paid", "logLoss", paid[paid.paid.notna()]


def write(name, train, test):
    folder = f"{out}/{name}"
    os.makedirs(folder, exist_ok=True)
    train.to_csv(f"{folder}/train.csv", index=False)
    test.to_csv(f"{folder}/test.csv", index=False)


cases = {}
for tables in [students, housing, yellow, green]:
    for name, target, metric, table in tables():
        for seed in seeds:
            write(f"{name}-{seed}", *train_test_split(table, test_size=0.2, random_state=seed))
            cases[f"{name}-{seed}"] = {"target": target, "metric": metric}
kaggle = [pd.read_csv(f"{data}/nyc_taxi_kaggle_sample/{part}.csv").drop(columns="dropoff_datetime") for part in ["train", "val"]]
write("kaggle_taxi", *kaggle)
cases["kaggle_taxi"] = {"target": "trip_duration", "metric": "rmsle"}
with open(f"{out}/cases.json", "w") as file:
    json.dump(cases, file, indent=1)

"""A plain prediction service, as tutorials write it. PEER_MODEL names the file that train.py wrote."""

import os

import joblib
import pandas
from fastapi import FastAPI
from pydantic import ConfigDict, create_model

stored = joblib.load(os.environ["PEER_MODEL"])
pipeline = stored["pipeline"]
names = list(stored["fields"])
types = {"str": str, "float": float}


def field(name):
    kind = types[stored["fields"][name]]
    return (kind | None, None) if name in stored["nullable"] else (kind, ...)


Record = create_model("Record", __config__=ConfigDict(extra="forbid"), **{name: field(name) for name in names})

app = FastAPI()


@app.get("/ping")
def ping():
    return {}


@app.post("/predict")
def predict(record: Record):
    row = pandas.DataFrame([record.model_dump()], columns=names)
    return {"prediction": float(pipeline.predict(row)[0])}

import type { Json } from "../../base/index.ts"
import type { ApiOperation } from "./openapi-parts.ts"

/** What `/predict` can be asked for besides predictions: see `Extras`. */
export const extraParameters: NonNullable<ApiOperation["parameters"]> = [
  {
    name: "explain",
    in: "query",
    required: false,
    description: "true adds what moved each prediction, column by column.",
    schema: { type: "boolean", default: false },
  },
  {
    name: "interval",
    in: "query",
    required: false,
    description: "A share such as 0.9 adds an interval that holds the truth in that share of rows; of a regression.",
    schema: { type: "number", exclusiveMinimum: 0, exclusiveMaximum: 1 },
  },
  {
    name: "predictionSet",
    in: "query",
    required: false,
    description:
      "A share such as 0.9 adds the classes among which the truth is in that share of rows; of a classification.",
    schema: { type: "number", exclusiveMinimum: 0, exclusiveMaximum: 1 },
  },
]

export const predictionSetSchema: Json = {
  type: "object",
  description: "With predictionSet=SHARE. The likeliest class first.",
  required: ["share", "classes"],
  properties: { share: { type: "number" }, classes: { type: "array", minItems: 1 } },
}

export const intervalSchema: Json = {
  type: "object",
  description: "With interval=SHARE.",
  required: ["share", "low", "high"],
  properties: { share: { type: "number" }, low: { type: "number" }, high: { type: "number" } },
}

export const explanationSchema: Json = {
  type: "object",
  description: "With explain=true. Base and contributions add up to what the prediction is made of.",
  required: ["unit", "exact", "base", "contributions"],
  properties: {
    unit: {
      enum: ["answer", "log", "log1p", "logOdds", "score"],
      description:
        "answer: the target's own unit, or the probability of a class; log: log(prediction); log1p: log(1 + prediction); logOdds: log odds of the class; score: what softmax turns into the probability of the class.",
    },
    exact: { type: "boolean", description: "Exact Shapley values; otherwise close to them." },
    of: { description: "The class that is spoken of; absent for regression." },
    base: { type: "number", description: "What it is where nothing is known of the row." },
    contributions: {
      type: "array",
      description: "The largest first.",
      items: {
        type: "object",
        required: ["column", "contribution"],
        properties: { column: { type: "string" }, contribution: { type: "number" } },
      },
    },
  },
}

import { version } from "../../base/index.ts"
import { inputColumns } from "../../schema/index.ts"
import { onnxWithoutInput } from "../errors.ts"
import type { Model } from "../model.ts"
import { usedFeatures } from "../run-estimator.ts"
import { arithmetic } from "./arithmetic.ts"
import { estimatorValue } from "./estimator.ts"
import { featureValues } from "./features.ts"
import { besides, cast, columnAt, type Graph, newGraph, type Value } from "./graph.ts"
import { type Inputs, newInputs, type OnnxInput } from "./inputs.ts"
import { onnxBytes, onnxOpsets } from "./onnx-file.ts"

/** A model as ONNX, and what a caller has to know of it. */
export interface OnnxModel {
  /** The file; the same model gives the same bytes. */
  readonly bytes: Uint8Array
  readonly inputs: readonly OnnxInput[]
  /** Names of the outputs, each with one value a row: `prediction`, and for classes `probability_<class>`. */
  readonly outputs: readonly string[]
  /** Versions of the operator sets by domain; the empty one is ai.onnx. */
  readonly opsets: Readonly<Record<string, number>>
}

/** See `exportOnnx`. */
export function writeOnnx(model: Model): OnnxModel {
  const graph = newGraph()
  const inputs = newInputs(graph, model)
  const needed = usedFeatures(model.estimator)
  const features = featureValues(graph, inputs, { encoder: model.encoder, needed })
  const rows = inputs.all()[0]?.name ?? anyInput(model, inputs)
  writeAnswers(graph, model, estimatorValue(graph, model.estimator, { features, rows }))
  const parts = graph.parts()
  const outputs = parts.outputs.map(({ name }) => name)
  const metadata = {
    "mlwright.task": model.task,
    "mlwright.target": model.target.name,
    "mlwright.classes": JSON.stringify(model.classes),
    "mlwright.inputs": JSON.stringify(inputs.all()),
    "mlwright.outputs": JSON.stringify(outputs),
  }
  const bytes = onnxBytes({ name: model.name, version, doc, ...parts, metadata })
  return { bytes, inputs: inputs.all(), outputs, opsets: onnxOpsets }
}

/** A model that reads nothing still has to be told how many rows there are. */
function anyInput({ name, schema }: Model, inputs: Inputs): Value {
  const [column] = inputColumns(schema)
  if (column === undefined) throw onnxWithoutInput(name)
  const isWords = column.type === "category" || column.type === "text" || column.type === "identifier"
  if (isWords) inputs.words(column.name, "a word; no answer depends on it")
  else inputs.numbers(column.name)
  return inputs.all()[0]!.name
}

/** @param answers rows x 1 for regression and binary, rows x classes otherwise */
function writeAnswers(graph: Graph, { task, classes, threshold = 0.5 }: Model, answers: Value): void {
  if (task === "regression") {
    graph.output({ name: "prediction", type: "double", doc: "the predicted number" }, columnAt(graph, answers, 0))
    return
  }
  const { subtract, greater } = arithmetic(graph)
  const probabilities = task === "binary" ? besides(graph, [subtract(1, answers), answers]) : answers
  const likeliest =
    task === "binary"
      ? cast(graph, greater(columnAt(graph, answers, 0), threshold), "int64")
      : graph.apply("ArgMax", [answers], { axis: 1, keepdims: 0 })
  const labels = graph.constant({ type: "string", dims: [classes.length], data: classes })
  const label = graph.apply("Gather", [labels, likeliest], { axis: 0 })
  graph.output({ name: "prediction", type: "string", doc: "the likeliest class" }, label)
  for (const [place, name] of classes.entries()) {
    const probability = columnAt(graph, probabilities, place)
    const port = { name: `probability_${name}`, type: "double", doc: "a probability; over the classes they sum to one" }
    graph.output({ ...port, type: "double" }, probability)
  }
}

const doc =
  "Preprocessing and model in one graph. Every input and output is a list with one value a row; what an input holds stands in its documentation and in the metadata mlwright.inputs."

import { canonicalJson, type Json } from "../base/index.ts"
import { type ColumnSchema, type ColumnType, formatInstant, inputColumns } from "../schema/index.ts"
import type { Model } from "./model.ts"
import { MODEL_FORMAT } from "./model-file.ts"

/**
 * The MLmodel file (YAML) of the folder, so that tools which read MLflow model folders find flavor and signature. JSON texts are valid
 * YAML scalars, which is all the quoting that is needed.
 *
 * @param sha256 of the model; names it for ever
 * @param has.onnx whether the folder has `model.onnx`, which `mlflow.onnx` then loads
 */
export function mlModelFile(model: Model, sha256: string, has: { readonly onnx: boolean }): string {
  const lines = [
    "flavors:",
    "  mlwright:",
    "    data: model.json",
    `    format: ${MODEL_FORMAT}`,
    `    task: ${model.task}`,
    ...(has.onnx ? ["  onnx:", `    data: ${ONNX_FILE}`, "    providers: [CPUExecutionProvider]"] : []),
    `model_uuid: ${JSON.stringify(sha256.slice(0, 32))}`,
    "saved_input_example_info:",
    "  artifact_path: input_example.json",
    "  pandas_orient: split",
    "  type: dataframe",
    "signature:",
    `  inputs: ${JSON.stringify(canonicalJson(inputColumns(model.schema).map(inputOf)))}`,
    `  outputs: ${JSON.stringify(canonicalJson(outputsOf(model)))}`,
    "  params: null",
  ]
  return `${lines.join("\n")}\n`
}

/** A typical row as pandas' "split" JSON, as MLflow stores examples: medians and most frequent words of the training rows. */
export function inputExampleFile(model: Model): string {
  const typical = new Map(model.encoder.inputs.map((input) => [input.name, input.typical]))
  const columns = inputColumns(model.schema)
  const row = columns.map((column): Json => exampleCell(column, typical.get(column.name) ?? null))
  return `${JSON.stringify({ columns: columns.map(({ name }) => name), data: [row] })}\n`
}

function inputOf({ name, type, nullable }: ColumnSchema): Json {
  return { name, type: mlflowTypes[type], required: !nullable }
}

function outputsOf({ task, classes }: Model): Json {
  if (task === "regression") return [{ name: "prediction", type: "double", required: true }]
  return [
    { name: "prediction", type: "string", required: true },
    ...classes.map((label) => ({ name: `probability_${label}`, type: "double", required: true })),
  ]
}

function exampleCell({ type }: ColumnSchema, typical: number | string | null): Json {
  if (typical === null || typeof typical === "string") return typical
  switch (type) {
    case "boolean":
      return typical !== 0
    case "date":
    case "datetime":
      return formatInstant(typical, type)
    default:
      return typical
  }
}

export const ONNX_FILE = "model.onnx"

const mlflowTypes = {
  integer: "long",
  number: "double",
  boolean: "boolean",
  category: "string",
  text: "string",
  identifier: "string",
  date: "datetime",
  datetime: "datetime",
} as const satisfies Record<ColumnType, string>

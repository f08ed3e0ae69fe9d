import papaparse from "papaparse"
import type { Json } from "../../base/index.ts"
import { type ColumnSchema, inputColumns } from "../../schema/index.ts"
import type { ServedModel } from "../served-model.ts"
import { explanationSchema, extraParameters, intervalSchema, predictionSetSchema } from "./openapi-extras.ts"
import {
  type ApiContent,
  type ApiDocument,
  type ApiOperation,
  type ApiPaths,
  aboutPaths,
  errorAnswers,
  errorSchema,
  inferenceAnswer,
  inferenceBody,
  problemSchema,
} from "./openapi-parts.ts"

/**
 * OpenAPI 3.1 of a served model: every endpoint, with the record that its schema asks for.
 *
 * @param toolVersion of mlwright
 */
export function openApiOf(served: ServedModel, toolVersion: string): ApiDocument {
  const { model, name } = served
  return {
    openapi: "3.1.0",
    info: {
      title: `${name.name} prediction API`,
      version: name.version,
      summary: `Predicts ${model.target.name} (${model.task})`,
      description: `Served by mlwright ${toolVersion}. Fields are checked strictly: nothing is coerced and nothing is dropped.`,
    },
    servers: [{ url: "." }],
    tags: [
      { name: "predict", description: "Predictions" },
      { name: "about", description: "State of the server" },
    ],
    paths: { ...predictionPaths(served), ...aboutPaths },
    components: {
      schemas: {
        Record: recordSchema(served),
        Prediction: predictionSchema(served),
        Problem: problemSchema,
        Error: errorSchema,
      },
    },
  }
}

/** JSON Schema of one input row: what the request parser accepts, said in the terms of JSON Schema. */
function recordSchema(served: ServedModel): Json {
  const columns = inputColumns(served.model.schema)
  return {
    type: "object",
    additionalProperties: false,
    required: columns.filter((column) => !column.nullable).map((column) => column.name),
    properties: Object.fromEntries(columns.map((column) => [column.name, columnSchema(column, served)])),
    examples: [served.example],
  }
}

function columnSchema(column: ColumnSchema, served: ServedModel): Json {
  const type = jsonTypes[column.type]
  const description = [
    column.description,
    column.unit === undefined ? undefined : `Unit: ${column.unit}.`,
    hintOf(column),
  ]
  return {
    type: column.nullable ? [type, "null"] : type,
    ...(column.range === undefined ? {} : { minimum: column.range[0], maximum: column.range[1] }),
    ...formatOf(column),
    ...(column.pattern === undefined ? {} : { pattern: column.pattern }),
    description: description.filter((part) => part !== undefined).join(" "),
    examples: [served.example[column.name] ?? null],
    ...(column.categories === undefined ? {} : { "x-seen-values": column.categories.slice(0, MOST_WORDS) }),
  }
}

function hintOf(column: ColumnSchema): string | undefined {
  switch (column.type) {
    case "category":
      return "A value not seen in training is answered with a warning."
    case "datetime":
      return column.format === undefined ? "ISO 8601." : `ISO 8601, or ${column.format} as the training file wrote it.`
    case "date":
      return column.format === undefined
        ? "ISO 8601 date."
        : `ISO 8601, or ${column.format} as the training file wrote it.`
    default:
      return undefined
  }
}

/** Only what is true for every accepted value: a datetime may come without a zone, which `date-time` forbids. */
function formatOf(column: ColumnSchema): { readonly format?: string } {
  return column.type === "date" && column.format === undefined ? { format: "date" } : {}
}

function predictionSchema(served: ServedModel): Json {
  const { answers, labels } = served.classes
  const prediction = answers.length === 0 ? { type: "number" } : { enum: [...answers] }
  const shares = Object.fromEntries(labels.map((label) => [label, { type: "number", minimum: 0, maximum: 1 }]))
  return {
    type: "object",
    required: ["id", "prediction", "model"],
    properties: {
      id: { type: "string", format: "uuid", description: "UUIDv7; the prediction log has the prediction under it" },
      prediction: { ...prediction, description: served.model.target.name },
      ...(answers.length === 0 ? {} : { probabilities: { type: "object", properties: shares } }),
      model: {
        type: "object",
        required: ["name", "version"],
        properties: { name: { type: "string" }, version: { type: "string" } },
      },
      warnings: { type: "array", items: { $ref: "#/components/schemas/Problem" } },
      ...(answers.length === 0 ? { interval: intervalSchema } : { predictionSet: predictionSetSchema }),
      explanation: explanationSchema,
    },
  }
}

function predictionPaths(served: ServedModel): ApiPaths {
  const record = { $ref: "#/components/schemas/Record" }
  const prediction = { $ref: "#/components/schemas/Prediction" }
  const { example, columns, name } = served
  const values = columns.inputs.map((column) => example[column] ?? null)
  return {
    "/predict": post({
      summary: "Predict one row or several",
      description: "An object gets one answer; an array of objects gets an array of answers in the same order.",
      parameters: extraParameters,
      body: { "application/json": { schema: oneOrMany(record), example } },
      answer: { "application/json": { schema: oneOrMany(prediction) } },
    }),
    "/batch_predict": post({
      summary: "Predict a table",
      description:
        "CSV, JSON array, JSON lines or Parquet as the body, or one uploaded file; comes back in the same format with the columns prediction and probability_<class> added.",
      body: {
        "text/csv": { schema: { type: "string" }, example: csvOf(columns.inputs, values) },
        "application/json": { schema: { type: "array", items: record }, example: [example] },
        "application/x-ndjson": { schema: { type: "string" }, example: `${JSON.stringify(example)}\n` },
        "application/vnd.apache.parquet": { schema: {} },
        "multipart/form-data": { schema: { type: "object", properties: { file: {} } } },
      },
      answer: {
        "text/csv": {},
        "application/json": {},
        "application/x-ndjson": {},
        "application/vnd.apache.parquet": {},
      },
    }),
    "/inference": post({
      summary: "Predict rows of values with a chosen model version",
      description: `Values in this order: ${columns.inputs.join(", ")}. Without model_version the version in service answers.`,
      body: { "application/json": { schema: inferenceBody, example: { data: [values], model_version: name.version } } },
      answer: { "application/json": { schema: inferenceAnswer } },
    }),
    "/invocations": post({
      summary: "MLflow and SageMaker scoring",
      description: "One of dataframe_split, dataframe_records, instances, inputs; or CSV with a header.",
      body: {
        "application/json": { schema: { type: "object" }, example: { dataframe_records: [example] } },
        "text/csv": { schema: { type: "string" }, example: csvOf(columns.inputs, values) },
      },
      answer: {
        "application/json": { schema: { type: "object", properties: { predictions: { type: "array" } } } },
      },
    }),
  }
}

interface Operation {
  readonly parameters?: ApiOperation["parameters"]
  readonly summary: string
  readonly description: string
  readonly body: ApiContent
  readonly answer: ApiContent
}

function post(operation: Operation): { readonly post: ApiOperation } {
  const { summary, description, parameters, body, answer } = operation
  return {
    post: {
      tags: ["predict"],
      summary,
      description,
      ...(parameters === undefined ? {} : { parameters }),
      requestBody: { required: true, content: body },
      responses: { "200": { description: "Predictions", content: answer as Json }, ...errorAnswers },
    },
  }
}

function oneOrMany(schema: Json): Json {
  return { oneOf: [schema, { type: "array", items: schema }] }
}

function csvOf(names: readonly string[], values: readonly Json[]): string {
  return `${papaparse.unparse([[...names], [...values]], { newline: "\n" })}\n`
}

const jsonTypes = {
  integer: "integer",
  number: "number",
  boolean: "boolean",
  category: "string",
  date: "string",
  datetime: "string",
  text: "string",
  identifier: "string",
} as const satisfies Record<ColumnSchema["type"], string>

/** A category may have a hundred thousand words; a document for people shows some. */
const MOST_WORDS = 200

import type { Json } from "../../base/index.ts"

/** The parts of an OpenAPI 3.1 document that the API page reads. */
export interface ApiDocument {
  readonly openapi: "3.1.0"
  readonly info: { readonly title: string; readonly version: string; readonly [key: string]: Json }
  readonly servers: Json
  readonly tags: readonly { readonly name: string; readonly description: string }[]
  readonly paths: ApiPaths
  readonly components: { readonly schemas: { readonly [name: string]: Json } }
}

/** By path, then by method. */
export type ApiPaths = { readonly [path: string]: { readonly [method: string]: ApiOperation } }

export interface ApiOperation {
  readonly tags: readonly string[]
  readonly summary: string
  readonly description?: string
  readonly parameters?: readonly {
    readonly name: string
    readonly in: "path" | "query"
    readonly required: boolean
    readonly description?: string
    readonly schema: Json
  }[]
  readonly requestBody?: { readonly required: true; readonly content: ApiContent }
  readonly responses: { readonly [status: string]: Json }
}

/** By content-type. */
export type ApiContent = { readonly [type: string]: { readonly schema?: Json; readonly example?: Json } }

/** Parts of the OpenAPI document that are the same for every model. */
export const problemSchema: Json = {
  type: "object",
  required: ["row", "field", "code", "wanted", "got", "message"],
  properties: {
    row: { type: ["integer", "null"], description: "Position in the request, from 0" },
    field: { type: ["string", "null"] },
    code: { type: "string", examples: ["out-of-range"] },
    wanted: { type: "string" },
    got: { type: "string" },
    message: { type: "string" },
  },
}

export const errorSchema: Json = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["code", "blame", "message", "hint", "detail"],
      properties: {
        code: { type: "string", examples: ["serve.records-invalid"] },
        blame: { enum: ["user", "environment", "gate", "bug"] },
        message: { type: "string" },
        hint: { type: "string" },
        detail: {
          type: "object",
          properties: { problems: { type: "array", items: { $ref: "#/components/schemas/Problem" } } },
        },
      },
    },
  },
}

const errorContent: Json = { "application/json": { schema: { $ref: "#/components/schemas/Error" } } }

export const errorAnswers: { readonly [status: string]: Json } = {
  "400": { description: "The body cannot be read", content: errorContent },
  "413": { description: "Too many bytes or rows", content: errorContent },
  "415": { description: "Unknown content-type", content: errorContent },
  "422": { description: "Fields are unknown, missing, of a wrong type or out of range", content: errorContent },
}

export const inferenceBody: Json = {
  type: "object",
  required: ["data"],
  additionalProperties: false,
  properties: {
    data: { type: "array", items: { type: "array" } },
    model_version: { type: ["string", "integer"], description: "A version number or an alias" },
  },
}

export const inferenceAnswer: Json = {
  type: "object",
  properties: {
    status: { const: "inference completed" },
    predictions: { type: "array" },
    ids: { type: "array", items: { type: "string" } },
    model: { type: "object" },
  },
}

export const aboutPaths: ApiPaths = {
  "/ping": get("Is the model loaded", "application/json"),
  "/health": get("State of the server and of the prediction log", "application/json"),
  "/version": get("Versions of mlwright and of the model", "application/json"),
  "/metrics": get("Metrics in the text format of Prometheus", "text/plain"),
  "/predictions/{id}": {
    get: {
      tags: ["about"],
      summary: "A logged prediction",
      parameters: [{ name: "id", in: "path", required: true, schema: { type: "string", format: "uuid" } }],
      responses: {
        "200": { description: "The prediction", content: { "application/json": {} } },
        "404": { description: "No such prediction", content: errorContent },
      },
    },
  },
}

function get(summary: string, type: string): { readonly get: ApiOperation } {
  return { get: { tags: ["about"], summary, responses: { "200": { description: "OK", content: { [type]: {} } } } } }
}

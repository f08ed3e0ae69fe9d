import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { isPlainObject, type Json } from "../base/index.ts"
import { type ClassNames, classNames, loadModel, type Model } from "../model/index.ts"
import { type CellTable, cellParser, inputColumns, type Parsed, recordParser } from "../schema/index.ts"
import type { VersionColumns, VersionName } from "./log/prediction.ts"
import { exampleRecord } from "./openapi/example.ts"
import { answerTail } from "./routes/answer.ts"
import type { FoundVersion } from "./version-source.ts"

/** A model version in memory with everything derived from it once: parsers, column names, an example. */
export interface ServedModel {
  readonly name: VersionName
  readonly found: FoundVersion
  readonly model: Model
  readonly columns: VersionColumns
  readonly classes: ClassNames
  /** The end of each answer. */
  readonly tail: string
  /** One input row that the model answers, for the form and the API page. */
  readonly example: Readonly<Record<string, Json>>
  /** Strict about JSON types; a known field that the model does not read is a warning. */
  parseRecords(records: readonly unknown[]): Parsed
  /** As `parseRecords`, but columns that the model does not read may be there: a batch gives them back. */
  parseBatch(records: readonly unknown[]): Parsed
  parseCells(table: CellTable): Parsed
}

/** @throws model.missing, model.corrupt, model.too-new */
export async function loadServedModel(found: FoundVersion): Promise<ServedModel> {
  const model = await loadModel(found.folder)
  return serveModel(model, found, await storedExample(found.folder))
}

/** @param stored an example row kept with the artifact, used when it fits the schema */
export function serveModel(model: Model, found: FoundVersion, stored?: Readonly<Record<string, Json>>): ServedModel {
  const { schema } = model
  const parseRecords = recordParser(schema, { unused: "warn" })
  const fits = stored !== undefined && parseRecords([stored]).problems.length === 0
  return {
    name: { name: found.name, version: found.version },
    found,
    model,
    classes: classNames(model),
    tail: answerTail(found),
    columns: { inputs: inputColumns(schema).map((column) => column.name), classes: model.classes },
    example: fits ? stored : exampleRecord(schema),
    parseRecords,
    parseBatch: recordParser(schema, { unused: "accept" }),
    parseCells: cellParser(schema, { unused: "accept" }),
  }
}

/** The artifact's `input_example.json`: a record, an array of records, or MLflow's `{columns, data}`; absent is fine. */
async function storedExample(folder: string): Promise<Readonly<Record<string, Json>> | undefined> {
  const text = await readFile(join(folder, "input_example.json"), "utf8").catch(() => undefined)
  if (text === undefined) return undefined
  const stored: unknown = JSON.parse(text)
  const first: unknown = Array.isArray(stored) ? stored[0] : stored
  if (!isPlainObject(first)) return undefined
  const { columns, data } = first
  if (!Array.isArray(columns) || !Array.isArray(data) || !Array.isArray(data[0])) {
    return first as Readonly<Record<string, Json>>
  }
  const values: readonly Json[] = data[0]
  return Object.fromEntries(columns.map((name, position) => [String(name), values[position] ?? null]))
}

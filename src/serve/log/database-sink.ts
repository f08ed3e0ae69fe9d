import { CompiledQuery } from "kysely"
import type { Output } from "../../model/index.ts"
import type { Database, Engine, MigrationSet } from "../../store/index.ts"
import { predictionUnknown } from "../errors.ts"
import { exactJson } from "./number-text.ts"
import type { Prediction, PredictionSink } from "./prediction.ts"

/** Table `predictions`: one row per answered row. */
export interface PredictionTable {
  readonly predictions: {
    readonly id: string
    readonly at: number
    readonly model_name: string
    readonly model_version: string
    readonly input: string
    readonly output: string
    readonly latency_us: number
    readonly request_id: string
  }
}

/** Ids are UUIDv7, so the primary key is in order of time too and appends stay at the end of the index. */
export const predictionMigrations: MigrationSet = {
  room: "serve",
  steps: [
    {
      name: "predictions",
      sql: () => [
        `create table predictions (
           id text primary key,
           at bigint not null,
           model_name text not null,
           model_version text not null,
           input text not null,
           output text not null,
           latency_us bigint not null,
           request_id text not null
         )`,
      ],
    },
  ],
}

/** Writes to a database that `predictionMigrations` was applied to. The caller closes the database. */
export function databaseSink(database: Database): PredictionSink {
  const tables = database.tables<PredictionTable>()
  return {
    name: "database",
    write: async (entries) => {
      await tables.transaction().execute(async (transaction) => {
        for (let start = 0; start < entries.length; ) {
          const rows = blockSize(entries.length - start)
          const values = entries.slice(start, start + rows).flatMap(valuesOf)
          await transaction.executeQuery(CompiledQuery.raw(insertStatement(rows, database.engine), values))
          start += rows
        }
      })
    },
    close: async () => {},
  }
}

/** @throws serve.prediction-unknown */
export async function readPrediction(database: Database, id: string): Promise<Prediction> {
  const row = await database
    .tables<PredictionTable>()
    .selectFrom("predictions")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst()
  if (row === undefined) throw predictionUnknown(id)
  return {
    id: row.id,
    at: Number(row.at),
    model: { name: row.model_name, version: row.model_version },
    input: JSON.parse(row.input) as Prediction["input"],
    output: JSON.parse(row.output) as Output,
    latencyMicroseconds: Number(row.latency_us),
    requestId: row.request_id,
  }
}

/** Ever smaller blocks: a statement of a few hundred values is prepared in less time than its rows take one by one. */
function blockSize(rows: number): number {
  return blockSizes.find((size) => size <= rows)!
}

/** A row that was written before a connection broke is not written twice when its batch is tried again. */
function insertStatement(rows: number, engine: Engine): string {
  const one = (row: number): string =>
    `(${columns.map((_, column) => (engine === "sqlite" ? "?" : `$${row * columns.length + column + 1}`)).join(",")})`
  const all = Array.from({ length: rows }, (_, row) => one(row)).join(",")
  return `insert into predictions (${columns.join(",")}) values ${all} on conflict (id) do nothing`
}

function valuesOf(prediction: Prediction): readonly (string | number)[] {
  return [
    prediction.id,
    prediction.at,
    prediction.model.name,
    prediction.model.version,
    exactJson(prediction.input),
    exactJson(prediction.output),
    prediction.latencyMicroseconds,
    prediction.requestId,
  ]
}

const columns = ["id", "at", "model_name", "model_version", "input", "output", "latency_us", "request_id"] as const

const blockSizes = [100, 10, 1] as const

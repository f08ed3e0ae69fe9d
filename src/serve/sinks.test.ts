import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import papaparse from "papaparse"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { openDatabase } from "../store/index.ts"
import { databaseSink, predictionMigrations, readPrediction } from "./log/database-sink.ts"
import { fileSink } from "./log/file-sink.ts"
import type { LogEntry, Prediction, PredictionSink } from "./log/prediction.ts"

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mlwright-sinks-"))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const entry = (row: number, more: Partial<LogEntry> = {}): LogEntry => ({
  id: `0190163d-8694-739b-aea5-${String(row).padStart(12, "0")}`,
  at: Date.UTC(2024, 0, 15, 9, 30) + row,
  model: { name: "house price", version: "3" },
  input: { city: 'Oslo, "north"', rooms: -0, area: 0.1 + 0.2, note: null },
  output: { prediction: 1 / 3, probabilities: { no: 1 / 3, yes: 2 / 3 } },
  latencyMicroseconds: 42,
  requestId: "r-1",
  columns: { inputs: ["city", "rooms", "area", "note"], classes: ["no", "yes"] },
  ...more,
})

interface Opened {
  readonly sink: PredictionSink
  readonly ids: () => Promise<readonly string[]>
  /** Only a database can be asked for one. */
  readonly read?: (id: string) => Promise<Prediction>
  readonly end: () => Promise<void>
}

const inDatabase = async (url: string): Promise<Opened> => {
  const database = await openDatabase(url, [predictionMigrations])
  return {
    sink: databaseSink(database),
    ids: async () => {
      const rows = await database
        .tables<{ predictions: { id: string } }>()
        .selectFrom("predictions")
        .select("id")
        .execute()
      return rows.map((row) => row.id).sort()
    },
    read: (id) => readPrediction(database, id),
    end: async () => {
      await database.tables<{ predictions: object }>().deleteFrom("predictions").execute()
      await database.close()
    },
  }
}

/** PostgreSQL too when MLWRIGHT_TEST_POSTGRES holds the URL of a database to play in. */
const databases: Readonly<Record<string, () => Promise<Opened>>> = {
  sqlite: () => inDatabase(join(folder, "log.db")),
  ...(process.env["MLWRIGHT_TEST_POSTGRES"] === undefined
    ? {}
    : { postgres: () => inDatabase(process.env["MLWRIGHT_TEST_POSTGRES"]!) }),
}

const kinds: Readonly<Record<string, () => Promise<Opened>>> = {
  ...databases,
  file: async () => ({
    sink: fileSink(folder),
    ids: async () => {
      const files = (await readdir(folder)).filter((name) => name.endsWith(".csv"))
      const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")))
      return texts
        .flatMap((text) => papaparse.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true }).data)
        .map((row) => row["prediction_id"]!)
        .sort()
    },
    end: async () => {},
  }),
}

describe.each(Object.entries(kinds))("the %s sink", (_name, open) => {
  test("keeps every row of every batch, of several versions", async () => {
    const { sink, ids, end } = await open()
    const entries = Array.from({ length: 333 }, (_, row) =>
      entry(row, { model: { name: "house price", version: String(row % 2) } }),
    )
    await sink.write(entries.slice(0, 1))
    await sink.write(entries.slice(1))
    expect(await ids()).toEqual(entries.map((one) => one.id))
    await sink.close()
    await end()
  })

  test("takes a batch of nothing", async () => {
    const { sink, ids, end } = await open()
    await sink.write([])
    expect(await ids()).toEqual([])
    await end()
  })
})

describe.each(Object.entries(databases))("a database, here %s,", (_name, open) => {
  test("gives a prediction back bit for bit", async () => {
    const { sink, read, end } = await open()
    const { columns, ...prediction } = entry(1)
    await sink.write([{ ...prediction, columns }])
    const found = await read!(prediction.id)
    expect(found).toEqual(prediction)
    expect(Object.is(found.input["rooms"], -0)).toBe(true)
    await end()
  })

  test("does not keep a row twice when its batch is tried again", async () => {
    const { sink, ids, end } = await open()
    await sink.write([entry(1)])
    await sink.write([entry(1), entry(2)])
    expect(await ids()).toHaveLength(2)
    await end()
  })
})

test("the file has a header made once, the input columns in schema order and the answer", async () => {
  await fileSink(folder).write([entry(1)])
  await fileSink(folder).write([entry(2)])
  const text = await readFile(join(folder, "house%20price-3.csv"), "utf8")
  expect(text.split("\n")).toEqual([
    "prediction_id,predicted_at,model,version,request_id,latency_us,city,rooms,area,note,prediction,probability_no,probability_yes",
    `${entry(1).id},2024-01-15T09:30:00.001Z,house price,3,r-1,42,"Oslo, ""north""",-0,0.30000000000000004,,0.3333333333333333,0.3333333333333333,0.6666666666666666`,
    `${entry(2).id},2024-01-15T09:30:00.002Z,house price,3,r-1,42,"Oslo, ""north""",-0,0.30000000000000004,,0.3333333333333333,0.3333333333333333,0.6666666666666666`,
    "",
  ])
})

test("a file of the same name with other columns is left alone", async () => {
  await writeFile(join(folder, "house%20price-3.csv"), "something,else\n1,2\n")
  await fileSink(folder).write([entry(1)])
  expect(await readFile(join(folder, "house%20price-3.csv"), "utf8")).toBe("something,else\n1,2\n")
  expect(await readFile(join(folder, "house%20price-3.2.csv"), "utf8")).toContain(entry(1).id)
})

test("a line that a killed process left half-written does not swallow the next", async () => {
  await fileSink(folder).write([entry(1)])
  const path = join(folder, "house%20price-3.csv")
  const whole = await readFile(path, "utf8")
  await writeFile(path, whole.slice(0, -10))
  await fileSink(folder).write([entry(2)])
  expect((await readFile(path, "utf8")).split("\n").at(-2)).toMatch(new RegExp(`^${entry(2).id},`))
})

test("an input column named like one of the log's keeps its name", async () => {
  await fileSink(folder).write([
    entry(1, { columns: { inputs: ["model", "version"], classes: [] }, input: { model: "x" } }),
  ])
  const [header] = (await readFile(join(folder, "house%20price-3.csv"), "utf8")).split("\n")
  expect(header).toBe("prediction_id,predicted_at,model_,version_,request_id,latency_us,model,version,prediction")
})

test.skipIf(process.getuid?.() === 0)("a folder that does not allow writing fails the write", async () => {
  await chmod(folder, 0o500)
  await expect(fileSink(folder).write([entry(1)])).rejects.toThrow(/EACCES/)
})

test("a folder that is a file fails the write", async () => {
  await writeFile(join(folder, "log"), "")
  await expect(fileSink(join(folder, "log")).write([entry(1)])).rejects.toThrow(/EEXIST|ENOTDIR/)
})

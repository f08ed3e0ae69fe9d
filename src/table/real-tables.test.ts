import { readFile } from "node:fs/promises"
import { join } from "node:path"
import papaparse from "papaparse"
import { describe, expect, it } from "vitest"
import { cellParser } from "../schema/index.ts"
import { ingestFiles } from "./ingest/ingest.ts"
import { type Profile, profileFiles } from "./profile/profile.ts"
import { readRows } from "./read-rows.ts"
import { hasRealTables, realTables, useScratch } from "./scratch.test-support.ts"

if (!hasRealTables) console.warn(`SKIPPED: the real tables are not at ${realTables}`)

const scratch = useScratch()

type Target = { readonly name: string; readonly expression?: string }

const profileOf = (files: string, target: Target): Promise<Profile> =>
  profileFiles([files], { ...scratch.options(), root: realTables, target })

const typesOf = ({ columns }: Profile): Record<string, string> =>
  Object.fromEntries(columns.map(({ name, type }) => [name, type]))

describe.skipIf(!hasRealTables)("the real tables", () => {
  it("students: quoted numbers are numbers, and other scores are no leaks", async () => {
    const profile = await profileOf("students/stud.csv", { name: "math_score" })
    expect(profile.rows).toBe(1000)
    expect(typesOf(profile)).toMatchObject({ gender: "string", math_score: "integer", reading_score: "integer" })
    expect(profile.suspects).toEqual([])
  })

  it("california housing: missing rooms are counted, whole numbers found, within five seconds on a busy machine", async () => {
    const start = performance.now()
    const profile = await profileOf("california_housing/housing.csv", { name: "median_house_value" })
    expect(performance.now() - start).toBeLessThan(5000)
    expect(profile.rows).toBe(20_640)
    expect(typesOf(profile)).toMatchObject({
      longitude: "number",
      total_bedrooms: "integer",
      ocean_proximity: "string",
    })
    expect(profile.columns.find(({ name }) => name === "total_bedrooms")?.missing).toBe(207)
    expect(profile.columns.at(-1)?.words?.at(-1)).toEqual({ word: "ISLAND", count: 5 })
    expect(profile.suspects).toEqual([])
  })

  it("housing 545: CRLF and headers with spaces", async () => {
    const profile = await profileOf("housing_545/Housing.csv", { name: "Price" })
    expect(profile.rows).toBe(545)
    expect(profile.columns.at(-1)).toMatchObject({ name: "furnishing status", type: "string", distinct: 3 })
    expect(profile.suspects).toEqual([])
  })

  it("kaggle taxi: the drop-off time gives the duration away", async () => {
    const profile = await profileOf("nyc_taxi_kaggle_sample/train.csv", { name: "trip_duration" })
    expect(typesOf(profile)).toMatchObject({ pickup_datetime: "datetime", dropoff_datetime: "datetime", id: "string" })
    expect(profile.suspects).toEqual([
      {
        column: "dropoff_datetime",
        reason: 'the time from "pickup_datetime" to "dropoff_datetime" gives "trip_duration"',
        together: ["pickup_datetime"],
      },
    ])
    expect(profile.schema.columns.find(({ name }) => name === "dropoff_datetime")?.role).toBe("leak")
  })

  it("yellow taxi: an unnamed first column, 12-hour clocks, and the total gives the fare away", async () => {
    const profile = await profileOf("nyc_yellow_taxi_2017/*.csv", { name: "fare_amount" })
    expect(profile.rows).toBe(22_699)
    expect(profile.columns[0]).toMatchObject({ name: "column1", unnamed: true, allUnique: true })
    expect(profile.columns[2]).toMatchObject({
      type: "datetime",
      format: "%m/%d/%Y %I:%M:%S %p",
      missing: 0,
      min: Date.UTC(2017, 0, 1, 0, 8, 25),
    })
    expect(profile.suspects.map(({ column }) => column)).toEqual(["total_amount"])
  })

  it("green taxi: three months with changed columns are one table with a computed target", async () => {
    const target = { name: "minutes", expression: "epoch(lpep_dropoff_datetime - lpep_pickup_datetime) / 60" }
    const profile = await profileOf("nyc_green_taxi/*.parquet", target)
    expect(profile.rows).toBe(183_261)
    expect(profile.uses).toEqual(["lpep_pickup_datetime", "lpep_dropoff_datetime"])
    expect(profile.suspects).toEqual([])
    expect(profile.advice.find(({ kind }) => kind === "files")?.text).toMatch(/2022-01.parquet" lacks 15 columns/)
    const fare = await profileOf("nyc_green_taxi/*.parquet", { name: "fare_amount" })
    expect(fare.suspects.map(({ column }) => column)).toEqual(["total_amount"])
  })

  it.each([
    ["students/stud.csv", { name: "math_score" }],
    ["california_housing/housing.csv", { name: "median_house_value" }],
    ["housing_545/Housing.csv", { name: "Price" }],
    ["nyc_taxi_kaggle_sample/train.csv", { name: "trip_duration" }],
    ["nyc_yellow_taxi_2017/2017_Yellow_Taxi_Trip_Data.csv", { name: "fare_amount" }],
  ])("%s is the same read from the file and from Parquet", async (file, target) => {
    const { schema } = await profileOf(file, target)
    const out = join(scratch.root(), "real.parquet")
    await ingestFiles([file], { ...scratch.options(), root: realTables, schema, target }, out)
    const reading = { columns: "all" as const, temporary: join(scratch.root(), "tmp"), root: realTables }
    expect(await readRows(out, schema, reading)).toEqual(await readRows(file, schema, reading))
  })

  it.each([
    ["students/stud.csv", "math_score"],
    ["california_housing/housing.csv", "median_house_value"],
    ["housing_545/Housing.csv", "Price"],
    ["nyc_taxi_kaggle_sample/train.csv", "trip_duration"],
    ["nyc_yellow_taxi_2017/2017_Yellow_Taxi_Trip_Data.csv", "fare_amount"],
  ])("%s gives the same bits as its cells in a request", async (file, target) => {
    const { schema } = await profileOf(file, { name: target })
    const text = await readFile(join(realTables, file), "utf8")
    const [header = [], ...cells] = papaparse.parse<string[]>(text, { skipEmptyLines: true }).data
    const request = cellParser(schema, { unused: "accept" })({ header: header.map((name) => name || "column1"), cells })
    const reading = { columns: "inputs" as const, temporary: join(scratch.root(), "tmp"), root: realTables }
    const { columns } = await readRows(file, schema, reading)
    expect(request.problems).toEqual([])
    expect(columns).toEqual(request.rows.columns)
  })
})

import { existsSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { dataSettings, profileFiles } from "../../src/table/index.ts"

const tables = join(import.meta.dirname, "../../../shared/data")
const isThere = existsSync(tables)
if (!isThere) console.warn(`SKIPPED: the real tables are not at ${tables}`)

let temporary = ""
beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), "mlwright-shared-"))
})
afterAll(() => rm(temporary, { recursive: true, force: true }))

const kaggle = {
  id: "identifier",
  vendor_id: "category",
  pickup_datetime: "datetime",
  dropoff_datetime: "datetime",
  passenger_count: "integer",
  pickup_longitude: "number",
  pickup_latitude: "number",
  dropoff_longitude: "number",
  dropoff_latitude: "number",
  store_and_fwd_flag: "boolean Y/N",
  trip_duration: "integer",
}

const green = {
  VendorID: "category",
  lpep_pickup_datetime: "datetime",
  lpep_dropoff_datetime: "datetime",
  store_and_fwd_flag: "boolean Y/N",
  RatecodeID: "category",
  PULocationID: "category",
  DOLocationID: "category",
  passenger_count: "integer",
  trip_distance: "number",
  fare_amount: "number",
  extra: "number",
  mta_tax: "number",
  tip_amount: "number",
  tolls_amount: "number",
  ehail_fee: "number",
  improvement_surcharge: "number",
  total_amount: "number",
  payment_type: "integer",
  trip_type: "integer",
  congestion_surcharge: "number",
}

/** Every table with its rows and the types of its columns, a form behind the type. */
const expected: readonly (readonly [file: string, rows: number, types: Readonly<Record<string, string>>])[] = [
  [
    "california_housing/housing.csv",
    20_640,
    {
      longitude: "number",
      latitude: "number",
      housing_median_age: "integer",
      total_rooms: "integer",
      total_bedrooms: "integer",
      population: "integer",
      households: "integer",
      median_income: "number",
      median_house_value: "integer",
      ocean_proximity: "category",
    },
  ],
  [
    "housing_545/Housing.csv",
    545,
    {
      Price: "integer",
      Area: "integer",
      Bedrooms: "integer",
      Bathrooms: "integer",
      Stories: "integer",
      "Main road": "boolean yes/no",
      Guestroom: "boolean yes/no",
      Basement: "boolean yes/no",
      "hotwater heating": "boolean yes/no",
      "air conditioning": "boolean yes/no",
      parking: "integer",
      prefarea: "boolean yes/no",
      "furnishing status": "category",
    },
  ],
  [
    "students/stud.csv",
    1000,
    {
      gender: "category",
      race_ethnicity: "category",
      parental_level_of_education: "category",
      lunch: "category",
      test_preparation_course: "category",
      math_score: "integer",
      reading_score: "integer",
      writing_score: "integer",
    },
  ],
  ["nyc_taxi_kaggle_sample/train.csv", 5000, kaggle],
  // All 300 flags are N, which alone is no truth.
  ["nyc_taxi_kaggle_sample/val.csv", 300, { ...kaggle, store_and_fwd_flag: "category" }],
  [
    "nyc_yellow_taxi_2017/2017_Yellow_Taxi_Trip_Data.csv",
    22_699,
    {
      column1: "integer",
      VendorID: "category",
      tpep_pickup_datetime: "datetime %m/%d/%Y %I:%M:%S %p",
      tpep_dropoff_datetime: "datetime %m/%d/%Y %I:%M:%S %p",
      passenger_count: "integer",
      trip_distance: "number",
      RatecodeID: "category",
      store_and_fwd_flag: "boolean Y/N",
      PULocationID: "category",
      DOLocationID: "category",
      payment_type: "integer",
      fare_amount: "number",
      extra: "number",
      mta_tax: "number",
      tip_amount: "number",
      tolls_amount: "number",
      improvement_surcharge: "number",
      total_amount: "number",
    },
  ],
  [
    "nyc_green_taxi/green_tripdata_2022-01.parquet",
    62_495,
    {
      lpep_pickup_datetime: "datetime",
      lpep_dropoff_datetime: "datetime",
      trip_distance: "number",
      PULocationID: "category",
      DOLocationID: "category",
    },
  ],
  ["nyc_green_taxi/green_tripdata_2023-12.parquet", 64_215, green],
  ["nyc_green_taxi/green_tripdata_2024-01.parquet", 56_551, green],
]

describe.skipIf(!isThere)("the real tables without a setting", () => {
  it.each(expected)("%s has the right types", async (file, rows, types) => {
    const profile = await profileFiles([file], { root: tables, temporary, settings: dataSettings.parse({}) })
    expect(profile.rows).toBe(rows)
    const found = profile.schema.columns.map(({ name, type, format }) => [
      name,
      format === undefined ? type : `${type} ${format}`,
    ])
    expect(Object.fromEntries(found)).toEqual(types)
  })
})

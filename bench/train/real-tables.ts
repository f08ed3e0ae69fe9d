import type { Task } from "./table.ts"

/** A real table as numbers: what bench/train/parity.ts compares on. */
export interface RealTable {
  readonly name: string
  readonly file: string
  readonly task: Task
  /** SQL expressions. */
  readonly columns: readonly string[]
  readonly target: string
  readonly where?: string
}

/** Codes of words in alphabetical order. */
const code = (column: string): string => `dense_rank() OVER (ORDER BY "${column}")`
const codes = (columns: readonly string[]): string[] => columns.map(code)
const numbers = (columns: readonly string[]): string[] => columns.map((column) => `"${column}"`)

const housing = {
  file: "california_housing/housing.csv",
  columns: [
    ...numbers(["longitude", "latitude", "housing_median_age", "total_rooms", "total_bedrooms", "population"]),
    ...numbers(["households", "median_income"]),
    code("ocean_proximity"),
  ],
}
const students = {
  file: "students/stud.csv",
  columns: [
    ...codes(["gender", "race_ethnicity", "parental_level_of_education", "lunch", "test_preparation_course"]),
    ...numbers(["reading_score", "writing_score"]),
  ],
}
const kaggle = {
  file: "nyc_taxi_kaggle_sample/train.csv",
  columns: [
    ...numbers(["vendor_id", "passenger_count", "pickup_longitude", "pickup_latitude", "dropoff_longitude"]),
    ...numbers(["dropoff_latitude"]),
    code("store_and_fwd_flag"),
    "hour(pickup_datetime)",
    "dayofweek(pickup_datetime)",
    "dropoff_longitude - pickup_longitude",
    "dropoff_latitude - pickup_latitude",
  ],
}
const yellow = {
  file: "nyc_yellow_taxi_2017/2017_Yellow_Taxi_Trip_Data.csv",
  columns: [
    ...numbers(["VendorID", "passenger_count", "trip_distance", "RatecodeID", "PULocationID", "DOLocationID"]),
    ...numbers(["payment_type", "extra", "tolls_amount"]),
  ],
}
const green = {
  file: "nyc_green_taxi/green_tripdata_2024-01.parquet",
  columns: [
    ...numbers(["VendorID", "RatecodeID", "PULocationID", "DOLocationID", "passenger_count", "trip_distance"]),
    ...numbers(["payment_type", "trip_type", "congestion_surcharge"]),
    "hour(lpep_pickup_datetime)",
  ],
}
const minutes = "date_diff('second', lpep_pickup_datetime, lpep_dropoff_datetime) / 60"

export const realTables: readonly RealTable[] = [
  { name: "housing", task: "regression", ...housing, target: "median_house_value" },
  { name: "housing over 200,000", task: "binary", ...housing, target: "(median_house_value > 200000)::INT" },
  { name: "students", task: "regression", ...students, target: "math_score" },
  { name: "students over 66", task: "binary", ...students, target: "(math_score > 66)::INT" },
  {
    name: "housing_545",
    file: "housing_545/Housing.csv",
    task: "regression",
    columns: [
      ...numbers(["Area", "Bedrooms", "Bathrooms", "Stories", "parking"]),
      ...codes(["Main road", "Guestroom", "Basement", "hotwater heating", "air conditioning", "prefarea"]),
      code("furnishing status"),
    ],
    target: "Price",
  },
  { name: "kaggle taxi, log seconds", task: "regression", ...kaggle, target: "ln(1 + trip_duration)" },
  { name: "kaggle taxi over 660 s", task: "binary", ...kaggle, target: "(trip_duration > 660)::INT" },
  {
    name: "yellow taxi fare",
    task: "regression",
    ...yellow,
    target: "fare_amount",
    where: "fare_amount BETWEEN 0 AND 200",
  },
  { name: "yellow taxi tips", task: "binary", ...yellow, target: "(tip_amount > 2)::INT" },
  { name: "green taxi minutes", task: "regression", ...green, target: minutes, where: `${minutes} BETWEEN 0 AND 120` },
  { name: "green taxi tips", task: "binary", ...green, target: "(tip_amount > 0)::INT" },
]

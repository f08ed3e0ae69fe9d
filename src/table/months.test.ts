import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import { type DriftReport, detectDrift, sketchRows } from "../schema/index.ts"
import { dataSettings } from "./config.ts"
import { profileFiles } from "./profile/profile.ts"
import { readRows } from "./read-rows.ts"

const months = join(import.meta.dirname, "../../../shared/data/nyc_green_taxi")
const present = existsSync(months)
if (!present) console.warn(`skipped: no tables at ${months}`)
const temporary = mkdtempSync(join(tmpdir(), "mlwright-months-"))
afterAll(() => rmSync(temporary, { recursive: true, force: true }))

const fileOf = (month: string): string => join(months, `green_tripdata_${month}.parquet`)

const driftBetween = async (first: string, second: string): Promise<DriftReport> => {
  const { schema } = await profileFiles([fileOf(first)], { settings: dataSettings.parse({}), root: months, temporary })
  const rowsOf = (month: string): ReturnType<typeof readRows> =>
    readRows(fileOf(month), schema, { columns: "present", temporary })
  return detectDrift(sketchRows(schema, await rowsOf(first)), await rowsOf(second))
}

describe.skipIf(!present)("the months of green taxis", () => {
  test("one after the other differ by more than chance, and not by enough to matter", async () => {
    const { columns } = await driftBetween("2023-12", "2024-01")
    expect(columns.filter(({ adjustedPValue }) => adjustedPValue <= 0.05).length).toBeGreaterThan(3)
    expect(columns.filter(({ drifted }) => drifted)).toEqual([])
  })

  test("two years apart have other places, and columns that are not there are told", async () => {
    const { columns, untested } = await driftBetween("2023-12", "2022-01")
    const drifted = columns.filter((column) => column.drifted).map(({ column }) => column)
    expect(drifted).toEqual(expect.arrayContaining(["PULocationID", "DOLocationID"]))
    expect(untested).toContainEqual({ column: "fare_amount", reason: "the rows do not have it" })
  })
})

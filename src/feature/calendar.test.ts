import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { datePart } from "./calendar.ts"
import { dateParts } from "./encoder.ts"

/** From the year 1 to 9999. */
const moment = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 })

describe("datePart", () => {
  it("agrees with the calendar of Date, before 1970 and 1900 too", () => {
    fc.assert(
      fc.property(moment, (milliseconds) => {
        const date = new Date(milliseconds)
        const weekday = (date.getUTCDay() + 6) % 7
        expect(datePart("hour", milliseconds)).toBe(date.getUTCHours())
        expect(datePart("minuteOfDay", milliseconds)).toBe(date.getUTCHours() * 60 + date.getUTCMinutes())
        expect(datePart("dayOfWeek", milliseconds)).toBe(weekday)
        expect(datePart("hourOfWeek", milliseconds)).toBe(weekday * 24 + date.getUTCHours())
        expect(datePart("dayOfMonth", milliseconds)).toBe(date.getUTCDate())
        expect(datePart("month", milliseconds)).toBe(date.getUTCMonth() + 1)
        expect(datePart("weekend", milliseconds)).toBe(weekday >= 5 ? 1 : 0)
      }),
      { numRuns: 2000 },
    )
  })

  it("knows leap days", () => {
    expect(datePart("dayOfMonth", Date.UTC(2024, 1, 29))).toBe(29)
    expect(datePart("dayOfMonth", Date.UTC(1900, 1, 28) + 86_400_000)).toBe(1)
    expect(datePart("dayOfMonth", Date.UTC(2000, 1, 28) + 86_400_000)).toBe(29)
  })

  it("keeps the day of the year within its 366 values and near the calendar's", () => {
    fc.assert(
      fc.property(moment, (milliseconds) => {
        const year = new Date(milliseconds).getUTCFullYear()
        const start = new Date(0).setUTCFullYear(year, 0, 1)
        const given = datePart("dayOfYear", milliseconds)
        const away = Math.abs(given - Math.floor((milliseconds - start) / 86_400_000))
        expect(given).toBeGreaterThanOrEqual(0)
        expect(given).toBeLessThanOrEqual(365)
        expect(Math.min(away, 366 - away)).toBeLessThanOrEqual(3)
      }),
    )
  })

  it.each(dateParts)("is missing for a moment that is missing or impossible: %s", (part) => {
    for (const wrong of [Number.NaN, Infinity, -Infinity, 9e15, -1e300]) expect(datePart(part, wrong)).toBeNaN()
  })

  it("joins the end of a day, a week and a year to its start", () => {
    for (const part of ["daySin", "dayCos", "weekSin", "weekCos", "yearSin", "yearCos"] as const) {
      const midnight = Date.UTC(2024, 0, 1)
      expect(Math.abs(datePart(part, midnight) - datePart(part, midnight - 1))).toBeLessThan(1e-3)
    }
  })
})

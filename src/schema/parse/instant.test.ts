import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { formatInstant, instantReader, unknownCode } from "./instant.ts"

const iso = instantReader()

describe("instantReader without a format", () => {
  test.each([
    ["1970-01-01", 0],
    ["2017-03-25", Date.UTC(2017, 2, 25)],
    ["2017-03-25T08:55", Date.UTC(2017, 2, 25, 8, 55)],
    ["2017-03-25 08:55:43", Date.UTC(2017, 2, 25, 8, 55, 43)],
    ["2017-03-25T08:55:43Z", Date.UTC(2017, 2, 25, 8, 55, 43)],
    ["2017-03-25T08:55:43.5Z", Date.UTC(2017, 2, 25, 8, 55, 43, 500)],
    ["2017-03-25T08:55:43+02:00", Date.UTC(2017, 2, 25, 6, 55, 43)],
    ["2017-03-25T08:55:43-0530", Date.UTC(2017, 2, 25, 14, 25, 43)],
    ["1812-02-29", Date.UTC(1812, 1, 29)],
    ["1900-02-28", Date.UTC(1900, 1, 28)],
  ])("reads %s", (text, milliseconds) => {
    expect(iso(text)).toBe(milliseconds)
  })

  test("keeps microseconds as a fraction of a millisecond and cuts finer digits", () => {
    expect(iso("2017-03-25T08:55:43.123456789")).toBe((Date.UTC(2017, 2, 25, 8, 55, 43, 123) * 1000 + 456) / 1000)
  })

  test.each([
    "",
    "2017-02-30",
    "1900-02-29",
    "2017-13-01",
    "2017-00-01",
    "2017-03-25T24:00:00",
    "2017-03-25T08:60",
    "17-03-25",
    "2017-3-25",
    "2017-03-25T08:55:43 PM",
    "March 25 2017",
    "1490432143000",
    "2017-03-25T",
    "2017-03-25x",
  ])("refuses %j", (text) => {
    expect(iso(text)).toBeNaN()
  })

  test("reads back every whole millisecond that formatInstant writes", () => {
    const instants = fc.date({
      min: new Date("0001-01-01T00:00:00Z"),
      max: new Date("9999-12-31T23:59:59Z"),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(instants, (date) => {
        expect(iso(formatInstant(date.getTime(), "datetime"))).toBe(date.getTime())
      }),
    )
  })

  test("reads back every microsecond that formatInstant writes", () => {
    fc.assert(
      fc.property(fc.integer({ min: -4e15, max: 4e15 }), (microseconds) => {
        expect(iso(formatInstant(microseconds / 1000, "datetime"))).toBe(microseconds / 1000)
      }),
    )
  })
})

describe("instantReader with a format", () => {
  test.each([
    ["%m/%d/%Y %I:%M:%S %p", "03/25/2017 8:55:43 AM", Date.UTC(2017, 2, 25, 8, 55, 43)],
    ["%m/%d/%Y %I:%M:%S %p", "12/15/2017 12:26:56 am", Date.UTC(2017, 11, 15, 0, 26, 56)],
    ["%m/%d/%Y %I:%M:%S %p", "12/15/2017 12:26:56 PM", Date.UTC(2017, 11, 15, 12, 26, 56)],
    ["%d.%m.%Y", "1.2.2017", Date.UTC(2017, 1, 1)],
    ["%-d.%-m.%Y", "01.02.2017", Date.UTC(2017, 1, 1)],
    ["%d-%b-%y", "05-Mar-69", Date.UTC(1969, 2, 5)],
    ["%d-%b-%y", "05-Mar-68", Date.UTC(2068, 2, 5)],
    ["%A, %B %d, %Y", "Saturday, March 25, 2017", Date.UTC(2017, 2, 25)],
    ["%FT%T%z", "2017-03-25T08:55:43+0100", Date.UTC(2017, 2, 25, 7, 55, 43)],
    ["%Y%m%d", "20170325", Date.UTC(2017, 2, 25)],
    ["%Y-%m-%d %H:%M:%S.%f", "2017-03-25 08:55:43.25", Date.UTC(2017, 2, 25, 8, 55, 43, 250)],
  ])("%s reads %s", (format, text, milliseconds) => {
    expect(instantReader(format)(text)).toBe(milliseconds)
  })

  test.each([
    ["%m/%d/%Y", "25/03/2017"],
    ["%m/%d/%Y", "03-25-2017"],
    ["%I:%M %p", "13:00 PM"],
    ["%Y.%m.%d", "2017x03x25"],
  ])("%s refuses %s", (format, text) => {
    expect(instantReader(format)(text)).toBeNaN()
  })
})

describe("formatInstant", () => {
  test("writes a date without a time", () => {
    expect(formatInstant(Date.UTC(1899, 11, 31), "date")).toBe("1899-12-31")
  })

  test("writes a fraction only when there is one", () => {
    expect(formatInstant(0, "datetime")).toBe("1970-01-01T00:00:00")
    expect(formatInstant(1.5, "datetime")).toBe("1970-01-01T00:00:00.001500")
    expect(formatInstant(-1, "datetime")).toBe("1969-12-31T23:59:59.999")
  })
})

describe("unknownCode", () => {
  test("names the first code that no reader understands", () => {
    expect(unknownCode("%Y-%Q")).toBe("%Q")
  })

  test("is undefined for a format that can be read", () => {
    expect(unknownCode("%F %T.%f %p 100%%")).toBeUndefined()
  })
})

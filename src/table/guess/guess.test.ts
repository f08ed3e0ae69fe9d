import { describe, expect, it } from "vitest"
import { guessStored, guessType } from "./guess.ts"

describe("guessType", () => {
  it.each([
    ["number", ["1", "2.5", "-3e4", ".5", "NA", ""]],
    ["number", ["1", "inf", "-Infinity"]],
    ["boolean", ["true", "False", "TRUE"]],
    ["date", ["2020-01-31", "1850-12-01"]],
    ["datetime", ["2020-01-31 10:00:00", "2020-01-31T10:00:00Z"]],
    ["datetime", ["2020-01-31 00:00:00"]],
    ["string", ["yes", "no"]],
    ["string", ["a", "1"]],
    ["string", ["NA", "", undefined]],
  ])("takes for %s: %j", (type, cells) => {
    expect(guessType(cells).type).toBe(type)
  })

  it("keeps numbers that name something as words", () => {
    expect(guessType(["02134", "10001"]).type).toBe("string")
    expect(guessType(["12345678901234567890", "12345678901234567891"]).type).toBe("string")
  })

  it.each([
    ["%m/%d/%Y %I:%M:%S %p", ["03/25/2017 8:55:43 AM", "12/01/2017 11:05:00 PM"]],
    ["%d/%m/%Y", ["03/04/2017", "25/12/2017"]],
    ["%d.%m.%Y %H:%M", ["3.4.2017 8:15", "25.12.2017 23:59"]],
    ["%d-%b-%Y", ["3-Apr-2017", "25-Dec-2017"]],
    ["%b %d, %Y", ["Apr 3, 2017", "Dec 25, 2017"]],
    ["%Y/%m/%d", ["2017/04/03"]],
  ])("finds the form %s", (format, cells) => {
    expect(guessType(cells).format).toBe(format)
  })

  it("remembers that days and months could be the other way round", () => {
    expect(guessType(["03/04/2017", "05/06/2017"])).toEqual({
      type: "date",
      format: "%m/%d/%Y",
      otherFormats: ["%d/%m/%Y"],
    })
  })

  it("gives a form to numbers with other spaces beside them, which a plain reader does not know", () => {
    expect(guessType(["\u00a03.5", "4", "NA"])).toEqual({ type: "number", format: "1234.5" })
    expect(guessType([" 3.5", "4 "])).toEqual({ type: "number" })
  })

  it("lets one cell of a hundred be something else", () => {
    const cells = Array.from({ length: 100 }, (_, row) => String(row))
    expect(guessType([...cells, "oops"]).type).toBe("number")
    expect(guessType([...cells.slice(50), "oops"]).type).toBe("string")
  })
})

describe("guessStored", () => {
  it("leaves text that looks like numbers as the file has it", () => {
    expect(guessStored(["1", "2"]).type).toBe("string")
    expect(guessStored(["2020-01-01"]).type).toBe("date")
  })
})

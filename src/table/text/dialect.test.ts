import { describe, expect, it } from "vitest"
import { dataSettings } from "../config.ts"
import { columnNames } from "../query/names.ts"
import { sniffDialect } from "./dialect.ts"

const auto = dataSettings.parse({})

describe("sniffDialect", () => {
  it.each([
    [",", "a,b\n1,2\n3,4\n"],
    [";", "a;b\n1,5;2\n3,5;4\n"],
    ["\t", "a\tb\nx, y\t2\nz, w\t4\n"],
    ["|", "a|b\r\n1|2\r\n3|4\r\n"],
  ])("finds the delimiter %j", (delimiter, text) => {
    expect(sniffDialect(text, auto)).toMatchObject({ delimiter, header: true, names: ["a", "b"] })
  })

  it("takes no colon in times for a delimiter, where commas in words leave lines of different lengths", () => {
    const days = ["Jan 5, 2023", "5 Jan 2023", "Jan 7, 2023", "8 Jan 2023", "9 Jan 2023"]
    const text = `lap,day,cost\n${days.map((day, index) => `1:0${index}:30,${day},${index}`).join("\n")}\n`
    expect(sniffDialect(text, auto)).toMatchObject({ delimiter: ",", names: ["lap", "day", "cost"], skipLines: 0 })
    expect(sniffDialect("user:x:uid\nroot:x:0\ndaemon:x:1000\n", auto)).toMatchObject({ delimiter: ":" })
  })

  it("takes a file that nothing cuts for one column", () => {
    expect(sniffDialect("name\nAda\nGrace\n", auto)).toMatchObject({ header: true, names: ["name"] })
  })

  it("takes a first line of numbers over columns of numbers for a row", () => {
    expect(sniffDialect("5.1,3.5,setosa\n4.9,3.0,setosa\n", auto)).toMatchObject({ header: false, names: ["", "", ""] })
  })

  it("does as it is told", () => {
    const text = "5.1,3.5\n4.9,3.0\n"
    expect(sniffDialect(text, { ...auto, delimiter: ",", header: "yes" }).names).toEqual(["5.1", "3.5"])
    expect(sniffDialect("a,b\n1,2\n", { ...auto, delimiter: ";", header: "no" }).names).toEqual([""])
  })

  it("is not misled by delimiters and line ends inside quotes", () => {
    const text = '"a;x","b"\n"1\n2;3;4","5"\n"6;7;8;9","0"\n'
    expect(sniffDialect(text, auto)).toMatchObject({ delimiter: ",", names: ["a;x", "b"] })
  })
})

describe("columnNames", () => {
  it("names empty headers by position and numbers repeated ones, also in another case", () => {
    const { names, renamed } = columnNames(["", "a", "A", " a ", "a_2", ""])
    expect(names).toEqual(["column1", "a", "A_2", "a_3", "a_2_2", "column6"])
    expect(renamed.map(({ position, why }) => [position, why])).toEqual([
      [1, "empty"],
      [3, "duplicate"],
      [4, "duplicate"],
      [5, "duplicate"],
      [6, "empty"],
    ])
  })
})

import { chmod, mkdir } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { profileFiles } from "./profile/profile.ts"
import { errorOf, useScratch } from "./scratch.test-support.ts"

const scratch = useScratch()

async function failing(
  content: string | Uint8Array,
  target = "y",
): Promise<{ code: string; message: string; hint: string }> {
  const file = await scratch.put(`case-${count++}.csv`, content)
  return errorOf(profileFiles([file], { ...scratch.options(), target: { name: target } }))
}

let count = 0

describe("a file that is no table", () => {
  it.each([
    ["table.file-empty", ""],
    ["table.file-empty", "\n\n"],
    ["table.no-rows", "x,y\n"],
    ["table.no-rows", "x,y"],
    ["table.too-few-rows", "x,y\n1,2\n"],
    ["table.encoding-unknown", Buffer.from("\x01\x02\x03\xfe\x00\x80,\x04\n\x05", "latin1")],
  ])("is refused with %s", async (code, content) => {
    const error = await failing(content)
    expect(error.code).toBe(code)
    expect(error.hint).not.toBe("")
  })

  it("is refused when it is a folder, is not there or matches nothing", async () => {
    await mkdir(join(scratch.root(), "folder"), { recursive: true })
    const options = scratch.options()
    expect((await errorOf(profileFiles(["folder"], options))).code).toBe("table.folder-empty")
    expect((await errorOf(profileFiles(["nowhere.csv"], options))).code).toBe("base.file-missing")
    expect((await errorOf(profileFiles(["*.nothing"], options))).code).toBe("table.no-files")
    expect((await errorOf(profileFiles([], options))).code).toBe("table.no-files")
  })

  it.skipIf(process.getuid?.() === 0)("is refused when it cannot be read", async () => {
    const file = await scratch.put("secret.csv", "x,y\n1,2\n")
    await chmod(join(scratch.root(), file), 0)
    expect((await errorOf(profileFiles([file], scratch.options()))).code).toBe("base.file-unreadable")
  })

  it("is refused when its content is not what its name says", async () => {
    const options = scratch.options()
    const broken = await scratch.put("broken.parquet", "PAR1 and no more")
    const cut = await scratch.put("cut.json", '[{"x": 1}, {"x":')
    const excel = await scratch.put("book", Buffer.from("PK\x03\x04"))
    const packed = await scratch.put("packed.csv.gz", "this is not gzip")
    expect((await errorOf(profileFiles([broken], options))).code).toBe("table.file-malformed")
    expect((await errorOf(profileFiles([cut], options))).code).toBe("table.file-malformed")
    expect((await errorOf(profileFiles([excel], options))).code).toBe("table.archive-broken")
    expect((await errorOf(profileFiles([packed], options))).code).toBe("table.archive-misnamed")
    const other = await scratch.put("other.csv", "x\n1\n")
    expect((await errorOf(profileFiles([cut, other], options))).code).toBe("table.formats-mixed")
  })
})

describe("a target that cannot be learnt", () => {
  it("is named with the nearest column", async () => {
    const error = await failing("price,size\n1,2\n3,4\n", "prise")
    expect(error.code).toBe("table.target-missing")
    expect(error.message).toContain('the nearest is "price"')
  })

  it("is refused when it has no values or one", async () => {
    expect((await failing("x,y\n1,\n2,NA\n3,\n")).code).toBe("table.target-empty")
    expect((await failing("x,y\n1,7\n2,7\n3,7\n")).code).toBe("table.target-constant")
  })
})

describe("rows that cannot be read", () => {
  it("are listed with their lines", async () => {
    const error = await failing("x,y\n1,2\n1,2,3\n4,5\n6\n7,8\n")
    expect(error.code).toBe("table.rows-ragged")
    expect(error.message).toContain("line 3: wanted 2 cells and it has 3; line 5: wanted 2 cells and it has 1")
  })

  it("are found by an open quote", async () => {
    expect((await failing('x,y\n1,2\n3,"open\n4,5\n')).code).toBe("table.rows-ragged")
  })

  it("are listed when a number is infinite", async () => {
    const error = await failing("x,y\n1,2\ninf,3\n4,-Infinity\n1e999,6\n")
    expect(error.code).toBe("table.value-unreadable")
    expect(error.message).toContain('", column "x" wants a number and has "inf"; line 4 of "')
  })

  it("are left out and counted when that is asked for", async () => {
    const file = await scratch.put("drop.csv", "x,y\n1,2\ninf,3\n4,5,6\n7,8\n9,10\n")
    const profile = await profileFiles([file], { ...scratch.options({ badRows: "drop" }), target: { name: "y" } })
    expect(profile).toMatchObject({ rows: 3, dropped: 2 })
    expect(profile.advice[0]).toMatchObject({ kind: "dropped", setting: "data.badRows" })
  })

  it("are few when they are listed: a column that is half words is words", async () => {
    const file = await scratch.put(
      "late.csv",
      `x,y\n${Array.from({ length: 4000 }, (_, row) => `${row < 3000 ? row : "no"},${row}`).join("\n")}\n`,
    )
    const profile = await profileFiles([file], scratch.options())
    expect(profile.columns[0]?.type).toBe("string")
    expect(profile.advice.find(({ column }) => column === "x")?.text).toContain('1,000 values such as "no"')
  })
})

describe("a table that is only strange", () => {
  const profileOf = async (content: string) =>
    profileFiles([await scratch.put(`odd-${count++}.csv`, content)], scratch.options())

  it("may have empty and repeated headers, which are said", async () => {
    const profile = await profileOf(",a,a\n1,2,3\n4,5,6\n")
    expect(profile.columns.map(({ name }) => name)).toEqual(["column1", "a", "a_2"])
    expect(profile.columns[0]?.unnamed).toBe(true)
    expect(profile.advice.filter(({ kind }) => kind === "header")).toHaveLength(2)
  })

  it("may name groups of columns above their names, as merged cells do", async () => {
    const rows = Array.from({ length: 20 }, (_, row) => `P${row % 7},${row},${row / 4}\n`)
    const { columns, advice } = await profileOf(`,Sales,\nid,count,price\n${rows.join("")}`)
    expect(columns.map(({ name, type }) => [name, type])).toEqual([
      ["id", "string"],
      ["count", "integer"],
      ["price", "number"],
    ])
    expect(advice.map(({ text }) => text)).toContain('1 line above the table is left out: "Sales"')
    expect((await profileOf(`,name,size\n${rows.join("")}`)).columns[0]).toMatchObject({ name: "column1", rows: 20 })
  })

  it("that repeats its header in each of its pages is refused with the lines, or read without them", async () => {
    const rows = Array.from({ length: 60 }, (_, row) => `${row % 20 === 0 ? "id,count\n" : ""}P${row},${row}\n`)
    await scratch.put("pages.csv", rows.join(""))
    const error = await errorOf(profileFiles(["pages.csv"], scratch.options()))
    expect([error.code, error.message]).toEqual(["table.value-unreadable", expect.stringMatching(/line 22.*"count"/)])
    expect(error.hint).toMatch(/header/)
    const { columns, dropped } = await profileFiles(["pages.csv"], scratch.options({ badRows: "drop" }))
    expect([dropped, columns[1]?.type, columns[1]?.rows]).toEqual([2, "integer", 60])
  })

  it("may hold nothing in a column but what the column is called, which is a value like any other", async () => {
    const { columns } = await profileOf(`1,yes,y\n${"1,yes,2\n1,,4\n".repeat(20)}`)
    expect(columns.map(({ name, type, missing }) => [name, type, missing])).toEqual([
      ["1", "integer", 0],
      ["yes", "string", 20],
      ["y", "integer", 0],
    ])
  })

  it("that ends in totals, has empty rows, or amounts written in many ways is told of", async () => {
    const amounts = ["$1,200.50", "980.25", "EUR 77.10", "1,300.00 $", "USD 12.5"]
    const rows = Array.from({ length: 30 }, (_, row) => `P${row},${row},${JSON.stringify(amounts[row % 5])}\n`)
    const texts = async (content: string): Promise<readonly string[]> =>
      (await profileOf(content)).advice.map(({ text }) => text)
    const header = "id,count,price\n"
    expect(await texts(`${header}${rows.join("")}Total,435,\n`)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('The last row seems to hold totals: "count" in it is the sum of all rows above'),
        expect.stringContaining('"price" looks like numbers written in different ways, such as "$1,200.50"'),
      ]),
    )
    expect(await texts(`${header}${rows.join("")},,\n,,\n`)).toContain(
      "2 rows have no value in any column: take them out of the file",
    )
    expect((await texts(header + rows.join(""))).filter((text) => /totals|no value in any/.test(text))).toEqual([])
  })

  it("that differs from another in capital letters only is told of, and described in the schema", async () => {
    await scratch.put("case.csv", `Y,y\n${"1,2\n3,4\n".repeat(10)}`)
    const { advice, schema } = await profileFiles(["case.csv"], scratch.options())
    expect(advice.filter(({ kind }) => kind === "header").map(({ text }) => text)).toEqual([
      'Column 2 has the name "y", which differs from "Y" of column 1 in capital letters only, and is called "y_2"',
    ])
    expect(schema.columns.map(({ name, description }) => [name, description])).toEqual([
      ["Y", undefined],
      ["y_2", 'called "y" in the file, where the name is taken already'],
    ])
  })

  it("may hold dates before 1900 and after 2200", async () => {
    const { columns } = await profileOf("when,y\n1066-10-14,1\n2999-12-31,2\n")
    expect(columns[0]).toMatchObject({ type: "date", min: Date.UTC(1066, 9, 14), max: Date.UTC(2999, 11, 31) })
  })

  it("may have columns that are all missing or constant", async () => {
    const { columns, schema } = await profileOf("a,b,y\n,7,1\n,7,2\nNA,7,3\n")
    expect(columns.map(({ missing, distinct }) => [missing, distinct])).toEqual([
      [3, 0],
      [0, 1],
      [0, 3],
    ])
    expect(schema.columns.slice(0, 2).map(({ role }) => role)).toEqual(["constant", "constant"])
  })

  it("may have 1,000 columns", async () => {
    const names = Array.from({ length: 1000 }, (_, column) => `c${column}`)
    const rows = Array.from({ length: 50 }, (_, row) => names.map((_name, column) => (row * column) % 17).join(","))
    const { columns } = await profileOf(`${names.join(",")}\n${rows.join("\n")}\n`)
    expect(columns).toHaveLength(1000)
    expect(columns[3]).toMatchObject({ name: "c3", type: "integer", distinct: 17, max: 16 })
  })

  it("may have a category of 100,000 values", async () => {
    const rows = Array.from({ length: 120_000 }, (_, row) => `word ${row % 100_000},${row % 7}`)
    const { columns } = await profileOf(`name,y\n${rows.join("\n")}\n`)
    expect(columns[0]).toMatchObject({ distinct: 100_000, allUnique: false })
    expect(columns[0]?.words).toHaveLength(1000)
  })

  it("may have CRLF, CR, a byte order mark and cells with line ends", async () => {
    for (const content of [
      "x,y\r\n1,a\r\n2,b\r\n",
      "x,y\r1,a\r2,b\r",
      "\ufeffx,y\n1,a\n2,b\n",
      '"x",y\n1,"a\nb"\n2,b\n',
    ]) {
      const profile = await profileOf(content)
      expect(profile.rows).toBe(2)
      expect(profile.columns.map(({ name, type }) => [name, type])).toEqual([
        ["x", "integer"],
        ["y", "string"],
      ])
    }
  })

  it("may end a few lines otherwise than the rest, be it short or long", async () => {
    for (const rows of [30, 30_000]) {
      const lines = Array.from({ length: rows }, (_, row) => `${row},word,${row % 7}${row === 20 ? "\r" : ""}\n`)
      const whole = `x,w,y\n${lines.join("")}`
      expect((await profileOf(whole)).rows).toBe(rows)
      const file = await scratch.put("broken-line.csv", whole.replace("\n10,word", "\n10\r\n,word"))
      const { rows: left, dropped } = await profileFiles([file], scratch.options({ badRows: "drop" }))
      expect([left, dropped]).toEqual([rows, 1])
      expect((await errorOf(profileFiles([file], scratch.options()))).message).toContain("line 12: wanted 3 cells")
    }
  })

  it("keeps whole numbers that a double cannot hold as words", async () => {
    const long = Array.from({ length: 3000 }, (_, row) =>
      row < 2500 ? String(row) : `90071992547409${String(row).padStart(6, "9")}`,
    )
    const { columns } = await profileOf(`key,y\n${long.map((text, row) => `${text},${row}`).join("\n")}\n`)
    expect(columns[0]).toMatchObject({ type: "string", allUnique: true })
  })
})

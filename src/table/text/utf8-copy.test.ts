import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { dataSettings } from "../config.ts"
import { readRows } from "../read-rows.ts"
import { errorOf, schemaOf, useScratch, valuesOf } from "../scratch.test-support.ts"
import { writePredictions } from "../write-predictions.ts"

const scratch = useScratch()

const schema = schemaOf({ name: "category", size: "number" })

const list = '[{"name": "Łódź", "size": 1.5}, {"name": "京都", "size": 2}]'

const lines = '{"name": "Łódź", "size": 1.5}\n{"name": "京都", "size": 2}\n'

const reading = (encoding = "auto") => ({
  columns: "all" as const,
  temporary: join(scratch.root(), "tmp"),
  root: scratch.root(),
  settings: dataSettings.parse({ encoding }),
})

const wide = (text: string, isBig = false): Buffer => {
  const bytes = Buffer.from(text, "utf16le")
  return isBig ? bytes.swap16() : bytes
}

describe("JSON that is not in plain UTF-8", () => {
  it.each([
    ["UTF-8 with a mark", "a.json", Buffer.from(`\ufeff${list}`)],
    ["UTF-16 with a mark", "b.json", wide(`\ufeff${list}`)],
    ["UTF-16 of the other order", "c.json", wide(`\ufeff${list}`, true)],
    ["UTF-16 without a mark", "d.jsonl", wide(lines)],
    ["lines in UTF-16", "e.jsonl", wide(`\ufeff${lines}`)],
  ])("is read: %s", async (_, name, bytes) => {
    const rows = await readRows(await scratch.put(name, bytes), schema, reading())
    expect(valuesOf(rows.columns.get("name"))).toEqual(["Łódź", "京都"])
    expect(valuesOf(rows.columns.get("size"))).toEqual([1.5, 2])
  })

  it("is read by the encoding that is named, and refused when it is another", async () => {
    const latin = Buffer.from('[{"name": "Málaga", "size": 1}]', "latin1")
    const rows = await readRows(await scratch.put("f.json", latin), schema, reading("windows-1252"))
    expect(valuesOf(rows.columns.get("name"))).toEqual(["Málaga"])
    expect((await errorOf(readRows("f.json", schema, reading()))).code).toBe("table.file-malformed")
    expect((await errorOf(readRows("f.json", schema, reading("utf-16le")))).code).toMatch(/^table\./)
  })

  it("is refused when it is cut within a character", async () => {
    const cut = wide(`\ufeff${list}`).subarray(0, -1)
    expect((await errorOf(readRows(await scratch.put("g.json", cut), schema, reading()))).code).toBe(
      "table.encoding-unknown",
    )
  })

  it("has predictions written beside it in UTF-8", async () => {
    const file = await scratch.put("h.jsonl", wide(`\ufeff${lines}`))
    const columns = [{ name: "prediction", values: Float64Array.of(1, 2) }]
    await writePredictions(file, columns, { ...reading(), schema, out: "out.jsonl" })
    const [first = ""] = (await readFile(join(scratch.root(), "out.jsonl"), "utf8")).split("\n")
    expect(JSON.parse(first)).toEqual({ name: "Łódź", size: 1.5, prediction: 1 })
  })
})

import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { seededRandom } from "../../base/index.ts"
import { useScratch } from "../scratch.test-support.ts"
import { profileFiles } from "./profile.ts"

const scratch = useScratch()

const header = "when,later,a,b,kind,y"

const rowsOf = (count: number): string[] => {
  const random = seededRandom(4)
  return Array.from({ length: count }, (_, row) => {
    const when = new Date(Date.UTC(2024, 0, 1) + row * 3_600_000).toISOString().slice(0, 19)
    const later = new Date(Date.UTC(2024, 0, 1) + row * 3_600_000 + random.integer(900_000)).toISOString().slice(0, 19)
    const a = Math.round(1000 * random.normal()) / 1000 + (row > count / 2 ? 5 : 0)
    const kind = random.next() < 0.02 ? "rare" : "usual"
    return [when, later, a, a * 2 + 1, kind, row % 25 === 0 ? -9999 : Math.round(100 * (a + random.normal()))].join(",")
  })
}

describe("profileFiles", () => {
  it("says what spoils a model, with the setting that acts on it", async () => {
    const rows = rowsOf(1000)
    const file = await scratch.put("trips.csv", `${[header, ...rows, ...rows.slice(0, 40)].join("\n")}\n`)
    const { advice, duplicates, overTime, target, relations } = await profileFiles([file], {
      ...scratch.options(),
      target: { name: "y" },
    })
    expect(duplicates).toEqual({ rows: 40, inputs: 40, contradicting: 0, oneIn: 1 })
    const said = advice.map(({ kind, column, setting }) => [kind, column, setting])
    expect(said).toContainEqual(["future", "later", "schema.yaml: role"])
    expect(said).toContainEqual(["duplicates", undefined, "validate.maxDuplicateShare"])
    expect(said).toContainEqual(["sentinel", "y", "schema.yaml: missing"])
    expect(said).toContainEqual(["related", undefined, "schema.yaml: role"])
    expect(said).toContainEqual(["drift", undefined, "split.method"])
    expect(overTime?.columns.find(({ column }) => column === "a")?.drift?.drifted).toBe(true)
    expect(overTime?.periods.reduce((sum, period) => sum + period.rows, 0)).toBe(1040)
    expect(
      target?.information
        .slice(0, 2)
        .map(({ column }) => column)
        .sort(),
    ).toEqual(["a", "b"])
    expect(relations.pairs[0]).toMatchObject({ measure: "spearman", value: 1 })
  })

  it("counts the same in any order of the rows", async () => {
    const rows = rowsOf(300)
    const random = seededRandom(9)
    const mixed = rows.map((row) => ({ row, at: random.next() })).sort((one, other) => one.at - other.at)
    const profileOf = async (name: string, lines: readonly string[]) => {
      await scratch.put(name, `${[header, ...lines].join("\n")}\n`)
      const { columns, shapes, duplicates, sketch, relations } = await profileFiles([name], {
        ...scratch.options(),
        target: { name: "kind" },
      })
      const counted = columns.map(({ examples: _examples, ...facts }) => facts)
      const strength = relations.pairs.map(({ one, other, value }) => [one, other, value.toFixed(9)]).sort()
      return { counted, shapes, duplicates, sketch, strength }
    }
    const mixedLines = mixed.map(({ row }) => row)
    expect(await profileOf("mixed.csv", mixedLines)).toEqual(await profileOf("ordered.csv", rows))
  })

  it("estimates repeated rows of a large table from a part of them", async () => {
    const lines = ["a,b"]
    for (let row = 0; row < 1_250_000; row++) lines.push(`${row % 1_000_000},x`)
    await writeFile(join(scratch.root(), "large.csv"), `${lines.join("\n")}\n`)
    const { duplicates, rows, sketchedRows } = await profileFiles(
      ["large.csv"],
      scratch.options({ memoryMegabytes: 200 }),
    )
    expect({ rows, oneIn: duplicates.oneIn, isSample: sketchedRows < rows }).toEqual({
      rows: 1_250_000,
      oneIn: 2,
      isSample: true,
    })
    expect(Math.abs(duplicates.rows - 250_000)).toBeLessThan(5000)
  })
})

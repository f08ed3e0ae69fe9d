import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { sourceFiles, sourceRoot } from "./imports.ts"

const files = sourceFiles().map((file) => ({ file, text: readFileSync(join(sourceRoot, file), "utf8") }))
const lines = (text: string): number => text.split("\n").length - 1

describe("size budgets", () => {
  test("no file is longer than 400 lines", () => {
    expect(files.filter(({ text }) => lines(text) > 400).map(({ file, text }) => `${file}: ${lines(text)}`)).toEqual([])
  })

  test("nineteen of twenty files have at most 250 lines", () => {
    const long = files.filter(({ text }) => lines(text) > 250)
    expect(long.length, long.map(({ file, text }) => `${file}: ${lines(text)}`).join("\n")).toBeLessThanOrEqual(
      Math.ceil(files.length * 0.05),
    )
  })

  test("no file has more than 12 imports", () => {
    const imports = (text: string): number => [...text.matchAll(/^import\s/gm)].length
    const long = files.filter(({ text }) => imports(text) > 12).map(({ file }) => file)
    expect(long.filter((file) => !lists.includes(file))).toEqual([])
  })

  test("no file but an index has more than 6 exports, error catalogues excepted", () => {
    const exports = (text: string): number => [...text.matchAll(/^export\s+(?!type|interface)/gm)].length
    const budgeted = files.filter(({ file }) => !/(^|\/)(index|errors)\.ts$/.test(file))
    expect(
      budgeted.filter(({ text }) => exports(text) > 6).map(({ file, text }) => `${file}: ${exports(text)}`),
    ).toEqual([])
  })

  test("the process environment is read in one file", () => {
    expect(files.filter(({ text }) => /\bprocess\.env\b/.test(text)).map(({ file }) => file)).toEqual([
      "project/environment.ts",
    ])
  })
})

/** Files whose whole content is the list of what they import. */
const lists: readonly string[] = ["cli/commands.ts", "cli/data/commands.ts"]

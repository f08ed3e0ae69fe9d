import { stripTypeScriptTypes } from "node:module"
import { describe, expect, it } from "vitest"
import { KnownError } from "../base/index.ts"
import { codeCell, type Notebook, notebookText, textCell } from "./notebook.ts"
import { parseNotebook } from "./parse-notebook.ts"
import { stepsOf } from "./step.ts"
import { stepFiles } from "./step-files.ts"

const notebook = (...sources: readonly string[]): Notebook => ({ cells: sources.map((source) => codeCell(source)) })

async function filesOf(book: Notebook): Promise<Readonly<Record<string, string>>> {
  const { steps } = await stepsOf(book, "book.ipynb")
  return Object.fromEntries(stepFiles(steps, (from) => `../../${from}`).map(({ name, text }) => [name, text]))
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    if (error instanceof KnownError) return error.code
    throw error
  }
  return "none"
}

describe("notebookText", () => {
  it("writes and reads the same cells", () => {
    const book: Notebook = {
      cells: [textCell("# Title\n\nText"), { ...codeCell("const a = 1\na"), tags: ["step:one"] }, codeCell("")],
    }
    expect(parseNotebook(notebookText(book), "book.ipynb")).toEqual(book)
  })

  it("counts the cells that gave something, and is the same text every time", () => {
    const book: Notebook = { cells: [codeCell("1", [{ "text/plain": "1\n2" }]), codeCell("2")] }
    const { cells } = JSON.parse(notebookText(book))
    expect(cells.map(({ id, execution_count }: Record<string, unknown>) => [id, execution_count])).toEqual([
      ["cell-001", 1],
      ["cell-002", null],
    ])
    expect(cells[0].outputs[0].data).toEqual({ "text/plain": ["1\n", "2"] })
    expect(notebookText(book)).toBe(notebookText(book))
  })
})

describe("parseNotebook", () => {
  it.each([
    ["notebook.unreadable", "no json"],
    ["notebook.unreadable", "{}"],
    ["notebook.unreadable", '{"nbformat":3,"cells":[]}'],
    ["notebook.language", '{"nbformat":4,"metadata":{"kernelspec":{"language":"python"}},"cells":[]}'],
  ])("refuses with %s: %s", async (code, text) => {
    expect(await codeOf((async () => parseNotebook(text, "book.ipynb"))())).toBe(code)
  })
})

describe("steps", () => {
  it("are functions that take what earlier cells made and give what later ones may use", async () => {
    const files = await filesOf(
      notebook(
        `// step: read\nimport { readFile as load } from "node:fs/promises"\n\nconst path = "a.txt"\nconst { size, ...rest } = await load(path)`,
        `// step: double\n// twice is enough\nconst twice = size * 2\ntwice`,
      ),
    )
    expect(files["read.ts"]).toBe(`import { readFile as load } from "node:fs/promises"

/** Step read. */
export async function read() {
  const path = "a.txt"
  const { size, ...rest } = await load(path)
  return { path, size, rest }
}

/** What the step gives. */
export type ReadResult = Awaited<ReturnType<typeof read>>
`)
    expect(files["double.ts"]).toContain(`import type { ReadResult } from "./read.ts"`)
    expect(files["double.ts"]).toContain(`export async function double({ size }: Pick<ReadResult, "size">) {
  // twice is enough
  const twice = size * 2
  return { twice }
}`)
    expect(files["double.test.ts"]).toContain(`  const readResult = await read()
  assert.deepEqual(Object.keys(await double(readResult)), ["twice"])`)
  })

  it("carry imports and types along, and find modules beside the notebook", async () => {
    const files = await filesOf(
      notebook(
        `import { helper, type Kind } from "./helper.ts"\nhelper()`,
        `// step: make\ninterface Row { readonly kind: Kind }\nconst row: Row = helper(1)`,
        `// step: use\nconst rows: Row[] = [row]`,
      ),
    )
    expect(files["make.ts"]).toContain(`import { helper, type Kind } from "../.././helper.ts"`)
    expect(files["make.ts"]).toContain("export interface Row { readonly kind: Kind }")
    expect(files["use.ts"]).toContain(`import type { MakeResult, Row } from "./make.ts"`)
  })

  it("hand on the newest value of a name", async () => {
    const { steps } = await stepsOf(
      notebook("// step: one\nlet total = 1", "// step: two\ntotal += 1", "// step: three\nconst end = total"),
      "book.ipynb",
    )
    expect(steps.map(({ takes, gives }) => [takes, gives])).toEqual([
      [[], ["total"]],
      [[{ name: "total", from: "one" }], ["total"]],
      [[{ name: "total", from: "two" }], ["end"]],
    ])
  })

  it("do not take a property, a key or a name of their own for an earlier one", async () => {
    const { steps } = await stepsOf(
      notebook(
        "// step: one\nconst size = 1, name = 2",
        "// step: two\nconst box = { size: 3 }, other = box.size\nconst name = 4",
      ),
      "book.ipynb",
    )
    expect(steps[1]?.takes).toEqual([])
  })

  it("are called by tags, or by the headings when no cell is named", async () => {
    const tagged = { cells: [{ ...codeCell("const a = 1"), tags: ["step:from-tag"] }, codeCell("a")] }
    expect((await stepsOf(tagged, "b")).steps.map(({ name }) => name)).toEqual(["from-tag"])
    const headed = {
      cells: [
        textCell("## Lädt die Daten!"),
        codeCell("const a = 1"),
        codeCell("const b = a"),
        textCell("# 1. ???"),
        codeCell("b"),
      ],
    }
    expect((await stepsOf(headed, "b")).steps.map(({ name }) => name)).toEqual([
      "ladt-die-daten",
      "ladt-die-daten-2",
      "step",
    ])
  })

  it("leave texts over several lines as they are, and name functions by no word of the language", async () => {
    const files = await filesOf(notebook("// step: delete\nconst text = `one\ntwo\n1`\nconst end = 1"))
    expect(files["delete.ts"]).toContain("deleteStep() {\n  const text = `one\ntwo\n1`\n  const end = 1")
  })

  it("are TypeScript that Node can run", async () => {
    const files = await filesOf(
      notebook(
        "// step: a\nexport const x: number = 1\nfunction f<T>(v: T): T {\n  return v\n}",
        "// step: b\nconst y = f(x)",
      ),
    )
    for (const text of Object.values(files)) expect(() => stripTypeScriptTypes(text)).not.toThrow()
  })

  it.each([
    ["notebook.no-code", []],
    ["notebook.no-code", ["", "// skip\n1"]],
    ["notebook.step-name-invalid", ["// step: ../../etc/passwd\n1"]],
    ["notebook.step-name-invalid", ["// step: Con\n1"]],
    ["notebook.step-name-invalid", ["// step: con\n1"]],
    ["notebook.step-name-invalid", ["// step:\n1"]],
    ["notebook.step-name-repeats", ["// step: a\n1", "// step: a\n2"]],
    ["notebook.cell-unreadable", ["// step: a\n%time x"]],
    ["notebook.cell-unreadable", ["// step: a\nenum Colour { Red }"]],
    ["notebook.cell-unreadable", ["// step: a\nexport default 1"]],
    ["notebook.name-without-step", ["const loose = 1", "// step: a\nconst b = loose"]],
  ])("are refused with %s: %j", async (code, sources) => {
    expect(await codeOf(stepsOf(notebook(...sources), "book.ipynb"))).toBe(code)
  })
})

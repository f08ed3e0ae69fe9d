import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Column, Rows } from "../schema/index.ts"
import { loadModel } from "./load-model.ts"
import { predict } from "./predict.ts"

interface Stored {
  readonly files: Readonly<Record<string, string>>
  readonly rows: {
    readonly count: number
    readonly columns: Readonly<Record<string, { values: (number | null)[] } | { codes: number[]; words: string[] }>>
  }
  readonly values: string
  readonly probabilities: readonly string[]
}

const formats = await Promise.all(
  [1, 2].map(async (format) => {
    const text = await readFile(new URL(`fixtures/format-${format}.reference.json`, import.meta.url), "utf8")
    return { format, stored: JSON.parse(text) as Readonly<Record<string, Stored>> }
  }),
)
const artifacts = formats.flatMap(({ format, stored }) =>
  Object.entries(stored).map(([name, artifact]) => ({ format, name, artifact })),
)

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mlwright-format-"))
})
afterAll(() => rm(root, { recursive: true, force: true }))

describe("an artifact", () => {
  it.each(artifacts)(
    "of format $format loads and predicts the same bits for ever: $name",
    async ({ format, artifact }) => {
      const { files, rows, values, probabilities } = artifact
      expect(JSON.parse(Buffer.from(files["model.json"]!, "base64").toString("utf8"))).toMatchObject({ format })
      const folder = await mkdtemp(join(root, "model-"))
      for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), Buffer.from(text, "base64"))
      const predicted = predict(await loadModel(folder), restore(rows))
      expect(hexOf(predicted.values)).toBe(values)
      expect(predicted.probabilities.map(hexOf)).toEqual(probabilities)
    },
  )
})

function restore({ count, columns }: Stored["rows"]): Rows {
  const entries = Object.entries(columns).map(([name, cells]): [string, Column] => [
    name,
    "codes" in cells
      ? { kind: "string", codes: Int32Array.from(cells.codes), words: cells.words }
      : { kind: "number", values: Float64Array.from(cells.values, (value) => value ?? Number.NaN) },
  ])
  return { count, columns: new Map(entries) }
}

function hexOf(numbers: Float64Array): string {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString("hex")
}

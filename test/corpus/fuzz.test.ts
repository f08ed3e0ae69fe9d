import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { KnownError } from "../../src/base/index.ts"
import { dataSettings, ingestFiles, profileFiles } from "../../src/table/index.ts"
import { damagedFile } from "./damaged.ts"
import { dialects } from "./dialects.ts"
import { encodings } from "./encodings.ts"
import { refused } from "./refused.ts"
import { values } from "./values.ts"

let root = ""
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mlwright-fuzz-"))
  await mkdir(join(root, "tmp"))
})
afterAll(() => rm(root, { recursive: true, force: true }))

/** Runs of each test; a long run sets MLWRIGHT_FUZZ_RUNS. */
const numRuns = Number(process.env["MLWRIGHT_FUZZ_RUNS"] ?? 60)

const slowest = 10_000

const mostMegabytes = 700

const settings = dataSettings.parse({ memoryMegabytes: 256, threads: 2 })

/** Read damaged files: each is read, or refused by an error that a person can act on, in time, and nothing is left behind. */
async function survive(name: string, files: readonly Uint8Array[]): Promise<void> {
  const start = process.memoryUsage.rss()
  await fc.assert(
    fc.asyncProperty(damagedFile(files), fc.constantFrom("fail", "drop"), async (bytes, badRows) => {
      await writeFile(join(root, name), bytes)
      const begin = performance.now()
      const options = { root, temporary: join(root, "tmp"), settings: { ...settings, badRows } as typeof settings }
      await profileFiles([name], options).catch((error: unknown) => {
        expect(error).toBeInstanceOf(KnownError)
      })
      expect(performance.now() - begin).toBeLessThan(slowest)
      expect(await readdir(join(root, "tmp"))).toEqual([])
    }),
    { numRuns },
  )
  expect((process.memoryUsage.rss() - start) / 1e6).toBeLessThan(mostMegabytes)
}

const texts = [...encodings, ...dialects, ...values, ...refused]
  .map(({ content }) => Buffer.from(content))
  .filter(({ length }) => length < 10_000)

describe("a damaged file", () => {
  it("of text is read or refused", () => survive("any.csv", texts))

  it("of JSON is read or refused", () =>
    survive("any.json", [
      Buffer.from('[{"a":1,"b":"x","c":null},{"a":2.5,"b":"y","c":{"d":[1,2]}}]'),
      Buffer.from('{"a":1,"b":"2020-01-02"}\n{"a":12345678901234567890,"b":"é"}\n'),
    ]))

  it("of Parquet is read or refused", async () => {
    await writeFile(join(root, "whole.csv"), "a,b,c\n1,x,2020-01-02\n2.5,y,2020-02-03\n,z,\n")
    const options = { root, temporary: join(root, "tmp"), settings }
    const { schema } = await profileFiles(["whole.csv"], options)
    await ingestFiles(["whole.csv"], { ...options, schema, target: { name: "a" } }, join(root, "whole.parquet"))
    await survive("any.parquet", [await readFile(join(root, "whole.parquet"))])
  })
})

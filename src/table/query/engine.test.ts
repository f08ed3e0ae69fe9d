import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { KnownError } from "../../base/index.ts"
import { useScratch } from "../scratch.test-support.ts"
import { knownEngineError, withEngine } from "./engine.ts"

const scratch = useScratch()

const options = () => ({ temporary: join(scratch.root(), "tmp"), threads: 2, memoryMegabytes: 100, paths: [] })

describe("withEngine", () => {
  it("opens no file but those it was given, and no setting can be changed", async () => {
    await scratch.put("other.csv", "a,b\n1,2\n")
    await withEngine(options(), async (engine) => {
      for (const sql of [
        `SELECT * FROM read_csv('${join(scratch.root(), "other.csv")}')`,
        `COPY (SELECT 1) TO '${join(scratch.root(), "new.csv")}'`,
        "SELECT * FROM read_csv('https://example.org/a.csv')",
        "INSTALL httpfs",
        "SET enable_external_access = true",
      ]) {
        await expect(engine.run(sql), sql).rejects.toThrow(/disabled by configuration|locked|Permission|Cannot/)
      }
    })
  })

  it("works on the disk when memory is short", async () => {
    const [row] = await withEngine(options(), async (engine) => {
      await engine.run("CREATE TEMP TABLE big AS SELECT i, hash(i) AS h FROM range(8000000) t(i)")
      return engine.records("SELECT count(*)::DOUBLE AS rows FROM big")
    })
    expect(row).toEqual({ rows: 8_000_000 })
  })
})

describe("knownEngineError", () => {
  it.each([
    ["base.disk-full", 'IO Error: Could not write file "/x/a.parquet": No space left on device'],
    [
      "base.disk-full",
      "Out of Memory Error: failed to offload data block\nThis limit was set by the 'max_temp_directory_size' setting.",
    ],
    ["base.folder-read-only", 'IO Error: Cannot open file "/x/a.parquet": Read-only file system'],
    ["base.folder-read-only", 'IO Error: Cannot open file "/x/a.parquet": Permission denied'],
    ["table.memory-full", "Out of Memory Error: failed to pin block of size 256.0 KiB"],
  ])("is %s for what the engine says", (code, message) => {
    const known = knownEngineError(new Error(message))
    expect(known).toBeInstanceOf(KnownError)
    expect((known as KnownError).code).toBe(code)
  })

  it("leaves other errors as they are", () => {
    const error = new Error("Binder Error: no such column")
    expect(knownEngineError(error)).toBe(error)
  })
})

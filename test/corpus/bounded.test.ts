import { execFile } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

let root = ""
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mlwright-bounded-"))
})
afterAll(() => rm(root, { recursive: true, force: true }))

/** What the engine alone takes to keep this many lines aside is over a gigabyte. */
const mostMegabytes = 500

const script = fileURLToPath(new URL("./profile-alone.ts", import.meta.url))

async function profileAlone(content: string, badRows: "fail" | "drop"): Promise<Readonly<Record<string, unknown>>> {
  await writeFile(join(root, "any.csv"), content)
  const { stdout } = await promisify(execFile)(process.execPath, [script, root, "any.csv", badRows])
  const { megabytes, ...outcome } = JSON.parse(stdout) as Record<string, unknown>
  expect(megabytes).toBeLessThan(mostMegabytes)
  return outcome
}

const few = "1,x\n".repeat(1000)
const ragged = `a,b\n${few}${"1\n".repeat(1_500_000)}${few}`
const endless = `a,b\n${few}1,"${`${"x".repeat(9)}\n`.repeat(1_700_000)}"\n${few}`

describe("millions of lines that cannot be cut take no more memory than a few", () => {
  it("where they are left out, and counted to the last", async () => {
    expect(await profileAlone(ragged, "drop")).toEqual({ rows: 2000, dropped: 1_500_000 })
  })

  it("where they are refused, at the first of them", async () => {
    expect(await profileAlone(ragged, "fail")).toEqual({
      code: "table.rows-ragged",
      message: expect.stringMatching(
        /^Cannot read at least 1\d\d,\d{3} lines of "any.csv": line 1002: wanted 2 cells and it has 1; line 1003/,
      ),
      lines: 20,
    })
  })

  it("where they stand behind a quote that is not closed within the longest row", async () => {
    expect(await profileAlone(endless, "fail")).toMatchObject({
      message: expect.stringContaining("line 1002: a quote is opened and not closed; line 1003"),
    })
  })
})

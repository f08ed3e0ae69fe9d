import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import type { FileMark } from "../../store/index.ts"
import { type HashCache, openHashCache } from "./hash-cache.ts"

const md5 = "f97c5d29941bfb1b2fdab0874906ab82"

test("a young file is waited for until its clock has moved on, however early the timer comes", async () => {
  let now = 999 // a clock in whole milliseconds may be behind the file's
  const hashes = await open(() => now++)
  await hashes.untilRipe([writtenAt(999.7)])
  hashes.remember("a", writtenAt(999.7), md5)
  expect(hashes.find("a", writtenAt(999.7))).toBe(md5)
})

test("files from the future are not waited for, nor remembered", async () => {
  const hashes = await open(() => 1_500)
  await hashes.untilRipe([writtenAt(90_000.5)])
  hashes.remember("a", writtenAt(90_000.5), md5)
  expect(hashes.find("a", writtenAt(90_000.5))).toBeUndefined()
})

async function open(now: () => number): Promise<HashCache> {
  const folder = mkdtempSync(join(tmpdir(), "hashes-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return openHashCache(join(folder, "hashes.bin"), folder, { now, elapsed: now })
}

function writtenAt(ms: number): FileMark {
  return [1, 2, ms, ms, 3]
}

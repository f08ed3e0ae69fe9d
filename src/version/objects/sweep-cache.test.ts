import { mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { sweepCache } from "../index.ts"
import { repository } from "../workspace.test-support.ts"

test("what killed processes left half-written is cleared, what others write is left alone", async () => {
  const workspace = await repository({})
  const folder = join(workspace.root, ".dvc/tmp")
  mkdirSync(folder, { recursive: true })
  const dead = 4_190_000
  for (const pid of [dead, process.ppid])
    for (const name of [`.tmp-${pid}-abc`, `.mlwright-hashes.bin.${pid}.0.tmp`, `.rwlock.${pid}.5.tmp`])
      writeFileSync(join(folder, name), "")
  const cache = join(workspace.root, ".dvc/cache/files")
  mkdirSync(join(cache, `.tmp-${dead}-abc123`), { recursive: true })
  mkdirSync(join(cache, "md5"))
  await sweepCache(workspace)
  expect(readdirSync(cache)).toEqual(["md5"])
  const left = readdirSync(folder).filter((name) => name.startsWith("."))
  expect(left.toSorted()).toEqual([
    `.mlwright-hashes.bin.${process.ppid}.0.tmp`,
    `.rwlock.${process.ppid}.5.tmp`,
    `.tmp-${process.ppid}-abc`,
  ])
})

import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { makeApart } from "./apart.ts"

const root = mkdtempSync(join(tmpdir(), "mlwright-apart-"))
afterAll(() => rmSync(root, { recursive: true }))

test("a folder made apart is like any other, and nothing is left beside it", async () => {
  const folder = join(root, "files/md5")
  await makeApart(folder)
  expect(readdirSync(join(root, "files"))).toEqual(["md5"])
  expect(statSync(folder).mode & 0o777).toBe(0o777 & ~process.umask())
})

test("of several who make the same folder at once all find it, with what one of them put there", async () => {
  const folder = join(root, "many/md5")
  const make = async (name: string): Promise<void> => {
    await makeApart(folder)
    writeFileSync(join(folder, name), "")
  }
  await Promise.all(["a", "b", "c", "d"].map(make))
  await makeApart(folder)
  expect(readdirSync(folder).toSorted()).toEqual(["a", "b", "c", "d"])
  expect(readdirSync(join(root, "many"))).toEqual(["md5"])
})

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { hashBytes } from "../../base/index.ts"
import { inBulk, isFault } from "./bulk.ts"
import { markOf, objectIn } from "./bulk-file.ts"
import { fillDurable, fillsWhole } from "./fill.ts"

const root = mkdtempSync(join(tmpdir(), "mlwright-fill-"))
afterAll(() => rmSync(root, { recursive: true }))

const texts = ["one", "two", "one", "", "a longer text\n".repeat(100_000)]
const files = texts.map((text, number) => {
  const file = join(root, `file-${number}`)
  writeFileSync(file, text)
  return { file, mark: markOf(statSync(file)) }
})

test("a folder of objects is shown when it is whole, each object under its MD5, protected, and no copy of another", async () => {
  const folder = join(root, "files/md5")
  let seen: readonly string[] = []
  await fillDurable(folder, async (made) => {
    const answers = await inBulk(files, { kind: "keep", folder: made, sync: false, private: true })
    expect(readdirSync(join(root, "files"))).not.toContain("md5")
    seen = answers.map((answer) => (isFault(answer) ? answer.message : answer.md5))
  })
  expect(seen).toEqual(texts.map((text) => hashBytes("md5", text)))
  for (const text of texts) {
    const object = objectIn(folder, hashBytes("md5", text))
    expect(readFileSync(object, "utf8")).toBe(text)
    expect(statSync(object).mode & 0o777).toBe(0o444)
  }
  const kept = readdirSync(folder).flatMap((prefix) => readdirSync(join(folder, prefix)))
  expect(kept).toHaveLength(new Set(texts).size)
  expect(readdirSync(join(root, "files"))).toEqual(["md5"])
})

test("where another has made the folder meanwhile, the objects of both are in it", async () => {
  const folder = join(root, "both/md5")
  await fillDurable(folder, async (made) => {
    for (const [place, name] of [
      [made, "mine"],
      [folder, "theirs"],
    ] as const) {
      mkdirSync(join(place, "ab"), { recursive: true })
      writeFileSync(join(place, "ab", name), "")
    }
  })
  expect(readdirSync(join(folder, "ab")).toSorted()).toEqual(["mine", "theirs"])
})

test("of a folder that could not be filled nothing is left", async () => {
  const filled = fillDurable(join(root, "none/md5"), (made) => {
    mkdirSync(join(made, "ab"))
    return Promise.reject(new Error("the disk is full"))
  })
  await expect(filled).rejects.toThrow("the disk is full")
  expect(readdirSync(join(root, "none"))).toEqual([])
})

test("a folder that cannot be made is told as such, not as a mistake of the program", async () => {
  await expect(fillDurable(join(root, "file-0/files/md5"), async () => {})).rejects.toMatchObject({
    code: "base.folder-read-only",
  })
})

test("a file that is not what its stat of a moment ago says is read as it is now", async () => {
  const file = join(root, "changed")
  writeFileSync(file, "before")
  const mark = markOf(statSync(file))
  writeFileSync(file, "afterwards")
  const [answer] = await inBulk([{ file, mark }], { kind: "hash" })
  expect(answer).toEqual({ md5: hashBytes("md5", "afterwards"), mark: markOf(statSync(file)) })
})

test("what a kill would cost is bounded: very many files or bytes get their names one by one", () => {
  const folder = join(root, "not-there")
  expect(fillsWhole(folder, { files: 20_000, bytes: 80e6 })).toBe(process.platform === "linux")
  expect(fillsWhole(folder, { files: 1_000_000, bytes: 80e6 })).toBe(false)
  expect(fillsWhole(folder, { files: 20_000, bytes: 80e9 })).toBe(false)
  expect(fillsWhole(root, { files: 20_000, bytes: 80e6 })).toBe(false)
})

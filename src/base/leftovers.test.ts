import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { writeFolderAtomic } from "./files.ts"
import { clearLeftovers } from "./leftovers.ts"

test("what a killed write left is cleared, other files stay", async () => {
  const root = folder()
  for (const name of ["a", ".a.12.0.tmp", ".ab.12.0.tmp", ".a.mine.tmp", ".env"]) writeFileSync(join(root, name), "x")
  mkdirSync(join(root, ".a.tmp-Ab3_xZ/newer"), { recursive: true })
  await clearLeftovers([join(root, "a"), join(root, "no/such")])
  expect(readdirSync(root).toSorted()).toEqual([".a.mine.tmp", ".ab.12.0.tmp", ".env", "a"])
})

test("a folder caught between old and new comes back as it was", async () => {
  const root = folder()
  mkdirSync(join(root, ".model.tmp-abc123/older"), { recursive: true })
  mkdirSync(join(root, ".model.tmp-abc123/newer"))
  writeFileSync(join(root, ".model.tmp-abc123/older/x"), "old")
  await clearLeftovers([join(root, "model")])
  expect(readFileSync(join(root, "model/x"), "utf8")).toBe("old")
  expect(readdirSync(root)).toEqual(["model"])
})

test("the names looked for are those the writers give", async () => {
  const root = folder()
  await writeFolderAtomic(join(root, "model"), async () => {
    const seen = readdirSync(root)
    await clearLeftovers([join(root, "model")])
    expect({ seen: seen.length, left: readdirSync(root) }).toEqual({ seen: 1, left: [] })
    mkdirSync(join(root, seen[0] ?? "", "newer"), { recursive: true })
  })
  expect(existsSync(join(root, "model"))).toBe(true)
})

function folder(): string {
  const root = mkdtempSync(join(tmpdir(), "base-"))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  return root
}

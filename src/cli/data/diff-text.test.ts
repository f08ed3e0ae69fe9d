import { expect, test } from "vitest"
import { shownDiff } from "./diff-text.ts"

test("as Markdown each path is a row, with its hashes when they are asked for", () => {
  const none = { modified: [], renamed: [], "not in cache": [] }
  const diff = { ...none, added: [{ path: "a|b", hash: "12" }], deleted: [{ path: "old/", hash: "34.dir" }] }
  expect(shownDiff(diff, { md: true })[0]).toBe(
    "| Status | Path |\n| --- | --- |\n| added | a\\|b |\n| deleted | old/ |",
  )
  expect(shownDiff(diff, { md: true, showHash: true })[0]).toContain("| deleted | 34.dir | old/ |")
})

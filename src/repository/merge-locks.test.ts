import { expect, test } from "vitest"
import { mergeLocks } from "./merge-locks.ts"

const lock = (stages: Readonly<Record<string, string>>, comment = ""): string =>
  `schema: '2.0'\n${comment}stages:\n${Object.entries(stages)
    .map(([name, cmd]) => `  ${name}:\n    cmd: run ${cmd}\n`)
    .join("")}`

test("stages that either side ran, added or took away come together, and comments stay", () => {
  const base = lock({ a: "1", b: "1", c: "1" })
  const ours = lock({ a: "2", b: "1", c: "1", mine: "1" }, "# ours\n")
  const theirs = lock({ a: "1", b: "2", other: "1" })
  const merged = mergeLocks({ base, ours, theirs }, "/dvc.lock")
  expect(merged.text).toBe(lock({ a: "2", b: "2", mine: "1", other: "1" }, "# ours\n"))
  expect(merged.kept).toEqual([])
})

test("of a stage that both sides ran anew ours stays, and it is told", () => {
  const texts = { base: lock({ a: "1" }), ours: lock({ a: "2" }), theirs: lock({ a: "3" }) }
  expect(mergeLocks(texts, "/dvc.lock")).toEqual({ text: texts.ours, kept: ["a"] })
})

test("a lock that only they have is taken whole", () => {
  const theirs = lock({ a: "1" })
  expect(mergeLocks({ base: "", ours: "", theirs }, "/dvc.lock").text).toBe(theirs)
})

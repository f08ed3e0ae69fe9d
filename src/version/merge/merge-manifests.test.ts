import fc from "fast-check"
import { expect, test } from "vitest"
import type { ManifestEntry } from "../objects/snapshot.ts"
import { mergeManifests } from "./merge-manifests.ts"

const names = fc.constantFrom("a", "b", "c", "d/e", "d/f", "é")
const hashes = fc.constantFrom("1".repeat(32), "2".repeat(32), "3".repeat(32))
const folder = fc.dictionary(names, hashes, { maxKeys: 6 }).map(entriesOf)

test("a side that changed nothing takes what the other changed", () => {
  fc.assert(
    fc.property(folder, folder, (base, theirs) => {
      expect(byName(mergeManifests(base, base, theirs))).toEqual(byName({ entries: theirs, conflicts: [] }))
      expect(byName(mergeManifests(base, theirs, base))).toEqual(byName({ entries: theirs, conflicts: [] }))
    }),
  )
})

test("what both changed alike is no conflict", () => {
  fc.assert(
    fc.property(folder, folder, (base, both) => {
      expect(byName(mergeManifests(base, both, both))).toEqual(byName({ entries: both, conflicts: [] }))
    }),
  )
})

test("without conflicts it does not matter which side is ours", () => {
  fc.assert(
    fc.property(folder, folder, folder, (base, ours, theirs) => {
      const [one, other] = [mergeManifests(base, ours, theirs), mergeManifests(base, theirs, ours)]
      expect([...one.conflicts].sort()).toEqual([...other.conflicts].sort())
      if (one.conflicts.length === 0) expect(byName(one)).toEqual(byName(other))
    }),
  )
})

test("a path is in conflict only when both sides changed it in different ways", () => {
  fc.assert(
    fc.property(folder, folder, folder, (base, ours, theirs) => {
      const at = (entries: readonly ManifestEntry[], path: string) =>
        entries.find(({ relpath }) => relpath === path)?.md5
      for (const path of mergeManifests(base, ours, theirs).conflicts) {
        const [was, our, their] = [base, ours, theirs].map((entries) => at(entries, path))
        expect(new Set([was, our, their]).size).toBe(3)
      }
    }),
  )
})

test("a file where the other side has a folder of that name is a conflict", () => {
  const [file, below] = [entriesOf({ d: "1".repeat(32) }), entriesOf({ "d/e": "2".repeat(32) })]
  expect(mergeManifests([], file, below).conflicts).toEqual(["d/e"])
})

function entriesOf(files: Readonly<Record<string, string>>): readonly ManifestEntry[] {
  return Object.entries(files).map(([relpath, md5]) => ({ relpath, md5 }))
}

function byName({
  entries,
  conflicts,
}: {
  readonly entries: readonly ManifestEntry[]
  readonly conflicts: readonly string[]
}) {
  return {
    conflicts,
    files: new Map([...entries].sort((a, b) => (a.relpath < b.relpath ? -1 : 1)).map((e) => [e.relpath, e.md5])),
  }
}

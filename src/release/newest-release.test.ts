import { expect, test } from "vitest"
import { newestRelease } from "./newest-release.ts"

/** In rising order, as SemVer's own example has it and on. */
const rising = [
  "v1.0.0-alpha",
  "v1.0.0-alpha.1",
  "v1.0.0-alpha.beta",
  "v1.0.0-beta",
  "v1.0.0-beta.2",
  "v1.0.0-beta.11",
  "v1.0.0-rc.1",
  "v1.0.0",
  "v1.9.0",
  "v1.10.0",
  "v2.0.0-rc.1",
]

const release = (version: string) => ({ version, commit: version, taggedAt: 0, tagger: "a" })

test("the newest version is the highest by SemVer, a release above all that led to it, in whatever order they were tagged", () => {
  for (const [at, version] of rising.entries()) {
    const upTo = rising.slice(0, at + 1).map(release)
    expect(newestRelease(upTo)?.version).toBe(version)
    expect(newestRelease(upTo.toReversed())?.version).toBe(version)
  }
  expect(newestRelease([])).toBeUndefined()
})

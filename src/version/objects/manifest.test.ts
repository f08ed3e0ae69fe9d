import fc from "fast-check"
import { expect, test } from "vitest"
import { manifestText, parseManifest } from "./manifest.ts"

const md5 = "d41d8cd98f00b204e9800998ecf8427e"

test("paths are sorted by code point, not by UTF-16 unit", () => {
  const text = manifestText([
    { md5, relpath: "\u{1F600}" },
    { md5, relpath: "\uFFFD" },
    { md5, relpath: "sub/x" },
    { md5, relpath: "sub-a" },
  ])
  expect(parseManifest(text, "x").map(({ relpath }) => relpath)).toEqual(["sub-a", "sub/x", "\uFFFD", "\u{1F600}"])
})

test("everything beyond ASCII is escaped", () => {
  expect(manifestText([{ md5, relpath: "é😀" }])).toBe(`[{"md5": "${md5}", "relpath": "\\u00e9\\ud83d\\ude00"}]`)
})

test("an empty folder is an empty list", () => {
  expect(manifestText([])).toBe("[]")
})

test("any file names come back", () => {
  const step = fc
    .string({ unit: "grapheme", minLength: 1 })
    .filter((name) => !/[/\0]/.test(name) && !/^\.\.?$/.test(name))
  const relpath = fc.array(step, { minLength: 1, maxLength: 3 }).map((steps) => steps.join("/"))
  fc.assert(
    fc.property(fc.uniqueArray(relpath), (relpaths) => {
      const read = parseManifest(manifestText(relpaths.map((path) => ({ md5, relpath: path }))), "x")
      expect(new Set(read.map((entry) => entry.relpath))).toEqual(new Set(relpaths))
    }),
  )
})

test.each(["../x", "/x", "a/../../x", "a//b", "", "a/\0"])("the path %j of a manifest is refused", (relpath) => {
  expect(() => parseManifest(JSON.stringify([{ md5, relpath }]), "x")).toThrow(/names the path/)
})

test.each(["", "{}", '[{"md5": "', '[{"relpath": "a"}]', "[1]"])("the text %j is no manifest", (text) => {
  expect(() => parseManifest(text, "x")).toThrow(expect.objectContaining({ code: "version.object-corrupt" }))
})

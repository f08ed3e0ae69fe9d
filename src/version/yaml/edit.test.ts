import fc from "fast-check"
import { expect, test } from "vitest"
import { editYamlMap, setYamlBlock } from "./edit.ts"
import { type YamlValue, yamlText } from "./text.ts"

const pointer = `# where it came from: the city
outs:
- md5: 00772a9804cae12f2ceb59c899541b5c  # first
  size: 8
  path: a.txt   # kept
meta:
  owner: ann
`

test("a changed value keeps comments, order and every other byte", () => {
  expect(editYamlMap(pointer, ["outs", 0], { size: 9n })).toBe(pointer.replace("size: 8", "size: 9"))
})

test("a new key goes to the end of its map", () => {
  expect(editYamlMap(pointer, ["outs", 0], { hash: "md5" })).toBe(
    pointer.replace("path: a.txt   # kept\n", "path: a.txt   # kept\n  hash: md5\n"),
  )
})

test("a removed key takes its line with it", () => {
  expect(editYamlMap(pointer, ["outs", 0], { size: undefined })).toBe(pointer.replace("  size: 8\n", ""))
})

test("removing the first key of a list's item leaves the dash to the next", () => {
  expect(editYamlMap("outs:\n- md5: a\n  path: b\n", ["outs", 0], { md5: undefined })).toBe("outs:\n- path: b\n")
})

test("values that are as wanted leave the text as it is", () => {
  expect(editYamlMap(pointer, ["outs", 0], { size: 8n, nfiles: undefined })).toBe(pointer)
})

test("a text without a line break at its end gets a key on a line of its own", () => {
  expect(editYamlMap("outs:\n- path: a", ["outs", 0], { hash: "md5" })).toBe("outs:\n- path: a\n  hash: md5\n")
})

const lock = `# written by us
schema: '2.0'
stages:
  one:
    cmd:   "a"   # odd but theirs
  # about two
  two:
    cmd: b
`

test("a block replaces only itself", () => {
  expect(setYamlBlock(lock, ["stages", "one"], { cmd: "c" })).toBe(
    lock.replace(`    cmd:   "a"   # odd but theirs\n`, "    cmd: c\n"),
  )
})

test("a new block goes to the end of its map", () => {
  expect(setYamlBlock(lock, ["stages", "three"], { cmd: "c" })).toBe(`${lock}  three:\n    cmd: c\n`)
})

test("a new block goes to the end of its map, not of the text", () => {
  expect(setYamlBlock("stages:\n  a:\n    cmd: x\nmeta: 1\n", ["stages", "b"], { cmd: "y" })).toBe(
    "stages:\n  a:\n    cmd: x\n  b:\n    cmd: y\nmeta: 1\n",
  )
})

test.each(["schema: '2.0'\n", "schema: '2.0'\nstages: {}\n", "schema: '2.0'\nstages:\n"])(
  "the first block makes the map in %j",
  (text) => {
    expect(setYamlBlock(text, ["stages", "a"], { cmd: "x" })).toBe("schema: '2.0'\nstages:\n  a:\n    cmd: x\n")
  },
)

test("a stage whose name goes on after a colon leaves the one before the colon alone", () => {
  const text = "schema: '2.0'\nstages:\n  train@a:\n    cmd: one\n"
  expect(setYamlBlock(text, ["stages", "train@a:b"], { cmd: "two" })).toBe(`${text}  train@a:b:\n    cmd: two\n`)
})

const name = fc.constantFrom(
  "a",
  "a:b",
  "ab",
  "train@0.5",
  "1",
  "true",
  "stages",
  "path",
  "two words",
  "x/y",
  "e'x",
  "#no",
)
const leaf: fc.Arbitrary<YamlValue> = fc.oneof(
  fc.bigInt({ min: -9n, max: 9_999n }),
  fc.string({ maxLength: 120 }),
  fc.constantFrom("a: b", "x |", "- y", "# no comment", "two\nlines", "", `${"many words ".repeat(12)}# end`, null),
)
const entry = fc.oneof(
  leaf,
  fc.dictionary(fc.constantFrom("cmd", "deps", "path", "a"), fc.oneof(leaf, fc.array(fc.dictionary(name, leaf)))),
)
const stages = fc.dictionary(name, entry)

test("an edit by the lines alone writes the same bytes as one that reads the text", () => {
  fc.assert(
    fc.property(stages, stages, fc.boolean(), (before, changes, hasMore) => {
      const start = yamlText({ schema: "2.0", stages: before, ...(hasMore ? { meta: { a: "b" } } : {}) })
      let [byLines, read] = [start, `# read\n${start}`]
      for (const [key, value] of Object.entries(changes)) {
        byLines = setYamlBlock(byLines, ["stages", key], value)
        read = setYamlBlock(read, ["stages", key], value)
        expect(byLines).toBe(read.slice("# read\n".length))
      }
    }),
    { numRuns: 40 },
  )
})

test("1,500 stages written one after the other make the lock that is written at once", () => {
  const of = (number: number): YamlValue => ({ cmd: `echo ${number}`, outs: [{ path: `out${number}`, md5: "0" }] })
  const all = Object.fromEntries(Array.from({ length: 1_500 }, (_, number) => [`s${number}`, of(number)]))
  let text = yamlText({ schema: "2.0", stages: {} })
  for (const [key, value] of Object.entries(all)) text = setYamlBlock(text, ["stages", key], value)
  expect(text).toBe(yamlText({ schema: "2.0", stages: all }))
})

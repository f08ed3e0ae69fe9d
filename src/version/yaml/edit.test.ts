import { expect, test } from "vitest"
import { editYamlMap, setYamlBlock } from "./edit.ts"

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

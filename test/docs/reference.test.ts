import { globSync, readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { knownErrors } from "../../scripts/docs/errors.ts"
import { commands } from "../../src/cli/commands.ts"
import { listSettings } from "../../src/project/index.ts"

const page = (name: string): string => readFileSync(`docs/reference/${name}.md`, "utf8")
const found = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, name]) => name!).sort()

test("every error code of the code is on the errors page, and every code on the page is in the code", () => {
  const inCode = globSync("src/**/*.ts", { exclude: ["**/*.test.ts"] }).flatMap((file) =>
    found(readFileSync(file, "utf8"), /^ {4}code: "([a-z]+\.[a-z-]+)",$/gm),
  )
  expect(found(page("errors"), /^### (\S+)$/gm)).toEqual([...inCode].sort())
})

test("an error code belongs to one error and begins with its room", () => {
  const codes = knownErrors().map(({ code }) => code)
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([])
  for (const file of globSync("src/*/errors.ts")) {
    const room = file.split("/")[1]
    const others = found(readFileSync(file, "utf8"), /^ {4}code: "([^"]+)"/gm).filter(
      (code) => !code.startsWith(`${room}.`),
    )
    expect(others, file).toEqual([])
  }
})

test("every error says how to fix it, and neither message nor hint ends with a full stop or has a contraction", () => {
  for (const { code, message, hint } of knownErrors()) {
    expect(hint, code).not.toBe("")
    for (const text of [message, hint]) expect(text, code).not.toMatch(/[^.]\.$|\b(can't|don't|isn't|doesn't|won't)\b/)
  }
})

test("every setting is on the settings page, and every setting on the page exists", () => {
  expect(found(page("settings"), /^\| `([^`]+)` \|/gm)).toEqual(
    listSettings()
      .map(({ key }) => key)
      .sort(),
  )
  expect(listSettings().filter(({ description }) => description === "")).toEqual([])
})

test("every command has a section, and every section is a command", () => {
  expect([...new Set(found(page("commands"), /^## mlwright (\S+)/gm))].sort()).toEqual(
    commands.map(({ name }) => name).sort(),
  )
})

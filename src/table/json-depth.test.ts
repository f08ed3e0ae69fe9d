import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { profileFiles } from "./profile/profile.ts"
import { errorOf, useScratch } from "./scratch.test-support.ts"

const scratch = useScratch()

async function written(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(join(scratch.root(), name), content)
  return name
}

test.each([
  ["lists", `[{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}]`],
  ["objects", `[{"a":${'{"b":'.repeat(5000)}1${"}".repeat(5000)}}]`],
])("JSON of %s in each other without end is refused", async (name, content) => {
  const file = await written(`${name}.json`, content)
  expect((await errorOf(profileFiles([file], scratch.options()))).code).toBe("table.json-too-deep")
})

test("brackets in texts are not counted", async () => {
  const file = await written("texts.json", JSON.stringify([{ a: '{["\\'.repeat(300), b: 1 }]))
  expect((await profileFiles([file], scratch.options())).rows).toBe(1)
})

test.each(["utf16le", "with-mark"])("JSON in UTF-16 whose name does not say what it is, is read: %s", async (kind) => {
  const text = JSON.stringify([
    { city: "Zürich", n: 1 },
    { city: "Genève", n: 2 },
  ])
  const bytes = Buffer.from(kind === "with-mark" ? `\ufeff${text}` : text, "utf16le")
  const { columns, rows } = await profileFiles([await written(kind, bytes)], scratch.options())
  expect([rows, columns.map(({ name, type }) => `${name} ${type}`)]).toEqual([2, ["city string", "n integer"]])
})

test.skipIf(process.platform === "win32")("what is no file, as a device, is refused and not waited for", async () => {
  expect((await errorOf(profileFiles(["/dev/zero"], scratch.options()))).code).toBe("table.file-special")
})

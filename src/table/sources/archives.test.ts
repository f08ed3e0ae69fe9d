import { createWriteStream } from "node:fs"
import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { pipeline } from "node:stream/promises"
import { gzipSync, zstdCompressSync } from "node:zlib"
import { expect, test } from "vitest"
import { ZipFile } from "yazl"
import type { DataSettings } from "../config.ts"
import { profileFiles } from "../profile/profile.ts"
import { errorOf, useScratch } from "../scratch.test-support.ts"

const scratch = useScratch()

const csv = `size,price\n${Array.from({ length: 500 }, (_, row) => `${row},${row * 3}`).join("\n")}\n`
const lines = Array.from({ length: 20 }, (_, row) => JSON.stringify({ size: row, price: row * 3 })).join("\n")

async function zipped(name: string, members: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const zip = new ZipFile()
  if (name === "nested.zip") zip.addEmptyDirectory("data")
  for (const [member, content] of Object.entries(members)) zip.addBuffer(Buffer.from(content), member)
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(join(scratch.root(), name)))
  return name
}

async function shapeOf(
  file: string,
  settings: Partial<DataSettings> = {},
): Promise<{ readonly rows: number; readonly columns: readonly string[] }> {
  const { rows, columns } = await profileFiles([file], scratch.options(settings))
  return { rows, columns: columns.map(({ name }) => name) }
}

const whole = { rows: 500, columns: ["size", "price"] }

test("a packed CSV file is the table that is in it", async () => {
  expect(await shapeOf(await scratch.put("one.csv.gz", gzipSync(csv)))).toEqual(whole)
  expect(await shapeOf(await scratch.put("one.csv.zst", zstdCompressSync(csv)))).toEqual(whole)
  expect(await shapeOf(await zipped("one.zip", { "one.csv": csv }))).toEqual(whole)
})

test("a file is unpacked by its bytes, whatever its name says", async () => {
  expect(await shapeOf(await scratch.put("misnamed.csv", gzipSync(csv)))).toEqual(whole)
  const named = await errorOf(shapeOf(await scratch.put("named.csv.gz", csv)))
  expect(named.code).toBe("table.archive-misnamed")
})

test("archives of several gzip or zstd parts are read to their end", async () => {
  const [head, rest] = [csv.slice(0, 1000), csv.slice(1000)]
  const gz = Buffer.concat([gzipSync(head), gzipSync(rest)])
  const zst = Buffer.concat([zstdCompressSync(head), zstdCompressSync(rest)])
  expect(await shapeOf(await scratch.put("parts.csv.gz", gz))).toEqual(whole)
  expect(await shapeOf(await scratch.put("parts.csv.zst", zst))).toEqual(whole)
})

test("JSON lines are read out of every kind of archive", async () => {
  const shape = { rows: 20, columns: ["size", "price"] }
  expect(await shapeOf(await scratch.put("rows.jsonl.gz", gzipSync(lines)))).toEqual(shape)
  expect(await shapeOf(await zipped("rows.jsonl.zip", { "rows.jsonl": lines }))).toEqual(shape)
})

test("an archive in an archive is unpacked, and folders and notes of macOS in it are passed over", async () => {
  const nested = { "data/one.csv.gz": gzipSync(csv), "__MACOSX/data/._one.csv.gz": "x" }
  expect(await shapeOf(await zipped("nested.zip", nested))).toEqual(whole)
})

test("a member whose name climbs out of the archive is refused", async () => {
  const name = await zipped("climbs.zip", { "ab/cd/one.csv": csv })
  const { readFile } = await import("node:fs/promises")
  const bytes = await readFile(join(scratch.root(), name))
  const climbing = Buffer.from(bytes.toString("latin1").replaceAll("ab/cd/one.csv", "../../one.csv"), "latin1")
  const error = await errorOf(shapeOf(await scratch.put("climbs.zip", climbing)))
  expect(error.code).toBe("table.archive-broken")
})

test("an archive of several files names them", async () => {
  const error = await errorOf(shapeOf(await zipped("two.zip", { "a.csv": csv, "b.csv": csv })))
  expect(error.code).toBe("table.archive-crowded")
  expect(error.message).toContain('"a.csv", "b.csv"')
})

test("an empty archive is refused", async () => {
  expect((await errorOf(shapeOf(await zipped("empty.zip", {})))).code).toBe("table.archive-empty")
  expect((await errorOf(shapeOf(await scratch.put("empty.csv.gz", gzipSync(""))))).code).toBe("table.archive-empty")
})

test.each([
  ["half.csv.gz", gzipSync(csv)],
  ["half.csv.zst", zstdCompressSync(csv)],
])("an archive that is cut off is refused: %s", async (name, content) => {
  const error = await errorOf(shapeOf(await scratch.put(name, content.subarray(0, content.length / 2))))
  expect(error.code).toBe("table.archive-broken")
  expect(error.message).toContain("it ends before its content does")
})

test("a zip file that is cut off or damaged is refused", async () => {
  await zipped("good.zip", { "one.csv": csv })
  const { readFile } = await import("node:fs/promises")
  const bytes = await readFile(join(scratch.root(), "good.zip"))
  const half = await errorOf(shapeOf(await scratch.put("half.zip", bytes.subarray(0, bytes.length / 2))))
  expect(half.message).toContain("it ends before its content does")
  const damaged = Buffer.from(bytes)
  damaged.fill(0xff, 60, 120)
  expect((await errorOf(shapeOf(await scratch.put("damaged.zip", damaged)))).code).toBe("table.archive-broken")
})

test("a protected member is refused", async () => {
  const name = await zipped("secret.zip", { "one.csv": csv })
  const { readFile } = await import("node:fs/promises")
  const bytes = await readFile(join(scratch.root(), name))
  bytes[6]! |= 1
  bytes[bytes.indexOf("PK\x01\x02") + 8]! |= 1
  expect((await errorOf(shapeOf(await scratch.put("secret.zip", bytes)))).code).toBe("table.archive-encrypted")
})

test.each(["gz", "zst", "zip"])(
  "a bomb of %s is stopped while it is unpacked, and leaves nothing behind",
  async (kind) => {
    const zeros = Buffer.alloc(30_000_000, "1,2\n")
    const name =
      kind === "zip"
        ? await zipped("bomb.zip", { "one.csv": zeros })
        : await scratch.put(`bomb.csv.${kind}`, kind === "gz" ? gzipSync(zeros) : zstdCompressSync(zeros))
    const error = await errorOf(shapeOf(name, { unpackedMegabytes: 10 }))
    expect(error.code).toBe("table.unpacked-too-large")
    expect(error.hint).toContain("data.unpackedMegabytes")
    expect(await readdir(join(scratch.root(), "tmp"))).toEqual([])
  },
)

test("an archive that goes on for ever is not followed", async () => {
  let content: Buffer = Buffer.from(csv)
  for (let depth = 0; depth < 5; depth++) content = gzipSync(content)
  expect((await errorOf(shapeOf(await scratch.put("deep.csv.gz", content)))).code).toBe("table.archive-nested")
})

test("other documents that are zip archives are called by their name", async () => {
  const error = await errorOf(shapeOf(await zipped("letter.docx", { "word/document.xml": "<x/>" })))
  expect(error.message).toContain("a Word document")
})

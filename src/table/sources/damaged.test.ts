import { createWriteStream } from "node:fs"
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { pipeline } from "node:stream/promises"
import { gzipSync, zstdCompressSync } from "node:zlib"
import fc from "fast-check"
import { expect, test } from "vitest"
import { ZipFile } from "yazl"
import { KnownError } from "../../base/index.ts"
import { useScratch } from "../scratch.test-support.ts"
import reference from "./arrow.reference.json" with { type: "json" }
import { readableFile } from "./readable.ts"
import { withFolders } from "./with-folders.ts"
import { writeWorkbook } from "./workbook.test-support.ts"

const scratch = useScratch()

const csv = `size,price\n${Array.from({ length: 300 }, (_, row) => `${row},${row * 3}`).join("\n")}\n`

const containers: Readonly<Record<string, () => Promise<Buffer>>> = {
  "rows.csv.gz": async () => gzipSync(csv),
  "rows.csv.zst": async () => zstdCompressSync(csv),
  "lz4.feather": async () => Buffer.from(reference.files.lz4, "base64"),
  "zstd.feather": async () => Buffer.from(reference.files.zstd, "base64"),
  "plain.feather": async () => Buffer.from(reference.files.uncompressed, "base64"),
  "stream.arrows": async () => Buffer.from(reference.files.stream, "base64"),
  "rows.zip": async () => {
    const zip = new ZipFile()
    zip.addBuffer(Buffer.from(csv), "rows.csv")
    zip.end()
    await pipeline(zip.outputStream, createWriteStream(join(scratch.root(), "rows.zip")))
    return readFile(join(scratch.root(), "rows.zip"))
  },
  "book.xlsx": async () => {
    const path = join(scratch.root(), "book.xlsx")
    await writeWorkbook(path, { Sizes: csv.split("\n").map((line) => line.split(",")) })
    return readFile(path)
  },
  "base.db": async () => {
    const path = join(scratch.root(), "base.db")
    const base = new DatabaseSync(path)
    base.exec("CREATE TABLE sizes (size INTEGER, note TEXT)")
    for (let row = 0; row < 300; row++) base.prepare("INSERT INTO sizes VALUES (?, ?)").run(row, `note ${row}`)
    base.close()
    return readFile(path)
  },
}

/** Cut off at some byte, or with some bytes changed. */
const damage = fc.oneof(
  fc.record({ cut: fc.double({ min: 0.01, max: 0.99, noNaN: true }), changes: fc.constant([]) }),
  fc.record({
    cut: fc.constant(1),
    changes: fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(255)), {
      minLength: 1,
      maxLength: 4,
    }),
  }),
)

test.each(Object.keys(containers))(
  "whatever is damaged in %s, it is read or refused, in bounded time and memory",
  async (name) => {
    const whole = await containers[name]!()
    await mkdir(join(scratch.root(), "damaged"), { recursive: true })
    const path = join(scratch.root(), "damaged", name)
    await fc.assert(
      fc.asyncProperty(damage, async ({ cut, changes }) => {
        const bytes = Buffer.from(whole.subarray(0, Math.max(1, Math.floor(whole.length * cut))))
        for (const [place, byte] of changes) bytes[Math.floor(place * bytes.length)] = byte
        await writeFile(path, bytes)
        const read = withFolders(scratch.options({ unpackedMegabytes: 20, threads: 2 }), (options) =>
          readableFile({ path, name }, options),
        )
        const error: unknown = await read.then(
          () => undefined,
          (reason: unknown) => reason,
        )
        if (error !== undefined) expect(error).toBeInstanceOf(KnownError)
      }),
      { numRuns: 25 },
    )
  },
)

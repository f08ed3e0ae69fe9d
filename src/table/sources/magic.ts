import { open } from "node:fs/promises"
import { markOf, wideWithoutMark } from "../text/encoding-evidence.ts"

/** What the first bytes of a file say it is. */
export type Magic = "gzip" | "zstd" | "zip" | "parquet" | "arrow" | "sqlite" | "ole"

/** undefined when the bytes may be text. */
export function magicOf(head: Buffer): Magic | undefined {
  return magics.find(({ bytes }) => head.subarray(0, bytes.length).equals(bytes))?.is
}

/** What a file is that cannot be read, in words; undefined when that is not known. */
export function foreignOf(head: Buffer): string | undefined {
  if (head.subarray(257, 262).equals(text("ustar"))) return "a tar archive"
  return isHtml(head) ? "a web page" : foreign.find(({ bytes }) => head.subarray(0, bytes.length).equals(bytes))?.is
}

/** A login page that was saved under the name of the table, for one. */
export function isHtml(head: Buffer): boolean {
  return /^(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body)\b/i.test(head.toString("latin1"))
}

/** Text in UTF-16 has zero bytes, and says so with its first two or has them in every pair. */
export function isText(head: Buffer): boolean {
  return markOf(head) !== undefined || wideWithoutMark(head) !== undefined || !head.includes(0)
}

/** The beginning of a file, up to 512 bytes. */
export async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

const text = (bytes: string): Buffer => Buffer.from(bytes, "latin1")

const magics: readonly { readonly bytes: Buffer; readonly is: Magic }[] = [
  { bytes: text("\x1f\x8b"), is: "gzip" },
  { bytes: text("\x28\xb5\x2f\xfd"), is: "zstd" },
  ...Array.from({ length: 16 }, (_, kind) => ({
    bytes: Buffer.from([0x50 + kind, 0x2a, 0x4d, 0x18]), // a frame to be skipped, which parallel packers begin with
    is: "zstd" as const,
  })),
  { bytes: text("PK\x03\x04"), is: "zip" },
  { bytes: text("PK\x05\x06"), is: "zip" }, // an empty archive begins with its end
  { bytes: text("PAR1"), is: "parquet" },
  { bytes: text("ARROW1"), is: "arrow" },
  { bytes: text("\xff\xff\xff\xff"), is: "arrow" }, // a stream without a file's header
  { bytes: text("SQLite format 3\0"), is: "sqlite" },
  { bytes: text("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), is: "ole" },
]

const foreign: readonly { readonly bytes: Buffer; readonly is: string }[] = [
  { bytes: text("BZh"), is: "a bzip2 archive" },
  { bytes: text("\xfd7zXZ"), is: "an xz archive" },
  { bytes: text("7z\xbc\xaf"), is: "a 7-Zip archive" },
  { bytes: text("Rar!"), is: "a RAR archive" },
  { bytes: text("\x04\x22\x4d\x18"), is: "an LZ4 archive" },
  { bytes: text("FEA1"), is: "a Feather file of version 1, which only old libraries write" },
  { bytes: text("ORC"), is: "an ORC file" },
  { bytes: text("Obj\x01"), is: "an Avro file" },
  { bytes: text("\x89HDF"), is: "an HDF5 file" },
  { bytes: text("PARE"), is: "an encrypted Parquet file" },
  { bytes: text("%PDF"), is: "a PDF document" },
  { bytes: text("\x89PNG"), is: "a PNG image" },
  { bytes: text("\xff\xd8\xff"), is: "a JPEG image" },
]

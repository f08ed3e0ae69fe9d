import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises"
import { dirname } from "node:path"
import type { Readable } from "node:stream"
import type { S3Client } from "@aws-sdk/client-s3"
import { hashFile } from "../../base/index.ts"
import { saveStream } from "./http-remote.ts"
import { inParallel } from "./in-parallel.ts"

/** An object of a bucket and where it goes. */
export interface S3Download {
  readonly Bucket: string
  readonly Key: string
  readonly file: string
  readonly md5: string | undefined
  readonly isPassing: (error: unknown) => boolean
}

/**
 * Fetch one object: what fits into one part as it comes, the parts of a large one side by side, each tried again alone. It is
 * renamed to its place when its MD5 is the one that was wanted.
 */
export async function downloadS3(s3: S3Client, { Bucket, Key, file, md5, isPassing }: S3Download): Promise<void> {
  const { GetObjectCommand } = await import("@aws-sdk/client-s3")
  const part = (from: number) => new GetObjectCommand({ Bucket, Key, Range: `bytes=${from}-${from + partBytes - 1}` })
  // An empty object has no range to ask for.
  const first = await s3.send(part(0)).catch((error: Error) => {
    if (error.name !== "InvalidRange") throw error
    return s3.send(new GetObjectCommand({ Bucket, Key }))
  })
  const size = Number(/\/(\d+)$/.exec(first.ContentRange ?? "")?.[1] ?? 0)
  if (size <= partBytes) return saveStream(first.Body as Readable, file, md5)
  const temporary = `${dirname(file)}/.tmp-${process.pid}-parts-${count++}`
  await mkdir(dirname(file), { recursive: true })
  try {
    await using handle = await open(temporary, "wx")
    await write(first.Body as Readable, handle, 0)
    const rest = Array.from({ length: Math.ceil(size / partBytes) - 1 }, (_, index) => ({ key: String(index + 1) }))
    const faults = await inParallel(rest, { jobs: partsAtOnce, isPassing }, async ({ key }) => {
      const from = Number(key) * partBytes
      await write((await s3.send(part(from))).Body as Readable, handle, from)
    })
    const [fault] = faults
    if (fault !== undefined) throw Object.assign(new Error(fault.message), { code: fault.code })
    const found = (await hashFile("md5", temporary)).hex
    if (md5 !== undefined && found !== md5)
      throw Object.assign(new Error(`its MD5 is ${found}, wanted was ${md5}`), { code: "CORRUPT" })
    await rename(temporary, file)
  } finally {
    await rm(temporary, { force: true })
  }
}

async function write(body: Readable, handle: FileHandle, from: number): Promise<void> {
  let position = from
  for await (const block of body as AsyncIterable<Buffer>) {
    await handle.write(block, 0, block.length, position)
    position += block.length
  }
}

let count = 0

const partBytes = 32 << 20
const partsAtOnce = 8

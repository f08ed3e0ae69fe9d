import { mkdir, open, rename, rm } from "node:fs/promises"
import { dirname } from "node:path"
import { hashBytes } from "../../base/index.ts"
import { md5OfLarge } from "../objects/large-file.ts"
import { saveWhole } from "../objects/save-whole.ts"
import { inParallel } from "./in-parallel.ts"
import { startPartThread } from "./part-thread.ts"
import { bytesOf, type S3Requests } from "./s3-requests.ts"
import { writtenParts } from "./written-parts.ts"

/** An object of a bucket and where it goes. */
export interface S3Download {
  readonly key: string
  readonly file: string
  readonly md5: string | undefined
  /** Lets only some large objects be fetched at one time. */
  readonly taking: <T>(work: () => Promise<T>) => Promise<T>
  readonly isPassing: (error: unknown) => boolean
}

/**
 * Fetch one object: a small one with one request, the parts of a large one side by side, each tried again alone. It comes to its
 * place when its MD5 is the one that was wanted.
 */
export async function downloadS3(requests: S3Requests, download: S3Download): Promise<void> {
  const { key, file, md5 } = download
  const whole = { method: "GET", key } as const
  const first = await requests.ask({ ...whole, headers: { range: rangeOf(0, firstBytes) } }).catch((error: Error) => {
    // An empty object has no range to ask for.
    if (error.name !== "InvalidRange") throw error
    return requests.ask(whole)
  })
  const size = Number(/\/(\d+)$/.exec(first.headers["content-range"] ?? "")?.[1] ?? 0)
  const bytes = await bytesOf(first)
  if (size > firstBytes) return download.taking(() => inParts(requests, { ...download, size, first: bytes }))
  checkName(md5, hashBytes("md5", bytes))
  saveWhole(file, bytes)
}

/** A thread fetches and writes, this one hashes what is written as far as it goes from the start. */
async function inParts(
  requests: S3Requests,
  task: S3Download & { readonly size: number; readonly first: Buffer },
): Promise<void> {
  const { key, file, md5, size, first, isPassing } = task
  const temporary = `${dirname(file)}/.tmp-${process.pid}-parts-${count++}`
  await mkdir(dirname(file), { recursive: true })
  try {
    await using handle = await open(temporary, "wx+")
    await using thread = startPartThread(requests)
    await handle.write(first, 0, first.length, 0)
    const written = writtenParts(size)
    written.add(0, first.length)
    const hashing = md5OfLarge(handle.fd, { isThere: written.upTo })
    hashing.catch(() => {}) // met below, after what made it fail
    const parts = Array.from({ length: Math.ceil((size - first.length) / partBytes) }, (_, index) => ({
      key: String(index),
      from: first.length + index * partBytes,
    }))
    const faults = await inParallel(parts, { jobs: partsAtOnce, isPassing }, async ({ from }) => {
      const wanted = Math.min(partBytes, size - from)
      const request = { method: "GET", key, headers: { range: rangeOf(from, wanted) } } as const
      const bytes = await thread.fetch({ request, fd: handle.fd, from })
      if (bytes !== wanted) throw Object.assign(new Error("the connection ended early"), { code: "ECONNRESET" })
      written.add(from, bytes)
    })
    const [fault] = faults
    if (fault !== undefined) {
      written.giveUp(fault.cause)
      await hashing.catch(() => {})
      throw fault.cause
    }
    checkName(md5, await hashing)
    await rename(temporary, file)
  } finally {
    await rm(temporary, { force: true })
  }
}

function rangeOf(from: number, bytes: number): string {
  return `bytes=${from}-${from + bytes - 1}`
}

function checkName(wanted: string | undefined, found: string): void {
  if (wanted !== undefined && found !== wanted)
    throw Object.assign(new Error(`its MD5 is ${found}, wanted was ${wanted}`), { code: "CORRUPT" })
}

let count = 0

/** An object up to here comes whole, and is held in memory on its way; many do so side by side. */
const firstBytes = 2 << 20
const partBytes = 16 << 20
const partsAtOnce = 8

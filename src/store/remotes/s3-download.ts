import { mkdir, open, rename, rm } from "node:fs/promises"
import { dirname } from "node:path"
import { md5OfLarge } from "../objects/large-file.ts"
import { inParallel } from "./in-parallel.ts"
import { mostWhole, type S3Order, unlikeName } from "./s3-work.ts"
import { writtenParts } from "./written-parts.ts"

/** An object of a bucket and where it goes. */
export interface S3Download {
  readonly key: string
  readonly file: string
  readonly md5: string | undefined
  /** What each request about it needs. */
  readonly headers: Readonly<Record<string, string>>
  readonly isPassing: (error: unknown) => boolean
}

export interface S3Hands {
  /** Does work on a small object, wherever it does. */
  readonly work: (order: S3Order) => Promise<number>
  /** Does work on a part of a large object, in a thread. */
  readonly workAside: (order: S3Order) => Promise<number>
  /** Lets only some large objects be fetched at one time. */
  readonly taking: <T>(work: () => Promise<T>) => Promise<T>
}

/**
 * Fetch one object: a small one with one request, the parts of a large one side by side, each tried again alone. It comes to its
 * place when its MD5 is the one that was wanted.
 */
export async function downloadS3(download: S3Download, hands: S3Hands): Promise<void> {
  const { key, file, md5, headers } = download
  const size = await hands.work({ kind: "fetch", key, headers, file, md5 })
  if (size > mostWhole) await hands.taking(() => inParts({ ...download, size }, hands))
}

/** Threads fetch and write, this one hashes what is written as far as it goes from the start. */
async function inParts(task: S3Download & { readonly size: number }, { workAside }: S3Hands): Promise<void> {
  const { key, file, md5, size, headers, isPassing } = task
  const temporary = `${dirname(file)}/.tmp-${process.pid}-parts-${count++}`
  await mkdir(dirname(file), { recursive: true })
  try {
    await using handle = await open(temporary, "wx+")
    const written = writtenParts(size)
    const hashing = md5OfLarge(handle.fd, { isThere: written.upTo })
    hashing.catch(() => {}) // met below, after what made it fail
    const parts = Array.from({ length: Math.ceil(size / partBytes) }, (_, index) => ({
      key: String(index),
      from: index * partBytes,
    }))
    const faults = await inParallel(parts, { jobs: partsAtOnce, isPassing }, async ({ from }) => {
      const bytes = Math.min(partBytes, size - from)
      await workAside({ kind: "part", key, headers, fd: handle.fd, from, bytes })
      written.add(from, bytes)
    })
    const [fault] = faults
    if (fault !== undefined) {
      written.giveUp(fault.cause)
      await hashing.catch(() => {})
      throw fault.cause
    }
    const corrupt = unlikeName(md5, await hashing)
    if (corrupt !== undefined) throw corrupt
    await rename(temporary, file)
  } finally {
    await rm(temporary, { force: true })
  }
}

let count = 0

const partBytes = 16 << 20
const partsAtOnce = 8

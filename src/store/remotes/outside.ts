import { createWriteStream } from "node:fs"
import { mkdir } from "node:fs/promises"
import { dirname } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { outsideMissing, outsideUnmarked, remoteUnsupported } from "../errors.ts"
import { openS3, placeOfS3, type S3Settings } from "./s3-client.ts"

/** A file that lies at an address under a name of its own, not under its hash. */
export interface OutsideFile {
  readonly size: number | undefined
  /** What the server says to tell one content from another. */
  readonly mark: { readonly key: "etag" | "checksum"; readonly value: string }
  /** Write its content to a path that does not exist yet. */
  save(path: string): Promise<void>
}

/**
 * Look at a file that an HTTP server or S3 has.
 *
 * @throws store.remote-unsupported, store.outside-missing, store.outside-unmarked
 */
export async function openOutside(url: string, settings: S3Settings = {}): Promise<OutsideFile> {
  if (/^https?:\/\//i.test(url)) return overHttp(url)
  if (/^s3:\/\//i.test(url)) return onS3(url, settings)
  throw remoteUnsupported(url, ["http", "https", "s3"])
}

async function overHttp(url: string): Promise<OutsideFile> {
  const head = await answerOf(url, "HEAD")
  // Some servers answer only to what fetches.
  const told = head.ok ? head : await answerOf(url, "GET")
  if (!told.ok) throw outsideMissing(url, `the server answered ${told.status} ${told.statusText}`.trim())
  if (told !== head) await told.body?.cancel()
  const value = told.headers.get("etag") ?? told.headers.get("content-md5")
  if (value === null) throw outsideUnmarked(url)
  const length = told.headers.get("content-length")
  return {
    size: length === null ? undefined : Number(length),
    mark: { key: "checksum", value },
    save: async (path) => {
      const answer = await answerOf(url, "GET")
      if (!answer.ok || answer.body === null) throw outsideMissing(url, `the server answered ${answer.status}`)
      await write(Readable.fromWeb(answer.body), path)
    },
  }
}

async function answerOf(url: string, method: "HEAD" | "GET"): Promise<Response> {
  try {
    return await fetch(url, { method })
  } catch (error) {
    const { cause, message } = error as Error & { readonly cause?: Error }
    throw outsideMissing(url, cause?.message ?? message)
  }
}

async function onS3(url: string, settings: S3Settings): Promise<OutsideFile> {
  const { bucket: Bucket, path: Key } = placeOfS3(url)
  const { GetObjectCommand, HeadObjectCommand } = await import("@aws-sdk/client-s3")
  const s3 = await openS3(settings)
  try {
    const { ETag = "", ContentLength } = await s3.send(new HeadObjectCommand({ Bucket, Key }))
    return {
      size: ContentLength,
      mark: { key: "etag", value: ETag.replaceAll('"', "") },
      save: async (path) => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
        await write(Body as Readable, path)
        s3.destroy()
      },
    }
  } catch (error) {
    throw outsideMissing(url, (error as Error).message)
  }
}

async function write(stream: Readable, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await pipeline(stream, createWriteStream(path, { flags: "wx" }))
}

import { createWriteStream } from "node:fs"
import { mkdir } from "node:fs/promises"
import { dirname, join } from "node:path"
import type { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import type { S3Client } from "@aws-sdk/client-s3"
import { KnownError, knownFileError } from "../../base/index.ts"
import { outsideMissing, outsideNameUnsafe, outsideUnmarked, remoteUnsupported } from "../errors.ts"
import { httpRequests, shownUrl } from "./http-requests.ts"
import { openRemote, type RemoteSettings } from "./open-remote.ts"
import type { TransferOptions } from "./remote.ts"
import { openS3, placeOfS3, refuseElsewhere } from "./s3-client.ts"

/** A file that lies at an address under a name of its own, not under its hash. */
export interface OutsideFile {
  readonly kind: "file"
  readonly size: number | undefined
  /** What the server says to tell one content from another. */
  readonly mark: { readonly key: "etag" | "checksum"; readonly value: string }
  /** Write its content to a path that does not exist yet. */
  save(path: string): Promise<void>
}

/** Files that lie below an address. */
export interface OutsideFolder {
  readonly kind: "folder"
  readonly files: readonly OutsideEntry[]
  /** Write them all below a path that does not exist yet. */
  save(path: string, options?: TransferOptions): Promise<void>
}

export interface OutsideEntry {
  /** With slashes, from the folder. */
  readonly relpath: string
  readonly size: number
  readonly etag: string
}

/**
 * Look at a file that an HTTP server or S3 has, or at a folder of S3.
 *
 * @throws store.remote-unsupported, store.outside-missing, store.outside-unmarked, store.outside-name-unsafe
 */
export async function openOutside(url: string, settings: RemoteSettings = {}): Promise<OutsideFile | OutsideFolder> {
  if (/^https?:\/\//i.test(url)) return overHttp(url, settings)
  if (/^s3:\/\//i.test(url)) return onS3(url, settings)
  throw remoteUnsupported(shownUrl(url), ["http", "https", "s3"])
}

async function overHttp(url: string, settings: RemoteSettings): Promise<OutsideFile> {
  const requests = httpRequests(settings)
  const shown = shownUrl(url)
  const answerTo = async (method: "HEAD" | "GET") => {
    try {
      return await requests.ask(method, url)
    } catch (error) {
      throw error instanceof KnownError ? error : outsideMissing(shown, (error as Error).message)
    }
  }
  const head = await answerTo("HEAD")
  head.body.resume()
  // Some servers answer only to what fetches.
  const told = head.status < 300 ? head : await answerTo("GET")
  if (told !== head) told.body.on("error", () => {}).destroy()
  if (told.status >= 300) throw outsideMissing(shown, `the server answered ${told.status}`)
  const value = told.headers.etag ?? String(told.headers["content-md5"] ?? "")
  if (value === "") throw outsideUnmarked(shown)
  const length = told.headers["content-length"]
  return {
    kind: "file",
    size: length === undefined ? undefined : Number(length),
    mark: { key: "checksum", value },
    save: async (path) => {
      const { status, body } = await answerTo("GET")
      if (status >= 300) throw outsideMissing(shown, `the server answered ${status}`)
      await write(body, path, shown)
      requests.close()
    },
  }
}

async function onS3(url: string, settings: RemoteSettings): Promise<OutsideFile | OutsideFolder> {
  const { bucket: Bucket, path: Key } = placeOfS3(url)
  const { GetObjectCommand, HeadObjectCommand } = await import("@aws-sdk/client-s3")
  const s3 = await openS3(settings)
  try {
    const isFolder = Key === "" || url.endsWith("/")
    const found = isFolder ? undefined : await s3.send(new HeadObjectCommand({ Bucket, Key })).catch(undefinedIfAbsent)
    if (found === undefined) return await folderOn(s3, url, settings)
    const { ETag = "", ContentLength } = found
    if (ETag === "") throw outsideUnmarked(url)
    return {
      kind: "file",
      size: ContentLength,
      mark: { key: "etag", value: ETag.replaceAll('"', "") },
      save: async (path) => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
        await write(Body as Readable, path, url)
        s3.destroy()
      },
    }
  } catch (error) {
    refuseElsewhere(url, error)
    throw error instanceof KnownError ? error : outsideMissing(url, (error as Error).message)
  }
}

function undefinedIfAbsent(error: unknown): undefined {
  if ((error as Error).name !== "NotFound") throw error
}

/** A folder of S3 is every object whose name begins with its own and a slash. */
async function folderOn(s3: S3Client, url: string, settings: RemoteSettings): Promise<OutsideFolder> {
  const { bucket: Bucket, path } = placeOfS3(url)
  const { paginateListObjectsV2 } = await import("@aws-sdk/client-s3")
  const Prefix = path === "" ? "" : `${path}/`
  const files: OutsideEntry[] = []
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix }))
    for (const { Key = "", Size = 0, ETag = "" } of Contents) {
      const relpath = Key.slice(Prefix.length)
      // What some tools make to stand for a folder.
      if (relpath === "" || relpath.endsWith("/")) continue
      if (relpath.split("/").some((step) => unsafeSteps.has(step))) throw outsideNameUnsafe(url, Key)
      if (ETag === "") throw outsideUnmarked(`s3://${Bucket}/${Key}`)
      files.push({ relpath, size: Size, etag: ETag.replaceAll('"', "") })
    }
  s3.destroy()
  if (files.length === 0) throw outsideMissing(url, "there is no such object, and none below it")
  return {
    kind: "folder",
    files,
    save: async (folder, options) => {
      const remote = openRemote(url, settings)
      try {
        const items = files.map(({ relpath }) => ({ key: relpath, file: join(folder, relpath) }))
        const [fault] = await remote.download(items, options)
        if (fault !== undefined) throw outsideMissing(`${url}/${fault.key}`, fault.message)
      } finally {
        remote.close()
      }
    },
  }
}

const unsafeSteps: ReadonlySet<string> = new Set(["", ".", ".."])

/** @throws store.outside-missing when the connection ends before the content, and what is known of the disk */
async function write(stream: Readable, path: string, from: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await pipeline(stream, createWriteStream(path, { flags: "wx" }))
  } catch (error) {
    const told = knownFileError(error, "write", path)
    throw told === error ? outsideMissing(from, (error as Error).message) : told
  }
}

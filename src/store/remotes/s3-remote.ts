import { createReadStream, statSync } from "node:fs"
import { readFile } from "node:fs/promises"
import type { S3Client, S3ClientConfig } from "@aws-sdk/client-s3"
import { credentialsRefused } from "../errors.ts"
import { type HashedFault, refuseFaults } from "./fault.ts"
import { inParallel } from "./in-parallel.ts"
import type { Remote, TransferOptions, UploadItem } from "./remote.ts"
import { downloadS3 } from "./s3-download.ts"

/** Settings of a remote `s3://bucket/prefix`, by DVC's names. */
export interface S3Settings {
  readonly endpointUrl?: string
  readonly region?: string
  readonly profile?: string
  readonly accessKeyId?: string
  readonly secretAccessKey?: string
  readonly sessionToken?: string
  readonly anonymous?: boolean
  readonly sse?: string
  readonly sseKmsKeyId?: string
  readonly acl?: string
}

/** A bucket of S3, or of a server that speaks its protocol. The library is loaded when the first object moves. */
export function s3Remote(url: string, settings: S3Settings): Remote {
  const { bucket, path } = placeOfS3(url)
  const place = { bucket, prefix: path === "" ? "" : `${path}/`, url }
  let opened: Promise<S3Client> | undefined
  const client = (): Promise<S3Client> => (opened ??= openS3(settings))
  return {
    url,
    readOnly: false,
    existing: (keys, options) => existing({ ...place, client }, keys, options),
    list: (prefix) => list({ ...place, client }, prefix),
    upload: (items, options) => upload({ ...place, client, settings }, items, options),
    download: async (items, options) => {
      const s3 = await client()
      return known(
        place.url,
        await inParallel(items, { ...options, isPassing }, ({ key, file, md5 }) =>
          downloadS3(s3, { Bucket: bucket, Key: place.prefix + key, file, md5, isPassing }),
        ),
      )
    },
    remove: async (keys) => {
      const { DeleteObjectsCommand } = await import("@aws-sdk/client-s3")
      const s3 = await client()
      for (let at = 0; at < keys.length; at += 1000) {
        const Objects = keys.slice(at, at + 1000).map((key) => ({ Key: place.prefix + key }))
        await s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }))
      }
    },
    close: () => void opened?.then((s3) => s3.destroy()),
  }
}

export function placeOfS3(url: string): { readonly bucket: string; readonly path: string } {
  const [, bucket = "", path = ""] = /^s3:\/\/([^/]+)\/?(.*?)\/*$/.exec(url) ?? []
  return { bucket, path }
}

interface Place {
  readonly bucket: string
  readonly prefix: string
  readonly url: string
  readonly client: () => Promise<S3Client>
}

export async function openS3(settings: S3Settings): Promise<S3Client> {
  const { S3Client } = await import("@aws-sdk/client-s3")
  const { accessKeyId, secretAccessKey, sessionToken, endpointUrl, region, profile, anonymous } = settings
  const config: S3ClientConfig = {
    maxAttempts: 5,
    ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl, forcePathStyle: true }),
    ...(region === undefined ? (endpointUrl === undefined ? {} : { region: "us-east-1" }) : { region }),
    ...(profile === undefined ? {} : { profile }),
    ...(accessKeyId === undefined || secretAccessKey === undefined
      ? {}
      : { credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) } }),
    ...(anonymous === true ? { signer: { sign: async (request) => request } } : {}),
    // MD5 names the object already; a second checksum only costs time, and many servers do not know it.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: {
      httpsAgent: { maxSockets: 256, keepAlive: true },
      httpAgent: { maxSockets: 256, keepAlive: true },
    },
  }
  return new S3Client(config)
}

/**
 * All keys of a place that holds no more than a page or two, as a new remote does: one question in place of many. The names of
 * objects are spread evenly, so that the last name of a page says how many pages there are.
 */
async function listIfFew(place: Place, keys: readonly string[]): Promise<readonly string[] | undefined> {
  const above = keys.every((key) => key.startsWith(objects)) ? objects : ""
  const { ListObjectsV2Command } = await import("@aws-sdk/client-s3")
  const request = new ListObjectsV2Command({ Bucket: place.bucket, Prefix: place.prefix + above })
  const items = [{ key: above }]
  let found: readonly string[] | undefined
  let pages = 0
  const faults = await inParallel(items, { isPassing }, async () => {
    const s3 = await place.client()
    const { Contents = [], IsTruncated } = await s3.send(request)
    const names = Contents.map(({ Key = "" }) => Key.slice(place.prefix.length))
    const reached = Number.parseInt(names.at(-1)?.slice(above.length, above.length + 2) ?? "", 16)
    pages = 256 / (reached + 1)
    if (IsTruncated !== true) found = names
  })
  refuse(place.url, faults)
  if (found !== undefined) return found
  return pages * 2 < keys.length ? list(place, above) : undefined
}

/** A few keys are asked for one by one; of many the folders they lie in are listed, 1,000 a call. */
async function existing(
  place: Place,
  keys: readonly string[],
  options?: TransferOptions,
): Promise<ReadonlySet<string>> {
  const wanted = new Set(keys)
  const all = keys.length > listedPerCall ? await listIfFew(place, keys) : undefined
  if (all !== undefined) return new Set(all.filter((key) => wanted.has(key)))
  const folders = [...new Set(keys.map((key) => key.slice(0, key.lastIndexOf("/") + 1)))]
  const found = new Set<string>()
  if (keys.length > folders.length * listedPerCall) {
    const faults = await inParallel(
      folders.map((key) => ({ key })),
      { ...options, onDone: undefined, isPassing },
      async ({ key }) => {
        for (const name of await list(place, key)) if (wanted.has(name)) found.add(name)
      },
    )
    refuse(place.url, faults)
    return found
  }
  const { HeadObjectCommand } = await import("@aws-sdk/client-s3")
  const s3 = await place.client()
  const faults = await inParallel(
    keys.map((key) => ({ key })),
    { ...options, onDone: undefined, isPassing },
    async ({ key }) => {
      try {
        await s3.send(new HeadObjectCommand({ Bucket: place.bucket, Key: place.prefix + key }))
        found.add(key)
      } catch (error) {
        if (!isAbsent(error)) throw error
      }
    },
  )
  refuse(place.url, faults)
  return found
}

async function list({ bucket, prefix, client }: Place, below: string): Promise<readonly string[]> {
  const { ListObjectsV2Command } = await import("@aws-sdk/client-s3")
  const s3 = await client()
  const keys: string[] = []
  let token: string | undefined
  do {
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix + below,
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
    )
    for (const { Key = "" } of page.Contents ?? []) keys.push(Key.slice(prefix.length))
    token = page.IsTruncated === true ? page.NextContinuationToken : undefined
  } while (token !== undefined)
  return keys
}

async function upload(
  place: Place & { readonly settings: S3Settings },
  items: readonly UploadItem[],
  options?: TransferOptions,
): Promise<readonly HashedFault[]> {
  const { PutObjectCommand } = await import("@aws-sdk/client-s3")
  const s3 = await place.client()
  const extra = extraOf(place.settings)
  const faults = await inParallel(items, { ...options, isPassing }, async ({ file, key }) => {
    const { size } = statSync(file)
    const target = { Bucket: place.bucket, Key: place.prefix + key, ...extra }
    if (size > partBytes) await inParts(s3, { target, file, size })
    else await s3.send(new PutObjectCommand({ ...target, Body: await readFile(file), ContentLength: size }))
  })
  return known(place.url, faults)
}

/** A large object in parts, four at a time; one that is given up leaves no parts behind. */
async function inParts(
  s3: S3Client,
  task: { readonly target: Target; readonly file: string; readonly size: number },
): Promise<void> {
  const {
    AbortMultipartUploadCommand,
    CompleteMultipartUploadCommand,
    CreateMultipartUploadCommand,
    UploadPartCommand,
  } = await import("@aws-sdk/client-s3")
  const { target, file, size } = task
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(target))
  const { Bucket, Key } = target
  const bytes = Math.max(partBytes, Math.ceil(size / mostParts))
  const parts = Array.from({ length: Math.ceil(size / bytes) }, (_, index) => ({
    key: String(index + 1),
    from: index * bytes,
  }))
  const done: { PartNumber: number; ETag: string | undefined }[] = []
  const faults = await inParallel(parts, { jobs: 4, isPassing }, async ({ key, from }) => {
    const end = Math.min(size, from + bytes)
    const Body = createReadStream(file, { start: from, end: end - 1, highWaterMark: 1 << 20 })
    const PartNumber = Number(key)
    const { ETag } = await s3.send(
      new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ContentLength: end - from }),
    )
    done.push({ PartNumber, ETag })
  })
  const [fault] = faults
  if (fault !== undefined) {
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }))
    throw Object.assign(new Error(fault.message), { code: fault.code })
  }
  const Parts = done.toSorted((first, second) => first.PartNumber - second.PartNumber)
  await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }))
}

interface Target {
  readonly Bucket: string
  readonly Key: string
}

function extraOf({ sse, sseKmsKeyId, acl }: S3Settings): Record<string, string> {
  return {
    ...(sse === undefined ? {} : { ServerSideEncryption: sse }),
    ...(sseKmsKeyId === undefined ? {} : { SSEKMSKeyId: sseKmsKeyId }),
    ...(acl === undefined ? {} : { ACL: acl }),
  }
}

/** @throws store.credentials-refused when that is why anything failed: nothing else will work either */
function known(url: string, faults: readonly HashedFault[]): readonly HashedFault[] {
  const refused = faults.find(({ code }) => refusals.has(code))
  if (refused !== undefined) throw credentialsRefused(url, refused.message)
  return faults.map((fault) => (absences.has(fault.code) ? { ...fault, code: "MISSING" } : fault))
}

function refuse(url: string, faults: readonly HashedFault[]): void {
  refuseFaults(url, known(url, faults))
}

function isAbsent(error: unknown): boolean {
  return absences.has((error as Error).name)
}

function isPassing(error: unknown): boolean {
  const { code, name } = error as NodeJS.ErrnoException
  const status = (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0
  return status >= 500 || status === 429 || code === "CORRUPT" || passing.has(code ?? "") || passing.has(name)
}

const absences: ReadonlySet<string> = new Set(["NotFound", "NoSuchKey", "404"])

const refusals: ReadonlySet<string> = new Set([
  "ExpiredToken",
  "ExpiredTokenException",
  "InvalidAccessKeyId",
  "SignatureDoesNotMatch",
  "AccessDenied",
  "CredentialsProviderError",
  "TokenRefreshRequired",
  "403",
  "Forbidden",
])

const passing: ReadonlySet<string> = new Set([
  "ECONNRESET",
  "ETIMEDOUT",
  "EPIPE",
  "ECONNREFUSED",
  "TimeoutError",
  "SlowDown",
])

const partBytes = 32 << 20
const mostParts = 10_000
const listedPerCall = 8

/** Where DVC 3 keeps objects. */
const objects = "files/md5/"

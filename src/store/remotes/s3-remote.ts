import type { S3Client } from "@aws-sdk/client-s3"
import { credentialsRefused } from "../errors.ts"
import { faultOf, type HashedFault, refuseFaults, refuseKnown } from "./fault.ts"
import { inParallel } from "./in-parallel.ts"
import type { Remote, TransferOptions } from "./remote.ts"
import { openS3, placeOfS3, refuseElsewhere, type S3Settings } from "./s3-client.ts"
import { downloadS3, type S3Hands } from "./s3-download.ts"
import { type S3Requests, s3Requests } from "./s3-requests.ts"
import { keyHeaders } from "./s3-storing.ts"
import { mostThreads, s3Threads } from "./s3-threads.ts"
import { uploadS3 } from "./s3-upload.ts"
import { turns } from "./turns.ts"

/** A bucket of S3, or of a server that speaks its protocol. The library is loaded when the first object moves. */
export function s3Remote(url: string, settings: S3Settings): Remote {
  const place = placeOf(url, settings)
  const { bucket, prefix, client, requests } = place
  return {
    url,
    readOnly: false,
    existing: (keys, options) => existing(place, keys, options),
    list: (prefix) => asked(place, () => list(place, prefix)),
    upload: (items, options) =>
      withHands(place, items, async ({ work }) => {
        const faults = await inParallel(items, { ...options, isPassing }, async ({ key: name, file }) => {
          const key = prefix + name
          await uploadS3(await requests(), { s3: await client(), bucket, key, file, settings, work, isPassing })
        })
        return known(url, faults)
      }),
    download: (items, options) =>
      withHands(place, items, async (hands) => {
        const faults = await inParallel(items, { ...options, isPassing }, ({ key, file, md5 }) =>
          downloadS3({ key: prefix + key, file, md5, headers: place.headers, isPassing }, hands),
        )
        return known(url, faults)
      }),
    remove: (keys) => asked(place, () => remove(place, keys)),
    close: place.close,
  }
}

/** Many objects are moved in threads; few are done sooner than threads start, but for the parts of large ones. */
async function withHands<T>(
  { requests }: Place,
  items: readonly unknown[],
  move: (hands: S3Hands) => Promise<T>,
): Promise<T> {
  const isMany = items.length >= manyObjects
  await using threads = s3Threads(requests, isMany ? mostThreads : 1)
  const here: S3Hands["work"] = async (order) => (await requests()).do(order)
  return await move({
    work: isMany ? threads.do : here,
    workAside: threads.do,
    taking: turns(largeAtOnce),
  })
}

interface Place {
  readonly bucket: string
  readonly prefix: string
  readonly url: string
  /** What each request about an object needs. */
  readonly headers: Readonly<Record<string, string>>
  readonly client: () => Promise<S3Client>
  readonly requests: () => Promise<S3Requests>
  readonly close: () => void
}

/** What it takes to ask is found out once; a failure is not kept, for it may pass. */
function placeOf(url: string, settings: S3Settings): Place {
  const { bucket, path } = placeOfS3(url)
  let opened: Promise<S3Client> | undefined
  let opening: Promise<S3Requests> | undefined
  const client = (): Promise<S3Client> => (opened ??= openS3(settings))
  const requests = (): Promise<S3Requests> => {
    opening ??= client()
      .then((s3) => s3Requests(s3, bucket, settings))
      .catch((error: unknown) => {
        opening = undefined
        throw error
      })
    return opening
  }
  const close = (): void => {
    opened?.then((s3) => s3.destroy()).catch(() => {})
    opening?.then((asking) => asking.close()).catch(() => {})
  }
  const prefix = path === "" ? "" : `${path}/`
  return { bucket, prefix, url, headers: keyHeaders(settings), client, requests, close }
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
  const faults = await inParallel(
    keys.map((key) => ({ key })),
    { ...options, onDone: undefined, isPassing },
    async ({ key }) => {
      try {
        const { ask } = await place.requests()
        await ask({ method: "HEAD", key: place.prefix + key, headers: place.headers })
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

/** The bucket may answer that it has done what it was asked and yet leave objects there. */
async function remove(place: Place, keys: readonly string[]): Promise<void> {
  const { bucket, prefix, client, url } = place
  const { DeleteObjectsCommand } = await import("@aws-sdk/client-s3")
  const s3 = await client()
  for (let at = 0; at < keys.length; at += 1000) {
    const Objects = keys.slice(at, at + 1000).map((key) => ({ Key: prefix + key }))
    const { Errors = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
    )
    const faults = Errors.map(({ Key = "", Code = "", Message = "" }) => ({ key: Key, code: Code, message: Message }))
    refuse(url, faults)
  }
}

/** @throws store.credentials-refused, store.remote-unreachable */
async function asked<T>({ url }: Place, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    refuse(url, [faultOf("", error)])
    throw error
  }
}

/** @throws store.credentials-refused when that is why anything failed: nothing else will work either */
function known(url: string, faults: readonly HashedFault[]): readonly HashedFault[] {
  refuseKnown(faults)
  for (const { cause } of faults) refuseElsewhere(url, cause)
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
  "TokenProviderError",
  "TokenRefreshRequired",
  "403",
  "Forbidden",
])

const passing: ReadonlySet<string> = new Set([
  "ECONNRESET",
  "ETIMEDOUT",
  "EPIPE",
  "ECONNREFUSED",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "TimeoutError",
  "RequestTimeout",
  "RequestTimeTooSkewed",
  "SlowDown",
])

const listedPerCall = 8
const largeAtOnce = 2

/** From here on starting threads is won back. */
const manyObjects = 300

/** Where DVC 3 keeps objects. */
const objects = "files/md5/"

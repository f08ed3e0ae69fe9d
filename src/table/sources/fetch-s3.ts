import { join, matchesGlob, posix } from "node:path"
import type { Readable } from "node:stream"
import type { S3Client } from "@aws-sdk/client-s3"
import { isTableName } from "../files.ts"
import { type Deadlines, withDeadlines } from "./deadlines.ts"
import { downloadTooLarge, endpointUnknown, objectMissing } from "./errors.ts"
import { megabytes, type RawFile, type SourceOptions } from "./options.ts"
import { saveStream, sizeOf } from "./save-stream.ts"
import { statusOf, withStoreErrors } from "./store-failure.ts"
import { tryAgain, wasCut } from "./try-again.ts"

/**
 * Download an object, or all tables below a prefix or that match a pattern. Region, endpoint and credentials come from the usual
 * AWS environment and profiles. A connection that is cut is made again, and goes on where it was while the object is still the same.
 *
 * @throws table.endpoint-unknown, table.object-missing, table.object-denied, table.token-expired, table.credentials-missing, table.object-failed,
 *   table.download-too-large, table.download-slow, table.server-silent, base.disk-full
 */
export async function fetchS3(
  { bucket, key }: { readonly bucket: string; readonly key: string },
  options: SourceOptions,
): Promise<readonly RawFile[]> {
  const address = `s3://${bucket}/${key}`
  const client = await clientOf(options)
  try {
    const keys = await withDeadlines(address, options.settings, (deadlines) =>
      withStoreErrors(address, () => keysOf(client, { bucket, key }, deadlines)),
    )
    const files: RawFile[] = []
    for (const found of keys) {
      const name = `s3://${bucket}/${found}`
      const file = await withDeadlines(name, options.settings, (deadlines) =>
        withStoreErrors(name, async () => {
          const { signal } = deadlines
          const { settings, progress } = options
          const doing = `downloading ${name}`
          const passes = (error: unknown, attempt: number): boolean =>
            wasCut(error, attempt) || statusOf(error) === changed
          const partial: Partial = { path: join(await options.folder(), posix.basename(found)), version: undefined }
          const object = { bucket, key: found, name, deadlines, partial }
          return tryAgain({ doing, retries: settings.downloadRetries, signal, progress, passes }, () =>
            download(client, object, options),
          )
        }),
      )
      files.push(file)
    }
    return files
  } finally {
    client.destroy()
  }
}

async function clientOf({ variables, settings }: SourceOptions): Promise<S3Client> {
  const { S3Client } = await import("@aws-sdk/client-s3")
  const own = variables["AWS_ENDPOINT_URL_S3"] ?? variables["AWS_ENDPOINT_URL"]
  if (own !== undefined && !/^https?:$/.test(URL.parse(own)?.protocol ?? "")) throw endpointUnknown(own)
  // Any region is as good as another to a store that is not Amazon's.
  const region =
    variables["AWS_REGION"] ?? variables["AWS_DEFAULT_REGION"] ?? (own === undefined ? undefined : "us-east-1")
  return new S3Client({
    followRegionRedirects: true,
    // Another store than Amazon's, which an environment or a profile may name, seldom has a host name for each bucket.
    forcePathStyle: true,
    ...(own !== undefined && { endpoint: own }),
    ...(region !== undefined && { region }),
    requestHandler: { connectionTimeout: Math.min(10, settings.silenceSeconds) * 1000 },
  })
}

async function keysOf(
  client: S3Client,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  { signal, heard }: Deadlines,
): Promise<readonly string[]> {
  const wild = key.search(/[*?[{]/)
  if (wild < 0 && key !== "" && !key.endsWith("/")) return [key]
  const { paginateListObjectsV2 } = await import("@aws-sdk/client-s3")
  const prefix = wild < 0 ? key : key.slice(0, wild)
  const keys: string[] = []
  for await (const page of paginateListObjectsV2(
    { client },
    { Bucket: bucket, Prefix: prefix },
    { abortSignal: signal },
  )) {
    heard()
    for (const { Key: found = "", Size: size = 0 } of page.Contents ?? []) {
      const fits = wild < 0 ? isTableName(found) && !/(?:^|\/)[._]/.test(found) : matchesGlob(found, key)
      if (size > 0 && fits) keys.push(found)
    }
  }
  if (keys.length === 0) throw objectMissing(`s3://${bucket}/${key}`, "no table is there")
  return keys.sort()
}

/** What has come of an object, over several connections. */
interface Partial {
  readonly path: string
  /** By which the store knows the content. */
  version: string | undefined
}

interface Wanted {
  readonly bucket: string
  readonly key: string
  readonly name: string
  readonly deadlines: Deadlines
  readonly partial: Partial
}

async function download(
  client: S3Client,
  { bucket, key, name, deadlines: { signal, heard }, partial }: Wanted,
  { settings, progress }: SourceOptions,
): Promise<RawFile> {
  const { GetObjectCommand } = await import("@aws-sdk/client-s3")
  const maxBytes = megabytes(settings.downloadMegabytes)
  const { path, version } = partial
  const bytes = version === undefined ? 0 : await sizeOf(path)
  const rest = bytes > 0 && version !== undefined ? { Range: `bytes=${bytes}-`, IfMatch: version } : {}
  // When it is another one by now, it is downloaded from its beginning.
  partial.version = undefined
  const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...rest }), { abortSignal: signal })
  partial.version = answer.ETag
  if (answer.Body === undefined) throw objectMissing(name, "it has no content")
  const start = answer.ContentRange?.startsWith(`bytes ${bytes}-`) === true ? bytes : 0
  const total = answer.ContentLength === undefined ? undefined : start + answer.ContentLength
  if (total !== undefined && total > maxBytes) throw downloadTooLarge(name, maxBytes)
  const stream = answer.Body as Readable
  const stop = (): void => void stream.destroy(signal.reason as Error)
  signal.addEventListener("abort", stop)
  await saveStream(stream, path, {
    doing: `downloading ${name}`,
    maxBytes,
    tooMany: (most) => downloadTooLarge(name, most),
    ...(total !== undefined && { total }),
    progress,
    start,
    see: heard,
  })
  return { path, name, fetched: true }
}

/** The store's answer where the object is no longer the one that was begun. */
const changed = 412

import { join, matchesGlob, posix } from "node:path"
import type { Readable } from "node:stream"
import type { S3Client } from "@aws-sdk/client-s3"
import { KnownError } from "../../base/index.ts"
import { isTableName } from "../files.ts"
import { type Deadlines, withDeadlines } from "./deadlines.ts"
import {
  credentialsMissing,
  downloadTooLarge,
  objectDenied,
  objectFailed,
  objectMissing,
  tokenExpired,
} from "./errors.ts"
import { megabytes, type RawFile, type SourceOptions } from "./options.ts"
import { saveStream } from "./save-stream.ts"
import { tryAgain, wasCut } from "./try-again.ts"

/**
 * Download an object, or all tables below a prefix or that match a pattern. Region, endpoint and credentials come from the usual
 * AWS environment and profiles.
 *
 * @throws table.object-missing, table.object-denied, table.token-expired, table.credentials-missing, table.object-failed,
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
      known(address, () => keysOf(client, { bucket, key }, deadlines)),
    )
    const files: RawFile[] = []
    for (const found of keys) {
      const name = `s3://${bucket}/${found}`
      const file = await withDeadlines(name, options.settings, (deadlines) =>
        known(name, () => {
          const { signal } = deadlines
          const { settings, progress } = options
          const trying = {
            doing: `downloading ${name}`,
            retries: settings.downloadRetries,
            signal,
            progress,
            passes: wasCut,
          }
          return tryAgain(trying, () => download(client, { bucket, key: found, name, deadlines }, options))
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
  return new S3Client({
    followRegionRedirects: true,
    // Another store than Amazon's, which an environment or a profile may name, seldom has a host name for each bucket.
    forcePathStyle: true,
    ...(own !== undefined && { endpoint: own }),
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

async function download(
  client: S3Client,
  {
    bucket,
    key,
    name,
    deadlines,
  }: { readonly bucket: string; readonly key: string; readonly name: string; readonly deadlines: Deadlines },
  { settings, progress, folder }: SourceOptions,
): Promise<RawFile> {
  const { GetObjectCommand } = await import("@aws-sdk/client-s3")
  const maxBytes = megabytes(settings.downloadMegabytes)
  const { Body: body, ContentLength: total } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), {
    abortSignal: deadlines.signal,
  })
  if (body === undefined) throw objectMissing(name, "it has no content")
  if (total !== undefined && total > maxBytes) throw downloadTooLarge(name, maxBytes)
  const stream = body as Readable
  const stop = (): void => void stream.destroy(deadlines.signal.reason as Error)
  deadlines.signal.addEventListener("abort", stop)
  const path = join(await folder(), posix.basename(key))
  await saveStream(stream, path, {
    doing: `downloading ${name}`,
    maxBytes,
    tooMany: (most) => downloadTooLarge(name, most),
    ...(total !== undefined && { total }),
    progress,
    see: deadlines.heard,
  })
  return { path, name, fetched: true }
}

/** Turn what the store says into an error a person can act on. */
async function known<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof KnownError || !(error instanceof Error)) throw error
    throw knownStoreError(name, error)
  }
}

function knownStoreError(name: string, error: Error): unknown {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode
  const said = error.message.replace(/\.$/, "")
  if (/^(?:NoSuchKey|NoSuchBucket|NotFound)$/.test(error.name) || status === 404) {
    return objectMissing(name, error.name === "NoSuchBucket" ? "there is no such bucket" : "there is no such object")
  }
  if (/ExpiredToken|TokenExpired|TokenRefresh|ExpiredSession/i.test(error.name) || /sso session.*expired/i.test(said)) {
    return tokenExpired(name, error)
  }
  if (/CredentialsProvider/.test(error.name) || /could not load credentials/i.test(said))
    return credentialsMissing(name, error)
  if (status === 401 || status === 403) return objectDenied(name, `${error.name}: ${said}`, error)
  if (/region is missing/i.test(said)) return objectFailed(name, "no region is set; set AWS_REGION", error)
  const code = (error as NodeJS.ErrnoException).code ?? ""
  const isNetwork = status !== undefined || /^E[A-Z]+$/.test(code) || /TimeoutError/.test(error.name)
  return isNetwork ? objectFailed(name, said === "" ? code : said, error) : error
}

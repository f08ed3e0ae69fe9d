import { createReadStream, statSync } from "node:fs"
import type { S3Client } from "@aws-sdk/client-s3"
import { bytesOf } from "./exchange.ts"
import { refuseKnown } from "./fault.ts"
import { inParallel } from "./in-parallel.ts"
import type { S3Requests } from "./s3-requests.ts"
import { keyHeaders, type StoringSettings, storingHeaders, storingParameters } from "./s3-storing.ts"
import { mostWhole, type S3Order } from "./s3-work.ts"

export interface S3Upload {
  readonly s3: S3Client
  readonly bucket: string
  readonly key: string
  readonly file: string
  readonly settings: StoringSettings
  /** Does work on a small object, wherever it does. */
  readonly work: (order: S3Order) => Promise<number>
  readonly isPassing: (error: unknown) => boolean
}

/** Send one object: in one request, or a large one in parts side by side, each tried again alone. */
export async function uploadS3(requests: S3Requests, upload: S3Upload): Promise<void> {
  const { key, file, settings, work } = upload
  const { size } = statSync(file)
  if (size > partBytes) return inParts(requests, { ...upload, size })
  if (size > mostWhole) return inOneStream(requests, { ...upload, size })
  await work({ kind: "send", key, file, headers: storingHeaders(settings) })
}

/** Many of this size at one time would fill the memory. */
async function inOneStream(
  requests: S3Requests,
  { key, file, size, settings }: S3Upload & { readonly size: number },
): Promise<void> {
  const headers = { ...storingHeaders(settings), "content-length": String(size) }
  await bytesOf(await requests.ask({ method: "PUT", key, headers }, createReadStream(file, { highWaterMark: 1 << 20 })))
}

/** One that is given up leaves no parts behind. */
async function inParts(requests: S3Requests, task: S3Upload & { readonly size: number }): Promise<void> {
  const { AbortMultipartUploadCommand, CompleteMultipartUploadCommand, CreateMultipartUploadCommand } = await import(
    "@aws-sdk/client-s3"
  )
  const { s3, bucket: Bucket, key: Key, settings } = task
  const { UploadId = "" } = await s3.send(
    new CreateMultipartUploadCommand({ Bucket, Key, ...(storingParameters(settings) as object) }),
  )
  try {
    const Parts = await sendParts(requests, task, UploadId)
    await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }))
  } catch (error) {
    // What went wrong first is told, also where the parts cannot be taken back either.
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(() => {})
    throw error
  }
}

async function sendParts(
  requests: S3Requests,
  { key: Key, file, size, isPassing, settings }: S3Upload & { readonly size: number },
  uploadId: string,
): Promise<SentPart[]> {
  const bytes = Math.max(partBytes, Math.ceil(size / mostParts))
  const parts = Array.from({ length: Math.ceil(size / bytes) }, (_, index) => ({
    key: String(index + 1),
    from: index * bytes,
  }))
  const done: SentPart[] = []
  const faults = await inParallel(parts, { jobs: partsAtOnce, isPassing }, async ({ key, from }) => {
    const end = Math.min(size, from + bytes)
    const headers = { ...keyHeaders(settings), "content-length": String(end - from) }
    const answer = await requests.ask(
      { method: "PUT", key: Key, query: { partNumber: key, uploadId }, headers },
      createReadStream(file, { start: from, end: end - 1, highWaterMark: 1 << 20 }),
    )
    await bytesOf(answer)
    done.push({ PartNumber: Number(key), ETag: answer.headers.etag })
  })
  refuseKnown(faults)
  const [fault] = faults
  if (fault !== undefined) throw Object.assign(new Error(fault.message), { code: fault.code })
  return done.toSorted((first, second) => first.PartNumber - second.PartNumber)
}

interface SentPart {
  readonly PartNumber: number
  readonly ETag: string | undefined
}

const partBytes = 32 << 20
const partsAtOnce = 4
const mostParts = 10_000

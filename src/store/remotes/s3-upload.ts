import { createReadStream, readFileSync, statSync } from "node:fs"
import type { S3Client } from "@aws-sdk/client-s3"
import { inParallel } from "./in-parallel.ts"
import type { S3Settings } from "./s3-client.ts"
import { bytesOf, type S3Requests } from "./s3-requests.ts"

export interface S3Upload {
  readonly Bucket: string
  readonly Key: string
  readonly file: string
  /** How the bucket is to keep it. */
  readonly settings: Pick<S3Settings, "sse" | "sseKmsKeyId" | "acl">
  readonly isPassing: (error: unknown) => boolean
}

/** Send one object: in one request, or a large one in parts side by side, each tried again alone. */
export async function uploadS3(s3: S3Client, requests: S3Requests, upload: S3Upload): Promise<void> {
  const { size } = statSync(upload.file)
  if (size > partBytes) return inParts(s3, requests, { ...upload, size })
  const answer = await requests.ask({
    method: "PUT",
    key: upload.Key,
    headers: headersOf(upload.settings),
    body: readFileSync(upload.file),
  })
  await bytesOf(answer)
}

/** One that is given up leaves no parts behind. */
async function inParts(s3: S3Client, { ask }: S3Requests, task: S3Upload & { readonly size: number }): Promise<void> {
  const { AbortMultipartUploadCommand, CompleteMultipartUploadCommand, CreateMultipartUploadCommand } = await import(
    "@aws-sdk/client-s3"
  )
  const { Bucket, Key, file, size, isPassing } = task
  const { UploadId = "" } = await s3.send(
    new CreateMultipartUploadCommand({ Bucket, Key, ...parametersOf(task.settings) }),
  )
  const bytes = Math.max(partBytes, Math.ceil(size / mostParts))
  const parts = Array.from({ length: Math.ceil(size / bytes) }, (_, index) => ({
    key: String(index + 1),
    from: index * bytes,
  }))
  const done: { PartNumber: number; ETag: string | undefined }[] = []
  const faults = await inParallel(parts, { jobs: partsAtOnce, isPassing }, async ({ key, from }) => {
    const end = Math.min(size, from + bytes)
    const answer = await ask({
      method: "PUT",
      key: Key,
      query: { partNumber: key, uploadId: UploadId },
      headers: { "content-length": String(end - from) },
      body: createReadStream(file, { start: from, end: end - 1, highWaterMark: 1 << 20 }),
    })
    await bytesOf(answer)
    done.push({ PartNumber: Number(key), ETag: answer.headers["etag"] })
  })
  const [fault] = faults
  if (fault !== undefined) {
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }))
    throw Object.assign(new Error(fault.message), { code: fault.code })
  }
  const Parts = done.toSorted((first, second) => first.PartNumber - second.PartNumber)
  await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }))
}

function headersOf({ sse, sseKmsKeyId, acl }: S3Upload["settings"]): Record<string, string> {
  return {
    ...(sse === undefined ? {} : { "x-amz-server-side-encryption": sse }),
    ...(sseKmsKeyId === undefined ? {} : { "x-amz-server-side-encryption-aws-kms-key-id": sseKmsKeyId }),
    ...(acl === undefined ? {} : { "x-amz-acl": acl }),
  }
}

function parametersOf({ sse, sseKmsKeyId, acl }: S3Upload["settings"]): Record<string, string> {
  return {
    ...(sse === undefined ? {} : { ServerSideEncryption: sse }),
    ...(sseKmsKeyId === undefined ? {} : { SSEKMSKeyId: sseKmsKeyId }),
    ...(acl === undefined ? {} : { ACL: acl }),
  }
}

const partBytes = 32 << 20
const partsAtOnce = 4
const mostParts = 10_000

import type { S3Client, S3ClientConfig } from "@aws-sdk/client-s3"

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

/** A client that finds credentials and region where all tools of AWS do, unless the settings say them. */
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
    // The library asks who signs even where nobody does.
    ...(anonymous === true ? { signer: { sign: async (request) => request }, credentials: nobody } : {}),
    // MD5 names the object already; a second checksum only costs time, and many servers do not know it.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    // Directory buckets take the same signatures as all others, without a session before.
    disableS3ExpressSessionAuth: true,
    requestHandler: {
      connectionTimeout: 10_000,
      socketTimeout: 60_000,
      httpsAgent: { maxSockets: 256, keepAlive: true },
      httpAgent: { maxSockets: 256, keepAlive: true },
    },
  }
  return new S3Client(config)
}

const nobody = { accessKeyId: "", secretAccessKey: "" }

export function placeOfS3(url: string): { readonly bucket: string; readonly path: string } {
  const [, bucket = "", path = ""] = /^s3:\/\/([^/]+)\/?(.*?)\/*$/.exec(url) ?? []
  return { bucket, path }
}

import type { S3Client, S3ClientConfig } from "@aws-sdk/client-s3"
import { bucketElsewhere } from "../errors.ts"
import { type ConnectionSettings, connectionOf } from "./connection-settings.ts"
import type { StoringSettings } from "./s3-storing.ts"

/** Settings of a remote `s3://bucket/prefix`, by DVC's names. */
export interface S3Settings extends ConnectionSettings, StoringSettings {
  readonly endpointUrl?: string
  readonly region?: string
  readonly profile?: string
  /** The files of AWS in place of those of the person's home. */
  readonly credentialsFile?: string
  readonly configFile?: string
  readonly accessKeyId?: string
  readonly secretAccessKey?: string
  readonly sessionToken?: string
  readonly anonymous?: boolean
}

/**
 * A client that finds credentials and region where all tools of AWS do, unless the settings say them.
 *
 * @throws store.certificates-unreadable
 */
export async function openS3(settings: S3Settings): Promise<S3Client> {
  const { S3Client } = await import("@aws-sdk/client-s3")
  const { getCACertificates } = await import("node:tls")
  const { endpointUrl, profile, anonymous } = settings
  const { connectTimeoutMs, readTimeoutMs, ca, unverified } = connectionOf(settings)
  const trust = {
    ...(ca === undefined ? {} : { ca: [...getCACertificates("default"), ca] }),
    ...(unverified === true ? { rejectUnauthorized: false } : {}),
  }
  const config: S3ClientConfig = {
    maxAttempts: 5,
    ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl, forcePathStyle: true }),
    ...(await regionOf(settings)),
    ...(profile === undefined ? {} : { profile }),
    ...(await credentialsOf(settings)),
    // The library asks who signs even where nobody does.
    ...(anonymous === true ? { signer: { sign: async (request) => request }, credentials: nobody } : {}),
    // MD5 names the object already; a second checksum only costs time, and many servers do not know it.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    // Directory buckets take the same signatures as all others, without a session before.
    disableS3ExpressSessionAuth: true,
    requestHandler: {
      connectionTimeout: connectTimeoutMs,
      socketTimeout: readTimeoutMs,
      httpsAgent: { maxSockets: 256, keepAlive: true, ...trust },
      httpAgent: { maxSockets: 256, keepAlive: true },
    },
  }
  return new S3Client(config)
}

async function regionOf(settings: S3Settings): Promise<Pick<S3ClientConfig, "region">> {
  const { region, endpointUrl, configFile, profile } = settings
  if (region !== undefined) return { region }
  if (endpointUrl !== undefined) return { region: anyRegion }
  const { loadConfig, NODE_REGION_CONFIG_OPTIONS, NODE_REGION_CONFIG_FILE_OPTIONS } = await import(
    "@smithy/core/config"
  )
  const options = { ...NODE_REGION_CONFIG_OPTIONS, default: anyRegion }
  const files = {
    ...NODE_REGION_CONFIG_FILE_OPTIONS,
    ...(configFile === undefined ? {} : { configFilepath: configFile }),
    ...(profile === undefined ? {} : { profile }),
  }
  return { region: loadConfig(options, files) }
}

async function credentialsOf(settings: S3Settings): Promise<Pick<S3ClientConfig, "credentials">> {
  const { accessKeyId, secretAccessKey, sessionToken, credentialsFile, configFile, profile } = settings
  if (accessKeyId !== undefined && secretAccessKey !== undefined)
    return { credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) } }
  if (credentialsFile === undefined && configFile === undefined) return {}
  const { defaultProvider } = await import("@aws-sdk/credential-provider-node")
  return {
    credentials: defaultProvider({
      ...(credentialsFile === undefined ? {} : { filepath: credentialsFile }),
      ...(configFile === undefined ? {} : { configFilepath: configFile }),
      ...(profile === undefined ? {} : { profile }),
    }),
  }
}

/** Where no region is said: the one that other tools of AWS take, and what servers of others are used to. */
const anyRegion = "us-east-1"

const nobody = { accessKeyId: "", secretAccessKey: "" }

export function placeOfS3(url: string): { readonly bucket: string; readonly path: string } {
  const [, bucket = "", path = ""] = /^s3:\/\/([^/]+)\/?(.*?)\/*$/.exec(url) ?? []
  return { bucket, path }
}

/**
 * @param error of the library
 * @throws store.bucket-elsewhere when S3 says that the bucket lies in another region than was asked
 */
export function refuseElsewhere(url: string, error: unknown): void {
  const { name, $metadata, $response } = (error ?? {}) as LibraryFault
  const region = $response?.headers?.["x-amz-bucket-region"]
  const isElsewhere = $metadata?.httpStatusCode === 301 || name === "AuthorizationHeaderMalformed"
  if (isElsewhere && region !== undefined) throw bucketElsewhere(url, region)
}

interface LibraryFault {
  readonly name?: string
  readonly $metadata?: { readonly httpStatusCode?: number }
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> }
}

import { readFileSync } from "node:fs"
import { certificatesUnreadable } from "../errors.ts"
import type { ConnectionOptions } from "./exchange.ts"

/** How a server over HTTP is spoken with, as a person sets it. */
export interface ConnectionSettings {
  /** Seconds until a server must have been reached. */
  readonly connectTimeoutSeconds?: number
  /** Seconds a server may be silent. */
  readonly readTimeoutSeconds?: number
  /** A file of certificates (PEM) to trust beside the well-known ones, or false: any certificate is taken. */
  readonly verifyTls?: string | boolean
}

/** @throws store.certificates-unreadable */
export function connectionOf({
  connectTimeoutSeconds = 10,
  readTimeoutSeconds = 60,
  verifyTls = true,
}: ConnectionSettings): ConnectionOptions {
  return {
    connectTimeoutMs: connectTimeoutSeconds * 1000,
    readTimeoutMs: readTimeoutSeconds * 1000,
    ...(typeof verifyTls === "string" ? { ca: certificates(verifyTls) } : {}),
    ...(verifyTls === false ? { unverified: true } : {}),
  }
}

function certificates(file: string): string {
  try {
    return readFileSync(file, "utf8")
  } catch (error) {
    throw certificatesUnreadable(file, (error as Error).message)
  }
}

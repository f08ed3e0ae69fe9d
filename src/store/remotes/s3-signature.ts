import { createHmac, hash } from "node:crypto"
import { systemClock } from "../../base/index.ts"
import type { Origin, ServerRequest } from "./exchange.ts"

/** A request about one object of a bucket. */
export interface ObjectRequest {
  readonly method: "GET" | "HEAD" | "PUT"
  /** From the top of the bucket. */
  readonly key: string
  readonly query?: Readonly<Record<string, string>>
  /** By names in lower case. */
  readonly headers?: Readonly<Record<string, string>>
  /** Bytes of the body; a body that is not held in memory needs its length in the headers. */
  readonly body?: Buffer
}

/** Where the objects of a bucket lie, and what a signature for there names. */
export interface BucketPlace extends Origin {
  /** Up to where keys begin. */
  readonly path: string
  readonly region: string
  readonly service: string
}

/** Who asks, and how wrong the clock here is. */
export interface Signing {
  /** Absent where nobody signs. */
  readonly identity?: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken?: string | undefined
  }
  readonly clockOffsetMs: number
}

/**
 * Sign requests with AWS Signature Version 4, as the library does; that takes 15 times the computing, which with many
 * small objects is felt. The key of a day is kept.
 */
export function signerFor(place: BucketPlace): (request: ObjectRequest, signing: Signing) => ServerRequest {
  // Over TLS nobody changes a body on its way; without, its hash is signed.
  const isSafe = place.protocol === "https:"
  const host = place.port === undefined ? place.hostname : `${place.hostname}:${place.port}`
  const keyOf = keptKey(place)
  return ({ method, key, query = {}, headers = {}, body }, { identity, clockOffsetMs }) => {
    const isStream = body === undefined && headers["content-length"] !== undefined
    const payload = isSafe || isStream ? "UNSIGNED-PAYLOAD" : hash("sha256", body ?? "")
    const time = new Date(systemClock.now() + clockOffsetMs).toISOString().replaceAll(/[-:]|\.\d+/g, "")
    const all: Record<string, string> = {
      ...headers,
      host,
      ...(body === undefined ? {} : { "content-length": String(body.length) }),
      "x-amz-content-sha256": payload,
    }
    const path = `${place.path}${key.split("/").map(escaped).join("/")}`
    const asked = Object.entries(query).map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
    const search = asked.toSorted().join("&")
    const whole = search === "" ? path : `${path}?${search}`
    if (identity === undefined) return { method, path: whole, headers: all }
    all["x-amz-date"] = time
    if (identity.sessionToken !== undefined) all["x-amz-security-token"] = identity.sessionToken
    const names = Object.keys(all).toSorted()
    const lines = names.map((name) => `${name}:${all[name]?.trim().replaceAll(/\s+/g, " ")}\n`).join("")
    const canonical = [method, path, search, lines, names.join(";"), payload].join("\n")
    const day = time.slice(0, 8)
    const scope = `${day}/${place.region}/${place.service}/aws4_request`
    const signature = createHmac("sha256", keyOf(identity.secretAccessKey, day))
      .update(["AWS4-HMAC-SHA256", time, scope, hash("sha256", canonical)].join("\n"))
      .digest("hex")
    all["authorization"] =
      `AWS4-HMAC-SHA256 Credential=${identity.accessKeyId}/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature}`
    return { method, path: whole, headers: all }
  }
}

function keptKey({ region, service }: BucketPlace): (secret: string, day: string) => Buffer {
  let kept = { secret: "", day: "", key: Buffer.alloc(0) as Buffer }
  return (secret, day) => {
    if (kept.secret === secret && kept.day === day) return kept.key
    let key: Buffer = Buffer.from(`AWS4${secret}`)
    for (const step of [day, region, service, "aws4_request"]) key = hmac(key, step)
    kept = { secret, day, key }
    return key
  }
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest()
}

/** As the signature wants it: only letters, digits and `-_.~` stand for themselves. */
function escaped(step: string): string {
  return encodeURIComponent(step).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

import { hash } from "node:crypto"
import type { IncomingMessage } from "node:http"
import type { Readable } from "node:stream"
import type { S3Client } from "@aws-sdk/client-s3"
import { systemClock } from "../../base/index.ts"

/** A request about one object. */
export interface ObjectRequest {
  readonly method: "GET" | "HEAD" | "PUT"
  /** From the top of the bucket. */
  readonly key: string
  readonly query?: Readonly<Record<string, string>>
  /** By names in lower case. */
  readonly headers?: Readonly<Record<string, string>>
  /** A stream needs its length in the headers. */
  readonly body?: Buffer | Readable
}

export interface ObjectAnswer {
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: IncomingMessage
}

export interface S3Requests {
  /** Ask for an object; an answer that is no success is thrown. */
  ask(request: ObjectRequest): Promise<ObjectAnswer>
  /** A request as it is sent, for another thread to do so. */
  sign(request: ObjectRequest): Promise<SignedRequest>
  /** An answer that is no success as an error, named by its code, as the library would. */
  refusal(answer: { readonly status: number; readonly date: string | undefined; readonly text: string }): Error
}

export interface SignedRequest {
  readonly protocol: string
  readonly hostname: string
  readonly port?: number | undefined
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Requests for the objects of a bucket without the library's layers around each, which take several times the computing of signing
 * and sending, and with many small objects most of the time. The library still says where the bucket lies and who asks, it
 * signs, and its connections carry; trying again is the caller's.
 */
export async function s3Requests(s3: S3Client, bucket: string): Promise<S3Requests> {
  const { base, signingRegion, signingService, signer } = await placeOf(s3, bucket)
  // Over TLS nobody changes a body on its way; without, its hash is signed.
  const isSafe = base.protocol === "https:"
  const sign = async ({ method, key, query = {}, headers = {}, body }: ObjectRequest) => {
    const isWhole = body === undefined || Buffer.isBuffer(body)
    const request = {
      ...base,
      method,
      path: `${base.path}${key.split("/").map(escaped).join("/")}`,
      query: { ...query },
      headers: {
        ...headers,
        host: base.port === undefined ? base.hostname : `${base.hostname}:${base.port}`,
        ...(Buffer.isBuffer(body) ? { "content-length": String(body.length) } : {}),
        "x-amz-content-sha256": isSafe || !isWhole ? "UNSIGNED-PAYLOAD" : hash("sha256", body ?? ""),
      },
      ...(body === undefined ? {} : { body }),
    }
    const signingDate = new Date(systemClock.now() + s3.config.systemClockOffset)
    return signer.sign(request, { signingDate, signingRegion, signingService })
  }
  const refusal: S3Requests["refusal"] = ({ status, date, text }) => {
    const said = (tag: string): string | undefined => new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(text)?.[1]
    const name = said("Code") ?? statusNames.get(status) ?? String(status)
    // A clock that is wrong here is set right by the server's, for this and all later requests.
    if (name === "RequestTimeTooSkewed" && date !== undefined)
      s3.config.systemClockOffset = Date.parse(date) - systemClock.now()
    const message = said("Message") ?? `the server answered ${status}`
    return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } })
  }
  return {
    sign,
    refusal,
    ask: async (request) => {
      const { response } = await s3.config.requestHandler.handle((await sign(request)) as Sendable)
      const { statusCode: status, headers } = response
      const answer = { headers, body: response.body as IncomingMessage }
      if (status < 300) return answer
      const text = await bytesOf(answer).catch(() => "")
      throw refusal({ status, date: headers["date"], text: text.toString() })
    },
  }
}

/** The bytes of an answer. @throws ECONNRESET when the connection ends before them */
export function bytesOf({ headers, body }: ObjectAnswer): Promise<Buffer<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const wanted = Number(headers["content-length"] ?? Number.NaN)
    const bytes = Buffer.allocUnsafeSlow(Number.isNaN(wanted) ? 0 : wanted)
    const more: Buffer[] = []
    let filled = 0
    body.on("data", (block: Buffer) => {
      if (filled + block.length <= bytes.length) filled += block.copy(bytes, filled)
      else more.push(block)
    })
    body.once("error", reject)
    body.once("end", () => {
      if (more.length > 0) resolve(Buffer.concat([bytes.subarray(0, filled), ...more]))
      else if (filled === bytes.length) resolve(bytes)
      else reject(Object.assign(new Error("the connection ended before the object"), { code: "ECONNRESET" }))
    })
  })
}

/** Where objects of a bucket lie and who signs for them: what the library would do, seen on a request that is not sent. */
async function placeOf(s3: S3Client, bucket: string) {
  const { HeadObjectCommand } = await import("@aws-sdk/client-s3")
  const command = new HeadObjectCommand({ Bucket: bucket, Key: anyKey })
  const seen: { request?: Place; scheme?: Scheme } = {}
  command.middlewareStack.add(
    (_send, context) => async (args) => {
      seen.request = args.request as Place
      seen.scheme = context.endpointV2?.properties?.["authSchemes"]?.[0]
      return { response: {}, output: { $metadata: {} } }
    },
    { step: "build", priority: "low" },
  )
  await s3.send(command)
  const { protocol = "https:", hostname = "", port, path = "" } = seen.request ?? {}
  const signer = await s3.config.signer(seen.scheme)
  return {
    base: { protocol, hostname, ...(port === undefined ? {} : { port }), path: path.slice(0, -anyKey.length) },
    signingRegion: seen.scheme?.signingRegion ?? (await s3.config.region()),
    signingService: seen.scheme?.signingName ?? "s3",
    signer,
  }
}

interface Place {
  readonly protocol: string
  readonly hostname: string
  readonly port?: number
  readonly path: string
}

type Scheme = Parameters<S3Client["config"]["signer"]>[0]
type Sendable = Parameters<S3Client["config"]["requestHandler"]["handle"]>[0]

/** As the signature wants it: only letters, digits and `-_.~` stand for themselves. */
function escaped(step: string): string {
  return encodeURIComponent(step).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

const statusNames: ReadonlyMap<number, string> = new Map([
  [403, "Forbidden"],
  [404, "NotFound"],
])

const anyKey = "x"

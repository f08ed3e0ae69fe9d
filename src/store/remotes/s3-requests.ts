import type { Readable } from "node:stream"
import type { S3Client } from "@aws-sdk/client-s3"
import { systemClock } from "../../base/index.ts"
import { bucketElsewhere } from "../errors.ts"
import { connectionOf } from "./connection-settings.ts"
import { openExchange, type ServerAnswer } from "./exchange.ts"
import type { S3Settings } from "./s3-client.ts"
import { type BucketPlace, type ObjectRequest, type Signing, signerFor } from "./s3-signature.ts"
import { refusedBy, type S3Answer, type S3Line, type S3Order, s3Work } from "./s3-work.ts"

export interface S3Requests {
  /** How the server is spoken with, for another thread to do so. */
  readonly line: S3Line
  /** Who asks at this moment: what AWS gives for a time is renewed before it ends. */
  signing(): Promise<Signing>
  /** Ask for an object; an answer that is no success is thrown. A stream needs its length in the headers. */
  ask(request: ObjectRequest, stream?: Readable): Promise<Pick<ServerAnswer, "headers" | "body">>
  /** Do a piece of work in this thread. @returns bytes of the object */
  do(order: S3Order): Promise<number>
  /** The bytes of an answer; one that is no success is thrown, named by its code, as the library would. */
  meant(answer: S3Answer): number
  close(): void
}

/**
 * Requests for the objects of a bucket without the library's layers around each, which take several times the computing of signing
 * and sending, and with many small objects most of the time. The library still says where the bucket lies and who asks; trying
 * again is the caller's.
 */
export async function s3Requests(s3: S3Client, bucket: string, settings: S3Settings): Promise<S3Requests> {
  const place = await placeOf(s3, bucket)
  const connection = connectionOf(settings)
  const isSigned = settings.anonymous !== true
  const signing = async (): Promise<Signing> => {
    const clockOffsetMs = s3.config.systemClockOffset
    if (!isSigned) return { clockOffsetMs }
    const { accessKeyId, secretAccessKey, sessionToken } = await s3.config.credentials()
    return { clockOffsetMs, identity: { accessKeyId, secretAccessKey, sessionToken } }
  }
  const exchange = await openExchange(place, connection)
  const work = s3Work(place, exchange)
  const sign = signerFor(place)
  const meant: S3Requests["meant"] = (answer) => {
    if (answer.kind === "done") return answer.bytes
    if (answer.kind === "failed") throw Object.assign(new Error(answer.message), { code: answer.code })
    const { status, date, region, text } = answer
    if (region !== undefined && region !== place.region && elsewhere.has(status))
      throw bucketElsewhere(`s3://${bucket}`, region)
    const said = (tag: string): string | undefined => new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(text)?.[1]
    const name = said("Code") ?? statusNames.get(status) ?? String(status)
    // A clock that is wrong here is set right by the server's, for this and all later requests.
    if (name === "RequestTimeTooSkewed" && date !== undefined)
      s3.config.systemClockOffset = Date.parse(date) - systemClock.now()
    const message = said("Message") ?? `the server answered ${status}`
    throw Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } })
  }
  return {
    line: { place, ...connection },
    signing,
    meant,
    do: async (order) => meant(await work(order, await signing())),
    ask: async (request, stream) => {
      const answer = await exchange.send(sign(request, await signing()), stream ?? request.body)
      if (answer.status >= 300) meant(await refusedBy(answer))
      // What is asked about has a length, and no bytes come.
      if (request.method === "HEAD") answer.body.resume()
      return answer
    },
    close: exchange.close,
  }
}

/** Where objects of a bucket lie and whose signature counts there: what the library would do, seen on a request that is not sent. */
async function placeOf(s3: S3Client, bucket: string): Promise<BucketPlace> {
  const { HeadObjectCommand } = await import("@aws-sdk/client-s3")
  const command = new HeadObjectCommand({ Bucket: bucket, Key: anyKey })
  const seen: { request?: Partial<BucketPlace>; scheme?: Scheme } = {}
  command.middlewareStack.add(
    (_send, context) => async (args) => {
      seen.request = args.request as Partial<BucketPlace>
      seen.scheme = context.endpointV2?.properties?.["authSchemes"]?.[0]
      return { response: {}, output: { $metadata: {} } }
    },
    { step: "build", priority: "low" },
  )
  await s3.send(command)
  const { protocol = "https:", hostname = "", port, path = "" } = seen.request ?? {}
  return {
    protocol,
    hostname,
    ...(port === undefined ? {} : { port }),
    path: path.slice(0, -anyKey.length),
    region: seen.scheme?.signingRegion ?? (await s3.config.region()),
    service: seen.scheme?.signingName ?? "s3",
  }
}

type Scheme = Parameters<S3Client["config"]["signer"]>[0]

const statusNames: ReadonlyMap<number, string> = new Map([
  [403, "Forbidden"],
  [404, "NotFound"],
])

/** A request that came to another region than that of the bucket. */
const elsewhere: ReadonlySet<number> = new Set([301, 307, 400])

const anyKey = "x"

import { readFileSync, writeSync } from "node:fs"
import { hashBytes } from "../../base/index.ts"
import { saveWhole } from "../objects/save-whole.ts"
import { bytesOf, type ConnectionOptions, type Exchange, type ServerAnswer } from "./exchange.ts"
import { type BucketPlace, type ObjectRequest, type Signing, signerFor } from "./s3-signature.ts"

/** Where a bucket lies and how it is spoken with. Plain values, which another thread can be given. */
export interface S3Line extends ConnectionOptions {
  readonly place: BucketPlace
}

/** A piece of work on one object. Plain values, so that any thread can do it. */
export type S3Order =
  /** Save an object, unless it is larger than `mostWhole`. */
  | (About & { readonly kind: "fetch"; readonly file: string; readonly md5: string | undefined })
  /** Write bytes of an object to where they belong in an open file. */
  | (About & { readonly kind: "part"; readonly fd: number; readonly from: number; readonly bytes: number })
  | (About & { readonly kind: "send"; readonly file: string })

interface About {
  readonly key: string
  readonly headers: Readonly<Record<string, string>>
}

export type S3Answer =
  /** Bytes of the object, or of the part that was written. */
  | { readonly kind: "done"; readonly bytes: number }
  | {
      readonly kind: "refused"
      readonly status: number
      readonly date: string | undefined
      /** Where the bucket lies, as far as that is said. */
      readonly region: string | undefined
      readonly text: string
    }
  | { readonly kind: "failed"; readonly code: string; readonly message: string }

export type S3Work = (order: S3Order, signing: Signing) => Promise<S3Answer>

/** Whoever does work on objects of a bucket, in this thread. */
export function s3Work(place: BucketPlace, exchange: Exchange): S3Work {
  const sign = signerFor(place)
  const ask: Ask = (request, signing) => exchange.send(sign(request, signing), request.body)
  const work = async (order: S3Order, signing: Signing): Promise<S3Answer> => {
    switch (order.kind) {
      case "fetch":
        return fetchWhole(ask, { order, signing })
      case "part":
        return fetchPart(ask, { order, signing })
      case "send": {
        const { key, headers, file } = order
        const body = readFileSync(file)
        const answer = await ask({ method: "PUT", key, headers, body }, signing)
        if (answer.status >= 300) return refusedBy(answer)
        await bytesOf(answer)
        return { kind: "done", bytes: body.length }
      }
    }
  }
  return (order, signing) =>
    work(order, signing).catch(({ code = "", message }: NodeJS.ErrnoException) => ({ kind: "failed", code, message }))
}

type Ask = (request: ObjectRequest, signing: Signing) => Promise<ServerAnswer>

async function fetchWhole(ask: Ask, { order, signing }: Ordered<"fetch">): Promise<S3Answer> {
  const whole = { method: "GET", key: order.key, headers: order.headers } as const
  let answer = await ask({ ...whole, headers: { ...order.headers, range: rangeOf(0, mostWhole) } }, signing)
  if (answer.status === 416) {
    // An empty object has no range to ask for.
    answer.body.resume()
    answer = await ask(whole, signing)
  }
  if (answer.status >= 300) return refusedBy(answer)
  const size = Number(/\/(\d+)$/.exec(answer.headers["content-range"] ?? "")?.[1] ?? 0)
  if (size > mostWhole) {
    answer.body.on("error", () => {}).destroy()
    return { kind: "done", bytes: size }
  }
  const bytes = await bytesOf(answer)
  const corrupt = unlikeName(order.md5, hashBytes("md5", bytes))
  if (corrupt !== undefined) throw corrupt
  saveWhole(order.file, bytes)
  return { kind: "done", bytes: bytes.length }
}

async function fetchPart(ask: Ask, { order, signing }: Ordered<"part">): Promise<S3Answer> {
  const { key, headers, fd, from, bytes } = order
  const answer = await ask({ method: "GET", key, headers: { ...headers, range: rangeOf(from, bytes) } }, signing)
  if (answer.status >= 300) return refusedBy(answer)
  let position = from
  await new Promise((resolve, reject) => {
    answer.body.on("error", reject)
    answer.body.on("end", resolve)
    answer.body.on("data", (block: Buffer) => {
      try {
        for (let written = 0; written < block.length; )
          written += writeSync(fd, block, written, block.length - written, position + written)
        position += block.length
      } catch (error) {
        answer.body.destroy(error as Error)
      }
    })
  })
  if (position - from !== bytes)
    throw Object.assign(new Error("the connection ended before the part"), { code: "ECONNRESET" })
  return { kind: "done", bytes }
}

interface Ordered<Kind extends S3Order["kind"]> {
  readonly order: Extract<S3Order, { readonly kind: Kind }>
  readonly signing: Signing
}

/** What the server says when it does not do what it is asked. */
export async function refusedBy(answer: ServerAnswer): Promise<Extract<S3Answer, { readonly kind: "refused" }>> {
  const text = await bytesOf(answer).catch(() => "")
  const { date, "x-amz-bucket-region": region } = answer.headers
  return { kind: "refused", status: answer.status, date, region: region?.toString(), text: text.toString() }
}

/** Why bytes are not those that were wanted; undefined when they are. */
export function unlikeName(wanted: string | undefined, found: string): Error | undefined {
  if (wanted === undefined || found === wanted) return
  return Object.assign(new Error(`its MD5 is ${found}, wanted was ${wanted}`), { code: "CORRUPT" })
}

function rangeOf(from: number, bytes: number): string {
  return `bytes=${from}-${from + bytes - 1}`
}

/** An object up to here comes whole, and is held in memory on its way; many do so side by side. */
export const mostWhole = 2 << 20

import type { Agent, AgentOptions, IncomingMessage } from "node:http"
import type { Readable } from "node:stream"

/** How a server is spoken with. Plain values, which another thread can be given. */
export interface ConnectionOptions {
  readonly connectTimeoutMs: number
  /** Silence after which a connection is given up. */
  readonly readTimeoutMs: number
  /** Certificates to trust beside the well-known ones, as PEM. */
  readonly ca?: string
  /** Any certificate is taken. */
  readonly unverified?: boolean
}

export interface Origin {
  /** `http:` or `https:`. */
  readonly protocol: string
  readonly hostname: string
  readonly port?: number
}

export interface ServerRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

export interface ServerAnswer {
  readonly status: number
  /** By names in lower case. */
  readonly headers: IncomingMessage["headers"]
  readonly body: IncomingMessage
}

export interface Exchange {
  send(request: ServerRequest, body?: Buffer | Readable): Promise<ServerAnswer>
  close(): void
}

/** Requests over connections that are used again. */
export async function openExchange(
  { protocol, hostname, port }: Origin,
  { connectTimeoutMs, readTimeoutMs, ca, unverified }: ConnectionOptions,
): Promise<Exchange> {
  const {
    Agent: AgentOf,
    request: ask,
    globalAgent,
  } = await (protocol === "https:" ? import("node:https") : import("node:http"))
  const { proxyEnv } = (globalAgent as { readonly options?: AgentOptions }).options ?? {}
  const agent: Agent = new AgentOf({
    keepAlive: true,
    // Of the environment, where Node is told to heed it.
    ...(proxyEnv === undefined ? {} : { proxyEnv }),
    ...(ca === undefined ? {} : { ca: [...(await wellKnown()), ca] }),
    ...(unverified === true ? { rejectUnauthorized: false } : {}),
  })
  // The address of a host of IPv6 stands in brackets in a URL, but not where it is looked up.
  const host = hostname.replace(/^\[(.*)\]$/, "$1")
  return {
    send: ({ method, path, headers }, body) =>
      new Promise((resolve, reject) => {
        const sent = ask({ hostname: host, port, method, path, headers, agent, timeout: readTimeoutMs })
        let got: IncomingMessage | undefined
        const giveUp = (message: string): void =>
          void (got ?? sent).destroy(Object.assign(new Error(message), { code: "ETIMEDOUT" }))
        sent.on("error", reject)
        sent.on("timeout", () => giveUp("the server fell silent"))
        sent.on("socket", (socket) => {
          if (!socket.connecting) return
          const late = setTimeout(giveUp, connectTimeoutMs, "the server could not be reached in time")
          socket.once("connect", () => clearTimeout(late))
          socket.once("close", () => clearTimeout(late))
        })
        sent.on("response", (answer) => {
          got = answer
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: answer })
        })
        if (body === undefined || Buffer.isBuffer(body)) sent.end(body)
        else {
          body.on("error", (error) => sent.destroy(error))
          sent.on("close", () => body.destroy())
          body.pipe(sent)
        }
      }),
    close: () => agent.destroy(),
  }
}

async function wellKnown(): Promise<readonly string[]> {
  const { getCACertificates } = await import("node:tls")
  return getCACertificates("default")
}

/** The bytes of an answer. @throws ECONNRESET when the connection ends before them */
export function bytesOf({ headers, body }: Pick<ServerAnswer, "headers" | "body">): Promise<Buffer<ArrayBuffer>> {
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

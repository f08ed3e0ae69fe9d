import { writeSync } from "node:fs"
import { Agent, type IncomingMessage, request as overHttp } from "node:http"
import { Agent as AgentOfHttps, request as overHttps } from "node:https"
import { parentPort } from "node:worker_threads"
import type { PartAnswer, PartOrder } from "./part-thread.ts"

/**
 * A thread that fetches parts of files and writes them where they belong. The main thread hashes meanwhile; and blocks from the
 * network are cleared away much quicker in a thread that holds little else.
 */
parentPort?.on("message", (order: PartOrder) => {
  void fetchPart(order).then((answer) => parentPort?.postMessage(answer))
})

function fetchPart({ number, signed, fd, from }: PartOrder): Promise<PartAnswer> {
  return new Promise((resolve) => {
    const failed = ({ code = "", message }: NodeJS.ErrnoException): void =>
      resolve({ kind: "failed", number, code, message })
    const { protocol, ...options } = signed
    const sent =
      protocol === "https:"
        ? overHttps({ ...options, agent: agents.https, timeout: timeoutMs })
        : overHttp({ ...options, agent: agents.http, timeout: timeoutMs })
    sent.on("error", failed)
    sent.on("timeout", () => sent.destroy(Object.assign(new Error("the server fell silent"), { code: "ETIMEDOUT" })))
    sent.on("response", (response: IncomingMessage) => {
      const { statusCode: status = 0, headers } = response
      let position = from
      let text = ""
      response.on("data", (block: Buffer) => {
        if (status >= 300) text += block.toString()
        else
          try {
            for (let written = 0; written < block.length; )
              written += writeSync(fd, block, written, block.length - written, position + written)
            position += block.length
          } catch (error) {
            failed(error as NodeJS.ErrnoException)
            sent.destroy()
          }
      })
      response.on("error", failed)
      response.on("end", () =>
        resolve(
          status >= 300
            ? { kind: "refused", number, status, date: headers.date, text }
            : { kind: "written", number, bytes: position - from },
        ),
      )
    })
    sent.end()
  })
}

const agents = { http: new Agent({ keepAlive: true }), https: new AgentOfHttps({ keepAlive: true }) }
const timeoutMs = 60_000

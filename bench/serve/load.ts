import { readFileSync } from "node:fs"
import { connect, type Socket } from "node:net"

/**
 * A small HTTP/1.1 load generator, in a process of its own: load.ts URL BODIES.json REQUESTS CONNECTIONS
 *
 * Each connection is kept alive and sends its next request when the answer to the last has come. Prints one JSON line.
 */
const [address, bodiesPath, requestsText, connectionsText] = process.argv.slice(2)
const url = new URL(address!)
const total = Number(requestsText)
const requests = (JSON.parse(readFileSync(bodiesPath!, "utf8")) as unknown[]).map(requestOf)
const latencies: number[] = []
let sent = 0
let failed = 0

const start = performance.now()
await Promise.all(Array.from({ length: Number(connectionsText) }, drive))
const seconds = (performance.now() - start) / 1000
latencies.sort((a, b) => a - b)
const quantile = (share: number): number => latencies[Math.floor((latencies.length - 1) * share)]!
console.log(JSON.stringify({ requests: latencies.length, failed, seconds, p50: quantile(0.5), p99: quantile(0.99) }))

function requestOf(body: unknown): Buffer {
  const text = JSON.stringify(body)
  const head = `POST ${url.pathname} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n`
  return Buffer.from(head + text)
}

function drive(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(url.port), url.hostname)
    socket.setNoDelay(true)
    let began = 0
    let waiting = ""
    const next = (): void => {
      if (sent >= total) {
        socket.destroy()
        resolve()
        return
      }
      began = performance.now()
      send(socket)
    }
    socket.on("connect", next)
    socket.on("error", reject)
    socket.on("close", () => resolve())
    socket.on("data", (block) => {
      waiting += block.toString("latin1")
      if (!isWhole(waiting)) return
      if (!waiting.startsWith("HTTP/1.1 200")) failed++
      latencies.push(performance.now() - began)
      waiting = ""
      next()
    })
  })
}

function send(socket: Socket): void {
  socket.write(requests[sent % requests.length]!)
  sent++
}

function isWhole(answer: string): boolean {
  const end = answer.indexOf("\r\n\r\n")
  if (end < 0) return false
  const length = /content-length: (\d+)/i.exec(answer.slice(0, end))
  return length !== null && answer.length >= end + 4 + Number(length[1])
}

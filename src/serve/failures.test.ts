import { connect } from "node:net"
import { setTimeout as pause } from "node:timers/promises"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { serveSettings } from "./config.ts"
import { testModel, testRecords } from "./fixtures/model.ts"
import { ask, openTestServer, type TestServer } from "./fixtures/server.ts"
import { startServer } from "./server.ts"

const [record] = testRecords(1)
let service: TestServer
beforeAll(async () => {
  service = await openTestServer([testModel()], {
    settings: {
      maxBytes: 20_000,
      maxRows: 20,
      maxHeaderBytes: 4096,
      requestTimeoutMs: 300,
      allowedOrigins: ["https://app.example.com"],
    },
  })
})
afterAll(() => service.close())

describe("a body", () => {
  test("that is not JSON is answered 400", async () => {
    const { status, body } = await ask(service.server, "/predict", { body: "{" })
    expect(status).toBe(400)
    expect(body.error).toMatchObject({ code: "serve.body-unreadable", blame: "user" })
  })

  test("that is empty is answered 400", async () => {
    expect((await ask(service.server, "/predict", { body: "" })).status).toBe(400)
  })

  test.each(["/predict", "/inference", "/invocations"])("that is none at all is answered 400 by %s", async (path) => {
    const answer = await speak(`POST ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1.1 400 /)
    expect(answer).toContain("Cannot read the body as JSON: it is empty")
  })

  test.each(["/predict", "/inference"])(
    "of CSV is answered 415 by %s, also when it would read as JSON",
    async (path) => {
      const { status, body } = await ask(service.server, path, { body: record, type: "text/csv" })
      expect(status).toBe(415)
      expect(body.error.detail).toEqual({ wanted: ["application/json"], came: "text/csv" })
    },
  )

  test("nested beyond reason is answered 400", async () => {
    const { status, body } = await ask(service.server, "/predict", { body: "[".repeat(15_000) })
    expect(status).toBe(400)
    expect(body.error.message).toContain("32 levels")
  })

  test("longer than serve.maxBytes is answered 413", async () => {
    const { status, body } = await ask(service.server, "/predict", { body: `"${"x".repeat(20_000)}"` })
    expect(status).toBe(413)
    expect(body.error).toMatchObject({ code: "serve.body-too-large", detail: { limitBytes: 20_000 } })
  })

  test("of more rows than serve.maxRows is answered 413", async () => {
    for (const [path, body] of [
      ["/predict", Array(21).fill(0)],
      ["/inference", { data: Array(21).fill([]) }],
      ["/invocations", { instances: Array(21).fill({}) }],
    ] as const) {
      const { status, body: answer } = await ask(service.server, path, { body })
      expect(status).toBe(413)
      expect(answer.error).toMatchObject({ code: "serve.too-many-rows", detail: { rows: 21, limit: 20 } })
    }
  })

  test.each([["text/plain"], ["application/x-www-form-urlencoded"], ["application/xml"]])(
    "of type %s is answered 415 with the type to send",
    async (type) => {
      const { status, body } = await ask(service.server, "/predict", { body: "{}", type })
      expect(status).toBe(415)
      expect(body.error).toMatchObject({
        code: "serve.content-type-unknown",
        hint: "Send the header content-type: application/json",
      })
    },
  )
})

describe("an address", () => {
  test("that is none is answered 404 with those that are", async () => {
    const { status, body } = await ask(service.server, "/predictt?x=1", { body: {} })
    expect(status).toBe(404)
    expect(body.error.message).toBe("Cannot answer POST /predictt: there is no such endpoint")
    expect(body.error.hint).toContain("/predict")
  })

  test("asked with another method is answered 405 with the right one", async () => {
    const { status, headers, body } = await ask(service.server, "/predict")
    expect(status).toBe(405)
    expect(headers.get("allow")).toBe("POST")
    expect(body.error.code).toBe("serve.method-wrong")
  })

  test("that cannot be decoded is answered as an error document", async () => {
    const answer = await speak("GET /%zz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
    expect(answer).toMatch(/^HTTP\/1.1 400 /)
    expect(answer).toContain('"code":"serve.request-malformed"')
  })
})

describe("a request", () => {
  test("that does not arrive whole in time is answered 408", async () => {
    const answer = await speak(
      "POST /predict HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\ncontent-type: application/json\r\n\r\n{",
    )
    expect(answer).toMatch(/^HTTP\/1.1 408 Request Timeout\r\n/)
    expect(answer).toContain('"code":"serve.request-too-slow"')
  })

  test("whose sender hangs up in the middle is no failure of ours", async () => {
    const told: unknown[] = []
    const diary = { info: () => {}, warn: () => {}, error: (...entry: unknown[]) => told.push(entry) }
    const { server, close } = await openTestServer([testModel()], { effects: { diary } })
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1")
    socket.write(
      "POST /predict HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{",
    )
    await pause(50)
    socket.destroy()
    const refused = 'mlwright_request_seconds_count{route="/predict",status="400"} 1'
    await expect.poll(async () => (await ask(server, "/metrics")).text).toContain(refused)
    expect(told).toEqual([])
    await close()
  })

  test("with headers beyond serve.maxHeaderBytes is answered 431", async () => {
    const answer = await speak(`GET /ping HTTP/1.1\r\nhost: localhost\r\nx-long: ${"x".repeat(5000)}\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1.1 431 /)
    expect(answer).toContain('"code":"serve.request-malformed"')
  })

  test("that is not HTTP is answered 400", async () => {
    expect(await speak("hello\r\n\r\n")).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/)
  })
})

describe("a web page of another site", () => {
  test("cannot reach a server on this machine under its own name", async () => {
    const answer = await speak("GET /health HTTP/1.1\r\nhost: evil.example.com:8080\r\nconnection: close\r\n\r\n")
    expect(answer).toMatch(/^HTTP\/1.1 403 /)
    expect(answer).toContain('"code":"serve.host-refused"')
  })

  test.each([["127.0.0.1:1"], ["[::1]:9"], ["localhost"], ["app.localhost:80"], ["192.168.1.7"]])(
    "is not meant by the host %s",
    async (host) => {
      expect(await speak(`GET /ping HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 200 /)
    },
  )

  test("cannot post", async () => {
    const headers = { origin: "https://evil.example.com" }
    const { status, body } = await ask(service.server, "/predict", { body: record, headers })
    expect(status).toBe(403)
    expect(body.error.code).toBe("serve.origin-refused")
  })

  test("can when serve.allowedOrigins has it", async () => {
    const headers = { origin: "https://app.example.com" }
    const { status, headers: answered } = await ask(service.server, "/predict", { body: record, headers })
    expect(status).toBe(200)
    expect(answered.get("access-control-allow-origin")).toBe("https://app.example.com")
    const preflight = await fetch(`${service.server.url}/predict`, { method: "OPTIONS", headers })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get("access-control-allow-headers")).toContain("content-type")
  })

  test("is not meant by the own page, nor by a proxy that forwards the name it was called by", async () => {
    const own = { origin: service.server.url }
    expect((await ask(service.server, "/predict", { body: record, headers: own })).status).toBe(200)
    const proxied = { origin: "https://models.example.com", "x-forwarded-host": "models.example.com" }
    expect((await ask(service.server, "/predict", { body: record, headers: proxied })).status).toBe(200)
  })
})

describe("starting", () => {
  test("on a port that is taken says so", async () => {
    const port = Number(new URL(service.server.url).port)
    const settings = serveSettings.parse({ port })
    const log = { append: () => {}, states: () => [], flush: async () => {}, close: async () => {} }
    await expect(startServer({ versions: service.versions, log, settings })).rejects.toMatchObject({
      code: "serve.port-in-use",
      blame: "environment",
    })
  })

  test("on an address that is not of this machine says so", async () => {
    const settings = serveSettings.parse({ port: 0, host: "192.0.2.1" })
    const log = { append: () => {}, states: () => [], flush: async () => {}, close: async () => {} }
    await expect(startServer({ versions: service.versions, log, settings })).rejects.toMatchObject({
      code: "serve.address-refused",
    })
  })
})

/** Bytes on a bare connection, and all that comes back until the server ends it. */
async function speak(text: string): Promise<string> {
  const socket = connect(Number(new URL(service.server.url).port), "127.0.0.1")
  socket.write(text)
  let answer = ""
  for await (const block of socket) answer += String(block)
  return answer
}

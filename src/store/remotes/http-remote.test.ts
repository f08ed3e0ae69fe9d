import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer, type RequestListener } from "node:http"
import { createServer as createServerWithTls } from "node:https"
import type { AddressInfo, Server } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { openRemote, type RemoteSettings } from "../index.ts"
import { bytesOf, openExchange } from "./exchange.ts"

const canMakeKeys = (() => {
  try {
    execFileSync("openssl", ["version"], { stdio: "ignore" })
    return true
  } catch {
    console.warn("SKIPPED: no openssl here to make a certificate with")
    return false
  }
})()

test("a server that wants to know who asks is told, each way that is set", async () => {
  const url = await serverOf(({ headers }, answer) => {
    const isKnown = headers.authorization === `Basic ${btoa("ann:secret")}` || headers["x-key"] === "secret"
    answer.writeHead(isKnown ? 200 : 401).end("text")
  })
  const basic = { auth: "basic", user: "ann", password: "secret" }
  expect(await fetched(url, basic)).toBe("text")
  expect(await fetched(url, { auth: "custom", customAuthHeader: "X-Key", password: "secret" })).toBe("text")
  expect(await fetched(url.replace("://", "://ann:%73ecret@"), {})).toBe("text")
  await expect(fetched(url.replace("://", "://ann:100%@"), {})).rejects.toMatchObject({ code: "store.http-refused" })
  const refused = { code: "store.http-refused" }
  await expect(fetched(url, { ...basic, password: "other" })).rejects.toMatchObject(refused)
  await expect(fetched(url, { user: "ann", password: "secret" }), "without auth").rejects.toMatchObject(refused)
  await expect(openRemote(url, basic).existing(["a"])).resolves.toEqual(new Set(["a"]))
  expect(() => openRemote(url, { auth: "basic", user: "ann" })).toThrow(
    expect.objectContaining({ code: "store.setting-missing", message: expect.stringContaining("password") }),
  )
})

test("a redirection is followed, and who asks is not told to another server", async () => {
  const heard: (string | undefined)[] = []
  const other = await serverOf(({ url, headers }, answer) => {
    heard.push(headers.authorization)
    answer.end(`text of ${url}`)
  })
  const url = await serverOf((_request, answer) => answer.writeHead(302, { location: `${other}/b?c=1` }).end())
  expect(await fetched(url, { auth: "basic", user: "ann", password: "secret" })).toBe("text of /b?c=1")
  expect(heard).toEqual([undefined])
})

test("a server is found by its address of IPv6", async () => {
  const server = createServer((_request, answer) => answer.end("text"))
  onTestFinished(() => void server.close())
  const isHere = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false)).listen(0, "::1", () => resolve(true))
  })
  if (!isHere) return console.warn("SKIPPED: this computer has no address of IPv6")
  expect(await fetched(`http://[::1]:${(server.address() as AddressInfo).port}`, {})).toBe("text")
})

test("files are sent where a method says how, and not without one", async () => {
  const stored = new Map<string, string>()
  const url = await serverOf(async (request, answer) => {
    let text = ""
    for await (const block of request) text += block
    stored.set(`${request.method} ${request.url}`, text)
    answer.writeHead(201).end()
  })
  const file = join(scratch(), "a")
  writeFileSync(file, "text")
  const remote = openRemote(`${url}/base/`, { method: "PUT" })
  onTestFinished(remote.close)
  expect(await remote.upload([{ file, key: "files/md5/ab/c d" }])).toEqual([])
  expect([...stored]).toEqual([["PUT /base/files/md5/ab/c%20d", "text"]])
  await expect(openRemote(url).upload([{ file, key: "a" }])).rejects.toMatchObject({ code: "store.remote-read-only" })
  await expect(openRemote(url).list("")).rejects.toMatchObject({ code: "store.remote-unlisted" })
})

test.each([["before"], ["within"]])(
  "a server that falls silent %s its answer is given up after the time that is set",
  async (when) => {
    const url = new URL(await serverOf((_request, answer) => void (when === "within" && answer.write("some"))))
    const origin = { protocol: url.protocol, hostname: url.hostname, port: Number(url.port) }
    const exchange = await openExchange(origin, { connectTimeoutMs: 10_000, readTimeoutMs: 20 })
    onTestFinished(exchange.close)
    const asked = exchange.send({ method: "GET", path: "/a", headers: {} }).then(bytesOf)
    await expect(asked).rejects.toMatchObject({ code: "ETIMEDOUT" })
  },
)

test.skipIf(!canMakeKeys)("a certificate of one's own is trusted when it is named, or when any is", async () => {
  const folder = scratch()
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")]
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
  execFileSync("openssl", ["req", "-x509", ...kind, "-keyout", key, "-out", cert, ...subject], { stdio: "ignore" })
  const listener: RequestListener = (_request, answer) => answer.end("text")
  const server = createServerWithTls({ key: readFileSync(key), cert: readFileSync(cert) }, listener)
  const url = (await listening(server)).replace("http:", "https:")
  expect(await fetched(url, { verifyTls: cert })).toBe("text")
  expect(await fetched(url, { verifyTls: false })).toBe("text")
  await expect(fetched(url, {})).rejects.toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" })
  expect(() => openRemote(url, { verifyTls: join(folder, "none.pem") })).toThrow(
    expect.objectContaining({ code: "store.certificates-unreadable" }),
  )
})

async function fetched(url: string, settings: RemoteSettings): Promise<string> {
  const remote = openRemote(url, settings)
  try {
    const file = join(scratch(), "a")
    const [fault] = await remote.download([{ key: "a", file }])
    if (fault !== undefined) throw Object.assign(new Error(fault.message), { code: fault.code })
    return readFileSync(file, "utf8")
  } finally {
    remote.close()
  }
}

function serverOf(listener: RequestListener): Promise<string> {
  return listening(createServer(listener))
}

async function listening(server: Server & { closeAllConnections(): void }): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "http-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

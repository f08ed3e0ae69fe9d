// A store of objects as a user has one: a server on this machine, and the command. Needs versitygw (bench/peers/s3/make.sh builds it).
import { type ChildProcess, spawn } from "node:child_process"
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { type AddressInfo, connect, createServer } from "node:net"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { gzipSync } from "node:zlib"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import { done, mlwright, workFolder } from "./mlwright.ts"

const program = process.env["MLWRIGHT_TEST_VERSITYGW"] ?? ""
const absent = !existsSync(program)
if (absent)
  console.warn("SKIPPED: set MLWRIGHT_TEST_VERSITYGW to the path of versitygw to read tables from a real S3 server")

interface Store {
  readonly objects: string
  readonly port: number
  /** Ends the server as a power cut does, and starts it again. */
  readonly restart: () => void
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1")
  await new Promise((settle) => server.once("listening", settle))
  const { port } = server.address() as AddressInfo
  await new Promise((settle) => server.close(settle))
  return port
}

function startServer(objects: string, port: number): ChildProcess {
  return spawn(program, ["--port", `127.0.0.1:${port}`, "--quiet", "posix", objects], {
    stdio: "ignore",
    env: { ...process.env, ROOT_ACCESS_KEY: "key", ROOT_SECRET_KEY: "secretsecret" },
  })
}

async function startStore(folder: string): Promise<Store> {
  const objects = join(folder, "objects")
  mkdirSync(join(objects, "bucket"), { recursive: true })
  const port = await freePort()
  vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${port}`)
  vi.stubEnv("AWS_ACCESS_KEY_ID", "key")
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secretsecret")
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true")
  onTestFinished(() => void vi.unstubAllEnvs())
  let server = startServer(objects, port)
  onTestFinished(() => void server.kill("SIGKILL"))
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined)) break
    await pause(50)
  }
  const restart = (): void => {
    server.once("exit", () => {
      server = startServer(objects, port)
    })
    server.kill("SIGKILL")
  }
  return { objects, port, restart }
}

/** A way to the server that counts what comes back, and cuts when it is told to. */
async function gateTo(port: number, goesOn: (bytes: number) => boolean): Promise<string> {
  let bytes = 0
  const gate = createServer((client) => {
    const server = connect(port, "127.0.0.1")
    client.on("error", () => server.destroy())
    client.on("close", () => server.destroy())
    server.on("error", () => client.destroy())
    server.on("end", () => client.end())
    client.pipe(server)
    server.on("data", (block) => {
      bytes += block.length
      if (goesOn(bytes)) client.write(block)
      else client.destroy()
    })
  }).listen(0, "127.0.0.1")
  await new Promise((settle) => gate.once("listening", settle))
  onTestFinished(() => void gate.close())
  return `http://127.0.0.1:${(gate.address() as AddressInfo).port}`
}

const header = "size,kind,price"
const month = (from: number): string =>
  Array.from({ length: 80 }, (_, row) => {
    const size = (from + row) % 50
    return `${size},${row % 3 === 0 ? "house" : "flat"},${size * 3 + (row % 3 === 0 ? 40 : 0) + (row % 7)}`
  }).join("\n")

describe.skipIf(absent)("tables in a store of objects", () => {
  it("become projects: one of each kind, a folder, and a pattern, and a run reads what was fetched", async () => {
    const folder = await workFolder()
    const { objects } = await startStore(folder)
    const bucket = join(objects, "bucket")
    const whole = `${header}\n${month(0)}\n${month(80)}\n`
    mkdirSync(join(bucket, "months"))
    writeFileSync(join(bucket, "all.csv"), whole)
    writeFileSync(join(bucket, "all.csv.gz"), gzipSync(whole))
    writeFileSync(join(bucket, "months/2024-01.csv"), `${header}\n${month(0)}\n`)
    writeFileSync(join(bucket, "months/2024-02.csv"), `${header}\n${month(80)}\n`)
    writeFileSync(join(bucket, "months/readme.md"), "# about")
    const made = async (name: string, address: string) =>
      (await done(folder, "init", name, "--data", address, "--target", "price", "--yes")).json
    expect(await made("one", "s3://bucket/all.csv")).toMatchObject({
      rows: 160,
      files: expect.arrayContaining(["data/raw/all.csv"]),
    })
    expect(await made("packed", "s3://bucket/all.csv.gz")).toMatchObject({ rows: 160 })
    expect(await made("months", "s3://bucket/months/")).toMatchObject({
      rows: 160,
      files: expect.arrayContaining(["data/raw/2024-01.csv", "data/raw/2024-02.csv"]),
    })
    expect(await made("some", "s3://bucket/months/*-02.csv")).toMatchObject({ rows: 80 })
    await done(join(folder, "one"), "run", "--set", "train.budgetSeconds=1")
    copyFileSync(join(folder, "one/data/table.parquet"), join(bucket, "all.parquet"))
    expect(await made("typed", "s3://bucket/all.parquet")).toMatchObject({ rows: 160 })
    const held = await done(join(folder, "one"), "validate", "s3://bucket/months/2024-01.csv")
    expect(held.json).toMatchObject({ ok: true, rows: 80 })
  })

  it("that are not there, and keys that are wrong, are said", async () => {
    const folder = await workFolder()
    const { objects } = await startStore(folder)
    writeFileSync(join(objects, "bucket/all.csv"), `${header}\n${month(0)}\n`)
    const failing = async (address: string): Promise<readonly [number, string]> => {
      const { code, json } = await mlwright(folder, "init", "p", "--data", address, "--target", "price", "--yes")
      expect(readdirSync(folder)).toEqual(["objects"])
      return [code, json.error.code]
    }
    expect(await failing("s3://other/all.csv")).toEqual([2, "table.object-missing"])
    expect(await failing("s3://bucket/none.csv")).toEqual([2, "table.object-missing"])
    expect(await failing("s3://bucket/none/")).toEqual([2, "table.object-missing"])
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "wrong")
    expect(await failing("s3://bucket/all.csv")).toEqual([2, "table.object-denied"])
    vi.stubEnv("AWS_ACCESS_KEY_ID", "nobody")
    expect(await failing("s3://bucket/all.csv")).toEqual([2, "table.object-denied"])
    vi.stubEnv("AWS_ACCESS_KEY_ID", undefined)
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", undefined)
    vi.stubEnv("AWS_CONFIG_FILE", "nowhere")
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "nowhere")
    expect(await failing("s3://bucket/all.csv")).toEqual([2, "table.credentials-missing"])
  })

  it("come whole through a server that is killed half-way and comes back", async () => {
    const folder = await workFolder()
    const store = await startStore(folder)
    const lines = `${month(0)}\n`.repeat(60_000)
    writeFileSync(join(store.objects, "bucket/big.csv"), `${header}\n${lines}`)
    let isKilled = false
    const gate = await gateTo(store.port, (bytes) => {
      if (bytes < 5_000_000 || isKilled) return true
      isKilled = true
      store.restart()
      return false
    })
    vi.stubEnv("AWS_ENDPOINT_URL", gate)
    const patient = ["--set", "data.downloadRetries=6"]
    await done(folder, "init", "p", "--data", "s3://bucket/big.csv", "--target", "price", "--yes", ...patient)
    expect(isKilled).toBe(true)
    const size = readFileSync(join(folder, "p/data/raw/big.csv")).length
    expect(size).toBe(header.length + 1 + lines.length)
  })
})

describe.skipIf(absent)("data in a store of objects", () => {
  it("goes there and comes back, again with nothing to do, and a folder of others is imported and followed", async () => {
    const folder = await workFolder()
    const { port } = await startStore(folder)
    const made = join(folder, "made")
    const others = join(folder, "others")
    for (const path of [made, others]) {
      mkdirSync(join(path, "data/sub"), { recursive: true })
      await done(path, "init", "--no-scm")
      await done(path, "remote", "add", "-d", "s", "s3://bucket/store")
      await done(path, "remote", "modify", "s", "endpointurl", `http://127.0.0.1:${port}`)
      await done(path, "remote", "modify", "s", "jobs", "8")
    }
    for (let number = 0; number < 320; number++) writeFileSync(join(made, `data/sub/${number}`), `text ${number}`)
    await done(made, "add", "data")
    expect((await done(made, "push")).json).toMatchObject({ pushed: 321 })
    expect((await done(made, "push")).json).toMatchObject({ pushed: 0 })
    copyFileSync(join(made, "data.dvc"), join(others, "data.dvc"))
    rmSync(join(others, "data"), { recursive: true })
    await done(others, "pull")
    expect(readFileSync(join(others, "data/sub/319"), "utf8")).toBe("text 319")

    const imported = await done(others, "import-url", "remote://s/files/md5", "hashed")
    expect(imported.json).toMatchObject({ path: "hashed", nfiles: 321 })
    expect((await done(others, "update", "hashed.dvc")).json.updated).toMatchObject([{ changed: false }])
    writeFileSync(join(made, "more"), "more")
    await done(made, "add", "more")
    await done(made, "push")
    expect((await done(others, "update", "hashed.dvc")).json.updated).toMatchObject([{ changed: true }])
    expect(
      readdirSync(join(others, "hashed"), { recursive: true, withFileTypes: true }).filter((one) => one.isFile()),
    ).toHaveLength(322)
  })
})

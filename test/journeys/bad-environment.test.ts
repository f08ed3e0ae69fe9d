/** Disks, ports, records and files of the project that fail, through the built command. */
import { execFileSync, spawnSync } from "node:child_process"
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { describe, expect, onTestFinished, test } from "vitest"
import { command, done, finished, mlwright, type Outcome, serve, start, workFolder } from "./mlwright.ts"
import { csv, expectRefused, halfWritten, header, initFrom, projectThatRan, rows } from "./small-project.ts"

const copyOfProject = projectThatRan()

describe("a full disk", () => {
  test.skipIf(!canMount())("in init leaves nothing, and the same command works when there is space", async () => {
    for (const kilobytes of [8, 100, 120]) {
      const disk = await smallDisk(`${kilobytes}k`)
      const table = join(await workFolder(), "table.csv")
      writeFileSync(table, csv(header, rows))
      const init = () => mlwright(disk, "init", "made", "--data", table, "--target", "price", "--yes")
      expectRefused(await init(), { exit: 3, code: "base.disk-full", hint: /Free some space/ })
      expect(readdirSync(disk)).toEqual([])
      execFileSync("mount", ["-o", "remount,size=4m", disk])
      expect(await init()).toMatchObject({ code: 0 })
    }
  })

  test.skipIf(!canMount())("in run is said, and the next run goes on when there is space", async () => {
    for (const kilobytes of [300, 560, 740]) {
      const disk = await smallDisk("4m")
      const made = await initFrom(disk, csv(header, rows))
      expect(made.code, made.stdout).toBe(0)
      execFileSync("mount", ["-o", `remount,size=${kilobytes}k`, disk])
      const project = join(disk, "made")
      expectRefused(await mlwright(project, "run"), { exit: 3, code: "base.disk-full", hint: /Free some space/ })
      execFileSync("mount", ["-o", "remount,size=4m", disk])
      await done(project, "run")
      expect(halfWritten(project)).toEqual([])
      expect(await statuses(project)).not.toContain("RUNNING")
    }
  })

  test.skipIf(!canMount())(
    "under a server: it answers, counts what waits, and logs all when there is space",
    async () => {
      const disk = await smallDisk("4m")
      const project = join(disk, "made")
      cpSync(await copyOfProject(), project, { recursive: true })
      const { url, server } = await serve(project, "--set", "log.sinks=[database, file]")
      spawnSync("dd", ["if=/dev/zero", `of=${join(disk, "fill")}`, "bs=1k"], { stdio: "ignore" })
      for (let request = 0; request < 5; request++) expect(await predicted(url)).toBe(200)
      await wait(1200)
      expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: "degraded" })
      rmSync(join(disk, "fill"))
      expect(await predicted(url)).toBe(200)
      const ended = new Promise((settle) => server.once("exit", settle))
      server.kill("SIGTERM")
      expect(await ended).toBe(0)
      const folder = join(project, ".mlwright/predictions")
      const [file = ""] = readdirSync(folder)
      expect(readFileSync(join(folder, file), "utf8").trim().split("\n")).toHaveLength(1 + 6)
    },
  )
})

describe("a folder that may not be written", () => {
  test.skipIf(!canMount())("on a read-only disk", async () => {
    const project = await copyOfProject()
    execFileSync("mount", ["--bind", project, project])
    onTestFinished(() => void spawnSync("umount", ["-l", project]))
    execFileSync("mount", ["-o", "remount,ro,bind", project])
    for (const words of [
      ["run"],
      ["run", "--force"],
      ["predict", "good.csv", "-o", "out.csv"],
      ["config", "set", "train.seed", "3"],
    ])
      expectRefused(await mlwright(project, ...words), { exit: 3, code: "base.folder-read-only", hint: /write access/ })
    expect((await mlwright(project, "doctor")).json).toMatchObject({ ok: false })

    const elsewhere = await workFolder()
    for (const words of [
      ["predict", "good.csv", "-o", join(elsewhere, "out.csv")],
      ["explore", "--out", join(elsewhere, "page.html")],
      ["evaluate", "good.csv"],
      ["compare", "good.csv", "good.csv"],
      ["models", "list"],
    ])
      await done(project, ...words)
    expect(readdirSync(elsewhere)).toEqual(["out.csv", "page.html"])
    const { report, notes } = await done(project, "validate", "good.csv").then(({ json }) => json)
    expect({ report, notes }).toEqual({ report: null, notes: [expect.stringContaining("No page is written")] })
  })

  test.skipIf(!canBeNobody())("of another user, and a file that may not be read", async () => {
    const project = await copyOfProject()
    const folder = join(project, "../..")
    chmodSync(folder, 0o755)
    for (const path of [
      project,
      ...readdirSync(project, { recursive: true, encoding: "utf8" }).map((path) => join(project, path)),
    ])
      chownSync(path, nobody, nobody)
    mkdirSync(join(project, "closed"), { mode: 0o555 })
    const init = (data: string) => asNobody(project, "init", "closed/new", "--data", data, "--target", "price", "--yes")
    expectRefused(await init("good.csv"), { exit: 3, code: "base.folder-read-only", hint: /write access/ })
    chmodSync(join(project, "good.csv"), 0)
    expectRefused(await init("good.csv"), { exit: 2, code: "base.file-unreadable", hint: /read access/ })
    expect(readdirSync(join(project, "closed"))).toEqual([])
    chmodSync(join(project, "data"), 0o555)
    expectRefused(await asNobody(project, "run", "--force"), {
      exit: 3,
      code: "base.folder-read-only",
      hint: /write access/,
    })
    chmodSync(join(project, "data"), 0o755)
    chmodSync(join(project, "mlwright.yaml"), 0)
    expectRefused(await asNobody(project, "run"), { exit: 2, code: "base.file-unreadable", hint: /read access/ })
    expect(halfWritten(project)).toEqual([])
  })
})

test("a port that another program has", async () => {
  const project = await copyOfProject()
  const other = createServer().listen(0, "127.0.0.1")
  onTestFinished(() => void other.close())
  await new Promise((settle) => other.once("listening", settle))
  const { port } = other.address() as { port: number }
  expectRefused(await mlwright(project, "serve", "--port", String(port)), {
    exit: 3,
    code: "serve.port-in-use",
    hint: /--port/,
  })
})

test("records that are damaged are refused by every command, and moving them aside helps", async () => {
  const project = await copyOfProject()
  const path = join(project, ".mlwright/mlwright.db")
  const good = readFileSync(path)
  const broken = Buffer.from(good)
  broken.fill(0x5a, 4096, broken.length)
  for (const bytes of [Buffer.from("no database"), good.subarray(0, 100), good.subarray(0, good.length / 2), broken]) {
    writeFileSync(path, bytes)
    for (const words of [["run"], ["runs", "list"], ["predict", "good.csv", "-o", "out.csv"], ["serve", "--port", "0"]])
      expectRefused(await mlwright(project, ...words), {
        exit: 3,
        code: "store.database-corrupt",
        hint: /move it aside/,
      })
  }
  for (const end of ["", "-wal", "-shm"]) rmSync(`${path}${end}`, { force: true })
  expect((await done(project, "run")).json.stages.at(-1)).toMatchObject({ name: "register", status: "ran" })
})

test("a model that is damaged in any of its files is refused, and a run puts a registered one right", async () => {
  const project = await copyOfProject()
  const predict = (...model: readonly string[]) => mlwright(project, "predict", "good.csv", "-o", "out.csv", ...model)
  for (const file of ["model.json", "model.bin", "schema.json"]) {
    const path = join(project, "model", file)
    const good = readFileSync(path)
    for (const bytes of [good.subarray(0, good.length / 2), Buffer.from("junk\0"), undefined]) {
      rmSync(path)
      if (bytes !== undefined) writeFileSync(path, bytes)
      const code = bytes === undefined && file === "model.json" ? "model.missing" : "model.corrupt"
      expectRefused(await predict("--model", "./model"), { exit: 2, code, hint: /mlwright run/ })
    }
    writeFileSync(path, good)
  }
  const version = join(project, ".mlwright/models/made/1")
  rmSync(join(version, "model.bin"))
  expectRefused(await predict(), { exit: 2, code: "model.corrupt", hint: /mlwright run/ })
  await done(project, "run")
  expect((await predict()).code).toBe(0)
  rmSync(version, { recursive: true })
  expectRefused(await predict(), { exit: 3, code: "registry.files-missing", hint: /mlwright run/ })
  await done(project, "run")
  expect((await predict()).code).toBe(0)
  expect(existsSync(join(project, "out.csv"))).toBe(true)
})

describe("an output", () => {
  test("whose reader has gone, as head does, is no failure", async () => {
    const folder = await workFolder()
    for (const args of [["--help"], ["config", "explain", "--json"], ["models", "list", "--json"]]) {
      const child = start(folder, args)
      child.stdout!.destroy()
      const { code, stderr } = await finished(child)
      expect([stderr, code]).toEqual(["", args[0] === "models" ? 2 : 0])
    }
  })

  test.skipIf(!existsSync("/dev/full"))("that is full is said in words", async () => {
    const { status, stderr } = spawnSync("sh", [
      "-c",
      `"$0" "$1" config explain > /dev/full`,
      process.execPath,
      command,
    ])
    expect(status).toBe(3)
    expect(String(stderr)).toMatch(/^Error Cannot write .*\nFix /)
  })
})

/** A disk of its own size, gone with the test. */
async function smallDisk(size: string): Promise<string> {
  const disk = await workFolder()
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", disk])
  onTestFinished(() => void spawnSync("umount", ["-l", disk]))
  return disk
}

async function predicted(url: string): Promise<number> {
  const body = JSON.stringify({ width: 3, height: 5, colour: "red" })
  return (await fetch(`${url}/predict`, { method: "POST", headers: { "content-type": "application/json" }, body }))
    .status
}

async function statuses(project: string): Promise<readonly string[]> {
  return (await done(project, "runs", "list")).json.runs.map(({ status }: { status: string }) => status)
}

function asNobody(folder: string, ...args: readonly string[]): Promise<Outcome> {
  return finished(start(folder, ["--json", ...args], { uid: nobody, gid: nobody }))
}

/** Skips loudly: only the superuser may mount, and not in every container. */
function canMount(): boolean {
  const tried =
    process.getuid?.() === 0 && spawnSync("unshare", ["-m", "mount", "-t", "tmpfs", "tmpfs", tmpdir()]).status === 0
  if (!tried) console.warn("SKIPPED: mounting is not allowed here; full and read-only disks were not tested")
  return tried
}

/** Skips loudly: the superuser may read and write everything, so another user is needed, who can reach the command. */
function canBeNobody(): boolean {
  const asked =
    process.getuid?.() === 0 && spawnSync(process.execPath, [command, "--version"], { uid: nobody, gid: nobody })
  const can = asked !== false && asked.status === 0
  if (!can) console.warn("SKIPPED: the test cannot run as another user; files without permission were not tested")
  return can
}

const nobody = 65534

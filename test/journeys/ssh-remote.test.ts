import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { connect } from "node:net"
import { userInfo } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { expect, onTestFinished, test } from "vitest"
import { command, finished, type Outcome, workFolder } from "./mlwright.ts"

const sshd = process.env["MLWRIGHT_TEST_SSHD"] ?? "/usr/sbin/sshd"
const absent = !existsSync(sshd)
if (absent)
  console.warn(`SKIPPED: no ${sshd}; install openssh-server, or set MLWRIGHT_TEST_SSHD, to try remotes over ssh`)

test.skipIf(absent)(
  "data goes to a remote over ssh and comes back, and a host nobody knows is not trusted",
  async () => {
    const folder = await workFolder()
    const { port, tools } = await startServer(folder)
    const root = join(folder, "work")
    mkdirSync(join(root, "data"), { recursive: true })
    const ours = (...args: readonly string[]): Promise<Outcome> => finished(start(root, tools, args))
    const done = async (...args: readonly string[]): Promise<Outcome> => {
      const outcome = await ours(...args)
      expect(outcome.code, `${args.join(" ")}\n${outcome.stdout}`).toBe(0)
      return outcome
    }
    for (let number = 0; number < 40; number++) writeFileSync(join(root, `data/é ${number}`), `${number}`)
    const large = Buffer.alloc(9_000_001, "0123456789abcdef")
    writeFileSync(join(root, "large.bin"), large)
    await done("init")
    const store = join(folder, "there/store")
    await done("remote", "add", "-d", "s", `ssh://${userInfo().username}@127.0.0.1:${port}${store}`)
    await done("add", "data", "large.bin")
    await done("push")
    expect((await done("push")).json.pushed).toBe(0)
    expect((await done("status", "--cloud")).json).toEqual({})

    for (const path of ["data", "large.bin", ".dvc/cache"]) rmSync(join(root, path), { recursive: true })
    await done("pull")
    expect(readFileSync(join(root, "large.bin")).equals(large)).toBe(true)
    expect((await done("status")).json).toEqual({})

    const [object] = execFileSync("find", [store, "-type", "f", "-size", "-2c"], { encoding: "utf8" })
      .trim()
      .split("\n")
    writeFileSync(object!, "X")
    for (const path of ["data", ".dvc/cache"]) rmSync(join(root, path), { recursive: true })
    expect((await ours("pull")).json.error).toMatchObject({
      code: "version.transfer-failed",
      detail: { faults: [{ code: "CORRUPT" }] },
    })

    rmSync(join(folder, "known_hosts"))
    expect((await ours("push")).json.error).toMatchObject({ code: "store.ssh-host-unknown" })
  },
  120_000,
)

/** A server of one's own on a free port, and an `ssh` that knows it. */
async function startServer(folder: string): Promise<{ readonly port: number; readonly tools: string }> {
  const port = 20_000 + (process.pid % 20_000)
  const key = (name: string): void =>
    void execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, name)])
  key("host")
  key("own")
  const publicKey = (name: string): string => readFileSync(join(folder, `${name}.pub`), "utf8")
  writeFileSync(join(folder, "authorized"), publicKey("own"), { mode: 0o600 })
  writeFileSync(
    join(folder, "known_hosts"),
    `[127.0.0.1]:${port} ${publicKey("host").split(" ").slice(0, 2).join(" ")}\n`,
  )
  const settings = [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${join(folder, "host")}`,
    `AuthorizedKeysFile ${join(folder, "authorized")}`,
    `PidFile ${join(folder, "pid")}`,
    "StrictModes no",
    "UsePAM no",
    "Subsystem sftp internal-sftp",
  ]
  writeFileSync(join(folder, "sshd_config"), `${settings.join("\n")}\n`)
  const own = [
    `UserKnownHostsFile ${join(folder, "known_hosts")}`,
    "GlobalKnownHostsFile /dev/null",
    `IdentityFile ${join(folder, "own")}`,
    "IdentityAgent none",
  ]
  writeFileSync(join(folder, "ssh_config"), `${own.join("\n")}\n`)
  const tools = join(folder, "tools")
  mkdirSync(tools)
  writeFileSync(
    join(tools, "ssh"),
    `#!/bin/sh\nexec ${execFileSync("which", ["ssh"], { encoding: "utf8" }).trim()} -F '${join(folder, "ssh_config")}' "$@"\n`,
  )
  chmodSync(join(tools, "ssh"), 0o755)
  mkdirSync("/run/sshd", { recursive: true })
  const server = spawn(sshd, ["-D", "-e", "-f", join(folder, "sshd_config")], {
    stdio: ["ignore", "ignore", "inherit"],
  })
  onTestFinished(() => void server.kill())
  for (let attempt = 0; attempt < 100 && !(await answers(port)); attempt++) await sleep(100)
  return { port, tools }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1")
    socket.on("connect", () => resolve(true))
    socket.on("error", () => resolve(false))
    socket.on("connect", () => socket.destroy())
  })
}

function start(folder: string, tools: string, args: readonly string[]): ChildProcess {
  const env = { ...process.env, NO_COLOR: "1", PATH: `${tools}:${process.env["PATH"]}` }
  return spawn(process.execPath, [command, "--json", ...args], { cwd: folder, stdio: ["ignore", "pipe", "pipe"], env })
}

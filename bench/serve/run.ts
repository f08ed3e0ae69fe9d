/**
 * Requests per CPU second of `POST /predict`, ours and a plain FastAPI + scikit-learn service, side by side.
 *
 *     node bench/serve/run.ts [--table FILE.csv --target COLUMN] [--artifact FOLDER] [--peer-python PYTHON] [--trees 100]
 *                             [--requests 20000] [--peer-requests 2000]
 *                             [--connections 16] [--rounds 3]
 *
 * Without --artifact one boosted ensemble is trained on the table and its first trees kept, as many as the peer has. Without --peer-python only ours is measured. Linux only: CPU
 * time comes from /proc.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { availableParallelism, cpus, tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { parseArgs } from "node:util"
import { describeModel, makeArtifact, requestBodies } from "./artifact.ts"

interface Load {
  readonly requests: number
  readonly failed: number
  readonly seconds: number
  readonly p50: number
  readonly p99: number
}

interface Measured extends Load {
  readonly cpuSeconds: number
  readonly perCpuSecond: number
}

/** USER_HZ, which Linux keeps at 100 for programs. */
const TICKS_PER_SECOND = 100

/** One row does not fill several threads: without this scikit-learn's spin for work and the peer takes several times the CPU. */
const ONE_THREAD = { OMP_NUM_THREADS: "1" }

const { values: flags } = parseArgs({
  options: {
    table: { type: "string", default: "../shared/data/california_housing/housing.csv" },
    target: { type: "string", default: "median_house_value" },
    artifact: { type: "string" },
    "peer-python": { type: "string" },
    trees: { type: "string", default: "100" },
    requests: { type: "string", default: "20000" },
    "peer-requests": { type: "string", default: "2000" },
    connections: { type: "string", default: "16" },
    rounds: { type: "string", default: "3" },
  },
})
const here = import.meta.dirname
const folder = mkdtempSync(join(tmpdir(), "mlwright-bench-"))
const started: ChildProcess[] = []

try {
  const artifact = flags.artifact ?? (await makeArtifact(flags, folder))
  const bodies = join(folder, "bodies.json")
  writeFileSync(bodies, JSON.stringify(await requestBodies(flags.table, artifact, folder)))
  console.log(`machine  ${cpus()[0]?.model}, ${availableParallelism()} threads, Node ${process.versions.node}`)
  console.log(`ours     ${await describeModel(artifact)}; prediction log on`)
  const servers = [await startOurs(artifact)]
  if (flags["peer-python"] !== undefined) servers.push(await startPeer(flags["peer-python"]))

  const best = new Map<string, Measured>()
  for (let round = 0; round < Number(flags.rounds); round++) {
    for (const { name, process: server, url, requests } of servers) {
      const target = { url: `${url}/predict`, bodies, requests }
      drive({ ...target, requests: Math.ceil(requests / 10) })
      const measured = measure(server.pid!, target)
      if (measured.perCpuSecond > (best.get(name)?.perCpuSecond ?? 0)) best.set(name, measured)
      console.log(`round ${round + 1}  ${line(name, measured)}`)
    }
  }
  for (const [name, measured] of best) console.log(`best     ${line(name, measured)}`)
  const [ours, peer] = servers.map(({ name }) => best.get(name)!)
  if (peer !== undefined)
    console.log(`ratio    ${(ours!.perCpuSecond / peer.perCpuSecond).toFixed(1)} times the requests per CPU second`)
} finally {
  for (const child of started) {
    child.kill("SIGTERM")
    await Promise.race([once(child, "exit"), pause(5000)])
  }
  rmSync(folder, { recursive: true, force: true })
}

interface Started {
  readonly name: string
  readonly process: ChildProcess
  readonly url: string
  /** Of one round. */
  readonly requests: number
}

async function startOurs(artifact: string): Promise<Started> {
  const began = performance.now()
  const child = spawn(process.execPath, [join(here, "server.ts"), artifact, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  started.push(child)
  const [line] = (await once(child.stdout!, "data")) as [Buffer]
  console.log(`ours     answers ${((performance.now() - began) / 1000).toFixed(2)} s after its start`)
  return { name: "mlwright", process: child, url: String(line).trim(), requests: Number(flags.requests) }
}

async function startPeer(python: string): Promise<Started> {
  const peer = join(here, "../peers/fastapi")
  const model = join(folder, "peer.joblib")
  execFileSync(python, [join(peer, "train.py"), flags.table, flags.target, model, flags.trees], {
    stdio: "inherit",
  })
  const versions =
    "import fastapi, uvicorn, sklearn, sys; print(sys.version.split()[0], 'FastAPI', fastapi.__version__, 'uvicorn', uvicorn.__version__, 'scikit-learn', sklearn.__version__)"
  console.log(
    `peer     Python ${String(execFileSync(python, ["-c", versions])).trim()}, ${flags.trees} trees of 31 leaves; no prediction log`,
  )
  const port = "18099"
  const parts = [
    "-m",
    "uvicorn",
    "service:app",
    "--app-dir",
    peer,
    "--port",
    port,
    "--log-level",
    "warning",
    "--no-access-log",
  ]
  const began = performance.now()
  const child = spawn(python, parts, {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...ONE_THREAD, PEER_MODEL: model },
  })
  started.push(child)
  const url = `http://127.0.0.1:${port}`
  for (let tries = 0; tries < 300 && !(await answers(url)); tries++) await pause(100)
  console.log(`peer     answers ${((performance.now() - began) / 1000).toFixed(2)} s after its start`)
  return { name: "FastAPI", process: child, url, requests: Number(flags["peer-requests"]) }
}

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}/ping`).then(
    (response) => response.ok,
    () => false,
  )
}

interface Target {
  readonly url: string
  readonly bodies: string
  readonly requests: number
}

function measure(pid: number, target: Target): Measured {
  const before = cpuSecondsOf(pid)
  const load = drive(target)
  const cpuSeconds = cpuSecondsOf(pid) - before
  return { ...load, cpuSeconds, perCpuSecond: load.requests / cpuSeconds }
}

function drive({ url, bodies, requests }: Target): Load {
  const parts = [join(here, "load.ts"), url, bodies, String(requests), flags.connections]
  return JSON.parse(String(execFileSync(process.execPath, parts))) as Load
}

/** User and system time of a process and its threads; the name in parentheses may hold spaces. */
function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

function line(name: string, measured: Measured): string {
  const { perCpuSecond, requests, seconds, failed, p50, p99, cpuSeconds } = measured
  const rate = `${perCpuSecond.toFixed(0).padStart(6)} requests per CPU second`
  const wall = `${(requests / seconds).toFixed(0)} per second`
  return `${name.padEnd(9)}${rate}, ${wall}, ${cpuSeconds.toFixed(2)} CPU s, p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, ${failed} failed`
}

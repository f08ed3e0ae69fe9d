import { existsSync } from "node:fs"
import { access, constants, mkdtemp, rm, statfs, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { join, resolve } from "node:path"
import { errorDocument, formatBytes, KnownError } from "../base/index.ts"
import { projectPaths } from "../stages/index.ts"
import { checkDatabase } from "../store/index.ts"
import { gitVersion } from "../version/index.ts"
import { withRecords } from "./files/look-up.ts"
import { openProject, type Project } from "./project.ts"

export interface MachineCheck {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
  /** What to do; absent when all is well. */
  readonly fix?: string
}

/** Everything mlwright stands on, each with its fix: Node, disk, write access, port, git, settings, records. */
export async function checkMachine(
  folder: string,
  flags: readonly string[],
): Promise<{ readonly ok: boolean; readonly checks: readonly MachineCheck[] }> {
  const { project, check: settings } = await checkSettings(folder, flags)
  const root = project?.root ?? resolve(folder)
  const checks = [
    checkNode(),
    await checkDisk(root),
    await checkWriting(root),
    await checkPort(project?.config.serve.host ?? "127.0.0.1", project?.config.serve.port ?? 8080),
    await checkGit(root),
    settings,
    ...(project === undefined ? [] : [await checkRecords(project)]),
  ]
  return { ok: checks.every(({ ok }) => ok), checks }
}

function checkNode(): MachineCheck {
  const major = Number(process.versions.node.split(".")[0])
  const detail = `Node ${process.versions.node} on ${process.platform} ${process.arch}`
  return major >= 24
    ? { name: "node", ok: true, detail }
    : { name: "node", ok: false, detail, fix: "Install Node 24 or newer" }
}

async function checkDisk(root: string): Promise<MachineCheck> {
  const { bavail, bsize } = await statfs(root)
  const free = bavail * bsize
  const detail = `${formatBytes(free)} free`
  return free >= leastFreeBytes
    ? { name: "disk", ok: true, detail }
    : { name: "disk", ok: false, detail, fix: `Free at least ${formatBytes(leastFreeBytes)}` }
}

async function checkWriting(root: string): Promise<MachineCheck> {
  try {
    await access(root, constants.W_OK)
    const trial = await mkdtemp(join(root, ".mlwright-doctor-"))
    await writeFile(join(trial, "trial"), "trial")
    await rm(trial, { recursive: true })
    return { name: "write access", ok: true, detail: root }
  } catch (error) {
    return {
      name: "write access",
      ok: false,
      detail: `${root}: ${(error as Error).message}`,
      fix: `Give yourself write access to ${root}`,
    }
  }
}

function checkPort(host: string, port: number): Promise<MachineCheck> {
  return new Promise((settle) => {
    const server = createServer()
    server.once("error", (error) => {
      settle({
        name: "port",
        ok: false,
        detail: `${host}:${port}: ${error.message}`,
        fix: "Stop the program that listens there, or set serve.port to another",
      })
    })
    server.listen(port, host, () => {
      server.close(() => settle({ name: "port", ok: true, detail: `${host}:${port} is free` }))
    })
  })
}

async function checkGit(root: string): Promise<MachineCheck> {
  try {
    const version = await gitVersion(root)
    return { name: "git", ok: true, detail: version }
  } catch (error) {
    const { message, hint } = errorDocument(error).error
    return { name: "git", ok: false, detail: message, fix: hint }
  }
}

/** No project at all is fine: one may be about to be made. */
async function checkSettings(
  folder: string,
  flags: readonly string[],
): Promise<{ readonly project?: Project; readonly check: MachineCheck }> {
  try {
    const project = await openProject(folder, flags)
    return { project, check: { name: "settings", ok: true, detail: `${projectPaths.settings} of ${project.name}` } }
  } catch (error) {
    if (!(error instanceof KnownError)) throw error
    if (error.code === "project.missing") return { check: { name: "settings", ok: true, detail: "no project here" } }
    return { check: { name: "settings", ok: false, detail: error.message, fix: error.hint } }
  }
}

async function checkRecords(project: Project): Promise<MachineCheck> {
  const name = "records"
  const isOwn = project.environment.databaseUrl === undefined
  if (isOwn && !existsSync(join(project.root, projectPaths.database))) return { name, ok: true, detail: "none yet" }
  try {
    const problems = await withRecords(project, ({ database }) => checkDatabase(database))
    const detail = isOwn ? projectPaths.database : "the database of MLWRIGHT_DATABASE_URL answers"
    if (problems.length === 0) return { name, ok: true, detail }
    return {
      name,
      ok: false,
      detail: problems.join("; "),
      fix: `Move ${projectPaths.database} aside, or restore a copy of it`,
    }
  } catch (error) {
    const { message, hint } = errorDocument(error).error
    return { name, ok: false, detail: message, fix: hint }
  }
}

const leastFreeBytes = 1e9

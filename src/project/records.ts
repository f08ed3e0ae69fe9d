import { existsSync } from "node:fs"
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { systemClock } from "../base/index.ts"
import { openRegistry, type Registry, registryMigrations } from "../registry/index.ts"
import { predictionMigrations } from "../serve/index.ts"
import { projectPaths } from "../stages/index.ts"
import { type Database, openDatabase } from "../store/index.ts"
import { openTracker, systemTracking, type Tracker, trackMigrations } from "../track/index.ts"
import { isWritable } from "./places.ts"
import type { Project } from "./project.ts"

/** What a project remembers: runs, versions, predictions. */
export interface Records {
  readonly database: Database
  readonly tracker: Tracker
  readonly registry: Registry
  close(): Promise<void>
}

/**
 * Open the project's records, in SQLite under `.mlwright/` or in PostgreSQL when MLWRIGHT_DATABASE_URL says so; tables are made
 * or brought up to date.
 *
 * @throws store.database-corrupt, store.database-newer and the file errors of base
 */
export async function openRecords(project: Pick<Project, "root" | "environment">): Promise<Records> {
  await mkdir(join(project.root, projectPaths.machine), { recursive: true })
  return openAt(project, project.environment.databaseUrl ?? join(project.root, projectPaths.database))
}

/**
 * The same for who writes nothing into them: of a project that cannot be written to, such as a checkout on a read-only volume, a
 * copy is opened, which is gone when it is closed.
 */
export async function openRecordsToRead(project: Pick<Project, "root" | "environment">): Promise<Records> {
  const machine = join(project.root, projectPaths.machine)
  if (project.environment.databaseUrl !== undefined || isWritable(machine)) return openRecords(project)
  const folder = await mkdtemp(join(tmpdir(), "mlwright-records-"))
  const forget = (): Promise<void> => rm(folder, { recursive: true, force: true })
  try {
    const own = join(project.root, projectPaths.database)
    const copy = join(folder, "mlwright.db")
    for (const part of ["", "-wal"]) if (existsSync(own + part)) await copyFile(own + part, copy + part)
    const records = await openAt(project, copy)
    return { ...records, close: () => records.close().finally(forget) }
  } catch (error) {
    await forget()
    throw error
  }
}

async function openAt({ root, environment }: Pick<Project, "root" | "environment">, url: string): Promise<Records> {
  const database = await openDatabase(url, [trackMigrations, registryMigrations, predictionMigrations])
  const tracker = await openTracker(
    database,
    { artifactRoot: join(root, projectPaths.artifacts) },
    { ...systemTracking, user: () => environment.user },
  )
  const registry = openRegistry(
    database,
    { folder: join(root, projectPaths.versions), tracker },
    { clock: systemClock, user: () => environment.user },
  )
  return { database, tracker, registry, close: () => database.close() }
}

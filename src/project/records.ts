import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { systemClock } from "../base/index.ts"
import { openRegistry, type Registry, registryMigrations } from "../registry/index.ts"
import { predictionMigrations } from "../serve/index.ts"
import { projectPaths } from "../stages/index.ts"
import { type Database, openDatabase } from "../store/index.ts"
import { openTracker, systemTracking, type Tracker, trackMigrations } from "../track/index.ts"
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
  const { root, environment } = project
  await mkdir(join(root, projectPaths.machine), { recursive: true })
  const url = environment.databaseUrl ?? join(root, projectPaths.database)
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

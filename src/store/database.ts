import type { Kysely } from "kysely"
import type { Clock } from "../base/index.ts"

export type Engine = "sqlite" | "postgres"

/** An opened database, whole and migrated. Whoever opened it closes it. */
export interface Database {
  readonly engine: Engine
  /** The file, or the URL without its password: safe to show. */
  readonly name: string
  /** The same connection, typed by the tables of one room. */
  tables<Tables>(): Kysely<Tables>
  close(): Promise<void>
}

/** The tables of one room, in the order they came to be. A step that was released is never changed; a new one follows it. */
export interface MigrationSet {
  readonly room: string
  readonly steps: readonly MigrationStep[]
}

export interface MigrationStep {
  readonly name: string
  /** Statements that both engines run; the engine is given for the few that differ. */
  readonly sql: (engine: Engine) => readonly string[]
}

export interface StoreEffects {
  readonly clock: Clock
}

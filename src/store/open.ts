import type { Database, MigrationSet, StoreEffects } from "./database.ts"

export declare function openDatabase(
  url: string,
  migrations: readonly MigrationSet[],
  effects?: StoreEffects,
): Promise<Database>

/** Problems in words, none when the database is whole. */
export declare function checkDatabase(database: Database): Promise<readonly string[]>

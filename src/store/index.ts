// What: records in SQLite (a file) or PostgreSQL (a URL), and a lock that dies with its process.
// Owns: Database, MigrationSet, Lock.
// In -> out: a file or URL and the rooms' tables -> an opened, migrated Database typed per room.
// Must not know: what the tables mean.

export type { Database, Engine, MigrationSet, MigrationStep, StoreEffects } from "./database.ts"
export { acquireLock, type Lock, type LockHolder, type LockOptions, type LockOutcome } from "./lock.ts"
export { like } from "./match.ts"
export { checkDatabase, openDatabase } from "./open.ts"

// What: bytes by content hash, here and on remotes; records in SQLite (a file) or PostgreSQL (a URL); a lock that dies
// with its process.
// Owns: Remote, Database, MigrationSet, Lock.
// In -> out: files -> objects under their MD5 and back; a file or URL and the rooms' tables -> an opened Database.
// Must not know: what the tables mean, what the objects are named in a workspace.

export type { Database, Engine, MigrationSet, MigrationStep, StoreEffects } from "./database.ts"
export { acquireLock, holderOf, type Lock, type LockHolder, type LockOptions, type LockOutcome } from "./lock.ts"
export { like } from "./match.ts"
export { makeApart } from "./objects/apart.ts"
export { inBulk, isFault, wakeThreads } from "./objects/bulk.ts"
export type { BulkAnswer } from "./objects/bulk-chunk.ts"
export { markOf, objectIn } from "./objects/bulk-file.ts"
export type { BulkDone, BulkItem, BulkWork, FileMark, LinkType } from "./objects/bulk-work.ts"
export { fillDurable, fillsWhole } from "./objects/fill.ts"
export { bytesOfFiles, presenceIn } from "./objects/presence.ts"
export { settle, settleEach, syncsEach } from "./objects/settle.ts"
export { checkDatabase, openDatabase } from "./open.ts"
export type { HashedFault } from "./remotes/fault.ts"
export { openRemote, type RemoteSettings } from "./remotes/open-remote.ts"
export { type OutsideFile, type OutsideFolder, openOutside } from "./remotes/outside.ts"
export type { DownloadItem, Remote, TransferOptions, UploadItem } from "./remotes/remote.ts"

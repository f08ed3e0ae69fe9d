// What: a DVC repository as a whole, data and stages together: opened, changed under its lock, compared with itself at other commits.
// Owns: Repository.
// In -> out: a folder -> the repository around it and what it tracks; two moments of it -> what is different.
// Must not know: settings of mlwright.yaml, tables, models, HTTP, the command line.

export { commitData } from "./commit-data.ts"
export { type DataDiff, dataDiff } from "./data-diff.ts"
export { type DataStatus, dataStatus } from "./data-status.ts"
export { type Destroyed, destroyRepository, whatIsDestroyed } from "./destroy.ts"
export { type DiskUsage, diskUsage } from "./disk-usage.ts"
export { revisionUnknown } from "./errors.ts"
export { type FetchedImports, fetchImports } from "./fetch-imports.ts"
export { type FileVersion, fileVersions } from "./file-versions.ts"
export { type Gotten, getFromRepository, getFromUrl } from "./get-data.ts"
export { type Imported, importFromRepository, importFromUrl } from "./import-data.ts"
export { initRepository } from "./init-repository.ts"
export { listAddress } from "./list-address.ts"
export { type ListedFile, listFiles } from "./list-files.ts"
export { type MergeRequest, mergeForGit } from "./merge-driver.ts"
export { changeRepository, findRepository, openRepository, type Repository } from "./repository.ts"
export { type RepositoryStatus, remoteStatus, repositoryStatus, type StatusRequest } from "./repository-status.ts"
export { type Restored, restoreVersion } from "./restore-version.ts"
export { sendToRemote } from "./send-outside.ts"
export { localFolder } from "./source.ts"
export { trackedAt, trackedAtAny } from "./tracked-at.ts"
export { type Updated, updateImports } from "./update-imports.ts"
export { withDependencies } from "./with-dependencies.ts"

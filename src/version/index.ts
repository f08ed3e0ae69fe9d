// What: the workspace as a DVC 3 repository: content hashes, cache, `.dvc` pointers, git.
// Owns: Snapshot, Workspace, Pointer.
// In -> out: paths on disk -> snapshots and cached objects; snapshots -> paths on disk.
// Must not know: stages, tables, models, HTTP, the command line.

export { conflictLine } from "./conflict.ts"
export { ensureGit, type GitCommit, type GitRepository, gitCommitOf, gitVersion } from "./git.ts"
export { fileAtRevision, filesAtRevision, hasRevision } from "./git-revision.ts"
export { ignoreInGit } from "./gitignore.ts"
export type { HashCache } from "./hash-cache.ts"
export { hashPath } from "./hash-path.ts"
export { addToCache } from "./keep-path.ts"
export { compareCodePoints, jsonAscii } from "./manifest.ts"
export { cacheHolds } from "./objects.ts"
export { checkoutFromCache } from "./place-snapshot.ts"
export { type Pointer, type PointerOutput, pointerPathOf, readPointer, writePointer } from "./pointer.ts"
export { initDvc } from "./skeleton.ts"
export type { Snapshot } from "./snapshot.ts"
export { sweepCache } from "./sweep-cache.ts"
export { trackPath } from "./track-path.ts"
export { openWorkspace, type Workspace } from "./workspace.ts"
export { editYamlMap, setYamlBlock } from "./yaml-edit.ts"
export { parseYaml } from "./yaml-parse.ts"
export { floatText, type YamlValue, yamlText } from "./yaml-text.ts"

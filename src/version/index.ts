// What: the workspace as a DVC 3 repository: content hashes, cache, `.dvc` pointers, git.
// Owns: Snapshot, Workspace, Pointer.
// In -> out: paths on disk -> snapshots and cached objects; snapshots -> paths on disk.
// Must not know: stages, tables, models, HTTP, the command line.

export { type Added, addPaths, refuseOverlap } from "./add-paths.ts"
export { type CheckedOut, type CheckoutOptions, checkoutTracked } from "./checkout-tracked.ts"
export { type CloudState, cloudStatus, objectsAbsentOn } from "./cloud-status.ts"
export {
  type Garbage,
  garbageInCache,
  garbageOnRemote,
  neededBeside,
  neededObjects,
  removeFromCache,
  removeFromRemote,
} from "./collect-garbage.ts"
export { conflictLine } from "./conflict.ts"
export { copyIn } from "./copy-in.ts"
export {
  compareIndexes,
  type DataIndex,
  type IndexChange,
  type IndexEntryAt,
  notInCache,
  recordedIndex,
  workspaceIndex,
} from "./data-index.ts"
export { type ConfigLevel, configFileOf } from "./dvc-config.ts"
export { checkSettingValue, listDvcSettings, settingKey, settingOf } from "./dvc-settings.ts"
export { type ConfigEdit, editDvcConfig } from "./edit-dvc-config.ts"
export { fetchIncomplete, nothingToTrack, pathTaken, remoteExists, unsavedData } from "./errors.ts"
export { isFolder } from "./found-files.ts"
export {
  type Environment,
  ensureGit,
  type GitCommit,
  type GitRepository,
  gitCommitOf,
  gitVersion,
  topOf,
} from "./git.ts"
export { cloneBare, commitAt, shownUrl } from "./git-clone.ts"
export {
  blobNamesOf,
  type ChangedFile,
  type CommitRequest,
  changedFiles,
  commitTree,
  commitWorkspace,
} from "./git-commit.ts"
export { commitsSince, type HistoryCommit, historyOf, withAncestors } from "./git-history.ts"
export { type InstalledHooks, installHooks } from "./git-hooks.ts"
export { dropFromReflog, pushOnReflog, type ReflogEntry, reflogOf } from "./git-reflog.ts"
export {
  type CommitFacts,
  changeRefs,
  commitNamed,
  factsOf,
  type GitRef,
  isRefName,
  listRefs,
  namesOfCommits,
} from "./git-refs.ts"
export { fileAtRevision, hasRevision } from "./git-revision.ts"
export { fetchRefs, isAncestor, pushRefs, remoteRefs } from "./git-sync.ts"
export { addTag, checkoutOf, type GitTag, listTags } from "./git-tags.ts"
export { blobsOf, commitsOf, type Revisions, type TreeFile, treeAt, untrackedFiles } from "./git-tree.ts"
export { addWorktree, removeWorktree } from "./git-worktree.ts"
export { ignoreInGit, noticeInGit } from "./gitignore.ts"
export type { HashCache } from "./hash-cache.ts"
export { hashPath, hashPathLike } from "./hash-path.ts"
export { type ImportSource, readImport, type SourceMark, writeImport } from "./import-pointer.ts"
export { addToCache } from "./keep-path.ts"
export { compareCodePoints, jsonAscii } from "./manifest.ts"
export { mergePointers } from "./merge-pointers.ts"
export { mergeTexts, type ThreeTexts } from "./merge-texts.ts"
export { fetchTracked, pullTracked, pushTracked } from "./move-data.ts"
export { cacheHolds, isTrusted, manifestOf, objectPath } from "./objects.ts"
export { type BusyPaths, claimPaths } from "./path-locks.ts"
export { checkoutFromCache, placeSnapshot } from "./place-snapshot.ts"
export { forgetPlaced } from "./placed-outputs.ts"
export { type Pointer, type PointerOutput, pointerPathOf, readPointer, writePointer } from "./pointer.ts"
export { addressOf, listRemotes, type NamedRemote, namedRemote, remoteOf } from "./remotes.ts"
export { moveTracked, removeTracked } from "./remove-tracked.ts"
export { acquireRepositoryLock, type RepositoryLock } from "./repository-lock.ts"
export { type Chosen, chooseTracked } from "./select.ts"
export { checkRemoteSetting } from "./setting-values.ts"
export { initDvc } from "./skeleton.ts"
export type { Snapshot } from "./snapshot.ts"
export { sweepCache } from "./sweep-cache.ts"
export { isWithoutGit, trackPath } from "./track-path.ts"
export { findTrackers, type Tracked, trackedByPointers, trackersBelow } from "./tracked.ts"
export { stateOf, type TrackedState } from "./tracked-status.ts"
export { fetchManifest, fetchObjects } from "./transfer.ts"
export { unprotect } from "./unprotect.ts"
export { type OnDone, openWorkspace, type Workspace } from "./workspace.ts"
export { editYamlMap, setYamlBlock } from "./yaml-edit.ts"
export { parseYaml } from "./yaml-parse.ts"
export { floatText, type YamlValue, yamlText } from "./yaml-text.ts"

// What: the workspace as a DVC 3 repository: content hashes, cache, `.dvc` pointers, git.
// Owns: Snapshot, Workspace, Pointer.
// In -> out: paths on disk -> snapshots and cached objects; snapshots -> paths on disk.
// Must not know: stages, tables, models, HTTP, the command line.

export { fetchIncomplete, nothingToTrack, pathTaken, remoteExists, unsavedData } from "./errors.ts"
export { cloneBare, commitAt, shownUrl } from "./git/clone.ts"
export {
  blobNamesOf,
  type ChangedFile,
  type CommitRequest,
  changedFiles,
  commitTree,
  commitWorkspace,
} from "./git/commit.ts"
export {
  type Environment,
  ensureGit,
  type GitCommit,
  type GitRepository,
  gitCommitOf,
  gitVersion,
  topOf,
} from "./git/git.ts"
export { ignoreInGit, noticeInGit } from "./git/gitignore.ts"
export { commitsSince, type HistoryCommit, historyOf, withAncestors } from "./git/history.ts"
export { type InstalledHooks, installHooks } from "./git/hooks.ts"
export { dropFromReflog, pushOnReflog, type ReflogEntry, reflogOf } from "./git/reflog.ts"
export {
  type CommitFacts,
  changeRefs,
  commitNamed,
  factsOf,
  type GitRef,
  isRefName,
  listRefs,
  namesOfCommits,
} from "./git/refs.ts"
export { fileAtRevision, hasRevision } from "./git/revision.ts"
export { commitOn, fetchRefs, isAncestor, pushRefs, remoteRefs } from "./git/sync.ts"
export { addTag, checkoutOf, type GitTag, listTags } from "./git/tags.ts"
export { blobsOf, commitsOf, type Revisions, type TreeFile, treeAt, untrackedFiles } from "./git/tree.ts"
export { addWorktree, removeWorktree } from "./git/worktree.ts"
export { type BusyPaths, claimPaths } from "./locks/path-locks.ts"
export { acquireRepositoryLock, type RepositoryLock } from "./locks/repository-lock.ts"
export { conflictLine } from "./merge/conflict.ts"
export { mergePointers } from "./merge/merge-pointers.ts"
export { mergeTexts, type ThreeTexts } from "./merge/merge-texts.ts"
export { type CloudState, cloudStatus, objectsAbsentOn } from "./objects/cloud-status.ts"
export {
  type Garbage,
  garbageInCache,
  garbageOnRemote,
  neededBeside,
  neededObjects,
  removeFromCache,
  removeFromRemote,
} from "./objects/collect-garbage.ts"
export { isFolder } from "./objects/found-files.ts"
export type { HashCache } from "./objects/hash-cache.ts"
export { hashPath, hashPathLike } from "./objects/hash-path.ts"
export { addToCache } from "./objects/keep-path.ts"
export { compareCodePoints, jsonAscii, marksMd5 } from "./objects/manifest.ts"
export { cacheHolds, isTrusted, manifestOf, objectPath } from "./objects/objects.ts"
export type { Snapshot } from "./objects/snapshot.ts"
export { sweepCache } from "./objects/sweep-cache.ts"
export { fetchManifest, fetchObjects, pushObjects } from "./objects/transfer.ts"
export { type CheckedOut, type CheckoutOptions, checkoutTracked } from "./placing/checkout-tracked.ts"
export { copyIn } from "./placing/copy-in.ts"
export { checkoutFromCache, placeSnapshot } from "./placing/place-snapshot.ts"
export { forgetPlaced } from "./placing/placed-outputs.ts"
export { unprotect } from "./placing/unprotect.ts"
export { type ConfigLevel, configFileOf } from "./settings/config.ts"
export { type ConfigEdit, editDvcConfig } from "./settings/edit-config.ts"
export { whyUnused } from "./settings/remote-settings.ts"
export { addressOf, listRemotes, type NamedRemote, namedRemote, remoteOf } from "./settings/remotes.ts"
export { checkRemoteSetting } from "./settings/setting-values.ts"
export { checkSettingValue, listDvcSettings, settingKey, settingOf } from "./settings/settings.ts"
export { initDvc } from "./skeleton.ts"
export { type Added, addPaths, refuseOverlap } from "./tracking/add-paths.ts"
export {
  compareIndexes,
  type DataIndex,
  type IndexChange,
  type IndexEntryAt,
  notInCache,
  recordedIndex,
  workspaceIndex,
} from "./tracking/data-index.ts"
export { type ImportSource, readImport, type SourceMark, writeImport } from "./tracking/import-pointer.ts"
export { fetchTracked, pullTracked, pushTracked } from "./tracking/move-data.ts"
export { type Pointer, type PointerOutput, pointerPathOf, readPointer, writePointer } from "./tracking/pointer.ts"
export { moveTracked, removeTracked } from "./tracking/remove-tracked.ts"
export { type Chosen, chooseTracked } from "./tracking/select.ts"
export { isWithoutGit, trackPath } from "./tracking/track-path.ts"
export { findTrackers, type Tracked, trackedByPointers, trackersBelow } from "./tracking/tracked.ts"
export { stateOf, type TrackedState } from "./tracking/tracked-status.ts"
export { type OnDone, openWorkspace, type Workspace } from "./workspace.ts"
export { editYamlMap, setYamlBlock } from "./yaml/edit.ts"
export { parseYaml } from "./yaml/parse.ts"
export { floatText, type YamlValue, yamlText } from "./yaml/text.ts"

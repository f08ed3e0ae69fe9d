// What: model versions in git alone: tags in the form of GTO, and a branch that follows the best model.
// Owns: ReleasedModel, Release.
// In -> out: tags and `artifacts` of dvc.yaml -> models with versions and stages; a version -> a tag, a branch.
// Must not know: the registry's records, how a model is judged, HTTP, the command line.

export { advanceBranch, commitOfFiles } from "./best-branch.ts"
export { newestRelease } from "./newest-release.ts"
export { listReleases, type Release, type ReleasedModel } from "./releases.ts"
export { tagStage, tagVersion, type VersionTag } from "./tag-model.ts"

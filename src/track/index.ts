// What: what ran, with what, from what; the tables that an MLflow server is a view of.
// Owns: Run, Experiment, LoggedModel.
// In -> out: params, metrics, tags, datasets -> records; a filter -> a page of runs.
// Must not know: what a model is, stages, HTTP.

export { inChunks } from "./chunks.ts"
export { type TrackSettings, trackSettings } from "./config.ts"
export { systemTracking, systemUser, type TrackEffects } from "./effects.ts"
export type { Experiment, Experiments, Lifecycle, Page, Paging, Pairs } from "./experiment.ts"
export { parseFilter, parseOrder, type SearchKeys } from "./filter.ts"
export { checkKey, checkLength, checkTags, limits } from "./limits.ts"
export type { LoggedModel, LoggedModelStatus, LoggedModels, NewLoggedModel } from "./logged-model.ts"
export { trackMigrations } from "./migrations.ts"
export { pageOf, slotOf } from "./page.ts"
export type {
  ArtifactFile,
  Batch,
  Dataset,
  DatasetInput,
  MetricPoint,
  ModelOutput,
  NewMetric,
  NewRun,
  Run,
  RunSearch,
  RunStatus,
  Runs,
} from "./run.ts"
export { openTracker, type Tracker } from "./tracker.ts"
export { orderOf, type SearchPlan, whereOf } from "./where.ts"

// What: `dvc.yaml` and `dvc.lock` as a cached graph of stages.
// Owns: Stage, Pipeline, Plan.
// In -> out: a project folder and commands by their text -> stages run or found up to date, outputs cached, lock written.
// Must not know: tables, models, metrics, what a stage computes, HTTP, the command line.

export { commitStages } from "./commit-stages.ts"
export { type Dag, type DagOptions, dagOf } from "./dag.ts"
export { svgText } from "./dag-svg.ts"
export { dotText, mermaidText, treeText } from "./dag-text.ts"
export { parseDataFile } from "./data-file.ts"
export { addStage, freezeStage, type NewOutput, type NewStage } from "./edit-stages.ts"
export type {
  ChangeReason,
  RunEffects,
  RunReport,
  RunRequest,
  StageCommand,
  StageContext,
  StageEvent,
  StageReport,
} from "./events.ts"
export type { Execution, Executor } from "./executor.ts"
export { type Selection, selectStages } from "./graph.ts"
export { loadPipeline } from "./load.ts"
export type { LockEntry, LockPath } from "./lock-entry.ts"
export { type LockFile, parseLock, readLockFile, readLocks } from "./lock-file.ts"
export { lookUp, sameValue } from "./params.ts"
export { planPipeline, type StagePlan } from "./plan.ts"
export { acquireProjectLock } from "./project-lock.ts"
export { pythonConstantAt } from "./python-constants.ts"
export {
  filesAt,
  type PipelineFiles,
  type PipelineRecord,
  type RecordedPath,
  readAhead,
  recordAt,
} from "./record-at.ts"
export { type RemoveOptions, removeStage } from "./remove-stage.ts"
export { runPipeline } from "./run.ts"
export { digestOfLock } from "./run-cache.ts"
export type { Pipeline, Stage, StageOutput, StageParams, StagePath } from "./stage.ts"
export { stagesNamed } from "./stages-named.ts"
export { trackedByStages } from "./tracked-outputs.ts"
export type { BlobCache } from "./tree.ts"
export { changesOf, type ValueChanges, type Values } from "./values.ts"
export { valuesAt } from "./values-at.ts"

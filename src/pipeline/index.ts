// What: `dvc.yaml` and `dvc.lock` as a cached graph of stages.
// Owns: Stage, Pipeline, Plan.
// In -> out: a project folder and commands by their text -> stages run or found up to date, outputs cached, lock written.
// Must not know: tables, models, metrics, what a stage computes, HTTP, the command line.

export { commitStages } from "./edit/commit-stages.ts"
export { addStage, freezeStage, type NewOutput, type NewStage } from "./edit/edit-stages.ts"
export { type RemoveOptions, removeStage } from "./edit/remove-stage.ts"
export { type Dag, type DagOptions, dagOf } from "./graph/dag.ts"
export { svgText } from "./graph/dag-svg.ts"
export { dotText, mermaidText, treeText } from "./graph/dag-text.ts"
export { planPipeline, type StagePlan } from "./graph/plan.ts"
export { type Selection, selectStages } from "./graph/select-stages.ts"
export { stagesNamed } from "./graph/stages-named.ts"
export type { BlobCache } from "./graph/tree.ts"
export { parseDataFile } from "./load/data-file.ts"
export { loadPipeline } from "./load/load.ts"
export { lookUp, sameValue } from "./load/params.ts"
export { pythonConstantAt } from "./load/python-constants.ts"
export {
  filesAt,
  type PipelineFiles,
  type PipelineRecord,
  type RecordedPath,
  readAhead,
  recordAt,
} from "./load/record-at.ts"
export type { Pipeline, Stage, StageOutput, StageParams, StagePath } from "./load/stage.ts"
export { changesOf, type ValueChanges, type Values } from "./load/values.ts"
export { type ValuesChoice, valuesAt } from "./load/values-at.ts"
export type { LockEntry, LockPath } from "./lock/lock-entry.ts"
export { type LockFile, parseLock, readLockFile, readLocks } from "./lock/lock-file.ts"
export { digestOfLock } from "./lock/run-cache.ts"
export { trackedByStages } from "./lock/tracked-outputs.ts"
export type {
  ChangeReason,
  RunEffects,
  RunReport,
  RunRequest,
  StageCommand,
  StageContext,
  StageEvent,
  StageReport,
} from "./run/events.ts"
export type { Execution, Executor } from "./run/executor.ts"
export { acquireProjectLock } from "./run/project-lock.ts"
export { runPipeline } from "./run/run.ts"

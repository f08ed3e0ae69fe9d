// What: the standard pipeline, in order: ingest, validate, features, train, evaluate, register; one short file each.
// Owns: the stages, the paths of a project and its standard dvc.yaml.
// In -> out: a project folder and its settings -> files in that folder, one line for people.
// Must not know: caching, locks, the command line, HTTP.

export { type CheckPlace, checkStored, partsOf, readPart, type StoredTable } from "./check-stored.ts"
export type { StageContext, StageEffects, StageReport, StageSettings } from "./context.ts"
export { type EvaluateReport, evaluateStage } from "./evaluate.ts"
export { evaluateModel } from "./evaluate-model.ts"
export { featuresStage } from "./features.ts"
export {
  fitFeatures,
  type LearningTable,
  type PreparedTable,
  profileTable,
  readTable,
  trainModel,
} from "./in-memory.ts"
export { ingestStage } from "./ingest.ts"
export { type Court, championOf } from "./judge.ts"
export { projectPaths } from "./paths.ts"
export { pipelineText, stepCommand } from "./pipeline-file.ts"
export {
  findRegistered,
  judgeAgain,
  type Registered,
  type RegisterInput,
  registerStage,
  verdictHolds,
  verdictOf,
} from "./register.ts"
export { scoreModel } from "./score-model.ts"
export { type SplitSettings, splitSettings } from "./split.ts"
export { targetOf } from "./target.ts"
export { trainStage } from "./train.ts"
export { readTraining } from "./training-record.ts"
export { validateStage } from "./validate.ts"

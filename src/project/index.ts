// What: mlwright.yaml as checked settings, and what a person asks of a project as one function each.
// Owns: Config, Project.
// In -> out: a folder and overrides -> opened Project; Project + request -> result as the command prints it.
// Must not know: argument parsing, terminals, HTTP routes. Reads the environment, in environment.ts only.

export type { Config } from "./config.ts"
export { type ExplainedSetting, explainAnywhere, explainSettings, setSetting } from "./config-file.ts"
export { checkMachine, type MachineCheck } from "./doctor.ts"
export { type Applied, applyExperiment } from "./experiments/apply.ts"
export {
  branchExperiment,
  chooseExperiments,
  cleanExperiments,
  type ExperimentChoice,
  removeExperiments,
  renameExperiment,
} from "./experiments/names.ts"
export { type QueueRun, runQueued } from "./experiments/queue.ts"
export {
  killTasks,
  type QueueState,
  type QueueTask,
  queueFolder,
  queueState,
  removeTasks,
  stopQueue,
  type TaskChoice,
  taskLog,
} from "./experiments/queue-tasks.ts"
export {
  type ExperimentRequest,
  queueExperiments,
  type RanExperiment,
  runExperiment,
} from "./experiments/run.ts"
export { saveAsExperiment } from "./experiments/save.ts"
export { diffExperiments, type ShownRevision, showExperiments } from "./experiments/show.ts"
export { pullExperiments, pushExperiments, type Synced, type SyncOptions } from "./experiments/sync.ts"
export { type Explored, exploreTable } from "./explore.ts"
export { type ExportedModel, exportModel } from "./export-model.ts"
export { type ExportedNotebook, exportNotebook } from "./export-notebook.ts"
export { compareFiles, type FileComparison } from "./files/compare-files.ts"
export { evaluateFile } from "./files/evaluate-file.ts"
export { checkFileSchema, diffFileSchemas, inferFileSchema } from "./files/file-schema.ts"
export { compareVersions } from "./files/file-versions.ts"
export { compareRuns, listRuns, type RunComparison, showModel, showRun } from "./files/look-up.ts"
export { predictFile } from "./files/predict-file.ts"
export { validateTable } from "./files/validate-table.ts"
export { type ArtifactRequest, getArtifact } from "./get-artifact.ts"
export { type AllModels, listAllModels, type TagRequest, tagModel } from "./git-models.ts"
export { type PlotRequest, type ShownPlots, showPlots } from "./plots.ts"
export { openProject, type Project } from "./project.ts"
export { addStageTo, freezeStages, listStages } from "./run/edit-pipeline.ts"
export type { RunEvent } from "./run/events.ts"
export type { AskTraining, TrainAnswer, TrainQuestion } from "./run/lock.ts"
export { type PipelinePlace, planRun, reproduce } from "./run/reproduce.ts"
export type { RunOptions } from "./run/request.ts"
export type { RunResult } from "./run/result.ts"
export { drawDag, showDag } from "./run/show-pipeline.ts"
export { diffValues, type ShownValues, showValues, type ValuesMoments } from "./run/show-values.ts"
export { runStep } from "./run/standard-stages.ts"
export { replayLogged, serveProject } from "./serve.ts"
export { configJsonSchema, listSettings, type Setting } from "./settings.ts"
export { answersAsOverrides } from "./start/answers-file.ts"
export { type Ask, type InitResult, initProject } from "./start/init.ts"

// What: mlwright.yaml as checked settings, and what a person asks of a project as one function each.
// Owns: Config, Project.
// In -> out: a folder and overrides -> opened Project; Project + request -> result as the command prints it.
// Must not know: argument parsing, terminals, HTTP routes. Reads the environment, in environment.ts only.

export { answersAsOverrides } from "./answers-file.ts"
export { compareFiles, type FileComparison } from "./compare-files.ts"
export type { Config } from "./config.ts"
export { type ExplainedSetting, explainAnywhere, explainSettings, setSetting } from "./config-file.ts"
export { checkMachine, type MachineCheck } from "./doctor.ts"
export { addStageTo, freezeStages, listStages } from "./edit-pipeline.ts"
export { evaluateFile } from "./evaluate-file.ts"
export { type Applied, applyExperiment } from "./exp-apply.ts"
export {
  branchExperiment,
  chooseExperiments,
  type ExperimentChoice,
  removeExperiments,
  renameExperiment,
} from "./exp-names.ts"
export { type QueueRun, runQueued } from "./exp-queue.ts"
export {
  type ExperimentRequest,
  queueExperiments,
  type RanExperiment,
  runExperiment,
  saveAsExperiment,
} from "./exp-run.ts"
export { diffExperiments, type ShownRevision, showExperiments } from "./exp-show.ts"
export { pullExperiments, pushExperiments, type Synced, type SyncOptions } from "./exp-sync.ts"
export { type Explored, exploreTable } from "./explore.ts"
export { type ExportedModel, exportModel } from "./export-model.ts"
export { type ExportedNotebook, exportNotebook } from "./export-notebook.ts"
export { checkFileSchema, diffFileSchemas, inferFileSchema } from "./file-schema.ts"
export { compareVersions } from "./file-versions.ts"
export { type AllModels, listAllModels, type TagRequest, tagModel } from "./git-models.ts"
export { type Ask, type InitResult, initProject } from "./init.ts"
export { compareRuns, listRuns, type RunComparison, showModel, showRun } from "./look-up.ts"
export { type PlotRequest, type ShownPlots, showPlots } from "./plots.ts"
export { predictFile } from "./predict-file.ts"
export { openProject, type Project } from "./project.ts"
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
} from "./queue-tasks.ts"
export { type PipelinePlace, planRun, reproduce } from "./reproduce.ts"
export type { RunEvent } from "./run-events.ts"
export type { AskTraining, TrainAnswer, TrainQuestion } from "./run-lock.ts"
export type { RunOptions } from "./run-request.ts"
export type { RunResult } from "./run-result.ts"
export { replayLogged, serveProject } from "./serve.ts"
export { configJsonSchema, listSettings, type Setting } from "./settings.ts"
export { diffValues, drawDag, showDag, showValues } from "./show-pipeline.ts"
export { runStep } from "./standard-stages.ts"
export { validateTable } from "./validate-table.ts"

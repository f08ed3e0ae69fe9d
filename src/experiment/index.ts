// What: trials of the pipeline: commits on top of the one they vary, under DVC's names beside the branches, and its queue.
// Owns: Experiment, Queued, ParameterChange.
// In -> out: a repository and changed parameters -> queued commits; files after a run -> an experiment.
// Must not know: how stages are run, what they compute, the command line.

export {
  branchExists,
  commitWanted,
  experimentRunning,
  experimentsFailed,
  parameterUnknown,
  taskKilled,
  taskNotRunning,
  taskUnknown,
  taskWithoutLog,
  workspaceChanged,
} from "./errors.ts"
export {
  commitOfName,
  type Experiment,
  experimentRefs,
  experimentsIn,
  experimentsNamed,
  listExperiments,
  refOf,
} from "./experiment.ts"
export { checkName, newName } from "./names.ts"
export type { RunArguments } from "./packed-arguments.ts"
export { dequeue, enqueue, listQueued, markFailed, type Queued, type QueueRequest, sweepQueued } from "./queue.ts"
export { argumentsOf, argumentsPath, openQueued, placeOf } from "./queued-files.ts"
export { filesOf, refuseTaken, saveExperiment } from "./save.ts"
export { hasKey, withParameters } from "./set-parameters.ts"
export { type DoneTask, listDone, markDone, openLog, removeTaskFiles, taskFiles, workerFolder } from "./task-files.ts"
export { type ParameterChange, variationsOf } from "./variations.ts"

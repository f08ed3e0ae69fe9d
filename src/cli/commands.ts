import type { CommandDefinition } from "./command.ts"
import { compareCommand } from "./compare.ts"
import { completionCommand } from "./completion.ts"
import { configCommand } from "./config.ts"
import { dagCommand } from "./dag.ts"
import { dataCommands } from "./data/commands.ts"
import { diffCommand } from "./diff.ts"
import { doctorCommand } from "./doctor.ts"
import { evaluateCommand } from "./evaluate.ts"
import { expCommand } from "./exp/exp.ts"
import { queueCommand } from "./exp/queue.ts"
import { exploreCommand } from "./explore.ts"
import { initCommand } from "./init.ts"
import { modelsCommand } from "./models.ts"
import { notebookCommand } from "./notebook.ts"
import { plotsCommand } from "./plots.ts"
import { predictCommand } from "./predict.ts"
import { replayCommand } from "./replay.ts"
import { runCommand } from "./run.ts"
import { runsCommand } from "./runs.ts"
import { schemaCommand } from "./schema.ts"
import { serveCommand } from "./serve.ts"
import { freezeCommand, stageCommand, unfreezeCommand } from "./stage.ts"
import { stepCommand } from "./step.ts"
import { studioCommand } from "./studio.ts"
import { validateCommand } from "./validate.ts"
import { metricsCommand, paramsCommand } from "./values.ts"

/** All commands in the order of a person's day, which is the order of the help. */
export const commands: readonly CommandDefinition[] = [
  initCommand,
  exploreCommand,
  compareCommand,
  diffCommand,
  notebookCommand,
  schemaCommand,
  validateCommand,
  runCommand,
  stepCommand,
  stageCommand,
  freezeCommand,
  unfreezeCommand,
  dagCommand,
  metricsCommand,
  paramsCommand,
  plotsCommand,
  expCommand,
  queueCommand,
  evaluateCommand,
  predictCommand,
  serveCommand,
  runsCommand,
  modelsCommand,
  replayCommand,
  configCommand,
  doctorCommand,
  ...dataCommands,
  completionCommand,
  studioCommand,
]

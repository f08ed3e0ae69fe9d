import type { Command } from "commander"
import type { ExperimentRequest } from "../project/index.ts"

/** What of the pipeline is run, and how: the options that `run` and `exp run` have in common. */
export interface ReproFlags {
  readonly force?: true
  readonly interactive?: true
  readonly singleItem?: true
  readonly pipeline?: true
  readonly allPipelines?: true
  readonly recursive?: true
  readonly downstream?: true
  readonly forceDownstream?: true
  readonly keepGoing?: true
  readonly ignoreErrors?: true
  readonly allowMissing?: true
  readonly pull?: true
}

export function reproOptions(command: Command): Command {
  return command
    .argument("[stage...]", "only these stages and what they stand on; also .dvc files, and dvc.yaml of other folders")
    .option("-i, --interactive", "ask before each stage that would run")
    .option("-s, --single-item", "the named stages alone")
    .option("-p, --pipeline", "the whole pipelines that the named stages belong to")
    .option("-P, --all-pipelines", "every dvc.yaml of the repository")
    .option("-R, --recursive", "of a named folder every dvc.yaml below it")
    .option("--downstream", "the named stages and what stands on them")
    .option("--force-downstream", "what stands on a stage that ran, although its result may be what it was")
    .option("-k, --keep-going", "after a failure go on with the stages that do not stand on it")
    .option("--ignore-errors", "after a failure go on with all other stages, and take the run for done")
    .option("--allow-missing", "take data that is not here for unchanged when its .dvc file says so")
    .option("--pull", "bring data and earlier runs that are not here from the remote")
}

export function selectedBy(targets: readonly string[], flags: ReproFlags): ExperimentRequest["run"] {
  return {
    targets,
    force: flags.force === true,
    single: flags.singleItem === true,
    pipelines: flags.pipeline === true,
    allPipelines: flags.allPipelines === true,
    recursive: flags.recursive === true,
    downstream: flags.downstream === true,
    forceDownstream: flags.forceDownstream === true,
    keepGoing: flags.keepGoing === true,
    ignoreErrors: flags.ignoreErrors === true,
    allowMissing: flags.allowMissing === true,
    pull: flags.pull === true,
  }
}

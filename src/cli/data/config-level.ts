import type { Command } from "commander"
import type { Repository } from "../../repository/index.ts"

/** Which of DVC's settings files is meant. */
export interface LevelFlags {
  readonly local?: true
  readonly global?: true
  readonly system?: true
}

export function levelOptions(command: Command): Command {
  return command
    .option("--local", "in .dvc/config.local, which git does not have")
    .option("--global", "for all repositories of this person")
    .option("--system", "for all repositories of this computer")
}

/** @returns absolute path of the file */
export async function settingsFile({ root }: Repository, { local, global, system }: LevelFlags): Promise<string> {
  const { configFileOf } = await import("../../version/index.ts")
  return configFileOf(root, system ? "system" : global ? "global" : local ? "local" : "repo")
}

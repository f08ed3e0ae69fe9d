import { type Command, Option } from "commander"
import { toRemoteNotSaid } from "../errors.ts"

export interface ToRemoteFlags {
  readonly toRemote?: true
  readonly remote?: string
}

/** @param without options that say what is to be kept here */
export function toRemoteOptions(command: Command, text: string, without: string[]): Command {
  return command
    .addOption(new Option("--to-remote", text).conflicts(without))
    .option("-r, --remote <name>", "with --to-remote: this remote (default: the default one)")
}

/** @throws cli.to-remote-not-said when a remote is named that nothing would be sent to */
export function sendsToRemote({ toRemote, remote }: ToRemoteFlags): boolean {
  if (toRemote !== true && remote !== undefined) throw toRemoteNotSaid()
  return toRemote === true
}

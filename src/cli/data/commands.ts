import type { CommandDefinition } from "../command.ts"
import { addCommand } from "./add.ts"
import { artifactsCommand } from "./artifacts.ts"
import { cacheCommand } from "./cache.ts"
import { checkoutCommand } from "./checkout.ts"
import { commitCommand } from "./commit.ts"
import { dataCommand } from "./data-status.ts"
import { destroyCommand } from "./destroy.ts"
import { duCommand } from "./du.ts"
import { fetchCommand } from "./fetch.ts"
import { gcCommand } from "./gc.ts"
import { getCommand, getUrlCommand } from "./get.ts"
import { gitHookCommand, installCommand } from "./git-hook.ts"
import { importCommand, importUrlCommand } from "./import.ts"
import { logCommand } from "./log.ts"
import { listUrlCommand, lsCommand } from "./ls.ts"
import { moveCommand } from "./move.ts"
import { pullCommand } from "./pull.ts"
import { pushCommand } from "./push.ts"
import { remoteCommand } from "./remote.ts"
import { removeCommand } from "./remove.ts"
import { checkIgnoreCommand, rootCommand, unprotectCommand, versionCommand } from "./small-verbs.ts"
import { statusCommand } from "./status.ts"
import { updateCommand } from "./update.ts"

/** DVC's verbs for data. */
export const dataCommands: readonly CommandDefinition[] = [
  addCommand,
  commitCommand,
  checkoutCommand,
  statusCommand,
  dataCommand,
  pushCommand,
  pullCommand,
  fetchCommand,
  remoteCommand,
  cacheCommand,
  logCommand,
  lsCommand,
  listUrlCommand,
  duCommand,
  getCommand,
  getUrlCommand,
  artifactsCommand,
  importCommand,
  importUrlCommand,
  updateCommand,
  gcCommand,
  destroyCommand,
  moveCommand,
  removeCommand,
  unprotectCommand,
  installCommand,
  gitHookCommand,
  checkIgnoreCommand,
  rootCommand,
  versionCommand,
]

import type { CommandDefinition } from "../command.ts"
import { addDiff } from "./diff.ts"
import { addApply, addBranch, addList, addRemove, addRename } from "./names.ts"
import { addRun } from "./run.ts"
import { addClean, addSave } from "./save.ts"
import { addShow } from "./show.ts"
import { addPull, addPush } from "./sync.ts"

export const expCommand: CommandDefinition = {
  name: "exp",
  define: (command, run) => {
    command.alias("experiments").description("trials of the pipeline, kept in git beside the branches")
    for (const add of [
      addRun,
      addShow,
      addDiff,
      addList,
      addApply,
      addSave,
      addBranch,
      addRename,
      addRemove,
      addPush,
      addPull,
      addClean,
    ])
      add(command, run)
  },
}

import { globSync } from "node:fs"
import { basename, join, relative, resolve } from "node:path"
import type { CommandDefinition } from "../command.ts"
import { noMatch, severalForOne } from "../errors.ts"
import { shellWords } from "../shell-words.ts"
import { counting, inRepository } from "./in-repository.ts"

interface Flags {
  readonly commit: boolean
  readonly glob?: true
  readonly out?: string
  readonly force?: true
}

export const addCommand: CommandDefinition = {
  name: "add",
  define: (command, run) => {
    command
      .description("track files and folders: keep them in the cache, a .dvc file beside them in git")
      .argument("<target...>", "file or folder, or a file inside a tracked folder")
      .option("--no-commit", "say what it is; keep nothing in the cache")
      .option("--glob", "take the targets for patterns such as data/*.csv")
      .option("-o, --out <path>", "copy the target from anywhere to this path, and track that")
      .option("-f, --force", "replace what is at --out")
      .action((targets: readonly string[], flags: Flags) =>
        run(async (context) => {
          const { addPaths, copyIn } = await import("../../version/index.ts")
          const { terminal } = context
          if (flags.out !== undefined && targets.length > 1) throw severalForOne("--out", targets)
          const added = await inRepository(context, async ({ root, folder, workspace, tracked }) => {
            const words = flags.glob === true ? targets.flatMap((target) => globSync(target, { cwd: folder })) : targets
            if (words.length === 0) throw noMatch(targets)
            let paths = words.map((target) => resolve(folder, target))
            if (flags.out !== undefined && paths[0] !== undefined) {
              const out = flags.out.endsWith("/") ? join(flags.out, basename(paths[0])) : flags.out
              await copyIn(paths[0], resolve(folder, out), { force: flags.force === true })
              paths = [resolve(folder, out)]
            }
            const made = await addPaths(
              workspace,
              { paths, tracked, folder },
              { noCommit: !flags.commit, onDone: counting(terminal, "add") },
            )
            const { isWithoutGit } = await import("../../version/index.ts")
            const inGit = !isWithoutGit(workspace)
            return made.map(({ path, pointer, snapshot }) => ({
              path: relative(root, path),
              shown: relative(folder, path),
              file: relative(folder, pointer),
              forGit: inGit ? [relative(folder, pointer), relative(folder, join(path, "..", ".gitignore"))] : [],
              md5: snapshot.md5,
              size: snapshot.size,
              ...(snapshot.nfiles === undefined ? {} : { nfiles: snapshot.nfiles }),
            }))
          })
          const files = [...new Set(added.flatMap(({ forGit }) => forGit))].sort()
          terminal.result(
            [
              ...added.map(
                ({ shown, nfiles }) => `added ${shown}${nfiles === undefined ? "" : ` (${filesText(nfiles)})`}`,
              ),
              ...(files.length === 0 ? [] : [`Next: git add ${shellWords(files)}`]),
            ].join("\n"),
            { added: added.map(({ forGit: _, shown: __, ...one }) => one) },
          )
        }),
      )
  },
}

function filesText(count: number): string {
  return count === 1 ? "1 file" : `${count} files`
}

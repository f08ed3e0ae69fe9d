import { globSync } from "node:fs"
import { basename, join, relative, resolve } from "node:path"
import type { Repository } from "../../repository/index.ts"
import type { Added } from "../../version/index.ts"
import type { CommandDefinition } from "../command.ts"
import { noMatch, severalForOne } from "../errors.ts"
import { shellWords } from "../shell-words.ts"
import { wholeNumber } from "../whole-number.ts"
import { counting, inRepository } from "./in-repository.ts"
import { sendsToRemote, type ToRemoteFlags, toRemoteOptions } from "./to-remote.ts"

interface Flags extends ToRemoteFlags {
  readonly commit: boolean
  readonly glob?: true
  readonly out?: string
  readonly force?: true
  readonly jobs?: number
}

export const addCommand: CommandDefinition = {
  name: "add",
  define: (command, run) => {
    toRemoteOptions(
      command
        .description("track files and folders: keep them in the cache, a .dvc file beside them in git")
        .argument("<target...>", "file or folder, or a file inside a tracked folder")
        .option("--no-commit", "say what it is; keep nothing in the cache")
        .option("--glob", "take the targets for patterns such as data/*.csv")
        .option("-o, --out <path>", "copy the target from anywhere to this path, and track that")
        .option("-f, --force", "replace what is at --out")
        .option("-j, --jobs <number>", "with --to-remote: transfers at one time", wholeNumber),
      "send the target, a path or an address, to a remote; nothing of it stays here",
      ["commit"],
    ).action((targets: readonly string[], flags: Flags) =>
      run(async (context) => {
        const { terminal } = context
        const sends = sendsToRemote(flags)
        if (flags.out !== undefined && targets.length > 1) throw severalForOne("--out", targets)
        const added = await inRepository(context, async (repository) => {
          const { root, folder, workspace } = repository
          const words = flags.glob === true ? targets.flatMap((target) => globSync(target, { cwd: folder })) : targets
          if (words.length === 0) throw noMatch(targets)
          const onDone = counting(terminal, "add")
          const made = await (sends ? sendAll : keepAll)(repository, words, { ...flags, onDone })
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

type Wishes = Flags & { readonly onDone: (files: number) => void }

async function keepAll(
  { folder, workspace, tracked }: Repository,
  words: readonly string[],
  { out, force, commit, onDone }: Wishes,
): Promise<readonly Added[]> {
  const { addPaths, copyIn } = await import("../../version/index.ts")
  let paths = words.map((target) => resolve(folder, target))
  if (out !== undefined && paths[0] !== undefined) {
    const place = resolve(folder, out.endsWith("/") ? join(out, basename(paths[0])) : out)
    await copyIn(paths[0], place, { force: force === true })
    paths = [place]
  }
  return addPaths(workspace, { paths, tracked, folder }, { noCommit: !commit, onDone })
}

async function sendAll(repository: Repository, words: readonly string[], wishes: Wishes): Promise<readonly Added[]> {
  const { sendToRemote } = await import("../../repository/index.ts")
  const made: Added[] = []
  for (const word of words) made.push(await sendToRemote(repository, word, { ...wishes, as: "add" }))
  return made
}

function filesText(count: number): string {
  return count === 1 ? "1 file" : `${count} files`
}

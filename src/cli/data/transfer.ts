import { matchesGlob } from "node:path"
import type { Command } from "commander"
import type { Repository } from "../../repository/index.ts"
import type { Chosen } from "../../version/index.ts"
import { noMatch } from "../errors.ts"
import { wholeNumber } from "../whole-number.ts"

/** Options that push, fetch and pull have in common. */
export interface TransferFlags {
  readonly remote?: string
  readonly jobs?: number
  readonly allBranches?: true
  readonly allTags?: true
  readonly allCommits?: true
  readonly runCache?: boolean
  readonly withDeps?: true
}

export function transferOptions(command: Command): Command {
  return command
    .argument("[target...]", "only these .dvc files, stages, tracked paths or parts of them")
    .option("-r, --remote <name>", "this remote, not the default one")
    .option("-j, --jobs <number>", "transfers at one time", wholeNumber)
    .option("-a, --all-branches", "also what the tip of every branch tracks")
    .option("-T, --all-tags", "also what every tag tracks")
    .option("-A, --all-commits", "also what any commit tracked")
    .option("-d, --with-deps", "of a stage also what it stands on")
    .option("-R, --recursive", "take everything below a folder, as it does anyway")
    .option("--run-cache", "also the memory of the runs of stages")
    .option("--no-run-cache", "without it, as it is anyway")
}

/** What a transfer is about: the workspace, and the commits that were asked for. */
export async function chosenFor(
  repository: Repository,
  targets: readonly string[],
  flags: TransferFlags,
): Promise<readonly Chosen[]> {
  const { chooseTracked } = await import("../../version/index.ts")
  const { trackedAtAny, withDependencies } = await import("../../repository/index.ts")
  const wanted = flags.withDeps === true ? withDependencies(repository, targets) : targets
  const { allBranches: branches, allTags: tags, allCommits: commits } = flags
  const older =
    branches || tags || commits ? await trackedAtAny(repository, { branches, tags, commits }) : ([] as const)
  return chooseTracked([...repository.tracked, ...older], wanted, repository.folder)
}

/**
 * Tracked paths that fit patterns such as `data/*.csv`.
 *
 * @throws cli.pattern-matches-nothing
 */
export function matching({ tracked }: Repository, patterns: readonly string[]): readonly string[] {
  const found = tracked.filter(({ path }) => patterns.some((pattern) => matchesGlob(path, pattern)))
  if (found.length === 0) throw noMatch(patterns)
  return found.map(({ file }) => file)
}

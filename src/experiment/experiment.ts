import { nearest } from "../base/index.ts"
import { commitNamed, type GitRef, listRefs } from "../version/index.ts"
import { experimentUnknown, nameAmbiguous } from "./errors.ts"

/** A trial of the pipeline: a commit on top of the one it varies, under a name beside the branches. */
export interface Experiment {
  readonly name: string
  /** The commit it varies. */
  readonly baseline: string
  readonly commit: string
}

/** The name of git DVC keeps an experiment under: `refs/exps/<2>/<38>/<name>`. */
export function refOf({ name, baseline }: Pick<Experiment, "name" | "baseline">): string {
  return `${experimentRefs}/${baseline.slice(0, 2)}/${baseline.slice(2)}/${name}`
}

/** @returns undefined for names DVC keeps there for itself */
function experimentOf({ name: ref, commit }: GitRef): Experiment | undefined {
  const [, start, rest, name] = /^refs\/exps\/([0-9a-f]{2})\/([0-9a-f]{38,62})\/([^/]+)$/.exec(ref) ?? []
  return name === undefined ? undefined : { name, baseline: `${start}${rest}`, commit }
}

/**
 * Every experiment of a repository, by baseline and name.
 *
 * @throws version.git-missing, version.git-failed
 */
export async function listExperiments(root: string): Promise<readonly Experiment[]> {
  return experimentsIn(await listRefs(root, experimentRefs))
}

export function experimentsIn(refs: readonly GitRef[]): readonly Experiment[] {
  return refs.flatMap((ref) => experimentOf(ref) ?? [])
}

/**
 * The experiments people name: by name, by the beginning of the commit's name, or by the whole name git has.
 *
 * @param baseline decides where several have the name
 * @throws experiment.unknown, experiment.name-ambiguous
 */
export function experimentsNamed(
  experiments: readonly Experiment[],
  names: readonly string[],
  baseline?: string,
): readonly Experiment[] {
  return names.map((name) => {
    const found = experiments.filter(
      (one) => one.name === name || refOf(one) === name || (/^[0-9a-f]{7,}$/.test(name) && one.commit.startsWith(name)),
    )
    const [first] = found
    if (first === undefined)
      throw experimentUnknown(
        name,
        nearest(
          name,
          experiments.map((one) => one.name),
        ),
      )
    if (found.length === 1) return first
    const here = found.filter((one) => one.baseline === baseline)
    if (here.length !== 1 || here[0] === undefined) throw nameAmbiguous(name, found.map(refOf))
    return here[0]
  })
}

/**
 * The commit of an experiment, a branch, a tag or any other name of git.
 *
 * @throws experiment.unknown, experiment.name-ambiguous
 */
export async function commitOfName(root: string, name: string, baseline?: string): Promise<string> {
  const experiments = await listExperiments(root)
  if (!experiments.some((one) => one.name === name)) {
    const commit = await commitNamed(root, name)
    if (commit !== undefined) return commit
  }
  return experimentsNamed(experiments, [name], baseline)[0]?.commit ?? ""
}

export const experimentRefs = "refs/exps"

import { type Random, seededRandom } from "../../base/index.ts"
import { checkName, commitWanted, listExperiments, listQueued, newName } from "../../experiment/index.ts"
import { commitNamed } from "../../version/index.ts"

/**
 * The commit that new experiments vary.
 *
 * @throws experiment.commit-wanted
 */
export async function baselineOf(root: string): Promise<string> {
  const baseline = await commitNamed(root, "HEAD")
  if (baseline === undefined) throw commitWanted(root)
  return baseline
}

/**
 * One name for each new experiment; a sweep numbers the name it was given.
 *
 * @throws experiment.name-invalid
 */
export async function namesFor(
  root: string,
  { name: given, count }: { readonly name: string | undefined; readonly count: number },
): Promise<readonly string[]> {
  if (given !== undefined) {
    await checkName(root, given)
    return count === 1 ? [given] : Array.from({ length: count }, (_, index) => `${given}-${index + 1}`)
  }
  const there = [...(await listExperiments(root)), ...(await listQueued(root))]
  const taken = new Set(there.map(({ name }) => name))
  const random: Random = seededRandom(crypto.randomUUID())
  const names: string[] = []
  for (let index = 0; index < count; index++) {
    const name = newName(taken, random)
    taken.add(name)
    names.push(name)
  }
  return names
}

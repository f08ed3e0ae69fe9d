import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { expect, test } from "vitest"
import { type Random, seededRandom } from "../../src/base/random.ts"
import { done, finished, start, workFolder } from "./mlwright.ts"

const rounds = Number(process.env["MLWRIGHT_TEST_KILLS"] ?? 4)
const seed = Number(process.env["MLWRIGHT_TEST_SEED"] ?? 1)
const jobs = Math.min(rounds, Number(process.env["MLWRIGHT_TEST_JOBS"] ?? 1))

test(
  `data verbs killed at any moment (${rounds} times, seed ${seed}) lose nothing, and the next one goes on`,
  async () => {
    const folder = await workFolder()
    const killed = new Map<string, number>()
    const work = async (job: number): Promise<void> => {
      const count = Math.floor((rounds + job) / jobs)
      await killRounds(join(folder, String(job)), { seed: seed + job, count, killed })
    }
    await Promise.all(Array.from({ length: jobs }, (_, job) => work(job)))
    console.info(`killed while at work: ${[...killed].map(([verb, times]) => `${verb} ${times}`).join(", ")}`)
  },
  60_000 + rounds * 60_000,
)

interface Rounds {
  readonly seed: number
  readonly count: number
  /** Counts, by verb, how often the kill came before the end. */
  readonly killed: Map<string, number>
}

async function killRounds(folder: string, { seed: own, count, killed }: Rounds): Promise<void> {
  const random = seededRandom(own)
  const root = join(folder, "work")
  mkdirSync(root, { recursive: true })
  await done(root, "init")
  await done(root, "remote", "add", "-d", "s", "../store")
  fill(root, random)
  writeFileSync(join(root, "params.yaml"), "parts: 5\n")
  await done(root, "add", "data")
  writeFileSync(join(root, "dvc.yaml"), pipeline)
  await done(root, "repro")
  await done(root, "push")
  for (let round = 0; round < count; round++) {
    const verb = ["add", "checkout", "push", "pull", "repro"][random.integer(5)] ?? "add"
    prepare(root, verb, random)
    const before = verb === "add" ? filesBelow(join(root, "data")) : undefined
    const words = verb === "add" ? ["add", "data"] : verb === "checkout" ? ["checkout", "-f"] : [verb]
    const child = start(root, words)
    const ended = finished(child)
    await Promise.race([sleep(40 + random.integer(longestMs)), ended])
    if (child.kill("SIGKILL")) killed.set(verb, (killed.get(verb) ?? 0) + 1)
    await ended
    const where = `round ${round}, ${verb}, seed ${own}`
    // A pull needs the manifest to know the files; everywhere else a manifest comes last.
    checkObjects(join(root, ".dvc/cache"), { where, isComplete: verb !== "pull" })
    checkObjects(join(root, "../store"), { where, isComplete: true })
    if (before !== undefined) expect(filesBelow(join(root, "data")), where).toEqual(before)
    await done(root, ...words)
    if (verb === "add") await done(root, "repro")
    expect((await done(root, "status")).json, where).toEqual({})
    expect(leftovers(root), where).toEqual([])
    await done(root, "push")
    if (round % 20 === 19) console.info(`${round + 1} of ${count} from seed ${own}`)
  }
}

function prepare(root: string, verb: string, random: Random): void {
  if (verb === "add") {
    fill(root, random)
    // A new cache is filled out of sight, another one object by object.
    if (random.integer(2) === 0) rmSync(join(root, ".dvc/cache/files"), { recursive: true, force: true })
  }
  if (verb === "checkout") rmSync(join(root, "data", String(random.integer(10))), { recursive: true, force: true })
  if (verb === "repro") writeFileSync(join(root, "params.yaml"), `parts: ${2 + random.integer(40)}\n`)
  if (verb === "push") rmSync(join(root, "../store"), { recursive: true, force: true })
  if (verb === "pull")
    for (const path of ["data", "parts", "count.txt", ".dvc/cache"])
      rmSync(join(root, path), { recursive: true, force: true })
}

/** A stage that writes many files from many, and one that reads them. */
const pipeline = `stages:
  split:
    cmd: rm -rf parts && mkdir parts && cat data/*/* | split -n r/$(sed 's/.* //' params.yaml) - parts/
    deps: [data]
    params: [parts]
    outs: [parts]
  count:
    cmd: cat parts/* | wc -c > count.txt
    deps: [parts]
    outs: [count.txt]
`

/** Enough files for threads. */
function fill(root: string, random: Random): void {
  const salt = random.integer(1_000_000)
  for (let number = 0; number < 2_400; number++) {
    mkdirSync(join(root, "data", String(number % 10)), { recursive: true })
    if (number % 3 === 0 || !existsSync(join(root, "data", String(number % 10), `${number}`)))
      writeFileSync(join(root, "data", String(number % 10), `${number}`), `${salt} ${number}`)
  }
}

/** What says by its mode that it is whole must be, and where that is promised the files of a manifest must be there. */
function checkObjects(folder: string, { where, isComplete }: { where: string; isComplete: boolean }): void {
  if (!existsSync(join(folder, "files/md5"))) return
  for (const [path, bytes] of Object.entries(filesBelow(join(folder, "files/md5")))) {
    if (path.includes(".tmp-") || (statSync(join(folder, "files/md5", path)).mode & 0o777) !== 0o444) continue
    const md5 = createHash("md5").update(bytes, "latin1").digest("hex")
    expect(`${md5.slice(0, 2)}/${md5.slice(2)}`, where).toBe(path.replace(/\.dir$/, ""))
    if (!path.endsWith(".dir") || !isComplete) continue
    for (const { md5: file } of JSON.parse(bytes) as { md5: string }[])
      expect(existsSync(join(folder, "files/md5", file.slice(0, 2), file.slice(2))), `${where}: ${file}`).toBe(true)
  }
}

function filesBelow(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return [path.slice(folder.length + 1), readFileSync(path, "latin1")]
    }),
  )
}

function leftovers(root: string): readonly string[] {
  return readdirSync(root, { recursive: true })
    .map(String)
    .filter((path) => path.includes(".tmp-") || path.endsWith(".tmp"))
}

/** A verb takes some 300 ms on a machine with nothing else to do; `MLWRIGHT_TEST_KILL_MS` is for a busier one. */
const longestMs = Number(process.env["MLWRIGHT_TEST_KILL_MS"] ?? 400)

/**
 * Tests at the length at which they prove something, `npm test` runs a few rounds of each: `npm run test:cross` tries 200 random
 * sequences beside the real DVC, `npm run test:kill` kills 300 data verbs. Seeds are random and printed; `--seed` repeats one.
 */
import { spawn } from "node:child_process"
import { availableParallelism } from "node:os"
import { parseArgs } from "node:util"
import { environmentWith, realDvc } from "./real-dvc.ts"

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string" }, seed: { type: "string" }, jobs: { type: "string" } },
})
const seed = values.seed ?? String(Date.now() % 1_000_000)
const jobs = values.jobs ?? String(Math.max(1, availableParallelism() - 1))
const kind = positionals[0]
if (kind !== "cross" && kind !== "kill") {
  console.error("Wanted: node scripts/long-tests.ts cross|kill [--rounds N] [--seed N] [--jobs N]")
  process.exit(2)
}
const rounds = values.rounds ?? (kind === "cross" ? "200" : "300")
const dvc = kind === "cross" ? await realDvc() : { absence: "it is not needed" }
if (kind === "cross" && "absence" in dvc) {
  console.error(`Cannot try anything beside DVC: ${dvc.absence}`)
  process.exit(3)
}
console.log(`${rounds} rounds from seed ${seed}, ${jobs} at one time`)
const files = { cross: "data-cross.test.ts", kill: "data-killed.test.ts" }
const env = {
  ...environmentWith(dvc),
  MLWRIGHT_TEST_SEED: seed,
  MLWRIGHT_TEST_JOBS: jobs,
  ...(kind === "cross" ? { MLWRIGHT_TEST_SEQUENCES: rounds } : { MLWRIGHT_TEST_KILLS: rounds }),
}
await run("node", ["scripts/build.ts"])
await run("vitest", ["run", "--project", "journeys", `test/journeys/${files[kind]}`])

/** Ends this program where the other one fails. */
async function run(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { stdio: "inherit", env })
  const code = await new Promise<number>((settle) => child.once("close", (status) => settle(status ?? 1)))
  if (code !== 0) process.exit(code)
}

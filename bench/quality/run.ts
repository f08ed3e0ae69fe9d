/**
 * Scores on the held-out rows of real tables, mean over seeds 1 to 5, through the built command with its default budget.
 *
 *     npm run --silent build && node bench/quality/run.ts [TABLES_FOLDER] [NAME...]
 */
import { execFileSync } from "node:child_process"
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"

interface Bar {
  readonly name: string
  readonly file: string
  readonly target: string
  readonly metric: string
  readonly atLeast?: number
  readonly atMost?: number
  readonly set?: readonly string[]
  /** Another file to score, in place of the held-out rows. */
  readonly score?: string
}

const bars: readonly Bar[] = [
  { name: "students", file: "students/stud.csv", target: "math_score", metric: "r2", atLeast: 0.865 },
  {
    name: "housing",
    file: "california_housing/housing.csv",
    target: "median_house_value",
    metric: "rmse",
    atMost: 45_000,
  },
  { name: "housing_545", file: "housing_545/Housing.csv", target: "Price", metric: "r2", atLeast: 0.64 },
  {
    name: "kaggle_taxi",
    file: "nyc_taxi_kaggle_sample/train.csv",
    target: "trip_duration",
    metric: "rmsle",
    atMost: 0.43,
    set: ["evaluate.primary=rmsle"],
    score: "nyc_taxi_kaggle_sample/val.csv",
  },
]

const [folder = "../shared/data", ...wanted] = process.argv.slice(2)
const command = join(import.meta.dirname, "../../dist/mlwright.js")
let missed = 0
console.log("table         metric  bar        mean       seeds 1 to 5                                    seconds a run")
for (const bar of bars.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  if (!existsSync(resolve(folder, bar.file))) {
    console.log(`${bar.name.padEnd(13)} SKIPPED: ${bar.file} is absent`)
    continue
  }
  const scores: number[] = []
  const started = performance.now()
  for (const seed of [1, 2, 3, 4, 5]) scores.push(score(bar, seed))
  const seconds = (performance.now() - started) / 5000
  const mean = scores.reduce((sum, value) => sum + value, 0) / scores.length
  const held = bar.atLeast === undefined ? mean <= bar.atMost! : mean >= bar.atLeast
  if (!held) missed += 1
  const limit = bar.atLeast === undefined ? `<= ${bar.atMost}` : `>= ${bar.atLeast}`
  const texts = [bar.metric.padEnd(7), limit.padEnd(10), text(mean).padEnd(10), scores.map(text).join(" ").padEnd(47)]
  console.log(`${bar.name.padEnd(13)} ${texts.join(" ")} ${seconds.toFixed(1)}${held ? "" : "  MISSED"}`)
}
process.exit(missed === 0 ? 0 : 1)

function score(bar: Bar, seed: number): number {
  const project = mkdtempSync(join(tmpdir(), "mlwright-quality-"))
  try {
    const set = [`split.seed=${seed}`, `train.seed=${seed}`, ...(bar.set ?? [])].flatMap((one) => ["--set", one])
    mlwright(["init", project, "--data", resolve(folder, bar.file), "--target", bar.target, "--yes"])
    const run = mlwright(["-C", project, "run", ...set])
    if (bar.score === undefined) return run.metrics[bar.metric]
    return mlwright(["-C", project, "evaluate", resolve(folder, bar.score), ...set]).metrics[bar.metric]
  } finally {
    rmSync(project, { recursive: true, force: true })
  }
}

function mlwright(args: readonly string[]) {
  return JSON.parse(
    execFileSync(process.execPath, [command, "--json", ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }),
  )
}

function text(value: number): string {
  return Math.abs(value) >= 100 ? String(Math.round(value)) : value.toFixed(4)
}

/**
 * Ours beside untuned scikit-learn estimators and beside AutoML engines with the same CPU time of one thread, on held-out rows of
 * real tables; prints a table, on how many ours is best, and mean ranks. With several seeds each table is split as often and its
 * scores are means, which tell more than the luck of one split.
 *
 *     node bench/quality/automl.ts --flaml PYTHON [--autogluon PYTHON] [--data ../shared/data] [--seconds 20] [--budget 60]
 *         [--seed 42]... [TABLE...]
 *
 * --seconds are those of FLAML and AutoGluon, --budget is train.budgetSeconds of ours; TABLE such as housing or yellow_fare.
 */
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"

const { values: flags, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    flaml: { type: "string" },
    autogluon: { type: "string" },
    data: { type: "string", default: "../shared/data" },
    seconds: { type: "string", default: "20" },
    budget: { type: "string", default: "60" },
    seed: { type: "string", multiple: true, default: ["42"] },
  },
})
const { flaml, autogluon } = flags
if (flaml === undefined) throw new Error("--flaml is missing; bench/peers/automl/make-venv.sh makes one")
const peers = join(import.meta.dirname, "../peers/automl")
const engines = ["mlwright", "ridge", "forest", "boosting", "flaml", ...(autogluon === undefined ? [] : ["autogluon"])]
const higher = new Set(["r2", "auc"])
const folder = mkdtempSync(join(tmpdir(), "mlwright-automl-"))
const ranks = new Map(engines.map((engine) => [engine, [] as number[]]))
let best = 0
let aboveUntuned = 0
try {
  execFileSync(flaml, [join(peers, "tables.py"), resolve(flags.data), folder, ...flags.seed])
  const cases: Record<string, Case> = JSON.parse(readFileSync(join(folder, "cases.json"), "utf8"))
  const tables = Map.groupBy(Object.keys(cases), (name) => name.replace(/-\d+$/, ""))
  const unknown = wanted.find((name) => !tables.has(name))
  if (unknown !== undefined) throw new Error(`no table ${unknown}, only ${[...tables.keys()].join(", ")}`)
  console.log(["table".padEnd(20), "metric ", ...engines.map((engine) => engine.padEnd(19))].join(" "))
  const compared = [...tables].filter(([name]) => wanted.length === 0 || wanted.includes(name))
  for (const [name, splits] of compared) compare(name, splits, cases[splits[0]!]!)
  const count = compared.length
  console.log(`best untuned beaten on ${aboveUntuned} of ${count} tables, best of all on ${best}`)
  for (const [engine, own] of ranks) {
    console.log(`${engine.padEnd(10)} mean rank ${(own.reduce((sum, rank) => sum + rank, 0) / count).toFixed(2)}`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

interface Case {
  readonly target: string
  readonly metric: string
}

interface Fit {
  readonly score: number
  readonly cpuSeconds: number
}

/** @param splits of the table, by folder */
function compare(name: string, splits: readonly string[], one: Case): void {
  const fits = engines.map((engine) => meanOf(splits.map((split) => fitOf(engine, split, one))))
  const worth = fits.map(({ score }) => (higher.has(one.metric) ? score : -score))
  for (const [at, engine] of engines.entries()) {
    ranks.get(engine)!.push(1 + worth.filter((other) => other > worth[at]!).length)
  }
  if (worth[0] === Math.max(...worth)) best += 1
  if (worth[0]! > Math.max(...worth.slice(1, 4))) aboveUntuned += 1
  const cells = fits.map(({ score, cpuSeconds }) => `${text(score)} (${cpuSeconds.toFixed(1)} s)`.padEnd(19))
  console.log([name.padEnd(20), one.metric.padEnd(7), ...cells].join(" "))
}

function meanOf(fits: readonly Fit[]): Fit {
  const mean = (of: (fit: Fit) => number): number => fits.reduce((sum, fit) => sum + of(fit), 0) / fits.length
  return { score: mean(({ score }) => score), cpuSeconds: mean(({ cpuSeconds }) => cpuSeconds) }
}

function fitOf(engine: string, name: string, { target, metric }: Case): Fit {
  const place = join(folder, name)
  const args =
    engine === "mlwright"
      ? [process.execPath, join(import.meta.dirname, "ours.ts"), place, target, metric, flags.budget]
      : [
          engine === "autogluon" ? autogluon! : flaml!,
          "-W",
          "ignore",
          join(peers, "fit.py"),
          engine,
          place,
          target,
          metric,
          flags.seconds,
        ]
  const output = execFileSync(args[0]!, args.slice(1), { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
  return JSON.parse(output.trim().split("\n").at(-1)!)
}

function text(value: number): string {
  return Math.abs(value) >= 1000 ? String(Math.round(value)) : value.toFixed(4)
}

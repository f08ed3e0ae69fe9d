import { cancel, multiselect, select, text } from "@clack/prompts"
import { formatBytes, formatNumber } from "../base/index.ts"
import type { AskTraining, TrainAnswer, TrainQuestion } from "../project/index.ts"
import { interrupted } from "./errors.ts"
import type { Terminal } from "./terminal.ts"

/** Asks on a terminal what to tune after the first round, with which grid, and what to put together. */
export function trainQuestions(terminal: Terminal): AskTraining {
  return async (question) => {
    for (const line of candidateLines(question)) terminal.note(line)
    const tune: Record<string, TrainAnswer["tune"][string]> = {}
    for (const id of await chooseTuned(question)) tune[id] = await askGrid(question, id)
    return { tune, ensemble: await chooseEnsemble(question) }
  }
}

function candidateLines({ candidates, metric }: TrainQuestion): string[] {
  const rows = candidates.map(({ id, score, deviation, seconds, bytes }) =>
    [
      id.padEnd(14),
      formatNumber(score).padStart(12),
      `± ${formatNumber(deviation)}`.padEnd(14),
      `${seconds.toFixed(1)} s`.padStart(8),
      formatBytes(bytes).padStart(9),
    ].join(" "),
  )
  return [
    `${"candidate".padEnd(14)} ${metric.padStart(12)} ${"".padEnd(14)} ${"fit".padStart(8)} ${"size".padStart(9)}`,
    ...rows,
  ]
}

async function chooseTuned({ tunable, metric, candidates }: TrainQuestion): Promise<readonly string[]> {
  if (tunable.length === 0) return []
  const scoreOf = (id: string): string => formatNumber(candidates.find((one) => one.id === id)?.score ?? Number.NaN)
  return answered(
    await multiselect({
      message: "Which candidates are to be tuned? (space chooses, Enter goes on; none is an answer)",
      options: tunable.map(({ id }) => ({ value: id, label: id, hint: `${metric} ${scoreOf(id)}` })),
      required: false,
      output: process.stderr,
    }),
  )
}

async function askGrid({ tunable }: TrainQuestion, id: string): Promise<TrainAnswer["tune"][string]> {
  const { params, space, problemOf } = tunable.find((one) => one.id === id)!
  const [first = ""] = Object.keys(space)
  const line = answered(
    await text({
      message: `Grid of ${id}, such as ${first}=${params[first] ?? 1},...; Enter lets scores propose`,
      placeholder: Object.keys(space).join(" "),
      defaultValue: "",
      validate: (value) => {
        const grid = parseGrid(value ?? "")
        return grid === undefined ? "name=value,value name=value,... is wanted" : problemOf(grid)
      },
      output: process.stderr,
    }),
  )
  return parseGrid(line)!
}

async function chooseEnsemble({ candidates }: TrainQuestion): Promise<TrainAnswer["ensemble"]> {
  const how = answered(
    await select<"auto" | "none" | "list">({
      message: "What is to be put together?",
      initialValue: "auto",
      options: [
        { value: "auto", label: "whatever helps beyond noise" },
        { value: "none", label: "nothing: the best one alone" },
        { value: "list", label: "what I choose now" },
      ],
      output: process.stderr,
    }),
  )
  if (how !== "list") return how
  return answered(
    await multiselect({
      message: "Which families, with what was tuned of them?",
      options: [...new Set(candidates.map(({ family }) => family))].map((family) => ({ value: family, label: family })),
      required: true,
      output: process.stderr,
    }),
  )
}

/** @returns undefined when it is not `name=value,value` with spaces between names */
export function parseGrid(line: string): TrainAnswer["tune"][string] | undefined {
  const grid: Record<string, (number | string | boolean)[]> = {}
  for (const part of line.split(/\s+/).filter((word) => word !== "")) {
    const [, name, values] = /^([A-Za-z]\w*)=([^=]+)$/.exec(part) ?? []
    if (name === undefined || values === undefined) return undefined
    grid[name] = values
      .split(",")
      .filter((value) => value !== "")
      .map(typedWord)
    if (grid[name].length === 0) return undefined
  }
  return grid
}

function typedWord(word: string): number | string | boolean {
  if (word === "true" || word === "false") return word === "true"
  return Number.isFinite(Number(word)) ? Number(word) : word
}

/** What a prompt gave; a person who leaves it ends the run. */
function answered<T>(answer: T): Exclude<T, symbol> {
  if (typeof answer !== "symbol") return answer as Exclude<T, symbol>
  cancel("the search ends here", { output: process.stderr })
  throw interrupted()
}

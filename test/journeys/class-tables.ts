/** Tables with known answers for the classification journeys, the same at every call. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"

export interface ClassTable {
  readonly name: string
  readonly target: string
  readonly task: "binary" | "multiclass"
  /** As the model must name them. */
  readonly classes: readonly string[]
  readonly header: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
  /** Its labels or cells are of a kind of their own, so that it is worth to start a server for it. */
  readonly served?: boolean
}

/** Write the table as CSV; cells are quoted where they must be. */
export function writeTable(folder: string, table: Pick<ClassTable, "header" | "rows">, name = "table.csv"): string {
  const path = join(folder, name)
  writeFileSync(path, `${[table.header, ...table.rows].map((row) => row.map(cell).join(",")).join("\n")}\n`)
  return path
}

const cell = (value: string | number): string => {
  const text = String(value)
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Numbers in [0, 1) of a linear congruential generator. */
export function uniform(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return ((state >>> 9) ^ (state >>> 20)) / 2 ** 23
  }
}

/** `count` rows of two measures, a city and a label by a rule of the measures that is right nine times in ten. */
function measured(count: number, labels: readonly string[], seed = 1): ClassTable["rows"] {
  const next = uniform(seed)
  return Array.from({ length: count }, () => {
    const [width, height] = [next() * 10, next() * 10]
    const city = cities[Math.floor(next() * cities.length)]!
    const rule = Math.min(labels.length - 1, Math.floor(((width + height) / 20) * labels.length))
    const label = next() < 0.9 ? labels[rule]! : labels[Math.floor(next() * labels.length)]!
    return [width.toFixed(3), height.toFixed(3), city, label]
  })
}

const cities = ["Oslo", "Rome", "Lima"] as const
const measures = ["width", "height", "city"] as const

const table = (given: Omit<ClassTable, "header" | "task">): ClassTable => ({
  ...given,
  task: given.classes.length === 2 ? "binary" : "multiclass",
  header: [...measures, given.target],
})

/** One table of each kind of label and column that classification meets. */
export const classTables: readonly ClassTable[] = [
  table({
    name: "two words",
    target: "state",
    classes: ["sick", "well"],
    rows: measured(400, ["sick", "well"]),
  }),
  table({
    name: "zero and one",
    target: "bought",
    classes: ["0", "1"],
    rows: measured(400, ["0", "1"], 2),
    served: true,
  }),
  table({
    name: "true and false",
    target: "left",
    classes: ["false", "true"],
    rows: measured(400, ["false", "true"], 3),
    served: true,
  }),
  table({
    name: "labels with commas, quotes and letters of the world",
    target: "kind of thing",
    classes: ['say "hi"', "small, round", "größe 日本"],
    rows: measured(450, ['say "hi"', "small, round", "größe 日本"], 4),
    served: true,
  }),
  table({
    name: "twelve classes",
    target: "month",
    classes: Array.from({ length: 12 }, (_, month) => `m${String(month + 1).padStart(2, "0")}`),
    rows: measured(
      900,
      Array.from({ length: 12 }, (_, month) => `m${String(month + 1).padStart(2, "0")}`),
      5,
    ),
  }),
  rare(),
  manyCategories(),
  dated(),
  wordy(),
  holes(),
]

/** One positive in fifty. */
function rare(): ClassTable {
  const next = uniform(6)
  const rows = Array.from({ length: 1500 }, (_, row) => {
    const fraud = row % 50 === 7
    const amount = fraud ? 60 + next() * 60 : next() * 80
    return [amount.toFixed(2), next().toFixed(4), cities[row % 3]!, fraud ? "fraud" : "fine"]
  })
  return table({ name: "one positive in fifty", target: "verdict", classes: ["fine", "fraud"], rows })
}

/** Categories only, one of them with 150 values. */
function manyCategories(): ClassTable {
  const next = uniform(7)
  const rows = Array.from({ length: 900 }, () => {
    const shop = Math.floor(next() ** 2 * 150)
    const colour = ["red", "green", "blue", "white"][Math.floor(next() * 4)]!
    const size = ["S", "M", "L", "XL"][Math.floor(next() * 4)]!
    const score = (shop % 3) + (colour === "red" ? 1 : 0) + (size === "XL" ? 1 : 0) + next()
    return [`shop ${shop}`, colour, size, score > 2.2 ? "returned" : "kept"]
  })
  return {
    name: "many categories",
    target: "fate",
    task: "binary",
    classes: ["kept", "returned"],
    header: ["shop", "colour", "size", "fate"],
    rows,
  }
}

/** A moment of each row, so that the latest are held out. */
export function dated(): ClassTable {
  const next = uniform(8)
  const rows = Array.from({ length: 500 }, (_, row) => {
    const at = new Date(Date.UTC(2024, 0, 1) + (row * 7 + Math.floor(next() * 5)) * 3600_000)
    const load = next() * 100
    const busy = at.getUTCHours() > 8 && at.getUTCHours() < 18 ? 25 : 0
    return [
      at.toISOString().slice(0, 19).replace("T", " "),
      load.toFixed(1),
      load + busy + next() * 20 > 75 ? "late" : "punctual",
    ]
  })
  return {
    name: "a date",
    target: "arrival",
    task: "binary",
    classes: ["late", "punctual"],
    header: ["departed", "load", "arrival"],
    rows,
    served: true,
  }
}

/** The words of a free text tell the class. */
function wordy(): ClassTable {
  const next = uniform(9)
  const pick = (words: readonly string[]): string => words[Math.floor(next() * words.length)]!
  const said = {
    praise: ["lovely", "excellent", "works", "happy", "thanks"],
    complaint: ["broken", "refund", "angry", "late", "never"],
    question: ["how", "where", "when", "which", "possible"],
  }
  const filler = ["the", "parcel", "shoe", "colour", "order", "delivery", "shop", "number", "yesterday", "today"]
  const classes = ["complaint", "praise", "question"] as const
  const rows = Array.from({ length: 450 }, (_, row) => {
    const label = classes[row % 3]!
    const words = Array.from({ length: 9 }, () => pick(next() < 0.35 ? said[label] : filler))
    return [`${words.join(" ")} ${row * 37}.`, Math.floor(next() * 5) + 1, label]
  })
  return {
    name: "free text",
    target: "subject",
    task: "multiclass",
    classes,
    header: ["message", "stars", "subject"],
    rows,
  }
}

/** A seventh of all cells is missing, in the target too. */
function holes(): ClassTable {
  const next = uniform(10)
  const rows = measured(600, ["no", "yes"], 11).map((row) => row.map((value) => (next() < 0.15 ? "" : value)))
  return { ...table({ name: "holes everywhere", target: "answer", classes: ["no", "yes"], rows, served: true }) }
}

/** The target has nothing to do with the columns. */
export function noise(): ClassTable {
  const next = uniform(12)
  const rows = Array.from({ length: 300 }, () => [
    next().toFixed(4),
    next().toFixed(4),
    cities[Math.floor(next() * 3)]!,
    next() < 0.5 ? "heads" : "tails",
  ])
  return table({ name: "noise", target: "coin", classes: ["heads", "tails"], rows })
}

/** A ring: a straight line tells nothing, trees nearly everything. */
export function ring(): ClassTable {
  const next = uniform(13)
  const rows = Array.from({ length: 500 }, () => {
    const [x, y] = [next() * 2 - 1, next() * 2 - 1]
    return [
      x.toFixed(4),
      y.toFixed(4),
      cities[Math.floor(next() * 3)]!,
      x * x + y * y < 0.6 === next() < 0.95 ? "inside" : "outside",
    ]
  })
  return {
    ...table({ name: "ring", target: "place", classes: ["inside", "outside"], rows }),
    header: ["x", "y", "city", "place"],
  }
}

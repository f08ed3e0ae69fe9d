import type { Task } from "../column.ts"
import type { ColumnFacts } from "./facts.ts"
import { nameWords } from "./name-words.ts"

export interface TaskGuess {
  readonly task: Task
  /** When false, ask a person who is there to be asked. */
  readonly confident: boolean
  /** Why, in words for people. */
  readonly reason: string
}

/** What to predict, from what is known of the target: words and truth values are classes, many numbers are a quantity. */
export function inferTask(target: ColumnFacts): TaskGuess {
  switch (target.type) {
    case "boolean":
      return { task: "binary", confident: true, reason: `"${target.name}" is true or false` }
    case "string":
      return taskOfWords(target)
    case "date":
    case "datetime":
      return { task: "regression", confident: false, reason: `"${target.name}" is a ${target.type}` }
    case "number":
      return target.distinct === 2 ? taskOfTwo(target) : quantity(target, true)
    case "integer":
      return target.distinct === 2 ? taskOfTwo(target) : taskOfIntegers(target)
  }
}

function taskOfWords(target: ColumnFacts): TaskGuess {
  const { name, distinct, rows, missing } = target
  const reason = `"${name}" has ${distinct} different texts`
  if (distinct <= 2) return { task: "binary", confident: distinct === 2, reason }
  const rowsPerClass = (rows - missing) / distinct
  return { task: "multiclass", confident: distinct <= mostSureClasses && rowsPerClass >= 10, reason }
}

function taskOfTwo(target: ColumnFacts): TaskGuess {
  const { name, min, max } = target
  const isSwitch = (min === 0 && max === 1) || (min === 1 && max === 2) || (min === -1 && max === 1)
  return { task: "binary", confident: isSwitch, reason: `"${name}" has two values, ${min} and ${max}` }
}

/** A few small numbers may be classes written as numbers or a count; only the name and the form of the numbers can tell. */
function taskOfIntegers(target: ColumnFacts): TaskGuess {
  const { name, distinct, min = 0, max = 0, rows, missing } = target
  if (distinct > mostClassNumbers) return quantity(target, true)
  const words = nameWords(name)
  if (words.some((word) => quantityWords.has(word))) return quantity(target, distinct > mostSureNumbers)
  const isNumbered = (min === 0 || min === 1) && max - min + 1 === distinct
  const reason = `"${name}" has ${distinct} different whole numbers from ${min} to ${max}`
  if (words.some((word) => classWords.has(word))) return { task: "multiclass", confident: isNumbered, reason }
  const isRepeated = (rows - missing) / distinct >= 30
  if (isNumbered && isRepeated && distinct <= mostSureNumbers) return { task: "multiclass", confident: false, reason }
  return quantity(target, false)
}

function quantity({ name, distinct }: ColumnFacts, confident: boolean): TaskGuess {
  return { task: "regression", confident, reason: `"${name}" is a number with ${distinct} different values` }
}

/** More different words than this are rather names than classes. */
const mostSureClasses = 50

/** Whole numbers beyond this many are a quantity without a doubt. */
const mostClassNumbers = 20

const mostSureNumbers = 10

const classWords = new Set([
  "class",
  "classes",
  "label",
  "category",
  "cluster",
  "group",
  "kind",
  "outcome",
  "segment",
  "species",
  "status",
  "type",
])

const quantityWords = new Set([
  "age",
  "amount",
  "bathrooms",
  "bedrooms",
  "cost",
  "count",
  "days",
  "demand",
  "distance",
  "duration",
  "fare",
  "hours",
  "income",
  "minutes",
  "months",
  "num",
  "number",
  "parking",
  "passengers",
  "price",
  "quantity",
  "rate",
  "rating",
  "rings",
  "rooms",
  "salary",
  "sales",
  "score",
  "seconds",
  "size",
  "stories",
  "total",
  "value",
  "weight",
  "years",
])

import { formatNumber, KnownError, nearest } from "../base/index.ts"

export const lossNotForTask = (loss: string, task: string): KnownError =>
  new KnownError({
    code: "train.loss-not-for-task",
    blame: "user",
    message: `Cannot make the loss "${loss}" small: it wants a regression, and the task is ${task}`,
    hint: "Set train.loss to auto",
    detail: { loss, task },
  })

export const targetNegative = (loss: string, value: number): KnownError =>
  new KnownError({
    code: "train.target-negative",
    blame: "user",
    message: `Cannot make the loss "${loss}" small: it wants targets of 0 and above, and one is ${value}`,
    hint: "Set train.loss to auto, or correct the rows with a negative target",
    detail: { loss, value },
  })

export const classWeightNotForTask = (task: string): KnownError =>
  new KnownError({
    code: "train.class-weight-not-for-task",
    blame: "user",
    message: `Cannot weigh classes: a task with classes is wanted, and the task is ${task}`,
    hint: "Set train.classWeight to none; a column with role: weight in schema.yaml weighs rows",
    detail: { task },
  })

export const calibrationNotForTask = (setting: string, task: string): KnownError =>
  new KnownError({
    code: "train.calibration-not-for-task",
    blame: "user",
    message: `Cannot correct probabilities by train.calibrate: ${setting}: a task with classes is wanted, and the task is ${task}`,
    hint: "Set train.calibrate to auto",
    detail: { setting, task },
  })

export const weightClassUnknown = (label: string, labels: readonly string[]): KnownError =>
  new KnownError({
    code: "train.weight-class-unknown",
    blame: "user",
    message: `Cannot weigh the class "${label}": the target has ${labels.slice(0, 20).join(", ")}`,
    hint: `Set train.classWeight to a map of classes such as {"${nearest(label, labels) ?? labels[0]}": 2}`,
    detail: { label, labels },
  })

export const classWeightsLeaveOne = (counting: readonly string[]): KnownError =>
  new KnownError({
    code: "train.class-weights-leave-one",
    blame: "user",
    message: `Cannot tell classes apart: two that count are wanted, and train.classWeight leaves ${counting.length === 0 ? "none" : `only "${counting[0]}"`}`,
    hint: "Give two classes in train.classWeight a number above 0",
    detail: { counting },
  })

/** @param reasons in words, for each family that was asked for */
export const nothingToTry = (reasons: readonly string[]): KnownError =>
  new KnownError({
    code: "train.nothing-to-try",
    blame: "user",
    message: `Cannot train: none of train.estimators can do what is wanted: ${reasons.join("; ")}`,
    hint: "Set train.estimators to auto",
    detail: { reasons },
  })

export const memoryExhausted = (
  { rows, features }: { readonly rows: number; readonly features: number },
  cause: unknown,
): KnownError =>
  new KnownError({
    code: "train.memory-exhausted",
    blame: "environment",
    message: `Cannot go on training on ${formatNumber(rows)} rows x ${formatNumber(features)} features: more memory is wanted, and the system gave none`,
    hint: "Set train.threads to 1, or lower features.memoryMegabytes, which trains on a sample of the rows",
    detail: { rows, features, retryable: true },
    cause,
  })

export const warmStartWithoutTrees = (model: string): KnownError =>
  new KnownError({
    code: "train.warm-start-without-trees",
    blame: "user",
    message: `Cannot go on from "${model}": boosted trees are wanted, and it has none`,
    hint: "Set train.warmStart to never, or to a model made with train.estimators: [boosting]",
    detail: { model },
  })

export const warmStartLoss = (model: string, loss: string): KnownError =>
  new KnownError({
    code: "train.warm-start-loss",
    blame: "user",
    message: `Cannot go on from "${model}": trees that made the ${loss} loss small are wanted, and its answer another question`,
    hint: "Set train.loss to what it was when that model was trained, or train.warmStart to never",
    detail: { model, loss },
  })

export const warmStartRoundsOpen = (model: string): KnownError =>
  new KnownError({
    code: "train.warm-start-rounds-open",
    blame: "user",
    message: `Cannot tell how many rounds to add to "${model}": rows it has not learnt from are wanted, and the rows are just those it was trained on`,
    hint: "Set train.warmStartRounds to a number of rounds, such as 50",
    detail: { model },
  })

export const monotoneNotForTask = (task: string): KnownError =>
  new KnownError({
    code: "train.monotone-not-for-task",
    blame: "user",
    message: `Cannot keep train.monotone: a number or the chance of one of two classes is wanted, and the task is ${task}`,
    hint: "Set train.monotone to {}",
    detail: { task },
  })

export const targetTooLarge = (value: number): KnownError =>
  new KnownError({
    code: "train.target-too-large",
    blame: "user",
    message: `Cannot learn the target: numbers up to ${largestTarget} are wanted, whose squares can be added up, and one is ${value}`,
    hint: "Set target.expression to the target in a larger unit",
    detail: { value, largest: largestTarget },
  })

export interface MemoryNeed {
  readonly neededMegabytes: number
  readonly allowedMegabytes: number
  readonly rows: number
  readonly features: number
  /** 0 for regression. */
  readonly classes: number
}

export const memoryNeeded = (need: MemoryNeed): KnownError => {
  const { rows, features, classes, neededMegabytes, allowedMegabytes } = need
  const table = `${formatNumber(rows)} rows x ${formatNumber(features)} features${classes > 2 ? ` and ${formatNumber(classes)} classes` : ""}`
  return new KnownError({
    code: "train.memory-needed",
    blame: "environment",
    message: `Cannot train on ${table}: about ${formatNumber(neededMegabytes)} megabytes of memory are needed, and ${formatNumber(allowedMegabytes)} may be used`,
    hint: "Lower features.memoryMegabytes, which trains on a sample of the rows, or raise train.memoryMegabytes",
    detail: { ...need, retryable: false },
  })
}

/** @param open settings that nobody answered */
export const nobodyToAsk = (open: readonly string[]): KnownError =>
  new KnownError({
    code: "train.nobody-to-ask",
    blame: "user",
    message: `Cannot go on after the first round: train.mode is ask, nobody is there to be asked, and ${open.join(" and ")} ${open.length === 1 ? "is" : "are"} not set`,
    hint: "Run it on a terminal, give mlwright run --answers FILE with tune and ensemble, or set train.mode to auto",
    detail: { open },
  })

export const tuneUnknown = (name: string, known: readonly string[], meant: string | undefined): KnownError =>
  new KnownError({
    code: "train.tune-unknown",
    blame: "user",
    message: `Cannot tune "${name}": candidates are ${known.join(", ")}`,
    hint: `Name ${meant === undefined ? "one of them" : `"${meant}"`} in train.tune`,
    detail: { name, known, ...(meant === undefined ? {} : { meant }) },
  })

export const ensembleUnknown = (name: string, known: readonly string[], meant: string | undefined): KnownError =>
  new KnownError({
    code: "train.ensemble-unknown",
    blame: "user",
    message: `Cannot put "${name}" together with others: candidates are ${known.join(", ")}`,
    hint: `Name ${meant === undefined ? "one of them" : `"${meant}"`} in train.ensemble, or set it to auto`,
    detail: { name, known, ...(meant === undefined ? {} : { meant }) },
  })

/** @param spread largest distance from the mean */
export const targetTooSmall = (spread: number): KnownError =>
  new KnownError({
    code: "train.target-too-small",
    blame: "user",
    message: `Cannot learn the target: values ${smallestSpread} and more apart are wanted, whose squares do not vanish, and none is farther than ${formatNumber(spread)} from their mean`,
    hint: "Set target.expression to the target in a smaller unit",
    detail: { spread, smallest: smallestSpread },
  })

/** @param known parameters that the family has */
export const gridInvalid = (
  { family, name, value }: { readonly family: string; readonly name: string; readonly value: unknown },
  known: readonly string[],
): KnownError =>
  new KnownError({
    code: "train.grid-invalid",
    blame: "user",
    message: `Cannot try ${family} with ${name} ${JSON.stringify(value)}: it takes ${known.join(", ")}, each within its range`,
    hint: "Correct the grid in train.tune",
    detail: { family, name, value: value === undefined ? null : String(value), known },
  })

/** Squares of larger numbers, added up, are not finite. */
export const largestTarget = 1e150

/** Squares of smaller errors are so small that few digits of them are left, or none. */
export const smallestSpread = 1e-150

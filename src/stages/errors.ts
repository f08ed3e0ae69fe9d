import { KnownError, nearest } from "../base/index.ts"

export const groupMissing = (): KnownError =>
  new KnownError({
    code: "stages.group-missing",
    blame: "user",
    message: 'Cannot split by group: split.method is "group" and split.group names no column',
    hint: "Set split.group to the column whose equal values belong together",
  })

export const groupSingle = (): KnownError =>
  new KnownError({
    code: "stages.group-single",
    blame: "user",
    message: "Cannot hold out whole groups: at least two values of split.group are wanted, and all rows have the same",
    hint: "Set split.group to a column that varies, or split.method to random",
  })

/** @param value what the target is in all of the rows */
export const heldOutAlike = (metric: string, value: string): KnownError =>
  new KnownError({
    code: "stages.held-out-alike",
    blame: "user",
    message: `Cannot judge a model by "${metric}": held-out rows whose targets differ are wanted, and in all of them it is "${value}"`,
    hint: "Set split.testShare to hold out more, split.method to another way, or evaluate.primary to another metric",
    detail: { metric, value },
  })

export const stratifiedNotForTask = (task: string): KnownError =>
  new KnownError({
    code: "stages.stratified-not-for-task",
    blame: "user",
    message: `Cannot split by class: split.method is "stratified", which wants a task with classes, and the task is ${task}`,
    hint: "Set split.method to auto",
    detail: { task },
  })

/** @param role column of schema.yaml that has the role target */
export const targetsDiffer = (target: string, role: string | undefined, isColumn: boolean): KnownError =>
  new KnownError({
    code: "stages.targets-differ",
    blame: "user",
    message: `Cannot tell the target: target.name is "${target}", and in schema.yaml ${role === undefined ? "no column has the role target" : `"${role}" has the role target`}`,
    hint: isColumn
      ? `Give "${target}" role: target in schema.yaml${role === undefined ? "" : `, and "${role}" another role`}`
      : `Add "${target}" with role: target to schema.yaml${role === undefined ? "" : `, or set target.name to ${role}`}`,
    detail: { target, role: role ?? null },
  })

export const timeMissing = (): KnownError =>
  new KnownError({
    code: "stages.time-missing",
    blame: "user",
    message: 'Cannot split by time: split.method is "time" and no column of schema.yaml has the role time',
    hint: "Give a date or datetime column role: time in schema.yaml",
  })

export const groupColumnMissing = (column: string, available: readonly string[]): KnownError =>
  new KnownError({
    code: "stages.group-column-missing",
    blame: "user",
    message: `Cannot split by group: the table has no column "${column}", only ${available.join(", ")}`,
    hint: "Set split.group to a column of the table",
    detail: { column, available },
  })

export const splitColumnMissing = (): KnownError =>
  new KnownError({
    code: "stages.split-column-missing",
    blame: "user",
    message: 'Cannot split by column: split.method is "column" and split.column names none',
    hint: "Set split.column to the column that says which rows are held out",
  })

export const splitColumnUnknown = (column: string, available: readonly string[]): KnownError =>
  new KnownError({
    code: "stages.split-column-unknown",
    blame: "user",
    message: `Cannot split by column: the table has no column "${column}", only ${available.join(", ")}`,
    hint: "Set split.column to a column of the table",
    detail: { column, available, near: nearest(column, available) },
  })

export const splitColumnRead = (column: string, role: string): KnownError =>
  new KnownError({
    code: "stages.split-column-read",
    blame: "user",
    message: `Cannot split by column "${column}": its role is ${role}, so a model would read what says which rows are held out`,
    hint: `Give ${column} role: ignored in schema.yaml`,
    detail: { column, role },
  })

export const splitHoldsNone = (given: {
  readonly column: string
  readonly heldOut: readonly string[]
  /** Every row is held out, rather than none. */
  readonly all: boolean
  readonly found: readonly string[]
}): KnownError =>
  new KnownError({
    code: "stages.split-holds-none",
    blame: "user",
    message: `Cannot split by column "${given.column}": wanted some rows with ${quoted(given.heldOut)} and some without, but ${given.all ? "all" : "none"} have it; found ${quoted(given.found)}`,
    hint: "Set split.heldOut to the values that hold a row out",
    detail: given,
  })

export const validationFailed = (failing: readonly string[]): KnownError =>
  new KnownError({
    code: "stages.validation-failed",
    blame: "gate",
    message: `The data does not keep the rules: ${failing.join("; ")}`,
    hint: "See reports/validation.html; mend the data, or change the rule: in schema.yaml for a column, else in section validate of mlwright.yaml",
    detail: { failing },
  })

export const tooFewRows = (rows: number, wanted: number): KnownError =>
  new KnownError({
    code: "stages.too-few-rows",
    blame: "user",
    message: `Cannot train on ${rows} rows with a known target: at least ${wanted} are needed`,
    hint: "Give mlwright more rows with data.files",
    detail: { rows, wanted },
  })

export const tooFewToTrain = (rows: number, heldOut: number, wanted: number): KnownError =>
  new KnownError({
    code: "stages.too-few-to-train",
    blame: "user",
    message: `Cannot train on ${rows} of ${rows + heldOut} rows: at least ${wanted} are needed, and ${heldOut} are held out`,
    hint: "Set split.testShare to hold out less, such as 0.2, or another split.group or split.heldOut",
    detail: { rows, heldOut, wanted },
  })

export const outputMissing = (path: string, stage: string, cause: unknown): KnownError =>
  new KnownError({
    code: "stages.output-missing",
    blame: "user",
    message: `Cannot read "${path}": the stage "${stage}" has not made it, or it is damaged`,
    hint: `Run mlwright run ${stage} --force`,
    detail: { path, stage },
    cause,
  })

export const warmStartUnfound = (ref: string): KnownError =>
  new KnownError({
    code: "stages.warm-start-unfound",
    blame: "user",
    message: `Cannot go on from "${ref}": a project whose models can be looked up is wanted, and there is none`,
    hint: "Set train.warmStart to never",
    detail: { ref },
  })

export const warmStartDiffers = (ref: string, difference: string): KnownError =>
  new KnownError({
    code: "stages.warm-start-differs",
    blame: "user",
    message: `Cannot go on from "${ref}": ${difference}`,
    hint: "Set train.warmStart to never to start anew, or to a model of the same columns and target",
    detail: { ref, difference },
  })

export const warmStartUnprepared = (wanted: string, prepared: string): KnownError =>
  new KnownError({
    code: "stages.warm-start-unprepared",
    blame: "user",
    message: `Cannot train with train.warmStart "${wanted}": the features were made with "${prepared}"`,
    hint: "Add train.warmStart to the params of the stage features in dvc.yaml, or run mlwright run features --force",
    detail: { wanted, prepared },
  })

export const targetColumnMissing = (target: string, available: readonly string[]): KnownError =>
  new KnownError({
    code: "stages.target-missing",
    blame: "user",
    message: `Cannot find the target "${target}" as ${available.length > 0 ? `a column: the rows have ${available.join(", ")}` : "numbers: the column holds words"}`,
    hint: "Set target.name to a column of the table, and task to what it holds",
    detail: { target, available },
  })

export const classUnknown = (label: string, classes: readonly string[]): KnownError =>
  new KnownError({
    code: "stages.class-unknown",
    blame: "user",
    message: `Cannot evaluate the class "${label}": the model knows ${classes.join(", ")}`,
    hint: "Leave those rows out, or train again with mlwright run on data that has the class",
    detail: { label, classes },
  })

export const weightInvalid = (column: string, row: number, value: number): KnownError =>
  new KnownError({
    code: "stages.weight-invalid",
    blame: "user",
    message: `Cannot weigh rows by "${column}": numbers of 0 and above are wanted, and row ${row + 1} has ${Number.isNaN(value) ? "none" : value}`,
    hint: `Correct the column, or give "${column}" another role than weight in schema.yaml`,
    detail: { column, row, value },
  })

export const monotoneColumnUnknown = (column: string, inputs: readonly string[]): KnownError =>
  new KnownError({
    code: "stages.monotone-column-unknown",
    blame: "user",
    message: `Cannot keep a direction along "${column}": the model reads ${inputs.slice(0, 20).join(", ")}, not "${column}"`,
    hint: `Set train.monotone to columns the model reads, such as ${nearest(column, inputs) ?? inputs[0]}`,
    detail: { column, inputs },
  })

export const monotoneNotNumber = (column: string): KnownError =>
  new KnownError({
    code: "stages.monotone-not-a-number",
    blame: "user",
    message: `Cannot keep a direction along "${column}": a column of numbers or times is wanted, and it holds words`,
    hint: `Take "${column}" out of train.monotone`,
    detail: { column },
  })

const quoted = (values: readonly string[]): string => values.map((value) => `"${value}"`).join(", ")

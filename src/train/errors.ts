import { KnownError, nearest } from "../base/index.ts"

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

export const weightClassUnknown = (label: string, labels: readonly string[]): KnownError =>
  new KnownError({
    code: "train.weight-class-unknown",
    blame: "user",
    message: `Cannot weigh the class "${label}": the target has ${labels.slice(0, 20).join(", ")}`,
    hint: `Set train.classWeight to a map of classes such as {"${nearest(label, labels) ?? labels[0]}": 2}`,
    detail: { label, labels },
  })

export const monotoneNotForTask = (task: string): KnownError =>
  new KnownError({
    code: "train.monotone-not-for-task",
    blame: "user",
    message: `Cannot keep train.monotone: a number or the chance of one of two classes is wanted, and the task is ${task}`,
    hint: "Set train.monotone to {}",
    detail: { task },
  })

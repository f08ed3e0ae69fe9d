import { KnownError } from "../base/index.ts"

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

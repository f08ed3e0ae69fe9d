import { totalmem } from "node:os"
import type { TrainSettings } from "./config.ts"
import { memoryExhausted, memoryNeeded } from "./errors.ts"
import type { Folds } from "./folds.ts"
import type { TrainInput } from "./input.ts"

/**
 * Bytes that training takes at most, about: the matrix and its bins, lists and pulls of a tree, scores and shares of every fold, and the
 * out-of-fold answers of every candidate.
 *
 * @param outputs 1 for regression and binary, the number of classes otherwise
 * @param candidates whose answers are kept
 */
export function trainingBytes({ input, folds, outputs, candidates }: TrainingSize): number {
  const { rows, features } = input.matrix
  const perRow = features.length * (4 + 1) + listBytes + folds.folds.length * (targetBytes + scoreBytes * outputs)
  return rows * perRow + folds.scored.length * outputs * 8 * (candidates + answersAtHand)
}

export interface TrainingSize {
  readonly input: TrainInput
  readonly folds: Folds
  readonly outputs: number
  readonly candidates: number
}

/**
 * See that training fits into the memory before it starts, instead of dying in the middle.
 *
 * @returns how many trainings of this table would fit, at least 1
 * @throws train.memory-needed
 */
export function checkMemory(size: TrainingSize, { memoryMegabytes }: Pick<TrainSettings, "memoryMegabytes">): number {
  const allowed = memoryMegabytes === "auto" ? (installed() * usableShare) / 1e6 : memoryMegabytes
  const needed = trainingBytes(size) / 1e6
  if (needed <= allowed) return Math.floor(allowed / needed)
  const { rows, features } = size.input.matrix
  throw memoryNeeded({
    neededMegabytes: Math.ceil(needed),
    allowedMegabytes: Math.floor(allowed),
    rows,
    features: features.length,
    classes: size.input.classes,
  })
}

/**
 * Training that says when the system gives it no more memory.
 *
 * @throws train.memory-exhausted
 */
export async function withMemoryErrors<T>({ matrix }: Pick<TrainInput, "matrix">, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Error) || !isExhausted(error)) throw error
    throw memoryExhausted({ rows: matrix.rows, features: matrix.features.length }, error)
  }
}

/** As V8 says it of arrays and of memory for kernels, and Node of a thread. */
function isExhausted(error: Error): boolean {
  const isRefused = error instanceof RangeError && /allocat|unable to grow|maximum memory size/i.test(error.message)
  return isRefused || ("code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY")
}

/** What this process may have: of a container, its own limit. */
function installed(): number {
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(totalmem(), limit) : totalmem()
}

/** Three lists of rows, a pull and its place in order. */
const listBytes = 12 + 32
/** Target and row numbers of a fold. */
const targetBytes = 16
/** Score and share of an output. */
const scoreBytes = 16
/** Answers being compared and put together. */
const answersAtHand = 4
/** The rest is for the system and for what else the process holds. */
const usableShare = 0.8

import { posix } from "node:path"
import { keyInvalid, metricInvalid, valueTooLong } from "./errors.ts"

/** MLflow's limits, in characters and items. */
export const limits = {
  key: 250,
  paramValue: 6000,
  runTagValue: 8000,
  tagValue: 5000,
  experimentName: 500,
  runName: 500,
  datasetName: 500,
  datasetDigest: 36,
  datasetSource: 65_535,
  datasetSchema: 1_048_575,
  datasetProfile: 16_777_215,
  inputTagKey: 255,
  inputTagValue: 500,
  metricsPerBatch: 1000,
  paramsPerBatch: 100,
  tagsPerBatch: 100,
  itemsPerBatch: 1000,
  datasetsPerCall: 1000,
} as const

/**
 * The name of a metric, param or tag: it may become a path, so it must be its own normal form.
 *
 * @param path where it stands, such as `params[0].key`
 * @throws track.key-invalid, track.value-too-long
 */
export function checkKey(path: string, key: string): void {
  checkLength(path, key, limits.key)
  if (!keyPattern.test(key)) throw keyInvalid(path, key, "letters, digits, _ - . / : and spaces")
  const normal = posix.normalize(key)
  if (normal !== key || key.startsWith("/") || key.startsWith("..") || key.endsWith("/") || key === ".") {
    throw keyInvalid(path, key, "a name that is also a plain relative path")
  }
}

/** @throws track.value-too-long */
export function checkLength(path: string, text: string, most: number): void {
  if (text.length > most) throw valueTooLong(path, most, text.length)
}

/** @throws track.key-invalid, track.value-too-long */
export function checkTags(path: string, tags: Readonly<Record<string, string>>, mostValue: number): void {
  for (const [key, value] of Object.entries(tags)) {
    checkKey(`${path} key`, key)
    checkLength(`${path} "${key}"`, value, mostValue)
  }
}

/** @throws track.metric-invalid when it is not a time */
export function checkTime(path: string, time: number): void {
  if (!Number.isSafeInteger(time) || time < 0)
    throw metricInvalid(path, "milliseconds since 1970, a whole number", time)
}

/** @throws track.metric-invalid when it is not a whole number that is kept exactly */
export function checkStep(path: string, step: number): void {
  if (!Number.isSafeInteger(step)) throw metricInvalid(path, "a whole number", step)
}

const keyPattern = /^[\p{L}\p{N}_\-./: ]+$/u

import { parse as parseYaml } from "yaml"
import { isPlainObject, readText } from "../../base/index.ts"
import { answersInvalid } from "../errors.ts"

/**
 * Settings of a search that a person leads, from a file with `tune` and `ensemble`, or from `reports/training.json` of a run that
 * was answered.
 *
 * @returns as `--set` takes them
 * @throws project.answers-invalid, base.file-missing
 */
export async function answersAsOverrides(path: string): Promise<readonly string[]> {
  const read = await readPlain(path)
  const answer = isPlainObject(read) && isPlainObject(read["answer"]) ? read["answer"] : read
  if (!isPlainObject(answer)) throw answersInvalid(path, "it holds no keys")
  const keys = Object.keys(answer)
  const other = keys.find((key) => key !== "tune" && key !== "ensemble")
  if (other !== undefined || keys.length === 0) throw answersInvalid(path, `it holds ${other ?? "nothing"}`)
  return ["train.mode=ask", ...keys.map((key) => `train.${key}=${JSON.stringify(answer[key])}`)]
}

async function readPlain(path: string): Promise<unknown> {
  const text = await readText(path)
  try {
    return parseYaml(text)
  } catch (error) {
    throw answersInvalid(path, error instanceof Error ? error.message.split("\n")[0]! : String(error), error)
  }
}

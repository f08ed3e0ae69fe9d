import { extname } from "node:path"
import { isPlainObject } from "../../base/index.ts"
import { conflictLine, parseYaml, type YamlValue } from "../../version/index.ts"
import { paramsUnreadable } from "../errors.ts"

/**
 * The content of a file of values: YAML, JSON, TOML or constants of Python, with integers (`bigint`) and floats (`number`) kept
 * apart.
 *
 * @param path how a person names it; its ending says what it is
 * @throws pipeline.params-unreadable
 */
export async function parseDataFile(text: string, path: string): Promise<Readonly<Record<string, YamlValue>>> {
  const read = readers.get(extname(path).toLowerCase())
  if (read === undefined) throw paramsUnreadable(path, "only YAML, JSON, TOML and Python files can be read")
  const conflict = conflictLine(text)
  if (conflict !== undefined) throw paramsUnreadable(path, `line ${conflict} has conflict markers of a merge`)
  const parsed = await read(text)
  if ("problem" in parsed) throw paramsUnreadable(path, parsed.problem)
  if (parsed.value === null) return {}
  if (!isPlainObject(parsed.value)) throw paramsUnreadable(path, "wanted a map at the top")
  return parsed.value as Readonly<Record<string, YamlValue>>
}

type Parsed = { readonly value: YamlValue } | { readonly problem: string }

async function parseToml(text: string): Promise<Parsed> {
  const { parse, TomlError } = await import("smol-toml")
  try {
    return { value: parse(text, { integersAsBigInt: true }) as YamlValue }
  } catch (error) {
    if (error instanceof TomlError) return { problem: `line ${error.line}: ${error.message.split("\n")[0]}` }
    throw error
  }
}

async function parsePython(text: string): Promise<Parsed> {
  const { parsePythonConstants } = await import("./python-constants.ts")
  return parsePythonConstants(text)
}

const readers = new Map<string, (text: string) => Promise<Parsed> | Parsed>([
  [".yaml", parseYaml],
  [".yml", parseYaml],
  [".json", parseYaml], // JSON is YAML, and this way its integers and floats are told apart as well
  [".toml", parseToml],
  [".py", parsePython],
])

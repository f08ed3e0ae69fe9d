import { extname } from "node:path"
import { isMap, parseDocument } from "yaml"
import { isPlainObject, nearest } from "../base/index.ts"
import { lookUp, parseDataFile, pythonConstantAt, sameValue } from "../pipeline/index.ts"
import { editYamlMap, type YamlValue } from "../version/index.ts"
import { parameterThere, parameterUnknown, paramsFileUnsupported } from "./errors.ts"
import { pythonLiteral } from "./literal-text.ts"
import type { ParameterChange } from "./variations.ts"

/**
 * The text of a file of parameters with some of them changed; comments and order stay.
 *
 * @param path how a person names the file; its ending says what it is: YAML, JSON, TOML or Python
 * @throws experiment.parameter-unknown, experiment.parameter-there, experiment.params-file-unsupported,
 *   pipeline.params-unreadable
 */
export async function withParameters(text: string, path: string, changes: readonly ParameterChange[]): Promise<string> {
  const edit = editors.get(extname(path).toLowerCase())
  if (edit === undefined) throw paramsFileUnsupported(path, "only YAML, JSON, TOML and Python files can be changed")
  let edited = text
  for (const change of changes) {
    const document = await parseDataFile(edited, path)
    refuseUnfit(document, path, change)
    const after = await edit(edited, change)
    const isChecked = edit === inToml || edit === inPython
    if (after === undefined || (isChecked && !(await says(after, path, change))))
      throw paramsFileUnsupported(
        path,
        `"${change.key}" cannot be ${change.kind === "remove" ? "removed" : "set"} in it`,
      )
    edited = after
  }
  return edited
}

/** Whether a change is seen in a text that is read again. */
async function says(text: string, path: string, { key, kind, value }: ParameterChange): Promise<boolean> {
  const document = await parseDataFile(text, path).catch(() => undefined)
  if (document === undefined) return false
  return kind === "remove" ? !hasKey(document, key) : sameValue(lookUp(document, key), value)
}

/** Whether a document has a value at a dotted key; a number counts in a list. */
export function hasKey(document: YamlValue, key: string): boolean {
  let value: unknown = document
  for (const step of key.split(".")) {
    if (Array.isArray(value) && /^\d+$/.test(step) && Number(step) < value.length) value = value[Number(step)]
    else if (isPlainObject(value) && Object.hasOwn(value, step)) value = value[step]
    else return false
  }
  return true
}

function refuseUnfit(document: YamlValue, path: string, { key, kind }: ParameterChange): void {
  const isThere = hasKey(document, key)
  if (kind === "add" && isThere) throw parameterThere(key, path)
  if ((kind === "set" || kind === "remove") && !isThere)
    throw parameterUnknown(key, path, nearest(key, keysOf(document)))
}

function keysOf(value: unknown, prefix = ""): readonly string[] {
  if (!isPlainObject(value)) return []
  return Object.entries(value).flatMap(([key, part]) => [`${prefix}${key}`, ...keysOf(part, `${prefix}${key}.`)])
}

/** Each gives undefined where its text cannot be changed so. */
const editors: ReadonlyMap<string, Edit> = new Map<string, Edit>([
  [".yaml", inYaml],
  [".yml", inYaml],
  [".json", inJson],
  [".toml", inToml],
  [".py", inPython],
])

type Edit = (text: string, change: ParameterChange) => string | undefined | Promise<string | undefined>

async function inToml(text: string, { key, value }: ParameterChange): Promise<string | undefined> {
  const { withTomlValue } = await import("./edit-toml.ts")
  return withTomlValue(text, key.split("."), value)
}

/** A constant can be given another value, not be added or removed: other code may stand on it. */
function inPython(text: string, { key, value }: ParameterChange): string | undefined {
  const place = pythonConstantAt(text, key.split("."))
  const literal = value === undefined ? undefined : pythonLiteral(value)
  if (place === undefined || literal === undefined) return undefined
  return text.slice(0, place.from) + literal + text.slice(place.to)
}

function inYaml(text: string, { key, kind, value }: ParameterChange): string {
  const steps = key.split(".").map((step) => (/^\d+$/.test(step) ? Number(step) : step))
  const [last, above] = [steps.at(-1)!, steps.slice(0, -1)]
  // Byte for byte where that can be done; elsewhere the whole file is written anew, with its comments.
  if (typeof last === "string" && (kind === "remove" || isScalarValue(value))) {
    const edited = editYamlMap(text, above, { [last]: value })
    if (edited !== text) return edited
  }
  const document = parseDocument(text, { intAsBigInt: true })
  if (kind === "remove") document.deleteIn(steps)
  else {
    for (let depth = 1; depth < steps.length; depth++)
      if (document.getIn(steps.slice(0, depth)) == null) document.setIn(steps.slice(0, depth), document.createNode({}))
    document.setIn(steps, document.createNode(value))
  }
  const indentSeq = !/^( *)[^\s#-][^\n]*:[^\S\n]*\n\1- /m.test(text)
  return isMap(document.contents) && document.contents.items.length === 0
    ? "{}\n"
    : document.toString({ lineWidth: 0, flowCollectionPadding: false, indentSeq })
}

function inJson(text: string, { key, kind, value }: ParameterChange): string {
  const document = JSON.parse(text) as unknown
  const steps = key.split(".")
  let place = document as Record<string, unknown>
  for (const step of steps.slice(0, -1)) {
    place[step] ??= {}
    place = place[step] as Record<string, unknown>
  }
  if (kind === "remove") delete place[steps.at(-1)!]
  else
    place[steps.at(-1)!] = JSON.parse(
      JSON.stringify(value, (_, part) => (typeof part === "bigint" ? Number(part) : part)),
    )
  const indent = /^[[{]\s*\n([ \t]+)/.exec(text)?.[1] ?? (text.includes("\n") ? "  " : undefined)
  return `${JSON.stringify(document, null, indent)}${text.endsWith("\n") ? "\n" : ""}`
}

function isScalarValue(value: YamlValue | undefined): boolean {
  return value === null || ["string", "number", "bigint", "boolean"].includes(typeof value)
}

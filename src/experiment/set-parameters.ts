import { extname } from "node:path"
import { isMap, parseDocument } from "yaml"
import { isPlainObject, nearest } from "../base/index.ts"
import { editYamlMap, parseYaml, type YamlValue } from "../version/index.ts"
import { parameterThere, parameterUnknown, paramsFileUnsupported } from "./errors.ts"
import type { ParameterChange } from "./variations.ts"

/**
 * The text of a file of parameters with some of them changed; comments and order stay.
 *
 * @param path how a person names the file; its ending says what it is
 * @throws experiment.parameter-unknown, experiment.parameter-there, experiment.params-file-unsupported
 */
export function withParameters(text: string, path: string, changes: readonly ParameterChange[]): string {
  const isJson = extname(path).toLowerCase() === ".json"
  if (!isJson && ![".yaml", ".yml"].includes(extname(path).toLowerCase()))
    throw paramsFileUnsupported(path, "only YAML and JSON files can be changed")
  return changes.reduce((edited, change) => {
    const parsed = parseYaml(edited)
    if ("problem" in parsed) throw paramsFileUnsupported(path, parsed.problem)
    refuseUnfit(parsed.value, path, change)
    return isJson ? inJson(edited, change) : inYaml(edited, change)
  }, text)
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

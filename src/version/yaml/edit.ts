import { isCollection, isMap, isNode, isPair, isScalar, type Pair, parseDocument, type YAMLMap } from "yaml"
import { setBlockByLines } from "./block-lines.ts"
import { type YamlValue, yamlText } from "./text.ts"

/** A piece of a text and what takes its place. */
interface Splice {
  readonly from: number
  readonly to: number
  readonly text: string
}

/**
 * Set and remove scalars of one map inside a YAML text and leave every other byte as it is; new keys go to its end, as
 * DVC puts them.
 *
 * @param path to the map, such as `["outs", 0]`
 * @param changes value by key; undefined removes the key
 */
export function editYamlMap(
  text: string,
  path: readonly (string | number)[],
  changes: Readonly<Record<string, YamlValue | undefined>>,
): string {
  const document = parseDocument(text)
  const map = document.getIn(path)
  if (!isMap(map)) return text
  if (map.flow || map.items.length === 0) {
    for (const [key, value] of Object.entries(changes))
      value === undefined ? document.deleteIn([...path, key]) : document.setIn([...path, key], value)
    return document.toString({ flowCollectionPadding: false })
  }
  const splices = Object.entries(changes).flatMap(([key, value]) => spliceOf(text, map, { key, value }))
  // From the end to the start; of additions at one place the last comes first, so that they stand in their order.
  return splices
    .toReversed()
    .toSorted((first, second) => second.from - first.from || second.to - first.to)
    .reduce((edited, { from, to, text: piece }) => edited.slice(0, from) + piece + edited.slice(to), text)
}

/**
 * Set one key of a top-level map to a block and leave every other byte as it is; a new key goes to the end of the map,
 * a new map to the end of the text.
 *
 * @param keys the map's key and the key inside of it, such as `["stages", "train"]`
 */
export function setYamlBlock(text: string, keys: readonly [string, string], value: YamlValue): string {
  return setBlockByLines(text, keys, value) ?? setBlockInTree(text, keys, value)
}

function setBlockInTree(text: string, keys: readonly [string, string], value: YamlValue): string {
  const [outer, inner] = keys
  const document = parseDocument(text)
  const parent = isMap(document.contents) ? pairOf(document.contents, outer) : undefined
  const glue = text === "" || text.endsWith("\n") ? "" : "\n"
  if (parent === undefined) return `${text}${glue}${outer}:\n${yamlText({ [inner]: value }, 2)}`
  const map = parent.value
  if (!isMap(map) || map.items.length === 0) {
    const to = endOfLine(text, lastOffset(parent))
    return `${text.slice(0, startOf(parent))}${outer}:\n${yamlText({ [inner]: value }, 2)}${text.slice(to)}`
  }
  if (map.flow) {
    document.setIn([...keys], value)
    return document.toString()
  }
  const block = yamlText({ [inner]: value }, columnOf(text, startOf(map.items[0])))
  const pair = pairOf(map, inner)
  const at = endOfLine(text, lastOffset(pair ?? map.items.at(-1)))
  const from = pair === undefined ? at : startOfLine(text, startOf(pair))
  const before = text.slice(0, from)
  return `${before}${before.endsWith("\n") ? "" : "\n"}${block}${text.slice(at)}`
}

interface Change {
  readonly key: string
  readonly value: YamlValue | undefined
}

function spliceOf(text: string, map: YAMLMap, { key, value }: Change): readonly Splice[] {
  const pair = pairOf(map, key)
  if (pair === undefined) return value === undefined ? [] : [addition(text, map, { key, value })]
  if (value === undefined) return [removal(text, pair)]
  const node = pair.value
  if (!isScalar(node) || node.range == null || node.value === value || String(node.value) === String(value)) return []
  return [{ from: node.range[0], to: node.range[1], text: yamlText(value).trimEnd() }]
}

function addition(text: string, map: YAMLMap, { key, value }: Change): Splice {
  const last = map.items.at(-1)
  const at = endOfLine(text, lastOffset(last))
  const column = columnOf(text, startOf(map.items[0]))
  const glue = text[at - 1] === "\n" ? "" : "\n"
  return { from: at, to: at, text: `${glue}${yamlText({ [key]: value }, column)}` }
}

function removal(text: string, pair: Pair): Splice {
  const start = startOf(pair)
  const to = endOfLine(text, lastOffset(pair))
  // The first key of a list's item shares its line with the dash: only the key goes, the next one moves up to the dash.
  const before = text.slice(startOfLine(text, start), start)
  return before.trim() === ""
    ? { from: start - before.length, to, text: "" }
    : { from: start, to: to + columnOf(text, start), text: "" }
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((candidate) => isScalar(candidate.key) && candidate.key.value === key)
}

function startOf(pair: Pair | undefined): number {
  return isScalar(pair?.key) ? (pair.key.range?.[0] ?? 0) : 0
}

/** @returns offset after the last character of a pair; comments that follow it are not counted */
function lastOffset(part: unknown): number {
  if (isPair(part)) return Math.max(lastOffset(part.key), lastOffset(part.value))
  if (isCollection(part) && !part.flow && part.items.length > 0) return lastOffset(part.items.at(-1))
  return isNode(part) ? (part.range?.[1] ?? 0) : 0
}

/** @returns offset after the line break of the line that holds `offset` */
function endOfLine(text: string, offset: number): number {
  const found = text.indexOf("\n", Math.max(0, offset - (text[offset - 1] === "\n" ? 1 : 0)))
  return found === -1 ? text.length : found + 1
}

function columnOf(text: string, offset: number): number {
  return offset - startOfLine(text, offset)
}

function startOfLine(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1
}

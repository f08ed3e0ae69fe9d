import { type YamlValue, yamlText } from "./text.ts"

/**
 * As `setYamlBlock`, for a text whose lines tell their meaning without being read as YAML, as those of a lock that DVC or mlwright
 * wrote: a pipeline writes its lock once for each stage, which of a thousand stages would else be read a thousand times.
 *
 * @returns undefined when the text must be read
 */
export function setBlockByLines(
  text: string,
  [outer, inner]: readonly [string, string],
  value: YamlValue,
): string | undefined {
  if (!isByLines(text)) return undefined
  const head = `\n${outer}:\n`
  const start = `\n${text}`.indexOf(head)
  const block = yamlText({ [inner]: value }, 2)
  const key = block.slice(0, block.indexOf("\n"))
  if (start === -1 || !plainKey.test(key)) return undefined
  const from = start + head.length - 1
  const to = nextOf(text, atTop, from)
  if (!/^ {2}\S/.test(text.slice(from, from + 3))) return undefined
  const found = text.indexOf(`\n${key}\n`, from - 1) + 1
  const isThere = found !== 0 && found < to
  const end = endOfText(text, isThere ? nextOf(text, atKey, found + key.length + 1) : to)
  const edited = `${text.slice(0, isThere ? found : end)}${block}${text.slice(end)}`
  known = hasOwnMeaning(block) ? edited : ""
  return edited
}

/** Whether keys, and what belongs to them, show by the columns of the lines alone. */
function isByLines(text: string): boolean {
  if (text !== known && !(text.endsWith("\n") && hasOwnMeaning(text))) return false
  known = text
  return true
}

function hasOwnMeaning(text: string): boolean {
  return text.split("\n").every((line) => {
    if (line === "") return true
    if (!line.startsWith("  ")) return topKey.test(line)
    if (line[2] !== " ") return plainKey.test(line)
    return !unclear.test(line)
  })
}

/** @returns offset of the first line of a kind from an offset on */
function nextOf(text: string, kind: RegExp, from: number): number {
  kind.lastIndex = from
  return kind.exec(text)?.index ?? text.length
}

/** @returns offset after the last line before an offset that is not empty */
function endOfText(text: string, offset: number): number {
  let end = offset
  while (text[end - 2] === "\n") end--
  return end
}

const topKey = /^[A-Za-z_][\w-]*:(?: [^|>&*!{["'#].*)?$|^[A-Za-z_][\w-]*: '[^']*'$/
const plainKey = /^ {2}[A-Za-z_][^\s:#'"]*:$/

/** Comments, texts kept line by line, and tabs. */
const unclear = /^\s*#|[|>][-+0-9]*\s*(?:\s#.*)?$|^ *\t|\r/

const atTop = /^\S/gm
const atKey = /^ {0,2}\S/gm

/** What was edited last: the next edit is mostly of the same text. */
let known = ""

import { filterInvalid } from "./errors.ts"

/**
 * `name` is a key or a word such as AND; its quoted parts are joined without their quotes. A text in quotes where no key stands
 * is `text`.
 */
export interface Token {
  readonly kind: "name" | "text" | "number" | "operator" | "(" | ")" | ","
  readonly text: string
  readonly quoted: boolean
}

/**
 * Cut a filter into tokens.
 *
 * @throws track.filter-invalid when a quote is not closed or a character means nothing
 */
export function tokenize(filter: string): readonly Token[] {
  const tokens: Token[] = []
  let position = 0
  while (position < filter.length) {
    const space = /^\s+/.exec(filter.slice(position))
    if (space !== null) {
      position += space[0].length
      continue
    }
    const [token, length] = nextToken(filter, position, tokens.at(-1))
    tokens.push(token)
    position += length
  }
  return tokens
}

function nextToken(filter: string, position: number, before: Token | undefined): [Token, number] {
  const rest = filter.slice(position)
  const sign = /^(!=|>=|<=|=|>|<|\(|\)|,)/.exec(rest)?.[0]
  if (sign !== undefined) {
    const kind = sign === "(" || sign === ")" || sign === "," ? sign : "operator"
    return [{ kind, text: sign, quoted: false }, sign.length]
  }
  const number = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?(?![\w.:/-])/i.exec(rest)?.[0]
  if (number !== undefined && isValuePlace(before))
    return [{ kind: "number", text: number, quoted: false }, number.length]
  if (/^['"]/.test(rest) && isValuePlace(before)) {
    const length = quotedLength(filter, rest)
    return [{ kind: "text", text: unquote(rest.slice(0, length)), quoted: true }, length]
  }
  return nameToken(filter, rest)
}

/** Where a value stands, after an operator or inside a list, a quoted word is a text; elsewhere it is a key. */
function isValuePlace(before: Token | undefined): boolean {
  if (before === undefined) return false
  if (before.kind === "operator" || before.kind === "(" || before.kind === ",") return true
  return before.kind === "name" && !before.quoted && /^(i?like|in)$/i.test(before.text)
}

function nameToken(filter: string, rest: string): [Token, number] {
  let text = ""
  let quoted = false
  let length = 0
  while (length < rest.length) {
    const tail = rest.slice(length)
    const plain = /^[^\s=!<>(),'"`]+/.exec(tail)?.[0]
    if (plain !== undefined) {
      text += plain
      length += plain.length
    } else if (/^['"`]/.test(tail)) {
      const inside = quotedLength(filter, tail)
      text += unquote(tail.slice(0, inside))
      quoted = true
      length += inside
    } else break
  }
  if (length === 0) throw filterInvalid(filter, `"${rest[0]}" means nothing here`)
  return [{ kind: "name", text, quoted }, length]
}

/** Length with both quotes; a doubled quote inside stands for one. */
function quotedLength(filter: string, rest: string): number {
  const quote = rest[0]!
  let end = 1
  for (;;) {
    end = rest.indexOf(quote, end)
    if (end < 0) throw filterInvalid(filter, `the quote ${quote} is not closed`, "Close every quote")
    if (rest[end + 1] !== quote) return end + 1
    end += 2
  }
}

function unquote(text: string): string {
  const quote = text[0]!
  return text.slice(1, -1).replaceAll(quote + quote, quote)
}

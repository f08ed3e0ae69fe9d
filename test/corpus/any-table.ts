import fc from "fast-check"

/** A table of texts and the way it is written. */
export interface WrittenTable {
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly delimiter: string
  readonly quote: '"' | "'"
  readonly escape: "double" | "backslash"
  readonly end: "\n" | "\r\n" | "\r"
  readonly encoding: "utf-8" | "utf-8-mark" | "utf-16le" | "utf-16be" | "windows-1252" | "gb18030"
  readonly titles: readonly string[]
  /** Quotes around cells that do not need them. */
  readonly quoteAll: boolean
  readonly lastEnd: boolean
}

const characters = {
  unicode: [..."abcXYZ 019.,;|\t-:/%'\"\\#\n\réß€Ł中北🙂\u00a0"],
  "windows-1252": [..."abcXYZ 019.,;|\t-:/%'\"\\#\n\réßäöü€"],
  gb18030: [..."abcXYZ 019.,;|\t-:/%'\"\\#\n\r北京上海中文数据"],
}

/** The text of a cell: any text, or one as people write it, in words. */
const cellOf = (encoding: WrittenTable["encoding"], kind: "any" | "words"): fc.Arbitrary<string> => {
  const own = encoding === "windows-1252" || encoding === "gb18030" ? characters[encoding] : characters.unicode
  const any = fc.string({ unit: fc.constantFrom(...own), minLength: 1, maxLength: 12 })
  const letters = own.filter((one) => (encoding === "gb18030" ? /\p{Script=Han}/u : /\p{L}/u).test(one))
  const sound = fc.string({ unit: fc.constantFrom(...letters), minLength: 2, maxLength: 6 })
  // A word of two letters beyond ASCII and nothing else is also one of Chinese.
  const syllable = encoding === "windows-1252" ? sound.map((text) => `a${text}n`) : sound
  const words = fc
    .tuple(syllable, fc.constantFrom(" ", ", ", "; ", "\n", ' "', "'"), syllable)
    .map((parts) => parts.join(""))
  const word = kind === "any" ? any : fc.oneof({ weight: 2, arbitrary: syllable }, { weight: 1, arbitrary: words })
  return fc.oneof(
    { weight: 4, arbitrary: word },
    { weight: 2, arbitrary: fc.integer().map(String) },
    { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String) },
    {
      weight: 1,
      arbitrary: fc
        .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 10)),
    },
  )
}

export const anyTable = (kind: "any" | "words"): fc.Arbitrary<WrittenTable> =>
  fc
    .record({
      encoding: fc.constantFrom<WrittenTable["encoding"]>(
        ...(["utf-8", "utf-8-mark", "utf-16le", "utf-16be", "windows-1252", "gb18030"] as const),
      ),
      width: fc.integer({ min: 2, max: 5 }),
      count: fc.integer({ min: 3, max: 8 }),
    })
    .chain(({ encoding, width, count }) =>
      fc.record({
        encoding: fc.constant(encoding),
        header: fc.constant(Array.from({ length: width }, (_, column) => `name ${"abcde"[column]}`)),
        rows: fc.array(fc.array(cellOf(encoding, kind), { minLength: width, maxLength: width }), {
          minLength: count,
          maxLength: count,
        }),
        delimiter: fc.constantFrom(",", ";", "\t", "|", "^"),
        quote: fc.constantFrom<WrittenTable["quote"]>(...(kind === "any" ? (['"', "'"] as const) : (['"'] as const))),
        escape: fc.constantFrom<WrittenTable["escape"]>("double", "backslash"),
        end: fc.constantFrom<WrittenTable["end"]>("\n", "\r\n", "\r"),
        titles: fc.array(fc.constantFrom("A title", "made by hand"), { maxLength: 2 }),
        quoteAll: fc.boolean(),
        lastEnd: fc.boolean(),
      }),
    )

export function textOfTable(table: WrittenTable): string {
  const { header, rows, delimiter, end, titles, lastEnd } = table
  const lines = [header, ...rows].map((row) => row.map((cell) => cellText(cell, table)).join(delimiter))
  return [...titles, ...lines].join(end) + (lastEnd ? end : "")
}

function cellText(cell: string, { delimiter, quote, escape: escaping, quoteAll }: WrittenTable): string {
  const needs = quoteAll || /[\n\r"'\\#]|^\s|\s$/.test(cell) || cell.includes(delimiter)
  if (!needs) return cell
  const inside =
    escaping === "double"
      ? cell.replaceAll(quote, quote + quote)
      : cell.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`)
  return quote + inside + quote
}

export function bytesOfTable(table: WrittenTable): Buffer {
  const text = textOfTable(table)
  switch (table.encoding) {
    case "utf-8":
      return Buffer.from(text)
    case "utf-8-mark":
      return Buffer.from(`\ufeff${text}`)
    case "utf-16le":
      return Buffer.from(`\ufeff${text}`, "utf16le")
    case "utf-16be":
      return Buffer.from(`\ufeff${text}`, "utf16le").swap16()
    case "windows-1252":
      return encoded(text, "windows-1252")
    case "gb18030":
      return encoded(text, "gb18030")
  }
}

/** Node decodes these and does not encode them: each character is looked up among what one or two bytes mean. */
function encoded(text: string, encoding: "windows-1252" | "gb18030"): Buffer {
  const table = tables[encoding]
  return Buffer.concat([...text].map((character) => table.get(character)!))
}

const tables = {
  "windows-1252": new Map(
    Array.from({ length: 256 }, (_, byte) => [
      new TextDecoder("windows-1252").decode(Buffer.from([byte])),
      Buffer.from([byte]),
    ]),
  ),
  gb18030: new Map([
    ...Array.from({ length: 128 }, (_, byte) => [String.fromCharCode(byte), Buffer.from([byte])] as const),
    ...Array.from({ length: 72 * 94 }, (_, at) => {
      const bytes = Buffer.from([0xb0 + Math.floor(at / 94), 0xa1 + (at % 94)])
      return [new TextDecoder("gb18030").decode(bytes), bytes] as const
    }),
  ]),
}

import { latin1, type RefusedFile, utf16 } from "./awkward-file.ts"

export const refused: readonly RefusedFile[] = [
  {
    name: "ragged",
    content: "a,b\n1,2\n3\n4,5\n6,7,8\n",
    code: "table.rows-ragged",
    says: "line 3: wanted 2 cells and it has 1; line 5",
  },
  {
    name: "ragged-behind-a-title",
    content: "Title\n\na;b;c\n1;2;3\n4;5\n6;7;8\n",
    code: "table.rows-ragged",
    says: "line 5: wanted 3 cells",
  },
  { name: "open-quote", content: 'a,b\n1,2\n3,"open\n4,5\n', code: "table.rows-ragged", says: "line 3" },
  {
    name: "open-quote-in-utf-16",
    content: utf16('a,b\n1,2\n3,"open\n4,5\n', "le"),
    code: "table.rows-ragged",
    says: "line 3: a quote is opened and not closed",
  },
  {
    name: "text-behind-a-quote",
    content: latin1('a,b\n"x" y,1\n"\xe9",2\n"z",3\n'),
    code: "table.rows-ragged",
    says: "line 2: text stands behind a closing quote",
  },
  {
    name: "one-word-among-numbers",
    content: `n,w\n"1\n",a\n${Array.from({ length: 200 }, (_, row) => `${row},b\n`).join("")}oops,c\n`,
    code: "table.value-unreadable",
    says: 'line 204 of "one-word-among-numbers.csv", column "n" wants a number and has "oops"',
  },
  {
    name: "mixed-encodings",
    content: Buffer.concat([
      Buffer.from("a,b\nZürich,1\nGenève,2\nMálaga,3\n"),
      latin1("K\xf6ln,4\n"),
      Buffer.from("Łódź,5\n"),
    ]),
    code: "table.rows-ragged",
    says: "line 5: it has bytes that are no characters of its encoding",
  },
  {
    name: "utf-8-against-the-setting",
    content: "a,b\nZürich,1\nGenève,2\n",
    settings: { encoding: "windows-1252" },
    code: "table.encoding-contradicted",
    says: "it is UTF-8",
  },
  {
    name: "not-text",
    content: Buffer.from(Array.from({ length: 400 }, (_, at) => (at * 7) % 31)),
    code: "table.encoding-unknown",
    says: "bytes that are none",
  },
  {
    name: "web-page",
    content: "\n<!DOCTYPE html>\n<html><body>Log in, please</body></html>\n",
    code: "table.format-unknown",
    says: "it is a web page",
  },
  {
    name: "line-that-never-ends",
    content: "1,".repeat(600_000),
    code: "table.line-endless",
    says: "the first one has no end within",
  },
  {
    name: "more-columns-than-a-table-has",
    content: `${"a,".repeat(20_000)}b\n${"1,".repeat(20_000)}2\n`,
    code: "table.columns-too-many",
    says: "wanted a table of at most 20,000 columns, and its first lines have 20,001",
  },
  {
    name: "line-longer-than-a-row",
    content: `a,b\n1,2\n${"x".repeat(18_000_000)},3\n4,5\n`,
    code: "table.rows-ragged",
    says: "line 3: it is longer than",
  },
  { name: "only-line-ends", content: "\r\n\r\n", code: "table.file-empty", says: "empty" },
  {
    name: "header-only-in-utf-16",
    content: utf16("a,b\n", "be"),
    code: "table.no-rows",
    says: "rows below the header",
  },
]

import { type AwkwardFile, latin1, utf16 } from "./awkward-file.ts"

const cities = "stadt,wert\nZürich,1\nGenève,2\nMálaga,3\n"
const columns = { stadt: "category", wert: "integer" }
const rows = [
  ["Zürich", 1],
  ["Genève", 2],
  ["Málaga", 3],
] as const

/** Chinese for Peking and Shanghai in GB18030. */
const gb18030 = Buffer.concat([
  Buffer.from("city,n\n"),
  Buffer.from([0xb1, 0xb1, 0xbe, 0xa9]),
  Buffer.from(",1\n"),
  Buffer.from([0xc9, 0xcf, 0xba, 0xa3]),
  Buffer.from(",2\n"),
])

export const encodings: readonly AwkwardFile[] = [
  { name: "utf-8", content: cities, columns, rows },
  { name: "utf-8-with-mark", content: `\ufeff${cities}`, columns, rows },
  { name: "utf-16-little-endian", content: utf16(cities, "le"), columns, rows },
  { name: "utf-16-big-endian", content: utf16(cities, "be"), columns, rows },
  { name: "utf-16-little-endian-without-mark", content: utf16(cities, "le", false), columns, rows },
  { name: "utf-16-big-endian-without-mark", content: utf16(cities, "be", false), columns, rows },
  { name: "latin-1", content: latin1(cities), columns, rows },
  {
    name: "windows-1252-quotes-and-euro",
    content: Buffer.concat([latin1("price,text\n"), Buffer.from([0x80]), latin1("5,it\x92s\n\x807,caf\xe9\n")]),
    columns: { price: "integer €1234.5 [€]", text: "category" },
    rows: [
      [5, "it’s"],
      [7, "café"],
    ],
  },
  {
    name: "gb18030",
    content: gb18030,
    columns: { city: "category", n: "integer" },
    rows: [
      ["北京", 1],
      ["上海", 2],
    ],
  },
  {
    name: "encoding-by-setting",
    content: Buffer.from([0x77, 0x2c, 0x6e, 0x0a, 0xcc, 0xe8, 0xf0, 0x2c, 0x31, 0x0a, 0xc4, 0xe0, 0x2c, 0x32, 0x0a]),
    settings: { encoding: "windows-1251" },
    columns: { w: "category", n: "integer" },
    rows: [
      ["Мир", 1],
      ["Да", 2],
    ],
  },
  {
    name: "zero-bytes",
    content: "a,b\nx\0,1\ny,\x002\n",
    columns: { a: "category", b: "integer" },
    rows: [
      ["x", 1],
      ["y", 2],
    ],
  },
  {
    name: "late-latin-1",
    content: latin1(`name,n\n${"plain,1\n".repeat(40_000)}caf\xe9,2\n`),
    columns: { name: "category", n: "integer" },
    rows: [...Array.from({ length: 40_000 }, () => ["plain", 1] as const), ["café", 2]],
  },
  {
    name: "emoji-and-combining",
    content: "t,n\n👩‍🔬,1\ne\u0301,2\n",
    columns: { t: "category", n: "integer" },
    rows: [
      ["👩‍🔬", 1],
      ["e\u0301", 2],
    ],
  },
]

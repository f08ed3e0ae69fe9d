import type { AwkwardFile } from "./awkward-file.ts"

const columns = { a: "category", b: "integer", c: "category" }
const rows = [
  ["x", 1, "p"],
  ["y", 2, "q"],
  ["z", 3, "p"],
] as const
const table = (delimiter: string, end = "\n"): string =>
  [["a", "b", "c"], ...rows].map((row) => row.join(delimiter)).join(end) + end

export const dialects: readonly AwkwardFile[] = [
  { name: "tab", content: table("\t"), columns, rows },
  { name: "semicolon", content: table(";"), columns, rows },
  { name: "bar", content: table("|"), columns, rows },
  { name: "caret", content: table("^"), columns, rows },
  { name: "tilde", content: table("~"), columns, rows },
  { name: "space", content: table(" "), columns, rows },
  { name: "several-spaces", content: "a   b c\nx   1  p\n y  2  q \nz   3  p\n", columns, rows },
  { name: "unit-separator", content: table("\u0001"), columns, rows },
  { name: "two-marks-by-setting", content: table("||"), settings: { delimiter: "||" }, columns, rows },
  { name: "crlf", content: table(",", "\r\n"), columns, rows },
  { name: "cr", content: table(",", "\r"), columns, rows },
  { name: "no-last-line-end", content: table(",").trimEnd(), columns, rows },
  { name: "excel-separator-line", content: `sep=;\n${table(";")}`, columns, rows },
  { name: "all-quoted", content: '"a","b","c"\n"x","1","p"\n"y","2","q"\n"z","3","p"\n', columns, rows },
  { name: "single-quotes", content: "a,b,c\n'x',1,'p'\n'y',2,'q'\n'z',3,'p'\n", columns, rows },
  { name: "spaces-behind-commas", content: "a, b, c\nx, 1, p\ny, 2, q\nz, 3, p\n", columns, rows },
  { name: "padded-cells", content: "a  ,b  ,c  \nx  ,1  ,p  \ny  ,2  ,q  \nz  ,3  ,p  \n", columns, rows },
  { name: "trailing-delimiters", content: "a,b,c,\nx,1,p,\ny,2,q,\nz,3,p,\n", columns, rows },
  { name: "trailing-delimiters-not-in-header", content: "a,b,c\nx,1,p,\ny,2,q,\nz,3,p,\n", columns, rows },
  { name: "title-lines", content: `Report of 2024\nmade by hand\n\n${table(",")}`, columns, rows },
  { name: "title-with-empty-cells", content: `Report of 2024,,\n,,\n${table(",")}`, columns, rows },
  {
    name: "comment-lines",
    content: "# made by a program\n# units: none\na,b,c\nx,1,p\n# half\ny,2,q\nz,3,p\n",
    columns,
    rows,
  },
  { name: "empty-lines", content: "a,b,c\n\nx,1,p\n\n\ny,2,q\nz,3,p\n\n", columns, rows },
  {
    name: "quotes-with-everything-in-them",
    content: 'a,b\n"x,1",1\n"say ""hi""",2\n"two\nlines",3\n"two\r\nlines",4\n',
    columns: { a: "category", b: "integer" },
    rows: [
      ["x,1", 1],
      ['say "hi"', 2],
      ["two\nlines", 3],
      ["two\r\nlines", 4],
    ],
  },
  {
    name: "caret-and-quoted-sentences",
    content: 'a^b^c\nx^1^"says ""hi"", or; more"\ny^2^"says ""no"", or; less"\nz^3^"says ""hi"", or; more"\n',
    columns: { a: "category", b: "integer", c: "category" },
    rows: [
      ["x", 1, 'says "hi", or; more'],
      ["y", 2, 'says "no", or; less'],
      ["z", 3, 'says "hi", or; more'],
    ],
  },
  {
    name: "backslash-escapes",
    content: 'a,b\n"say \\"hi\\"",1\n"back\\\\slash, and \\"more\\"",2\nplain,3\n',
    columns: { a: "category", b: "integer" },
    rows: [
      ['say "hi"', 1],
      ['back\\slash, and "more"', 2],
      ["plain", 3],
    ],
  },
  {
    name: "quotes-within-cells",
    content: 'size,n\n5" pipe,1\n12" pipe,2\na "b" c,3\n',
    columns: { size: "category", n: "integer" },
    rows: [
      ['5" pipe', 1],
      ['12" pipe', 2],
      ['a "b" c', 3],
    ],
  },
  {
    name: "no-quotes-by-setting",
    content: 'a,b\n"x,1\n"y,2\n',
    settings: { quote: "none" },
    columns: { a: "category", b: "integer" },
    rows: [
      ['"x', 1],
      ['"y', 2],
    ],
  },
  {
    name: "lone-carriage-return-in-a-cell",
    content: "a,b\nx\ry,1\nz,2\n",
    columns: { a: "category", b: "integer" },
    rows: [
      ["x\ry", 1],
      ["z", 2],
    ],
  },
  {
    name: "no-header",
    content: "5.1,3.5,setosa\n4.9,3.0,setosa\n7.0,3.2,versicolor\n",
    columns: { column1: "number", column2: "number", column3: "category" },
    rows: [
      [5.1, 3.5, "setosa"],
      [4.9, 3, "setosa"],
      [7, 3.2, "versicolor"],
    ],
  },
  {
    name: "no-header-of-words",
    content: "p,x,s\ne,x,s\np,x,y\ne,b,s\np,b,y\n",
    columns: { column1: "category", column2: "category", column3: "category" },
    rows: [
      ["p", "x", "s"],
      ["e", "x", "s"],
      ["p", "x", "y"],
      ["e", "b", "s"],
      ["p", "b", "y"],
    ],
  },
  {
    name: "no-header-names-by-setting",
    content: "1,u\n2,v\n",
    settings: { columns: ["n", "w"] },
    columns: { n: "integer", w: "category" },
    rows: [
      [1, "u"],
      [2, "v"],
    ],
  },
  {
    name: "header-of-years",
    content: "country,2010,2011,2012\nPeru,1,2,3\nChile,4,5,6\n",
    columns: { country: "category", "2010": "integer", "2011": "integer", "2012": "integer" },
    rows: [
      ["Peru", 1, 2, 3],
      ["Chile", 4, 5, 6],
    ],
  },
  {
    name: "row-names-of-r",
    content: '"size" "kind"\n"1" 5 "a"\n"2" 6 "b"\n"3" 8 "a"\n',
    columns: { column1: "integer", size: "integer", kind: "category" },
    rows: [
      [1, 5, "a"],
      [2, 6, "b"],
      [3, 8, "a"],
    ],
  },
  {
    name: "empty-and-repeated-names",
    content: ",a,A,a\n1,2,3,4\n5,6,7,8\n",
    columns: { column1: "integer", a: "integer", A_2: "integer", a_3: "integer" },
    rows: [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ],
  },
  {
    name: "one-column",
    content: "name\nAda\n\nGrace\n",
    columns: { name: "category" },
    rows: [["Ada"], [null], ["Grace"]],
  },
  {
    name: "hash-in-a-name",
    content: "#id,w\na1,2\nb2,3\n",
    columns: { "#id": "identifier", w: "integer" },
    rows: [
      ["a1", 2],
      ["b2", 3],
    ],
  },
  {
    name: "commas-in-a-tab-file",
    content: "a\tb\nx, y, z\t2\nz, w, v\t4\n",
    columns: { a: "category", b: "integer" },
    rows: [
      ["x, y, z", 2],
      ["z, w, v", 4],
    ],
  },
  {
    name: "bad-rows-dropped",
    content: 'a,b\nx,1\ny,2,3\nz\nw,4\n"open,5\nv,6\n',
    settings: { badRows: "drop" },
    columns: { a: "category", b: "integer" },
    rows: [
      ["x", 1],
      ["w", 4],
      ["v", 6],
    ],
  },
]

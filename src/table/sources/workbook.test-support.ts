import { createWriteStream } from "node:fs"
import { pipeline } from "node:stream/promises"
import { ZipFile } from "yazl"

/** A cell as the parts of a workbook write it. */
export type Cell = string | number | boolean | Date | null | Formula

/** With the text that the workbook keeps as its value, an empty one for instance, or with none. */
interface Formula {
  readonly formula: string
  readonly text?: string
}

/** Write a small Excel workbook: the parts that every writer makes, dates as numbers with a date's style. */
export async function writeWorkbook(
  path: string,
  sheets: Readonly<Record<string, readonly (readonly Cell[])[]>>,
): Promise<void> {
  const names = Object.keys(sheets)
  const zip = new ZipFile()
  const put = (name: string, xml: string): void =>
    zip.addBuffer(Buffer.from(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${xml}`), name)
  const list = names.map((name, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`)
  put("xl/workbook.xml", `<workbook ${main} xmlns:r="${office}"><sheets>${list.join("")}</sheets></workbook>`)
  const links = names.map(
    (_, index) =>
      `<Relationship Id="rId${index + 1}" Type="${office}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
  )
  put(
    "xl/_rels/workbook.xml.rels",
    `<Relationships xmlns="${packages}/relationships">${links.join("")}<Relationship Id="rId99" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
  )
  put(
    "_rels/.rels",
    `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  )
  put(
    "[Content_Types].xml",
    `<Types xmlns="${packages}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
  )
  put(
    "xl/styles.xml",
    `<styleSheet ${main}><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" xfId="0"/><xf numFmtId="22" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`,
  )
  for (const [index, name] of names.entries()) put(`xl/worksheets/sheet${index + 1}.xml`, sheetXml(sheets[name]!))
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(path))
}

function sheetXml(rows: readonly (readonly Cell[])[]): string {
  const lines = rows.map((cells, row) => {
    const items = cells.map((cell, column) => cellXml(cell, `${String.fromCharCode(65 + column)}${row + 1}`))
    return `<row r="${row + 1}">${items.join("")}</row>`
  })
  return `<worksheet ${main}><sheetData>${lines.join("")}</sheetData></worksheet>`
}

function cellXml(cell: Cell, place: string): string {
  if (cell === null) return ""
  if (typeof cell === "string")
    return `<c r="${place}" t="inlineStr"><is><t>${cell.replaceAll("&", "&amp;")}</t></is></c>`
  if (typeof cell === "boolean") return `<c r="${place}" t="b"><v>${cell ? 1 : 0}</v></c>`
  if (typeof cell === "number") return `<c r="${place}"><v>${cell}</v></c>`
  if (!(cell instanceof Date)) {
    const kept = cell.text === undefined ? "<v/>" : `<v>${cell.text}</v>`
    return `<c r="${place}"${cell.text === undefined ? "" : ' t="str"'}><f>${cell.formula}</f>${kept}</c>`
  }
  return `<c r="${place}" s="1"><v>${cell.getTime() / 86_400_000 + 25_569}</v></c>`
}

const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'

const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

const packages = "http://schemas.openxmlformats.org/package/2006"

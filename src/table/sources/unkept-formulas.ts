/**
 * Counts the formulas of a sheet whose values the workbook does not keep, as when a program wrote it that computes nothing; such cells
 * are empty to whoever reads them. Takes the XML of the sheet in pieces.
 */
export function formulaCounter(): { readonly push: (xml: string) => void; readonly count: () => number } {
  let rest = ""
  let count = 0
  return {
    push: (xml) => {
      rest += xml
      const end = rest.lastIndexOf("</c>") + "</c>".length
      if (end < "</c>".length) {
        // What is no cell may be long; the beginning of one is short.
        if (rest.length > longestCell) rest = rest.slice(-longestCell)
        return
      }
      for (const [, attributes = ""] of rest.slice(0, end).matchAll(emptyFormula)) {
        // A formula that gives an empty text keeps that.
        if (!/\bt="str"/.test(attributes)) count++
      }
      rest = rest.slice(end)
    },
    count: () => count,
  }
}

/**
 * The part of a workbook that holds a sheet.
 *
 * @param position of the sheet among all sheets, from 0
 * @param workbook `xl/workbook.xml`
 * @param links `xl/_rels/workbook.xml.rels`
 * @returns such as `xl/worksheets/sheet1.xml`; undefined when the parts do not say
 */
export function sheetPart(
  position: number,
  { workbook, links }: { readonly workbook: string; readonly links: string },
): string | undefined {
  const sheet = [...workbook.matchAll(/<(?:\w+:)?sheet\b[^>]*>/g)][position]?.[0]
  const id = sheet === undefined ? undefined : /\br:id="([^"]*)"/.exec(sheet)?.[1]
  const link = [...links.matchAll(/<(?:\w+:)?Relationship\b[^>]*>/g)].find(
    ([found]) => /\bId="([^"]*)"/.exec(found)?.[1] === id,
  )
  const target = link === undefined ? undefined : /\bTarget="([^"]*)"/.exec(link[0])?.[1]
  if (target === undefined) return undefined
  return target.startsWith("/") ? target.slice(1) : `xl/${target}`
}

const emptyFormula = /<c\b([^>]*)>\s*<f\b(?:[^>]*\/>|[^>]*>[^<]*<\/f>)\s*(?:<v\s*\/>|<v>\s*<\/v>)?\s*<\/c>/g

/** Characters; Excel allows formulas of 8,192. */
const longestCell = 40_000

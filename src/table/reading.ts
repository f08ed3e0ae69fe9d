import type { Advice } from "./profile/advice.ts"
import { plural } from "./query/words.ts"
import type { FileDialect } from "./source.ts"

/**
 * The settings of section `data` that say outright how text files are written, where that is not in UTF-8, with commas, double quotes
 * and a header in the first line. Nothing when the files differ in it: each is then looked at anew.
 */
export function readingSettings(dialect: FileDialect | undefined): Readonly<Record<string, string | number>> {
  if (dialect === undefined || dialect.mixed === true) return {}
  const { encoding, delimiter, quote, escape: escaping, comment, trim, skipLines, header } = dialect
  return {
    ...(encoding.name !== "utf-8" && { encoding: encoding.name }),
    ...(delimiter !== "," && { delimiter: markNames.get(delimiter) ?? delimiter }),
    ...(quote !== '"' && { quote: quote === "" ? "none" : quote }),
    ...(escaping !== "double" && { escape: escaping }),
    ...(comment !== "" && { comment }),
    ...(trim && delimiter !== " " && { spaces: "trim" }),
    ...(skipLines > 0 && { skipLines }),
    ...(!header && { header: "no" }),
  }
}

/** How text files were read, where a person could be surprised. */
export function readingAdvice(dialect: FileDialect | undefined): readonly Advice[] {
  if (dialect === undefined) return []
  const { encoding, titles, zeros, skipLines, trailing } = dialect
  const settings = Object.entries(readingSettings(dialect)).filter(([key]) => key !== "encoding" && key !== "skipLines")
  const advice: Advice[] = []
  const tell = (text: string, setting: string): void => void advice.push({ kind: "reading", text, setting })
  if (encoding.name !== "utf-8") tell(`The text is read as ${encoding.name}: ${encoding.evidence}`, "data.encoding")
  if (settings.length > 0) {
    const told = settings.map(([key, value]) => `${key} ${JSON.stringify(value)}`)
    tell(`The text is read with ${told.join(", ")}`, settings.map(([key]) => `data.${key}`).join(", "))
  }
  if (skipLines > 0) {
    const text = titles.filter((title) => title !== "").join(" / ")
    const said = text === "" ? "" : `: ${JSON.stringify(text.slice(0, longestTitle))}`
    tell(
      `${plural(skipLines, "line")} above the table ${skipLines === 1 ? "is" : "are"} left out${said}`,
      "data.skipLines",
    )
  }
  if (trailing) tell("The delimiter at the end of each line begins no column", "data.columns")
  if (zeros > 0)
    tell(`${plural(zeros, "zero byte")} ${zeros === 1 ? "is" : "are"} taken out of the text`, "data.encoding")
  return advice
}

const markNames: ReadonlyMap<string, string> = new Map([
  ["\t", "tab"],
  [" ", "space"],
])

const longestTitle = 80

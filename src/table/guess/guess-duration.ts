import { durationReader, numberForm } from "../../schema/index.ts"

export interface DurationGuess {
  readonly format: string
  readonly otherFormats?: readonly string[]
}

/** How texts write durations, which become seconds. `5:30` may be minutes and seconds as well as hours and minutes. */
export function guessDuration(
  texts: readonly string[],
  enough: (fits: (text: string) => boolean) => boolean,
): DurationGuess | undefined {
  // A single m may be metres.
  if (texts.every((text) => /^[+-]?[\d.]+ ?[ms]$/.test(text))) return undefined
  const fitting = formats.filter((format) => enough(reads(format)))
  const [best, ...others] = fitting
  if (best === undefined) return undefined
  return { format: best, ...(others.length > 0 && { otherFormats: others }) }
}

function reads(format: string): (text: string) => boolean {
  const form = numberForm(format)
  if (form?.kind !== "duration") return () => false
  const read = durationReader(form)
  return (text) => !Number.isNaN(read(text))
}

const formats = ["h:mm:ss", "h:mm", "m:ss", "PT1H2M3S", "1 day 2 h 3 min"]

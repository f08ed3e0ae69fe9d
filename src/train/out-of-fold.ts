import type { OutOfFold } from "./input.ts"

/** The first answer to each row, so that a row that several cuttings into folds scored counts once. */
export function oncePerRow({ rows, answers }: OutOfFold): OutOfFold {
  const seen = new Set<number>()
  const places = Int32Array.from(rows.keys()).filter((place) => {
    const isNew = !seen.has(rows[place]!)
    seen.add(rows[place]!)
    return isNew
  })
  return {
    rows: places.map((place) => rows[place]!),
    answers: answers.map((column) => Float64Array.from(places, (place) => column[place]!)),
  }
}

import { draftColumn } from "./column-drafts.ts"
import { draftDates } from "./date-drafts.ts"
import type { Draft, Training } from "./draft.ts"
import { draftPlaces } from "./place-drafts.ts"
import { draftRatios } from "./ratio-drafts.ts"

/** Every kind of feature there is, in the order of the matrix: columns by themselves, dates, places, ratios. */
export function draftBlocks(training: Training): readonly Draft[] {
  const { columns, settings } = training
  return [
    ...columns.flatMap((column) => draftColumn(column, training)),
    ...(settings.dates ? draftDates(training) : []),
    ...(settings.places ? draftPlaces(training) : []),
    ...(settings.ratios ? draftRatios(training) : []),
  ]
}

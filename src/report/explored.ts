import { formatNumber } from "../base/index.ts"
import type { ColumnFacts, ColumnSchema, ColumnSketch } from "../schema/index.ts"
import type { Information, NumberShape, Profile } from "../table/index.ts"
import { type Html, html } from "./html.ts"

/** All that a profile says of one column. */
export interface Explored {
  readonly schema: ColumnSchema
  /** Counts over all rows. */
  readonly facts: ColumnFacts
  /** Shapes, maybe of a part of the rows; columns that are no feature have none. */
  readonly sketch?: ColumnSketch
  /** Of columns of numbers. */
  readonly shape?: NumberShape
  /** What it tells of the target. */
  readonly information?: Information
  /** It changed between the earlier and the later half of the rows. */
  readonly drifted: boolean
}

/** Columns in the order of the files. */
export function exploredColumns(profile: Profile): readonly Explored[] {
  const sketches = byName(profile.sketch.columns, ({ name }) => name)
  const schemas = byName(profile.schema.columns, ({ name }) => name)
  const shapes = byName(profile.shapes, ({ column }) => column)
  const information = byName(profile.target?.information ?? [], ({ column }) => column)
  const overTime = byName(profile.overTime?.columns ?? [], ({ column }) => column)
  return profile.columns.flatMap((facts) => {
    const schema = schemas.get(facts.name)
    if (schema === undefined) return []
    const [sketch, shape, told] = [sketches.get(facts.name), shapes.get(facts.name), information.get(facts.name)]
    return [
      {
        schema,
        facts,
        drifted: overTime.get(facts.name)?.drift?.drifted === true,
        ...(sketch === undefined ? {} : { sketch }),
        ...(shape === undefined ? {} : { shape }),
        ...(told === undefined ? {} : { information: told }),
      },
    ]
  })
}

/** @returns how many are not shown, in words; nothing when all are */
export function more(all: number, shown: number): Html | undefined {
  return all > shown ? html`<p class="quiet">and ${formatNumber(all - shown)} more</p>` : undefined
}

/** The phase of CRISP-DM that exploring belongs to. */
export const understanding = "2 · Data understanding"

function byName<T>(items: readonly T[], nameOf: (item: T) => string): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [nameOf(item), item]))
}

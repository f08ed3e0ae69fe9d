import { numbersOf } from "../columns.ts"
import type { JourneyMeasure, NumberSource, Place } from "../encoder.ts"
import { draftCategory } from "./category-draft.ts"
import { findCentres } from "./centres.ts"
import type { Draft, Training } from "./draft.ts"
import { findJourneys, findPoints, type NamedPoint } from "./find-points.ts"
import { draftNumber, type NumberForms, readNumbers } from "./number-draft.ts"
import { quantile, statisticsOf } from "./statistics.ts"

/** Where points lie and how far it is between them. */
export function draftPlaces(training: Training): readonly Draft[] {
  const points = findPoints(training.columns, training.rows)
  const journeys = findJourneys(points).slice(0, MOST_JOURNEYS)
  return [
    ...points.flatMap((point) => draftPoint(point, training)),
    ...journeys.flatMap(([from, to]) => draftJourney(points[from]!, points[to]!, training)),
  ]
}

/** Turned coordinates let a tree cut along a slanted coast; neighbourhoods carry their mean target. */
function draftPoint({ name, point }: NamedPoint, training: Training): readonly Draft[] {
  const values = {
    latitude: numbersOf(training.rows, point.latitude),
    longitude: numbersOf(training.rows, point.longitude),
  }
  const origin = middleOf(values)
  const random = training.random.fork(`place ${name}`)
  const landmarks = findCentres(values, LANDMARKS, random.fork("landmarks"))
  const turns = training.rows.count < ROWS_FOR_FINE_TURNS ? COARSE_TURNS : FINE_TURNS
  const numbers = [
    ...turns.map((degrees) => {
      const source: NumberSource = { kind: "rotated", point, origin, radians: (degrees * Math.PI) / 180 }
      // A linear model turns the map by its own weights.
      return draft({ name: `${name}.turned${degrees}`, source, raw: true, linear: false }, training)
    }),
    ...landmarks.map((landmark, place) => {
      const source: NumberSource = { kind: "distance", point, origin: landmark }
      return draft({ name: `${name}.toLandmark${place + 1}`, source, raw: true, linear: true }, training)
    }),
  ]
  const count = Math.min(training.settings.placeCentres, Math.floor(training.rows.count / ROWS_A_CENTRE))
  const centres = findCentres(values, count, random.fork("centres"))
  if (centres.length <= training.settings.maxOneHot) return numbers.filter(isDraft)
  const neighbourhood = draftCategory(
    {
      name: `${name}.neighbourhood`,
      source: { kind: "nearest", point, centres },
      label: String,
      oneHot: false,
      meanTarget: true,
      frequency: false,
    },
    training,
  )
  return [...numbers, neighbourhood].filter(isDraft)
}

function draftJourney(from: NamedPoint, to: NamedPoint, training: Training): readonly Draft[] {
  return measures
    .map(({ measure, raw, linear }) => {
      const source: NumberSource = { kind: "journey", from: from.point, to: to.point, measure }
      return draft({ name: `${from.name}-${to.name}.${measure}`, source, raw, linear }, training)
    })
    .filter(isDraft)
}

function draft(forms: Omit<NumberForms, "clipDeviations">, training: Training): Draft | undefined {
  const { clipDeviations } = training.settings
  return draftNumber({ ...forms, clipDeviations }, readNumbers(forms.source, training.rows))
}

function middleOf(values: { readonly latitude: Float64Array; readonly longitude: Float64Array }): Place {
  return {
    latitude: quantile(statisticsOf(values.latitude).sorted, 0.5),
    longitude: quantile(statisticsOf(values.longitude).sorted, 0.5),
  }
}

function isDraft(draft: Draft | undefined): draft is Draft {
  return draft !== undefined
}

const measures: readonly { readonly measure: JourneyMeasure; readonly raw: boolean; readonly linear: boolean }[] = [
  { measure: "haversine", raw: true, linear: true },
  { measure: "manhattan", raw: true, linear: true },
  { measure: "north", raw: true, linear: false },
  { measure: "east", raw: true, linear: false },
  { measure: "bearing", raw: true, linear: false },
  { measure: "bearingSin", raw: false, linear: true },
  { measure: "bearingCos", raw: false, linear: true },
]

const FINE_TURNS = [22.5, 45, 67.5, 112.5, 135, 157.5]
const COARSE_TURNS = [45, 135]
/** With fewer training rows, so many near copies of one thing cost more than they bring. */
const ROWS_FOR_FINE_TURNS = 10_000
const LANDMARKS = 6
const ROWS_A_CENTRE = 60
const MOST_JOURNEYS = 3

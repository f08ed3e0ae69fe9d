import { KnownError, nearest } from "../../base/index.ts"
import { ensembleUnknown, gridInvalid, nobodyToAsk, tuneUnknown } from "../errors.ts"
import type { TrainAnswer, TrainQuestion, Tunable } from "../question.ts"
import { isBetter } from "./blend.ts"
import { familyNamed } from "./families.ts"
import type { Planned } from "./portfolio.ts"
import { tryProposals } from "./proposals.ts"
import { leftOf, type Search, type Tried } from "./search-state.ts"
import type { Params, ParamValue } from "./space.ts"
import { tryAll } from "./try-candidate.ts"

/**
 * The search as a person leads it: a first round in half of the time, a question, then what the answer wants tuned.
 *
 * @throws train.nobody-to-ask, train.tune-unknown, train.grid-invalid, train.ensemble-unknown
 */
export async function tryAsAsked(search: Search, others: readonly Planned[]): Promise<TrainAnswer> {
  await tryAll({ ...search, limit: search.limit / 2 }, others)
  const question = questionOf(search)
  const answer = await answerOf(search, question)
  const plans = plansOf(answer, search.tried)
  checkEnsemble(answer, search.tried)
  const { tried, session } = search
  for (const { family, grid } of plans) {
    const before = tried.length
    if (grid.length === 0) await tryProposals(search, family)
    else await tryAll(search, grid)
    session.watch.untried += Math.max(0, Math.max(1, grid.length) - (tried.length - before))
  }
  return answer
}

/** @returns whether a candidate is among those that a person wants together, by its id or its family */
export function isWanted({ trial }: Tried, ensemble: readonly string[]): boolean {
  return ensemble.includes(trial.id) || ensemble.includes(trial.family)
}

function questionOf(search: Search): TrainQuestion {
  const { session } = search
  const { score } = session.effects
  const ranked = rankedOf(search)
  const tunable = ranked.flatMap(({ trial: { id, family }, attempt }): Tunable[] => {
    const space = familyNamed(family).space(session.input)
    const { params } = attempt.recipe
    const problemOf: Tunable["problemOf"] = (grid) =>
      problemWith(() => pointsOf(grid).map((point) => checked(family, params, point)))
    return Object.keys(space).length === 0 ? [] : [{ id, family, params, space, problemOf }]
  })
  const { name: metric, lowerIsBetter } = score
  return { metric, lowerIsBetter, candidates: ranked.map(({ trial }) => trial), tunable, secondsLeft: leftOf(search) }
}

function problemWith(work: () => unknown): string | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    if (error instanceof KnownError) return error.message
    throw error
  }
}

/** What the settings leave open is asked; the time a person takes is not the search's. */
async function answerOf({ session }: Search, question: TrainQuestion): Promise<TrainAnswer> {
  const { settings, effects, watch } = session
  const { tune, ensemble } = settings
  if (tune !== undefined && ensemble !== undefined) return { tune, ensemble }
  if (effects.ask === undefined) {
    const open = Object.entries({ "train.tune": tune, "train.ensemble": ensemble })
    throw nobodyToAsk(open.flatMap(([name, value]) => (value === undefined ? [name] : [])))
  }
  const asked = effects.clock.elapsed()
  const answer = await effects.ask(question)
  watch.started += effects.clock.elapsed() - asked
  return { tune: tune ?? answer.tune, ensemble: ensemble ?? answer.ensemble }
}

interface TunePlan {
  readonly family: string
  /** Empty when the scores are to propose. */
  readonly grid: readonly Planned[]
}

function plansOf({ tune }: TrainAnswer, tried: readonly Tried[]): TunePlan[] {
  return Object.entries(tune).map(([name, grid]) => {
    const best = tried.find((one) => isWanted(one, [name]))
    if (best === undefined) throw tuneUnknown(name, ...knownTo(name, tried))
    const { family, params, logTarget } = best.attempt.recipe
    const points = Object.keys(grid).length === 0 ? [] : pointsOf(grid)
    return { family, grid: points.map((point) => ({ family, logTarget, params: checked(family, params, point) })) }
  })
}

/** Every combination of the grid's values. */
function pointsOf(grid: TrainAnswer["tune"][string]): Params[] {
  return Object.entries(grid).reduce<Params[]>(
    (points, [name, values]) => points.flatMap((point) => values.map((value) => ({ ...point, [name]: value }))),
    [{}],
  )
}

function checked(family: string, base: Params, point: Params): Params {
  const params = { ...base, ...point }
  const read = familyNamed(family).params.safeParse(params)
  if (read.success) return params
  const [issue] = read.error.issues
  const name = String(issue?.code === "unrecognized_keys" ? issue.keys[0] : (issue?.path[0] ?? ""))
  throw gridInvalid({ family, name, value: point[name] as ParamValue }, Object.keys(base))
}

function checkEnsemble({ ensemble }: TrainAnswer, tried: readonly Tried[]): void {
  if (typeof ensemble === "string") return
  const unknown = ensemble.find((name) => !tried.some((one) => isWanted(one, [name])))
  if (unknown !== undefined) throw ensembleUnknown(unknown, ...knownTo(unknown, tried))
}

function knownTo(name: string, tried: readonly Tried[]): [readonly string[], string | undefined] {
  const known = [...new Set(tried.flatMap(({ trial }) => [trial.family, trial.id]))].sort()
  return [known, nearest(name, known)]
}

function rankedOf({ session, tried }: Search): Tried[] {
  return [...tried].sort((a, b) => (isBetter(session.effects.score, a.trial.score, b.trial.score) ? -1 : 1))
}

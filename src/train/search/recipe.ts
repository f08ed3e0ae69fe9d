import type { Family } from "../input.ts"
import type { BoostParams } from "../trees/booster.ts"
import type { ForestParams } from "../trees/forest.ts"
import type { NumberLoss } from "../trees/objective.ts"

/** A candidate before it is tried. `logTarget` learns log(1 + y) instead of y. */
export type Candidate =
  | { readonly family: "ridge"; readonly logTarget: boolean }
  | { readonly family: "logistic"; readonly logTarget: false }
  | { readonly family: "forest"; readonly params: ForestParams; readonly logTarget: boolean }
  | {
      readonly family: "boosting"
      readonly params: BoostParams
      readonly logTarget: boolean
      /** Of a regression. */
      readonly loss: NumberLoss
    }

/** What cross-validation chose: enough to fit the same estimator again on all rows. */
export type Recipe = {
  readonly logTarget: boolean
  /** Factor on the way back from logarithms; 1 without them. */
  readonly scale: number
} & (
  | { readonly family: "ridge" | "logistic"; readonly penalty: number }
  | { readonly family: "forest"; readonly params: ForestParams; readonly trees: number }
  | { readonly family: "boosting"; readonly params: BoostParams; readonly loss: NumberLoss; readonly rounds: number }
)

/** A candidate that was fitted on every fold. */
export interface Attempt {
  readonly recipe: Recipe
  /** outputs x scored rows, in the order of `Folds.scored` */
  readonly outOfFold: readonly Float64Array[]
  /** Share of the search the fit on all rows will take, in nominal seconds. */
  readonly refitSeconds: number
}

/** What people see of a recipe. */
export function describeRecipe(recipe: Recipe): {
  readonly family: Family
  readonly params: Readonly<Record<string, number | string | boolean>>
  readonly rounds: number
} {
  const target = recipe.logTarget ? { target: "log1p" } : {}
  switch (recipe.family) {
    case "ridge":
    case "logistic":
      return { family: recipe.family, params: { penalty: recipe.penalty, ...target }, rounds: 0 }
    case "forest":
      return { family: "forest", params: { ...recipe.params, ...target }, rounds: recipe.trees }
    case "boosting":
      return {
        family: "boosting",
        params: { ...recipe.params, ...target, ...(recipe.loss === "absolute" ? { loss: "absolute" } : {}) },
        rounds: recipe.rounds,
      }
  }
}

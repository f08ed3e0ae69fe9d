/** What a parameter may be: where a search may look, and what a person's grid may hold. */
export type Dimension =
  | {
      readonly kind: "number"
      readonly low: number
      readonly high: number
      /** Equal steps are equal factors. */
      readonly log?: true
      readonly whole?: true
    }
  | { readonly kind: "choice"; readonly values: readonly ParamValue[] }

export type ParamValue = number | string | boolean

/** Parameters of a candidate as plain data. */
export type Params = Readonly<Record<string, ParamValue>>

/** An interface as a type that may stand for `Params`. */
export type AsParams<P> = { readonly [Name in keyof P]: P[Name] }

/** Parameter -> what it may be. One that is not named stays as the family's first start has it. */
export type Space = Readonly<Record<string, Dimension>>

import { type Cell, codeCell, textCell } from "../notebook/index.ts"
import type { TargetSpec } from "../table/index.ts"

/** What a notebook says of its table besides the profile. */
export interface NotebookFacts {
  readonly title: string
  /** The files of the table, from the folder the notebook lies in. */
  readonly files: readonly string[]
  /** The target as it is set, when there is one. */
  readonly target: TargetSpec | undefined
  /** Settings of the section `data` that are not the default. */
  readonly data: Readonly<Record<string, unknown>>
}

/** The first step: the profile that the rest of the notebook looks at. */
export function profileCode(about: NotebookFacts): string {
  return `// step: profile
import { profileTable } from "mlwright"

const profile = await profileTable(${argumentsOf(about)})
profile.columns`
}

/** The files and how they are read, as a call in TypeScript has it. */
function argumentsOf({ files, target, data }: NotebookFacts): string {
  const [only] = files
  const named = JSON.stringify(files.length === 1 ? only : files)
  const goal = target?.expression === undefined ? target?.name : target
  const options = [
    ...(goal === undefined ? [] : [`target: ${JSON.stringify(goal)}`]),
    ...(Object.keys(data).length === 0 ? [] : [`data: ${JSON.stringify(data)}`]),
  ]
  return options.length === 0 ? named : `${named}, { ${options.join(", ")} }`
}

/** From the table to predictions, a step a cell, none of them run. */
export function modelCells(about: NotebookFacts): readonly Cell[] {
  return [
    textCell("## From the table to a model\n\nRead the table with the roles of its columns inferred."),
    codeCell(`// step: read-table
import { readTable } from "mlwright"

const table = await readTable(${argumentsOf(about)})
table.task`),
    textCell("Hold rows out, then learn on the others how columns become features."),
    codeCell(`// step: fit-features
import { fitFeatures } from "mlwright"

const prepared = fitFeatures(table, { testShare: 0.2, seed: 1 })
prepared.matrix.rows`),
    textCell("Search for the best model within a budget, and fit it on all training rows."),
    codeCell(`// step: train
import { trainModel } from "mlwright"

const { model, trials } = await trainModel(prepared, { budgetSeconds: 5, seed: 1 })
trials`),
    textCell("Score it on the rows that were held out."),
    codeCell(`// step: score
import { scoreModel } from "mlwright"

const metrics = scoreModel(model, prepared.testRows)
metrics`),
    textCell("Predict."),
    codeCell(`// step: predict-rows
import { predict } from "mlwright"

const predicted = predict(model, prepared.testRows)
predicted.values`),
  ]
}

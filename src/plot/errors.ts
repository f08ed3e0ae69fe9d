import { KnownError } from "../base/index.ts"

export const dataUnreadable = (path: string, problem: string): KnownError =>
  new KnownError({
    code: "plot.data-unreadable",
    blame: "user",
    message: `Cannot draw "${path}": ${problem}`,
    hint: "Let the stage write rows as CSV, TSV, JSON (a list of maps) or YAML",
    detail: { path, problem },
  })

export const fieldMissing = (path: string, field: string, near: string | undefined): KnownError =>
  new KnownError({
    code: "plot.field-missing",
    blame: "user",
    message: `Cannot draw "${path}": its rows have no field "${field}"`,
    hint:
      near === undefined ? `Correct x or y of this plot in dvc.yaml` : `Write "${near}" in dvc.yaml, if it is meant`,
    detail: { path, field, ...(near === undefined ? {} : { nearest: near }) },
  })

export const templateUnknown = (name: string, near: string | undefined, known: readonly string[]): KnownError =>
  new KnownError({
    code: "plot.template-unknown",
    blame: "user",
    message: `Cannot draw with the template "${name}": wanted one of ${known.join(", ")} or a file in .dvc/plots`,
    hint: near === undefined ? "List them with mlwright plots templates" : `Write "${near}", if it is meant`,
    detail: { name, known, ...(near === undefined ? {} : { nearest: near }) },
  })

export const plotUnknown = (name: string, near: string | undefined): KnownError =>
  new KnownError({
    code: "plot.unknown",
    blame: "user",
    message: `Cannot find the plot "${name}": no dvc.yaml has it, and there is no such file`,
    hint: near === undefined ? "Name a plot of dvc.yaml or a file of data" : `Did you mean "${near}"?`,
    detail: { name, ...(near === undefined ? {} : { nearest: near }) },
  })

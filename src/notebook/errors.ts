import { KnownError } from "../base/index.ts"

export const notebookUnreadable = (path: string, problem: string): KnownError =>
  new KnownError({
    code: "notebook.unreadable",
    blame: "user",
    message: `Cannot read "${path}": wanted a Jupyter notebook of format 4, and it is none: ${problem}`,
    hint: "Save it again in Jupyter, or name another file",
    detail: { path, problem },
  })

export const notebookLanguage = (path: string, language: string): KnownError =>
  new KnownError({
    code: "notebook.language",
    blame: "user",
    message: `Cannot turn "${path}" into steps: wanted a notebook of TypeScript, and it is one of ${language}`,
    hint: "Run it as a stage of dvc.yaml with its own language, or make a notebook of TypeScript with mlwright explore --notebook",
    detail: { path, language },
  })

export const notebookEmpty = (path: string): KnownError =>
  new KnownError({
    code: "notebook.no-code",
    blame: "user",
    message: `Cannot turn "${path}" into steps: wanted code cells, and it has none`,
    hint: "Write a code cell that begins with // step: name",
    detail: { path },
  })

export const stepNameInvalid = (name: string, cell: number): KnownError =>
  new KnownError({
    code: "notebook.step-name-invalid",
    blame: "user",
    message: `Cannot name the step of code cell ${cell} "${name}": wanted up to 60 lower-case letters, digits and hyphens, a letter first, and no name of a device`,
    hint: "Begin the cell with such as // step: read-table",
    detail: { name, cell },
  })

export const stepNameRepeats = (name: string, cells: readonly number[]): KnownError =>
  new KnownError({
    code: "notebook.step-name-repeats",
    blame: "user",
    message: `Cannot name two steps "${name}": code cells ${cells.join(" and ")} both are`,
    hint: "Give one of them another name in its // step: line",
    detail: { name, cells },
  })

export const cellUnreadable = (cell: number, line: number, problem: string): KnownError =>
  new KnownError({
    code: "notebook.cell-unreadable",
    blame: "user",
    message: `Cannot read code cell ${cell} as TypeScript: line ${line}: ${problem}`,
    hint: "Mend the cell, or if it is no step, leave out its // step: line",
    detail: { cell, line, problem },
  })

export const nameWithoutStep = (name: string, uses: string, cell: number): KnownError =>
  new KnownError({
    code: "notebook.name-without-step",
    blame: "user",
    message: `Cannot make the step "${uses}": it uses "${name}", which code cell ${cell} makes, and that cell is no step`,
    hint: `Begin code cell ${cell} with a line such as // step: prepare`,
    detail: { name, uses, cell },
  })

// What: Jupyter notebooks of TypeScript: written as nbformat 4.5, read, and their code cells turned into typed step files.
// Owns: Notebook, Step.
// In -> out: cells -> text of an .ipynb; text of an .ipynb -> steps -> texts of TypeScript files with a test each.
// Must not know: tables, models, where files lie. The parser of TypeScript is loaded only when steps are wanted.

export { type Cell, codeCell, type Notebook, notebookText, type Output, textCell } from "./notebook.ts"
export { parseNotebook } from "./parse-notebook.ts"
export { type Step, stepsOf } from "./step.ts"
export { type StepFile, stepFiles } from "./step-files.ts"

// What: data that stages write to be drawn: which fields against which, side by side for several commits.
// Owns: PlotDefinition, PlotPoints.
// In -> out: a pipeline and the texts of its files -> points and Vega-Lite specifications.
// Must not know: how a page looks, where files lie, HTTP, the command line.

export { type PlotDefinition, plotOfFile, plotsOf } from "./definition.ts"
export { plotUnknown } from "./errors.ts"
export { type PlotPoints, pointsOf } from "./points.ts"
export { isPicture, pictureType, type Row, readRows } from "./read-rows.ts"
export { filledTemplate, formOf, type PlotForm, templates, vegaOf } from "./templates.ts"

// What: records as documents people read: one HTML file each that needs nothing else, and the model card in Markdown.
// Owns: Report.
// In -> out: Profile, Evaluation, checks and drift, and what is known of a model -> text.
// Must not know: where records lie and where pages go; files, databases, HTTP. Charts are drawn by ECharts, loaded when needed.

export type { About } from "./about.ts"
export { modelCard } from "./card.ts"
export { evaluationPage } from "./evaluation-page.ts"
export { exploreNotebook } from "./explore-notebook.ts"
export { explorePage } from "./explore-page.ts"
export { type PlotChart, type PlotPicture, plotSvg, plotsPage } from "./plots-page.ts"
export { plotsInTemplate } from "./plots-template.ts"
export { validationPage } from "./validation-page.ts"

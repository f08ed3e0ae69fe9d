import type { Task } from "../schema/index.ts"
import { projectPaths as paths } from "./paths.ts"

/**
 * Text of the standard `dvc.yaml`: five stages that DVC 3 runs as they stand. It is the user's to edit: a stage may be added,
 * taken out or given another command.
 *
 * @param rawFiles paths of the raw files, relative to the project
 */
export function pipelineText(rawFiles: readonly string[], task: Task): string {
  const stages: readonly StageText[] = [
    { name: "ingest", deps: [...rawFiles, paths.schema], params: ["data", "target"], outs: [paths.table] },
    {
      name: "validate",
      deps: [paths.table, paths.schema],
      params: ["task", "validate"],
      outs: [paths.validationPage],
      metrics: [paths.validation],
    },
    {
      name: "features",
      deps: [paths.table, paths.validation, paths.schema, paths.userFeatures],
      params: ["features", "split", "target", "task", "train.warmStart"],
      outs: [paths.features],
    },
    {
      name: "train",
      deps: [paths.features, paths.schema],
      params: [
        ...(task === "binary" ? ["evaluate.costs"] : []),
        "evaluate.primary",
        ...(task === "binary" ? ["evaluate.threshold"] : []),
        "model",
        "target",
        "task",
        "train",
      ],
      outs: [paths.model],
      metrics: [paths.training],
    },
    {
      name: "evaluate",
      deps: [paths.features, paths.table, paths.model, paths.training],
      params: ["evaluate", "split.seed"],
      outs: [paths.evaluation, paths.evaluationPage, paths.card],
      metrics: [paths.metrics],
      unkept: [paths.plots],
    },
  ]
  return `${comment}plots:\n${plotsOf(task).map(plotText).join("")}stages:\n${stages.map(stageText).join("")}`
}

/** The command of a standard stage in `dvc.yaml`. */
export const stepCommand = (stage: string): string => `mlwright step ${stage}`

interface StageText {
  readonly name: string
  readonly deps: readonly string[]
  readonly params: readonly string[]
  readonly outs?: readonly string[]
  readonly metrics?: readonly string[]
  /** Outputs that git keeps and the cache does not. */
  readonly unkept?: readonly string[]
}

function stageText({ name, deps, params, outs = [], metrics = [], unkept = [] }: StageText): string {
  return [
    `  ${name}:`,
    `    cmd: ${stepCommand(name)}`,
    "    deps:",
    ...deps.map((path) => `    - ${JSON.stringify(path)}`.replace(plainQuotes, "$1")),
    "    params:",
    `    - ${paths.settings}:`,
    ...params.map((key) => `      - ${key}`),
    ...(outs.length + unkept.length === 0 ? [] : ["    outs:", ...outs.map((path) => `    - ${path}`)]),
    ...uncached(unkept),
    ...(metrics.length === 0 ? [] : ["    metrics:", ...uncached(metrics)]),
    "",
  ].join("\n")
}

/** Small text that people read in a diff: kept in git, not in the cache. */
function uncached(list: readonly string[]): readonly string[] {
  return list.flatMap((path) => [`    - ${path}:`, "        cache: false"])
}

interface PlotText {
  readonly file: string
  readonly x: string
  readonly y: string
  /** One of DVC's own templates. */
  readonly template: "simple" | "scatter" | "bar_horizontal"
}

/** Which fields `dvc plots show` draws; without it DVC takes the last field and the row number. */
function plotsOf(task: Task): readonly PlotText[] {
  const ofTask: readonly PlotText[] =
    task === "regression"
      ? [
          { file: "predictions.json", x: "predicted", y: "truth", template: "scatter" },
          { file: "residuals.json", x: "residual", y: "rows", template: "simple" },
          { file: "calibration.json", x: "predicted", y: "truth", template: "simple" },
        ]
      : [
          { file: "roc.json", x: "fpr", y: "tpr", template: "scatter" }, // a line would run from one class to the next
          { file: "pr.json", x: "recall", y: "precision", template: "scatter" },
          { file: "calibration.json", x: "predicted", y: "observed", template: "simple" },
        ]
  return [
    ...ofTask,
    { file: "slices.json", x: "value", y: "slice", template: "bar_horizontal" },
    { file: "importance.json", x: "drop", y: "column", template: "bar_horizontal" },
  ]
}

function plotText({ file, x, y, template }: PlotText): string {
  return `- ${paths.plots}/${file}:\n    x: ${x}\n    y: ${y}\n    template: ${template}\n`
}

/** Quotes that YAML does not need. */
const plainQuotes = /"([\w./-]+)"$/

const comment = `# The pipeline, in DVC's own format: mlwright run and dvc repro both run it, in any order.
# Add a stage of your own anywhere; its command may be any program.
`

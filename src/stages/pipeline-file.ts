import { projectPaths as paths } from "./paths.ts"

/**
 * Text of the standard `dvc.yaml`: five stages that DVC 3 runs as they stand. It is the user's to edit: a stage may be added,
 * taken out or given another command.
 *
 * @param rawFiles paths of the raw files, relative to the project
 */
export function pipelineText(rawFiles: readonly string[]): string {
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
      params: ["features", "split", "target", "task"],
      outs: [paths.features],
    },
    {
      name: "train",
      deps: [paths.features, paths.schema],
      params: ["evaluate.primary", "target", "task", "train"],
      outs: [paths.model],
      metrics: [paths.training],
    },
    {
      name: "evaluate",
      deps: [paths.features, paths.table, paths.model, paths.training],
      params: ["evaluate", "split.seed"],
      outs: [paths.evaluation, paths.evaluationPage, paths.card],
      metrics: [paths.metrics],
      plots: [paths.plots],
    },
  ]
  return `${comment}stages:\n${stages.map(stageText).join("")}`
}

/** The command of a standard stage in `dvc.yaml`. */
export const stepCommand = (stage: string): string => `mlwright step ${stage}`

interface StageText {
  readonly name: string
  readonly deps: readonly string[]
  readonly params: readonly string[]
  readonly outs?: readonly string[]
  readonly metrics?: readonly string[]
  readonly plots?: readonly string[]
}

function stageText({ name, deps, params, outs = [], metrics = [], plots = [] }: StageText): string {
  return [
    `  ${name}:`,
    `    cmd: ${stepCommand(name)}`,
    "    deps:",
    ...deps.map((path) => `    - ${JSON.stringify(path)}`.replace(plainQuotes, "$1")),
    "    params:",
    `    - ${paths.settings}:`,
    ...params.map((key) => `      - ${key}`),
    ...(outs.length === 0 ? [] : ["    outs:", ...outs.map((path) => `    - ${path}`)]),
    ...uncached("metrics", metrics),
    ...uncached("plots", plots),
    "",
  ].join("\n")
}

/** Small text that people read in a diff: kept in git, not in the cache. */
function uncached(key: string, list: readonly string[]): readonly string[] {
  return list.length === 0 ? [] : [`    ${key}:`, ...list.flatMap((path) => [`    - ${path}:`, "        cache: false"])]
}

/** Quotes that YAML does not need. */
const plainQuotes = /"([\w./-]+)"$/

const comment = `# The pipeline, in DVC's own format: mlwright run and dvc repro both run it, in any order.
# Add a stage of your own anywhere; its command may be any program.
`

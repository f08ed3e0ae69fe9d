import { formatNumber } from "../base/index.ts"
import type { Evaluation } from "../evaluate/index.ts"
import { type About, keptText, shippedText } from "./about.ts"
import { clip } from "./html.ts"
import { label } from "./metric-label.ts"
import { percent, rangeText } from "./page.ts"
import { taskNames } from "./phases.ts"

/** What a person must know before using the model, in Markdown, by the phases of CRISP-DM. */
export function modelCard(evaluation: Evaluation, about: About): string {
  return `${[
    `# ${text(about.model)}${about.version === undefined ? "" : `, version ${text(about.version)}`}`,
    summary(evaluation, about),
    "## Goal",
    goal(evaluation, about),
    "## Data",
    data(about),
    "## Preparation",
    preparation(about),
    "## Modelling",
    modelling(evaluation, about),
    "## Evaluation",
    scores(evaluation),
    ...promises(evaluation),
    ...slices(evaluation),
    ...importance(evaluation),
    "## Limits",
    limits(evaluation),
    "## Origin",
    list(about.lineage),
  ]
    .filter((part) => part !== "")
    .join("\n\n")}\n`
}

function summary({ primary, rows, baseline }: Evaluation, { target }: About): string {
  const base = baseline[primary.name]
  const beside = base === undefined ? "" : `; an answer that knows no column reaches ${formatNumber(base.value)}`
  return `Predicts ${code(target.name)} with ${label(primary.name).label} ${formatNumber(primary.value)} (${rangeText(primary.interval)}) on ${formatNumber(rows)} held-out rows${beside}.`
}

function goal({ task, classes, primary }: Evaluation, { objective, target }: About): string {
  const shown = classes.slice(0, 20).map((word) => code(word))
  return [
    ...(objective === undefined ? [] : [text(objective, 2000), ""]),
    list([
      ["Target", `${code(target.name)}${target.unit === undefined ? "" : ` in ${text(target.unit)}`}`],
      ...(target.expression === undefined ? [] : [["Computed as", code(target.expression)] as const]),
      ["Kind of problem", taskNames[task]],
      ...(classes.length === 0
        ? []
        : [["Classes", `${shown.join(", ")}${classes.length > shown.length ? ", …" : ""}`] as const]),
      ...(task === "binary" && shown[1] !== undefined ? [["Positive class", shown[1]] as const] : []),
      ["Judged by", `${label(primary.name).label}; ${primary.lowerIsBetter ? "lower" : "higher"} is better`],
    ]),
  ].join("\n")
}

function data({ data: { files, trainRows, testRows, split, refitRows } }: About): string {
  const shown = files.slice(0, 20).map((file) => code(file))
  return list([
    ...(files.length === 0
      ? []
      : [
          [
            "Files",
            `${shown.join(", ")}${files.length > shown.length ? `, and ${files.length - shown.length} more` : ""}`,
          ] as const,
        ]),
    ["Learnt from", `${formatNumber(trainRows)} rows`],
    ["Judged on", `${formatNumber(testRows)} rows that training never saw`],
    ...(split === undefined ? [] : [["Held out", text(split)] as const]),
    ...(refitRows === undefined ? [] : [["Shipped", shippedText(refitRows)] as const]),
  ])
}

function preparation({ preparation: { inputs, features, dropped } }: About): string {
  const lines = [`${formatNumber(inputs)} columns are read and become ${formatNumber(features)} features.`]
  if (dropped.length > 0) {
    const shown = dropped.slice(0, mostRows).map(({ column, reason }) => [code(column), text(reason, 300)])
    lines.push("", table(["Left out", "Why"], shown), ...more(dropped.length))
  }
  return lines.join("\n")
}

function modelling({ primary }: Evaluation, { training }: About): string {
  const { candidates } = training
  const metric = label(primary.name).label
  const shown = candidates
    .slice(0, mostRows)
    .map(({ name, score, deviation, chosen }) => [
      `${text(name)}${chosen === true ? " (kept)" : ""}`,
      `${formatNumber(score)} ± ${formatNumber(deviation)}`,
    ])
  const lines = [`Kept: ${text(keptText(training))}, fitted again on all training rows.`]
  if (shown.length > 0)
    lines.push("", table(["Candidate", `${metric}, cross-validated`], shown), ...more(candidates.length))
  return lines.join("\n")
}

function scores({ metrics, baseline, confidence }: Evaluation): string {
  const lines = Object.entries(metrics).map(([name, { value, interval }]) => [
    label(name).label,
    formatNumber(value),
    rangeText(interval),
    baseline[name] === undefined ? "-" : formatNumber(baseline[name].value),
  ])
  return table(["Metric", "Model", `${percent(confidence)} interval`, "Baseline"], lines)
}

/** Whether intervals and probabilities come true, and what decides between two classes. */
function promises({ regression, classification }: Evaluation): readonly string[] {
  const held = (regression?.coverage ?? [])
    .filter(({ share }) => share >= 0.8)
    .map(({ share, held: found, interval }) => [
      `Intervals for ${percent(share)} of the rows`,
      `hold ${percent(found)} (${interval.map(percent).join(" to ")})`,
    ])
  const sets = (classification?.coverage ?? [])
    .filter(({ share }) => share >= 0.8)
    .map(({ share, held: found, interval, meanSize }) => [
      `Prediction sets for ${percent(share)} of the rows`,
      `hold ${percent(found)} (${interval.map(percent).join(" to ")}) with ${formatNumber(meanSize)} classes on average`,
    ])
  const { decision, uncalibrated, calibrationError } = classification ?? {}
  const stated =
    calibrationError === undefined
      ? []
      : [
          [
            "Stated probabilities",
            `off by ${percent(calibrationError)} on average${uncalibrated === undefined ? "" : `, before correction by ${percent(uncalibrated.calibrationError)}`}`,
          ],
        ]
  const decided =
    decision === undefined
      ? []
      : [
          [
            "Positive class answered above",
            `${formatNumber(decision.threshold)}, at costs of ${formatNumber(decision.costs.falsePositive)} for a false positive and ${formatNumber(decision.costs.falseNegative)} for a false negative`,
          ],
        ]
  const lines = [...held, ...sets, ...stated, ...decided]
  return lines.length === 0 ? [] : [table(["Promise", "On the held-out rows"], lines)]
}

function slices({ slices: all, primary }: Evaluation): readonly string[] {
  if (all.length === 0) return []
  const lines = all
    .slice(0, 10)
    .map(({ column, label: where, rows, value, interval, worse }) => [
      `${code(column)}: ${text(where)}${worse ? " (worse)" : ""}`,
      formatNumber(rows),
      formatNumber(value),
      rangeText(interval),
    ])
  return ["### Where it is worst", table(["Where", "Rows", label(primary.name).label, "Interval"], lines)]
}

function importance({ importance: all, primary }: Evaluation): readonly string[] {
  if (all.length === 0) return []
  const lines = all.slice(0, 10).map(({ column, drop }) => [code(column), formatNumber(drop)])
  return ["### What matters", table(["Column", `${label(primary.name).label} worse by, when shuffled`], lines)]
}

function limits({ slices: all }: Evaluation): string {
  const worse = all.filter((slice) => slice.worse)
  return [
    "- The scores hold for rows that come from where the held-out rows came from.",
    "- Intervals say how much the scores depend on which rows were held out, not what happens when the world changes.",
    ...(worse.length === 0
      ? []
      : [
          `- Answers are worse, beyond chance, for ${worse
            .slice(0, 5)
            .map(({ column, label: where }) => `${code(column)}: ${text(where)}`)
            .join("; ")}.`,
        ]),
  ].join("\n")
}

function list(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([term, value]) => `- ${term}: ${value}`).join("\n")
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n")
}

function more(count: number): readonly string[] {
  return count > mostRows ? ["", `and ${formatNumber(count - mostRows)} more`] : []
}

/** Text that Markdown and HTML leave as it is. */
function text(value: string, most = 120): string {
  return clip(value, most)
    .replaceAll("`", "'")
    .replaceAll(/[\\*_[\]<>|~#]/g, (sign) => `\\${sign}`)
}

/** A name in code style: a bar would end a table cell and a backtick the code. */
function code(value: string): string {
  return `\`${clip(value, 200).replaceAll("`", "'").replaceAll("|", "¦")}\``
}

const mostRows = 50

import { templateWithoutPlots } from "./errors.ts"
import { clip, escapeText } from "./html.ts"
import { type PlotChart, type PlotPicture, plotSvg } from "./plots-page.ts"

/**
 * A page of a person's own with the plots put in where DVC puts them, at `{plot_divs}`: drawings that need no script, each in a `div`.
 *
 * @param path how a person names the template
 * @throws report.template-without-plots
 */
export async function plotsInTemplate(
  { text, path }: { readonly text: string; readonly path: string },
  charts: readonly PlotChart[],
  pictures: readonly PlotPicture[],
): Promise<string> {
  if (!text.includes(place)) throw templateWithoutPlots(path, place)
  const drawn: string[] = []
  for (const chart of charts)
    drawn.push(`<div><h2>${escapeText(clip(chart.title, 80))}</h2>${await plotSvg(chart)}</div>`)
  const shown = pictures.map(
    ({ title, revision, source }) =>
      `<div><h2>${escapeText(clip(title, 80))}</h2><p>${escapeText(clip(revision, 60))}</p><img src="${escapeText(source)}" alt="${escapeText(clip(title, 80))}"></div>`,
  )
  const parts: Readonly<Record<string, string>> = { [place]: [...drawn, ...shown].join("\n"), ...unused }
  return text.replaceAll(/\{(?:plot_divs|scripts|refresh_tag)\}/g, (mark) => parts[mark] ?? "")
}

const place = "{plot_divs}"

/** DVC's other marks: scripts that draw, which these plots do not need, and a tag that reloads the page. */
const unused = { "{scripts}": "", "{refresh_tag}": "" }

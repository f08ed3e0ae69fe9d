import { inReach } from "./chart-reach.ts"
import { type Html, html } from "./html.ts"

/** What ECharts draws; the parts of an option that the charts here use. */
export type ChartOption = Readonly<Record<string, unknown>>

export interface ChartFacts {
  readonly title: string
  /** One sentence: how to read it. */
  readonly caption: string
  /** What it shows, for those who do not see it. */
  readonly alt: string
  readonly height?: number
  /** Names and colours of what is drawn; needed only when it is more than one. */
  readonly legend?: readonly { readonly name: string; readonly color: string }[]
}

/** Draws charts of one page, one after another. */
export type Draw = (option: ChartOption, facts: ChartFacts) => Html

/**
 * The drawing engine, loaded when a page is made and not before: it is the largest part of the whole tool. Charts are SVG in
 * the page itself and take their colours from its style sheet.
 */
export async function openDraw(): Promise<Draw> {
  const [{ init, use }, charts, components, { SVGRenderer }] = await Promise.all([
    import("echarts/core"),
    import("echarts/charts"),
    import("echarts/components"),
    import("echarts/renderers"),
  ])
  use([charts.BarChart, charts.LineChart, charts.ScatterChart, SVGRenderer])
  use([components.GridComponent, components.GraphicComponent])
  let drawn = 0
  return (option, { title, caption, alt, legend = [], height = defaultHeight }) => {
    const chart = init(null, null, { renderer: "svg", ssr: true, width, height })
    try {
      chart.setOption({ ...common, ...(ownWords(inReach(option)) as ChartOption) })
      const svg = cleanSvg(chart.renderToSVGString(), `c${drawn++}`)
      return html`<figure><figcaption><b>${title}</b>${caption}${legend.length < 2 ? undefined : html`<ul class="legend">${legend.map(legendItem)}</ul>`}</figcaption>${withLabel(svg, alt)}</figure>`
    } finally {
      chart.dispose() // without it the process never ends
    }
  }
}

/** The axis below a chart, named under it. */
export function xAxis(name: string, more: ChartOption = {}): ChartOption {
  return { ...axis(name), nameLocation: "middle", nameGap: 28, ...more }
}

/** The axis left of a chart, named above it, where the name needs no turning of the head. */
export function yAxis(name: string, more: ChartOption = {}): ChartOption {
  return { ...axis(name), nameLocation: "end", nameGap: 12, nameTextStyle: { ...nameStyle, align: "left" }, ...more }
}

function axis(name: string): ChartOption {
  return {
    type: "value",
    scale: true,
    name,
    nameTextStyle: nameStyle,
    axisLabel: { color: "var(--muted)", fontSize: 12, hideOverlap: true },
    axisLine: { show: true, onZero: false, lineStyle: { color: "var(--line)" } },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: "var(--line)", opacity: 0.6 } },
    splitNumber: 4,
  }
}

/**
 * An option whose words cannot be mistaken: the engine keeps the widths of texts in plain objects, where a word of the table such as
 * "constructor" or "__proto__" finds what every object has, and what is written there stands in every object of the process.
 */
function ownWords(value: unknown): unknown {
  if (typeof value === "string") return value in Object.prototype ? `${value}${wordMark}` : value
  if (typeof value === "function") return (...given: unknown[]) => ownWords(value(...given))
  if (Array.isArray(value)) return value.map(ownWords)
  if (value === null || typeof value !== "object") return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, ownWords(inner)]))
}

/** Takes out what only serves scripts, and makes ids unique in the page and equal in every run. */
function cleanSvg(svg: string, prefix: string): string {
  return svg
    .replaceAll(/<style\s*>.*?<\/style>/gs, "")
    .replaceAll(/ (?:class|ecmeta_\w+|pointer-events|xmlns:xlink|baseProfile|version|xml:space)="[^"]*"/g, "")
    .replaceAll(/\bzr\d+-/g, `${prefix}-`)
    .replaceAll(/<rect[^>]*fill="none"[^>]*><\/rect>/g, "")
    .replaceAll(/<[^>]+>/g, (tag) => tag.replaceAll(/(\d+\.\d\d)\d+/g, "$1"))
    .replaceAll(/>\s+</g, "><")
    .replaceAll(wordMark, "")
}

function withLabel(svg: string, alt: string): Html {
  const label = html` role="img" aria-label="${alt}"`.markup
  return { markup: svg.replace("<svg", `<svg${label}`) }
}

function legendItem({ name, color }: { readonly name: string; readonly color: string }): Html {
  return html`<li><i style="background:${color}"></i>${name}</li>`
}

const nameStyle = { color: "var(--muted)", fontSize: 13 }
/** Word joiner: of no width, and taken out of the drawing again. */
const wordMark = "\u2060"
const width = 430
const defaultHeight = 270

const common: ChartOption = {
  animation: false,
  textStyle: { fontFamily: "inherit", color: "var(--muted)" },
  grid: { left: 12, right: 20, top: 30, bottom: 24, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
}

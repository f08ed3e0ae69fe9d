import type { Html } from "./html.ts"
import { styleSheet } from "./style.ts"

/**
 * The drawing of a page as an SVG that stands alone, such as in a notebook: colours of the light page on white, since there is no style
 * sheet around it.
 *
 * @param drawing markup with one drawing in it
 */
export function standaloneSvg(drawing: Html): string {
  const [svg = ""] = /<svg[\s\S]*<\/svg>/.exec(drawing.markup) ?? []
  const [, light = ""] = /:root\{(.*?)\}/.exec(styleSheet) ?? []
  const colors = new Map([...light.matchAll(/--([a-z-]+):(#[0-9a-f]+)/g)].map(([, name, color]) => [name!, color!]))
  const [head = ""] = /^<svg[^>]*>/.exec(svg) ?? []
  const named = head.includes("xmlns=") ? head : head.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"')
  const start = `${named.replace("<svg", '<svg font-family="sans-serif"')}<rect width="100%" height="100%" fill="${colors.get("surface")}"/>`
  return `${start}${svg.slice(head.length)}`
    .replaceAll(/var\(--([a-z-]+)\)/g, (_all, name: string) => colors.get(name) ?? "currentColor")
    .replaceAll("font-family:inherit", "font-family:sans-serif")
    .replaceAll(/ class="[^"]*"/g, "")
}

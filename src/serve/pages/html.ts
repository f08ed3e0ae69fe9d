import { createHash } from "node:crypto"

/** Text for a place between tags or within a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign]!)
}

/** Data for a page's script: a block that browsers do not run, and that no value can end early. */
export function dataBlock(id: string, data: unknown): string {
  const text = JSON.stringify(data).replaceAll("<", "\\u003c")
  return `<script type="application/json" id="${id}">${text}</script>`
}

export interface Page {
  readonly title: string
  /** HTML. */
  readonly body: string
  readonly style: string
  readonly script: string
}

/** A whole page and the policy that lets it run its own script and style and load nothing. */
export function renderPage(page: Page): RenderedPage {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(page.title)}</title>
<link rel="icon" href="${icon}">
<style>${page.style}</style>
</head>
<body>
${page.body}
<script>${page.script}</script>
</body>
</html>
`
  return { html, policy: policyOf(page) }
}

export interface RenderedPage {
  readonly html: string
  /** Value of the header content-security-policy. */
  readonly policy: string
}

function policyOf(page: Page): string {
  return [
    "default-src 'none'",
    `script-src 'sha256-${hashBase64(page.script)}'`,
    `style-src 'sha256-${hashBase64(page.style)}'`,
    "connect-src 'self'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ")
}

function hashBase64(text: string): string {
  return createHash("sha256").update(text).digest("base64")
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

/** A rising line in a rounded square. */
const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='8' fill='%233b4cca'/%3E%3Cpath d='M7 22l6-7 5 4 7-10' fill='none' stroke='%23fff' stroke-width='3' stroke-linecap='round' stroke-linejoin='round'/%3E%3C/svg%3E"

/** Colours, type and the parts that the form and the API page share; the browser's preference chooses light or dark. */
export const pageStyle = `
:root {
  --ground: #f5f6f8; --surface: #ffffff; --raised: #fafbfc; --line: #d9dde3; --field-line: #858d99;
  --text: #1a1d23; --quiet: #565e6b; --accent: #3b4cca; --accent-strong: #2d3aa6; --on-accent: #ffffff;
  --tint: #eceefb; --bad: #b3261e; --bad-tint: #fdeceb; --warn: #7a4d00; --warn-tint: #fff4de; --good: #1a6b3c;
  --shadow: 0 1px 2px rgb(16 24 40 / 6%), 0 8px 24px rgb(16 24 40 / 6%);
  --mono: ui-monospace, "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1116; --surface: #171a21; --raised: #1d212a; --line: #2c323d; --field-line: #6d7686;
    --text: #e8eaef; --quiet: #a3abba; --accent: #97a5ff; --accent-strong: #b4beff; --on-accent: #10131f;
    --tint: #20253d; --bad: #ff9b93; --bad-tint: #3a1d1d; --warn: #f3c877; --warn-tint: #33280f; --good: #7fd6a2;
    --shadow: none;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
}
a { color: var(--accent); text-underline-offset: .2em; }
h1, h2, h3, p { margin: 0; }
.wrap { max-width: 72rem; margin: 0 auto; padding: 0 1.25rem; }
.top { border-bottom: 1px solid var(--line); background: var(--surface); }
.top .wrap { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1.25rem; padding-block: .8rem; }
.brand { font-weight: 650; letter-spacing: -.01em; margin-right: auto; overflow-wrap: anywhere; }
.brand small { font-weight: 400; color: var(--quiet); font-size: .875rem; margin-left: .5rem; }
.top nav { display: flex; gap: 1.1rem; font-size: .9rem; }
a[aria-current] { color: var(--text); font-weight: 600; text-decoration: none; }
.title { padding-block: 2rem 1.5rem; }
.title h1 { font-size: clamp(1.5rem, 4.5vw, 2.1rem); line-height: 1.2; letter-spacing: -.02em; overflow-wrap: anywhere; }
.title p { color: var(--quiet); margin-top: .4rem; max-width: 46rem; }
.card {
  background: var(--surface); border: 1px solid var(--line); border-radius: 12px; box-shadow: var(--shadow); padding: 1.5rem;
}
.quiet { color: var(--quiet); }
code, pre, .mono { font-family: var(--mono); font-size: .8125rem; }
pre {
  margin: 0; padding: .8rem 1rem; background: var(--raised); border: 1px solid var(--line); border-radius: 8px;
  white-space: pre-wrap; overflow-wrap: anywhere; max-height: 24rem; overflow: auto;
}
button {
  font: inherit; font-weight: 600; min-height: 2.75rem; padding: .5rem 1.1rem; border-radius: 8px; cursor: pointer;
  border: 1px solid var(--field-line); background: var(--surface); color: var(--text);
}
button:hover { border-color: var(--accent); color: var(--accent); }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); padding-inline: 1.75rem; }
button.main:hover { background: var(--accent-strong); border-color: var(--accent-strong); color: var(--on-accent); }
button.small { min-height: 2rem; padding: .15rem .7rem; font-size: .8125rem; font-weight: 500; }
button[aria-busy=true] { opacity: .65; cursor: progress; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
summary { cursor: pointer; border-radius: 6px; }
input, select, textarea {
  font: inherit; width: 100%; min-height: 2.75rem; padding: .5rem .7rem; color: var(--text); background: var(--surface);
  border: 1px solid var(--field-line); border-radius: 8px;
}
textarea { min-height: 5.5rem; resize: vertical; }
[aria-invalid=true] { border-color: var(--bad); box-shadow: 0 0 0 1px var(--bad); }
.note { padding: .7rem .9rem; border-radius: 8px; font-size: .9rem; overflow-wrap: anywhere; }
.note.bad { background: var(--bad-tint); color: var(--bad); }
.note.warn { background: var(--warn-tint); color: var(--warn); }
[hidden] { display: none !important; }
@media (prefers-reduced-motion: no-preference) { button, input, select, textarea { transition: border-color .12s, background .12s; } }
`

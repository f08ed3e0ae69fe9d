import { pageStyle } from "./page-style.ts"

export const docsStyle = `${pageStyle}
main section { padding-bottom: 2rem; }
main h2 { font-size: 1.05rem; margin-bottom: .8rem; }
.operation { padding: .85rem 1.25rem; margin-bottom: .6rem; }
.operation summary { display: flex; flex-wrap: wrap; align-items: center; gap: .3rem .8rem; list-style: none; min-height: 2rem; }
.operation summary::-webkit-details-marker { display: none; }
.operation summary code { font-size: .95rem; font-weight: 600; }
.operation .summary { color: var(--quiet); font-size: .9rem; }
.operation > p { margin-block: .6rem .2rem; font-size: .9rem; max-width: 46rem; }
.method { font: 700 .72rem/1 var(--mono); padding: .35rem .5rem; border-radius: 5px; min-width: 3.2rem; text-align: center; }
.method.post { background: var(--tint); color: var(--accent-strong); }
.method.get { color: var(--good); box-shadow: inset 0 0 0 1px var(--good); }
.try { display: grid; gap: .4rem; padding-block: .8rem .4rem; }
.try label { font-size: .8rem; font-weight: 600; }
.try input, .try select { max-width: 26rem; }
.try textarea { line-height: 1.45; }
.row { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem 1rem; margin-block: .4rem; }
.scroll { overflow-x: auto; padding: .5rem 1.25rem; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
th, td { text-align: left; vertical-align: top; padding: .55rem .9rem .55rem 0; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
thead th { color: var(--quiet); font-weight: 600; font-size: .8rem; white-space: nowrap; }
@media (max-width: 30rem) { .wrap { padding-inline: 1rem; } .operation { padding-inline: 1rem; } .try .main { flex: 1; } }
`

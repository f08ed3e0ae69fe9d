import { pageStyle } from "./page-style.ts"

/** On a wide page the answer stays in sight beside the form; on a phone it follows it. */
export const formStyle = `${pageStyle}
.sides { display: grid; grid-template-columns: minmax(0, 1fr) minmax(18rem, 22rem); gap: 1.5rem; align-items: start; padding-bottom: 4rem; }
.fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(13.5rem, 1fr)); gap: 1.15rem 1.25rem; align-items: start; }
.field.wide { grid-column: 1 / -1; }
.field { display: grid; gap: .3rem; min-width: 0; }
.label { display: flex; justify-content: space-between; align-items: baseline; gap: .5rem; }
.label label { font-weight: 600; font-size: .9rem; overflow-wrap: anywhere; }
.label span { color: var(--quiet); font-size: .78rem; white-space: nowrap; }
.hint, .problem { font-size: .8rem; line-height: 1.4; overflow-wrap: anywhere; }
.hint { color: var(--quiet); }
.problem { color: var(--bad); font-weight: 500; }
.actions { display: flex; flex-wrap: wrap; gap: .6rem; margin-top: 1.5rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
.side { position: sticky; top: 1rem; display: grid; gap: 1rem; }
.answer { display: grid; gap: .9rem; min-height: 11rem; align-content: start; }
.answer h2 { font-size: .8rem; font-weight: 600; color: var(--quiet); letter-spacing: .02em; }
.value { font-size: clamp(2rem, 6vw, 2.75rem); line-height: 1.1; font-weight: 650; letter-spacing: -.03em; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.value small { font-size: 1rem; font-weight: 500; letter-spacing: 0; color: var(--quiet); margin-left: .35rem; }
.shares { display: grid; gap: .55rem; list-style: none; margin: 0; padding: 0; font-size: .875rem; }
.shares li { display: grid; grid-template-columns: 1fr auto; gap: .15rem .75rem; }
.shares b { font-weight: 500; overflow-wrap: anywhere; }
.shares i { font-style: normal; color: var(--quiet); font-variant-numeric: tabular-nums; }
.bar { grid-column: 1 / -1; height: .4rem; border-radius: 1rem; background: var(--tint); overflow: hidden; }
.bar span { display: block; height: 100%; background: var(--accent); border-radius: 1rem; }
.facts { display: grid; grid-template-columns: auto 1fr; gap: .25rem .9rem; margin: 0; padding-top: .9rem; border-top: 1px solid var(--line); font-size: .8125rem; }
.facts dt { color: var(--quiet); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.curl { padding: 1rem 1.25rem; }
.curl summary { font-weight: 600; font-size: .9rem; }
.curl pre { margin-block: .8rem .6rem; max-height: 16rem; }
@media (max-width: 56rem) {
  .sides { grid-template-columns: minmax(0, 1fr); }
  .side { position: static; }
}
@media (max-width: 30rem) {
  .wrap { padding-inline: 1rem; }
  .card { padding: 1.1rem; }
  .title { padding-block: 1.4rem 1.1rem; }
  .actions button { flex: 1 1 auto; }
  .actions .main { flex-basis: 100%; }
}
`

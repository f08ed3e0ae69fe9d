/**
 * The look of every page, as one style sheet. Colours are variables, so that a page and the charts in it follow the reader's
 * light or dark setting; pairs of ink and ground keep a contrast of 4.5 to 1.
 */
export const styleSheet = `
:root{color-scheme:light dark;--ground:#f4f6f8;--surface:#fff;--sunken:#eef1f5;--ink:#18212c;--muted:#52606f;--line:#d9dfe7;--accent:#1c5fb0;
--one:#2f6fb5;--two:#c25a12;--three:#2a7f62;--four:#7d52b5;--five:#b23a63;--six:#6a6a12;--good:#1f7a4d;--bad:#b3261e;--warn:#8a5a00;
--good-ground:#e5f4ec;--bad-ground:#fbe9e7;--warn-ground:#fdf2da;--heat:47,111,181}
@media screen and (prefers-color-scheme:dark){:root{--ground:#0f141a;--surface:#171e26;--sunken:#1f2832;--ink:#e5ebf2;--muted:#9dabba;--line:#2e3945;--accent:#7db7f5;
--one:#6aa7e8;--two:#ef9a5b;--three:#5fbf9a;--four:#b592e6;--five:#ec86a8;--six:#c2c05a;--good:#6fd3a0;--bad:#ff9b91;--warn:#ecc061;
--good-ground:#15301f;--bad-ground:#3a1c1a;--warn-ground:#35290f;--heat:106,167,232}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
a{color:var(--accent)}
a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-999px}.skip:focus{left:12px;top:12px;background:var(--surface);padding:8px 12px;z-index:2}
header,main,footer{max-width:1120px;margin:0 auto;padding:0 24px}
main{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:18px;padding-top:18px;padding-bottom:18px}main>*{grid-column:1/-1}main>.half{grid-column:auto}
header{padding-top:36px;padding-bottom:4px}
.kind{margin:0;color:var(--muted);font-size:13px;font-weight:600;letter-spacing:.06em;text-transform:uppercase}
h1{margin:2px 0 4px;font-size:30px;line-height:1.2;letter-spacing:-.015em;overflow-wrap:anywhere}
h2{margin:0 0 4px;font-size:20px;line-height:1.3;letter-spacing:-.01em}
h3{margin:0 0 4px;font-size:15px;line-height:1.4;overflow-wrap:anywhere}
p{margin:0 0 12px}.lead{color:var(--muted);max-width:75ch;overflow-wrap:anywhere}
nav ul{display:flex;flex-wrap:wrap;gap:4px 18px;margin:14px 0 0;padding:0;list-style:none;font-size:14px}
nav a{text-decoration:none}nav a:hover{text-decoration:underline}
section{background:var(--surface);border:1px solid var(--line);border-radius:12px;margin:0;min-width:0;padding:22px 24px;scroll-margin-top:12px}
.phase{margin:0;color:var(--muted);font-size:12.5px}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:0;padding:0;list-style:none}
.figures li{background:var(--surface);border:1px solid var(--line);border-radius:12px;padding:14px 16px;min-width:0}
.figures b{display:block;font-size:24px;line-height:1.25;font-weight:650;letter-spacing:-.01em;overflow-wrap:anywhere}
.figures span{display:block;color:var(--muted);font-size:13px;overflow-wrap:anywhere}
.figures .main{border-color:var(--accent);box-shadow:inset 0 0 0 1px var(--accent)}.figures .good{border-color:var(--good)}.figures .bad{border-color:var(--bad)}.figures .good b{color:var(--good)}.figures .bad b{color:var(--bad)}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));gap:24px;margin-top:14px}
figure{margin:0;min-width:0}
figure svg{display:block;width:100%;height:auto;max-width:600px}
figcaption{color:var(--muted);font-size:14px;margin-bottom:6px}figcaption b{display:block;color:var(--ink);font-size:15px}
.legend{display:flex;flex-wrap:wrap;gap:2px 14px;margin:4px 0 0;padding:0;list-style:none;font-size:13px}.legend i{display:inline-block;width:16px;height:4px;border-radius:2px;margin-right:6px;vertical-align:middle}
.scroll{overflow-x:auto;margin:12px 0 0;max-width:100%}
table{border-collapse:collapse;width:100%;font-size:14px}
caption{text-align:left;color:var(--muted);padding-bottom:6px}caption span{position:sticky;left:0;display:block;max-width:calc(100vw - 62px)}
th,td{text-align:left;padding:7px 12px 7px 0;border-bottom:1px solid var(--line);vertical-align:middle;overflow-wrap:break-word;max-width:44ch;unicode-bidi:isolate}
thead th{color:var(--muted);font-weight:600;font-size:13px;white-space:nowrap;vertical-align:bottom}
tbody th{font-weight:600;min-width:15ch}td:not(.n){min-width:9ch}tbody tr:last-child>*{border-bottom:0}
.n{text-align:right;white-space:nowrap;padding-left:8px}.quiet{color:var(--muted)}.wrap{display:block;min-width:24ch}.values{display:block;min-width:17ch}
.good{color:var(--good)}.bad{color:var(--bad)}.warn{color:var(--warn)}
.tag{display:inline-block;border-radius:99px;padding:1px 9px;font-size:12.5px;font-weight:600;white-space:nowrap;background:var(--sunken);color:var(--muted)}
.tag.good{background:var(--good-ground);color:var(--good)}.tag.bad{background:var(--bad-ground);color:var(--bad)}.tag.warn{background:var(--warn-ground);color:var(--warn)}
.note{border-left:4px solid var(--line);background:var(--sunken);border-radius:6px;padding:10px 14px;margin:12px 0;overflow-wrap:anywhere}
.note.good{border-color:var(--good);background:var(--good-ground);color:inherit}.note.bad{border-color:var(--bad);background:var(--bad-ground);color:inherit}.note.warn{border-color:var(--warn);background:var(--warn-ground);color:inherit}
.notes{margin:12px 0 0;padding:0;list-style:none}.notes .note{margin:8px 0}
.bar{display:block;position:relative;height:10px;min-width:90px;background:var(--sunken);border-radius:5px;overflow:hidden}
.bar i{position:absolute;left:0;top:0;bottom:0;background:var(--one);border-radius:5px}

.bar.bad i{background:var(--bad)}.bar em{position:absolute;left:50%;top:0;bottom:0;width:2px;background:var(--muted)}
td .bar.wide{min-width:240px}
.range{display:block;position:relative;height:16px;min-width:220px}
.range::before{content:"";position:absolute;left:0;right:0;top:7.5px;height:1px;background:var(--line)}
.range i{position:absolute;top:6px;height:4px;border-radius:2px;background:var(--one);opacity:.55}
.range b{position:absolute;top:3px;width:10px;height:10px;margin-left:-5px;border-radius:50%;background:var(--one)}
.range em{position:absolute;top:0;bottom:0;width:2px;margin-left:-1px;background:var(--muted)}
.range.bad i,.range.bad b{background:var(--bad)}
tbody th small{font-weight:400}.heat{width:auto}.heat caption span{width:max-content;max-width:min(75ch,calc(100vw - 62px))}.heat th{min-width:0}.heat thead th{text-align:center;padding:4px 8px}.grid th{min-width:8ch}.grid thead .n{min-width:0}.grid td,.grid th{padding-right:8px}.grid>:only-child{grid-column:1/-1}.heat td{text-align:center;border:2px solid var(--surface);border-radius:6px;padding:8px 6px;min-width:44px}
.heat td.right{outline:2px solid var(--one);outline-offset:-3px}
.spark{display:block;width:120px;height:26px}.spark path{fill:var(--one)}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,300px),1fr));gap:14px;margin-top:14px}
.card{border:1px solid var(--line);border-radius:10px;padding:14px 16px;min-width:0}
.card .spark{width:100%;height:64px;margin:8px 0 2px}
.ends{display:flex;justify-content:space-between;gap:12px;font-size:12.5px;color:var(--muted)}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:3px 16px;margin:10px 0 0;font-size:14px}
dt{color:var(--muted)}dd{margin:0;overflow-wrap:anywhere}
.card dl{font-size:13px}
.find{display:flex;flex-wrap:wrap;gap:8px 16px;align-items:center;margin:10px 0 4px;font-size:14px;color:var(--muted)}.find[hidden]{display:none}.find input,.find select{font:inherit;color:var(--ink);background:var(--ground);border:1px solid var(--line);border-radius:8px;padding:5px 9px;max-width:100%}.find output{color:var(--ink)}
.find input:focus-visible,.find select:focus-visible{outline:3px solid var(--accent);outline-offset:1px}[data-tags][hidden]{display:none}
.matrix{display:block;max-width:none}
.trend{display:block;width:100%;min-width:150px;max-width:300px;height:34px;overflow:visible}.trend path{fill:none;stroke:var(--one);stroke-width:2;vector-effect:non-scaling-stroke;stroke-linejoin:round;stroke-linecap:round}.trend .two{stroke:var(--two)}.trend .three{stroke:var(--three)}
.beside{display:flex;flex-wrap:wrap;gap:8px 32px;align-items:flex-start}.beside>*{min-width:0;max-width:100%}.beside>div:last-child{flex:1 1 340px}
.foot{margin:12px 0 0;font-size:13.5px;color:var(--muted);max-width:90ch}
.bar.faint i{opacity:.35}
details{margin-top:12px}summary{cursor:pointer;font-weight:600;font-size:14px;color:var(--accent)}
code{font:13.5px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--sunken);padding:1px 5px;border-radius:4px;overflow-wrap:anywhere}
footer{color:var(--muted);font-size:13px;padding-top:6px;padding-bottom:36px;overflow-wrap:anywhere}
@media (max-width:820px){main>.half{grid-column:1/-1}}@media (max-width:600px){main{gap:12px;padding-top:12px}header,main,footer{padding-left:14px;padding-right:14px}header{padding-top:22px}h1{font-size:24px}section{padding:16px 14px;border-radius:10px}.figures{grid-template-columns:repeat(2,minmax(0,1fr));gap:8px}.figures li{padding:10px 12px}.figures b{font-size:20px}td,th{padding-right:8px}tbody th{min-width:11ch;overflow-wrap:anywhere}thead th{white-space:normal}.n{padding-left:4px}td .bar.wide{min-width:60px}:is(th,td):has(>.telling){display:none}.range{min-width:120px}.trend{min-width:110px}}
@media print{:root{--ground:#fff;--sunken:#f2f2f2}body{font-size:11pt}nav,.skip,.find{display:none}section,.figures li,.card{border-color:#bbb;break-inside:auto}figure,tr,.card,.note{break-inside:avoid}.scroll{overflow:visible}header,main,footer{max-width:none;padding:0}h2,.phase,.lead{break-after:avoid}main{display:block}.cards{display:block;columns:2;column-gap:14px}.card{margin:0 0 12px}.beside{display:block}main>*{margin:12px 0}.grid{grid-template-columns:repeat(2,minmax(0,1fr));gap:14px}table{font-size:8.5pt}th,td{padding-right:6px}.n{white-space:normal}.wrap,.values,.range,.bar,td .bar.wide,tbody th,.grid th{min-width:0}caption span{position:static;max-width:none}details::details-content{content-visibility:visible;block-size:auto}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`.replaceAll("\n", "")

"""How the page looks, on the screen, on a phone and on paper, A4 or Letter. Nothing is told by colour alone."""

_SCREEN = """
:root { --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --paper: #fff; --band: #f6f8fa;
  --good: #1a6b38; --good-soft: #dcefe2; --warn: #8a5a00; --warn-soft: #fdf1d3; --bad: #a4161a; --bad-soft: #fbe3e2; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; color: var(--ink); background: var(--paper); font: 15px/1.55 system-ui, -apple-system, "Segoe UI",
  Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif; font-variant-numeric: tabular-nums;
  overflow-wrap: anywhere; }
main { max-width: 1040px; margin: 0 auto; padding: 56px 40px 72px; }
h1 { margin: 0 0 4px; font-size: 30px; line-height: 1.2; font-weight: 650; letter-spacing: -0.01em; }
h2 { margin: 0 0 14px; font-size: 20px; line-height: 1.3; font-weight: 650; }
h3 { margin: 26px 0 8px; font-size: 15px; line-height: 1.4; font-weight: 650; }
p { margin: 0 0 10px; max-width: 78ch; }
section { margin-top: 52px; padding-top: 20px; border-top: 1px solid var(--line); }
header h2 { margin-top: 28px; }
code, pre { font: 0.87em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
pre { margin: 0 0 14px; padding: 12px 14px; background: var(--band); border: 1px solid var(--line);
  border-radius: 4px; white-space: pre-wrap; }
pre code { display: block; font-size: 1em; padding-left: 2ch; text-indent: -2ch; }
ul { margin: 0 0 12px; padding-left: 1.2em; max-width: 78ch; }
ul.plain { list-style: none; padding: 0; margin: 0; }
footer { margin-top: 52px; padding-top: 16px; border-top: 1px solid var(--line); color: var(--soft); }
.kind { margin: 0 0 6px; color: var(--soft); font-size: 13px; letter-spacing: 0.06em; text-transform: uppercase; }
.range { margin-bottom: 26px; font-size: 17px; color: var(--soft); }
"""

_VERDICT = """
.verdict { margin: 0 0 18px; padding: 18px 22px 14px; border: 1px solid var(--line); border-left-width: 10px;
  border-radius: 4px; }
.verdict .claim { margin: 0; color: var(--soft); font-size: 14px; }
.verdict .claim::first-letter { text-transform: uppercase; }
.verdict .headline { margin: 2px 0 8px; font-size: 34px; line-height: 1.2; font-weight: 700; max-width: none; }
.verdict.valid { border-color: var(--good); background: var(--good-soft); }
.verdict.valid .headline { color: var(--good); }
.verdict.partly { border-color: var(--warn); border-left-style: double; background: var(--warn-soft); }
.verdict.partly .headline { color: var(--warn); font-size: 28px; }
.verdict.undecided { border: 2px dashed var(--warn); border-left: 10px solid var(--warn);
  background: var(--warn-soft); }
.verdict.undecided .headline { color: var(--warn); }
.verdict.invalid { border: 3px solid var(--bad); border-left-width: 10px; background: var(--bad-soft); }
.verdict.invalid .headline { color: var(--bad); }
.verdict.unexamined { padding: 12px 22px 6px; }
.verdict.unexamined .headline { font-size: 18px; color: var(--soft); }
dl { margin: 28px 0 0; }
dl div { display: grid; grid-template-columns: 190px 1fr; gap: 16px; padding: 6px 0;
  border-top: 1px solid var(--line); }
dt { color: var(--soft); }
dd { margin: 0; }
"""

_TABLE = """
table { width: 100%; margin: 0 0 16px; border-collapse: collapse; font-size: 14px; }
th, td { padding: 7px 14px 7px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { overflow-wrap: normal; color: var(--soft); font-weight: 600; font-size: 13px; border-bottom-color: var(--soft); }
td p { margin: 0 0 2px; }
.numbers { width: auto; min-width: 60%; }
.numbers th:not(:first-child), .numbers td:not(:first-child) { text-align: right; padding: 7px 0 7px 22px; }
.covered td:nth-child(1) { width: 130px; }
.covered td:nth-child(2) { width: 130px; }
.covered td:nth-child(3) { width: 78px; }
.covered td:nth-child(4) { width: 220px; }
.findings td:nth-child(1) { width: 132px; }
.findings td:nth-child(3) { width: 25%; }
.keys td:nth-child(1) { width: 290px; }
.keys td:nth-child(2) { width: 150px; }
.hours { font-size: 13px; }
.hours td:nth-child(1) { width: 220px; }
.stretch span { white-space: nowrap; }
td code { word-break: break-all; }
.hours td { padding-top: 5px; padding-bottom: 4px; }
.hours p { max-width: none; margin: 0; }
.folder { max-width: none; margin: 10px 0 4px; }
.digest p { color: var(--soft); }
.digest code { color: var(--ink); }
.detail { color: var(--soft); }
.severity { padding: 1px 6px; border: 1px solid var(--line); border-radius: 3px; font-size: 12px; }
.severity.critical { color: #fff; background: var(--bad); border-color: var(--bad); }
.severity.high { color: var(--bad); border: 2px solid var(--bad); }
.severity.medium { color: var(--warn); border-color: var(--warn); border-style: dashed; }
.severity.low { color: var(--soft); font-weight: 400; }
.state { font-weight: 650; }
.state.valid { color: var(--good); }
.state.undecided { color: var(--warn); }
.state.invalid, .state.missing { color: var(--bad); text-decoration: underline; }
"""

_PICTURE = """
figure { margin: 0 0 14px; max-width: 800px; }
svg { display: block; width: 100%; height: auto; font-family: system-ui, -apple-system, "Segoe UI", Roboto,
  "Helvetica Neue", "Liberation Sans", Arial, sans-serif; }
svg .date { font-size: 11px; font-weight: 650; fill: var(--ink); }
svg .hour { font-size: 9px; fill: var(--soft); text-anchor: middle; }
svg .region { font-size: 11px; fill: var(--ink); }
.cell text { font-size: 11px; font-weight: 600; text-anchor: middle; }
.cell rect { stroke-width: 1; rx: 2px; }
.cell path { stroke-width: 1; fill: none; }
.cell.valid rect { fill: #cfe8d6; stroke: #86b997; }
.cell.valid text { fill: #12532a; }
.cell.invalid rect { fill: var(--bad); stroke: #5f0a0d; stroke-width: 2; }
.cell.invalid text { fill: #fff; }
.cell.missing rect { fill: #fff; stroke: var(--bad); stroke-width: 2; }
.cell.missing path { stroke: #e08a8c; }
.cell.missing text { fill: var(--bad); }
.cell.undecided rect { fill: #fbe6b3; stroke: var(--warn); stroke-dasharray: 2 1.5; }
.cell.undecided path { stroke: #d2a23c; }
.cell.undecided text { fill: #5a3a00; }
.cell.none rect { fill: none; stroke: #9aa4af; }
.cell.none text { fill: #424a53; }
.legend { list-style: none; padding: 0; margin: 0 0 22px; font-size: 14px; max-width: none; display: grid;
  grid-template-columns: repeat(auto-fit, minmax(300px, 1fr)); gap: 6px 28px; }
.legend li { display: grid; grid-template-columns: 22px 1fr; gap: 10px; align-items: start; }
.sample { width: 22px; height: 22px; }
.none { color: var(--soft); }
"""

_NARROW = """
@media screen and (max-width: 700px) {
  body { font-size: 15px; }
  main { padding: 28px 16px 48px; }
  h1 { font-size: 23px; }
  .verdict { padding: 14px 16px 8px; }
  .verdict .headline { font-size: 27px; }
  .verdict.partly .headline { font-size: 22px; }
  section { margin-top: 38px; }
  dl div { grid-template-columns: 1fr; gap: 0; }
  table, tbody, tr, td { display: block; width: auto !important; }
  thead { display: none; }
  tr { padding: 10px 0; border-bottom: 1px solid var(--line); }
  td, .numbers td:not(:first-child) { padding: 3px 0; border: 0; text-align: left; }
  td[data-label]:not([data-label=""])::before { content: attr(data-label); display: block; color: var(--soft);
    font-size: 12px; }
  .numbers td:not([data-label=""]) { display: flex; justify-content: space-between; max-width: 240px; }
  .legend { grid-template-columns: 1fr; }
  figure { overflow-x: auto; }
  figure svg { min-width: 640px; }
}
"""

_PAPER = """
@page { margin: 23mm 15mm 19mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; }
  @top-left { width: 58%; font: 600 7.5pt/1.35 sans-serif; white-space: pre-wrap; text-align: left; }
  @top-right { width: 42%; font: 7.5pt/1.35 sans-serif; white-space: pre-wrap; text-align: right; } }
@media print {
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { font-size: 9.5pt; line-height: 1.45; }
  main { max-width: none; padding: 0; }
  h1 { font-size: 19pt; }
  h2 { font-size: 13.5pt; }
  h3 { font-size: 10.5pt; margin-top: 14pt; }
  h2, h3 { break-after: avoid; }
  h2 + p, h3 + p, p:has(+ pre) { break-after: avoid; }
  .whole { break-inside: avoid; }
  p, li { orphans: 3; widows: 3; }
  section { margin-top: 22pt; padding-top: 10pt; }
  .verdict .claim, .legend { font-size: 9pt; }
  .range { font-size: 11.5pt; }
  th { font-size: 8.5pt; }
  .verdict .headline { font-size: 22pt; }
  .verdict.partly .headline { font-size: 17pt; }
  .verdict.unexamined .headline { font-size: 12pt; }
  .verdict, figure, tr, pre, dl div, .legend { break-inside: avoid; }
  .legend { break-after: avoid; }
  thead { display: table-header-group; }
  table { font-size: 8.5pt; }
  .hours { font-size: 7.6pt; line-height: 1.35; }
  .hours td:nth-child(1) { width: 122pt; }
  .hours code { line-height: inherit; }
  .keys td:nth-child(1) { width: 160pt; }
  .keys td:nth-child(2) { width: 90pt; }
  .covered td:nth-child(1) { width: 74pt; }
  .covered td:nth-child(2) { width: 80pt; }
  .covered td:nth-child(3) { width: 46pt; }
  .covered td:nth-child(4) { width: 130pt; }
  .findings td:nth-child(1) { width: 84pt; }
  .findings td:nth-child(3) { width: 27%; }
  th, td { padding: 4pt 9pt 4pt 0; }
  .hours td { padding: 2.5pt 9pt 2.5pt 0; }
  .folder { break-after: avoid; font-size: 8pt; }
  .severity { font-size: 7.5pt; }
  dl div { grid-template-columns: 118pt 1fr; padding: 3pt 0; }
  figure { max-width: none; margin-bottom: 8pt; }
}
"""

CSS = _SCREEN + _VERDICT + _TABLE + _PICTURE + _NARROW + _PAPER

"""How the page looks: 24 columns on a screen, one on a phone, light or dark. Nothing is told by colour alone."""

_COLOURS = """
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d8dee4; --paper: #f4f6f8; --card: #fff;
  --good: #1a6b38; --good-soft: #e3f3e8; --warn: #805300; --warn-soft: #fdf3da; --bad: #a4161a; --bad-soft: #fbe5e4;
  --grid: #e6eaee; --c0: #1f5fbf; --c1: #b35900; --c2: #1a7f37; --c3: #8250df; --c4: #c21d2c; --c5: #0f7280;
  --c6: #a8327a; --c7: #57606a; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6ebf0; --soft: #9aa7b4; --line: #333c46; --paper: #0f1318; --card: #171c22; --good: #6fd08c;
    --good-soft: #16281d; --warn: #e8b957; --warn-soft: #2b2413; --bad: #ff8f89; --bad-soft: #331a1b; --grid: #28303a;
    --c0: #6cb0ff; --c1: #f0a35e; --c2: #5fd082; --c3: #c39bff; --c4: #ff8078; --c5: #55cbd9; --c6: #ff93cb;
    --c7: #adb8c4; }
}
"""

_SCREEN = """
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; color: var(--ink); background: var(--paper); font: 14px/1.5 system-ui, -apple-system, "Segoe UI",
  Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif; font-variant-numeric: tabular-nums;
  overflow-wrap: anywhere; }
main { max-width: 1680px; margin: 0 auto; padding: 28px 28px 56px; }
header { margin: 0 2px 20px; }
h1 { margin: 0 0 2px; font-size: 26px; line-height: 1.25; font-weight: 650; letter-spacing: -0.01em; }
h2 { margin: 0 0 8px; font-size: 14px; line-height: 1.35; font-weight: 650; }
header p { margin: 0; color: var(--soft); }
code { font: 0.9em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
.board { display: grid; grid-template-columns: repeat(24, minmax(0, 1fr)); grid-auto-rows: minmax(28px, auto);
  column-gap: 14px; }
.widget { margin-bottom: 14px; padding: 14px 16px; background: var(--card); border: 1px solid var(--line);
  border-radius: 6px; min-width: 0; }
.empty { margin: 0; padding: 34px 0; text-align: center; color: var(--soft); border: 1px dashed var(--line);
  border-radius: 4px; }
.problem { margin: 8px 0 0; color: var(--warn); }
.widget .problem { padding: 6px 10px; background: var(--warn-soft); border-left: 3px solid var(--warn); }
"""

_CHART = """
.units { display: flex; justify-content: space-between; margin: 0; color: var(--soft); font-size: 12px; }
.chart { display: block; width: calc(100% - 70px); height: 138px; margin: 8px 20px 26px 50px; overflow: visible;
  font-size: 11px; }
.chart.two { width: calc(100% - 100px); margin-right: 50px; }
.chart text { fill: var(--soft); }
.chart .left { text-anchor: end; }
.chart .right { text-anchor: start; }
.chart .time { text-anchor: middle; }
.chart .grid { stroke: var(--grid); stroke-width: 1; }
.chart line.limit { stroke: var(--bad); stroke-width: 1; stroke-dasharray: 5 4; }
.chart text.limit { fill: var(--bad); text-anchor: end; paint-order: stroke; stroke: var(--card); stroke-width: 4px;
  stroke-linejoin: round; }
.line { fill: none; stroke-width: 1.75; stroke-linejoin: round; }
.area { stroke: none; opacity: 0.16; }
.dash1 { stroke-dasharray: 7 3; }
.dash2 { stroke-dasharray: 2 3; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 18px; margin: 8px 0 0; padding: 0; list-style: none;
  font-size: 13px; }
.legend li { display: flex; align-items: center; gap: 7px; }
.legend svg { flex: none; }
.legend .more { color: var(--soft); }
details { margin-top: 8px; font-size: 13px; }
summary { color: var(--soft); cursor: pointer; }
.scrolled { overflow-x: auto; }
.scrolled p { margin: 12px 0 0; color: var(--soft); }
table { margin: 6px 0 0; border-collapse: collapse; }
th, td { padding: 3px 14px 3px 0; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; }
th:first-child, td:first-child { text-align: left; }
"""

_COLOURED = "".join(
    f".line.of{number} {{ stroke: var(--c{number}); }}\n"
    f".area.of{number}, .dot.of{number} {{ fill: var(--c{number}); }}\n"
    for number in range(8)
)

_TILES = """
.mark { width: 16px; height: 16px; flex: none; fill: none; stroke: currentColor; stroke-width: 2;
  stroke-linecap: round; stroke-linejoin: round; }
.headline { display: flex; align-items: center; gap: 12px; margin: 0 0 10px; padding: 10px 14px; border-radius: 5px;
  border-left: 6px solid currentColor; }
.headline .mark { width: 26px; height: 26px; }
.headline b { display: block; font-size: 22px; line-height: 1.2; font-weight: 700; }
.headline small { display: block; font-size: 12px; color: var(--soft); }
.headline.ok { color: var(--good); background: var(--good-soft); }
.headline.alarm { color: var(--bad); background: var(--bad-soft); }
.headline.unsure { color: var(--warn); background: var(--warn-soft); }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(190px, 1fr)); gap: 4px 14px; margin: 0;
  padding: 0; list-style: none; font-size: 13px; }
.tiles li { display: flex; align-items: flex-start; gap: 8px; }
.tiles .mark { margin-top: 2px; width: 15px; height: 15px; }
.tiles b { font-weight: 650; }
.tiles .ok .mark, .tiles .ok b { color: var(--good); }
.tiles .unsure .mark, .tiles .unsure b { color: var(--warn); }
.tiles .alarm { grid-column: 1 / -1; flex-wrap: wrap; padding: 8px 12px; color: var(--bad); background: var(--bad-soft);
  border-left: 3px solid var(--bad); border-radius: 4px; }
.tiles .alarm p { flex-basis: 100%; margin: 0; color: var(--ink); }
"""

_WORDS = """
.values { display: grid; grid-template-columns: repeat(auto-fill, minmax(130px, 1fr)); gap: 10px 18px; margin: 0; }
.values dt { color: var(--soft); font-size: 12.5px; line-height: 1.35; }
.values dd { margin: 0; font-size: 25px; line-height: 1.3; font-weight: 600; letter-spacing: -0.01em; }
.values dd.none { font-size: 15px; line-height: 32px; font-weight: 400; color: var(--soft); letter-spacing: 0; }
.words h3 { margin: 0 0 6px; font-size: 14px; font-weight: 650; }
.words p { margin: 0 0 8px; }
.words ul { margin: 0; padding-left: 1.2em; }
.words li { margin-bottom: 3px; }
"""

_NARROW = """
@media screen and (max-width: 1100px) {
  .board { display: block; }
}
@media screen and (max-width: 640px) {
  main { padding: 18px 12px 40px; }
  header { margin: 0 4px 14px; }
  h1 { font-size: 22px; }
  .widget { padding: 12px; }
  .chart { width: calc(100% - 62px); margin: 8px 18px 26px 44px; }
  .chart.two { width: calc(100% - 88px); margin-right: 44px; }
  .values { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .values dd { font-size: 21px; }
}
@media print {
  body { background: #fff; font-size: 9pt; }
  main { padding: 0; max-width: none; }
  .board { display: block; }
  .widget { break-inside: avoid; }
}
"""

CSS = _COLOURS + _SCREEN + _CHART + _COLOURED + _TILES + _WORDS + _NARROW

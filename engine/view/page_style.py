"""The look of a page: quiet, readable on a telephone, and fit for printing."""

STYLE = """
:root { color-scheme: light dark; --ink: #1d2733; --soft: #5b6876; --rule: #d7dde4; --good: #1b7f4b; --bad: #b3261e;
  --card: #f6f8fa; --paper: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf1; --soft: #9fb0c0; --rule: #36424f; --good: #58c48b;
  --bad: #ff8a80; --card: #1c242d; --paper: #12181f; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.2rem; max-width: 60rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1 { font-size: 1.4rem; margin: 0 0 .2rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .6rem; border-bottom: 1px solid var(--rule); padding-bottom: .2rem; }
p { margin: .3rem 0; }
.soft, .source { color: var(--soft); }
.source { font-size: .85rem; }
.total { font-size: 1.6rem; font-weight: 600; margin: .4rem 0; }
details { background: var(--card); border: 1px solid var(--rule); border-radius: .5rem; margin: .5rem 0;
  padding: .5rem .8rem; }
summary { cursor: pointer; display: flex; gap: .6rem; align-items: baseline; flex-wrap: wrap; }
summary::before { content: "\\25B8"; color: var(--soft); }
details[open] > summary::before { content: "\\25BE"; }
summary b { font-variant-numeric: tabular-nums; }
summary .words { flex: 1 1 10rem; color: var(--soft); }
.money { font-variant-numeric: tabular-nums; white-space: nowrap; }
dl { display: grid; grid-template-columns: 7.5rem 1fr; gap: .3rem .8rem; margin: .7rem 0 .2rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
ul { padding-left: 1.1rem; margin: .4rem 0; }
li { margin: .25rem 0; overflow-wrap: anywhere; }
.more { color: var(--good); }
.less, .risk { color: var(--bad); }
figure { margin: 0; text-align: center; }
svg { width: 100%; max-width: 34rem; height: auto; }
svg text { fill: var(--ink); font-size: 17px; text-anchor: middle; font-weight: 600; }
svg circle { fill: var(--card); stroke-width: 2.5; }
circle.billed { stroke: var(--good); }
circle.left { stroke: var(--soft); stroke-dasharray: 5 4; }
line { stroke-width: 2.5; }
line.lifted { stroke: var(--good); stroke-dasharray: 8 6; }
line.standing { stroke: var(--bad); }
line.reach { stroke: transparent; stroke-width: 18; }
@media (max-width: 34rem) { body { padding: .8rem; } dl { grid-template-columns: 1fr; } dt { margin-top: .4rem; } }
@media print { :root { color-scheme: light; --ink: #000; --soft: #444; --paper: #fff; --card: #fff; }
  body { font-size: 10.5pt; max-width: none; padding: 0; } details { break-inside: avoid; }
  summary::before { content: "" !important; } h2 { break-after: avoid; } }
"""

OPEN_TO_PRINT = """
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(d => { d.open = true; }));
"""
"""Folded reasons are printed too."""

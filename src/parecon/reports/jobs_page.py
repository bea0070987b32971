"""Tables and one picture of divisions of labour, as text and as one page that needs nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import Sequence

import numpy as np

__all__ = ["Division", "JobTable", "JobsPage", "page_as_html", "page_as_text"]


@dataclass(frozen=True)
class JobTable:
    """A table with a title, a line that says how to read it, heads and rows of text."""

    title: str
    note: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Division:
    """One division of labour in the picture: its name and the (P,) scores of its jobs."""

    name: str
    scores: np.ndarray


@dataclass(frozen=True)
class JobsPage:
    """Everything a report on jobs says: title, lead sentences, tables, the divisions to draw, the line of empowering work, sources."""

    title: str
    lead: tuple[str, ...]
    tables: tuple[JobTable, ...]
    divisions: tuple[Division, ...]
    line: float
    scale: tuple[float, float]
    sources: tuple[str, ...]


def page_as_text(page: JobsPage) -> str:
    """Return the page for a terminal: aligned tables with long cells under their row, no picture."""
    blocks = [page.title + "\n" + "=" * len(page.title), "\n".join(page.lead)]
    blocks += ["\n".join([table.title, *([table.note] if table.note else []), "", *_aligned(table)]) for table in page.tables]
    blocks.append("\n".join(page.sources))
    return "\n\n".join(blocks) + "\n"


_LONG = 72


def _aligned(table: JobTable) -> list[str]:
    """The lines of a table; a column with long cells is written under each row."""
    rows, count = [table.heads, *table.rows], len(table.heads)
    widths = [max(len(row[k]) for row in rows) for k in range(count)]
    short = [k for k in range(count) if k == 0 or widths[k] <= _LONG]
    right = {k for k in short[1:] if all(_is_number(row[k]) or row[k] in ("yes", "no") for row in table.rows)}
    lines = []
    for row in rows:
        lines.append("  ".join(row[k].rjust(widths[k]) if k in right else row[k].ljust(widths[k]) for k in short).rstrip())
        if row is table.heads:
            lines.append("-" * (sum(widths[k] for k in short) + 2 * len(short) - 2))
        else:
            lines += [f"    {table.heads[k]}: {row[k]}" for k in range(count) if k not in short]
    return lines


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"[-+]?[0-9][0-9.,]*%?|–", cell) is not None


def page_as_html(page: JobsPage) -> str:
    """Return the page as one HTML file: no script, no request, the picture as SVG with its table beside it."""
    body = [f"<h1>{escape(page.title)}</h1>", *(f"<p>{escape(line)}</p>" for line in page.lead)]
    if page.divisions:
        body.append(_figure(page))
    body += [_table(table) for table in page.tables]
    body.append("<footer>" + "".join(f"<p>{escape(line)}</p>" for line in page.sources) + "</footer>")
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(page.title)}</title><style>{_STYLE}</style>'
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body><main>\n' + "\n".join(body) + "\n</main></body></html>\n"


def _table(table: JobTable) -> str:
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in table.heads)
    rows = "".join(
        "<tr>" + "".join(f'<th scope="row">{escape(cell)}</th>' if k == 0 else f'<td{_right(cell)}>{escape(cell)}</td>' for k, cell in enumerate(row)) + "</tr>\n"
        for row in table.rows
    )
    note = f"<p>{escape(table.note)}</p>" if table.note else ""
    return f'<h2>{escape(table.title)}</h2>{note}<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>\n{rows}</tbody></table></div>'


def _right(cell: str) -> str:
    return ' class="n"' if _is_number(cell) else ""


_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 760, 360, 46, 40
_STROKES = (("var(--c1)", "1 0"), ("var(--c2)", "7 4"), ("var(--c3)", "2 4"), ("var(--c4)", "16 2"), ("var(--c5)", "10 3 2 3"))


def _figure(page: JobsPage) -> str:
    low, high = page.scale
    across = lambda share: _LEFT + share * (_WIDTH - _LEFT - 10)  # noqa: E731
    up = lambda score: _HEIGHT - _BOTTOM - (score - low) / (high - low) * (_HEIGHT - _BOTTOM - 12)  # noqa: E731
    parts = []
    for score in _ticks(low, high):
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - 10}" y1="{up(score):.1f}" y2="{up(score):.1f}"/>'
                     f'<text x="{_LEFT - 8}" y="{up(score) + 4:.1f}" text-anchor="end">{score:g}</text>')
    for share in (0, 0.25, 0.5, 0.75, 1):
        anchor = "end" if share == 1 else "middle"
        parts.append(f'<text x="{across(share):.1f}" y="{_HEIGHT - 18}" text-anchor="{anchor}">{share:.0%}</text>')
    parts.append(f'<line class="mark" x1="{_LEFT}" x2="{_WIDTH - 10}" y1="{up(page.line):.1f}" y2="{up(page.line):.1f}"/>'
                 f'<text x="{_LEFT + 6}" y="{up(page.line) - 5:.1f}">empowering work: {page.line:g} and more</text>')
    keys = []
    for division, (colour, dash) in zip(page.divisions, _STROKES):
        ordered = np.sort(division.scores)
        shown = ordered[np.unique(np.linspace(0, ordered.size - 1, min(ordered.size, 240)).astype(int))]
        points = " ".join(f"{across(k / max(shown.size - 1, 1)):.1f},{up(s):.1f}" for k, s in enumerate(shown))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.5" stroke-dasharray="{dash}"/>')
        keys.append(f'<li><svg width="44" height="10" aria-hidden="true"><line x1="0" x2="44" y1="5" y2="5" stroke="{colour}" stroke-width="2.5" '
                    f'stroke-dasharray="{dash}"/></svg> {escape(division.name)}: from {ordered[0]:.1f} to {ordered[-1]:.1f}</li>')
    label = "Empowerment of each job, members lined up from the least to the most empowered: the flatter, the more equal"
    return (f'<figure><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(label)}">{"".join(parts)}'
            f'<text x="{(_WIDTH + _LEFT) / 2:.0f}" y="{_HEIGHT - 3}" text-anchor="middle">members, from the least to the most empowered job</text></svg>'
            f'<figcaption>{escape(label)}.<ul>{"".join(keys)}</ul></figcaption></figure>')


def _ticks(low: float, high: float) -> Sequence[float]:
    step = (high - low) / 4
    return [low + step * k for k in range(5)] if step % 1 == 0 else [s for s in np.arange(np.ceil(low / 5) * 5, high + 1e-9, 5)] or [low, high]


_STYLE = """
:root{--ink:#1d2327;--paper:#fdfdfb;--grey:#d8dcd8;--c1:#5b5f66;--c2:#b4541a;--c3:#8a6d00;--c4:#00695c;--c5:#2a4d9b;color-scheme:light dark}
@media (prefers-color-scheme:dark){:root{--ink:#e9ecee;--paper:#15191c;--grey:#3a4247;--c1:#aab1b8;--c2:#f0955c;--c3:#e0bf4a;--c4:#4fd0bd;--c5:#8fb1ff}}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.5 system-ui,sans-serif}
main{max-width:60rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.7rem;line-height:1.2}h2{font-size:1.2rem;margin:2.2rem 0 .3rem}
.wide{overflow-x:auto}table{border-collapse:collapse;font-size:.92rem;min-width:60%}
th,td{padding:.32rem .7rem .32rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--grey)}
tbody th{font-weight:500}td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
figure{margin:1.5rem 0}figure svg{max-width:100%;height:auto}figcaption{font-size:.92rem}figcaption ul{list-style:none;padding:0;margin:.4rem 0}
text{fill:var(--ink);font-size:13px}.grid{stroke:var(--grey)}.mark{stroke:var(--ink);stroke-dasharray:1 5}
footer{margin-top:3rem;font-size:.82rem;border-top:1px solid var(--grey)}
@media print{body{font-size:11pt}h2{break-after:avoid}tr{break-inside:avoid}}
""".replace("\n", "")

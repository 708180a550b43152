"""A report as one HTML page that needs nothing else: no script, no network, a strict content policy; it prints well. The JSON is inside."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from typing import Any

from medguard.report.document import Figure, Grid, Language, Paragraph, Part, Report, is_number, legible, shown, spoken
from medguard.report.printed import appendix, front, warnings

DATA_ID = "medguard-report"
_EMBEDDED = re.compile(rf'<script type="application/json" id="{DATA_ID}">(.*?)</script>', re.DOTALL)

_STYLE = """
:root { color-scheme: light dark; --ink: #1a2430; --paper: #fff; --faint: #5a6775; --line: #d5dbe1; --head: #eef2f5; --warn: #8a1f11; --warn-paper: #fdeeea }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf0; --paper: #12181f; --faint: #9fb0bf; --line: #36424e; --head: #1c2630; --warn: #ffb4a5; --warn-paper: #3a1a14 } }
body { font: 16px/1.55 system-ui, "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; color: var(--ink); background: var(--paper); max-width: 62rem; margin: 2rem auto; padding: 0 1.2rem }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 1rem } h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; border-bottom: 2px solid var(--line); padding-bottom: .2rem }
table { border-collapse: collapse; width: 100%; margin: .8rem 0 1.4rem; font-size: .9rem } caption { text-align: left; font-weight: 600; padding: .3rem 0 }
th, td { text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); padding: .35rem .5rem; overflow-wrap: anywhere; unicode-bidi: isolate }
thead th { background: var(--head); overflow-wrap: break-word; word-break: keep-all } .n { text-align: right } td.n { font-variant-numeric: tabular-nums; white-space: nowrap } .key { color: var(--faint); font: .8rem ui-monospace, monospace }
.warning { border-left: .4rem solid var(--warn); background: var(--warn-paper); color: var(--warn); padding: .6rem .9rem; font-weight: 600 }
pre, .q { font: .85rem/1.4 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--head); padding: .7rem } .unknown { color: var(--faint); font-style: italic; white-space: nowrap } .note { color: var(--faint); font-size: .85rem }
@media print { body { font-size: 10pt; margin: 0; max-width: none } thead { display: table-header-group } tr { break-inside: avoid } h2 { break-after: avoid } }
"""


def html(report: Report, lang: Language) -> bytes:
    """The page. Every value is escaped, isolated from the direction of its neighbours, and legible."""
    return "\n".join(_page(report, lang)).encode()


def embedded(page: str) -> Any:
    """The JSON that a page carries. Raises ValueError if it carries none."""
    found = _EMBEDDED.search(page)
    if found is None:
        raise ValueError("no report inside")
    return json.loads(found[1])


def _page(report: Report, lang: Language) -> Iterator[str]:
    title = escape(spoken(report.title, lang))
    yield f'<!DOCTYPE html>\n<html lang="{"en" if lang == "en" else "zh-CN"}">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>"
    for warning in warnings(report):
        yield _paragraph(warning, lang)
    yield "<table><tbody>"
    for name, value in front(report):
        yield f'<tr><th scope="row">{escape(spoken(name, lang))}</th><td>{escape(legible(spoken(value, lang)))}</td></tr>'
    yield "</tbody></table>"
    for section in (*report.sections, appendix(report)):
        yield f"<section><h2>{escape(spoken(section.title, lang))}</h2>"
        yield from _parts(section.parts, lang)
        yield "</section>"
    # In JSON every < can be written otherwise, so that nothing inside ends the element.
    data = json.dumps(report.sealed(), ensure_ascii=True).replace("<", "\\u003c").replace("&", "\\u0026")
    yield f'</main>\n<script type="application/json" id="{DATA_ID}">{data}</script>\n</body>\n</html>\n'


def _parts(parts: tuple[Part, ...], lang: Language) -> Iterator[str]:
    figures: list[Figure] = []
    for part in (*parts, None):
        if isinstance(part, Figure):
            figures.append(part)
            continue
        if figures:
            yield "<table><tbody>"
            yield from (_figure(one, lang) for one in figures)
            yield "</tbody></table>"
            figures = []
        if isinstance(part, Paragraph):
            yield _paragraph(part, lang)
        elif isinstance(part, Grid):
            yield from _grid(part, lang)


def _paragraph(part: Paragraph, lang: Language) -> str:
    words = escape(spoken(part.text, lang))
    if part.style == "quote":
        return f"<pre>{words}</pre>"
    role = ' class="warning" role="alert"' if part.style == "warning" else ""
    return f"<p{role}>{words}</p>"


def _figure(one: Figure, lang: Language) -> str:
    value = escape(shown(one.value, lang))
    note = f'<br><span class="note">{escape(spoken(one.note, lang))}</span>' if one.note else ""
    unknown = " unknown" if one.value is None else ""
    return (
        f'<tr><th scope="row">{escape(spoken(one.label, lang))} <span class="key">{escape(one.key)}</span>{note}</th>'
        f'<td class="n{unknown}">{value}</td></tr>'
    )


def _grid(part: Grid, lang: Language) -> Iterator[str]:
    key = f' <span class="key">{escape(part.key)}</span>' if part.key else ""
    caption = f"{escape(spoken(part.title, lang))}{key}"
    if not part.rows:
        yield f"<p><strong>{caption}</strong></p><p>{escape(spoken(part.empty, lang))}</p>"
        return
    numeric = part.numeric()
    heads = "".join(
        f'<th scope="col"{_aligned(number)}>{escape(spoken(column, lang))}</th>'
        for column, number in zip(part.columns, numeric, strict=True)
    )
    yield f"<table><caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>"
    for row in part.rows:
        cells = (
            f'<td class="{_class(cell, number=number)}">{escape(shown(cell, lang)).replace(chr(10), "<br>")}</td>'
            for cell, number in zip(row.cells, numeric, strict=True)
        )
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table>"


def _aligned(number: bool) -> str:  # noqa: FBT001  one word of one tag
    return ' class="n"' if number else ""


def _class(cell: Any, *, number: bool) -> str:
    if cell is None:
        return "n unknown" if number else "unknown"
    return "n" if is_number(cell) else ""

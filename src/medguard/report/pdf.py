"""A report as a PDF: text that can be selected and searched, fonts inside, the JSON attached.

reportlab and not WeasyPrint, which needs pango from the system, nor fpdf2, whose licence is the LGPL. Chinese is Noto Sans SC (SIL OFL), cut down
by ``make_fonts``; a letter that the font lacks is spelled out, ``[U+1F600]``, and never an empty box.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from medguard.errors import ProfileError
from medguard.report.document import Figure, Grid, Language, Paragraph, Part, Report, is_number, legible, shown, spoken
from medguard.report.printed import appendix, day, front, warnings
from medguard.report.tagged import Place, Tags, artifact, bound

ATTACHMENT = "medguard-report.json"
_FONTS = Path(__file__).parent / "fonts"
_INK, _FAINT, _LINE, _HEAD, _WARN, _WARN_PAPER = "#1a2430", "#5a6775", "#d5dbe1", "#eef2f5", "#8a1f11", "#fdeeea"
_MARGIN = 48
_ROOM = 75
"""So much must be left of a page for a heading to begin on it: what it is about begins there, too."""
_PAGE = 600
"""A table's heading goes to the next page for the sake of rows up to this height; taller ones would find no room there either."""
_PADDING = 6
"""Of what has a background, which reportlab draws outside of the margins unless the words are moved in."""


def pdf(report: Report, lang: Language) -> bytes:
    """The document. Raises ProfileError if the extra ``report`` is not installed."""
    try:
        from pypdf import PdfWriter  # noqa: PLC0415  an extra
        from reportlab.platypus.doctemplate import LayoutError  # noqa: PLC0415
    except ImportError:
        raise missing() from None
    try:
        drawn, tags = _drawn(report, lang, split=False)
    except LayoutError:  # a row that is taller than a page: only somebody's endless word is
        drawn, tags = _drawn(report, lang, split=True)
    writer = PdfWriter(clone_from=BytesIO(drawn))
    bound(writer, tags.drawn)
    writer.add_attachment(ATTACHMENT, json.dumps(report.sealed(), ensure_ascii=False).encode())
    whole = BytesIO()
    writer.write(whole)
    return whole.getvalue()


def _drawn(report: Report, lang: Language, *, split: bool) -> tuple[bytes, Tags]:
    from reportlab.lib.pagesizes import A4  # noqa: PLC0415
    from reportlab.platypus import SimpleDocTemplate  # noqa: PLC0415

    drawn = BytesIO()
    title = spoken(report.title, lang)
    template = SimpleDocTemplate(
        drawn,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN + 8,
        title=title,
        author=f"medguard {report.medguard}",
        subject=f"SHA-256 {report.digest()}",
        lang="en" if lang == "en" else "zh-CN",
        invariant=1,
    )
    layout = _Layout(lang, template.width, split=split)
    foot = _foot(report, lang)
    template.build(list(layout.flow(report)), onFirstPage=foot, onLaterPages=foot)
    return drawn.getvalue(), layout.tags


def attached(content: bytes) -> Any:
    """The JSON that a PDF carries. Raises ValueError if it carries none, ProfileError if pypdf is not installed."""
    try:
        from pypdf import PdfReader  # noqa: PLC0415  an extra
        from pypdf.errors import PyPdfError  # noqa: PLC0415
    except ImportError:
        raise missing() from None
    try:
        found = PdfReader(BytesIO(content)).attachments.get(ATTACHMENT)
    except (PyPdfError, KeyError, TypeError, AttributeError, RecursionError, OSError):
        found = None
    if not found:
        raise ValueError("no report inside")
    return json.loads(found[0])


def missing() -> ProfileError:
    """What to say where the extra is not installed."""
    return ProfileError(
        "PDF, DOCX and XLSX need packages that are not installed. Run: pip install 'medguard-gateway[report]'",
        remedy="Run: pip install 'medguard-gateway[report]'; html, json and csv need nothing more.",
        remedy_zh="请运行：pip install 'medguard-gateway[report]'；html、json、csv 无需额外安装。",
    )


def _foot(report: Report, lang: Language) -> Any:
    """At the foot of every page: which report, of which log, and the page's number."""
    digest = report.digest()

    def draw(canvas: Any, document: Any) -> None:
        canvas.saveState()
        with artifact(canvas):
            canvas.setFont("NotoSC", 7)
            canvas.setFillColor(_FAINT)
            left = f"{spoken(report.title, lang)} · {day(report, report.since)} – {day(report, report.until)} · SHA-256 {digest[:16]}…"
            canvas.drawString(_MARGIN, 30, left)
            page = document.page
            canvas.drawRightString(_MARGIN + document.width, 30, f"Page {page}" if lang == "en" else f"第 {page} 页")
        canvas.restoreState()

    return draw


@cache
def _letters() -> frozenset[int]:
    """Give the fonts to reportlab, and tell what the regular one can draw."""
    from reportlab.lib.fonts import addMapping  # noqa: PLC0415
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415
    from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415

    regular = TTFont("NotoSC", str(_FONTS / "NotoSansSC-Regular.ttf"))
    pdfmetrics.registerFont(regular)
    pdfmetrics.registerFont(TTFont("NotoSC-Bold", str(_FONTS / "NotoSansSC-Bold.ttf")))
    for bold in (0, 1):
        for italic in (0, 1):
            addMapping("NotoSC", bold, italic, "NotoSC-Bold" if bold else "NotoSC")
    return frozenset(regular.face.charToGlyph)


def _tagging(tags: Tags) -> tuple[Any, Any]:
    """Paragraphs and tables that tell what they are when they are drawn."""
    from reportlab.platypus import LongTable, Paragraph  # noqa: PLC0415

    class Told(Paragraph):  # type: ignore[misc]  # reportlab has no types
        place: Place | None = None

        def draw(self) -> None:
            with tags.around(self.canv, self.style.name, self.place):
                super().draw()

        def split(self, *room: Any) -> Any:
            parts = super().split(*room)
            for part in parts:
                part.place = self.place
            return parts

    class Lined(LongTable):  # type: ignore[misc]
        def _drawBkgrnd(self) -> None:  # noqa: N802  reportlab's name
            with artifact(self.canv):
                super()._drawBkgrnd()

        def _drawLines(self) -> None:  # noqa: N802
            with artifact(self.canv):
                super()._drawLines()

    return Told, Lined


class _Layout:
    """Turns parts into what reportlab puts on pages."""

    def __init__(self, lang: Language, width: float, *, split: bool) -> None:
        from reportlab.lib.styles import ParagraphStyle  # noqa: PLC0415

        self._lang: Language = lang
        self._width = width
        self._split = split
        self._known = _letters()
        self.tags = Tags()
        self._paragraph, self._long_table = _tagging(self.tags)
        self._tables = 0
        base = ParagraphStyle(
            "base",
            fontName="NotoSC",
            fontSize=9,
            leading=14,
            textColor=_INK,
            wordWrap=None if lang == "en" else "CJK",
            spaceAfter=5,
        )
        small = ParagraphStyle("small", parent=base, fontSize=7.5, leading=10.5, spaceAfter=0)
        self._styles = {
            "plain": base,
            "title": ParagraphStyle(
                "title", parent=base, fontName="NotoSC-Bold", fontSize=18, leading=24, spaceAfter=10
            ),
            "head": ParagraphStyle(
                "head",
                parent=base,
                fontName="NotoSC-Bold",
                fontSize=12,
                leading=16,
                spaceBefore=14,
                spaceAfter=6,
            ),
            "caption": ParagraphStyle("caption", parent=base, fontName="NotoSC-Bold", spaceBefore=6, spaceAfter=3),
            "warning": ParagraphStyle(
                "warning",
                parent=base,
                fontName="NotoSC-Bold",
                textColor=_WARN,
                backColor=_WARN_PAPER,
                borderPadding=_PADDING,
                leftIndent=_PADDING,
                rightIndent=_PADDING,
                spaceBefore=8,
                spaceAfter=12,
            ),
            "quote": ParagraphStyle(
                "quote",
                parent=small,
                backColor=_HEAD,
                borderPadding=_PADDING,
                leftIndent=_PADDING,
                rightIndent=_PADDING,
                spaceBefore=8,
                spaceAfter=8,
            ),
            "cell": small,
            "number": ParagraphStyle("number", parent=small, alignment=2),
            "unknown": ParagraphStyle("unknown", parent=small, textColor=_FAINT),
            "unknown_number": ParagraphStyle("unknown_number", parent=small, textColor=_FAINT, alignment=2),
            "column": ParagraphStyle("column", parent=small, fontName="NotoSC-Bold"),
            "head_number": ParagraphStyle("head_number", parent=small, fontName="NotoSC-Bold", alignment=2),
        }

    def flow(self, report: Report) -> Iterator[Any]:
        """Everything, in order."""
        from reportlab.platypus import CondPageBreak  # noqa: PLC0415

        yield self._words(spoken(report.title, self._lang), "title")
        for warning in warnings(report):
            yield self._words(spoken(warning.text, self._lang), "warning")
        rows = [
            [self._words(spoken(name, self._lang), "column"), self._words(legible(spoken(value, self._lang)), "cell")]
            for name, value in front(report)
        ]
        yield self._table(rows, (22, 78), head=False)
        for section in (*report.sections, appendix(report)):
            yield CondPageBreak(_ROOM + 60)
            yield self._words(spoken(section.title, self._lang), "head")
            yield from self._parts(section.parts)

    def _parts(self, parts: Sequence[Part]) -> Iterator[Any]:
        from reportlab.platypus import KeepTogether  # noqa: PLC0415

        figures: list[Figure] = []
        for part in (*parts, None):
            if isinstance(part, Figure):
                figures.append(part)
                continue
            if figures:
                yield self._table([self._figure(one) for one in figures], (80, 20), head=False)
                figures = []
            if isinstance(part, Paragraph):
                words = self._words(spoken(part.text, self._lang), part.style)
                yield KeepTogether([words]) if part.style == "quote" else words
            elif isinstance(part, Grid):
                yield from self._grid(part)

    def _figure(self, one: Figure) -> list[Any]:
        small = f' <font size="6" color="{_FAINT}">{self._safe(one.key)}</font>'
        note = (
            f'<br/><font size="6.5" color="{_FAINT}">{self._safe(spoken(one.note, self._lang))}</font>'
            if one.note
            else ""
        )
        label = self._marked(self._safe(spoken(one.label, self._lang)) + small + note, "cell")
        return [label, self._words(shown(one.value, self._lang), "unknown_number" if one.value is None else "number")]

    def _grid(self, part: Grid) -> Iterator[Any]:
        from reportlab.platypus import CondPageBreak  # noqa: PLC0415

        key = f' <font size="6" color="{_FAINT}">{self._safe(part.key)}</font>' if part.key else ""
        caption = self._marked(self._safe(spoken(part.title, self._lang)) + key, "caption")
        if not part.rows:
            yield CondPageBreak(_ROOM)
            yield caption
            yield self._words(spoken(part.empty, self._lang), "plain")
            return
        numeric = part.numeric()
        heads = ["head_number" if number else "column" for number in numeric]
        rows = [
            [self._words(spoken(column, self._lang), head) for column, head in zip(part.columns, heads, strict=True)]
        ]
        rows += [[self._cell(*one) for one in zip(row.cells, numeric, strict=True)] for row in part.rows]
        widths = part.widths or tuple(1 for _ in part.columns)
        _, tall = self._table(rows[:2], widths, head=True).wrap(self._width, 0)
        yield CondPageBreak(min(max(_ROOM, tall + 30), _PAGE))
        yield caption
        yield self._table(rows, widths, head=True)

    def _cell(self, cell: Any, number: bool) -> Any:  # noqa: FBT001  of a column
        words = shown(cell, self._lang)
        if cell is None:
            return self._words(words, "unknown_number" if number else "unknown")
        return self._words(words, "number" if is_number(cell) else "cell")

    def _table(self, rows: list[list[Any]], widths: Sequence[int], *, head: bool) -> Any:
        from reportlab.platypus import TableStyle  # noqa: PLC0415

        self._tables += 1
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                cell.place = Place(self._tables, number, column, head and number == 0)

        total = sum(widths)
        style = [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, _LINE),
            ("LEFTPADDING", (0, 0), (-1, -1), 4),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4),
            ("TOPPADDING", (0, 0), (-1, -1), 2.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
        ]
        if head:
            style.append(("BACKGROUND", (0, 0), (-1, 0), _HEAD))
        return self._long_table(
            rows,
            colWidths=[self._width * one / total for one in widths],
            repeatRows=1 if head else 0,
            style=TableStyle(style),
            splitInRow=int(self._split),
            spaceBefore=2,
            spaceAfter=8,
            hAlign="LEFT",
        )

    def _words(self, words: str, style: str) -> Any:
        return self._marked(self._safe(words).replace("\n", "<br/>"), style)

    def _marked(self, markup: str, style: str) -> Any:
        return self._paragraph(markup, self._styles[style])

    def _safe(self, words: str) -> str:
        """No markup, and no letter that the font lacks."""
        return escape(
            "".join(one if one == "\n" or ord(one) in self._known else f"[U+{ord(one):04X}]" for one in words)
        )

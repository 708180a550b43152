"""A report as DOCX or XLSX, for an authority that wants to edit, and as CSV. Text is text: no cell can begin a formula."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from typing import Any

from medguard.report.document import Cell, Figure, Grid, Language, Paragraph, Report, legible, shown, sources, spoken
from medguard.report.pdf import missing
from medguard.report.printed import appendix, front, warnings

_FONT = "Microsoft YaHei"


def docx(report: Report, lang: Language) -> bytes:  # noqa: C901  one part after the other
    """The document for Word. Raises ProfileError if the extra ``report`` is not installed."""
    try:
        from docx import Document  # noqa: PLC0415  an extra
        from docx.oxml.ns import qn  # noqa: PLC0415
        from docx.shared import Pt, RGBColor  # noqa: PLC0415
    except ImportError:
        raise missing() from None
    document = Document()
    core = document.core_properties
    core.title, core.author, core.comments = spoken(report.title, lang), "medguard", f"SHA-256 {report.digest()}"
    core.language = "en-GB" if lang == "en" else "zh-CN"
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)

    def paragraph(part: Paragraph) -> None:
        run = document.add_paragraph().add_run(spoken(part.text, lang))
        if part.style == "warning":
            run.bold, run.font.color.rgb = True, RGBColor(0x8A, 0x1F, 0x11)

    def table(rows: list[list[str]], *, head: bool) -> None:
        drawn = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
        for line, row in zip(drawn.rows, rows, strict=True):
            for cell, words in zip(line.cells, row, strict=True):
                cell.text = words
        if head:
            for cell in drawn.rows[0].cells:
                for run in cell.paragraphs[0].runs:
                    run.bold = True
        document.add_paragraph()

    document.add_heading(spoken(report.title, lang), 0)
    for warning in warnings(report):
        paragraph(warning)
    table([[spoken(name, lang), legible(spoken(value, lang))] for name, value in front(report)], head=False)
    for section in (*report.sections, appendix(report)):
        document.add_heading(spoken(section.title, lang), 1)
        figures: list[list[str]] = []
        for part in (*section.parts, None):
            if isinstance(part, Figure):
                note = f"\n{spoken(part.note, lang)}" if part.note else ""
                figures.append([f"{spoken(part.label, lang)} ({part.key}){note}", shown(part.value, lang)])
                continue
            if figures:
                table(figures, head=False)
                figures = []
            if isinstance(part, Paragraph):
                paragraph(part)
            elif isinstance(part, Grid):
                document.add_paragraph().add_run(f"{spoken(part.title, lang)} {part.key}".strip()).bold = True
                if part.rows:
                    head = [spoken(column, lang) for column in part.columns]
                    table([head, *([shown(cell, lang) for cell in row.cells] for row in part.rows)], head=True)
                else:
                    document.add_paragraph(spoken(part.empty, lang))
    whole = BytesIO()
    document.save(whole)
    return whole.getvalue()


def xlsx(report: Report, lang: Language) -> bytes:  # noqa: C901  as above
    """The workbook: a sheet of figures, one for every table, one of sources. Raises ProfileError if the extra ``report`` is not installed."""
    try:
        from xlsxwriter import Workbook  # noqa: PLC0415  an extra
    except ImportError:
        raise missing() from None
    whole = BytesIO()
    # Only write_string and write_number are called, so that no text is read as a formula, an address or a number.
    book = Workbook(whole, {"in_memory": True})
    book.set_properties(
        {"title": spoken(report.title, lang), "author": "medguard", "comments": f"SHA-256 {report.digest()}"}
    )
    text = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    bold = book.add_format({"text_wrap": True, "valign": "top", "bold": True, "bg_color": "#EEF2F5"})
    warn = book.add_format({"text_wrap": True, "valign": "top", "bold": True, "font_color": "#8A1F11"})
    whole_number = book.add_format({"valign": "top", "num_format": "#,##0"})
    number = book.add_format({"valign": "top", "num_format": "#,##0.0######"})

    def put(sheet: Any, row: int, column: int, cell: Cell) -> None:
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            sheet.write_number(row, column, cell, whole_number if isinstance(cell, int) else number)
        else:
            sheet.write_string(row, column, shown(cell, lang), text)

    figures = book.add_worksheet("figures" if lang == "en" else "数字")
    figures.set_column(0, 0, 60)
    figures.set_column(1, 2, 40)
    at = 0
    for warning in warnings(report):
        figures.write_string(at, 0, spoken(warning.text, lang), warn)
        at += 1
    for name, value in ((("Report", "报告"), report.title), *front(report)):
        figures.write_string(at, 0, spoken(name, lang), bold)
        figures.write_string(at, 1, legible(spoken(value, lang)), text)
        at += 1
    for section in report.sections:
        at += 1
        figures.write_string(at, 0, spoken(section.title, lang), bold)
        for part in section.parts:
            if isinstance(part, Paragraph):
                at += 1
                figures.write_string(at, 0, spoken(part.text, lang), text)
            elif isinstance(part, Figure):
                at += 1
                put(figures, at, 0, part.label)
                put(figures, at, 1, part.value)
                put(figures, at, 2, part.key)
    for grid in (*report.grids(), *(part for part in appendix(report).parts if isinstance(part, Grid))):
        sheet = book.add_worksheet((grid.key or ("sources" if lang == "en" else "出处"))[:31])
        sheet.set_column(0, max(len(grid.columns) - 1, 0), 28)
        sheet.freeze_panes(1, 0)
        for column, words in enumerate(grid.columns):
            sheet.write_string(0, column, spoken(words, lang), bold)
        for line, row in enumerate(grid.rows, start=1):
            for column, cell in enumerate(row.cells):
                put(sheet, line, column, cell)
        if not grid.rows:
            sheet.write_string(1, 0, spoken(grid.empty, lang), text)
    book.close()
    return whole.getvalue()


def table_of_values(report: Report, lang: Language) -> bytes:
    """CSV, one line a figure or a table's cell, in UTF-8 with the mark by which Excel knows it."""
    written = StringIO(newline="")
    writer = csv.writer(written)
    heads = (("key", "键名"), ("row", "行"), ("name", "名称"), ("value", "值"), ("records", "记录"))
    writer.writerow([spoken(head, lang) for head in heads])
    for warning in warnings(report):
        writer.writerow(["!", "", _tame(spoken(warning.text, lang)), "", ""])
    for name, value in front(report):
        writer.writerow(["", "", _tame(spoken(name, lang)), _tame(legible(spoken(value, lang))), ""])
    behind = {one.key: one.sql for one in sources(report)}
    for section in report.sections:
        for part in section.parts:
            if isinstance(part, Figure):
                writer.writerow(
                    [part.key, "", _tame(spoken(part.label, lang)), _value(part.value, lang), behind.get(part.key, "")]
                )
            elif isinstance(part, Grid):
                for at, row in enumerate(part.rows, start=1):
                    for column, cell in zip(part.columns, row.cells, strict=True):
                        writer.writerow([part.key, at, _tame(spoken(column, lang)), _value(cell, lang), ""])
    return written.getvalue().encode("utf-8-sig")


def _value(cell: Cell, lang: Language) -> str | int | float:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return cell
    return _tame(shown(cell, lang))


def _tame(words: str) -> str:
    """A spreadsheet takes what begins so for a formula."""
    return f"'{words}" if words.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")) else words

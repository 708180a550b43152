r"""From a file that somebody exported to entries, all of them, or what is wrong with each row.

>>> [one.code for one in read_entries(b"subject,code,exam_passed", kind="training").entries]
[]
>>> [one.code for one in read_entries("人员编号,培训代码,考核合格\r\ndr-0042,G10,是".encode(), kind="training").entries]
['G10']

CSV has a header in either language; JSON is a list of objects with the same names. A fault names line and column and says what to
do; it never quotes what stands there.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, get_args, get_origin

from medguard.audit.registry.kinds import (
    HERE,
    KINDS,
    LONGEST,
    MOST,
    NEVER,
    Column,
    Entry,
    Kind,
    entry,
    is_code,
    is_day,
    is_pseudonym,
    is_rounded,
    is_text,
)
from medguard.audit.registry.words import (
    KIND_ZH,
    NOBODY,
    YES_NO,
    column_named,
    column_zh,
    is_about_people,
    kind_named,
    word_named,
    word_zh,
)


class Misfit(NamedTuple):
    """What is wrong, and what to do, in both languages."""

    what: str
    what_zh: str
    remedy: str
    remedy_zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that keeps a file from being imported. Quotes nothing of it."""

    line: int
    misfit: Misfit
    column: str = ""
    """Its English name, ``column 3`` if it has none of ours; empty: the row or the file as a whole."""
    column_zh: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a file says. Where there are faults, there are no entries."""

    entries: tuple[Entry, ...] = ()
    faults: tuple[Fault, ...] = ()


def read_entries(content: bytes, *, kind: str | None = None) -> Found:
    """Read a whole file. ``kind`` is that of every row which names none."""
    faults: list[Fault] = []
    lines: dict[tuple[str, str, str, str | None], int] = {}
    entries: list[Entry] = []
    try:
        text = _text(content)
        for row in _json_rows(text) if text.lstrip()[:1] in {"[", "{"} else _csv_rows(text):
            made = row if isinstance(row, Fault) else _entry(row, kind, faults)
            if isinstance(made, Fault):
                faults.append(made)
            elif made is not None:
                entries.append(made)
                # Two that begin on one day would be in no order.
                if (first := lines.setdefault((*made.key, made.valid_from), row.line)) != row.line:
                    faults.append(_fault(row.line, _twice(first)))
    except _Unreadable as error:
        faults.extend(error.faults)
    if not faults and not entries:
        faults.append(_fault(1, _NOTHING))
    if faults:
        return Found(faults=tuple(sorted(faults, key=lambda fault: fault.line)))
    # The newest entry counts from its first day on, so what begins later is kept later.
    return Found(entries=tuple(sorted(entries, key=lambda made: made.valid_from or "")))


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: Mapping[str, Any]
    """By the name of the column; None is unknown."""
    typed: bool
    """JSON: a number is a number, and true is not the word."""


class _Unreadable(Exception):
    """The file cannot be read any further."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__()
        self.faults = faults


class _Unfit(Exception):
    """A value that cannot stand where it stands."""

    def __init__(self, misfit: Misfit) -> None:
        super().__init__()
        self.misfit = misfit


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _Unreadable(_fault(1, _UTF_16))
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        raise _Unreadable(_fault(line, _NO_UTF_8)) from None
    raise _Unreadable(_fault(line, _GBK))


def _csv_rows(text: str) -> Iterator[_Row | Fault]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    names: list[str] = []
    while True:
        line = reader.line_num + 1
        try:
            cells = [_cell(cell) for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            raise _Unreadable(_fault(reader.line_num or 1, _NO_CSV)) from None
        if not any(cells):
            continue
        if not names:
            names = _header(cells, line)
        elif len(cells) != len(names):
            yield _fault(line, _uneven(len(names), len(cells)))
        else:
            yield _Row(line, {name: cell or None for name, cell in zip(names, cells, strict=True)}, typed=False)


def _cell(words: str) -> str:
    # What a Chinese keyboard and a web page put where a blank is meant.
    return words.replace("\N{IDEOGRAPHIC SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ").strip()


def _header(headers: list[str], line: int) -> list[str]:
    names = [column_named(header) for header in headers]
    faults = [
        _fault(line, _PEOPLE if is_about_people(header) else _NO_COLUMN, f"column {place}", f"第 {place} 列")
        for place, (header, name) in enumerate(zip(headers, names, strict=True), 1)
        if name is None
    ]
    known = [name for name in names if name is not None]
    faults += [
        _fault(line, _COLUMN_TWICE, name, column_zh("", name))
        for place, name in enumerate(known)
        if name in known[:place]
    ]
    if faults:
        raise _Unreadable(*faults)
    return known


class _Object(tuple[tuple[str, Any], ...]):
    """A JSON object as it was written, so that a name which is there twice is seen."""

    __slots__ = ()


_BLANK = re.compile(r"[ \t\n\r]*")


def _json_rows(text: str) -> Iterator[_Row | Fault]:
    decoder = json.JSONDecoder(object_pairs_hook=_Object, parse_constant=lambda _name: _refuse(_NO_JSON))
    at, line, counted = _after_blanks(text, 0), 1, 0
    end = "]" if text[at] == "[" else ""
    if end:
        at = _after_blanks(text, at + 1)
    while text[at : at + 1] != end or not end:
        line, counted = line + text.count("\n", counted, at), at
        try:
            value, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            raise _Unreadable(_fault(error.lineno, _NO_JSON)) from None
        except (ValueError, RecursionError, _Unfit):  # a number of five thousand digits, endless brackets, NaN
            raise _Unreadable(_fault(line, _NO_JSON)) from None
        yield _object(value, line)
        at = _after_blanks(text, at)
        if not end:
            break
        if text[at : at + 1] == ",":
            at = _after_blanks(text, at + 1)
            if text[at : at + 1] != end:
                continue
        elif text[at : at + 1] == end:
            continue
        raise _Unreadable(_fault(text.count("\n", 0, at) + 1, _NO_JSON))
    if (after := _after_blanks(text, at + len(end))) < len(text):
        raise _Unreadable(_fault(text.count("\n", 0, after) + 1, _NO_JSON))


def _after_blanks(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _object(value: Any, line: int) -> _Row | Fault:
    if not isinstance(value, _Object):
        return _fault(line, _NO_OBJECT)
    cells: dict[str, Any] = {}
    for place, (header, cell) in enumerate(value, 1):
        name = column_named(header)
        if name is None:
            why = _PEOPLE if is_about_people(header) else _NO_COLUMN
            return _fault(line, why, f"field {place}", f"第 {place} 个字段")
        if name in cells:
            return _fault(line, _COLUMN_TWICE, name, column_zh("", name))
        cells[name] = cell
    return _Row(line, cells, typed=True)


def _refuse(misfit: Misfit) -> Any:
    raise _Unfit(misfit)


# ── one row ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _entry(row: _Row, given: str | None, faults: list[Fault]) -> Entry | Fault | None:
    """Read one row, or add what is wrong with its values to the faults."""
    # 1. which kind
    cells = {name: cell for name, cell in row.cells.items() if cell is not None}
    try:
        kind = KINDS[_kind_of(cells.pop("kind", None), given)]
    except _Unfit as error:
        return _fault(row.line, error.misfit, "kind", column_zh("", "kind"))
    if kind.about and "ref" in cells and "subject" not in cells:
        cells["subject"] = cells.pop("ref")  # as the dataclass calls it
    if not kind.about and cells.get("subject") == HERE:
        del cells["subject"]
    # 2. what must not be missing, and each value in its column
    wrong = {column.name: _MISSING for column in kind.columns if column.needed and column.name not in cells}
    values: dict[str, Any] = {}
    for name, cell in cells.items():
        try:
            values[name] = _value(kind, name, cell, typed=row.typed)
        except _Unfit as error:
            wrong[name] = error.misfit
    # 3. days in their order
    begins, ends = values.get("valid_from"), values.get("valid_until")
    if begins and ends and ends < begins:
        wrong["valid_until"] = _ENDS_BEFORE
    if wrong:
        faults.extend(_fault(row.line, why, name, column_zh(kind.name, name)) for name, why in wrong.items())
        return None
    if not values:
        return _fault(row.line, _SAYS_NOTHING)
    # 4. the entry, which is held against the vocabulary once more
    facts = {column.field: values.get(column.name) for column in kind.columns if column.field}
    return entry(kind.name, facts, subject=values.get("subject", HERE), valid_from=begins, valid_until=ends)


def _value(kind: Kind, name: str, cell: Any, *, typed: bool) -> Any:
    column = kind.column(name)
    if column is None:
        return _refuse(_HERE if name == "subject" else _not_of(kind))
    return _typed(column, cell) if typed else _written(column, cell)


def _kind_of(cell: Any, given: str | None) -> str:
    if cell is None:
        if given is None:
            raise _Unfit(_WHICH_KIND)
        return given
    named = kind_named(cell) if isinstance(cell, str) else None
    if named is None:
        raise _Unfit(_NO_KIND)
    if given is not None and given != named:
        raise _Unfit(_OTHER_KIND)
    return named


_BETWEEN = re.compile("[;；、]")


def _written(column: Column, words: str) -> Any:
    """Read a cell of CSV."""
    if column.own_kind:
        return [] if words in NOBODY else _refuse(_of_its_own(column.own_kind))
    if not column.several:
        return _one(column, column.shape, words)
    if words in NOBODY:
        return []
    shape = get_args(column.shape)[0]
    return [_one(column, shape, part) for part in map(str.strip, _BETWEEN.split(words)) if part]


def _typed(column: Column, value: Any) -> Any:
    """Read a value of JSON, where only text is written in words."""
    if column.own_kind:
        return [] if value == [] else _refuse(_of_its_own(column.own_kind))
    if column.several:
        if not isinstance(value, list):
            raise _Unfit(_NO_LIST)
        shape = get_args(column.shape)[0]
        return [_one(column, shape, part) if isinstance(part, str) else _refuse(_NO_TEXT) for part in value]
    if column.shape is bool:
        return value if isinstance(value, bool) else _refuse(_YES_OR_NO)
    if column.shape is int:
        return value if type(value) is int and 0 <= value <= MOST else _refuse(_NO_NUMBER)
    if not isinstance(value, str):
        raise _Unfit(_NO_TEXT)
    return _one(column, column.shape, value)


def _one(column: Column, shape: Any, words: str) -> Any:
    value: Any = None
    if shape is bool:
        value = YES_NO.get(words.lower(), _YES_OR_NO)
    elif shape is int:
        whole = re.fullmatch("[0-9]{1,10}", words)
        value = int(words) if whole and int(words) <= MOST else _NO_NUMBER
    elif shape is date:
        value = _day(words, may_be_never=column.field is not None)
    elif get_origin(shape) is not None:
        value = word_named(words, get_args(shape)) or _none_of(get_args(shape))
    elif is_rounded(words):
        value = _ROUNDED
    elif column.name == "subject":
        value = words if is_pseudonym(words) else _NO_PSEUDONYM
    elif column.needed:
        value = words if is_code(words) else _NO_CODE
    else:
        value = words if is_text(words) else _NO_SHORT_TEXT
    if isinstance(value, Misfit):
        raise _Unfit(value)
    return value


def _day(words: str, *, may_be_never: bool) -> str | Misfit:
    if may_be_never and word_named(words, [NEVER]):
        return NEVER
    return words if is_day(words) else _NO_DAY


# ── what can be wrong ────────────────────────────────────────────────────────────────────────────────────────────────


def _fault(line: int, misfit: Misfit, column: str = "", zh: str = "") -> Fault:
    return Fault(line=line, misfit=misfit, column=column, column_zh=zh)


_GBK = Misfit(
    "the file is not UTF-8; it looks like GBK, as Excel saves it in Chinese",
    "文件不是 UTF-8 编码，疑为 GBK（中文版 Excel 的默认编码）",
    'In Excel save as "CSV UTF-8", or convert it: iconv -f GB18030 -t UTF-8',
    "请在 Excel 中另存为“CSV UTF-8（逗号分隔）”，或先转换：iconv -f GB18030 -t UTF-8",
)
_UTF_16 = Misfit(
    "the file is not UTF-8; it looks like UTF-16",
    "文件不是 UTF-8 编码，疑为 UTF-16",
    'In Excel save as "CSV UTF-8", or convert it: iconv -f UTF-16 -t UTF-8',
    "请在 Excel 中另存为“CSV UTF-8（逗号分隔）”，或先转换：iconv -f UTF-16 -t UTF-8",
)
_NO_UTF_8 = Misfit(
    "the file is not UTF-8",
    "文件不是 UTF-8 编码",
    "Export it again as CSV or JSON in UTF-8; a spreadsheet's own format (xlsx) is not read.",
    "请重新导出为 UTF-8 编码的 CSV 或 JSON；不支持电子表格原生格式（xlsx）。",
)
_NOTHING = Misfit(
    "there are no rows",
    "没有数据行",
    "Begin with an empty table: medguard registry template KIND",
    "可从空模板开始：medguard registry template KIND",
)
_SAYS_NOTHING = Misfit(
    "the row says nothing",
    "该行未填写任何内容",
    "Fill in what is known, or remove the row.",
    "请填写已知内容，或删除该行。",
)
_NO_CSV = Misfit(
    "the line is not CSV: a quotation mark is not closed, or stands where none can, or a cell is too long",
    "该行不是有效的 CSV：引号未闭合或位置不当，或单元格过长",
    'Put cells that hold commas or quotation marks into "…", and write a quotation mark in them twice.',
    "含逗号或引号的单元格请用英文双引号括起，其中的引号写两次。",
)
_NO_JSON = Misfit(
    "this is not JSON, or holds what is no JSON value",
    "不是 JSON，或含有 JSON 不支持的值",
    "Write a list of objects: [{…}, {…}]",
    "请写成对象列表：[{…}, {…}]",
)
_NO_OBJECT = Misfit(
    "this is not an object", "此处不是对象", "Write a list of objects: [{…}, {…}]", "请写成对象列表：[{…}, {…}]"
)
_NO_COLUMN = Misfit(
    "the registry has no such field",
    "登记库没有该字段",
    "Remove it, or call it as in: medguard registry template KIND",
    "请删除该字段，或按以下命令输出的名称填写：medguard registry template KIND",
)
_PEOPLE = Misfit(
    "the registry takes no names, and nothing else that tells who somebody is",
    "登记库不接收姓名及其他可识别个人身份的信息",
    "Remove the column; people appear under pseudonymous identifiers only.",
    "请删除该列；人员和患者只以假名化编号出现。",
)
_COLUMN_TWICE = Misfit("is there twice", "重复出现", "Keep one of the two.", "请只保留其中一个。")
_WHICH_KIND = Misfit(
    "nothing says which kind of entry this is",
    "未说明类别",
    "Say --kind KIND, or add a column kind.",
    "请指定 --kind，或增加“类别”列。",
)
_NO_KIND = Misfit(
    "is no kind of entry",
    "不是登记类别",
    f"Kinds are {', '.join(KINDS)}.",
    f"可用类别：{'、'.join(KIND_ZH.values())}。",
)
_OTHER_KIND = Misfit(
    "is another kind than --kind says",
    "与 --kind 指定的类别不同",
    "Leave --kind out, or import each kind by itself.",
    "请不指定 --kind，或按类别分别导入。",
)
_HERE = Misfit(
    f"is not {HERE}: such an entry is about the institution to which this database belongs",
    f"不是 {HERE}：此类记录属于本数据库所属的机构",
    f"Leave it empty, or write {HERE}.",
    f"请留空，或填写 {HERE}。",
)
_MISSING = Misfit("is missing", "缺失", "Fill it in.", "请填写。")
_ENDS_BEFORE = Misfit(
    "is before valid_from",
    "早于“有效期自”",
    "Correct one of the two days; both belong to the time in which the entry is valid.",
    "请更正其中一个日期；起止两日均在有效期内。",
)
_YES_OR_NO = Misfit(
    "is neither true nor false", "既非“是”也非“否”", "Write true or false, 是 or 否; nothing if it is not known.", "请填写 是 或 否（true 或 false）；未知请留空。"
)  # fmt: skip
_NO_NUMBER = Misfit(
    "is not a whole number from 0 to 2,000,000,000",
    "不是 0 至 2000000000 之间的整数",
    "Write digits only, like 12.",
    "请只填写数字，如 12。",
)
_NO_DAY = Misfit(
    "is no day of the calendar, written like 2026-08-02",
    "不是形如 2026-08-02 的有效日期",
    "Write year, month and day like 2026-08-02; in a spreadsheet, format the column as text.",
    "请按 2026-08-02 的形式填写；在电子表格中请将该列设为文本格式。",
)
_NO_PSEUDONYM = Misfit(
    "is no pseudonymous identifier",
    "不是假名化编号",
    "Use letters, digits and . _ : / -, with a digit and without blanks; never a name or a citizen's number.",
    "请使用字母、数字和 . _ : / -，至少含一个数字，不含空格；不得使用姓名或身份证号码。",
)
_NO_CODE = Misfit(
    "is no code",
    "不是有效代码",
    "Use letters, digits and . _ : / -, like G10.",
    "请使用字母、数字和 . _ : / -，如 G10。",
)
_ROUNDED = Misfit(
    "was rounded by a spreadsheet, so that digits are lost",
    "被电子表格转换为科学计数法，数字已丢失",
    "Format the column as text in the spreadsheet, enter the number again and export again.",
    "请在电子表格中将该列设为文本格式，重新录入后再导出。",
)
_NO_SHORT_TEXT = Misfit(
    f"is no text of at most {LONGEST} printable characters, or is a citizen's number",
    f"不是 {LONGEST} 字以内的可打印文字，或为身份证号码",
    "Shorten it; line breaks and control characters do not belong there, nor does a citizen's number.",
    "请缩短；不得含换行、控制字符或身份证号码。",
)
_NO_TEXT = Misfit("is not text", "不是字符串", 'Write it in quotation marks, like "G10".', '请加引号，如 "G10"。')
_NO_LIST = Misfit("is not a list", "不是列表", 'Write a list, like ["…", "…"]; [] says that there are none.', '请写成列表，如 ["…", "…"]；[] 表示没有。')  # fmt: skip


def _uneven(columns: int, cells: int) -> Misfit:
    return Misfit(
        f"the header has {columns} columns, but the row has {cells} cells",
        f"表头有 {columns} 列，而该行有 {cells} 个单元格",
        'Put cells that hold commas into "…", and leave unknown ones empty.',
        "含逗号的单元格请用英文双引号括起；未知的单元格请留空。",
    )


def _twice(line: int) -> Misfit:
    return Misfit(
        f"line {line} is about the same, from the same day",
        f"与第 {line} 行的对象及起始日期相同",
        "Keep the one that is right.",
        "请只保留正确的一行。",
    )


def _not_of(kind: Kind) -> Misfit:
    return Misfit(
        f"is no field of {kind.name}",
        f"不是“{KIND_ZH[kind.name]}”的字段",
        f"Leave it empty in this row; see: medguard registry template {kind.name}",
        f"请在该行留空；参见：medguard registry template {kind.name}",
    )


def _of_its_own(kind: str) -> Misfit:
    return Misfit(
        f"can only say that there are none: each is an entry of the kind {kind}",
        f"只能填写“无”：每一项须作为“{KIND_ZH[kind]}”单独登记",
        f"Write none (in JSON []), or leave it empty; import each with --kind {kind}, with its own dates.",
        f"请填写“无”（JSON 中为 []）或留空；各项以 --kind {kind} 导入，并各有其有效期。",
    )


def _none_of(words: tuple[str, ...]) -> Misfit:
    return Misfit(
        "is not one of the known words",
        "不是可用的词",
        f"Write one of: {', '.join(words)}.",
        f"可用的词：{'、'.join(map(word_zh, words))}。",
    )

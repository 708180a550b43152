"""From a file to its text: plain text, HTML, DOCX and PDF, each within limits, because a file may be anything.

What a file is, is told by its first bytes and not by its name. HTML and DOCX are read with the standard library: no entity, no DTD and no
address in them is ever followed. A PDF is read by pypdf in a process of its own that may use so much memory and time and no more.
"""

from __future__ import annotations

import io
import re
import resource
import subprocess
import sys
import zipfile
import zlib
from html.parser import HTMLParser
from pathlib import Path
from typing import ClassVar
from xml.parsers import expat

from medguard.errors import MedguardError

LARGEST_FILE = 100_000_000
LARGEST_PART = 60_000_000
"""Bytes of a DOCX's words, unpacked, or of a page of HTML."""
PDF_SECONDS = 120
PDF_BYTES = 1_500_000_000
"""Memory that reading one PDF may take."""

_TEXTS = ("utf-8-sig", "gb18030")


class FileError(MedguardError):
    """A file of which no text can be read. Its message does not quote the file."""

    code: ClassVar[str] = "text_unreadable"

    def __init__(self, what: str, what_zh: str, *, remedy: str, remedy_zh: str) -> None:
        super().__init__(what, remedy=remedy, remedy_zh=remedy_zh)
        self.message_zh = what_zh


def text_of(path: Path) -> str:
    """Read a file's text. Raises FileError."""
    try:
        if not path.is_file():  # asked first: to open a pipe would wait for its writer
            raise _cannot("is no file", "不是文件。")
        if path.stat().st_size > LARGEST_FILE:
            raise _too_large()
        content = path.read_bytes()
    except (OSError, ValueError):
        raise _cannot("cannot be opened", "无法打开。") from None
    if b"%PDF-" in content[:1024]:
        return _pdf(path)
    if path.suffix.lower() == ".pdf":
        raise _cannot("is called .pdf and is no PDF", "名为 .pdf，但不是 PDF 文件。")
    if content.startswith(b"PK\x03\x04"):
        return _docx(content)
    words = _decoded(content)
    if re.match(r"(?is)\s*(?:<!--.{0,2000}?-->\s*|<\?xml[^>]{0,200}\?>\s*)*<(?:!doctype html|html|head|body)\b", words):
        return _html(words)
    return words


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = _TEXTS if b"\x00" not in content else ()
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _cannot(
        "is neither PDF, HTML, DOCX nor text in UTF-8 or GB18030",
        "不是 PDF、HTML、DOCX，也不是 UTF-8 或 GB18030 文本。",
    )


# ── HTML ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

_HIDDEN = frozenset(("script", "style", "template", "noscript", "svg", "math", "head", "nav", "form"))
_BLOCKS = frozenset(
    "address article aside blockquote br caption dd div dl dt figcaption footer h1 h2 h3 h4 h5 h6 header hr li main ol p pre section table td th tr ul".split()
)


class _Page(HTMLParser):
    """Keeps what a reader would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _HIDDEN:
            self._hidden.append(tag)
        elif tag in _BLOCKS:
            self.seen.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN and tag in self._hidden:
            while self._hidden.pop() != tag:
                pass
        elif tag in {"body", "html"}:
            self._hidden.clear()
        elif tag in _BLOCKS:
            self.seen.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.seen.append(data)


_MARKUP_RUN = re.compile(r"<[^<>]{0,20000}(?=<|$)")
"""A tag that never ends, over which the parser would look again and again."""


def _html(words: str) -> str:
    if len(words) > LARGEST_PART:
        raise _too_large()
    page = _Page()
    for line in re.split(r"(?<=>)", _MARKUP_RUN.sub("", _without_unseen(words))):
        page.feed(line)
    page.close()
    return re.sub(r"[ \t\r\f]+", " ", re.sub(r"\s*\n\s*", "\n", "".join(page.seen))).strip()


_UNSEEN = re.compile(
    r"<!--|<(script|style|title|textarea|xmp|iframe|noembed|noframes|plaintext)(?=[\s/>])", re.IGNORECASE
)
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


def _without_unseen(words: str) -> str:
    """Leave out comments, and elements in which tags are no tags, in one pass; what is not closed goes to the end.

    The parser would look for their ends again with every piece that it is given.
    """
    lower, kept, at = words.translate(_LOWER), [], 0
    while opening := _UNSEEN.search(lower, at):
        kept.append(words[at : opening.start()])
        closing = f"</{opening[1]}" if opening[1] else "--"
        end = lower.find(closing, opening.end())
        end = lower.find(">", end) if end >= 0 else -1
        if end < 0:
            return "".join(kept)
        at = end + 1
    return "".join([*kept, words[at:]])


# ── DOCX ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PARTS = re.compile(r"word/(?:document|footnotes|endnotes)\.xml")


def _docx(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = [name for name in package.namelist() if _PARTS.fullmatch(name)]
            if "word/document.xml" not in names:
                raise _cannot("is a ZIP and no DOCX", "是 ZIP 压缩包，但不是 DOCX 文件。")
            texts = []
            for name in names:
                with package.open(name) as part:
                    unpacked = part.read(LARGEST_PART + 1)  # the size that a ZIP states is not believed
                if len(unpacked) > LARGEST_PART:
                    raise _too_large()
                texts.append(_paragraphs(unpacked))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, expat.ExpatError):
        raise _cannot("is a damaged or encrypted DOCX", "是已损坏或加密的 DOCX 文件。") from None
    return "\n".join(texts)


def _paragraphs(xml: bytes) -> str:
    seen: list[str] = []
    inside = [0]

    def start(name: str, _attributes: object) -> None:
        inside[0] += name in {f"{_W} t", f"{_W} delText"}
        if name in {f"{_W} tab", f"{_W} br"}:
            seen.append(" ")

    def end(name: str) -> None:
        inside[0] -= name in {f"{_W} t", f"{_W} delText"}
        if name == f"{_W} p":
            seen.append("\n")

    def data(words: str) -> None:
        if inside[0]:
            seen.append(words)

    def refuse(*_: object) -> None:
        raise _cannot("is a DOCX that declares entities, which none does", "是声明了实体的 DOCX，已拒绝。")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(xml, True)  # noqa: FBT003  expat takes no keyword
    return "".join(seen)


# ── PDF ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

_NOT_INSTALLED = 3


def _pdf(path: Path) -> str:
    try:
        ran = subprocess.run(  # noqa: S603  our own module in our own interpreter; the path is no option
            [sys.executable, "-I", str(Path(__file__).with_name("pdf.py")), str(path.absolute())],
            capture_output=True,
            timeout=PDF_SECONDS,
            preexec_fn=_limit,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError):
        raise _cannot("is a PDF that takes too long to read", "是 PDF，但读取超时。") from None
    if ran.returncode == _NOT_INSTALLED:
        raise FileError(
            "A PDF cannot be read: pypdf is not installed.",
            "无法读取 PDF：未安装 pypdf。",
            remedy="Install it: pip install 'medguard-gateway[library]'",
            remedy_zh="请安装：pip install 'medguard-gateway[library]'",
        )
    if ran.returncode:
        raise _cannot(
            "is a PDF that is damaged, encrypted, or unpacks to too much", "是已损坏、加密或解压后过大的 PDF。"
        )
    words = ran.stdout.decode("utf-8", "replace")
    return re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", words)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (PDF_BYTES, PDF_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PDF_SECONDS, PDF_SECONDS))


def _cannot(what: str, what_zh: str) -> FileError:
    return FileError(
        f"The file {what}.",
        f"该文件{what_zh}",
        remedy="Give a PDF, HTML, DOCX or text file that opens in its own program; scans have to go through text recognition first.",
        remedy_zh="请提供可正常打开的 PDF、HTML、DOCX 或文本文件；扫描件须先做文字识别（OCR）。",
    )


def _too_large() -> FileError:
    return FileError(
        f"The file, or what it unpacks to, is larger than {LARGEST_FILE // 1_000_000} or {LARGEST_PART // 1_000_000} MB.",
        f"文件大于 {LARGEST_FILE // 1_000_000} MB，或解压后大于 {LARGEST_PART // 1_000_000} MB。",
        remedy="Split it into chapters.",
        remedy_zh="请按章节拆分。",
    )

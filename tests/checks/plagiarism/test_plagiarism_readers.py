"""A file may be anything: it is read, or refused with a reason, in bounded time and memory."""

from __future__ import annotations

import io
import time
import tracemalloc
import zipfile
import zlib

import pytest

from medguard.checks.plagiarism import readers
from medguard.checks.plagiarism.readers import FileError, text_of

WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'


def docx(xml, name="word/document.xml"):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(name, xml)
    return content.getvalue()


def paragraph(*runs):
    return "<w:p>" + "".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs) + "</w:p>"


def pdf(*lines, stream=None):
    """A PDF of one page, by hand."""
    shown = (
        stream
        if stream is not None
        else b"BT /F1 12 Tf 14 TL 50 700 Td " + b" ".join(b"(%s) Tj T*" % line.encode() for line in lines) + b" ET"
    )
    packed = zlib.compress(shown)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    content, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        content
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(content)
    )


@pytest.fixture
def file(tmp_path):
    def write(content, name="a.txt"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_plain_text_in_the_encodings_of_both_languages(file, encoding):
    assert (
        text_of(file("心力衰竭是一种综合征。Heart failure.".encode(encoding))) == "心力衰竭是一种综合征。Heart failure."
    )


def test_html_gives_what_a_reader_sees(file):
    html = "<!-- no --><!DOCTYPE html><html><head><title>no</title></head><body><script>no()</script><p>First &amp; <b>bold</b>.<p>二<br>三<style>no</style><nav>no</nav></body></html>"
    assert text_of(file(html, "a.html")) == "First & bold.\n二\n三"


def test_docx_gives_its_paragraphs(file):
    content = docx(
        WORD.format(
            paragraph("Heart ", "failure")
            + "<w:del><w:r><w:delInstr>no</w:delInstr></w:r></w:del>"
            + paragraph("心力衰竭")
        )
    )
    assert text_of(file(content, "a.docx")) == "Heart failure\n心力衰竭\n"


def test_pdf_gives_its_pages(file):
    pytest.importorskip("pypdf", reason="the extra library is not installed")
    assert (
        text_of(file(pdf("Heart failure is a syn-", "drome of the heart."), "a.pdf")).split()
        == "Heart failure is a syndrome of the heart.".split()
    )


def test_a_pdf_without_pypdf_says_what_to_install(file, monkeypatch):
    monkeypatch.setattr(readers.subprocess, "run", lambda *_args, **_more: readers.subprocess.CompletedProcess((), 3))
    with pytest.raises(FileError, match="pypdf is not installed") as error:
        text_of(file(pdf("x"), "a.pdf"))
    assert "medguard-gateway[library]" in error.value.remedy_zh


LOL = '<!DOCTYPE w [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>' + WORD.format(
    "<w:p><w:r><w:t>&b;</w:t></w:r></w:p>"
)


@pytest.mark.parametrize(
    ("content", "name", "what"),
    [
        (b"just words", "a.pdf", "no PDF"),
        (docx("<x/>", "other.xml"), "a.docx", "no DOCX"),
        (docx(WORD.format("x"))[:-40], "a.docx", "damaged"),
        (docx(WORD.format("<w:p>")), "a.docx", "damaged"),
        (docx(LOL), "a.docx", "declares entities"),
        (b"\x00\x01\x02\x03" * 100, "a.txt", "neither"),
        (b"\xff\xfe\x00", "a.txt", "neither"),
    ],
)
def test_what_is_not_what_it_says_is_refused_in_both_languages(file, content, name, what):
    with pytest.raises(FileError, match=what) as error:
        text_of(file(content, name))
    assert error.value.remedy
    assert error.value.remedy_zh
    assert error.value.message_zh
    assert "words" not in str(error.value)


@pytest.mark.parametrize("content", [b"%PDF-1.7\n" + b"garbage" * 1000, pdf("x")[:200], b"%PDF-"])
def test_a_pdf_that_is_none_is_refused(file, content):
    pytest.importorskip("pypdf", reason="the extra library is not installed")
    with pytest.raises(FileError, match="damaged"):
        text_of(file(content, "a.pdf"))


def test_a_pdf_bomb_ends_within_its_limits(file):
    pytest.importorskip("pypdf", reason="the extra library is not installed")
    bomb = pdf(stream=b"BT " + b"(a) Tj " * 60_000_000)
    assert len(bomb) < 2_000_000
    began = time.monotonic()
    with pytest.raises(FileError, match="damaged"):
        text_of(file(bomb, "a.pdf"))
    assert time.monotonic() - began < readers.PDF_SECONDS + 10


def test_a_zip_bomb_is_not_unpacked(file):
    bomb = docx(WORD.format("<w:p/>" + " " * 400_000_000))
    assert len(bomb) < 1_000_000
    path = file(bomb, "a.docx")
    tracemalloc.start()
    try:
        with pytest.raises(FileError, match="larger than"):
            text_of(path)
        assert tracemalloc.get_traced_memory()[1] < 3 * readers.LARGEST_PART
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "middle", ["<a ", "<", "<!", "<!--", "<![CDATA[", "&#", "<p>", "</", "<a href='", "<script>", "&amp", '<a b="']
)
def test_broken_html_takes_no_more_than_its_length(file, middle):
    path = file("<html><body>" + middle * (1_000_000 // len(middle)), "a.html")
    began = time.process_time()
    text_of(path)
    assert time.process_time() - began < 20


def test_what_is_no_file_is_refused(tmp_path):
    for path in (tmp_path, tmp_path / "none.txt", tmp_path / "a\x00b"):
        with pytest.raises(FileError, match=r"no file|cannot be opened"):
            text_of(path)
    large = tmp_path / "large.txt"
    with large.open("wb") as sparse:
        sparse.truncate(readers.LARGEST_FILE + 1)
    with pytest.raises(FileError, match="larger than"):
        text_of(large)

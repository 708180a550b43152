"""Building the index: what sources say, resuming, swapping, bad files; and what it claims."""

from __future__ import annotations

import gzip
import threading
from pathlib import Path

import pytest
from citation_samples import REAL, RETRACTED, WITHDRAWN, WORKS, article, crossref, index_of, medline

from medguard.checks.citations import Covers, Index, IndexTrouble
from medguard.checks.citations import build as building
from medguard.checks.citations.build import add, build, in_memory, status
from medguard.checks.citations.records import Id, Reference, Standing
from medguard.checks.citations.sources import Item, SourceError, items_of

RETRACTED_TYPE = (
    "<PublicationType>Journal Article</PublicationType><PublicationType>Retracted Publication</PublicationType>"
)
COMMENT = '<CommentsCorrectionsList><CommentsCorrections RefType="{}"><RefSource>J Tests</RefSource><PMID Version="1">{}</PMID></CommentsCorrections></CommentsCorrectionsList>'


def test_medline_is_read_with_what_became_of_it(tmp_path):
    source = medline(
        tmp_path / "pubmed.xml.gz",
        article(101, "Sound work"),
        article(102, "Withdrawn work", types=RETRACTED_TYPE, more=COMMENT.format("RetractionIn", 103)),
        article(
            103,
            "Retraction: Withdrawn work",
            types="<PublicationType>Retraction of Publication</PublicationType>",
            more=COMMENT.format("RetractionOf", 102),
        ),
        article(104, "Mended work", more=COMMENT.format("ErratumIn", 105)),
        article(
            105,
            "Erratum: Mended work",
            types="<PublicationType>Published Erratum</PublicationType>",
            more=COMMENT.format("ErratumFor", 104),
        ),
        article(106, "Doubted work", more=COMMENT.format("ExpressionOfConcernIn", 107)),
        article(108, "A reply to the retraction", more=COMMENT.format("CommentOn", 103)),
    )
    build(tmp_path / "works.db", [source], covers=Covers.EVERYTHING)
    index = Index(tmp_path / "works.db")
    found = {number: index.by_id(Id.PMID, str(number)) for number in range(101, 109)}
    assert {number: one.standing for number, one in found.items() if one} == {
        101: Standing.SOUND, 102: Standing.RETRACTED, 103: Standing.SOUND, 104: Standing.CORRECTED, 105: Standing.SOUND, 106: Standing.CONCERN, 108: Standing.SOUND,
    }  # fmt: skip
    assert found[103].kind == found[105].kind == "notice"
    assert found[101].ids[Id.DOI] == "10.5555/t.101"


def test_a_notice_tells_of_a_paper_that_came_before_it_and_behind_it(tmp_path):
    notice = article(
        103,
        "Retraction: Withdrawn work",
        types="<PublicationType>Retraction of Publication</PublicationType>",
        more=COMMENT.format("RetractionOf", 102),
    )
    for order in ((article(102, "Withdrawn work"), notice), (notice, article(102, "Withdrawn work"))):
        build(tmp_path / "works.db", [medline(tmp_path / "p.xml", *order)], covers=Covers.NOTHING)
        assert Index(tmp_path / "works.db").by_id(Id.PMID, "102").standing is Standing.RETRACTED
        (tmp_path / "works.db").unlink()


def test_crossref_and_retraction_watch(tmp_path):
    works = [
        {
            "DOI": "10.5555/A",
            "title": ["Work of mine"],
            "subtitle": ["a trial"],
            "author": [{"family": "Novák", "given": "Petr"}],
            "container-title": ["J"],
            "issued": {"date-parts": [[2019]]},
        },
        {
            "DOI": "10.5555/n",
            "title": ["Retraction: Work of mine"],
            "update-to": [{"DOI": "10.5555/a", "type": "retraction", "updated": {"date-parts": [[2020, 1, 2]]}}],
        },
        {"DOI": "10.5555/b", "title": ["Reinstated work"], "issued": {"date-parts": [[None]]}},
    ]
    header = "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason,Paywalled,Notes\n"
    rows = "1,Reinstated work,,,J,,,Ann Bee,,,1/5/2020 0:00,10.5555/r1,0,1/1/2018 0:00,10.5555/B,0,Retraction,,No,\n2,Reinstated work,,,J,,,Ann Bee,,,6/5/2021 0:00,10.5555/r2,0,1/1/2018 0:00,10.5555/B,0,Reinstatement,,No,\n3,Alone,,,J,,,Ann Bee;Cy Dee,,,6/5/2021 0:00,10.5555/r3,33.0,1/1/2018 0:00,10.5555/c,44.0,Expression of concern,,No,\n"
    (tmp_path / "rw.csv").write_text(header + rows, "utf-8")
    build(tmp_path / "works.db", [crossref(tmp_path / "c.jsonl", *works), tmp_path / "rw.csv"], covers=Covers.NOTHING)
    index = Index(tmp_path / "works.db")
    assert index.by_id(Id.DOI, "10.5555/a").standing is Standing.RETRACTED
    assert index.by_id(Id.DOI, "10.5555/a").title == "Work of mine: a trial"
    assert (index.by_id(Id.DOI, "10.5555/n").kind, index.by_id(Id.DOI, "10.5555/n").standing) == (
        "notice",
        Standing.SOUND,
    )
    assert index.by_id(Id.DOI, "10.5555/b").standing is Standing.SOUND
    assert index.by_id(Id.PMID, "44").standing is Standing.CONCERN


def test_one_work_of_two_sources_is_one(tmp_path):
    first = medline(tmp_path / "p.xml", article(101, "Work of mine"))
    second = crossref(
        tmp_path / "c.jsonl",
        {
            "DOI": "10.5555/t.101",
            "title": ["WORK OF MINE"],
            "container-title": ["J. Tests"],
            "issued": {"date-parts": [[2018]]},
        },
    )
    found = build(tmp_path / "works.db", [first, second], covers=Covers.NOTHING)
    record = Index(tmp_path / "works.db").by_id(Id.PMID, "101")
    assert found.works == 1
    assert (record.title, record.years, record.journals) == (
        "Work of mine",
        (2019, 2018),
        ("Journal of Tests", "J. Tests"),
    )


def test_a_build_that_broke_off_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr(building, "_BATCH", 10)
    good = medline(tmp_path / "a.xml", *(article(number, f"Work number {number}") for number in range(100, 130)))
    broken = tmp_path / "b.xml"
    whole = medline(
        tmp_path / "whole.xml", *(article(number, f"Work number {number}") for number in range(200, 260))
    ).read_bytes()
    broken.write_bytes(whole[: len(whole) * 2 // 3])
    with pytest.raises(SourceError):
        build(tmp_path / "works.db", [good, broken], covers=Covers.NOTHING)
    assert not (tmp_path / "works.db").exists()
    broken.write_bytes(whole)
    told = []
    found = build(tmp_path / "works.db", [good, broken], covers=Covers.NOTHING, told=told.append)
    assert found.works == 90
    assert {one.source for one in told} == {"b.xml"}


def test_readers_have_the_old_index_until_the_new_one_is_whole(tmp_path):
    path = index_of(tmp_path)
    index = Index(path)
    stop, seen = threading.Event(), set()

    def read():
        while not stop.is_set():
            seen.add(index.by_id(Id.PMID, REAL.ids[Id.PMID]) is not None)
            index.known()

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for number in range(5):
            add(path, [medline(tmp_path / f"{number}.xml", article(500 + number, f"New work {number}"))])
            assert index.by_id(Id.PMID, str(500 + number)) is not None
    finally:
        stop.set()
        reader.join()
    assert seen == {True}
    assert index.known().covers is Covers.EVERYTHING


BOMB = '<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;&l;&l;&l;&l;&l;&l;&l;">]>'


def test_an_xml_bomb_is_refused(tmp_path):
    source = medline(tmp_path / "bomb.xml", article(1, "&m;&m;&m;"), head=BOMB)
    with pytest.raises(SourceError, match="entities"):
        list(items_of(source))


def test_an_article_without_end_is_refused(tmp_path):
    source = tmp_path / "long.xml.gz"
    with gzip.open(source, "wb") as file:
        file.write(b"<PubmedArticleSet><PubmedArticle><MedlineCitation>")
        for _ in range(40):
            file.write(b"<a>" * 200_000)
    with pytest.raises(SourceError, match="larger"):
        list(items_of(source))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7 ...",
        b"\x1f\x8b\x08broken",
        b'{"DOI": "10.5555/a", "title": ["x"]}\n{"DOI": ',
        b"<html><body>moved</body>",
        b"PK\x03\x04",
    ],
)
def test_what_is_no_source_is_refused_with_a_reason(tmp_path, content):
    source = tmp_path / "source"
    source.write_bytes(content)
    with pytest.raises(SourceError) as found:
        list(items_of(source))
    assert found.value.remedy
    assert found.value.remedy_zh


def test_fields_of_another_type_are_left_out(tmp_path):
    source = crossref(
        tmp_path / "c.jsonl",
        {
            "DOI": "10.5555/a",
            "title": {"x": 1},
            "author": ["Ann", {"family": 3}],
            "issued": {"date-parts": "x"},
            "volume": None,
            "update-to": [{"DOI": 7}],
            "container-title": 5,
        },
    )
    [item] = items_of(source)
    assert item.record.title == ""


@pytest.mark.parametrize("content", [None, b"", b"no database at all, but long enough to be read " * 100])
def test_an_index_that_is_none_says_so(tmp_path, content):
    path = tmp_path / "works.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(IndexTrouble):
        Index(path).check_readable()
    with pytest.raises(IndexTrouble):
        status(path)


def test_an_index_knows_where_it_is_dense(tmp_path):
    from medguard.checks.citations.records import Name, Record

    dense = (
        Record(
            ids={Id.PMID: str(20_000 + at)},
            title=f"Work {at}",
            authors=(Name("A", "B"),),
            journals=("J Tests",),
            years=(2001,),
            source="medline",
        )
        for at in range(9_000)
    )
    sparse = (
        Record(
            ids={Id.PMID: str(900_000 + 1_000 * at)},
            title=f"Other {at}",
            journals=("J Tests",),
            years=(2015,),
            source="medline",
        )
        for at in range(50)
    )
    index = in_memory((Item(one) for one in (*dense, *sparse)), covers=Covers.MEASURED, path=tmp_path / "works.db")
    assert index.would_have_id(Id.PMID, "29500")
    assert not index.would_have_id(Id.PMID, "900500")
    assert index.would_have(Reference(start=0, end=1, title="None such", journal="J. Tests", year=2001))
    assert not index.would_have(Reference(start=0, end=1, title="None such", journal="J. Tests", year=2015))
    assert not index.would_have(Reference(start=0, end=1, title="None such", journal="Another Journal", year=2001))


def test_measured_and_nothing_claim_little(tmp_path):
    for covers in (Covers.MEASURED, Covers.NOTHING):
        index = Index(index_of(tmp_path, covers=covers))
        assert not index.would_have(
            Reference(start=0, end=1, title="None such at all", journal="Wound Letters", year=2017)
        )


def test_a_work_is_found_through_typos_and_lost_subtitles(tmp_path):
    index = Index(index_of(tmp_path))
    for title in (
        "Sotraglin and hospitla admission in chronic heart failure: a randomised trial",
        "SOTRAGLIN AND HOSPITAL ADMISSION IN CHRONIC HEART FAILURE",
        "sotraglin hospital admission",
    ):
        assert REAL.title in [one.title for one in index.like(Reference(start=0, end=1, title=title))]


def test_status_counts(tmp_path):
    found = status(index_of(tmp_path))
    assert (found.works, found.retracted, found.years, found.covers) == (len(WORKS), 1, (2017, 2020), Covers.EVERYTHING)
    assert RETRACTED.of[0][1] == WITHDRAWN.ids[Id.PMID]


SHARED = Path(__file__).parents[4] / "shared/data"


if SHARED.is_dir():  # public records that may not be kept in the project

    def test_real_medline_records(tmp_path):
        found = build(
            tmp_path / "works.db",
            [
                SHARED / "cite_medline/medline_dev.xml.gz",
                SHARED / "cite_http_cassettes/paperqa/retraction_watch_20rows.csv",
            ],
            covers=Covers.NOTHING,
        )
        assert found.works == 940
        index = Index(tmp_path / "works.db")
        notices = [
            one.record
            for one in items_of(SHARED / "cite_medline/medline_dev.xml.gz")
            if one.record and one.record.kind == "notice"
        ]
        assert len(notices) > 30
        assert all(index.by_id(Id.PMID, one.ids[Id.PMID]).standing is Standing.SOUND for one in notices)
        assert index.by_id(Id.PMID, "36035816").standing is Standing.RETRACTED

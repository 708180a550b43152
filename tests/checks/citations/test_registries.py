"""Live registries, against a real server on this machine that speaks as they do, faults included."""

from __future__ import annotations

import time

import pytest
from citation_samples import index_of
from registry_server import RegistryServer

from medguard.checks.citations import Citations
from medguard.checks.citations.records import Id, Reference
from medguard.checks.citations.registries import Cache, Registries, RegistryTrouble, until
from medguard.errors import ProfileError
from medguard.types import Reply, Said, Text

DOI = "10.1056/nejmoa1504720"
RIGHT = "Zinman B, Wanner C, Lachin JM, et al. Empagliflozin, Cardiovascular Outcomes, and Mortality in Type 2 Diabetes. N Engl J Med. 2015;373:2117-28. doi:10.1056/NEJMoa1504720"
WRONG = "Petrov I, Haddad N. Lunar tides and the absorption of metformin. N Engl J Med. 2016;374:1-9. PMID: 39999999"


@pytest.fixture
def server():
    with RegistryServer() as running:
        yield running


def opened(server, tmp_path, *names):
    until(None)
    return Registries.open(names, "somebody@example.org", bases=server.bases, cache=Cache(tmp_path / "cache.db"))


def check(server, tmp_path, *names):
    return Citations(
        index_of(tmp_path),
        live=names,
        contact="somebody@example.org",
        seconds=8,
        opened=lambda wanted, contact: Registries.open(
            wanted, contact, bases=server.bases, cache=Cache(tmp_path / "cache.db")
        ),
    )


def found(made, words):
    return [
        (one.kind, one.detail, one.evidence.get("library"))
        for one in made(Reply((Said("/", Text(f"References\n1. {words}\n")),)))
        if one.kind != "unsupported"
    ]


def test_each_registry_answers(server, tmp_path):
    pubmed, crossref, datacite, trials, doi = opened(
        server, tmp_path, "crossref", "pubmed", "datacite", "clinicaltrials", "doi"
    )
    assert crossref.by_id(Id.DOI, DOI).volume == "373"
    assert crossref.by_id(Id.DOI, "10.5555/none") is None
    assert pubmed.by_id(Id.PMID, "26378978").years == (2015,)
    assert pubmed.by_id(Id.PMID, "39999999") is None
    assert pubmed.would_have_id(Id.PMID, "39999999")
    assert [
        one.ids[Id.PMID]
        for one in pubmed.like(Reference(start=0, end=1, title="Empagliflozin, Cardiovascular Outcomes"))
    ] == ["26378978"]
    assert datacite.by_id(Id.ARXIV, "1706.03762").title == "Attention Is All You Need"
    assert trials.by_id(Id.TRIAL, "NCT01131676").kind == "trial"
    assert trials.by_id(Id.TRIAL, "NCT99999999") is None
    assert doi.would_have_id(Id.DOI, "10.5555/none")
    assert not doi.would_have_id(Id.DOI, DOI)
    assert all("mailto:somebody@example.org" in agent for agent in server.agents)


def test_a_reference_that_the_index_lacks_is_verified_by_a_registry(server, tmp_path):
    made = check(server, tmp_path, "crossref", "pubmed")
    assert found(made, RIGHT) == [("verified", "", "pubmed")]


def test_a_pmid_that_pubmed_does_not_know_is_invented(server, tmp_path):
    assert found(check(server, tmp_path, "pubmed"), WRONG)[0][0] == "fabricated"


def test_answers_are_kept_and_expire(server, tmp_path, monkeypatch):
    [crossref] = opened(server, tmp_path, "crossref")
    crossref.by_id(Id.DOI, DOI)
    crossref.by_id(Id.DOI, DOI)
    assert len(server.asked) == 1
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 31 * 86_400)
    crossref.by_id(Id.DOI, DOI)
    assert len(server.asked) == 2


def test_a_registry_that_says_wait_is_asked_once_more(server, tmp_path):
    server.fault, server.faults_left = "429", 1
    [crossref] = opened(server, tmp_path, "crossref")
    assert crossref.by_id(Id.DOI, DOI) is not None
    assert len(server.asked) == 2


@pytest.mark.parametrize("fault", ["429", "503", "truncated", "html", "list", "lie", "huge"])
def test_no_answer_is_evidence_against_nobody(server, tmp_path, fault):
    server.fault, server.faults_left = fault, -1
    for name, kind, value in (
        ("crossref", Id.DOI, DOI),
        ("pubmed", Id.PMID, "26378978"),
        ("clinicaltrials", Id.TRIAL, "NCT01131676"),
        ("datacite", Id.ARXIV, "1706.03762"),
    ):
        [registry] = opened(server, tmp_path, name)
        if (name, fault) == ("pubmed", "lie"):
            assert registry.by_id(kind, value) is None
        elif not (name == "datacite" and fault == "lie"):
            with pytest.raises(RegistryTrouble):
                registry.by_id(kind, value)
    assert found(check(server, tmp_path, "crossref"), RIGHT)[0][0] == "unresolved"


@pytest.mark.parametrize("fault", ["slow", "drip"])
def test_a_slow_registry_takes_no_longer_than_there_is(server, tmp_path, fault):
    server.fault, server.faults_left = fault, -1
    [crossref] = opened(server, tmp_path, "crossref")
    start = time.monotonic()
    until(start + 1.0)
    with pytest.raises(RegistryTrouble):
        crossref.by_id(Id.DOI, DOI)
    assert time.monotonic() - start < 2.5
    until(None)


def test_a_registry_that_keeps_failing_is_left_alone_for_a_while(server, tmp_path):
    server.fault, server.faults_left = "html", -1
    [crossref] = opened(server, tmp_path, "crossref")
    server.fault = "503"
    for _ in range(6):
        with pytest.raises(RegistryTrouble):
            crossref.by_id(Id.DOI, DOI)
    assert len(server.asked) <= 6


def test_a_registry_that_is_down_is_trouble_and_no_verdict(tmp_path):
    with RegistryServer() as gone:
        bases = gone.bases
    [crossref] = Registries.open(["crossref"], "a@example.org", bases=bases, cache=Cache(tmp_path / "c.db"))
    until(None)
    with pytest.raises(RegistryTrouble):
        crossref.by_id(Id.DOI, DOI)


def test_nobody_is_asked_without_a_contact():
    with pytest.raises(ProfileError):
        Registries.open(["crossref"], None)


def test_nobody_is_asked_by_default(server, tmp_path):
    Citations(index_of(tmp_path))(Reply((Said("/", Text(RIGHT)),)))
    assert server.asked == []


def test_a_broken_cache_is_no_cache(server, tmp_path):
    (tmp_path / "cache.db").write_bytes(b"no database " * 1000)
    [crossref] = opened(server, tmp_path, "crossref")
    assert crossref.by_id(Id.DOI, DOI) is not None

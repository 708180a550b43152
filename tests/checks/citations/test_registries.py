"""Live registries, against a real server on this machine that speaks as they do, faults included.

What Europe PMC, OpenAlex, DataCite, ClinicalTrials.gov and doi.org say here was written after their documentation, see registry_server."""

from __future__ import annotations

import json
import time

import pytest
from citation_samples import index_of
from registry_server import RegistryServer

from medguard.checks.citations import Citations, Covers
from medguard.checks.citations.records import Id, Name, Reference, Standing
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


def check(server, tmp_path, *names, covers=Covers.EVERYTHING):
    return Citations(
        index_of(tmp_path, covers=covers),
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


def test_europe_pmc_answers(server, tmp_path):
    [europe] = opened(server, tmp_path, "europepmc")
    by_pmid, by_doi = europe.by_id(Id.PMID, "26378978"), europe.by_id(Id.DOI, DOI)
    assert by_pmid == by_doi
    assert (by_pmid.volume, by_pmid.page, by_pmid.years) == ("373", "2117", (2015,))
    assert by_pmid.authors[0] == Name("Zinman", "B", "Bernard")
    assert by_pmid.authors[-1] == Name("EMPA-REG OUTCOME Investigators")
    assert by_pmid.journals == ("The New England journal of medicine", "N Engl J Med")
    assert by_pmid.about.split()[0] == "Background"
    assert europe.by_id(Id.PMID, "39999999") is None
    assert europe.by_id(Id.DOI, 'x" OR "1') is None
    assert [one.ids[Id.PMID] for one in europe.like(Reference(start=0, end=1, title="Empagliflozin and more"))] == [
        "26378978"
    ]
    assert not europe.would_have_id(Id.PMID, "39999999")


def test_openalex_answers(server, tmp_path):
    [open_alex] = opened(server, tmp_path, "openalex")
    found = open_alex.by_id(Id.DOI, DOI)
    assert found == open_alex.by_id(Id.PMID, "26378978")
    assert found.authors[-1] == Name("Lachin", "JM", "John M.")
    assert (found.volume, found.page, found.about) == ("373", "2117", "The effects of empagliflozin")
    assert open_alex.by_id(Id.DOI, "10.5555/none") is None
    assert [one.years for one in open_alex.like(Reference(start=0, end=1, title="Empagliflozin: and, more"))] == [
        (2015,)
    ]
    assert open_alex.like(Reference(start=0, end=1, title="Lunar tides, and metformin")) == []


@pytest.mark.parametrize(
    ("name", "kind", "value"),
    [
        ("pubmed", Id.PMID, "9500320"),
        ("europepmc", Id.PMID, "9500320"),
        ("openalex", Id.DOI, "10.1016/s0140-6736(97)11096-0"),
    ],
)
def test_a_registry_says_that_a_work_was_retracted(server, tmp_path, name, kind, value):
    [registry] = opened(server, tmp_path, name)
    assert registry.by_id(kind, value).standing is Standing.RETRACTED


@pytest.mark.parametrize("name", ["pubmed", "europepmc"])
def test_a_retracted_work_that_the_index_lacks_is_called_retracted(server, tmp_path, name):
    gone = "Wakefield AJ. Ileal-lymphoid-nodular hyperplasia, non-specific colitis, and pervasive developmental disorder in children. Lancet. 1998;351:637. PMID: 9500320"
    assert found(check(server, tmp_path, name), gone)[0][::2] == ("retracted", name)


def test_a_reference_that_the_index_lacks_is_verified_by_a_registry(server, tmp_path):
    made = check(server, tmp_path, "crossref", "pubmed")
    assert found(made, RIGHT) == [("verified", "", "pubmed")]


@pytest.mark.parametrize("name", ["europepmc", "crossref", "openalex"])
def test_each_of_them_can_verify_alone_and_vouches_for_nothing_it_lacks(server, tmp_path, name):
    made = check(server, tmp_path, name, covers=Covers.NOTHING)
    assert found(made, RIGHT) == [("verified", "", name)]
    if name != "crossref":
        assert found(made, WRONG)[0][0] == "unresolved"


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


def test_an_answer_that_cannot_be_used_is_not_kept(server, tmp_path):
    [crossref] = opened(server, tmp_path, "crossref")
    for fault in ("html", "lie"):
        server.fault, server.faults_left = fault, 1
        with pytest.raises(RegistryTrouble):
            crossref.by_id(Id.DOI, DOI)
    assert crossref.by_id(Id.DOI, DOI) is not None


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
        ("europepmc", Id.PMID, "26378978"),
        ("openalex", Id.DOI, DOI),
    ):
        [registry] = opened(server, tmp_path, name)
        if (name, fault) == ("pubmed", "lie"):
            assert registry.by_id(kind, value) is None
        elif not (name == "datacite" and fault == "lie"):
            with pytest.raises(RegistryTrouble):
                registry.by_id(kind, value)
    assert found(check(server, tmp_path, "crossref"), RIGHT)[0][0] == "unresolved"


@pytest.mark.parametrize("fault", ["429", "503", "truncated", "html", "list", "huge"])
def test_handles_that_give_no_answer_vouch_for_nothing(server, tmp_path, fault):
    server.fault, server.faults_left = fault, -1
    [doi] = opened(server, tmp_path, "doi")
    with pytest.raises(RegistryTrouble):
        doi.would_have_id(Id.DOI, "10.5555/none")


@pytest.mark.parametrize(
    "body",
    [
        {
            "resultList": {
                "result": [{"pmid": 7, "title": ["x"], "authorList": 3, "journalInfo": "x", "pubTypeList": [1]}, 4]
            }
        },
        {"resultList": []},
        {},
    ],
)
def test_fields_of_another_type_are_left_out(server, tmp_path, body, monkeypatch):
    [europe, open_alex] = opened(server, tmp_path, "europepmc", "openalex")
    monkeypatch.setattr("registry_server._answer", lambda _path: (200, "application/json", json.dumps(body).encode()))
    for registry in (europe, open_alex):
        with pytest.raises(RegistryTrouble):
            registry.by_id(Id.DOI, DOI)
    assert len(server.asked) == 2
    odd = {
        "doi": f"https://doi.org/{DOI}",
        "title": 4,
        "authorships": [3, {"author": "x"}],
        "ids": [],
        "biblio": 1,
        "publication_year": "2015",
        "abstract_inverted_index": {"a": 1, "b": ["x", -4, 10**9]},
    }
    monkeypatch.setattr("registry_server._answer", lambda _path: (200, "application/json", json.dumps(odd).encode()))
    said = open_alex.by_id(Id.DOI, DOI)
    assert (said.title, said.authors, said.years, said.about) == ("", (), (), "")


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

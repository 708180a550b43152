"""Live registries, asked only where a profile names them: PubMed E-utilities, Europe PMC, Crossref, OpenAlex, DataCite, ClinicalTrials.gov, doi.org.

Politely: a contact address with every question, no more a second than each allows, one more try after 429 and 503 if the registry's own
wait is short, answers kept on disk until they expire. And carefully: what is late, too large, no JSON, or about another work than was
asked for is no answer, and no answer is never evidence against a reference.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote

import httpx2
import orjson

from medguard.checks.citations.records import Id, Library, Name, Record, Reference, Standing
from medguard.checks.citations.sources import Item, SourceError, crossref, europepmc, medline, openalex
from medguard.errors import MedguardError, ProfileError


class RegistryTrouble(MedguardError):
    """A registry gave no answer that can be used."""

    code: ClassVar[str] = "registry_unreachable"


_LARGEST = 4_000_000
_SECONDS = 5.0
_LONGEST_WAIT = 2.0
_FOUND_DAYS, _ABSENT_DAYS = 30, 2
_BROKEN_AFTER, _REST_SECONDS = 3, 60.0
_AGAIN = frozenset((429, 500, 502, 503, 504))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a registry said, and whether its status was that there is no such thing."""

    content: bytes
    absent: bool = False


class Asker:
    """Asks one registry. Shared by threads; the time that is left belongs to each thread."""

    def __init__(self, name: str, base: str, contact: str, *, a_second: float, cache: Cache | None = None) -> None:
        self.name, self.base, self.contact = name, base.rstrip("/"), contact
        self._wait, self._cache = 1 / a_second, cache
        self._client = httpx2.Client(
            headers={"User-Agent": f"medguard/{version('medguard-gateway')} (mailto:{contact})"},
            follow_redirects=False,
            timeout=_SECONDS,
        )
        self._lock = threading.Lock()
        self._next = self._rests_until = 0.0
        self._failed = 0

    def ask(self, path: str, parameters: Mapping[str, str] | None = None) -> Answer:
        """The answer, from the cache where it is fresh. Raises RegistryTrouble."""
        url = httpx2.URL(self.base + path, params=dict(parameters or {}))
        _mine.question = str(url)
        if self._cache is not None and (kept := self._cache.get(str(url))) is not None:
            return kept
        if time.monotonic() < self._rests_until:
            raise self._trouble("is not asked for a minute, because it has failed several times")
        answer = self._tried(url)
        if self._cache is not None:
            self._cache.put(str(url), answer)
        return answer

    def _tried(self, url: httpx2.URL) -> Answer:
        for attempt in (1, 2):
            self._take_turn()
            try:
                status, wait, content = self._fetch(url)
            except httpx2.HTTPError:
                self._count_failure()
                raise self._trouble("was not reached") from None
            if status in _AGAIN and attempt == 1 and wait <= min(_LONGEST_WAIT, left() - _LONGEST_WAIT):
                time.sleep(wait)
                continue
            break
        if status in {404, 410}:
            self._failed = 0
            return Answer(content, absent=True)
        if status != 200:  # noqa: PLR2004
            self._count_failure()
            raise self._trouble("answered with an error")
        self._failed = 0
        return Answer(content)

    def _fetch(self, url: httpx2.URL) -> tuple[int, float, bytes]:
        until = time.monotonic() + min(_SECONDS, left())
        with self._client.stream("GET", url, timeout=max(0.05, until - time.monotonic())) as response:
            content = bytearray()
            for piece in response.iter_bytes():
                content += piece
                if len(content) > _LARGEST or time.monotonic() > until:
                    raise httpx2.ReadTimeout("too slow or too large")
            again = response.headers.get("retry-after", "")
            return response.status_code, float(again) if re.fullmatch(r"\d{1,4}", again) else 0.5, bytes(content)

    def _take_turn(self) -> None:
        with self._lock:
            turn = max(self._next, time.monotonic())
            self._next = turn + self._wait
        wait = turn - time.monotonic()
        if wait > left() - 0.1:
            raise self._trouble("could not be asked in the time that was left")
        if wait > 0:
            time.sleep(wait)

    def _count_failure(self) -> None:
        self._failed += 1
        if self._failed >= _BROKEN_AFTER:
            self._rests_until, self._failed = time.monotonic() + _REST_SECONDS, 0

    def _trouble(self, what: str) -> RegistryTrouble:
        return RegistryTrouble(
            f"The registry {self.name} {what}.",
            remedy="Ask again later; references are judged from the index alone until then.",
            remedy_zh="请稍后重试；在此之前仅依据本地索引判断。",
        )

    def json(self, answer: Answer) -> Mapping[str, Any]:
        """The answer as a JSON object. Raises RegistryTrouble for what is none."""
        try:
            found = orjson.loads(answer.content)
        except orjson.JSONDecodeError:
            found = None
        if not isinstance(found, dict):
            raise self._useless("answered with something that is no JSON object")
        return found

    def lied(self) -> RegistryTrouble:
        """What to raise for an answer about something else."""
        return self._useless("answered about another work than it was asked for")

    def _useless(self, what: str) -> RegistryTrouble:
        """The answer to this thread's last question is not kept: the next time it may be a better one."""
        if self._cache is not None:
            self._cache.forget(_mine.question)
        return self._trouble(what)


_mine = threading.local()


def until(moment: float | None) -> None:
    """Ask no registry beyond this moment, in this thread."""
    _mine.until = moment


def left() -> float:
    """Seconds that this thread still has."""
    moment: float | None = getattr(_mine, "until", None)
    return _SECONDS * 2 if moment is None else max(0.0, moment - time.monotonic())


class Cache:
    """Answers by question, on disk, until they expire. The questions are kept as hashes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, question: str) -> Answer | None:
        """A fresh answer, or nothing; a cache that cannot be read is empty."""
        try:
            with closing(self._open()) as kept:
                row = kept.execute(
                    "SELECT content, absent FROM answers WHERE question = ? AND expires > ?",
                    (_hash(question), time.time()),
                ).fetchone()
        except (sqlite3.Error, OSError):
            return None
        return Answer(row[0], bool(row[1])) if row else None

    def put(self, question: str, answer: Answer) -> None:
        """Keep an answer; a cache that cannot be written keeps nothing."""
        days = _ABSENT_DAYS if answer.absent else _FOUND_DAYS
        try:
            with closing(self._open()) as kept, kept:
                kept.execute("DELETE FROM answers WHERE expires < ?", (time.time(),))
                kept.execute(
                    "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)",
                    (_hash(question), answer.content, int(answer.absent), time.time() + days * 86_400),
                )
        except (sqlite3.Error, OSError):
            return

    def forget(self, question: str) -> None:
        """Keep the answer to this question no longer."""
        try:
            with closing(self._open()) as kept, kept:
                kept.execute("DELETE FROM answers WHERE question = ?", (_hash(question),))
        except (sqlite3.Error, OSError):
            return

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = sqlite3.connect(self._path, timeout=1.0)
        kept.execute(
            "CREATE TABLE IF NOT EXISTS answers (question TEXT PRIMARY KEY, content BLOB, absent INTEGER, expires REAL)"
        )
        return kept


def _hash(question: str) -> str:
    return hashlib.sha256(question.encode()).hexdigest()


def cache_path() -> Path:
    """Where answers are kept: this user's cache."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "medguard" / "registries.db"


# ── the registries ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Registry:
    """What they have in common: what is not said otherwise is not known."""

    asker: Asker
    name: str = field(init=False, default="registry")

    def by_id(self, kind: Id, value: str) -> Record | None:
        del kind, value
        return None

    def like(self, reference: Reference) -> Sequence[Record]:
        del reference
        return ()

    def would_have(self, reference: Reference) -> bool:
        del reference
        return False

    def would_have_id(self, kind: Id, value: str) -> bool:
        del kind, value
        return False

    def said_in(self, words: str) -> Sequence[Record]:  # noqa: ARG002
        """Nothing: words of a reply are not sent to find out what they are."""
        return ()

    def no_such_registrant(self, doi: str) -> bool:
        del doi
        return False


_GRAVEST = (Standing.RETRACTED, Standing.CONCERN, Standing.CORRECTED)


def _as_it_stands(item: Item, record: Record) -> Record:
    """The work with what its own registry says has become of it."""
    own = set(record.ids.items())
    said = {verdict.standing for verdict in item.verdicts if own & set(verdict.of)}
    return replace(record, standing=next((each for each in _GRAVEST if each in said), record.standing))


@dataclass(frozen=True, slots=True)
class Crossref(_Registry):
    """api.crossref.org: most DOIs of journals, and a search by whatever a reference says."""

    name: str = field(init=False, default="crossref")

    def by_id(self, kind: Id, value: str) -> Record | None:
        """The work of a DOI."""
        if kind is not Id.DOI:
            return None
        answer = self.asker.ask(f"/works/{quote(value, safe='')}", {"mailto": self.asker.contact})
        if answer.absent:
            return None
        [*found] = self._records(answer)
        if not found or found[0].ids.get(Id.DOI, "").lower() != value.lower():
            raise self.asker.lied()
        return found[0]

    def like(self, reference: Reference) -> list[Record]:
        """What Crossref thinks that a reference means."""
        words = " ".join(
            filter(
                None,
                (
                    reference.title,
                    *(name.surname for name in reference.authors[:2]),
                    reference.journal,
                    str(reference.year or ""),
                ),
            )
        )
        if len(words) < 12:  # noqa: PLR2004
            return []
        answer = self.asker.ask(
            "/works", {"query.bibliographic": words[:400], "rows": "8", "mailto": self.asker.contact}
        )
        return [] if answer.absent else list(self._records(answer))

    def would_have(self, reference: Reference) -> bool:
        """Papers in journals that write in Latin letters, since there are DOIs for nearly all of them."""
        return (
            reference.kind == "article"
            and bool(reference.journal and reference.title)
            and (reference.year or 0) >= 1980  # noqa: PLR2004
            and reference.title.isascii()
        )

    def _records(self, answer: Answer) -> Iterator[Record]:
        self.asker.json(answer)
        try:
            for item in crossref.items(io.BytesIO(b" ".join(answer.content.split(b"\n"))), lambda: 0):
                if item.record is not None:
                    yield _as_it_stands(item, item.record)
        except SourceError:
            raise self.asker.lied() from None


@dataclass(frozen=True, slots=True)
class PubMed(_Registry):
    """NCBI's E-utilities. Every PMID that was ever given is there, so one that is not does not exist."""

    name: str = field(init=False, default="pubmed")

    def by_id(self, kind: Id, value: str) -> Record | None:
        """The article of a PMID."""
        if kind is not Id.PMID:
            return None
        found = [one for one in self._fetched([value]) if one.ids.get(Id.PMID) == value]
        return found[0] if found else None

    def like(self, reference: Reference) -> list[Record]:
        """Articles with the title's words, or of the first author in that year."""
        if reference.title:
            term = " AND ".join(f"{word}[Title]" for word in re.findall(r"[A-Za-z][\w-]{3,}", reference.title)[:8])
        elif reference.authors and reference.year:
            term = f"{reference.authors[0].surname}[Author] AND {reference.year}[dp]" + (
                f' AND "{reference.journal}"[ta]' if reference.journal else ""
            )
        else:
            return []
        answer = self.asker.ask(
            "/esearch.fcgi",
            {"db": "pubmed", "term": term, "retmax": "10", "tool": "medguard", "email": self.asker.contact},
        )
        ids = re.findall(rb"<Id>(\d{1,9})</Id>", answer.content)
        if not answer.absent and b"eSearchResult" not in answer.content:
            raise self.asker.lied()
        return self._fetched([each.decode() for each in ids[:10]]) if ids else []

    def would_have_id(self, kind: Id, value: str) -> bool:
        """Every PMID."""
        del value
        return kind is Id.PMID

    def _fetched(self, ids: Sequence[str]) -> list[Record]:
        answer = self.asker.ask(
            "/efetch.fcgi",
            {"db": "pubmed", "id": ",".join(ids), "retmode": "xml", "tool": "medguard", "email": self.asker.contact},
        )
        if answer.absent:
            return []
        if b"PubmedArticleSet" not in answer.content[:4_000]:
            raise self.asker.lied()
        try:
            return [
                _as_it_stands(item, item.record)
                for item in medline.items(io.BytesIO(answer.content), lambda: 0)
                if item.record is not None
            ]
        except SourceError:
            raise self.asker.lied() from None


@dataclass(frozen=True, slots=True)
class EuropePmc(_Registry):
    """Europe PMC's search: what PubMed has, preprints and more besides, with what has become of each. It follows PubMed by a day and vouches for nothing."""

    name: str = field(init=False, default="europepmc")

    def by_id(self, kind: Id, value: str) -> Record | None:
        """The work of a PMID, a PMCID or a DOI."""
        if kind not in _EUROPEAN or '"' in value:
            return None
        found = self._found(_EUROPEAN[kind].format(value), 3)
        if not found:
            return None
        mine = [one for one in found if one.ids.get(kind, "").lower() == value.lower()]
        if not mine:
            raise self.asker.lied()
        return mine[0]

    def like(self, reference: Reference) -> list[Record]:
        """Works with the title's words, or of the first author in that year."""
        if reference.title:
            words = re.findall(r"[A-Za-z][\w-]{3,}", reference.title)[:8]
            return self._found(" AND ".join(f'TITLE:"{word}"' for word in words), 8) if words else []
        if reference.authors and reference.year and '"' not in reference.authors[0].surname:
            return self._found(f'AUTH:"{reference.authors[0].surname}" AND PUB_YEAR:{reference.year}', 8)
        return []

    def _found(self, query: str, most: int) -> list[Record]:
        asked = {"query": query, "format": "json", "resultType": "core", "pageSize": str(most)}
        answer = self.asker.ask("/search", asked | {"email": self.asker.contact})
        if answer.absent:
            return []
        works = europepmc.works(self.asker.json(answer))
        if works is None:
            raise self.asker.lied()
        return list(works)


_EUROPEAN = {Id.PMID: "EXT_ID:{} AND SRC:MED", Id.PMCID: "PMCID:PMC{}", Id.DOI: 'DOI:"{}"'}


@dataclass(frozen=True, slots=True)
class OpenAlex(_Registry):
    """api.openalex.org: works of every subject. It knows much and vouches for nothing, so what it lacks may exist."""

    name: str = field(init=False, default="openalex")

    def by_id(self, kind: Id, value: str) -> Record | None:
        """The work of a DOI or a PMID."""
        if kind not in {Id.DOI, Id.PMID}:
            return None
        answer = self.asker.ask(f"/works/{kind}:{quote(value, safe='/')}", {"mailto": self.asker.contact})
        if answer.absent:
            return None
        found = openalex.record_of(self.asker.json(answer))
        if found.ids.get(kind, "").lower() != value.lower():
            raise self.asker.lied()
        return found

    def like(self, reference: Reference) -> list[Record]:
        """Works with such a title."""
        words = " ".join(re.findall(r"[^\W_][\w-]*", reference.title))
        if len(words) < 12:  # noqa: PLR2004
            return []
        answer = self.asker.ask(
            "/works", {"filter": f"title.search:{words[:300]}", "per-page": "8", "mailto": self.asker.contact}
        )
        if answer.absent:
            return []
        listed = self.asker.json(answer).get("results")
        if not isinstance(listed, list):
            raise self.asker.lied()
        return [openalex.record_of(each) for each in listed if isinstance(each, dict)]


@dataclass(frozen=True, slots=True)
class DataCite(_Registry):
    """api.datacite.org: DOIs of preprints and data, arXiv's among them."""

    name: str = field(init=False, default="datacite")

    def by_id(self, kind: Id, value: str) -> Record | None:
        """The work of a DOI, or of an arXiv number, which is one."""
        if kind not in {Id.DOI, Id.ARXIV}:
            return None
        doi = value if kind is Id.DOI else f"10.48550/arxiv.{value}"
        answer = self.asker.ask(f"/dois/{quote(doi, safe='')}")
        if answer.absent:
            return None
        data = self.asker.json(answer).get("data")
        said = data.get("attributes") if isinstance(data, dict) else None
        if not isinstance(said, dict) or str(said.get("doi", "")).lower() != doi.lower():
            raise self.asker.lied()
        people = [each for each in said.get("creators") or () if isinstance(each, dict)]
        titles = [str(each.get("title", "")) for each in said.get("titles") or () if isinstance(each, dict)]
        year = said.get("publicationYear")
        return Record(
            ids={kind: value},
            title=titles[0] if titles else "",
            authors=tuple(
                Name(str(each.get("familyName") or each.get("name") or ""), given=str(each.get("givenName") or ""))
                for each in people
            ),
            journals=tuple(filter(None, [said["publisher"] if isinstance(said.get("publisher"), str) else ""])),
            years=(year,) if isinstance(year, int) else (),
            kind="preprint",
            source="datacite",
        )


@dataclass(frozen=True, slots=True)
class ClinicalTrials(_Registry):
    """clinicaltrials.gov, API v2: every NCT number."""

    name: str = field(init=False, default="clinicaltrials")

    def by_id(self, kind: Id, value: str) -> Record | None:
        """The trial of an NCT number."""
        if kind is not Id.TRIAL or not value.startswith("NCT"):
            return None
        answer = self.asker.ask(f"/studies/{quote(value, safe='')}", {"format": "json"})
        if answer.absent:
            return None
        protocol = self.asker.json(answer).get("protocolSection")
        named = protocol.get("identificationModule") if isinstance(protocol, dict) else None
        if not isinstance(named, dict) or not isinstance(protocol, dict) or named.get("nctId") != value:
            raise self.asker.lied()
        described = protocol.get("descriptionModule")
        conditions = protocol.get("conditionsModule")
        about = [
            str(described.get("briefSummary", "")) if isinstance(described, dict) else "",
            str(conditions) if isinstance(conditions, dict) else "",
        ]
        return Record(
            ids={Id.TRIAL: value},
            title=str(named.get("officialTitle") or named.get("briefTitle") or ""),
            other_title=str(named.get("briefTitle") or ""),
            kind="trial",
            about="\n".join(about)[:20_000],
            source="clinicaltrials",
        )

    def would_have_id(self, kind: Id, value: str) -> bool:
        """Every NCT number."""
        return kind is Id.TRIAL and value.startswith("NCT")


@dataclass(frozen=True, slots=True)
class DoiHandles(_Registry):
    """doi.org: whether a DOI exists at all. It says nothing about what it is."""

    name: str = field(init=False, default="doi")

    def would_have_id(self, kind: Id, value: str) -> bool:
        """Whether the handle system knows that there is no such DOI (response code 100)."""
        if kind is not Id.DOI:
            return False
        answer = self.asker.ask(f"/api/handles/{quote(value, safe='/')}")
        said = self.asker.json(answer)  # a 404 too: somebody else's page of that number says nothing of a handle
        if str(said.get("handle", "")).lower() != value.lower():
            raise self.asker.lied()
        return said.get("responseCode") == 100  # noqa: PLR2004


_KNOWN: Mapping[str, tuple[type[_Registry], str, float]] = {
    "pubmed": (PubMed, "https://eutils.ncbi.nlm.nih.gov/entrez/eutils", 3.0),
    "europepmc": (EuropePmc, "https://www.ebi.ac.uk/europepmc/webservices/rest", 5.0),
    "crossref": (Crossref, "https://api.crossref.org", 5.0),
    "openalex": (OpenAlex, "https://api.openalex.org", 5.0),
    "datacite": (DataCite, "https://api.datacite.org", 5.0),
    "clinicaltrials": (ClinicalTrials, "https://clinicaltrials.gov/api/v2", 3.0),
    "doi": (DoiHandles, "https://doi.org", 5.0),
}


class Registries:
    """Opens what a profile names."""

    @staticmethod
    def open(
        names: Iterable[str], contact: str | None, *, bases: Mapping[str, str] | None = None, cache: Cache | None = None
    ) -> list[Library]:
        """The registries of these names, in the order in which they are asked. Raises ProfileError without a contact."""
        wanted = set(names)
        if not contact or "@" not in contact:
            raise ProfileError(
                "checks.citations.contact is missing: registries ask for a mail address.",
                remedy="Write contact: somebody@your-house.example below checks.citations.",
                remedy_zh="请在 checks.citations 下填写 contact（联系邮箱），公共登记库要求提供。",
            )
        kept = cache or Cache(cache_path())
        return [
            make(Asker(name, (bases or {}).get(name, base), contact, a_second=rate, cache=kept))
            for name, (make, base, rate) in _KNOWN.items()
            if name in wanted
        ]

"""How well references are judged, on labelled sets made of public records, and how fast, from a million works on.

    python benchmarks/citations.py quality --medline FILE.xml.gz --hallmark dev_public.jsonl --part score
    python benchmarks/citations.py topic --medline FILE.xml.gz --part score
    python benchmarks/citations.py speed --works 1000000

Every record falls into ``look`` or ``score`` by the hash of its number: thresholds were set on ``look`` alone. Real references are written in
five styles, with the slips that people make; false ones are real ones with something of another paper in them, or of none.
"""

# ruff: noqa: S311, PLR2004 -- chance here hides nothing, and a number is what it is

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import random
import re
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from medguard.checks.citations.build import in_memory
from medguard.checks.citations.find import references
from medguard.checks.citations.index import Covers, Index
from medguard.checks.citations.judge import Verdict, judge
from medguard.checks.citations.records import Id, Name, Record, Reference
from medguard.checks.citations.sources import Item, items_of
from medguard.checks.citations.topic import Topic, topic
from medguard.checks.citations.words import heads

FLAGGED = {Verdict.FABRICATED, Verdict.MISMATCHED}
THIS_YEAR = 2026


def main() -> None:
    """Run one of the three."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["quality", "topic", "speed"])
    parser.add_argument("--medline", type=Path)
    parser.add_argument("--hallmark", type=Path)
    parser.add_argument("--part", choices=["look", "score"], default="look")
    parser.add_argument("--works", type=int, default=1_000_000)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--show", action="store_true")
    asked = parser.parse_args()
    random.seed(20261125)
    if asked.what == "speed":
        speed(asked.works, asked.medline, asked.index)
    elif asked.what == "topic":
        topics(asked.medline, asked.part)
    else:
        if asked.medline:
            medline_quality(asked.medline, asked.part, show=asked.show)
        if asked.hallmark:
            hallmark_quality(asked.hallmark, asked.part, show=asked.show)


def in_part(key: str, part: str) -> bool:
    """Whether a record belongs to a part."""
    return (hashlib.sha256(key.encode()).digest()[0] % 2 == 0) == (part == "look")


# ── MEDLINE ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def medline_quality(path: Path, part: str, *, show: bool) -> None:
    """Real references in many styles and with slips, false ones of several kinds."""
    items = [item for item in items_of(path) if item.record is not None]
    with tempfile.TemporaryDirectory() as folder:
        index = in_memory(items, covers=Covers.EVERYTHING, path=Path(folder) / "index.db")
        records = [item.record for item in items if item.record and in_part(item.record.ids[Id.PMID], part)]
        usable = [
            one
            for one in records
            if one.authors and one.title and one.journals and one.years and one.authors[0].initials
        ]
        print(f"MEDLINE, part {part}: {len(records)} records, {len(usable)} of them with author, title, journal, year")
        rows: list[tuple[str, str]] = []
        for record in usable:
            for style in STYLES:
                rows.append((f"real {style}", write(record, style)))  # noqa: PERF401
            rows += [
                (f"real {name}", write(slipped(record), random.choice(list(STYLES)))) for name, slipped in SLIPS.items()
            ]
            rows += [(f"false {name}", text) for name, text in false_ones(record, usable)]
        report(rows, index, show=show)
        notices(records, index)


def notices(records: Sequence[Record], index: Index) -> None:
    """No notice and no erratum may be called retracted."""
    told = Counter(
        str(judged(index, write(one, "vancouver"))[0])
        for one in records
        if one.kind == "notice" and one.authors and one.authors[0].initials
    )
    print("  notices and errata:", dict(told))


def judged(index: Index, text: str) -> tuple[Verdict | str, str]:
    """The verdict of the one reference in a text, as a numbered entry of a list."""
    found = references(f"References\n1. {text}\n")
    if not found:
        return "not_found", ""
    one = judge(found[0], [index], index.rarity, this_year=THIS_YEAR)
    return (
        one.verdict,
        f"{one.why} {one.differs} {found[0].title!r} {found[0].journal!r} {found[0].year} {len(found[0].authors)}",
    )


def report(rows: Sequence[tuple[str, str]], index: Index, *, show: bool) -> None:
    """One line for each kind, and the two sums that the goals speak of."""
    by_kind: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, text in rows:
        verdict, why = judged(index, text)
        by_kind[kind][str(verdict)] += 1
        if show and (verdict in FLAGGED) == kind.startswith("real"):
            print("   !!", kind, verdict, why, "|", text[:230])
    real = false = real_flagged = false_flagged = 0
    for kind, told in sorted(by_kind.items()):
        size = sum(told.values())
        flagged = sum(count for verdict, count in told.items() if verdict in FLAGGED)
        print(f"  {kind:<34} {size:>6}  flagged {flagged / size:>6.1%}   {dict(told)}")
        if kind.startswith("real"):
            real, real_flagged = real + size, real_flagged + flagged
        else:
            false, false_flagged = false + size, false_flagged + flagged
    print(
        f"  ALL: {false_flagged / max(false, 1):.1%} of {false} false ones flagged, {real_flagged / max(real, 1):.1%} of {real} real ones flagged"
    )


def vancouver(record: Record) -> str:
    """Smith JA, Jones K, et al. Title. Journal. 2019;380(11):1022-33. doi:…"""  # noqa: D400, D415
    names = [f"{name.surname} {name.initials}".strip() for name in record.authors]
    who = ", ".join(names[:6]) + (", et al" if len(names) > 6 else "")
    doi = f" doi:{record.ids[Id.DOI]}" if Id.DOI in record.ids else ""
    return f"{who}. {stop(record.title)} {abbreviated(record)}. {record.years[0]};{record.volume}{f':{record.page}' if record.page else ''}.{doi}"


def ama(record: Record) -> str:
    """The first three, et al., with PMID."""
    names = [f"{name.surname} {name.initials}".strip() for name in record.authors]
    who = ", ".join(names[:3]) + (", et al" if len(names) > 3 else "")
    return f"{who}. {stop(record.title)} {abbreviated(record)}. {record.years[0]};{record.volume}:{record.page}. PMID: {record.ids[Id.PMID]}"


def apa(record: Record) -> str:
    """Smith, J. A., & Jones, K. (2019). Title. Journal, 380, 1022."""
    names = [
        f"{name.surname}, {' '.join(f'{letter}.' for letter in name.initials)}".strip(", ")
        for name in record.authors[:20]
    ]
    who = ", ".join(names[:-1]) + (", & " if len(names) > 1 else "") + names[-1]
    doi = f" https://doi.org/{record.ids[Id.DOI]}" if Id.DOI in record.ids else ""
    volume = f", {record.volume}" if record.volume else ""
    return f"{who} ({record.years[0]}). {stop(record.title)} {record.journals[0]}{volume}{f', {record.page}' if record.page else ''}.{doi}"


def gbt(record: Record) -> str:
    """SMITH J A, JONES K, et al. Title[J]. Journal, 2019, 380: 1022."""
    names = [f"{name.surname} {' '.join(name.initials)}".strip() for name in record.authors]
    who = ", ".join(names[:3]) + (", et al" if len(names) > 3 else "")
    return f"{who}. {record.title.strip('[].')}[J]. {record.journals[0]}, {record.years[0]}, {record.volume}: {record.page}."


def chat(record: Record) -> str:
    """**Title** – Smith et al., *Journal* (2019)."""
    return f"**{record.title.strip('[].')}** – {record.authors[0].surname} {record.authors[0].initials} et al., *{abbreviated(record)}* ({record.years[0]})"


STYLES: dict[str, Callable[[Record], str]] = {"vancouver": vancouver, "ama": ama, "apa": apa, "gbt": gbt, "chat": chat}


def write(record: Record, style: str) -> str:
    """A reference to a record."""
    return STYLES[style](record)


def stop(title: str) -> str:
    """A title with its full stop."""
    title = title.strip("[]")
    return title if title.endswith((".", "?", "!")) else title + "."


def abbreviated(record: Record) -> str:
    """The journal's short name."""
    return record.journals[-1]


def typo(record: Record) -> Record:
    """Two letters of one long word change places."""
    words = record.title.split()
    long = [at for at, word in enumerate(words) if len(word) > 6 and word.isalpha()]
    if long:
        at = random.choice(long)
        word, cut = words[at], random.randrange(2, len(words[at]) - 2)
        words[at] = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
    return replace(record, title=" ".join(words))


def plain_letters(record: Record) -> Record:
    """Without diacritics, in capitals."""
    import unicodedata  # noqa: PLC0415

    def bare(words: str) -> str:
        return "".join(letter for letter in unicodedata.normalize("NFKD", words) if not unicodedata.combining(letter))

    return replace(
        record,
        title=record.title.title(),
        authors=tuple(replace(name, surname=bare(name.surname)) for name in record.authors),
    )


def no_subtitle(record: Record) -> Record:
    """What stands before the colon."""
    found = [head for head in heads(record.title.strip("[]")) if len(head.split()) > 3]
    return replace(record, title=found[0]) if found else record


def one_initial(record: Record) -> Record:
    """Second initials are lost."""
    return replace(record, authors=tuple(replace(name, initials=name.initials[:1]) for name in record.authors))


def year_slip(record: Record) -> Record:
    """A year too early or too late."""
    return replace(record, years=(record.years[0] + random.choice((-1, 1)),))


def page_slip(record: Record) -> Record:
    """Another page."""
    return replace(record, page=re.sub(r"\d", lambda found: str((int(found[0]) + 3) % 10), record.page, count=1))


SLIPS: dict[str, Callable[[Record], Record]] = {
    "typo": typo,
    "letters": plain_letters,
    "no subtitle": no_subtitle,
    "one initial": one_initial,
    "year slip": year_slip,
    "page slip": page_slip,
}


def false_ones(record: Record, others: Sequence[Record]) -> Iterator[tuple[str, str]]:
    """References to what does not exist, or to something else than they say."""
    style = random.choice(list(STYLES))
    other, third = random.sample([one for one in others if one.authors[0].surname != record.authors[0].surname], 2)
    # 1. Nothing like it: half a title of each of two papers, authors of a third, an invented DOI.
    halves = (
        record.title.split()[: max(3, len(record.title.split()) // 2)]
        + other.title.split()[len(other.title.split()) // 2 :]
    )
    nowhere = {
        Id.PMID: str(39_000_000 + int(record.ids[Id.PMID]) % 900_000),
        Id.DOI: f"10.1056/nejmra{random.randrange(10**6, 10**7)}",
    }
    invented = replace(
        third,
        title=" ".join(halves).strip("[]"),
        ids=nowhere,
        volume=str(random.randrange(10, 400)),
        page=str(random.randrange(1, 3000)),
    )
    yield "invented", write(invented, style)
    # 2. A real title with other people.
    yield "other authors", write(replace(record, authors=other.authors, ids=nowhere), style)
    # 3. A real identifier behind another paper.
    if Id.DOI in record.ids:
        yield (
            "another's doi",
            write(replace(other, ids={**other.ids, Id.DOI: record.ids[Id.DOI]}), random.choice(("vancouver", "apa"))),
        )
    yield "another's pmid", write(replace(other, ids={**other.ids, Id.PMID: record.ids[Id.PMID]}), "ama")
    # 4. One word of the title is another.
    words, donors = record.title.split(), [word for word in third.title.split() if len(word) > 5 and word.isalpha()]
    long = [at for at, word in enumerate(words) if len(word) > 5 and word.isalpha()]
    if long and donors and len(words) > 4:
        words[random.choice(long)] = random.choice(donors).lower()
        yield "one word of the title", write(replace(record, title=" ".join(words)), style)
    # 5. In another journal, another year.
    if not set(other.journals) & set(record.journals):
        yield (
            "another journal",
            write(replace(record, journals=other.journals, volume=other.volume, page=other.page), style),
        )
    # 6. Real people and their journal, with a title that they never wrote.
    yield "another title", write(replace(record, title=" ".join(halves[::-1]).strip("[]"), ids=nowhere), style)


# ── HALLMARK ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def hallmark_quality(path: Path, part: str, *, show: bool) -> None:
    """Model-made references with labels; the index holds the valid ones and the originals that the explanations name."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        index = in_memory(
            [Item(record) for record in _originals(rows)], covers=Covers.EVERYTHING, path=Path(folder) / "index.db"
        )
        print(f"HALLMARK, part {part}: index of {index.known().records} works")
        known_titles = {_plain(one["fields"]["title"]) for one in rows if one["label"] == "VALID"}
        told: list[tuple[str, str]] = []
        for row in rows:
            # "Real paper, other venue" can only be told where the index has the paper.
            if not in_part(row["bibtex_key"], part):
                continue
            if row["label"] == "VALID":
                told += [("real bibtex", bibtex(row)), ("real prose", prose(row))]
            else:
                has = (
                    ""
                    if _plain(row["fields"]["title"]) in known_titles or row["hallucination_type"] in NEW_TITLES
                    else " (paper not in index)"
                )
                told += [(f"false {row['hallucination_type']}{has}", style(row)) for style in (bibtex, prose)]
        report(told, index, show=show)


NEW_TITLES = {"plausible_fabrication", "chimeric_title", "near_miss_title", "hybrid_fabrication"}


def _plain(title: str) -> str:
    return re.sub(r"\W", "", title).lower()


def _originals(rows: Sequence[dict[str, object]]) -> Iterator[Record]:
    for row in rows:
        if row["label"] == "VALID":
            fields: dict[str, str] = row["fields"]  # type: ignore[assignment]
            ids = {}
            if doi := fields.get("doi", "").lower():
                arxiv = re.fullmatch(r"10\.48550/arxiv\.(.+?)(?:v\d+)?", doi)
                ids = {Id.ARXIV: arxiv[1]} if arxiv else {Id.DOI: doi}
            names = re.sub(r"&apos;", "'", fields["author"]).split(" and ")
            yield Record(
                ids=ids,
                title=fields["title"].replace("{", "").replace("}", ""),
                authors=tuple(_name(each) for each in names),
                journals=(fields.get("booktitle") or fields.get("journal") or "arXiv",),
                years=(int(fields["year"]),),
                source="crossref",
            )


def _name(full: str) -> Name:
    if "," in full:
        surname, _, given = full.partition(",")
        return Name(surname.strip(), given=given.strip())
    given, _, surname = full.strip().rpartition(" ")
    return Name(surname, given=given)


def bibtex(row: dict[str, dict[str, str]]) -> str:
    """As an entry of BibTeX."""
    inner = ", ".join(f"{key} = {{{value}}}" for key, value in row["fields"].items())
    return f"@{row['bibtex_type']}{{{row['bibtex_key']}, {inner}}}"


def prose(row: dict[str, dict[str, str]]) -> str:
    """As a chat model lists it."""
    fields = row["fields"]
    who = ", ".join(re.split(r" and |, (?=\w+ \w)", fields["author"]))
    where = fields.get("booktitle") or fields.get("journal") or "arXiv preprint"
    doi = f" https://doi.org/{fields['doi']}" if fields.get("doi") else ""
    return f"{who}. {stop(fields['title'])} {where}, {fields['year']}.{doi}"


# ── a bare identifier behind a statement ─────────────────────────────────────────────────────────────────────────────


def topics(path: Path, part: str) -> None:
    """Titles stand in for statements, beside their own abstract, a stranger's, and the nearest stranger's of all."""
    items = [item for item in items_of(path) if item.record is not None]
    with tempfile.TemporaryDirectory() as folder:
        index = in_memory(items, covers=Covers.EVERYTHING, path=Path(folder) / "index.db")
        records = [
            one
            for item in items
            if (one := item.record)
            and in_part(one.ids[Id.PMID], part)
            and len(one.about) > 300
            and len(one.title.split()) > 5
        ]
        told: dict[str, Counter[str]] = defaultdict(Counter)
        shares: dict[str, list[float]] = defaultdict(list)
        for record in records:
            others = [one for one in records if one is not record]
            near = [
                one
                for one in index.like(Reference(start=0, end=0, title=record.title))
                if one.ids[Id.PMID] != record.ids[Id.PMID] and one.about
            ]
            same = [one for one in others if set(one.journals) & set(record.journals)]
            for name, other in (
                ("own", record),
                ("random", random.choice(others)),
                ("same journal", random.choice(same) if same else None),
                ("nearest", near[0] if near else None),
            ):
                if other is not None:
                    title = "" if other is record else other.title
                    verdict, share = topic(record.title, title or "x y", other.about, index.rarity)
                    told[name][str(verdict)] += 1
                    shares[name].append(share)
        for name, count in told.items():
            size = sum(count.values())
            print(
                f"  {name:<14} {size:>5}  other {count[str(Topic.OTHER)] / size:>6.1%}  same {count[str(Topic.SAME)] / size:>6.1%}  shares {[round(each, 2) for each in statistics.quantiles(shares[name], n=20)]}"
            )


# ── speed ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def speed(works: int, medline: Path, place: Path | None) -> None:
    """Milliseconds a reference, real and invented, from an index of so many works: the real ones, and others made of their words.

    What is made has the real titles' lengths and the real words' frequencies, surnames and journals; one title in fifty is one of the real
    ones again with a word changed, so that the search has near neighbours to tell apart.
    """
    real = [item.record for item in items_of(medline) if item.record is not None]
    with tempfile.TemporaryDirectory() as folder:
        path = place or Path(folder) / "index.db"
        began = time.monotonic()
        if not path.exists():
            in_memory(
                (Item(one) for one in itertools.chain(real, made_of(real, works - len(real)))),
                covers=Covers.EVERYTHING,
                path=path,
            )
        index = Index(path)
        size = path.stat().st_size
        print(
            f"{index.known().records:,} works, {size / 1e6:,.0f} MB ({size / works:,.0f} bytes a work), built in {time.monotonic() - began:,.0f} s"
        )
        usable = [one for one in real if one.authors and one.journals and one.years and one.authors[0].initials]
        picked = random.sample(usable, 200)
        kinds: dict[str, list[str]] = {
            "real": [write(one, random.choice(list(STYLES))) for one in picked],
            "real, typo": [write(typo(one), "gbt") for one in picked],
        }
        for one in picked:
            for name, text in false_ones(one, usable):
                kinds.setdefault(f"false: {name}", []).append(text)
        kinds["mention"] = []
        everything: list[float] = []
        for name, texts in kinds.items():
            spent = []
            for text in texts:
                start = time.perf_counter()
                judged(index, text)
                spent.append(1_000 * (time.perf_counter() - start))
            if spent:
                everything += spent
                spent.sort()
                print(
                    f"  {name:<28} median {statistics.median(spent):6.1f} ms   95 % {spent[int(0.95 * len(spent))]:6.1f} ms   worst {spent[-1]:6.1f} ms"
                )
        everything.sort()
        print(
            f"  all                          mean {statistics.mean(everything):6.1f} ms   median {statistics.median(everything):6.1f} ms   95 % {everything[int(0.95 * len(everything))]:6.1f} ms"
        )


def made_of(real: Sequence[Record], count: int) -> Iterator[Record]:
    """Works that nobody wrote, in the words of those that somebody did."""
    titled = [one for one in real if len(one.title.split()) > 2]
    words = [word for one in titled for word in one.title.strip("[].").split()]
    lengths = [len(one.title.split()) for one in titled]
    names = [name for one in real for name in one.authors if name.initials]
    journals = [one.journals for one in real if one.journals]
    for number in range(count):
        if number % 50 == 0:
            base = random.choice(titled).title.strip("[].").split()
            base[random.randrange(len(base))] = random.choice(words)
            title = " ".join(base)
        else:
            # A third of the words is the work's own kind: in real titles, too, a third of the vocabulary is rare.
            title = " ".join(
                random.choice(words)
                if random.random() < 0.8
                else f"{random.choice(words)[:6]}{chr(97 + random.randrange(26))}{chr(97 + random.randrange(26))}"
                for _ in range(random.choice(lengths))
            )
        who = tuple(
            Name(one.surname, random.choice("ABCDEFGHJKLMNPRSTWXYZ"))
            for one in random.sample(names, random.randint(1, 7))
        )
        yield Record(
            ids={Id.PMID: str(1_000 + number * 30 + number % 7 if number * 30 < 39_000_000 else 40_000_000 + number), Id.DOI: f"10.{1000 + number % 900}/made.{number}"},
            title=title, authors=who, journals=random.choice(journals), years=(random.randint(1975, 2025),), volume=str(random.randint(1, 400)), page=str(random.randint(1, 3000)), source="medline",
        )  # fmt: skip


if __name__ == "__main__":
    main()

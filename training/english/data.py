"""Public sets mapped to what counts here, and everything cut into word pieces.

Sources (in ../../../shared/data when present): presidio-research (MIT), outis (Apache-2.0), pediatric-handoff (MIT),
MTS-Dialog and ACI-Bench (CC BY 4.0). A tenth of each is kept aside for evaluation and never trained on.
"""

from __future__ import annotations

import json
import os
import random
import re
import sys
from functools import cache
from pathlib import Path

import generate
import written
from generate import LABELS

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SHARED = ROOT.parent / "shared" / "data"
sys.path.insert(0, str(ROOT / "src"))
# The runtime's own reading of words; only two of medguard's modules are needed, none of its dependencies.
sys.modules.setdefault("medguard", type(sys)("medguard")).__path__ = [str(ROOT / "src/medguard")]  # type: ignore[attr-defined]
sys.modules.setdefault("medguard.phi", type(sys)("medguard.phi")).__path__ = [str(ROOT / "src/medguard/phi")]  # type: ignore[attr-defined]
from medguard.phi.models.english_model import SPECIAL, WordPieces  # noqa: E402

Row = dict[str, object]
_MONTH = re.compile(r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", re.IGNORECASE)


@cache
def _generic() -> frozenset[str]:
    from faker.providers.address.en_US import Provider

    more = [
        "US",
        "USA",
        "UK",
        "U.S.",
        "England",
        "Scotland",
        "Wales",
        *generate.words("state"),
        *generate.words("country"),
    ]
    return frozenset(w.casefold() for w in [*Provider.countries, *Provider.states, *Provider.states_abbr, *more])


_PRESIDIO = {
    "PERSON": "NAME", "STREET_ADDRESS": "LOCATION", "GPE": "LOCATION", "ORGANIZATION": "ORG", "PHONE_NUMBER": "PHONE", "EMAIL_ADDRESS": "EMAIL", "DOMAIN_NAME": "URL",
    "CREDIT_CARD": "ACCOUNT", "IBAN_CODE": "ACCOUNT", "US_SSN": "SSN", "IP_ADDRESS": "IP", "US_DRIVER_LICENSE": "LICENSE", "ZIP_CODE": "LOCATION", "DATE_TIME": "DATE", "AGE": "AGE90",
    "MEDICAL_RECORD_NUMBER": "MRN", "LOCATION": "LOCATION",
    "ADDRESS": "LOCATION", "FACILITY": "ORG", "ID": "OTHER_ID", "NAME": "NAME", "PHONE": "PHONE", "EMAIL": "EMAIL", "URL": "URL", "IP": "IP", "SSN": "SSN", "MRN": "MRN", "DATE": "DATE", "ACCOUNT": "ACCOUNT",
}  # fmt: skip


def _map(row: Row) -> Row:
    text = str(row["text"])
    spans = []
    for s in row["spans"]:  # type: ignore[attr-defined]
        kind = _PRESIDIO.get(s["type"])
        start, end = s["start"], s["end"]
        words = text[start:end]
        if s["type"] == "MEDICAL_RECORD_NUMBER" and (label := re.match(r"MRN\W+", words)):
            start += label.end()
        if kind == "LOCATION" and words.strip(" .,").casefold() in _generic():
            continue
        if kind == "DATE" and not (_MONTH.search(words) or re.search(r"\d\D+\d+\D+\d", words)):
            continue
        if kind == "DATE" and re.fullmatch(r"[\d: apmAPM.]+", words) and ":" in words and "-" not in words:
            continue
        if kind == "AGE90" and not (words.isdigit() and int(words) >= 90):
            continue
        if kind == "LOCATION" and s["type"] == "LOCATION" and re.search(r"School|Hospital|Center|Clinic", words):
            kind = "ORG"
        if kind:
            spans.append({"start": start, "end": end, "type": kind})
    return {"id": row["id"], "text": text, "spans": spans}


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@cache
def public() -> dict[str, list[Row]]:
    sets = {
        "presidio": "deid_en_presidio_research/presidio_synth_v2.jsonl",
        "outis": "deid_en_outis/challenge_development.jsonl",
        "handoff": "deid_en_pediatric_handoff/synthetic_handoffs.jsonl",
    }
    return {name: [_map(r) for r in _read(SHARED / path)] for name, path in sets.items() if (SHARED / path).exists()}


_SUSPECT = re.compile(
    r"\b(?:Dr|Mr|Mrs|Ms|Miss|Doctor)\b|\d/\d+/\d|\b(?:January|February|March|April|May|June|July|August|September|October|November|December|Christmas|Thanksgiving|Easter)\b|"
    r"\b(?:Hospital|Clinic|Medical Center|University|School|County|Street)\b|ninet|\b9\d\b|\b\d{1,2}/\d{1,2}\b"
)


@cache
def _names() -> frozenset[str]:
    return frozenset(n for given, family in generate.people() for n in (*given, *family) if len(n) > 2)


def _harmless(sentence: str) -> bool:
    """No sign of an identifier: no title, date, place, and no capitalised name-like word but the first."""
    if _SUSPECT.search(sentence):
        return False
    words = re.findall(r"[A-Z][a-z]+", sentence)
    return not any(w in _names() for w in words if w not in ("The", "Her", "She", "His", "Son", "Will", "Pain", "But"))


@cache
def carriers() -> list[str]:
    """Notes of MTS-Dialog and ACI-Bench, only their sentences that identify nobody."""
    out = []
    folder = SHARED / "en_clinical_carriers"
    for name, field in (("mts_train", "text"), ("aci_train", "note"), ("mts_valid", "text"), ("aci_valid", "note")):
        path = folder / f"{name}.jsonl"
        if not path.exists():
            continue
        for row in _read(path):
            parts = re.split(r"(?<=[.?!])(\s+)", str(row.get(field) or ""))
            kept: list[str] = []
            for i in range(0, len(parts), 2):
                if _harmless(parts[i]):
                    kept.append(parts[i] + (parts[i + 1] if i + 1 < len(parts) else ""))
            text = "".join(kept).strip()
            if len(text) > 30:
                out.append(text[:1500])
    return out


def aside(rows: list[Row] | list[str]) -> tuple[list, list]:
    """(to train on, kept aside): every tenth is kept aside."""
    return [r for i, r in enumerate(rows) if i % 10], [r for i, r in enumerate(rows) if not i % 10]


def training(chunk: int) -> list[Row]:
    """A chunk of training texts, new for each number."""
    r = random.Random(1000 + chunk)
    rows = generate.examples(4200, 5000 + chunk)
    for name, share in (("presidio", 450), ("outis", 60), ("handoff", 150)):
        if name in public():
            rows += r.sample(aside(public()[name])[0], share)
    rows += written.examples(r) + written.examples(r)
    notes = aside(carriers())[0]
    if notes:
        for text in r.sample(notes, 260):
            rows.append(generate.example(generate.insert(text, r), "", "inserted"))
        for text in r.sample(notes, 220):
            rows.append(
                {"text": text if r.random() < 0.6 else text.lower() if r.random() < 0.5 else text.upper(), "spans": []}
            )
    r.shuffle(rows)
    return rows


def vocabulary() -> tuple[list[str], list[int]]:
    """The pieces that English text can hold, and their rows in MiniLM's table."""
    pieces = list(json.loads(Path(BASE / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"].items())
    pieces.sort(key=lambda p: p[1])
    whole = dict(pieces)
    kept = [(p, whole[p]) for p in SPECIAL]
    for piece, row in pieces:
        bare = piece.removeprefix("##")
        if piece in SPECIAL or piece.startswith("[unused") or piece == "[MASK]":
            continue
        if all(ord(c) < 0x250 or 0x2010 <= ord(c) <= 0x22FF for c in bare):
            kept.append((piece, row))
    return [p for p, _ in kept], [row for _, row in kept]


BASE = Path(os.environ.get("MINILM", "/tmp/base"))


class Cutter:
    def __init__(self, longest: int = 200) -> None:
        self.vocabulary, self.rows = vocabulary()
        self._pieces = WordPieces(self.vocabulary)
        self._longest = longest

    def examples(self, row: Row) -> list[tuple[list[int], list[int], list[int]]]:
        """(ids, shapes, labels), windows of the longest length."""
        seen: dict[str, tuple[tuple[int, ...], int]] = {}
        text = str(row["text"])
        p = self._pieces.cut(text, seen)
        labels = [0] * len(p.ids)
        spans = sorted(row["spans"], key=lambda s: s["start"])  # type: ignore[call-overload, index]
        stops = [*p.first[1:], len(p.ids)]
        w = 0
        for s in spans:
            kind = LABELS.index(s["type"])
            while w < len(p.words) and p.words[w][1] <= s["start"]:
                w += 1
            v = w
            while v < len(p.words) and p.words[v][0] < s["end"]:
                labels[p.first[v] : stops[v]] = [kind] * (stops[v] - p.first[v])
                v += 1
        out = []
        for start in range(0, max(1, len(p.ids)), self._longest):
            end = start + self._longest
            if p.ids[start:end]:
                out.append(([2, *p.ids[start:end], 3], [0, *p.shapes[start:end], 0], [-100, *labels[start:end], -100]))
        return out

"""A model that the profile names in place of ours: opened from this machine only, its labels read as medguard's kinds.

    phi:
      models: {english: "spacy:en_core_web_sm", chinese: "onnx:/opt/models/zh-ner"}
      labels: {MEDARBEITER: NAME}

What cannot be opened is a ProfileError at start. What a model says is looked at before it is believed: marks beside the text or
a score that is no number raise ValueError, and the text that they were made of is blocked.
"""

from __future__ import annotations

import math
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from medguard.errors import ProfileError
from medguard.phi.kinds import Kind
from medguard.phi.models.entity import Entity

# ── labels ───────────────────────────────────────────────────────────────────────────────────────────────────────────

# OntoNotes, CoNLL, MSRA, CLUENER, i2b2 2014 and the usual names of privacy models. States, countries and professions alone
# identify nobody; times of day neither.
_USUAL: Mapping[Kind, str] = {
    Kind.NAME: "PERSON PER NR PATIENT DOCTOR PHYSICIAN CLINICIAN STAFF HCW RELATIVE USERNAME PATIENT_NAME FIRST_NAME LAST_NAME "
    "GIVEN_NAME SURNAME FULL_NAME PERSON_NAME",
    Kind.LOCATION: "LOC NS GPE FAC ADDRESS STREET STREET_ADDRESS CITY TOWN COUNTY ZIP ZIP_CODE ZIPCODE POSTCODE POSTAL_CODE "
    "LOCATION_OTHER SCENE",
    Kind.ORG: "NT ORGANIZATION ORGANISATION HOSPITAL COMPANY GOVERNMENT",
    Kind.DATE: "DATE_OF_BIRTH DOB BIRTHDATE",
    Kind.AGE90: "AGE",
    Kind.PHONE: "PHONE_NUMBER TELEPHONE TELEPHONE_NUMBER MOBILE",
    Kind.FAX: "FAX_NUMBER",
    Kind.EMAIL: "EMAIL_ADDRESS E_MAIL",
    Kind.URL: "WEBSITE",
    Kind.IP: "IPADDR IP_ADDRESS IPADDRESS",
    Kind.SSN: "US_SSN SOCIAL_SECURITY_NUMBER SOCIALNUM",
    Kind.MRN: "MEDICALRECORD MEDICAL_RECORD MEDICAL_RECORD_NUMBER",
    Kind.HEALTH_PLAN: "HEALTHPLAN HEALTH_PLAN_NUMBER HEALTH_INSURANCE_NUMBER",
    Kind.ACCOUNT: "ACCOUNT_NUMBER CREDIT_CARD CREDIT_CARD_NUMBER IBAN BANK_ACCOUNT BANK_ACCOUNT_NUMBER",
    Kind.LICENSE: "LICENSE_NUMBER DRIVER_LICENSE",
    Kind.VEHICLE: "LICENSE_PLATE VEHICLE_ID",
    Kind.DEVICE: "DEVICE_ID DEVICE_IDENTIFIER",
    Kind.OTHER_ID: "ID IDNUM ID_NUMBER BIOID",
    Kind.ID_CARD: "ID_CARD_NUMBER NATIONAL_ID",
    Kind.PASSPORT: "PASSPORT_NUMBER",
}
_KINDS = {
    **{str(kind): kind for kind in Kind},
    **{name: kind for kind, names in _USUAL.items() for name in names.split()},
}


def _plain(label: str) -> str:
    """``per.nam``, ``Location-Other`` and ``phone number`` as the table spells them."""
    return re.sub(r"[^A-Z0-9]+", "_", label.upper().removesuffix(".NAM").removesuffix(".NOM")).strip("_")


def kind_of(label: str, more: Mapping[str, str]) -> Kind | None:
    """What a label means: as the profile says, else by the table; ``None`` for what neither knows.

    >>> kind_of("per", {}), kind_of("Phone number", {}), kind_of("MONEY", {}), kind_of("MONEY", {"MONEY": "ACCOUNT"})
    (<Kind.NAME: 'NAME'>, <Kind.PHONE: 'PHONE'>, None, <Kind.ACCOUNT: 'ACCOUNT'>)
    """
    return Kind(more[label]) if label in more else _KINDS.get(_plain(label))


# ── opening ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class Foreign(Protocol):
    """A model with labels of its own."""

    @property
    def labels(self) -> Sequence[str]:
        """Everything that it may call an entity."""
        ...

    def marks(self, texts: Sequence[str], kinds: Mapping[str, Kind]) -> list[list[Entity]]:
        """The entities whose label is among ``kinds``, called by their kind."""
        ...


def open_models(models: Mapping[str, str], labels: Mapping[str, str]) -> dict[str, ChosenModel]:
    """By language the model that the profile names. Raises ProfileError; one that is named twice is opened once."""
    # 1. What the profile says of labels can be true.
    for label, kind in labels.items():
        if kind not in set(Kind):
            raise _fault(f"phi.labels: {label}: {kind} is no kind of identifier", f"Known are {', '.join(Kind)}.")
    if labels and not models:
        raise _fault(
            "phi.labels explains the labels of another model, but phi.models names none", "Name one, or take it out."
        )
    # 2. Each is opened, and its labels are read.
    opened = {named: ChosenModel(named, labels) for named in dict.fromkeys(models.values())}
    # 3. A label that no model has is misspelt, and would hold nothing.
    for label in labels:
        if not any(label in model.kinds for model in opened.values()):
            known = ", ".join(
                sorted({name for model in opened.values() for name in (*model.kinds, *model.ignored)})[:40]
            )
            raise _fault(f"phi.labels: no model has the label {label}", f"They have {known}.")
    return {language: opened[named] for language, named in models.items()}


class ChosenModel:
    """A model of another's making, as ``Reading`` asks it."""

    def __init__(self, named: str, labels: Mapping[str, str]) -> None:
        self.named = named
        sort, _, where = named.partition(":")
        if sort not in _SORTS or not where:
            raise _fault(
                f"phi.models: {named} names no model",
                "Write spacy:, onnx: or gliner: and the folder, or for spaCy the installed package.",
            )
        self._model: Foreign = _SORTS[sort](where, labels)
        every = {label: kind_of(label, labels) for label in self._model.labels}
        self.kinds: dict[str, Kind] = {label: kind for label, kind in every.items() if kind}
        """Its labels, and what they mean here."""
        self.ignored = tuple(sorted(label for label, kind in every.items() if not kind))
        """Its labels that mean nothing here."""
        if Kind.NAME not in self.kinds.values():
            raise _fault(
                f"phi.models: {named} has no label for names; it has {', '.join(sorted(every)[:40]) or 'none'}",
                "Choose a model that marks people, or say under phi.labels which label is NAME.",
            )
        try:
            self.read(_TRIAL)
        except Exception as error:  # noqa: BLE001 - whatever a stranger's model raises, it cannot be used
            raise _fault(
                f"phi.models: {named} opens, but cannot read ({type(error).__name__})",
                "Check that its files belong together and were made for the versions that are installed.",
            ) from None

    def read(self, texts: Sequence[str]) -> list[list[Entity]]:
        """The entities of each text. Raises ValueError for what no model may say."""
        marked = self._model.marks(texts, self.kinds)
        if len(marked) != len(texts):
            raise ValueError("a model answered for more or fewer texts than it was given")
        return [list(_believable(text, entities)) for text, entities in zip(texts, marked, strict=True)]


_TRIAL = ("Seen by John Smith in Boston on 3 May.", "患者张伟，住北京市朝阳区。", "\U00020bb7野家", "x")


def _believable(text: str, entities: Sequence[Entity]) -> Iterator[Entity]:
    for entity in entities:
        start, end, label, score = entity[:4]
        if not 0 <= start < end <= len(text):
            raise ValueError("a model marked words that are not there")
        if not (math.isfinite(score) and 0 <= score <= 1):
            raise ValueError("a model gave a score that is none")
        if _possible(label, text[start:end]):
            yield Entity(int(start), int(end), label, float(score))


# News-trained models call "three days", "daily" and "2019" dates, and every age an age.
_NO_DATE = re.compile(
    r"(?:19|20)\d\d ?年?|\d{1,2}(?:[:：]\d\d){0,2}|(?s:.*)\b(?:second|minute|hour|day|week|month|year|decade)s?(?: (?:ago|old|later|before|after|prior))?"
    r"|[约近]?[\d一二两三四五六七八九十百几数半]+余?(?:个(?:半?小时|月|星期|半月)|小时|分钟?|天|周|星期|年)[余多半]?(?:以?[前后内来]|间)?",
    re.IGNORECASE,
)
_OF_A_DATE = re.compile(
    r"\d|[一二三四五六七八九十正腊][月日号]|星期|周[一二三四五六日]|节|除夕|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]*\b|\b(?:christmas|easter|thanksgiving)\b",
    re.IGNORECASE,
)
_GREAT_AGE = re.compile(r"(?<!\d)(?:9\d|1[0-2]\d)(?!\d)|ninet|hundred|九十|百岁", re.IGNORECASE)


def _possible(kind: str, words: str) -> bool:
    if kind == Kind.DATE:
        return bool(_OF_A_DATE.search(words)) and not _NO_DATE.fullmatch(words.strip())
    return kind != Kind.AGE90 or bool(_GREAT_AGE.search(words))


# ── the three sorts ──────────────────────────────────────────────────────────────────────────────────────────────────


def _spacy(where: str, _labels: Mapping[str, str]) -> Foreign:
    from medguard.phi.models.spacy_pipeline import SpacyPipeline  # noqa: PLC0415 - only who names one pays for it

    _stay_offline()
    folder = _folder(where, "config.cfg", "meta.json") if _is_path(where) else None
    return _opened(lambda: SpacyPipeline(folder or where), where, "spaCy")


def _onnx(where: str, _labels: Mapping[str, str]) -> Foreign:
    from medguard.phi.models.token_classifier import TokenClassifier  # noqa: PLC0415 - as above

    folder = _folder(where, "model.onnx", "tokenizer.json", "config.json")
    return _opened(lambda: TokenClassifier(folder), where, "ONNX Runtime or tokenizers")


def _gliner(where: str, labels: Mapping[str, str]) -> Foreign:
    from medguard.phi.models.gliner_model import GlinerModel  # noqa: PLC0415 - as above

    _stay_offline()
    folder = _folder(where, "model.onnx", "gliner_config.json", "tokenizer.json")
    return _opened(lambda: GlinerModel(folder, labels), where, "gliner")


_SORTS: Mapping[str, Callable[[str, Mapping[str, str]], Foreign]] = {"spacy": _spacy, "onnx": _onnx, "gliner": _gliner}


def _is_path(where: str) -> bool:
    return "/" in where or os.sep in where


def _folder(where: str, *files: str) -> Path:
    """The folder, with all its files. A name that is no folder is never looked up elsewhere."""
    folder = Path(where)
    if not folder.is_dir():
        raise _fault(
            f"phi.models: there is no folder {where}",
            "Put the model on this machine and give its folder; medguard downloads nothing.",
            "请将模型置于本机并填写其文件夹；medguard 不会下载任何内容。",
        )
    if missing := [name for name in files if not (folder / name).is_file()]:
        raise _fault(
            f"phi.models: {where} lacks {', '.join(missing)}",
            f"The folder must hold {', '.join(files)}; docs/phi.md says how they are made.",
            f"该文件夹须包含 {'、'.join(files)}，制作方法见 docs/phi.md。",
        )
    return folder


def _opened(opening: Callable[[], Foreign], where: str, reader: str) -> Foreign:
    try:
        return opening()
    except ProfileError:
        raise
    except Exception as error:  # noqa: BLE001 - readers of strangers' files raise whatever they like; here all of it means the same
        raise _fault(
            f"phi.models: {reader} cannot open {where} ({type(error).__name__})",
            "Check that its files are whole and were made for the versions that are installed.",
            "请确认模型文件完整，且与已安装的版本相符。",
        ) from None


def _stay_offline() -> None:
    """Libraries that would fetch what a model lacks are told not to, before they are imported."""
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1")
    hub = sys.modules.get("huggingface_hub.constants")
    if hub is not None and not getattr(hub, "HF_HUB_OFFLINE", False):
        raise _fault(
            "phi.models: huggingface_hub was loaded before medguard and may reach the network",
            "Set HF_HUB_OFFLINE=1 before this program starts.",
            "请在程序启动前设置环境变量 HF_HUB_OFFLINE=1。",
        )


def _fault(
    what: str, remedy: str, remedy_zh: str = "请修改配置文件中的 phi.models 或 phi.labels，写法见 docs/phi.md。"
) -> ProfileError:
    return ProfileError(f"{what}. {remedy}", remedy=remedy, remedy_zh=remedy_zh)

"""JSON and ``key=value`` lines inside a text: the key says what the value is, FHIR's by its place in a resource.

FHIR R4 ``Identifier``, ``HumanName``, ``Reference.display`` and resource ids; log lines such as ``mrn=0012345 user=jdoe``.
"""

from __future__ import annotations

import re
from typing import Any

from presidio_analyzer import LocalRecognizer
from presidio_analyzer.nlp_engine import NlpArtifacts

from medguard.phi.kinds import Kind
from medguard.phi.labels import kind_of, plain_label
from medguard.phi.reading import LANGUAGE
from medguard.phi.recognizers.medical_words import is_generic_place, is_medical
from medguard.phi.recognizers.table import GOOD, STRONG, found

_PAIR = re.compile(
    r"\"(?P<key>[A-Za-z_\u4e00-\u9fff][\w -]{1,40})\"\s{0,3}:\s{0,3}(?:\"(?P<v>[^\"\n]{1,200}+)\"|\[\s{0,6}(?P<list>\"[^\]{}]{1,400}+)\])"
)
_ITEM = re.compile(r"\"([^\"]{1,200}+)\"")
_ASSIGNED = re.compile(
    r"(?<![\w/?&.-])(?P<key>[A-Za-z_][\w.-]{1,30})=(?:\"(?P<q>[^\"\n]{1,120}+)\"|(?P<v>[^\s\"',;)&|]{2,80}+))"
)
# Who a FHIR resource is about, and who did it; the display stands beside the reference.
_PERSONS = (
    "subject|individual|actor|patient|performer|author|beneficiary|requester|asserter|recorder|practitioner|generalPractitioner|sender|recipient|subscriber|member|"
    "participant|attester|party|informant|enterer|operator|onBehalfOf|interpreter|resultsInterpreter|primaryPerformer|agent|who|source|policyHolder|relatedPerson|responsible"
)
_HOUSES = "serviceProvider|managingOrganization|payor|insurer|custodian|organization|provider|location|issuer|owner|facility|careOrganization|hospitalization|origin|destination"
_DISPLAY = re.compile(
    rf"\"(?:(?P<person>{_PERSONS})|{_HOUSES})\"\s{{0,3}}:\s{{0,3}}[\[{{\s]{{1,8}}(?:\"reference\"\s{{0,3}}:\s{{0,3}}\"[^\"\n]{{0,120}}+\"\s{{0,3}},\s{{0,12}})?\"display\"\s{{0,3}}:\s{{0,3}}\"(?:(?:Dr|Mr|Mrs|Ms|Prof)\b\.? )?(?P<v>[^\"\n]{{2,120}}+)\""
)
# A department, or a patient who is told by age and sex.
_NOT_NAMED = re.compile(
    r"^[\u4e00-\u9fff]{1,8}(?:科|病区|病房|门诊|监护室)(?: ?\d{1,3}床)?$|患者.*[男女岁]|^(?:住院|主治|主任|副主任|值班|经治)(?:医师|医生)$|脱敏|隐去|隐藏|匿名|去标识|略"
)
_RESOURCE_ID = re.compile(
    r"\"resourceType\"\s{0,3}:\s{0,3}\"(?!ValueSet|CodeSystem|StructureDefinition|ConceptMap|CapabilityStatement|OperationOutcome|Library|Measure|Questionnaire\"|PlanDefinition|ActivityDefinition|ImplementationGuide|SearchParameter|NamingSystem)[A-Z]\w{2,40}\"\s{0,3},\s{0,12}\"id\"\s{0,3}:\s{0,3}\"(?P<v>[^\"\n]{1,64}+)\""
)
_IDENTIFIER = re.compile(
    r"\"system\"\s{0,3}:\s{0,3}\"[^\"\n]{0,120}+\"\s{0,3},\s{0,12}\"value\"\s{0,3}:\s{0,3}\"(?!urn:oid|urn:ietf|https?://)(?P<v>[^\"\n]{3,64}+)\"|\"value\"\s{0,3}:\s{0,3}\"(?P<w>[A-Z0-9-]{0,12}\d{4}[A-Z0-9-]{0,20}+)\""
)
# Keys of log lines that name a user: the value is a person's short name.
_USERS = frozenset(
    {
        "user",
        "usr",
        "uid",
        "username",
        "user_name",
        "login",
        "actor",
        "operator",
        "author",
        "patient",
        "pt",
        "owner",
        "nurse",
        "doctor",
        "provider",
        "by",
    }
)
_SYSTEM_USERS = frozenset(
    {
        "root",
        "admin",
        "system",
        "service",
        "nobody",
        "guest",
        "test",
        "unknown",
        "none",
        "null",
        "anonymous",
        "true",
        "false",
        "postgres",
        "daemon",
    }
)


class Keyed(LocalRecognizer):
    """Reads values by their keys."""

    def __init__(self) -> None:
        super().__init__(supported_entities=[kind.value for kind in Kind], name="keyed", supported_language=LANGUAGE)

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None) -> list[Any]:
        """Every value whose key names an identifier."""
        del entities, nlp_artifacts
        results = [*_assigned(text)] if "=" in text else []
        if '":' in text or '" :' in text:
            results += _json(text)
        return results


def _assigned(text: str) -> list[Any]:
    results = []
    for match in _ASSIGNED.finditer(text):
        group = "q" if match["q"] else "v"
        value = match[group]
        kind = kind_of(match["key"], value)
        if (
            kind is None
            and plain_label(match["key"]) in _USERS
            and value[0].isalpha()
            and value.casefold() not in _SYSTEM_USERS
            and not is_medical(value)
        ):
            kind = Kind.NAME
        if kind and (kind is not Kind.NAME or not is_medical(value)):
            results.append(found(kind, *match.span(group), GOOD))
    return results


def _json(text: str) -> list[Any]:
    results = []
    for match in _PAIR.finditer(text):
        values = (
            [match.span("v")] if match["v"] else [item.span(1) for item in _ITEM.finditer(text, *match.span("list"))]
        )
        for start, end in values:
            kind = kind_of(match["key"], text[start:end])
            if kind and not (kind is Kind.LOCATION and is_generic_place(text[start:end])):
                results.append(found(kind, start, end, GOOD))
    results += [
        found(Kind.NAME if match["person"] else Kind.ORG, *match.span("v"), STRONG)
        for match in _DISPLAY.finditer(text)
        if not is_medical(match["v"]) and not _NOT_NAMED.search(match["v"])
    ]
    results += [found(Kind.OTHER_ID, *match.span("v"), STRONG) for match in _RESOURCE_ID.finditer(text)]
    for match in _IDENTIFIER.finditer(text):
        group = "v" if match["v"] else "w"
        if any(map(str.isdigit, match[group])):
            results.append(found(Kind.OTHER_ID, *match.span(group), GOOD))
    return results


KEYED = Keyed()

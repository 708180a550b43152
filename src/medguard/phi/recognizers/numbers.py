"""Numbers that belong to one person or one case, in English: by their label, their check digit, or their form.

45 CFR 164.514(b)(2)(i)(G)-(M) and (R): social security, record, plan, account, licence, vehicle and device numbers, and any
other unique number or code.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from presidio_analyzer import LocalRecognizer
from presidio_analyzer.nlp_engine import NlpArtifacts

from medguard.phi import checksums
from medguard.phi.kinds import Kind
from medguard.phi.reading import LANGUAGE
from medguard.phi.recognizers.table import FAIR, GOOD, STANDARD, STRONG, SURE, Table, any_of, found, row

# Labels in small letters. A space stands for spaces or nothing ("user name", "username"), a bar for "or".
# The first list suffices alone; the second needs "number", "no.", "id", "#", "=" or ":" behind it.
_LABELS: dict[Kind, tuple[str, str]] = {
    Kind.MRN: (
        (
            "mrn|mrns|mr#|medical record|med rec|medical rec|health record|hospital number|unit number|chart number|patient id|patient identifier|patient number|"
            "pt id|pid|csn|nhs|nhi|chi|nhc|empi|mpi|urn|uhid|hospital id|hospital no|hosp no|hosp #|unit #|encounter id|encounter number|visit id|visit number|fin|"
            "id band|record number|wristband"
        ),
        "chart|record|emr|ehr|encounter|enc|visit|patient|pt|admission|case record|folder|hospital|hosp|unit|registration|reg|mr|ur",
    ),
    Kind.HEALTH_PLAN: (
        (
            "member id|member identifier|member number|insurance id|insurance policy|insurance number|policy id|policy number|policy no|subscriber id|subscriber number|"
            "beneficiary|beneficiary id|medicare|medicare id|medicaid id|medicaid number|mbi|hicn|health plan|health plan id|group id|group number|grp|plan id|payer id|"
            "poliza|póliza|indemnity policy|claim number|claim id|claim"
        ),
        "sub|member|policy|subscriber|insurance|ins|group|plan|medicaid|auth|authorization|prior auth|pre auth|preauth|coverage|certificate of coverage|rxbin|rxgrp|rx bin|rx grp|pcn",
    ),
    Kind.ACCOUNT: (
        "acct|acct.|account|accounts|billing account|guarantor id|iban|bank account|routing|aba|invoice|har|card auth|auth code|approval code",
        "billing|bill|bank|card|credit card|debit card|payment|sort code|guarantor|guar|receipt|check|cheque|transaction",
    ),
    Kind.LICENSE: (
        (
            "dea|npi|driver license|driver licence|drivers license|driver's license|driver's licence|drivers licence|driving license|driving licence|medical license|"
            "medical licence|nursing license|professional license|state license|physician license|pharmacy license|rn license|md license|license number|licence number|"
            "license no|licence no|license id|lic|lic.|dl#|cdl|dl|upin|clia|certificate id|certificate number|certificate no|gmc|nmc|imc|ahpra|registration number"
        ),
        "license|licence|certificate|certification|credential|permit|id seen",
    ),
    Kind.PASSPORT: ("passport|travel document", "visa|alien|green card|immigration|a-number"),
    Kind.VEHICLE: (
        "vin|vehicle identification|license plate|licence plate|plate number|plate id|plate no|number plate|registration plate|rego",
        "plate|vehicle",
    ),
    Kind.DEVICE: (
        (
            "serial|serial number|serial no|serial id|serial #|ser|ser.|s/n|sn|udi|udi-di|imei|device id|device identifier|device serial|implant id|implant serial|lead serial|"
            "asset|proc|asset tag|asset id|mac address|lifeline unit|meter|processor"
        ),
        "device|implant|pacemaker|pump|generator|monitor|equipment|machine|model sn",
    ),
    Kind.OTHER_ID: (
        (
            "accession|acc#|specimen id|specimen number|specimen no|sample id|sample number|sample no|order id|order number|order no|study id|study subject|subject id|"
            "subject number|subj|participant id|participant number|participant no|case id|case number|case no|case #|requisition|req#|ticket id|ticket number|ticket no|ticket|"
            "confirmation id|confirmation number|confirmation code|reference id|reference number|reference no|ref#|ref no|message id|message control id|msgid|msg id|rx#|rx no|"
            "rx number|prescription id|prescription number|prescription no|employee id|employee number|emp#|emp id|badge|badge id|staff id|tracking|tracking number|tracking id|waybill|"
            "barcode|report id|report number|donor id|donor number|tax id|tin|ein|itin|national id|id card|identity card|document id|resource id|image id|series uid|docket|"
            "family id|chain of custody|screening no|screening number|kit number|drug kit|kit|bus pass no|bus pass|form no|order no.|file no|inc#|inc #|incident no|incident number|bag tag|"
            "study no|newborn screen card|screen card|library card|case|interpreter id|job|protection order no|request id|job id|trace id|correlation id|device token|run number|run no|call number"
        ),
        (
            "specimen|spec|sample|order|subject|subj|participant|study|id|identifier|reference|ref|employee|emp|prescription|report|slide|block|donor|screening|randomization|"
            "randomisation|locker|file|incident|mri|rx|requisition|req|confirmation|acc|proband|op|message|msg|protocol deviation|appeal|referral|complaint|log|session|request"
        ),
    ),
}
_NUMBER = r"(?:\s{0,2}(?:numbers?|no\b\.?|num\b\.?|nr\b\.?|id\b|ids\b|#s?|code))"
_LINK = r"[\"']?\s{0,3}(?:(?:is|was|of|reads|:|=|#|-{1,2}>?|\(|\.(?= ))\s{0,3}){0,3}[\"']?"
# A code: letters and digits in groups, at least one digit; behind it further groups of digits, if no unit follows.
_GROUP = r"(?: (?=[A-Z]?\d)(?:\d{2,5}(?:-\d{1,4})?|[A-Z]\d{2,4})(?![\w/:]|[.,]\d|-\d| ?(?:mg|ml|mcg|%|mmol|y/?o|yrs?|years?|[MF]\b|days?|hours?|hrs?)))"
_CODE = (
    r"(?P<v>(?:[A-Z]{1,4} (?=[0-9A-Z-]*\d{4}|\d{2,3} \d))?(?=[A-Z:/.-]{0,12}\d)[A-Z0-9](?:[A-Z0-9*]|[-/._:](?=[A-Z0-9*])){2,34}+"
    rf"{_GROUP}{{0,4}}(?: [A-Z](?![\w'./]))?|[A-Z0-9]{{1,3}}{_GROUP}{{1,4}})(?! ?(?:mg|ml|mcg|%|mmol))"
)
_NOT_CODE = re.compile(
    r"(?:(?:PMID|PMC|NCT|ICD|CPT|HCPCS|LOINC|SNOMED|SCT|RXCUI|NDC|DOI|LOT)[ :].*|NCT\d{8}|CRD42\d+|PMC\d+|PMID\d*|ISRCTN\d+|ICD-?\d*|COVID-?\d*|SARS-.*|CPT-?\d+|LOINC.*|RXCUI.*|SNOMED.*|H\d+N\d+|CA-?\d{2,3}(?:-\d)?|"
    r"\d{1,3}(?:\.\d+)?(?:MG|ML|MCG|KG|CM|MM|HRS?|H|DAYS?|D|ST|ND|RD|TH|X|YO?|F|M|W|WKS?|MIN|BPM)|(?:19|20)\d{2}|\d{1,2}/\d{1,2}|\d{1,3}/\d{2,3}|\d+\.\d{1,2}|"
    r"\d{1,2}:\d{2}(?::\d{2})?|\d{1,2}-\d{1,2}|[A-Z]{2,4} \d{1,4}|(?:19|20)\d{2}-(?:19|20)?\d{2}|Q\d{1,2}H?|X\d{1,2}|\d{3,5}FS\*?\d*|(?:URN:)?(?:OID|IETF|ISO|UUID):.*|[BCTLS]\d{1,2}(?:-[CTLS]?\d{1,2})?|V?\d+\.\d+(?:\.\d+)+|V\d+\.\d+|\d+(?:\.\d+)?(?:MG|MCG|UG|G|ML|IU|U)[*X×/]\d{1,3}\w?)",
    re.IGNORECASE,
)
_DIGITS_OF_A_WEAK_CODE = 4
_DIGITS_OF_A_LONG_CODE = 7
_MIXED = re.compile(r"[A-Z]{1,4}[-/]?\d[A-Z0-9/-]*|[A-Z0-9]+[-/][A-Z0-9/-]*[A-Z]+", re.IGNORECASE)
# "Chart T 118844"; the row of a customer system, "ref 1-5BX92KA".
_OF_ONE_CHART = frozenset({"chart", "record", "folder", "casenote", "case", "mr", "ur"})
_LETTER_AND_NUMBER = re.compile(r"[A-Z]{1,3} \d{5,8}")
_ROW_ID = re.compile(r"1-(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]{6,9}")
_PROTEIN = re.compile(r"p\.\(?$")
"""What stands before an amino acid of a variant: "p.(Ser1982ArgfsTer22)" (HGVS)."""
_EXPLAINS = re.compile(r"[:=#(]|\b(?:is|no|number|id)\b", re.IGNORECASE)


def _words(labels: str) -> list[str]:
    return labels.split("|")


_PLAIN = re.compile(r"[ _-]+")
_ALWAYS = {_PLAIN.sub("", label): kind for kind, (always, _) in _LABELS.items() for label in _words(always)}
_WITH_NUMBER = {_PLAIN.sub("", label): kind for kind, (_, weak) in _LABELS.items() for label in _words(weak)}
_LABELLED = re.compile(
    rf"(?<![^\W_])(?P<label>{any_of([label for pair in _LABELS.values() for labels in pair for label in _words(labels)])})(?![^\W\d_])\.?"
    rf"(?P<link>{_NUMBER}{{0,2}}{_LINK}){_CODE}",
    re.IGNORECASE,
)


_SERIAL = frozenset({"serial", "sn", "ser"})
# "serial 7s", "Sn 150 kV": a test of attention, a filter of tin.
_NOT_SERIAL = re.compile(r"[37]'?s\b.*|\d{1,3}")


def _is_code(value: str) -> bool:
    """Whether a labelled code is one, and not a trial, a dose, a time or a year."""
    return (
        not _NOT_CODE.fullmatch(value)
        and sum(map(str.isalnum, value)) > 2  # noqa: PLR2004 - "no. 2" is a count
        and any(map(str.isdigit, value))
    )


class LabelledCodes(LocalRecognizer):
    """Finds codes by the label before them: one scan for all labels, which a dictionary tells apart."""

    def __init__(self) -> None:
        super().__init__(
            supported_entities=[kind.value for kind in _LABELS], name="labelled codes", supported_language=LANGUAGE
        )

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None) -> list[Any]:
        """Every labelled code."""
        del entities, nlp_artifacts
        results = []
        for match in _LABELLED.finditer(text):
            value = match["v"]
            if not _is_code(value) or _PROTEIN.search(text, max(0, match.start() - 3), match.start()):
                continue
            label = _PLAIN.sub("", match["label"].casefold())
            if label in _SERIAL and _NOT_SERIAL.fullmatch(value):
                continue
            digits = sum(map(str.isdigit, value))
            if kind := _ALWAYS.get(label):
                # "case 12", "job 7 days": a word of every day needs a real code or a sign between.
                if digits < 3 and not _EXPLAINS.search(match["link"]):  # noqa: PLR2004 - three digits are a code
                    continue
                results.append(found(kind, *match.span("v"), STRONG))
            elif (
                digits >= _DIGITS_OF_A_WEAK_CODE
                and (
                    _EXPLAINS.search(match["link"])
                    # A catalogue number of an implant stands behind a bare "ref".
                    or (label != "ref" and (digits >= _DIGITS_OF_A_LONG_CODE or _MIXED.fullmatch(value)))
                    or (label in _OF_ONE_CHART and _LETTER_AND_NUMBER.fullmatch(value))
                    or _ROW_ID.fullmatch(value)
                )
            ) or ("#" in match["link"] and digits > 2):  # noqa: PLR2004
                results.append(found(_WITH_NUMBER[label], *match.span("v"), GOOD))
        return results


def _ssn(value: str) -> bool:
    """Not the telephone directory's 0000; areas 000 and 9xx do appear, in test data and as tax numbers."""
    digits = "".join(filter(str.isdigit, value))
    return len(set(digits)) > 1


_NDC = re.compile(r"\d{5}-\d{4}-\d{1,2}|\d{4}-\d{4}-\d{2}|\d{5}-\d{3}-\d{2}|\d{4}-\d{6}-\d{2}|\d{2,7}-\d{2}-\d")
"""Forms of FDA drug codes (21 CFR 207.33), EudraCT trials and CAS substances, which are public."""
_ISO_DATE = re.compile(r"(?:19|20)\d{2}-\d{2}-\d{2}(?!\d)")
_ROUND = 100


def _groups(value: str) -> bool:
    """Groups of digits with hyphens: not a drug code, a date, a range or an ISBN."""
    return (
        sum(map(str.isdigit, value)) >= 7  # noqa: PLR2004 - less is a date or a series of values
        and not _NDC.fullmatch(value)
        and not value.startswith(("978-", "979-"))
        and not _ISO_DATE.match(value)
        and not _is_tapered(value)
    )


def _is_tapered(value: str) -> bool:
    """Whether groups are doses that fall or rise: 60-40-20-10."""
    parts = [int(part) for part in re.split(r"\D+", value) if part]
    falls = all(first > second for first, second in pairwise(parts))
    return max(parts, default=_ROUND) < 10 * _ROUND and (falls or all(a < b for a, b in pairwise(parts)))


def _plate(value: str) -> bool:
    """Letters and digits in capitals, five characters or more."""
    mixed = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    return mixed and value.upper() == value and len(value) > 4 and not value.startswith(("MIC", "ICD", "F-"))  # noqa: PLR2004


_QUARTER = re.compile(r"(?:[01]\d|2[0-3])(?:00|15|30|45)")
"""A time at which shifts begin and end: 2100-0730."""


def _pair(value: str) -> bool:
    """Four digits twice: not two years and not a range of round numbers."""
    first, second = value.split("-")
    years = all(part[:2] in {"19", "20"} for part in (first, second))
    shift = all(_QUARTER.fullmatch(part) for part in (first, second))
    return not years and not shift and bool(int(first) % _ROUND or int(second) % _ROUND)


def _coded(value: str) -> bool:
    """Letters and digits in groups with at least five digits in all."""
    return sum(map(str.isdigit, value)) > 4 and not _NOT_CODE.fullmatch(value)  # noqa: PLR2004 - fewer is a product or a scale


_PUBLIC = (
    r"(?!(?:NCT|PMC|PMID|ISRCTN|CVE|ICD|CPT|HCPCS|CAS|SARS|COVID|LOT|OMIM|DOI|CHEMBL|GCA|NM|NP|NR|XM|ENS|LOINC|SNOMED|SCT|RXCUI|NDC|GTIN|UPC|HLA|VCV|RCV|SCV|HGNC|"
    r"MIM|HP|GO|MONDO|ORPHA|CUI|RS|ISO|IEC|IEEE|ASTM|ANSI|DIN|EN|RFC|UTF|EPA|CFR|USC|DSM|BMS|LY|MK|AZD|ABT|GS|AMG|RG|PF|GSK|JNJ|BI|TAK|SAR|ONO|INCB|BAY|SCH|MLN|BGB|"
    r"PEPID|ACTRN|DRKS|CHICTR|CTRI|JRCT|UMIN|EUCTR|KCT|ARTG|REV|VERSION|PART|MODEL)\b|(?:NCT|CRD|PMC|PMID|ISRCTN|VCV|RCV|SCV|OMIM|RXCUI|LOT|RS|ENS[GTP]|HGNC|CVE|SNOMED|ACTRN|UMIN)\d|(?:[HZSJBTF]C?|JS|YB[HZ])(?:19|20)\d{6}(?!\d))"
)
_OPENS = r"(?:api[_ -]?key|apikey|secret(?:[_ -]?key)?|access[_ -]?(?:key|token)|auth[_ -]?token|client[_ -]?secret|token|tok|passw(?:or)?d|pwd|passcode|passphrase|session(?:[_ -]?id)?|bearer|pin(?: code)?)"

NUMBERS = Table(
    "numbers",
    [
        row(Kind.SSN, r"(?<![\w.-])\d{3}-\d{2}-\d{4}(?![\w-]|\.\d)", STRONG, _ssn),
        row(
            Kind.SSN,
            r"\b(?:ssn|ss#|s\.s\.(?:n\.)?|soc(?:ial)?(?:\.| )?sec(?:urity)?(?:\.|\b)|tax id)"
            + _NUMBER
            + "{0,2}"
            + _LINK
            + r"(?P<v>[\dX*]{3}[- .]?[\dX*]{2}[- .]?\d{4})\b",
            SURE,
            any_case=True,
        ),
        # Last four digits: "SSN on file (last 4: 7753)", "card on file ends 0921", "record ends in 4471".
        row(
            Kind.SSN,
            r"\b(?:ssn|social(?: security)?)[^\n\d]{0,24}(?:last (?:four|4)|ending|ends)(?: digits)?(?: in| with)?[^\n\w]{0,4}(?:(?:is|are|of) )?(?P<v>\d{4})\b",
            STRONG,
            any_case=True,
        ),
        row(
            Kind.ACCOUNT,
            r"\b(?:card|visa|mastercard|amex|account|acct|id|mrn|record|member|number|policy|phone|cell)\b[^\n\d]{0,24}(?:\bending|\bends?|\blast (?:four|4)(?: digits)?)(?: in| with)?[^\n\w]{0,4}(?:(?:is|are|of) )?"
            r"(?P<v>\d{3,5})\b(?! ?(?:days|weeks|mg|ml))",
            STRONG,
            any_case=True,
        ),
        # Masked numbers still tell their last digits.
        row(
            Kind.OTHER_ID,
            r"(?<![\w*])(?:[*#•]{3,9}|[xX]{3,9})(?:[- ]?(?:[*#•]{2,6}|[xX]{2,6}))?[- ]?(?P<v>\d{3,6})(?![\w*/%]|\.\d| ?(?:mg|ml|mcg))",
            GOOD,
        ),
        # Seven to ten digits stand for somebody, unless a terminology or a batch stands before them.
        row(
            Kind.MRN,
            r"(?<![\w.,/:=^-])\d{7,10}(?![\w^-]|[.,]\d| ?(?:copies|IU|cells|units?|/|mg|ml|x|×|元|万|CFU))",
            FAIR,
            any_case=True,
            unless=r"(?:PMID|PMCID|SNOMED(?:[ -]CT)?|SCTID|RxNorm|RXCUI|NDC|GTIN|UPC|OMIM|MeSH|CAS|UMLS|CID|lot|batch|code|concept|sct\||version|build|seed|rand(?:om)?|heap|批号|准字|批次|数量)[\"']?(?: (?:id|code|no\.?|number))?[:=# ]{0,4}[\"']?",
        ),
        row(Kind.MRN, r"(?<![\w.-])\d{3} \d{3} \d{4}(?![\w-]|\.\d)", GOOD, checksums.nhs),
        # Written in pieces: "UR 1 6 2 0 4 4".
        row(
            Kind.MRN,
            r"(?<![\w.-])\d{1,4}(?: \d{1,4}){2,8}(?![\w%/:]|[.,-]\d| ?(?:m?[gl]|mcg|kg|cm|mm|days?|weeks?|years?|bpm)\b)",
            GOOD,
            lambda v: sum(map(str.isdigit, v)) > 5,  # noqa: PLR2004 - fewer are values in a row
            after=r"\b(?:ur|urn|mr|mrn|chi|nhs|chart|record|hosp(?:ital)?)(?: (?:no\.?|number))?[ :#]{1,3}",
        ),
        row(
            Kind.HEALTH_PLAN,
            r"(?<![\w-])[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}(?![\w-])",
            STRONG,
        ),
        # Australia: four, five and one, and the line of the card.
        row(Kind.HEALTH_PLAN, r"(?<![\w.-])[2-6]\d{3} \d{5} \d(?: ?/ ?\d)?(?![\w/-]|\.\d)", GOOD),
        row(Kind.ACCOUNT, r"(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-]|\.\d)", SURE, checksums.bank_card),
        row(
            Kind.ACCOUNT,
            r"(?<![\w])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)",
            SURE,
            checksums.iban,
        ),
        row(Kind.LICENSE, r"(?<![\w-])[ABCDEFGHJKLMPRSTUX][A-Z9]\d{7}(?![\w-])", GOOD, checksums.dea),
        row(Kind.LICENSE, r"(?<![\w.-])[12]\d{9}(?![\w-]|\.\d)", FAIR, checksums.npi),
        row(Kind.PASSPORT, r"(?<![\w<])[PIACV][A-Z<][A-Z]{3}[A-Z0-9<]{25,39}(?:\n[A-Z0-9<]{30,44}){1,2}", STRONG),
        row(Kind.VEHICLE, r"(?<![\w-])[A-HJ-NPR-Z0-9]{17}(?![\w-])", SURE, checksums.vin),
        # A plate behind its word or behind a car: "plate SD 4K2 917", "tag BIRD1E", "silver Camry LTK-4471".
        row(
            Kind.VEHICLE,
            r"(?<![\w-])(?![A-Z]{2} [A-Z0-9]{1,5} [A-Z0-9])(?=[A-Z]{0,6}[- ]?\d|\d{1,3}[A-Z])[A-Z0-9]{1,7}(?:[- ][A-Z0-9]{2,5})?(?![\w-])",
            GOOD,
            _plate,
            after=r"\b(?:plates?|tag|rego|tail(?: no\.?| number)?|veh(?:icle)?:?[\w ]{0,24}|car|ute|lorry|taxi|motorcar|truck|van|sedan|suv|pickup|scooter|motorcycle|motorbike|minivan|camry|civic|corolla|accord|buick|toyota|honda|ford|"
            r"chevy|chevrolet|nissan|hyundai|kia|subaru|jeep|dodge|tesla|bmw|audi|volvo|mazda|prius|f-?150)(?: (?:number|no\.?|reg))?[ ,:#]{1,3}(?:(?:is|[A-Z]{2}) )?",
        ),
        row(Kind.DEVICE, r"\(01\)\d{14}(?:\((?:10|11|17|21|240)\)[A-Za-z0-9-]{1,20}){0,5}", SURE),
        row(
            Kind.OTHER_ID,
            r"(?<![\w-])[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}(?![\w-])",
            STRONG,
        ),
        row(
            Kind.OTHER_ID,
            r"\b(?:Patient|Encounter|Observation|Practitioner(?:Role)?|RelatedPerson|Condition|Procedure|MedicationRequest|DiagnosticReport|DocumentReference|Coverage|Claim|Specimen|ServiceRequest|Organization|Location|Device|Appointment|EpisodeOfCare|"
            r"Immunization|AllergyIntolerance|CarePlan|CareTeam|Goal|ImagingStudy|Media|Communication|Task|Composition|Bundle|Group|Person|Account|ExplanationOfBenefit|MedicationStatement|MedicationAdministration|QuestionnaireResponse)/(?P<v>[A-Za-z0-9.-]{1,64})",
            STRONG,
            lambda v: any(map(str.isdigit, v)),
        ),
        row(
            Kind.OTHER_ID,
            r"(?<![^\W_])(?:no\b|nr\b|num\b|number\b)[.:#]{1,2} ?(?P<v>[A-Z0-9](?:[A-Z0-9]|[-/](?=[A-Z0-9])){3,20}+)(?![\w%]|\.\d| ?(?:mg|ml))",
            GOOD,
            lambda v: sum(map(str.isdigit, v)) > 3 and not _NOT_CODE.fullmatch(v),  # noqa: PLR2004
            any_case=True,
        ),
        row(
            Kind.OTHER_ID,
            r"(?<![\w&#])#(?P<v>\d{4,12}(?:-\d{2,6})?)(?![\w%]|\.\d)",
            GOOD,
            unless=r"\b(?:O?MIM|PMID|HGNC) ?",
        ),
        # Forms that only record systems make: accession and case numbers, serials, docket numbers.
        row(Kind.OTHER_ID, rf"(?<![\w./-]){_PUBLIC}[A-Z]{{1,4}}-?\d{{6,12}}[A-Z]?(?![\w/-]|\.\d)", FAIR),
        row(Kind.OTHER_ID, rf"(?<![\w./-]){_PUBLIC}[A-Z]{{2,4}}-\d{{5}}(?![\w/-]|\.\d)", FAIR),
        row(Kind.OTHER_ID, rf"(?<![\w./-]){_PUBLIC}[A-Z]{{1,5}}\d{{2,4}}-\d{{4,8}}(?![\w/-]|\.\d)", FAIR),
        row(
            Kind.OTHER_ID,
            rf"(?<![\w./-]){_PUBLIC}[A-Z]{{1,6}}[-/.](?:[A-Z]{{0,4}}\d{{2,8}}[A-Z]{{0,2}})(?:[-/.][A-Z0-9]{{1,10}}){{1,4}}(?![\w/-]|\.\d)",
            FAIR,
            _coded,
        ),
        row(Kind.OTHER_ID, r"(?<![\w./-])\d{2}[-:][A-Z]{1,3}[-:]\d{4,8}(?:[-/][A-Z]{1,4})?(?![\w-]|\.\d)", FAIR),
        row(Kind.OTHER_ID, r"(?<![\w./-])\d{1,8}(?:-\d{2,8}){2,4}(?:-[A-Z0-9]{1,3})?(?![\w/-]|\.\d)", FAIR, _groups),
        row(
            Kind.OTHER_ID,
            r"(?<![\w./-])\d{4}-\d{4}(?![\w/-]|\.\d| ?(?:mg|ml|mcg|k?cal|IU|units?))",
            FAIR,
            _pair,
            unless=STANDARD,
        ),
        # Secrets pasted with the text open more than one chart.
        row(
            Kind.OTHER_ID,
            r"(?<![\w-])(?:sk-[A-Za-z0-9_-]{16,200}+|(?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{10,200}+|gh[opsur]_[A-Za-z0-9]{20,200}+|github_pat_\w{20,200}+|glpat-[\w-]{16,200}+|hf_[A-Za-z0-9]{20,200}+|xox[abeprs]-[A-Za-z0-9-]{10,200}+|"
            r"(?:AKIA|ASIA)[A-Z0-9]{16}|AIza[\w-]{30,60}+|eyJ[\w-]{8,2000}+\.[\w-]{8,4000}+(?:\.[\w-]{4,2000}+)?|SG\.[\w-]{16,80}+\.[\w-]{16,80}+|npm_[A-Za-z0-9]{30,60}+)",
            SURE,
        ),
        row(
            Kind.OTHER_ID,
            r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[A-Za-z0-9+/=\s]{0,8000}+(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?",
            SURE,
        ),
        row(
            Kind.OTHER_ID,
            rf"(?<![^\W_]){_OPENS}[\"']?(?: is)? ?[:=] ?[\"']?(?:Bearer )?(?P<v>[^\s\"',;<>()]{{4,200}}+)",
            STRONG,
            lambda v: any(map(str.isdigit, v)),
            any_case=True,
        ),
        row(Kind.OTHER_ID, r"\bBearer (?P<v>[A-Za-z0-9._~+/=-]{16,2000}+)", STRONG),
    ],
)
LABELLED_CODES = LabelledCodes()

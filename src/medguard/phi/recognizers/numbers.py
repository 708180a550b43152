"""Numbers that belong to one person or one case, in English: by their label, their check digit, or both."""

from __future__ import annotations

import re

from medguard.phi import checksums
from medguard.phi.kinds import Kind
from medguard.phi.recognizers.table import FAIR, GOOD, STRONG, SURE, Row, Table, row

# A code: letters and digits in groups, at least one digit; spaces only between groups of three digits or more.
_CODE = r"(?P<v>(?=[A-Z-]{0,12}\d)[A-Z0-9](?:[A-Z0-9*]|[-/._](?=[A-Z0-9*])){2,34}+(?: \d{3,4}(?![\w/.])){0,4})(?! ?(?:mg|ml|mcg|%|mmol))"
_NUMBER = r"(?:\s{0,2}(?:numbers?|no\b\.?|num\b\.?|nr\b\.?|id\b|ids\b|#|code))"
_LINK = r"[\"']?\s{0,3}(?:(?:is|was|of|reads|:|=|#|-{1,2}>?|\()\s{0,3}){0,3}[\"']?"
_NOT_CODE = re.compile(
    r"(?:NCT\d{8}|PMC\d+|PMID\d*|ISRCTN\d+|ICD-?\d*|COVID-?\d*|SARS-.*|CPT-?\d+|LOINC.*|RXCUI.*|SNOMED.*|H\d+N\d+|CA-?\d{2,3}(?:-\d)?|"
    r"\d{1,3}(?:\.\d+)?(?:MG|ML|MCG|KG|CM|MM|HRS?|DAYS?|ST|ND|RD|TH)|(?:19|20)\d{2})",
    re.IGNORECASE,
)


def _is_code(value: str) -> bool:
    """Whether a labelled code is one, and not a trial, a dose or a year."""
    return not _NOT_CODE.fullmatch(value) and sum(map(str.isalnum, value)) > 2  # noqa: PLR2004 - "no. 2" is a count


def labelled(kind: Kind, always: str, with_number: str = "") -> list[Row]:
    """Rows for a code after a label: words that suffice alone, and words that need "number", "no." or "#" after them."""
    rows = [row(kind, rf"(?<![\w-])(?:{always}){_NUMBER}{{0,2}}{_LINK}{_CODE}", STRONG, _is_code, any_case=True)]
    if with_number:
        rows += [
            row(kind, rf"(?<![\w-])(?:{with_number}){_NUMBER}{{1,2}}{_LINK}{_CODE}", STRONG, _is_code, any_case=True),
            row(kind, rf"(?<![\w-])(?:{with_number})\s?[:=]\s{{0,2}}{_CODE}", GOOD, _long_code, any_case=True),
        ]
    return rows


def _long_code(value: str) -> bool:
    return _is_code(value) and sum(map(str.isdigit, value)) > 3  # noqa: PLR2004 - shorter is a dose or a score


def _ssn(value: str) -> bool:
    """Not the telephone directory's 0000; areas 000 and 9xx do appear, in test data and as tax numbers."""
    digits = "".join(filter(str.isdigit, value))
    return len(set(digits)) > 1


NUMBERS = Table(
    "numbers",
    [
        row(Kind.SSN, r"(?<![\w.-])\d{3}-\d{2}-\d{4}(?![\w-]|\.\d)", STRONG, _ssn),
        row(
            Kind.SSN,
            r"\b(?:ssn|ss#|soc(?:ial)?(?:\.| )?sec(?:urity)?(?:\.|\b))"
            + _NUMBER
            + "{0,2}"
            + _LINK
            + r"(?P<v>[\dX*]{3}[- .]?[\dX*]{2}[- .]?\d{4})\b",
            SURE,
            any_case=True,
        ),
        row(
            Kind.SSN,
            r"\b(?:ssn|social(?: security)?)[\w\s]{0,24}(?:last (?:four|4)|ending(?: in)?)[^\w]{0,3}(?:digits )?(?:is |are |of )?(?P<v>\d{4})\b",
            STRONG,
            any_case=True,
        ),
        *labelled(
            Kind.MRN,
            r"mrns?|mr#|medical record|med rec|medical rec\.?|health record|hospital number|unit number|chart number|patient (?:id|identifier|number)|pt\.? id|pid|csn|"
            r"nhs|emr|ehr|empi|mpi|urn|uhid|hospital (?:id|no\b\.?)|encounter (?:id|number)|visit (?:id|number)|fin",
            r"chart|record|encounter|visit|patient|admission|case record|file|folder|hospital|registration|reg",
        ),
        # Seven to ten digits stand for somebody, unless a terminology or a batch stands before them: then ``v`` stays empty.
        row(
            Kind.MRN,
            r"(?:PMID|PMCID|SNOMED(?:[ -]CT)?|SCTID|RxNorm|RXCUI|NDC|GTIN|UPC|OMIM|MeSH|CAS|UMLS|CID|lot|batch|code|concept|version|build|批号|准字|批次|数量)[\"']?(?: (?:id|code|no\.?|number))?[:=# ]{0,4}[\"']?\d{4,18}"
            r"|(?<![\w.,/:=^-])(?P<v>\d{7,10})(?![\w-]|[.,]\d| ?(?:copies|IU|cells|units?|/|mg|ml|x|×|元|万))",
            FAIR,
            any_case=True,
        ),
        row(Kind.MRN, r"(?<![\w.-])\d{3} \d{3} \d{4}(?![\w-]|\.\d)", GOOD, checksums.nhs),
        *labelled(
            Kind.HEALTH_PLAN,
            r"member (?:id|identifier|number)|insurance (?:id|member id|policy|number)|policy (?:id|number|no\b\.?)|subscriber (?:id|number)|beneficiary(?: id)?|"
            r"medicare(?: id)?|medicaid(?: id)?|mbi|hicn|health plan(?: id)?|group (?:id|number)|plan id|payer id",
            r"member|policy|subscriber|insurance|group|plan|claim|auth(?:orization)?|prior auth(?:orization)?|coverage|certificate of coverage",
        ),
        row(
            Kind.HEALTH_PLAN,
            r"(?<![\w-])[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}(?![\w-])",
            STRONG,
        ),
        *labelled(
            Kind.ACCOUNT,
            r"acct\.?|account(?:s)?|billing account|guarantor(?: id)?|iban|bank account|routing|aba|invoice|har",
            r"billing|bill|bank|card|credit card|debit card|payment|sort code",
        ),
        row(Kind.ACCOUNT, r"(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-]|\.\d)", SURE, checksums.bank_card),
        row(
            Kind.ACCOUNT,
            r"\b(?:card|account|acct)\b[^\n\d]{0,20}(?:ending|ends|last (?:four|4)(?: digits)?)[^\n\d]{0,10}(?P<v>\d{4})\b",
            STRONG,
            any_case=True,
        ),
        row(
            Kind.ACCOUNT,
            r"(?<![\w])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)",
            SURE,
            checksums.iban,
        ),
        *labelled(
            Kind.LICENSE,
            r"dea|npi|(?:driver'?s?|driving|medical|nursing|professional|state|physician|pharmacy|rn|md) licen[cs]e|licen[cs]e (?:id|number|no\b\.?)|dl#|upin|clia|"
            r"certificate (?:id|number|no\b\.?)|gmc|nmc|registration (?:id|number)",
            r"licen[cs]e|lic\.?|certificate|certification|dl|credential|permit",
        ),
        row(Kind.LICENSE, r"(?<![\w-])[ABCDEFGHJKLMPRSTUX][A-Z9]\d{7}(?![\w-])", GOOD, checksums.dea),
        row(Kind.LICENSE, r"(?<![\w.-])[12]\d{9}(?![\w-]|\.\d)", FAIR, checksums.npi),
        *labelled(Kind.PASSPORT, r"passport|travel document", r"visa|alien|green card|immigration"),
        row(Kind.PASSPORT, r"(?<![\w<])[PIACV][A-Z<][A-Z]{3}[A-Z0-9<]{25,39}(?:\n[A-Z0-9<]{30,44}){1,2}", STRONG),
        *labelled(
            Kind.VEHICLE,
            r"vin|vehicle(?: identification)?|licen[cs]e plate|plate (?:id|number|no\b\.?)|number plate|registration plate",
            r"plate|car|tag",
        ),
        row(Kind.VEHICLE, r"(?<![\w-])[A-HJ-NPR-Z0-9]{17}(?![\w-])", SURE, checksums.vin),
        *labelled(
            Kind.DEVICE,
            r"serial(?: (?:number|no\b\.?|id))?|s/n|sn|udi(?:-di)?|imei|device (?:id|identifier|serial)|implant (?:id|serial)|lead serial|asset (?:tag|id)|mac(?: address)?",
            r"device|implant|pacemaker|pump|generator|monitor|equipment",
        ),
        row(Kind.DEVICE, r"\(01\)\d{14}(?:\((?:10|11|17|21|240)\)[A-Za-z0-9-]{1,20}){0,5}", SURE),
        *labelled(
            Kind.OTHER_ID,
            r"accession|acc#|specimen (?:id|number|no\b\.?)|sample (?:id|number|no\b\.?)|order (?:id|number|no\b\.?)|study (?:id|subject)|subject (?:id|number|no\b\.?)|participant (?:id|number|no\b\.?)|"
            r"case (?:id|number|no\b\.?)|requisition|req#|ticket (?:id|number|no\b\.?)|confirmation (?:id|number|code)|reference (?:id|number|no\b\.?)|ref#|message (?:id|control id)|rx ?(?:#|number|no\b\.?)|"
            r"prescription (?:id|number|no\b\.?)|employee (?:id|number)|badge(?: id)?|staff id|user ?(?:id|name)|username|login|tracking (?:id|number)|barcode|report (?:id|number)|donor (?:id|number)|"
            r"tax id|tin|ein|itin|national id|id(?:entity)? card|document id|resource id|image id|series uid",
            r"case|specimen|sample|order|subject|participant|study|id|identifier|reference|ref|badge|employee|prescription|report|slide|block|donor|screening|randomi[sz]ation|locker|ticket",
        ),
        row(
            Kind.OTHER_ID,
            r"(?<![\w-])[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}(?![\w-])",
            STRONG,
        ),
        row(
            Kind.OTHER_ID,
            r"\b(?:Patient|Encounter|Observation|Practitioner|RelatedPerson|Condition|Procedure|MedicationRequest|DiagnosticReport|DocumentReference|Coverage|Claim|Specimen|ServiceRequest|Organization|Location|Device|Appointment|EpisodeOfCare)/(?P<v>[A-Za-z0-9.-]{1,64})",
            STRONG,
            lambda v: any(map(str.isdigit, v)),
        ),
        row(
            Kind.OTHER_ID,
            r"(?<![\w./-])(?!NCT|PMC|PMID|ISRCTN|CVE|ICD|CPT|RS|CAS|SARS|LOT|OMIM|DOI|CHEMBL|GCA|NM|NP|NR|XM|ENS)[A-Z]{1,4}-?\d{6,12}(?![\w/-]|\.\d)",
            FAIR,
        ),
        row(
            Kind.OTHER_ID,
            r"(?<![\w./-])(?!NCT|CVE|ICD|CPT|SARS|COVID|LOT)[A-Z]{1,4}-\d{3,8}-\d{2,8}(?![\w/-]|\.\d)",
            FAIR,
        ),
        row(
            Kind.OTHER_ID,
            r"(?<![\w./-])(?!NCT|CVE|ICD|CPT|SARS|COVID|LOT|HLA)[A-Z]{2,6}-[A-Z]{1,4}\d{2,8}-\d{2,8}(?![\w/-]|\.\d)",
            FAIR,
        ),
    ],
)

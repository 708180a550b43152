"""English names by what stands around them: titles, credentials, labels, relations, the forms of HL7."""

from __future__ import annotations

from medguard.phi.kinds import Kind
from medguard.phi.recognizers.medical_words import is_medical
from medguard.phi.recognizers.table import FAIR, GOOD, STRONG, Table, row

# A capitalised word: Smith, O'Leary, McDonald, Al-Amin, Min-jun, ÉMILE.
_UPPER = r"[A-Z\u00c0-\u00d6\u00d8-\u00de\u0100-\u024f\u0370-\u03ff\u0400-\u04ff]"
_WORD = rf"{_UPPER}(?:[^\W\d_]|['.-](?=[^\W\d_])){{1,24}}+"
_INITIAL = rf"{_UPPER}\.?(?![^\W\d_])"
_LINK_WORD = r"(?:van|von|der|den|de|del|della|di|da|dos|du|la|le|bin|ibn|al|el|ter|ten|zu|St\.) "
_NAME = rf"(?:{_INITIAL} ?){{0,2}}(?:{_LINK_WORD}){{0,2}}{_WORD}(?:(?:,? (?:{_LINK_WORD}){{0,2}}|-)(?:{_WORD}|{_INITIAL})){{0,3}}(?:,? (?:Jr|Sr|II|III|IV)\b\.?)?"
_FULL = rf"(?:{_LINK_WORD}){{0,2}}{_WORD} (?:(?:{_LINK_WORD}){{1,2}}|(?:{_INITIAL} ){{1,2}})?{_WORD}(?:[ -]{_WORD})?(?:,? (?:Jr|Sr|II|III|IV)\b\.?)?"
_RUN = rf"(?:{_INITIAL} ?){{0,2}}(?:{_LINK_WORD}){{0,2}}{_WORD}(?: (?:(?:{_LINK_WORD}){{1,2}}|(?:{_INITIAL} ){{1,2}})?{_WORD}){{0,3}}(?:,? (?:Jr|Sr|II|III|IV)\b\.?)?"

_TITLE = (
    r"(?:[Dd][Rr]s?|[Mm][Rr][Ss]?|[Mm][Ss]|[Mm]iss|MISS|[Mm]x|[Pp]rof(?:essor)?|[Dd]octor|DOCTOR|[Nn]urse|NURSE|Sister|Sr|Rev(?:erend)?|Fr|Rabbi|Pastor|Chaplain|Sir|Dame|Lady|Lord|"
    r"Capt(?:ain)?|Lt|Sgt|Col|Officer|Judge|Mayor|Midwife|Therapist|Pharmacist|Surgeon|Attending|Resident|Fellow|Intern)\b\.?"
)
_CREDENTIAL = (
    r"(?:M\.?D\.?|D\.?O\.?|R\.?N\.?|N\.?P\.?|P\.?A\.?(?:-C)?|Ph\.?D\.?|Pharm\.?D\.?|D\.?D\.?S\.?|D\.?P\.?M\.?|D\.?V\.?M\.?|MBBS|FACS|FRCP|MRCP|FACC|LCSW|MSW|LPN|CRNA|CNM|"
    r"APRN|ARNP|DNP|FNP(?:-BC)?|BSN|MSN|DPT|PT|OT|OTR(?:/L)?|SLP|CCC-SLP|RPh|RD|RT|CNA|EMT(?:-P)?|Psy\.?D\.?|MPH|MS|MA|LMFT|LPC)"
)
_LABEL = (
    r"(?:patient(?:'s)? name|patient|pt(?:\.| name)?|name|full name|first name|last name|middle name|surname|given name|family name|maiden name|alias|a\.?k\.?a\.?|client|"
    r"resident|attending(?: physician)?|physician|provider|pcp|primary care(?: (?:physician|provider|doctor))?|surgeon|assistant|anesthesiologist|"
    r"referring(?: (?:physician|provider|doctor|md))?|referred by|ordering(?: (?:physician|provider))?|ordered by|consultant|author|signed(?: by)?|"
    r"electronically signed(?: by)?|e-signed by|dictated by|transcribed by|typed by|reviewed by|verified by|performed by|collected by|reported by|seen by|"
    r"prepared by|entered by|interpreted by|read by|approved by|witness(?:ed by)?|interpreter|cc|attn|attention|to|from|re|regarding|"
    r"emergency contact|contact(?: person)?|next of kin|nok|guardian|caregiver|spouse|husband|wife|mother|father|mom|dad|son|daughter|brother|sister|partner|"
    r"subscriber|insured|guarantor|policy ?holder|member name|beneficiary|participant|subject|employee|employer contact|nurse|therapist|radiologist|pathologist|"
    r"technologist|technician|tech|pharmacist|dentist|midwife|social worker|case manager|care coordinator|scribe|donor|recipient|driver|sender)"
)
_RELATION = (
    r"(?:[Mm]other|[Ff]ather|[Mm]om|[Mm]um|[Dd]ad|[Hh]usband|[Ww]ife|[Ss]pouse|[Pp]artner|[Ss]on|[Dd]aughter|[Bb]rother|[Ss]ister|[Aa]unt|[Uu]ncle|[Cc]ousin|[Nn]iece|[Nn]ephew|"
    r"[Gg]rand(?:mother|father|ma|pa|son|daughter)|[Bb]oyfriend|[Gg]irlfriend|[Ff]ianc[eé]e?|[Ff]riend|[Nn]eighbou?r|[Gg]uardian|[Cc]aregiver|[Ss]ibling|[Tt]win|[Bb]aby|[Ii]nfant|"
    r"[Rr]oommate|[Cc]oworker|[Tt]eacher|[Pp]atient|[Pp]t|[Cc]lient|[Aa]ttending|[Pp]hysician|[Pp]rovider|[Pp]ediatrician|[Cc]ardiologist|[Ss]urgeon|[Nn]eurologist|[Oo]ncologist|"
    r"[Rr]esident|[Ff]ellow|[Nn]urse|[Ii]ntern|[Ss]ocial worker|[Cc]ase manager|[Tt]herapist|[Pp]harmacist|PCP|RN|NP|PA)"
)
_NOT_AFTER = r"(?!(?:Hospital|Clinic|Center|Centre|Medical|Street|Avenue|Road|University|Disease|Syndrome)\b)"


def _name(words: str) -> bool:
    """Refuses words that are medicine or everyday speech from beginning to end."""
    return not is_medical(words)


def _not_a_heading(words: str) -> bool:
    """For weaker places, the first word alone decides: "Patient: Denies pain"."""
    return not is_medical(words) and not is_medical(words.replace(",", " ").split()[0])


ENGLISH_NAMES = Table(
    "english names",
    [
        row(Kind.NAME, rf"(?<![\w-]){_TITLE} {{1,2}}(?P<v>{_RUN})", STRONG),
        row(Kind.NAME, rf"(?<![\w-]){_TITLE} {{1,2}}(?:[Aa]nd|&|or) {_TITLE} {{1,2}}(?P<v>{_RUN})", STRONG),
        row(Kind.NAME, rf"(?<![\w-])(?P<v>{_RUN}),? {{1,2}}{_CREDENTIAL}(?![\w-])", STRONG, _not_a_heading),
        row(
            Kind.NAME,
            rf"(?<![\w-])(?i:{_LABEL})[\"']?(?: name)?[\"']?(?: {{0,3}}[:=]|\s?#:) {{0,6}}[\"']?(?:{_TITLE} )?(?P<v>{_NAME})",
            STRONG,
            _not_a_heading,
        ),
        row(
            Kind.NAME,
            rf"(?<![\w-])(?i:{_LABEL})[\"']? {{0,2}}[:=] {{0,3}}[\"']?(?P<v>{_UPPER}{{2,24}}, ?{_UPPER}{{2,24}}(?: {_UPPER}{{1,24}})?)\b",
            STRONG,
        ),
        row(
            Kind.NAME,
            rf"(?<![\w-])(?:(?:[Tt]he|[Hh]er|[Hh]is|[Mm]y|[Tt]heir|[Oo]ur) )?{_RELATION}(?:,| is| was| named| called|, named|, called)? {_NOT_AFTER}(?P<v>{_FULL})",
            STRONG,
            _not_a_heading,
        ),
        row(
            Kind.NAME,
            rf"(?<![\w-])(?:[Hh]er|[Hh]is|[Mm]y|[Tt]heir|[Oo]ur|[Tt]he) {_RELATION},? {_NOT_AFTER}(?P<v>{_WORD})(?=[,.;) ])",
            GOOD,
            _not_a_heading,
        ),
        row(
            Kind.NAME,
            rf"(?<![\w-])(?P<v>{_FULL})(?= (?:{_RELATION}|full|chart|history|record|medical|care|family|parents)\b)",
            GOOD,
            lambda v: v.endswith("s") and "'" in v and _not_a_heading(v),
        ),
        row(
            Kind.NAME, rf"(?<![\w-])(?:Baby|Infant)(?: (?:[Bb]oy|[Gg]irl|[AB]))? (?P<v>{_WORD})", STRONG, _not_a_heading
        ),
        row(
            Kind.NAME,
            rf"\b(?:[Nn]amed|[Cc]alled|[Mm]y name is|[Nn]ame is|[Ii] am|I'm|[Tt]his is|[Ss]igned,?|[Ss]incerely,?|[Rr]egards,?|[Tt]hanks,?|[Dd]ear|[Hh]i|[Hh]ello|[Hh]ey)[,:]?[ \n]{{1,3}}(?:{_TITLE} )?(?P<v>{_RUN})(?=[,.;!?)\n ]|$)",
            GOOD,
            _not_a_heading,
        ),
        row(
            Kind.NAME,
            r"(?<![\w^])(?P<v>[A-Z][A-Za-z'-]{1,30}\^[A-Z][A-Za-z'-]{0,30}(?:\^[A-Za-z'. -]{0,20}){0,4})",
            STRONG,
        ),
        row(
            Kind.NAME,
            rf"(?<![\w,])(?P<v>{_UPPER}['A-Z-]{{1,24}}, {_UPPER}[A-Za-z]{{1,24}}(?: {_UPPER}\.?)?)(?= (?:is|was|has|presents|\d)|[\s]*(?:\(|DOB|MRN|,? ?\d{{1,3}} ?(?:y|M\b|F\b)))",
            GOOD,
            _name,
        ),
        row(
            Kind.NAME,
            rf"(?<![\w-])(?P<v>{_FULL})(?=,? (?:is |was )?(?:an? )?\d{{1,3}}[- ](?:years?|yrs?|months?|weeks?|days?|y/?o)[- ]?(?:old)?|,? (?:MRN|DOB|SSN)\b| \((?:MRN|DOB|mother|father|mom|dad|wife|husband|son|daughter|sister|brother)\b)",
            STRONG,
            _not_a_heading,
        ),
        row(
            Kind.NAME,
            r"(?:^|[\]\n.,] ?)(?:hi|hello|hey|good (?:morning|afternoon|evening))[ ,]{1,3}(?P<v>[a-z]{3,12})(?= ?[.,!?\n])",
            FAIR,
            _name,
        ),
        row(
            Kind.NAME,
            r"(?:^|[\]\n.,] ?)(?:so ?,? |okay ?,? )?(?P<v>[a-z]{3,12}) is an? \d{1,3}[- ]year[- ]old",
            FAIR,
            _name,
        ),
        row(
            Kind.NAME,
            r"\b(?:[Dd]ictated|[Tt]ranscribed|[Tt]yped|[Ii]nitials|[Ss]igned|[Ee]ntered|[Rr]eviewed)(?: by)?:? {0,2}(?P<v>[A-Z]{2,3}(?:/[A-Za-z]{2,3})?)(?![\w/])",
            GOOD,
        ),
        row(Kind.NAME, r"(?m)^(?P<v>[A-Z]{2,3}[:/][a-z]{2,3})$", GOOD),
        row(
            Kind.NAME,
            r"\b(?:username|user name|user ?id|login|logged in as|screen name|handle)[\"']?(?: is)?[:=]? {0,2}[\"']?(?P<v>@?[A-Za-z][\w.-]{2,30})(?![\w@])",
            GOOD,
            lambda v: not is_medical(v),
            any_case=True,
        ),
        row(Kind.NAME, r"(?<![\w-])(?P<v>(?:[A-Z]-){3,14}[A-Z])(?![\w-])", STRONG),
    ],
)

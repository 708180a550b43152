"""English names by what stands around them: titles, credentials, labels, relations, signatures, speakers in a chat."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from presidio_analyzer.nlp_engine import NlpArtifacts

from medguard.phi.company import LIKELY
from medguard.phi.kinds import Kind
from medguard.phi.recognizers.english_words import EVERYDAY
from medguard.phi.recognizers.medical_words import is_medical, like_a_drug
from medguard.phi.recognizers.table import DOUBT, FAIR, GOOD, STRONG, WEAK, Table, any_of, found, row
from medguard.phi.recognizers.word_list import words

# A capitalised word: Smith, O'Leary, McDonald, Al-Amin, Min-jun, ÉMILE.
_UPPER = r"[A-Z\u00c0-\u00d6\u00d8-\u00de\u0100-\u024f\u0370-\u03ff\u0400-\u04ff\u1e00-\u1eff]"
_WORD = rf"{_UPPER}(?:[^\W\d_]|['.-](?=[^\W\d_])){{1,24}}+"
_INITIAL = rf"{_UPPER}\.?(?![^\W\d_])"
_LINK_WORD = r"(?:van|von|der|den|de|del|della|di|da|dos|du|la|le|bin|ibn|al|el|ter|ten|zu|St\.|[óÓ]|n[ií]|mac|Mac an|ap|y|e|i|san|los|las) "
_SUFFIX = r"(?:,? (?:Jr|Sr|II|III|IV)\b\.?)?"
_NICK = r"(?: [\"'(][A-Z][a-z]{1,14}[\"')])?"
_NAME = rf"(?:{_INITIAL} ?){{0,2}}(?:{_LINK_WORD}){{0,3}}{_WORD}{_NICK}(?:(?:, ?(?:{_LINK_WORD}){{0,2}}| (?:{_LINK_WORD}){{0,3}}|-)(?:{_WORD}|{_INITIAL})){{0,4}}(?: [\"'(][A-Z][a-z]{{1,14}}[\"')](?: {_INITIAL})?)?{_SUFFIX}"
_FULL = rf"(?:{_LINK_WORD}){{0,2}}{_WORD} (?:(?:{_LINK_WORD}){{1,2}}|(?:{_INITIAL} ){{1,2}})?{_WORD}(?:[ -]{_WORD})?{_SUFFIX}"
# A line's end inside a name, unless the next line begins with a title, a label or a postscript.
_BROKEN = r"\n(?!(?:Drs?|Mrs?|Ms|Miss|Mx|Prof|Nurse|Sister|Pt|Patient|Re|RN|P\.?S|DOB|MRN)\b|[A-Z][\w ]{0,20}:)"
_RUN = rf"(?:{_INITIAL} ?){{0,2}}(?:{_LINK_WORD}){{0,2}}{_WORD}{_NICK}(?:(?: |{_BROKEN})(?:(?:{_LINK_WORD}){{1,3}}|(?:{_INITIAL} ){{1,2}})?{_WORD}){{0,3}}{_SUFFIX}"

_TITLE = (
    r"(?:(?:[Dd][Rr]s?|[Mm][Rr][Ss]?|[Mm][Ss]|(?<!N\d )(?<!N\d[abcx] )[Mm]x|[Pp]rof|Sr|Rev|(?<!\d )(?<!\d)Fr|Capt|Lt|Sgt|Mdm|Mme|Smt)\b\.?(?: med\.)?|(?:[Mm]iss|MISS|[Pp]rofessor|[Dd]octor|DOCTOR|[Nn]urse|NURSE|Sister|Reverend|Rabbi|Pastor|Chaplain|Sir|Dame|Lady|Lord|"
    r"Captain|Officer|Deputy|Judge|Mayor|Midwife|Madam|Alhaj[ai]|Imam|Sheikh|Brother|Señora?|Herr|Frau|Shri|Kumari)\b)"
)
_ROLE_TITLE = r"(?:[Tt]herapist|[Pp]harmacist|[Ss]urgeon|[Aa]ttending|[Rr]esident|[Ff]ellow|[Ii]ntern|[Pp]aramedic|[Hh]ospitalist|[Rr]adiologist|[Pp]athologist|[Cc]haplain|RN|RT|CNA|LPN|RPh|EMT|[Tt]ech|[Cc]oord(?:inator)?|[Nn]avigator|[Oo]perator|[Cc]ollector|[Cc]irculator|[Ss]crub|[Cc]irc|[Pp]ilot|[Cc]harge|[Mm]gr|[Mm]anager|[Ss]upervisor|[Mm]onitor|[Dd]ietitian|[Rr]eporter|[Ss]cribe|[Cc]lerk|PI)"
_CREDENTIAL = (
    r"(?:M\.?D\.?|D\.?O\.?|R\.?N\.?|N\.?P\.?|P\.?A\.?(?:-C)?|Ph\.?D\.?|Pharm\.?D\.?|D\.?D\.?S\.?|D\.?P\.?M\.?|D\.?V\.?M\.?|MBBS|MBChB|FACS|FRCP|MRCP|FRCS|FACC|FACP|LCSW|LICSW|MSW|LPN|LVN|CRNA|CNM\d?|"
    r"APRN|ARNP|DNP|FNP(?:-BC)?|AGNP|BSN|MSN|DPT|PT|OT|OTR(?:/L)?|SLP|CCC-SLP|RPh|RDN?|RT|RRT|CNA|CMA|EMT(?:-P)?|Psy\.?D\.?|MPH|MS|MA|LMFT|LPC|PGY-?\d|MS[34])"
)
_LABELS = (
    "patient name|patient's name|patient|pt|pt.|pt name|name|full name|legal name|preferred name|first name|last name|middle name|first|last|surname|forename|fore|given name|family name|maiden name|former name|alias|aka|a.k.a.|client|"
    "resident|attending|attending physician|physician|provider|pcp|primary care|primary care physician|primary care provider|primary care doctor|gp|surgeon|surg|assistant|asst|anesthesiologist|anesth|anes|anesthesia|anaesthetist|"
    "referring|referring physician|referring provider|referring doctor|referring md|referred by|ordering|ordering physician|ordering provider|ordered by|consultant|author|signed|signed by|prescriber|prescribed by|clinician|operator|"
    "electronically signed|electronically signed by|e-signed|e-signed by|dictated|dictated by|dict|transcribed by|trans|typed by|reviewed by|verified by|performed by|collected by|reported by|seen by|supervised by|counselled by|"
    "prepared by|entered by|interpreted by|read by|approved by|witness|witnessed by|interpreter|cc|attn|attention|to|from|caller|informant|historian|"
    "emergency contact|contact|contact person|next of kin|nok|guardian|caregiver|carer|spouse|husband|wife|mother|father|mom|mum|dad|son|daughter|dtr|brother|sister|partner|niece|nephew|twin|friend|neighbor|neighbour|roommate|"
    "subscriber|insured|guarantor|guar|policy holder|policyholder|member|member name|beneficiary|participant|subject|employee|employer contact|nurse|rn|therapist|radiologist|pathologist|"
    "technologist|technician|tech|pharmacist|rph|dentist|midwife|social worker|sw|case manager|care coordinator|coordinator|scribe|donor|recipient|driver|sender|decedent|deceased|ward|crew|scrub|circ|circulator|"
    "charge|staff|officer|reporter|requester|requested by|performer|supervisor|cosigner|cosigned by|proxy|hcp|hcpoa|poa|child|infant|baby|student|applicant|claimant|tenant|owner|pi|principal investigator|monitor|ob|obgyn|"
    "cardiologist|oncologist|neurologist|nephrologist|hospitalist|pediatrician|psychiatrist|team|sub-i|coord|collector"
)
_MARK = r"(?:dash|hyphen|apostrophe|space)"
_DIGIT_WORD = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)"
_LABEL = any_of(_LABELS.split("|"))
_KIN = "mother|father|son|daughter|brother|sister|husband|wife|aunt|uncle|cousin|niece|nephew"
_FAMILY = (
    "(?i:"
    + any_of(
        [
            *_KIN.split("|"),
            *(f"grand{each}" for each in ("mother", "father", "son", "daughter", "ma", "pa", "parent")),
            *(f"{each}-in-law" for each in ("mother", "father", "son", "daughter", "brother", "sister")),
            *(
                f"step{each}"
                for each in ("mother", "father", "mom", "mum", "dad", "son", "daughter", "brother", "sister")
            ),
            *(f"{first}{each}" for first in ("ex-", "ex ") for each in ("husband", "wife", "partner")),
            *(f"god{each}" for each in ("mother", "father")),
            *(
                "mom|mommy|mum|mummy|mama|dad|daddy|papa|spouse|dtr|dau|auntie|aunty|nana|granny|abuela|abuelo|boyfriend|girlfriend|fiance|fiancé|fiancee|fiancée|neighbor|neighbour|guardian|"
                "caregiver|carer|sibling|twin|roommate|flatmate|coworker|co-worker|partner|friend|landlord|landlady|home aide"
            ).split("|"),
        ]
    )
    + ")"
)
_RELATION = (
    rf"(?:{_FAMILY}|[Pp]artner|[Ff]riend|[Bb]aby|[Ii]nfant|[Tt]eacher|[Pp]atient|[Pp]t|[Cc]lient|[Aa]ttending|[Pp]hysician|[Pp]rovider|[Pp]ediatrician|[Cc]ardiologist|[Ss]urgeon|[Nn]eurologist|[Oo]ncologist|"
    r"[Rr]esident|[Ff]ellow|[Nn]urse|[Ii]ntern|[Ss]ocial worker|[Cc]ase manager|[Tt]herapist|[Pp]harmacist|PCP|GP|RN|NP)"
)
_NOT_AFTER = r"(?!(?:Hospital|Clinic|Center|Centre|Medical|Street|Avenue|Road|University|Disease|Syndrome|Violence|Planning|Practice|Medicine)\b)"
_CLOSING = (
    "(?i:"
    + any_of(
        (
            "regards|kind regards|best regards|warm regards|kindest regards|warmest regards|many regards|rgds|best wishes|kind wishes|with best wishes|wishes|thanks|many thanks|with thanks|best greetings|"
            "with best greetings|sincerely|sincerely yours|respectfully|respectfully submitted|yours|yours sincerely|yours truly|yours faithfully|yours ever|cheers|thx|thank you|cordially|warmly|love|best|"
            "signed|/s/|s/"
        ).split("|")
    )
    + ")"
)
_HELLO = r"(?i:dear|hi|hello|hey|yo|hiya|good (?:morning|afternoon|evening))"
_REFERENCE = r"(?!\.? [A-Z][^\n]{8,160}?(?:19|20)\d\d[;:.)]|, [A-Z][a-z'-]{1,24} [A-Z]{1,3}[,.])"

# Words that end a run of capitals in dictation, where everything is large: "DR POWER TO DISCUSS".
_STOPS = EVERYDAY | words(
    """
    colleague colleagues council google verified outlier adjudicator
    sirs chef engr tab tabs cap inj syp ref mgr practitioner transport utilization quality billing records admissions scheduling purchasing housekeeping payroll everyone everybody
    rheum ophth cards neuro ortho derm gastro haem resp urol nephro endo peds psych oncall opd notified
    period comma colon semicolon paragraph quote unquote dictating dictated on in at to of for with who is was has will and or the a an he she his her this that
    these not no be am are were by from as it its md do rn np pa phd discuss paged aware called saw per re dob mrn age sex chart room bed unit fax tel consultant accepting sid latex
    """
)
_SPEAKERS = words(
    """
    system bot assistant user nurse doctor patient pt rn md attending resident intern fellow registrar consultant pharm pharmacist charge caller operator op rep agent dispatch dispatcher medic
    paramedic provider clinician interviewer interpreter therapist speaker student clerk triage reception receptionist mom mum dad mother father parent husband wife daughter son family relative
    """
)
"""Who speaks in a transcript without being named."""
_SAID = words(
    """
    so well okay ok yeah yes uh um er hmm oh right sure resident
    twenty thirty forty fifty sixty seventy eighty ninety eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen ten nine eight seven six five four three two one
    """
)
"""What somebody says first, or how old he is: "PT: Well, …"."""
_CONTRACTION = re.compile(r"[^\W\d_]+['’](?:m|re|ll|ve|d|t)", re.IGNORECASE)
_GIVEN_NAMES = words(
    "will may april june august mark grace hope faith joy rose drew kelly bell baker murphy graves bishop wright turner addison"
)
"""Names that are also words: a name if another follows ("Will Hope"), else more likely the word."""
_NAMES_TOO = _GIVEN_NAMES | words(
    """
    parkinson crohn foley hodgkin alzheimer graves hashimoto cushing raynaud sjogren marfan klinefelter asperger tourette wernicke korsakoff babinski romberg homan homans trousseau chvostek brudzinski
    kernig mcburney lachman tinel phalen trendelenburg valsalva apgar glasgow braden morse norton ranson gleason ballard swan ganz hickman penrose ringer ringers holter doppler papanicolaou gram giemsa
    coombs zimmer stryker abbott merck roche philips neer ober spurling durkan finkelstein rinne weber epley lille clavien dindo maddrey rumack bosniak fleischner westley beighton hurley ashworth barthel katz
    lawton waterlow oswestry eckardt forrest knosp schatzker silver blue green gold black white gray english french german christian may
    """
)
_MAKERS = frozenset({"B.Braun", "H.Lundbeck", "F.Hoffmann"})
_BRANDED = words(
    "pepper pibb muscle whippy tumble oetker google seuss doolittle martens potato scholl scholls scholl's beecham beecham's zhivago dalloway jekyll doubtfire"
)
"""What is sold, or known to every child, with a title before it."""
_NO_INITIALS = words(
    """
    US UK EU UN PO AM PM MD DO RN NP PA IV IM SC SQ PR ER ED ID DC NY LA CC HX PE BP HR RR TB CF OD OS OU NPO PRN BID TID QID QHS DOB SSN MRN HIV AKA FYI ASAP EG IE VS CV GI GU GYN MS MSK
    OB PT OT RT ST CT MR MRI CXR EKG ECG ICU AC PC HS SS CN AP PA LR NS RA NC NG OG ET LLC PLC INC LTD USA PHD JR SR DVM DDS BC BS BA MA PS
    """
)


def _name(words_: str) -> bool:
    """Refuses words that are medicine or everyday speech from beginning to end."""
    return not is_medical(words_)


def _not_a_heading(words_: str) -> bool:
    """For weaker places, the first word alone decides: "Patient: Denies pain"."""
    parts = [part.strip(".,") for part in words_.split()]
    # Initials say nothing for or against what follows.
    while len(parts) > 1 and len(parts[0]) == 1:
        parts, words_ = parts[1:], words_.partition(" ")[2]
    # "Member: STAHL, Guadalupe": the comma says that the capitals are a surname.
    if (
        len(parts) > 1
        and words_.split()[0].endswith(",")
        and parts[0].isupper()
        and parts[1][:1].isupper()
        and not parts[1].isupper()
    ):
        return not is_medical(parts[1]) and parts[1].casefold() not in _STOPS
    if len(parts) == 1 and _CAMEL.search(parts[0]):
        return False
    if _ONLY_A_TITLE.fullmatch(parts[0]) and (len(parts) == 1 or parts[1] in {"/", "&"}):
        return False
    if _CONTRACTION.fullmatch(parts[0]) or (len(parts) == 1 and parts[0].casefold() in _SAID):
        return False
    first = parts[0].casefold()
    if first in _GIVEN_NAMES and len(parts) > 1:
        return parts[1].casefold() not in _STOPS and not is_medical(parts[1])
    return not is_medical(words_) and not is_medical(parts[0]) and first not in _STOPS


def _called(words_: str) -> bool:
    """Behind a title anything is a name but plain words: "Dr. Parkinson" is, "Dr. notified" and "MS CONTIN" are not."""
    first = words_.replace(",", " ").split()[0].strip(".")
    if first.casefold() in _NAMES_TOO:
        return True
    return first.casefold() not in _STOPS | _BRANDED and not is_medical(first.title())


def _surname_first(words_: str) -> bool:
    """Two parts, as in "OKONKWO-BELL, Chidinma A", both longer than an abbreviation and neither medicine."""
    surname, _, given = words_.partition(",")
    given = given.strip()
    return (
        len(surname) > 2  # noqa: PLR2004 - "PT, Alert" and "CT, Chest"
        and not is_medical(surname.title())
        and not any(
            part.casefold() in _STOPS or is_medical(part.title())
            for part in [*surname.split(), *given.split()[:1]]
            if len(part) > 2  # noqa: PLR2004
        )
        and not (len(surname) < 5 and surname.isupper() and given.isupper())  # noqa: PLR2004 - "BID, HOB"
        and not _ROMAN.fullmatch(surname)
        and not (len(surname) < 6 and _UNSPEAKABLE.search(surname))  # noqa: PLR2004 - "ADPKD, Mayo"
        and (len(surname) > 3 or not surname.isupper() or bool(_SHORT_SURNAME.fullmatch(surname)))  # noqa: PLR2004 - "TTE, Simpson"
    )


def _given_last(words_: str) -> bool:
    """Where the place says that it is a person, the surname may be any word; what follows the comma may not."""
    surname, _, given = words_.partition(", ")
    first = given.split()[0].strip(".")
    return not (
        is_medical(first.title())
        or first.casefold() in _STOPS - _GIVEN_NAMES
        or (len(surname) <= 3 and surname.isupper() and not _SHORT_SURNAME.fullmatch(surname))  # noqa: PLR2004
    )


def _after_an_initial(words_: str) -> bool:
    if words_.replace(" ", "") in _MAKERS:
        return False
    surname = re.split(r"[. ]+", words_)[-1]
    return surname.casefold() not in _STOPS and not is_medical(surname) and not _SPECIES.fullmatch(surname.casefold())


def _initials(words_: str) -> bool:
    return words_.replace(".", "").upper().replace("'", "") not in _NO_INITIALS


def _lower_name(words_: str) -> bool:
    return not is_medical(words_) and words_.casefold() not in _STOPS and len(words_) > 2  # noqa: PLR2004


# "type C. Ciprodex", "leak 11 L. Mallampati", "Jones RB, Patel N. Lancet": there the initial ends a sentence. After words of
# company ("by M. Wise") and of office ("officer N. Obuya") it begins a name.
_COMPANY = (
    r"by|with|w|from|to|of|for|and|or|per|via|cc|is|was|saw|called|paged|dear|attn|about|re|"
    r"signed|cosigned|co-sign|cosign|sign|read|seen|reviewed|dictated|typed|reported|verified|referred|discussed|assisted|"
    r"doctor|dr|nurse|officer|surgeon|attending|resident|registrar|consultant|student|fellow|intern|assistant|pharmacist|therapist|dietitian|radiologist|pathologist|cardiologist|"
    r"oncologist|neurologist|hospitalist|midwife|paramedic|tech|technologist|operator|author|witness|interpreter|coordinator|manager|worker|clerk|scribe|patient|pt|client|"
    r"resident|mother|father|mom|mum|dad|wife|husband|son|daughter|sister|brother|partner|friend|neighbor|neighbour|md|rn|np|pa"
)
_ENDS_A_SENTENCE = rf"(?:[\d)%+]|\b(?!(?:{_COMPANY}) )(?-i:[a-z])[a-z]*|, (?-i:[A-Z])[a-z'-]{{1,20}}) "
_INITIAL_AND_SURNAME = rf"(?<![\w./-])(?P<v>{_UPPER}\.(?:[ -]?{_UPPER}\.)? ?{_UPPER}[^\W\d_A-Z][^\W\d_]{{1,20}}(?:[-'][^\W\d_]{{2,20}}){{0,2}})(?![\w'])(?!,? (?:et al|and colleagues|\(?(?:19|20)\d\d))"
_SPECIES = re.compile(
    r"(?:coli|aureus|difficile|diff|pylori|pneumo(?:niae|nia)?|faecalis|faecium|influenzae|albicans|glabrata|cereus|fragilis|jejuni|meningitidis|gonorrhoeae|trachomatis|burgdorferi|vaginalis|\w+(?:icus|ensis|osa|oides|idis|ae))"
)
_EPONYM_NOUN = re.compile(
    r"[\"'”’)]{0,2}(?: [A-Z][a-z]+)? (?:disease|syndrome|sign(?! (?:off|out|in)\b)|nodules?|nodes?|triad|phenomenon|reflex|criteria|score|scale|classification|palsy|procedure|man(?:o)?euv(?:er|re)|test)\b"
)
_UNSPEAKABLE = re.compile(r"^[^AEIOUY]*$|^[^AEIOUY]{3}|[^AEIOUY]{4}", re.IGNORECASE)
# LEE, CHO, ORR, FRY, but not TTE and IVF.
_SHORT_SURNAME = re.compile(
    r"(?:[CGKPSTZ]H|[BCDFGKPST][LRW]|[^AEIOUY])?[AEIOUYÀ-Ü]{1,2}(?:([^AEIOUY])\1?|NG)?", re.IGNORECASE
)
_ROMAN = re.compile("[IVXL]+")
_ONLY_A_TITLE = re.compile(r"Dr|Mr|Mrs|Ms|Miss|Prof|Nurse|Doctor")
_CAMEL = re.compile(r"^(?!Mc|Mac|De|Di|La|Le|Van|Fitz|O')[A-Z][a-z]+[A-Z]")
# Questions and what may be answered: "Q. Pouch of Douglas?" "A. Strongyloides B. Schisto C. Loa".
_CHOICES = re.compile(r"(?<!\w)A[.)] [^\n]{1,80}?\s\(?B[.)] [^\n]{1,80}?\s\(?C[.)] ")
_CARDS = re.compile(r"(?:^|\n)Q[.:] [^\n]{1,300}\n+A[.:] ")
_CHOICE = re.compile(r"[A-FQ]\. ")
_PART = re.compile(r"[^\W\d_](?:[^\W\d_]|['-](?=[^\W\d_]))*")


def _ends_a_name(word: str, before: str) -> bool:
    """Whether a large word begins something else: "MR POWER DISCUSSED", "WIFE MOIRA BETAHISTINE 16", "Mrs Wu GBS pos"."""
    if len(word) < 2 or word.islower():  # noqa: PLR2004
        return False
    abbreviation = word.isupper() and len(word) <= 4 and not set(word) & set("AEIOUY") and not before.isupper()  # noqa: PLR2004
    return word.casefold() in _STOPS or like_a_drug(word) or (abbreviation and word != "NG")


# "PATIENT: Shearers' quarters.", "Agent: Perfect,": where people take turns, what they say first is seldom a name.
_TURN = re.compile(
    r"(?:^|[\n.!?\"] ?)(agent|caller|patient|pt|clinician|doctor|nurse|operator|interviewer|counsell?or|interpreter|user|assistant|paramedic|dispatcher): ",
    re.IGNORECASE,
)
_TURN_BEFORE = re.compile(r"([A-Za-z]{2,12}): $")
_TURNS = 2
"""So many each of two roles has at least, or it is a list."""
_SUBJECT = re.compile(r"(?:^|\n)(?:subject|subj): {0,3}$", re.IGNORECASE)
_GOES_ON_SMALL = re.compile(r" [a-z]")
# "Okafor RN" is a nurse, and "Ostomy RN" is one, too; "Maitland PA" is a glide from behind.
_DEGREE_WITHOUT_A_COMMA = re.compile(rf" {{1,2}}{_CREDENTIAL}(?![\w-])")


# "It's Omnipaque", "Good evening Willow": one word behind these is as often a thing.
_SAYS_LITTLE = re.compile(
    r"\b(?:named|call (?:him|her|them)|it'?s|this is|I am|I'm|is|hi|hello|hey|good (?:morning|afternoon|evening))[ (,:=\"'\n]{{1,3}}$",
    re.IGNORECASE,
)


# Not behind a colon: "Mother: Adaeze" is a field.
_SOMEBODYS = re.compile(rf"\b{_FAMILY}[ (,\"']{{1,3}}$")
_TITLE_BEFORE = re.compile(rf"(?<![\w-]){_TITLE}[ \n]{{1,2}}$")


def _turns(text: str) -> frozenset[str]:
    """The roles that take turns in a transcript."""
    often = [
        role for role, count in Counter(turn[1].casefold() for turn in _TURN.finditer(text)).items() if count >= _TURNS
    ]
    return frozenset(often) if len(often) >= _TURNS else frozenset()


_NOBODY = re.compile(
    r"(?:Uncle Ben|Uncle Sam|Aunt Bessie|Aunt Jemima|Granny Smith|Father Christmas|Mother Teresa|Sister Mary Joseph)\b|(?:Award|Prize|Medal|Lecture)\b"
)


def _is_nobody(text: str, result: Any) -> bool:
    """Whether it is rice, an apple, a nodule or a prize."""
    return any(
        result.start < each.end() and each.start() < result.end
        for each in _NOBODY.finditer(text, max(0, result.start - 8), result.end + 8)
    )


def _is_headline(text: str, result: Any) -> bool:
    """Whether a letter is about it: "Subject: Legionella flushing"."""
    return bool(
        _GOES_ON_SMALL.match(text, result.end) and _SUBJECT.search(text, max(0, result.start - 16), result.start)
    )


def _doubted(text: str, result: Any, said: frozenset[str]) -> Any:
    """The result; a single word counts only in company where what stands beside it says little."""
    if " " in text[result.start : result.end]:
        return result
    turn = _TURN_BEFORE.search(text, max(0, result.start - 16), result.start) if said else None
    before = text[max(0, result.start - 24) : result.start]
    if (
        (turn and turn[1].casefold() in said)
        or (_DEGREE_WITHOUT_A_COMMA.match(text, result.end) and not _TITLE_BEFORE.search(before))
        or _SAYS_LITTLE.search(before)
    ):
        doubt = WEAK
    elif _SOMEBODYS.search(before):
        doubt = LIKELY
    else:
        return result
    result.recognition_metadata = {**(result.recognition_metadata or {}), DOUBT: doubt}
    return result


def _speaks(words_: str) -> bool:
    """Who has a turn in a chat; a log's lines begin with a part of a machine: "Boom target", "Instruments"."""
    first, _, rest = words_.partition(" ")
    return (
        words_.casefold() not in _SPEAKERS
        and not rest[:1].islower()
        and not is_medical(first)
        and first.casefold() not in _STOPS
    )


class Names(Table):
    """A table of names whose runs of large words end before the first word that nobody is called."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None) -> list[Any]:
        """Every match of every row, cut to the name."""
        results = super().analyze(text, entities, nlp_artifacts)
        letters = _CHOICES.search(text) or _CARDS.search(text)
        said = _turns(text)
        return [
            _doubted(text, self._cut(text, each), said)
            for each in results
            if not _EPONYM_NOUN.match(text, each.end)
            and not (letters and _CHOICE.match(text, each.start))
            and not _is_headline(text, each)
            and not _is_nobody(text, each)
        ]

    @staticmethod
    def _cut(text: str, result: Any) -> Any:
        for number, part in enumerate(_PART.finditer(text, result.start, result.end)):
            if number and _ends_a_name(part[0], text[result.start : part.start()]):
                # "Mr Cuthbert SWALLOW": capitals behind a name in usual letters are a surname.
                if part[0].isupper() and len(part[0]) > 3 and not text[result.start : part.start()].isupper():  # noqa: PLR2004
                    continue
                end = len(text[result.start : part.start()].rstrip(" ,.\n-/&(")) + result.start
                cut = found(Kind.NAME, result.start, end, result.score)
                cut.recognition_metadata = result.recognition_metadata
                return cut
        return result


ENGLISH_NAMES = Names(
    "english names",
    [
        row(
            Kind.NAME,
            rf"(?<![\w-]){_TITLE}(?:[ \n]{{1,2}}{_TITLE})?[ \n]{{1,2}}(?P<v>{_RUN}(?:, {_UPPER}\.(?![\w.]))?)",
            STRONG,
            _called,
        ),
        row(Kind.NAME, rf"(?<![\w-]){_TITLE} {{1,2}}(?:[Aa]nd|&|or) {_TITLE} {{1,2}}(?P<v>{_RUN})", STRONG, _called),
        row(
            Kind.NAME,
            r"(?<![\w-])(?:dr|mrs|mr|miss|(?<!\d )ms)\.? (?P<v>[a-z][a-z'-]{2,18})(?![\w'-])",
            GOOD,
            _lower_name,
        ),
        # "nurse amina", but also "the nurse finds"
        row(
            Kind.NAME,
            r"(?<![\w-])nurse (?P<v>[a-z][a-z'-]{2,18})(?![\w'-])",
            GOOD,
            _lower_name,
            unless=r"\b(?:a|an|the|each|every|your|our|any|another|charge|staff|triage|scrub) ",
            weak=True,
        ),
        row(Kind.NAME, r"(?<![\w-])(?P<v>(?:Dr|Mr|Mrs|Ms|Nurse)_[A-Za-z]{2,20})(?!\w)", GOOD),
        row(
            Kind.NAME,
            rf"(?<![\w-]){_ROLE_TITLE} {_NOT_AFTER}(?P<v>{_RUN}(?: {_UPPER}\.(?=\s*(?:\n|$)))?)",
            GOOD,
            _not_a_heading,
        ),
        row(
            Kind.NAME,
            rf"(?<![\w-])(?i:{_LABEL})[\"']?(?: name)?[\"']?(?: \([A-Za-z]{{2,12}}\))?(?: {{0,3}}[:=]|\s?#:| ?\. ?\.) {{0,6}}[\"'(]?(?:{_TITLE} )?(?P<v>{_NAME}(?:(?: ?/ ?| & | and )(?:{_NAME})){{0,3}})(?!\d)",
            STRONG,
            _not_a_heading,
        ),
        # Surname in capitals, then the given name, as registrars write: "OKONKWO-BELL, Chidinma A".
        row(
            Kind.NAME,
            rf"(?<![\w,-])(?P<v>(?:de la |van |von |de |Mc|Mac|O')?{_UPPER}{{2,20}}(?:[ '-]{_UPPER}{{2,20}}| DE LA| DE| LA){{0,3}}, ?{_UPPER}[^\W\d_A-Z]{{1,20}}(?:[ -]{_WORD}){{0,2}}(?: {_INITIAL})?)",
            GOOD,
            _surname_first,
            weak=True,
        ),
        # The same all in capitals, or a surname with initials, where a form has them: "PT OKONKWO,IFEOMA N", "ORD SZCZEPANSKI W".
        row(
            Kind.NAME,
            rf"(?:^|(?<=[\n\t])|(?<=[ \t][ \t]))(?:PT|PATIENT|PAT|NAME|ORD|ORDERED BY|REQ|REQUESTED BY|ATT|PHYS|DR|CALLED TO|RQSTR(?: INIT)?|COLL BY|TECH|COPY TO|DICT|RPT TO)[ :.]{{1,4}}(?P<v>{_UPPER}{{2,24}}(?:['-]{_UPPER}{{2,24}})?(?:, ?{_UPPER}{{2,24}})?(?: {_UPPER}{{2,24}})?(?: {_UPPER})?)(?=\s{{2,}}|\n|$| ?@|,| \d)",
            GOOD,
            lambda v: (
                len(v) > 2  # noqa: PLR2004
                and not any(part.casefold() in _STOPS or is_medical(part.title()) for part in re.split(r"[ ,]+", v))
            ),
        ),
        row(
            Kind.NAME,
            rf"(?<![\w-]){_RELATION}(?:,| is| was| named| called|, named|, called|:)? {_NOT_AFTER}(?P<v>{_FULL})",
            STRONG,
            _not_a_heading,
        ),
        row(
            Kind.NAME,
            rf"(?<![\w-]){_FAMILY}(?: \(|, | = |: | is | named | ){_NOT_AFTER}[\"']?(?P<v>(?:(?<=\(){_FULL}|{_WORD})|(?<== )[a-z]{{3,14}})(?=['\"]|[,.;:) /\n]|$)",
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
            Kind.NAME,
            rf"(?<![\w-])(?i:baby|infant|newborn)(?: (?i:boy|girl|[AB]))? (?P<v>{_WORD})",
            STRONG,
            _not_a_heading,
        ),
        row(
            Kind.NAME,
            rf"\b(?:[Nn]amed|(?:[Mm]y |[Hh]er |[Hh]is |legal |[Ll]egal |maiden |given |says |gives )(?:name(?: is| as)?|is)|[Nn]ame is|[Gg]oes by|[Aa]nswers to|[Kk]nown as|[Nn]icknamed?|[Pp]refers to be called|call (?:him|her|them)|[Aa]\.?[Kk]\.?[Aa]\.?|other names? used:|[Ii] am|I'm|[Tt]his is|[Ii]t'?s)[,:]?[ \n]{{1,3}}[\"']?(?:{_TITLE} )?(?P<v>{_RUN}|[A-Z]\.(?: ?[A-Z]\.)?)(?=[\"',.;!?)\n ]|$)",
            GOOD,
            _not_a_heading,
        ),
        row(
            Kind.NAME,
            rf"(?:^|[\n>]|[.!?] ){_HELLO}[,:]?[ \n]{{1,3}}(?:{_TITLE} )?(?P<v>{_RUN})(?=[,.;!?:)\n -]|$)",
            GOOD,
            _not_a_heading,
        ),
        row(
            Kind.NAME,
            rf"(?<![^\W_]){_CLOSING}[,.!:]?[ \n]{{1,4}}(?:-{{1,2}} ?)?(?:{_TITLE} )?(?P<v>{_RUN}|[A-Z]{{2,3}})(?=[,.]?[ ]*(?:\n|$)|,? {_CREDENTIAL}\b)",
            GOOD,
            lambda v: _not_a_heading(v) or v in {"TL", "JP"},
        ),
        row(Kind.NAME, rf"(?<![\w-])(?i:re|regarding): {{1,3}}(?:{_TITLE} )?(?P<v>{_FULL})", GOOD, _not_a_heading),
        # An initial and a surname: "I. Mohammadzadeh", but no bacteria and no author before "et al"; behind a word of company surely.
        row(Kind.NAME, _INITIAL_AND_SURNAME, GOOD, _after_an_initial, after=rf"\b(?:{_COMPANY})[.:]? ?"),
        row(Kind.NAME, _INITIAL_AND_SURNAME, GOOD, _after_an_initial, unless=_ENDS_A_SENTENCE, weak=True),
        # Capitals on both sides of a comma, alone in a field: "HALVORSEN, TOVE".
        row(
            Kind.NAME,
            rf"(?:^|(?<=[\n\t])|(?<=[ \t][ \t]))(?P<v>{_UPPER}{{3,24}}(?:-{_UPPER}{{2,24}})?, ?{_UPPER}{{3,24}}(?: {_UPPER})?)(?=[ \t][ \t]|\t| ?(?:\n|$))",
            GOOD,
            _surname_first,
        ),
        # A dash and a name at the end of a message.
        row(
            Kind.NAME,
            rf"(?:[ \n]-{{1,3}} ?|\n~ ?)(?:(?:[A-Z][a-z]+ )?(?:RN|Dr\.?|RPh|NP) )?(?P<v>{_RUN})(?=[ ]*(?:,? {_CREDENTIAL})?[ ]*(?:\n(?! ?-)|$))",
            GOOD,
            _not_a_heading,
            unless=r"(?:^|\n) ?- [^\n]{1,40}$",  # a list
        ),
        row(
            Kind.NAME,
            rf"(?<![\w,])(?P<v>{_UPPER}['A-Z-]{{1,24}}, {_UPPER}[A-Za-z]{{1,24}}(?: {_UPPER}\.?)?)(?= (?:is|was|has|presents)|[\s]*(?:\(|DOB|MRN|,? ?\d{{1,3}} ?(?:y|M\b|F\b)))",
            GOOD,
            _surname_first,
        ),
        # A credential, a relation or an age behind the name: "Jane Doe, RN", "Aoife (daughter)", "Ana Ruiz, 54 y/o".
        row(
            Kind.NAME,
            rf"(?<![\w-])(?P<v>{_RUN})(?:(?=,? {{1,2}}{_CREDENTIAL}(?![\w-]| (?:sent|approved|denied|pending|needed|required|submitted|req)\b){_REFERENCE})|(?= \((?:{_FAMILY}|MRN|DOB)[),: ])|(?=,? (?:is |was )?(?:an? )?\d{{1,3}}[- ]?(?:(?:years?|yrs?|months?|weeks?|days?)[- ]old|y/?o\b|yo[MF]\b|y\.o\.)|,? \d{{1,3}} ?[MF]\b(?! ?[x×]\d| (?:x|cath(?:eter)?s?|drains?|sheaths?|stents?|tubes?|foley)\b)|,? (?:MRN|DOB|SSN|dob|mrn)\b|, \d{{2,3}}, [a-z]))",
            STRONG,
            _not_a_heading,
        ),
        row(
            Kind.NAME,
            r"(?i)(?:^|[\]\n.,] ?)(?:hi|hello|hey|yo|good (?:morning|afternoon|evening)|its|it's|this is)[ ,]{1,3}(?:dr |mr |ms |mrs )?(?P<v>[^\W\d_]{3,14})(?= ?[.,!?\n]| (?:frm|from|its|here|can|cover|pls|please|r u|are you)\b)",
            FAIR,
            _lower_name,
        ),
        row(
            Kind.NAME,
            r"(?:^|[\]\n.,] ?)(?:so ?,? |okay ?,? )?(?P<v>[a-z]{3,12}) is an? \d{1,3}[- ]year[- ]old",
            FAIR,
            _lower_name,
        ),
        # Who speaks in a chat: "[02:15] Priyanka: vagal?", "rose_ot: ok thx".
        row(
            Kind.NAME,
            rf"(?m)^\[[^\]\n]{{0,20}}\d{{1,2}}:\d{{2}}(?::\d\d)?(?: ?[AaPp][Mm])?\] ?(?:{_TITLE} )?(?P<v>[^\W\d_][\w.' -]{{1,24}}?):",
            STRONG,
            _speaks,
        ),
        row(
            Kind.NAME,
            r"(?m)^(?P<v>[a-z]{2,14}[._][a-z]{1,14}\d{0,4}|[a-z]{2,12}\d{1,4}): (?=[a-z@])",
            GOOD,
            lambda v: not any(part in _STOPS for part in re.split(r"[._\d]+", v) if len(part) > 2),  # noqa: PLR2004
        ),
        # Who speaks, and who is on call: "Dewayne speaking", "Call CT surg (Wadhwa)".
        row(Kind.NAME, rf"(?<![\w-])(?P<v>{_WORD})(?= (?:speaking|here)[.,!?\n])", GOOD, _not_a_heading),
        row(
            Kind.NAME,
            rf"\b(?:surg(?:ery)?|fellow|attending|resident|registrar|reg|micro|pharm(?:acy)?|SW|CM|RN|cards|neuro|uro(?:logy)?|nephro|rads?|heme|onc|ICU|ortho|derm|psych|anesth) \((?P<v>{_WORD})\)",
            FAIR,
            _not_a_heading,
        ),
        # Who lies in a bed: "bed 14 Ladyga, DNR".
        row(
            Kind.NAME,
            rf"(?m)^ ?(?:[Bb]ed|[Rr]oom|[Rr]m|[Bb]ay|[Cc]rib|[Cc]ot) ?\d{{1,3}}[A-Z]?:? (?P<v>{_WORD})(?=, | -{{1,2}} |: | \d{{1,3}} ?[MFy])",
            FAIR,
            _not_a_heading,
        ),
        # Surname first, in usual letters, where a sex and age or a record follows: "HX: Young, Dae-Jung 51M", "Pt Head, Marjorie  MR#".
        row(
            Kind.NAME,
            rf"(?<![\w,-])(?P<v>{_WORD}(?:[ -]{_WORD})?, {_WORD}(?:[ -]{_WORD})?(?: {_INITIAL})?)(?=,? {{1,3}}(?:\d{{1,3}} ?(?:M|F|y/?o|y\.o\.)\b|(?:MR|MRN|DOB|d\.o\.b|NHS|NHI)\b))",
            GOOD,
            _given_last,
        ),
        row(
            Kind.NAME,
            rf"(?m)^(?P<v>{_UPPER}{{3,24}}(?:-{_UPPER}{{2,24}})?, {_UPPER}[^\W\d_A-Z]{{1,20}}(?: {_UPPER}\.)?)(?= ?(?:\n|$|\(|DOB|\d))",
            GOOD,
            _given_last,
        ),
        row(Kind.NAME, r"\balias(?:es)?:? \"(?P<v>[^\"\n]{3,40})\"", GOOD, any_case=True),
        # Who typed: "L. Vandermeulen/nw", "H. Umarov MD/pkd", "DD: MR / TD: lq"; who signed: "… do tonsil. R.A.T."
        row(Kind.NAME, rf"(?:{_UPPER}\. {_WORD}|\b{_CREDENTIAL})/(?P<v>[a-z]{{2,3}})(?![\w/])", GOOD),
        row(
            Kind.NAME,
            r"(?<![\w:])DD: ?(?P<v>[A-Z]{2,3}|[a-z]{2,3})(?= {0,3}/? {0,3}T[DT]?:)",
            GOOD,
        ),
        row(
            Kind.NAME,
            r"(?<![\w:])T[DT]?: ?(?P<v>[A-Z]{2,3}|[a-z]{2,3})(?![\w:])",
            GOOD,
            after=r"DD: ?[A-Za-z]{2,3} {0,3}/? {0,3}",
        ),
        row(Kind.NAME, r"(?<=[.!?] )(?P<v>(?:[A-Z]\.){2,3})(?=\s*$)", GOOD, _initials),
        # Initials: typists after a dictation, signers, and people in a study.
        row(
            Kind.NAME,
            r"\b(?:[Dd]ictated|[Tt]ranscribed|[Tt]yped|[Ii]nitials|[Ii]nits?|INIT|[Ss]igned|[Ee]ntered|[Rr]eviewed|[Dd]ict|[Dd]/?[Tt](?=[: ]))(?: by)?:? {0,2}(?P<v>[A-Z]{2,4}|[a-z]{2,3}(?=[.,;\n]|$)|[A-Z]{2,3}/[A-Za-z]{2,3})(?![\w/])",
            GOOD,
            _initials,
        ),
        # Somebody in a study without a middle name: "Subj 07-1013 (R-T)".
        row(Kind.NAME, r"(?:\d \(|\d\t)(?P<v>[A-Z]-[A-Z])(?=[)\t])", GOOD),
        row(Kind.NAME, r"(?m)^(?P<v>[A-Z]{2,3}[:/][a-z]{2,3})$", GOOD),
        row(Kind.NAME, r"(?:(?<=[ \t][ \t])|(?<=\d[ \t]))(?P<v>[A-Z]{2,3}/[a-z]{2,3})(?=\s{2,}|\n|$)", GOOD),
        row(
            Kind.NAME,
            r"(?:[:=(\"/] ?|\b(?:by|pt|patient|ward|initials|donor|circ|scrub|witness|for|w/|with|mom|mother|subject|signed|from|client) |^|\n)(?P<v>[A-Z]\.(?:[- ]?[A-Z]\.|O'[A-Z]\.?)(?:[- ]?[A-Z]\.?)?|[A-Z]\.[A-Z]\.?[A-Z]?)(?=[,;)\"\n]| |$|\.(?!\w))",
            GOOD,
            _initials,
        ),
        row(
            Kind.NAME,
            r"\b(?:username|user name|user ?id|login|logged in as|screen name|handle|signed on as|under user)[\"']?(?: is)?[:=]? {0,2}[\"']?(?P<v>@?[A-Za-z][\w.-]{2,30})(?![\w@])",
            GOOD,
            lambda v: not is_medical(v),
            any_case=True,
        ),
        row(
            Kind.OTHER_ID,
            r"(?i)\b(?:IG|instagram|twitter|tiktok|facebook|snap(?:chat)?|handle|skype|telegram|discord)(?: handle| name| id)?(?: is)?[: ]{1,3}(?P<v>@[\w.]{3,30}|live:[\w.]{3,30}|[\w.]{2,24}[_\d][\w.]{0,12})",
            GOOD,
        ),
        # A name spelled out: S-M-Y-T-H, J A D W I G A, A C H E B E dash M O S S, H-A-double L-I-E, "P as in Peter, H as in hotel".
        row(Kind.NAME, r"(?<![\w-])(?P<v>(?:[A-Z]-){3,14}[A-Z])(?![\w-])", STRONG),
        row(Kind.NAME, r"(?<![\w-])(?P<v>[A-Z]-(?:(?:double )?[A-Z][- ]){2,12}[A-Z])(?![\w-])", GOOD),
        row(
            Kind.NAME,
            rf"(?<![\w] )(?<![\w-])(?P<v>(?:[A-Z] (?:{_MARK} )?){{4,16}}[A-Z])(?![\w'-]| [A-Z]\b)",
            GOOD,
        ),
        row(
            Kind.NAME,
            rf"\b(?:spelled|spelt|spelling|spell)(?: it)?(?: is)?[ :,?]{{1,2}}(?P<v>(?:[a-z] (?:{_MARK} )?){{2,16}}[a-z])(?!\w)",
            STRONG,
            any_case=True,
        ),
        row(
            Kind.NAME,
            rf"(?<![\w'])[a-z](?:,? (?:and )?[a-z](?![\w'])){{0,4}} as in [a-z]{{2,12}}(?:[, ]{{1,2}}(?:and )?(?:(?:double |triple )?(?:[a-z](?: as in [a-z]{{2,12}})?|{_DIGIT_WORD}|\d)|{_MARK})(?![\w'])){{1,20}}",
            GOOD,
            any_case=True,
        ),
    ],
)

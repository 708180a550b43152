"""English addresses, towns and named institutions, by form and by what stands before them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from presidio_analyzer.nlp_engine import NlpArtifacts

from medguard.phi.kinds import Kind
from medguard.phi.recognizers.english_words import EVERYDAY
from medguard.phi.recognizers.medical_words import is_generic_place, is_medical
from medguard.phi.recognizers.table import GOOD, STRONG, Table, any_of, found, row

_CAP = r"[A-Z\u00c0-\u00de](?:[^\W\d_]|['.-](?=[^\W\d_])){0,24}+(?!\d)"
_SMALL = r"(?:of|the|de|des|du|la|le|del|los|las|el|da|do|den|van|der|am|an|auf|zum|zur|upon|on|in)"
_STREET = (
    r"(?:Street|St|Avenue|Ave?|Boulevard|Blvd|Road|Rd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Terrace|Ter|Way|Circle|Cir|Crescent|Cres|Highway|Hwy|Parkway|Pkwy|Square|Sq|"
    r"Trail|Trl|Hollow|Loop|Alley|Row|Walk|Close|Gardens|Grove|Mews|Route|Rte|Turnpike|Pike|Path|Plaza|Point|Ridge|Run|Track|Crossing|Bend|Heights|Hill|Park|View|Mission|"
    r"Mount|Meadows?|Springs?|Valley|Village|Ville|Vista|Station|Stravenue|Shores?|Ranch|Rapids?|Radial|Prairie|Port|Plain|Pines|Passage|Overpass|Orchard|Neck|Mall|Manor|Landing|Lake|"
    r"Knolls?|Key|Junction|Isle|Islands?|Inlet|Harbors?|Haven|Green|Glens?|Gateway|Garden|Fork|Ford|Forge|Forest|Flats?|Ferry|Falls|Extension|Estates?|Dam|Cove|Corners?|Common|Club|Cliffs?|"
    r"Causeway|Cape|Canyon|Camp|Burg|Brooks?|Bridge|Branch|Bluffs?|Bayou|Beach|Stra(?:ss|ß)e|Straat|Via|Shoals?|Viaduct|Via|Throughway|Expressway|Freeway|Parks|Drives?|Roads|Streets|Squares|Junctions?|Courts|Islands|Tunnel|Trace|Trafficway|Skyway|Spur|Summit|Underpass|Union|Unions|Walks|Ways|Wells?|Rise|Brae|Wynd|Vale|Mead|Croft|Chase|Drove|Quay|Wharf|Parade|Esplanade|Broadway|Weir|Yard|Crossroads?|Divide|Field|Fields|Freeway|Groves|Hills|Hollow|Motorway|Mountains?|Lodge|Loaf|Lights?|Lakes|Locks?|Fort|Forges|Course|Creek|Crest|Curve|Bottom|Bypass|Center|Centers|Mills?)"
)
_UNIT = r"(?:,? {1,2}(?:(?:Apt|Apartment|Suite|Ste|Unit|Floor|Fl|Flat|Room|Rm|Bldg|Building|Lot|Space|Trlr|#)\.? {0,2}#?[\w-]{1,8}(?: #\w{1,5})?|\d{1,2}(?:st|nd|rd|th) (?:Fl|Floor)\b))?"
# Postal abbreviations of USPS Publication 28, with the territories, and of Canada Post.
_STATE = r"(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AIT]|W[AIVY]|GU|AS|MP|AB|BC|MB|N[BLST]|ON|PE|QC|SK|YT)"
_US_STATE = rf"(?!(?:AB|BC|MB|N[BLST]|ON|PE|QC|SK|YT)\b){_STATE}"
_STATE_NAME = (
    r"(?:Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|"
    r"Mississippi|Missouri|Montana|Nebraska|Nevada|New (?:Hampshire|Jersey|Mexico|York)|(?:North|South) (?:Carolina|Dakota)|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|Tennessee|Texas|Utah|Vermont|(?:West )?Virginia|Washington|Wisconsin|Wyoming)"
)
# Postcodes with letters: United Kingdom, Canada, Ireland (Eircode).
_POSTCODE = r"(?:[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}|[ABCEGHJ-NPRSTVXY]\d[A-Z] \d[A-Z]\d|[AC-FHKNPRTV-Y]\d[\dW] (?=[A-Z]{0,3}\d)(?=\d{0,3}[A-Z])[AC-FHKNPRTV-Y\d]{4})"
_ZIP = r"\d{5}(?:-\d{4})?(?!\d)"
_CITY = rf"{_CAP}(?:[ -](?:{_SMALL} )?{_CAP}){{0,3}}"
_TAIL = rf"(?:(?:,\s{{1,2}}|\n){_CITY}| {_CITY}(?=,? (?:{_STATE}|[A-Z]{{2}}(?= \d{{5}}))))?(?:,?\s{{1,2}}(?:{_STATE}|[A-Z]{{2}}(?= \d{{5}}))\b)?(?:,?\s{{1,2}}[A-Z][a-z]+(?: [A-Z][a-z]+)?(?=,? {_ZIP}))?(?:,?\s{{1,2}}{_ZIP})?(?:,?\s{{1,2}}(?:{_CITY}\s)?{_POSTCODE}(?!\w))?"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)(?:[a-z]{0,6})\b"
_HOUSE = r"\d{1,6}(?:-\d{1,4})?(?: ?1/2|[A-Za-z])?"
_FACILITY = (
    r"(?:Hospitals?|Clinics?|(?:Medical|Health|Surgical|Surgery|Cancer|Heart|Trauma|Care|Dialysis|Rehabilitation|Rehab|Imaging|Infusion|Wellness|Nursing|Treatment|Recovery|Birth|Eye|Burn|"
    r"Community|Behavioral Health|Outpatient|Diagnostic|Veterans|VA|Urgent Care) (?:Cent(?:er|re)|Group|Associates|Unit|System|Partners|Services|Facility|Home|Institute|Practice|Network|Campus)|"
    r"Cent(?:er|re) for [A-Z][a-z]+(?: [A-Z][a-z]+)?|Infirmary|Hospice|Sanatorium|Health ?[Cc]are|Healthcare|Pharmacy|Laborator(?:y|ies)|Labs|Nursing Home|Rehab|"
    r"University|College|(?:Elementary|Middle|High|Primary|Secondary|Grammar|Nursing|Medical) School|School of [A-Z][a-z]+|Academy|Institute|Seminary|Church|Temple|Mosque|Synagogue|"
    r"Insurance|Mutual|Bank|Inc\b\.?|LLC|Ltd\b\.?|Corp(?:oration)?\b\.?|Co\b\.|GmbH|PLC|Plc|LLP|Company|Industries|Enterprises|Holdings|Assisted Living|Senior Living|Retirement (?:Home|Village|Community)|Manor|Lodge|Shelter|"
    r"Practice|Surgery Center|Urgent Care|Medicine Associates|Physicians|Pediatrics|Orthop(?:a)?edics|Cardiology Associates|Family Medicine|Daycare|Kindergarten|Preschool|Apothecary|Drug Store|Drugs|Credit Union|Home Health|Imaging|Elementary|Casino|Orthopa?edic(?:s| Group)|Women's Imaging|Schools|SNF|Surgery|General Hospital|Dental|Eye Clinic|Fire Department|Police Department|Correctional Facility)"
)
_GENERIC = re.compile(
    r"(?:the|our|your|this|that|a|an|any|local|outside|another|public|private|teaching|outpatient|emergency|pain|sleep|wound|"
    r"cardiac|cardiology|renal|dialysis|oncology|heart|cancer|eye|dental|mental|behavioral|health|medical|surgical|primary|urgent|care|day|follow-?up|"
    r"rehabilitation|rehab|nursing|high|middle|hospital|clinic|center|centre|home|family|medicine|pediatric|pediatrics|anticoagulation|coumadin|diabetes|"
    r"diabetic|memory|fertility|travel|vaccine|imaging|infusion|unit|school|of|and|for|in|at|insurance|bank|blood|birth|trauma|burn|stroke|transplant|intensive|acute|skilled|"
    r"specialty|retail|inpatient|services|group|practice|pharmacy|laboratory|lab|labs|company|institute|church|physicians|group|orthopedics|discharge|admit|new|patient|transfer|"
    r"vax|flu|covid|walk|walk-in|wellness|device|lipid|hf|hiv|std|msk|preop|pre-op|bone|spine|headache|thyroid|prenatal|postpartum|breast|foot|hand|ortho|cardio|onc|heme|peds|student|free|mobile|er|icu|"
    r"neurology|surgery|dermatology|urology|gastroenterology|psychiatry|obstetrics|gynecology|ent|gi|ob|pulmonary|endocrine|endocrinology|allergy|infectious|disease|physical|therapy)"
)
_AGENCY = re.compile(
    r"(?:American|National|European|World|International|British|Royal|Canadian|U\.?S\.?|Federal|Centers? for (?:Disease|Medicare)|Food and Drug|Department of|Institute of Medicine|Joint Commission|Harvard Health)\b"
)


def named(words: str) -> bool:
    """Whether an institution has a name of its own: "the Pain Clinic" has none, and a national body is no employer."""
    if _AGENCY.match(words):
        return False
    own = [part for part in re.findall(r"[\w'-]+", words.casefold()) if not _GENERIC.fullmatch(part)]
    return len(own) > 1 or (len(own) == 1 and own[0] not in EVERYDAY)


_SPOKEN_DIGIT = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)"
_SPOKEN_NUMBER = rf"(?:{any_of('zero oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred'.split())})"
_SAID_STREET = r"(?:Street|St|Avenue|Ave|Boulevard|Road|Rd|Lane|Ln|Drive|Court|Ct|Place|Terrace|Way|Circle|Crescent|Trail|Hollow|Loop|Close|Row|Square)"
# Postal codes of states that are words, credentials or abbreviations of medicine too.
_AMBIGUOUS = frozenset("ID OR IN ME HI OK MD PA MS CT MI LA AL CO DE MA MO MT NE PR SC SD VA AS PE NS ON ND NB".split())


def _city_and_state(words: str) -> bool:
    """Accepts "Akron, OH" and "Boise, ID", but not "Tigrinya, ID" before a number or "Chest, CT"."""
    city, _, state = words.rpartition(",")
    if is_medical(city) or is_medical(city.split()[-1]):
        return False
    return state.strip() not in _AMBIGUOUS or len(city) > 3  # noqa: PLR2004 - "Hgb, PA"


def _street(words: str) -> bool:
    """Whether a word before "Street" is a name: "the Street" and "Airway Road" in a heading are none."""
    return not is_medical(words.rpartition(" ")[0]) and "Street Journal" not in words


def _town(words: str) -> bool:
    return not is_generic_place(words) and not is_medical(words)


# The last line of an address: a postcode, with a town or alone; or a town, a state and a ZIP code.
_LAST_LINE = re.compile(
    rf"^[ \t>]*(?:[^\n\d:.]{{0,40}} )?{_POSTCODE}[ .,]*$|^[ \t>]*{_CITY},? {_US_STATE},? {_ZIP}[ ]*$", re.MULTILINE
)
_ADDRESS_LINE = re.compile(
    rf"[ \t>]*(?:[Cc]/[Oo] )?(?P<v>(?!(?:TO|FROM|DEAR|RE|ATTN|To|From)\b)(?:\d{{1,5}}[A-Za-z]?,? )?(?:{_CAP}|[A-Z]{{2,20}}|\d{{1,4}})(?:[ ,-]{{1,2}}(?:{_CAP}|{_SMALL}|[A-Z]{{2,20}}|&|\d{{1,4}}[A-Za-z]?)){{0,6}}),?[ ]*"
)
_NOT_ADDRESS = re.compile(r"\b(?:Mrs?|Ms|Miss|Dr|Prof|Re|Dear|Ref|Tel|Fax|DOB|NHS|MRN)\b|(?:19|20)\d\d")
_MOST_LINES = 5


def _letter_head(text: str) -> Iterator[Any]:
    """The lines of an address above its postcode: "Flat 2 / The Old Maltings / Sowgate Lane / PONTEBECK WF88 9QQ"."""
    for last in _LAST_LINE.finditer(text):
        end = last.start()
        for _ in range(_MOST_LINES):
            start = text.rfind("\n", 0, max(end - 1, 0)) + 1
            line = _ADDRESS_LINE.fullmatch(text, start, max(end - 1, start))
            if line is None or _NOT_ADDRESS.search(line["v"]) or is_medical(line["v"]):
                break
            yield found(Kind.LOCATION, *line.span("v"), GOOD)
            end = start
        if end != last.start():
            yield found(Kind.LOCATION, last.start(), last.end(), GOOD)


class Places(Table):
    """A table of places that also reads addresses over several lines."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None) -> list[Any]:
        """Every match of every row, every line of an address."""
        results = super().analyze(text, entities, nlp_artifacts)
        named = [each for each in results if each.entity_type != Kind.ORG or not _OF_A_SCORE.match(text, each.end)]
        return [*named, *_letter_head(text)]


# "King's College criteria" and "Mayo Clinic score" are nobody's employers.
_OF_A_SCORE = re.compile(r" (?:criteri(?:a|on)|scores?|scale|classification|staging|nomogram|formula|rules?)\b")


ENGLISH_PLACES = Places(
    "english places",
    [
        row(
            Kind.LOCATION,
            rf"(?<![\w.-]){_HOUSE} {{1,2}}(?:[NSEW]{{1,2}}\.? )?(?:(?:{_CAP}|{_SMALL}|\d{{1,3}}(?:st|nd|rd|th)) ){{1,4}}{_STREET}\b\.?{_UNIT}{_TAIL}",
            STRONG,
        ),
        row(Kind.LOCATION, rf"(?<![\w.-]){_HOUSE} {{1,2}}(?:{_CAP} ){{1,3}}{_CAP}{_UNIT[:-1]}{_TAIL}", STRONG),
        row(
            Kind.LOCATION,
            rf"(?<![\w.-]){_HOUSE} {{1,2}}(?:\d{{1,3}}(?:st|nd|rd|th)) {_STREET}\b\.?{_UNIT}{_TAIL}",
            STRONG,
        ),
        row(
            Kind.LOCATION,
            rf"(?<![\w.-]){_HOUSE},? (?!{_MONTH})(?:{_CAP}|{_SMALL})(?: (?:{_CAP}|{_SMALL}|\d{{1,4}})){{0,4}}{_UNIT},?\s{{1,2}}{_CITY},? (?:{_STATE},? )?{_ZIP}",
            STRONG,
        ),
        row(
            Kind.LOCATION,
            rf"\b(?i:address|lives at|living at|resides at|residence|residing at|home is|reside at|live at|moved to|located at|(?:send|ship|deliver|mail)[a-z ]{{0,30}} to|sent to)[\"']?(?: is)?:? {{0,3}}[\"']?(?P<v>{_HOUSE},? (?:{_CAP}|{_SMALL})(?: (?:{_CAP}|{_SMALL}|\d{{1,4}})){{0,4}}{_UNIT}{_TAIL})",
            STRONG,
        ),
        row(Kind.LOCATION, rf"(?<![\w-]){_CITY},\s{{1,2}}{_STATE},?\s{{1,2}}{_ZIP}", STRONG),
        row(
            Kind.LOCATION,
            rf"(?<![\w-]){_CITY}, (?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])\b(?! ?(?:#|:|[A-Z]{{0,4}}-?\d))",
            GOOD,
            _city_and_state,
        ),
        row(
            Kind.LOCATION,
            rf"(?<![\w-])(?:{_US_STATE}|{_STATE_NAME}),? {_ZIP}(?! ?(?:codes?|mg|mL|patients|cells|units|IU|n\b))",
            STRONG,
        ),
        # A street without its number, a road by its number, two streets that cross.
        row(
            Kind.LOCATION,
            rf"(?<![\w-])(?!(?:Wall|Sesame|Main St\. clinic))(?:{_CAP} ){{1,3}}(?:Street|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Parkway|Pkwy|Terrace|Crescent)\b\.?(?: [NSEW]\b)?{_UNIT}{_TAIL}",
            GOOD,
            _street,
        ),
        row(
            Kind.LOCATION,
            rf"(?<![\w-])(?:{_CAP} ){{1,2}}(?:St|Dr|Court|Ct|Drive|Place)\b\.?(?: [NSEW]\b)?",
            GOOD,
            _street,
            after=r"\b(?:on|at|near|off|of|to|from|along|address:?) (?:the )?",
        ),
        row(
            Kind.LOCATION,
            r"(?<![\w-])(?:Route|Rte\.?|Highway|Hwy\.?|Interstate|State Road|County Road|Farm Road|Autobahn|Motorway) [A-Z]?-?\d{1,4}[A-Z]?(?![\w-]|\.\d)(?:,? (?:mm|MM|mile|MP|mile marker|milepost) \d{1,4})?",
            GOOD,
        ),
        row(
            Kind.LOCATION,
            rf"(?<![\w-])(?:\d{{1,3}}(?:st|nd|rd|th|ST|ND|RD|TH)(?: (?:St|Street|Ave|Avenue))? (?:&|and|/|@) {_CAP}(?: (?:St|Street|Ave|Avenue|Rd|Road|Blvd))?|{_CAP}(?: (?:St|Street|Ave|Avenue|Rd|Road|Blvd))? (?:&|@) \d{{1,3}}(?:st|nd|rd|th|ST|ND|RD|TH))(?! (?:toes?|fingers?|ribs?|MC|MT|digits?|metatarsals?|metacarpals?|CN|nerves?|degree))(?!\w)",
            GOOD,
            lambda v: not is_medical(re.sub(r"\d+\w{2}|&|\band\b|/|@", " ", v).title()),
        ),
        row(
            Kind.LOCATION,
            rf"\b(?i:corner of|intersection of) (?P<v>{_CAP}(?: {_CAP})? (?:&|and|/) {_CAP}(?: {_CAP})?)",
            STRONG,
        ),
        row(
            Kind.LOCATION,
            rf"\b(?:[Mm]ile(?:post| marker)?|MP) \d{{1,4}}(?:\.\d)? {_CAP}(?: {_CAP}){{0,3}}",
            GOOD,
            lambda v: not is_medical(v.split(maxsplit=2)[2]),
        ),
        # As people type it in a chat: "22b hallam st".
        row(
            Kind.LOCATION,
            r"(?<![\w.,/-])\d{1,5}[a-f]? (?!(?:mg|ml|mcg|day|days|week|weeks|wk|hr|hrs|months?|years?|yr|pills?|tabs?|min|in|on|of|more|times|x|st|units?|the|for)\b)[a-z]{3,15}(?: [a-z]{3,15})? (?:street|st|avenue|ave|road|rd|blvd|lane|ln)\b(?! (?:jude|joseph|john|mary|luke))(?: (?:apt|unit|#) ?\w{1,5})?",
            GOOD,
        ),
        row(
            Kind.LOCATION,
            rf"(?<![\w-])(?:Flat|Apt\.?|Apartment|Unit|Space|Lot|Suite|House) \#?\w{{1,5}}, (?:(?:The |Old |off )?{_CAP}(?:[ -](?:{_SMALL} )?(?:{_CAP}|\d{{1,4}})){{0,3}},? ){{1,4}}(?:{_POSTCODE}(?!\w)|{_ZIP}|(?<=, ){_CAP})",
            GOOD,
        ),
        row(
            Kind.LOCATION,
            rf"\b(?:at|from|of|outside) (?P<v>[Nn]o\.? \d{{1,4}}[A-Za-z]?(?: {_CAP}){{0,3}})(?=[.,;)])",
            GOOD,
        ),
        # India: a PIN code ends the line.
        row(
            Kind.LOCATION,
            r"(?m)^[ \t]*(?P<v>(?:Opp\.?|Near|Nr\.?|Behind|Plot|Flat|Shop|H\.?No\.?|[A-Z0-9])[^\n:;]{8,90}[ ,]-? ?[1-9]\d{2} ?\d{3})[ .]*$",
            GOOD,
            lambda v: v.count(",") > 1,
        ),
        row(Kind.LOCATION, rf"\bCounty(?: of|:)? (?P<v>{_CAP})(?=[.,;\n]|$)", GOOD, _town),
        # Read out: "ELEVEN FORTY OAK TERRACE, BILOXI MISSISSIPPI THREE NINE FIVE THREE ONE".
        row(
            Kind.LOCATION,
            rf"(?i)(?<![\w-])(?:{_SPOKEN_NUMBER}[ -]){{1,4}}(?:[a-z]{{3,15}} ){{1,2}}(?:street|avenue|road|terrace|lane|drive|court|boulevard|place|way)\b(?:,? (?:comma )?[a-z]{{3,15}}(?: [a-z]{{3,15}})?(?:,? {_STATE_NAME})?(?:,? {_SPOKEN_DIGIT}(?: {_SPOKEN_DIGIT}){{4}})?)?",
            GOOD,
        ),
        row(
            Kind.LOCATION,
            rf"(?<![\w-])(?i:(?:{_SPOKEN_NUMBER}[ -]){{1,4}})(?:{_CAP} ){{1,3}}{_SAID_STREET}\b(?:,? (?i:unit|apartment|apt|number) \w{{1,6}})?(?:(?:,| in) {_CITY})?",
            GOOD,
        ),
        row(
            Kind.LOCATION,
            r"\b(?i:zip(?: ?code)?|postal ?code|post ?code)[\"']?(?: is)?[:=]? {0,3}[\"']?(?P<v>\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d)\b",
            STRONG,
        ),
        row(Kind.LOCATION, rf"(?<![\w-]){_POSTCODE}(?![\w-])", GOOD),
        row(Kind.LOCATION, rf"\b(?:[Pp]\.?[Oo]\.?|[Pp]ost [Oo]ffice) ?(?:[Bb]ox|BOX) \d{{1,6}}\b{_TAIL}", STRONG),
        row(
            Kind.LOCATION,
            rf"\b(?:RR|R\.R\.|HC|Rural Route) ?\#?\d{{1,3}},? (?:Box|BOX) \d{{1,5}}[A-Z]?\b{_TAIL}",
            STRONG,
        ),
        row(
            Kind.LOCATION,
            rf"\b(?:[Ll]ives? in|[Ll]iving in|[Rr]esid(?:es?|ing) in|[Rr]esident of|[Ss]taying in|[Mm]oved (?:to|from)|[Bb]orn in|[Gg]rew up in|[Nn]ative of|[Tt]ravell?ed (?:to|from)|[Tt]rip to|[Rr]eturned from|[Vv]isiting|"
            rf"[Hh]ome in|[Oo]riginally from|(?:is|was|comes|drove|flew|transferred|en route|route|city|town of|[Cc]ity:|[Tt]own:|[Cc]ounty:) (?:from|of)?)[ :] ?(?P<v>{_CITY}(?:,? {_STATE}\b)?)",
            GOOD,
            _town,
        ),
        row(
            Kind.LOCATION,
            rf"\b(?:[Cc]ity|[Tt]own|[Cc]ounty|[Vv]illage)[\"']?: {{0,3}}[\"']?(?P<v>{_CITY})",
            STRONG,
            _town,
        ),
        row(Kind.LOCATION, rf"(?<![\w-]){_CAP}(?: {_CAP})? County\b", GOOD),
        row(
            Kind.ORG,
            rf"(?<![\w-])(?:{_CAP}|St\.)(?:(?: (?:of|and|the|for|&) | & |[ -])(?:{_CAP}|St\.)){{0,6}}? {_FACILITY}(?: (?:of|at|in) {_CAP}(?: {_CAP}){{0,2}})?(?![\w-])",
            GOOD,
            named,
        ),
        # The same in capitals, as labels and dictation have it.
        row(
            Kind.ORG,
            r"(?<![\w-])(?:(?:[A-Z][A-Z'&-]{2,20}|ST\.?) ){1,4}(?:HOSPITAL|CLINIC|MEDICAL (?:CENTER|CENTRE|GROUP)|PHARMACY|HEALTH (?:CENTER|SYSTEM)|INFIRMARY|HOSPICE|NURSING HOME|UNIVERSITY|LABORATOR(?:Y|IES)|IMAGING|REHABILITATION|CASINO|SCHOOL)(?![\w-])",
            GOOD,
            named,
        ),
        row(
            Kind.ORG,
            r"(?<![\w-])(?:University|Hospital|College) of (?:the )?[A-Z][a-z]+(?:[ ,]{1,2}[A-Z][a-z]+){0,3}",
            GOOD,
            named,
        ),
        row(
            Kind.ORG,
            rf"\b(?:[Ww]orks? (?:at|for)|[Ww]orking (?:at|for)|[Ee]mployed (?:at|by)|[Ee]mployer[\"']?:|[Ss]tudent at|[Aa]ttends|[Ii]nsurance(?: provider| carrier| company)?[\"']?:|[Ii]nsured (?:by|through)|[Ff]acility[\"']?:|[Ss]chool[\"']?:|[Cc]ompany[\"']?:|[Oo]rganization[\"']?:) ?[\"']?(?:the )?(?P<v>{_CAP}(?: (?:&|and|of|the|{_CAP})){{0,5}})",
            GOOD,
            lambda v: not is_medical(v) and named(v),
        ),
    ],
)

"""Tables for the English and shared patterns, without a model; all people and numbers are made up."""

import time

import pytest

from medguard.phi.detector import PresidioDetector
from medguard.phi.reading import Reading
from medguard.types import ClearText, Passage


class NoModel:
    """A model that marks nothing, so that only patterns speak."""

    wanted = frozenset()

    def read(self, texts):
        return [[] for _ in texts]


@pytest.fixture(scope="module")
def found():
    detector = PresidioDetector(reading=Reading(english=NoModel(), chinese=NoModel()))

    def look(words):
        return [words[s.start : s.end] for s in detector.spans([Passage(ClearText(words))])[0]]

    return look


DATES = [
    ("Adm: 3/4/25, D/C 3/9", ["3/4/25", "3/9"]),
    ("Admitted 23.5.2 (yy.m.d)", ["23.5.2"]),
    ("restarted on 12-Mar", ["12-Mar"]),
    ("due on the 4th of July", ["4th of July"]),
    ("Visit 17JAN2025", ["17JAN2025"]),
    ("DOB Oct 9 1964", ["Oct 9 1964"]),
    ("on statin since Jun '21", ["Jun '21"]),
    ("away 26-30 May", ["26-30 May"]),
    ("MRI of 16.iv.23", ["16.iv.23"]),
    ("clinic 10/4 or 10/11", ["10/4 or 10/11"]),
    ("fell on Cinco de Mayo", ["Cinco de Mayo"]),
    ("seen O3/1l/1946", ["O3/1l/1946"]),
    ("mom back the 8th, then home", ["8th"]),
    ("its march already", ["march"]),
    ("labs 04/2021", ["04/2021"]),
    ("Clinic 17/5; dictated 20/5; typed 2/6 kj", ["17/5", "20/5", "2/6"]),
    ("TTE 11/5. Home today", ["11/5"]),
    ("will bring meds 12/1.", ["12/1"]),
    ("Your 2/27 lipid panel is back", ["2/27"]),
    ("CALLER: May the second, forty-eight.", ["May the second, forty-eight"]),
    ("date of birth is ten twelve sixty", ["ten twelve sixty"]),
    ("booked for the third Tuesday in October", ["third Tuesday in October"]),
    ("DATE OF SERVICE APRIL THE TWENTY SECOND", ["APRIL THE TWENTY SECOND"]),
    ("seen on five slash nine slash oh four", ["five slash nine slash oh four"]),
    ("the third of the fourth sixty two", ["third of the fourth sixty two"]),
    ("the ninth of november nineteen forty-eight", ["ninth of november nineteen forty-eight"]),
]
AGES = [
    ("94yo in clinic", ["94"]),
    ("95F adm with PNA", ["95"]),
    ("a ninety-two-year-old", ["ninety-two"]),
    ("she is 92 and well", ["92"]),
    ("Age/Sex: 93 M", ["93"]),
    ("CALLER: She's a hundred and two. Born in Hull", ["a hundred and two"]),
]
REACH = [
    ("the PACS at 10.0.0.7 is down", ["10.0.0.7"]),
    ("session opened from 5.9.12.3 port 22", ["5.9.12.3"]),
    ("it's bill dot wood fifty five at yahoo dot com", ["bill dot wood fifty five at yahoo dot com"]),
    ("call 970/555/0171", ["970/555/0171"]),
    ("(478)-555-0144", ["(478)-555-0144"]),
    ("763 five five five 01 44", ["763 five five five 01 44"]),
    ("call 9 1 9 . 5 5 5 . 0 1 3 3", ["9 1 9 . 5 5 5 . 0 1 3 3"]),
    ("pgr 3316", ["3316"]),
    ("at four oh one... five five five... oh one... sixty", ["four oh one... five five five... oh one... sixty"]),
    (
        "call five five five, oh one double four extension thirty-six. Bye",
        ["five five five, oh one double four extension thirty-six"],
    ),
    ("pager six six one two. 0345: asleep", ["six six one two"]),
    ("ext 4 4 1 9", ["4 4 1 9"]),
    ("x7-2210", ["x7-2210"]),
    ("UK 07700900832", ["07700900832"]),
    ("kids(at)fjord(dot)is", ["kids(at)fjord(dot)is"]),
    ("mama at gmail dot com", ["mama at gmail dot com"]),
    ("go to sand peds dot com slash book", ["sand peds dot com slash book"]),
]
CODES = [
    ("Acct#: V00048812390", ["V00048812390"]),
    ("mrn=0047188", ["0047188"]),
    ("MRN 00-12-34", ["00-12-34"]),
    ("ID 111 820 4437 G", ["111 820 4437 G"]),
    ("SSN on file (last 4: 7753)", ["7753"]),
    ("SSN xxx-xx-4821", ["xxx-xx-4821"]),
    ("bag tag B0074-19", ["B0074-19"]),
    ("Case S25-10442", ["S25-10442"]),
    ("file 23-CV-0881-TBA", ["23-CV-0881-TBA"]),
    ("plate SD 4K2 917, blue", ["4K2 917"]),
    ("silver Camry LTK-4471 (MN)", ["LTK-4471"]),
    ("Chart T 118844, seen", ["T 118844"]),
    ("sub# QDP 00291-03.", ["QDP 00291-03"]),
    ("ID# QHC 33 0091 220-01  BIN", ["QHC 33 0091 220-01"]),
    ("level 3, ref 1-5CX92QA.", ["1-5CX92QA"]),
    ("Medicare, number is two M, D nine, J F four, R A eight eight", ["two M, D nine, J F four, R A eight eight"]),
    ("visit V as in victor, seven seven oh one nine.", ["V as in victor, seven seven oh one nine"]),
    ("s/n 8T0S-1093-44", ["8T0S-1093-44"]),
    ("Lic. MD-41877", ["MD-41877"]),
    ("pt *****6612", ["6612"]),
    ("key ghp_" + "a1" * 18, ["ghp_" + "a1" * 18]),
    ("password: hunter2!x", ["hunter2!x"]),
]
PLACES = [
    ("lives 14 Mill Pond Way, 2nd Fl, Ridgefield WA 98642", ["14 Mill Pond Way, 2nd Fl, Ridgefield WA 98642"]),
    ("mail to PO Box 1187, Takoma Park, MD 20913-1187", ["PO Box 1187, Takoma Park, MD 20913-1187"]),
    ("we moved to 22b hallam st .", ["22b hallam st"]),
    ("the old flat on Gerrard St E;", ["Gerrard St E"]),
    ("found on Route 9 by", ["Route 9"]),
    ("at 3 Quarry Rise, Kirkintilloch G66 1ZZ", ["3 Quarry Rise, Kirkintilloch G66 1ZZ"]),
    ("Loc: Lake & 27th, 2 veh", ["Lake & 27th"]),
    ("at home, twelve Quill Race Lane in Osmond, yes", ["twelve Quill Race Lane in Osmond"]),
    (
        "Re: Mr J. Swale, 09/11/1938\nFlat 2\nThe Old Kiln\nSowerby Lane\nPONTEBY  WF88 9QQ\n\nHe",
        ["Flat 2", "The Old Kiln"],
    ),
    ("deer, Hwy 9 mm 44, helmet", ["Hwy 9 mm 44"]),
    ("at HOLLYHOCK PHARMACY now", ["HOLLYHOCK PHARMACY"]),
]
NAMES = [
    ("Pt: OKONKWO-BELL, Chidinma A", ["OKONKWO-BELL, Chidinma A"]),
    ("Caller: Will Hope (husband)", ["Will Hope"]),
    ("Husband Emeka does the pillbox", ["Emeka"]),
    ("e-signed I. Mohammadzadeh, today", ["I. Mohammadzadeh"]),
    ("Kind regards,\nCallum Abernethy", ["Callum Abernethy"]),
    ("hi dr patel, ok", ["patel"]),
    ("[02:15] Priyanka: vagal?", ["Priyanka"]),
    ("Crew: Boyle/Xiong", ["Boyle/Xiong"]),
    ("SPELLED P U I G COMMA", ["P U I G"]),
    ("spell? p u i g. ok", ["p u i g"]),
    ("Moss, A C H E B E dash M O S S\nok", ["A C H E B E dash M O S S"]),
    ("caller: P as in Peter, H as in hotel, A, M as in mike. Next", ["P as in Peter, H as in hotel, A, M as in mike"]),
    ("bed 14 Ladika, DNR, comfort", ["Ladika"]),
    ("Pt Stone, Marjorie  MR# 33-19-08", ["Stone, Marjorie"]),
    ("HX: Young, Dae-Jin 51M RLQ pain", ["Young, Dae-Jin"]),
    ("PAIN, Morris S. (MoMo) rtc", ["PAIN, Morris S"]),
    ("cx q24. -K. Abernathy-Osei PGY2", ["K. Abernathy-Osei"]),
    ("Yours sincerely\nG R Tattersby\nConsultant", ["G R Tattersby"]),
    ("signed L. Vandermoor/nw", ["L. Vandermoor", "nw"]),
    ("Dictated H. Umaroff MD/pkd  D 1", ["H. Umaroff", "pkd"]),
    ("DD: KL / TD: lq", ["KL", "lq"]),
    ("do tonsil. R.A.T.", ["R.A.T"]),
    ("cosigned by M. Wiseman", ["M. Wiseman"]),
    ("Re: Mr Cuthbert SWALLOW, seen", ["Cuthbert SWALLOW"]),
    ("INTAKE: Dewayne speaking.", ["Dewayne"]),
    ("DR POWER TO DISCUSS", ["POWER"]),
    ("donor E.M.B; collector Quill", ["E.M.B", "Quill"]),
    ("Dear Siobhán,\n", ["Siobhán"]),
]
HL7 = (
    "MSH|^~\\&|EPIC|TARN_RMC|LAB|NORTHLAB|20250304142200-0500||ORU^R01|MSG00091823|P|2.5.1\n"
    "PID|1||00478193^^^^MR||OKAFOR^IFE^N||19620719|F|||418 BIRCH RD^APT 3B^DULUTH^MN^55811||^PRN^PH^^^218^5550142\n"
    "PV1|1|I|ICU^04^A||||1390996035^SZABO^WOJTEK^^^DR^MD\n"
    "OBR|1|ORD883771|25-063-00412|24323-8^CMP^LN|||202503041310\n"
    "OBX|1|NM|2823-3^Potassium^LN||5.9|mmol/L|3.5-5.1|H|||F"
)
CUT = [
    ("Mrs Wu GBS pos. Pool room", "Wu"),
    ("TELL HIS WIFE MRS ATTRA BETAHISTINE 16 TDS", "ATTRA"),
    ("NOK: Mdm Lau", "Lau"),
    ("Dr T. K. Raghunath MCh FRCS", "T. K. Raghunath"),
]
CLEAN = [
    "Willow 10.4.22.1 -> 10.4.23.0 starting",
    "an interface engine (Rhapsody 6.6.1.2) receives A08",
    "DICOM tag (0008,0050) blank on all the portable films since seven",
    '{"system":"http://snomed.info/sct","concept":[{"code":"91936005","display":"penicillin allergy"}]}',
    "last week the interface took it (ver 5.1.0.7).",
    "Strength 4/5, reflexes 2/4, pain 7/10, visit 7/12, bottles 2/2, day 3/7, RTC 6/12.",
    "Dindo D, Demartines N, Clavien PA. Classification of surgical complications. Ann Surg. 2004;240:205-13.",
    "NDC 00093-7214-01, CPT 99213, HCPCS J3031, EudraCT 2019-003455-11, rs80359550, lot 208431A.",
    "firmware 7.8.11, version 4.1.22, policy 6.14.20, temp 94 F at 4 min, T 98 F.",
    "TZP 83, FEP 86, MIC90 1, HLA-B*57:01 neg, FLT3-ITD, TP53 p.R175H, CD4 512, GAD65 0.02.",
    "Ferritin 19 (16-160), platelets 210 (140-390), RFs: Quimby VI, Rome IV; SID, Galtiprant; ALLERGY: LATEX, Ceflor",
    "Signs to know:\n- Lovsett\n- Pinnard\n- Zavenelli\nThree are for breech.",
    "Q. Pouch of Duglas?\nA. Morrisen.",
    "Match. A. Strongylus B. Schista C. Loamia D. Tania",
    "In stock: Groshung 8F x4, Malekot 16F x1. geno 1a; Eplusca PA sent. Baby: Mongolian blue spot.",
    "| Bug | First | If allergic |\n|---|---|---|\n| Pasteurella | Unasyne | doxy |",
    "Suboxone 8/2 bid day 6, CPAP/ASB 10/7.",
    "IV, Thal and BID, HOB; SI, CRAFFT; ADPKD, Mayo class 1D; RCVS, Call-Fleming.",
    "Mother: denies. Patient: alert. Plan: continue. To: follow. Team: Gold.",
    "OBX|1|CE|600-7^Blood culture^LN||3092008^Staphylococcus aureus^SCT|||A|||F",
    "Chest tube to suction, ICU bed 4, seen in Texas, Boston brace fits, Swan at 50 cm.",
    "drug,dose,route,freq\nvancomycin,1250 mg,IV,q12h\nZosyn,4.5 g,IV,q6h",
    "E. coli, S. aureus and C. diff were negative; 1.1@0.5 ms. Battery 6 y.",
    "Tympanogram type C. Ciprofex 4 drops; leak 11 L. Mallampati IV; grade B. Hill III; 5 L. Bjork flap.",
    "Jones RB, Patel N. Lancet Neurol 2019;18:44-5. King's College criteria were met.",
    "Foley 16 Fr. Jackson-Pratt x1, class MR Image Storage, TTE, Simpson biplane.",
    "C13 test DOB 18.4, Apgar 9-10-10, BiPAP 12/6, PC 12/8, p.(Ser1982ArgfsTer22).",
    "HR 12/5, cycle 6/4, then 8/4, the 3/4 panel, his 2/6 murmur note, colonoscopy 2/3 polyps.",
    "TD: no. DD: MI / PE. Bed 4 Isolation, contact. Fall, Mechanical 80 y/o. Neck, Supple 45M.",
    "ASTHMA, Mild (intermittent)\nANEMIA, Chronic\nSTROKE, Acute (MCA)\nABDOMEN, Soft",
    "Shows &lt;5% &amp; &gt;3 mm; R&D; H&P; 5 &mu;g; A&O x3.",
    "CALLER: Yeah, well. CALLER: Uh, no ma'am.",
    "Take 2 tablets twice a day for three days, then one; four hundred calories, nine or ten times.",
]


@pytest.mark.parametrize(("words", "values"), DATES + AGES + REACH + CODES + PLACES + NAMES)
def test_a_pattern_finds_the_identifier_whole(found, words, values):
    assert set(values) <= set(found(words))


@pytest.mark.parametrize(("words", "name"), CUT)
def test_a_name_takes_no_title_degree_or_drug_with_it(found, words, name):
    assert found(words) == [name]


@pytest.mark.parametrize("words", CLEAN)
def test_what_looks_alike_stays(found, words):
    assert found(words) == []


def test_hl7_is_read_field_by_field(found):
    assert found(HL7) == [
        "TARN_RMC",
        "NORTHLAB",
        "20250304142200-0500",
        "MSG00091823",
        "00478193",
        "OKAFOR^IFE^N",
        "19620719",
        "418 BIRCH RD^APT 3B^DULUTH^MN^55811",
        "218^5550142",
        "1390996035",
        "SZABO^WOJTEK",
        "ORD883771",
        "25-063-00412",
        "202503041310",
    ]


def test_programs_send_and_facilities_have_short_forms(found):
    message = "MSH|^~\\&|CADENCY|FERNLEY CHILDRENS|PHREESY|PHX|20241105093012||SIU^S12|88112233|P|2.5\nPID|1||F4402291^^^FCH^MRN"
    assert found(message) == ["FERNLEY CHILDRENS", "20241105093012", "88112233", "F4402291", "FCH"]


@pytest.mark.parametrize(
    "dump",
    [
        "(0010,0010) PN NAKASHIMO^ROSE^H  (0010,0020) LO VO-661177\n(0008,1070) PN qkamau\n(0008,0070) LO SIEMENS",
        "(0010,0010) PN [NAKASHIMO^ROSE^H]  # 16, 1 PatientName\n(0010,0020) LO [VO-661177]\n(0008,1070) PN [qkamau]",
        "(0010, 0010) Patient's Name     PN: 'NAKASHIMO^ROSE^H'\n(0010, 0020) Patient ID   LO: 'VO-661177'\n(0008, 1070) Operators' Name  PN: 'qkamau'",
    ],
)
def test_a_dump_of_dicom_is_read_by_its_tags(found, dump):
    assert found(dump) == ["NAKASHIMO^ROSE^H", "VO-661177", "qkamau"]


def test_a_table_is_read_by_its_header(found):
    rows = "mrn,last,first,dob,sex,a1c\n700211,Nwachu,Obi,1949-04-30,F,8.9\n700214,Hope,Ann,1977-01-09,M,7.1"
    assert {"700211", "Nwachu", "1949-04-30", "700214", "Hope", "1977-01-09"} <= {
        part for value in found(rows) for part in [value, *value.split(",")]
    }


def test_fhir_is_read_by_its_keys(found):
    resource = (
        '{"resourceType":"Patient","id":"pt-8831-akn","identifier":[{"system":"urn:oid:2.16.840","value":"A-2209"}],'
        '"name":[{"family":"Akin","given":["Sade","Ruth"]}],"managingOrganization":{"display":"Harborlight General"}}'
    )
    assert found(resource) == ["pt-8831-akn", "A-2209", "Akin", "Sade", "Ruth", "Harborlight General"]


@pytest.mark.parametrize(
    "words",
    [
        "1" * 50_000,
        "A-" * 25_000,
        "one " * 12_000,
        "Aa " * 16_000,
        '"a":"' * 10_000,
        "|^" * 25_000,
        "PID|" * 12_000,
        ", A" * 16_000,
    ],
)
def test_no_text_makes_a_pattern_run_away(found, words):
    start = time.process_time()
    found(words)
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    "words",
    [
        "The nurse listens, then a nurse explains the pump.",
        "Dear Sirs,\nplease quote AHA guidance.",
        "Subject: Legionella flushing\nall outlets weekly",
        "PATIENT: Stairs.\nNURSE: Two?\nPATIENT: Cracked tiles.\nNURSE: Lovely. Rest it.",
        "Christmas-tree rash, then Christmas cake",
        "firmware: 4.1.12.7; OpenSSL 3.0.2.1",
        "6MWT 128 m on air",
        "[08:03:40] Boom target: pelvis\n[08:05:01] Gripper jaws: ok",
        "an apple (Granny Smith) and Uncle Ben's rice in Dr Scholl's insoles",
        "He won the Sir William Osler Award for teaching.",
        'a "Sister Mary Joseph" nodule at the umbilicus',
        "use Fresenius or B. Braun lines",
        "CAT NP and Ostomy RN pathway",
    ],
)
def test_what_a_stranger_wrote_without_anybody_in_it_stays(found, words):
    assert found(words) == []


def test_what_says_little_needs_company(found):
    assert found("Her uncle Bertil says it helps. " + "She sleeps better and eats a little more each week. " * 3) == []
    assert "Bertil" in found("MRN 4471203: her uncle Bertil says it helps.")
    assert "Okafor" in found("per Okafor RN, MRN 4471203, DOB 3/4/1951, Mr Lindqvist slept")


def test_a_title_and_a_field_need_no_company(found):
    rest = " She sleeps better and eats a little more each week." * 3
    assert found("Seen by Dr Okafor MD on the ward." + rest) == ["Okafor"]
    assert found("Mother: Adaeze" + rest) == ["Adaeze"]


def test_people_in_a_transcript_are_still_found(found):
    words = "AGENT: Name?\nCALLER: Ingrid Halvorsen.\nAGENT: Thanks.\nCALLER: Ingrid Halvorsen-Lee, sorry."
    assert {"Ingrid Halvorsen", "Ingrid Halvorsen-Lee"} <= set(found(words))
    assert "Horace Pickles" in found("Dad (Horace Pickles, born 1931) sleeps, MRN 4471203")

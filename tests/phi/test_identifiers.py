"""Tables of what is an identifier and what is not; all people and numbers are made up."""

import pytest

from medguard.phi import Kind
from medguard.phi.recognizers import all_recognizers
from medguard.types import Form

ENGLISH = [
    ("Seen by Dr. Alice Meyers today.", "Alice Meyers", "NAME"),
    ("Mrs. O'Leary's wound is clean.", "O'Leary", "NAME"),
    ("Dr. Parkinson will follow up.", "Parkinson", "NAME"),
    ("Patient: Inés van Houten.", "Inés van Houten", "NAME"),
    ("Signed by: Jane Doe, RN", "Jane Doe", "NAME"),
    ("PID|1||SMITH^JOHN^Q", "SMITH^JOHN^Q", "NAME"),
    ("Her daughter Maria Lopez called.", "Maria Lopez", "NAME"),
    ("Admitted on 03/15/2024 at noon.", "03/15/2024", "DATE"),
    ("Seen March 3rd, 2026 in clinic.", "March 3rd, 2026", "DATE"),
    ("Started 09-Oct-2013.", "09-Oct-2013", "DATE"),
    ("Since Mar 2026 she is well.", "Mar 2026", "DATE"),
    ("Recorded 2024-03-05T08:30:00Z.", "2024-03-05T08:30:00Z", "DATE"),
    ("DOB 15/03/1948", "15/03/1948", "DATE"),
    ("Symptoms began in November.", "November", "DATE"),
    ("Fell on Christmas Eve.", "Christmas Eve", "DATE"),
    ("This 96-year-old man", "96", "AGE90"),
    ("Age: 101 years", "101", "AGE90"),
    ("He is ninety-five years old.", "ninety-five", "AGE90"),
    ("Lives at 12 Oak Street, Springfield, IL 62701.", "12 Oak Street, Springfield, IL 62701", "LOCATION"),
    ("She lives in Tarnfield.", "Tarnfield", "LOCATION"),
    ("ZIP code 02115", "02115", "LOCATION"),
    ("Transferred to Marrow Bay Community Hospital.", "Marrow Bay Community Hospital", "ORG"),
    ("He works at Acme Widgets.", "Acme Widgets", "ORG"),
    ("Call (415) 555-0134 ext. 12 now.", "(415) 555-0134 ext. 12", "PHONE"),
    ("Reach me at +44 20 7946 0958.", "+44 20 7946 0958", "PHONE"),
    (
        "Call nine one seven five five five zero one two three.",
        "nine one seven five five five zero one two three",
        "PHONE",
    ),
    ("Fax: 212-555-0188", "212-555-0188", "FAX"),
    ("Write to jane.doe+x@example.org.", "jane.doe+x@example.org", "EMAIL"),
    ("john dot doe at example dot com", "john dot doe at example dot com", "EMAIL"),
    ("See https://records.example.net/who/77.", "https://records.example.net/who/77", "URL"),
    ("See www.example.com/jane", "www.example.com/jane", "URL"),
    ("From 198.51.100.7 today", "198.51.100.7", "IP"),
    ("From 2001:db8::1 today", "2001:db8::1", "IP"),
    ("SSN 123 45 6789", "123 45 6789", "SSN"),
    ("ssn is 219-09-9999", "219-09-9999", "SSN"),
    ("MRN: 0012345", "0012345", "MRN"),
    ("Chart number QK-2207-3 reviewed", "QK-2207-3", "MRN"),
    ("Member ID: KV7719034", "KV7719034", "HEALTH_PLAN"),
    ("Medicare 1EG4-TE5-MK73", "1EG4-TE5-MK73", "HEALTH_PLAN"),
    ("Acct # BL-4471-22", "BL-4471-22", "ACCOUNT"),
    ("card 4111 1111 1111 1111", "4111 1111 1111 1111", "ACCOUNT"),
    ("DEA AB1234563", "AB1234563", "LICENSE"),
    ("NPI: 1234567893", "1234567893", "LICENSE"),
    ("Driver license number: W4418-207", "W4418-207", "LICENSE"),
    ("VIN 1M8GDM9AXKP042788", "1M8GDM9AXKP042788", "VEHICLE"),
    ("Pacemaker S/N: ABC123456", "ABC123456", "DEVICE"),
    ("Accession: A24-00123", "A24-00123", "OTHER_ID"),
    ("Patient/12345 was read", "12345", "OTHER_ID"),
    ("Passport: QX448120", "QX448120", "PASSPORT"),
]
CHINESE = [
    ("姓名：张伟，性别：男", "张伟", "NAME"),
    ("患者欧阳明月于昨日就诊", "欧阳明月", "NAME"),
    ("王主任查房", "王", "NAME"),
    ("请陈静护士长联系", "陈静", "NAME"),
    ("联系人：李娜", "李娜", "NAME"),
    ("姓名:买买提·艾力 性别:男", "买买提·艾力", "NAME"),
    ("患者李某某，女", "李某某", "NAME"),
    ("于2024年3月5日入院", "2024年3月5日", "DATE"),
    ("二〇二四年三月五日手术", "二〇二四年三月五日", "DATE"),
    ("国庆节后复诊", "国庆节", "DATE"),
    ("农历八月十五发病", "农历八月十五", "DATE"),
    ("患者92岁", "92岁", "AGE90"),
    ("今年九十三岁", "九十三岁", "AGE90"),
    ("住上海市浦东新区张杨路100弄3号501室", "上海市浦东新区张杨路100弄3号501室", "LOCATION"),
    ("入住北京协和医院心内科", "北京协和医院", "ORG"),
    ("在复旦大学附属中山医院就诊", "复旦大学附属中山医院", "ORG"),
    ("电话１３８００１３８０００。", "１３８００１３８０００", "PHONE"),
    ("手机+86 199-1234-5678", "+86 199-1234-5678", "PHONE"),
    ("座机010-55550100", "010-55550100", "PHONE"),
    ("电话一三八零零一三八零零零", "一三八零零一三八零零零", "PHONE"),
    ("身份证号：11010119000101105x", "11010119000101105x", "ID_CARD"),
    ("证件110101 1900 0101 8884", "110101 1900 0101 8884", "ID_CARD"),
    ("身份证号码 110101190001018880", "110101190001018880", "ID_CARD"),
    ("旧证110101900101888", "110101900101888", "ID_CARD"),
    ("住院号：ZY0012345", "ZY0012345", "MRN"),
    ("门诊号 0012345", "0012345", "MRN"),
    ("社保卡号：A12345678", "A12345678", "HEALTH_PLAN"),
    ("银行卡6222000000000000004", "6222000000000000004", "ACCOUNT"),
    ("医师执业证书编码：110110105000123", "110110105000123", "LICENSE"),
    ("代码12110000MA0TE5T08N", "12110000MA0TE5T08N", "LICENSE"),
    ("持E12345678出境", "E12345678", "PASSPORT"),
    ("台胞证号：12345678", "12345678", "PASSPORT"),
    ("车牌京A12345", "京A12345", "VEHICLE"),
    ("新能源粤BD12345", "粤BD12345", "VEHICLE"),
    ("检查号：CT20240001", "CT20240001", "OTHER_ID"),
    ("微信号：wx_abc123", "wx_abc123", "WECHAT"),
    ("QQ：123456789", "123456789", "WECHAT"),
    ("邮箱zhang.wei@example.com", "zhang.wei@example.com", "EMAIL"),
]
CLEAN = [
    "BP 120/80, HR 72, T 98.6 F, glucose 5.6 mmol/L, WBC 7.2, Hgb 12.1 g/dL.",
    "Metformin 500 mg BID, Augmentin 875, vancomycin 1 g IV q12h for 14 days.",
    "Parkinson disease, Crohn's disease and a Foley catheter; Homans sign absent.",
    "CXR and MRI were normal; CBC, BMP and INR pending.",
    "ICD-10 E11.9, CPT 99213, LOINC 2345-7, SNOMED 44054006, NCT01234567, PMID: 12345678.",
    "See http://loinc.org, http://hl7.org/fhir and urn:oid:2.16.840.1.113883.6.1.",
    "doi:10.1000/xyz123, version 1.2.3.4",
    "A 54-year-old walks 2 km daily since 2018; return in six weeks at 08:30 on Monday.",
    "Strength 5/5, murmur 2/6, pain 4/10, score 28/30.",
    "Lives in Texas. The ICU and the Pain Clinic were informed.",
    "Lot 12345678, 250000 copies/mL.",
    "You may 5 times a day march 10 steps.",
    "血压120/80mmHg，白细胞5.6×10^9/L，体温36.5℃。",
    "转至当地医院，本院心内科会诊，三甲医院就诊。",
    "诊断：帕金森病、克罗恩病、桥本氏甲状腺炎，霍纳征阳性。",
    "处方：白芍10g、黄芪15g、阿莫西林0.5g，每日3次，连服7天。",
    "反复咳嗽3月余，加重5天；2024年起服药，孕5月，3个月后复查。",
    "国药准字H20041234，批号20240305A，住院天数：12，加3床，卧床休息。",
    "谢谢医生，患者由专业医生决定，全身检查未见异常。",
    "中国、美国及北京的指南均推荐。",
    "89岁，女。",
]
LABELLED = [
    ("mrn", "0012345", "MRN"),
    ("family", "Underhill", "NAME"),
    ("patientName", "petra underhill", "NAME"),
    ("name", "Petra Underhill", "NAME"),
    ("患者姓名", "爱新", "NAME"),
    ("birthDate", "1974-12-25", "DATE"),
    ("phone", "5550101", "PHONE"),
    ("address", "the red house", "LOCATION"),
    ("住院号", "8812", "MRN"),
]


@pytest.mark.parametrize(("words", "value", "kind"), ENGLISH + CHINESE)
def test_an_identifier_is_found_whole_and_by_its_kind(seen, words, value, kind):
    assert (value, kind) in seen(words)


@pytest.mark.parametrize("words", CLEAN)
def test_medicine_stays_readable(seen, words):
    assert seen(words) == []


@pytest.mark.parametrize(("label", "value", "kind"), LABELLED)
def test_a_key_says_what_its_value_is(seen, label, value, kind):
    assert seen(value, label=label) == [(value, kind)]


@pytest.mark.parametrize(
    ("label", "value"), [("birthDate", "1974"), ("mrn", "unknown"), ("name", "get_weather"), ("name", "Aspirin")]
)
def test_a_key_is_not_believed_against_its_value(seen, label, value):
    assert seen(value, label=label) == []


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("SSN 123\u200b-45\u200b-6789", "123\u200b-45\u200b-6789"),
        (r'{"name": "\u5f20\u4f1f"}, 患者\u5f20\u4f1f，男', r"\u5f20\u4f1f"),
        (r"{\"mrn\": \"0012345\"}", "0012345"),
    ],
)
def test_a_hidden_identifier_is_found(seen, words, value):
    assert value in [found for found, _ in seen(words)]


def test_both_languages_are_read_in_one_pass(seen):
    found = seen("患者张伟于3月5日由 Dr. John Smith 接诊，MRN 0012345，family in Boston informed.")
    assert found[:4] == [("张伟", "NAME"), ("3月5日", "DATE"), ("John Smith", "NAME"), ("0012345", "MRN")]


def test_a_token_is_read_for_patterns_only(seen):
    assert seen("get_patient", form=Form.TOKEN) == []
    assert seen("jane@example.org", form=Form.TOKEN) == [("jane@example.org", "EMAIL")]


def test_kinds_are_the_whole_vocabulary():
    looked_for = {entity for recognizer in all_recognizers() for entity in recognizer.supported_entities}
    assert looked_for == {kind.value for kind in Kind}
    assert len({kind.zh for kind in Kind}) == len(Kind)

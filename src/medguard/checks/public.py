"""Who in a reply belongs to everybody: cited authors, eponyms, journals, makers of drugs and devices, bodies that write guidelines.

Told by the shape of what stands around them and not by lists, which would never be long enough: an author has "et al." or a year
behind him, a maker has "manufactured by" before it, a body ends in Association or 学会. What speaks of a patient or of care wins
over all of it. Numbers and addresses of mail are nobody's author and are never asked about here.
"""

from __future__ import annotations

import re

from medguard.types import Span

_NEAR, _LINE = 70, 300
"""Characters looked at on each side: for what is said of somebody, and for the rest of a reference."""

_YEAR = r"(?:19|20)\d\d[a-z]?"

# ── what speaks of care, and wins ────────────────────────────────────────────────────────────────────────────────────

_SOMEBODY_BEFORE = re.compile(
    r"(?:\b(?:[Pp]atients?|[Pp]t|Mr|Mrs|Ms|Miss|Dear|[Nn]urse|[Nn]eighbou?r|[Cc]olleague|[Ww]ife|[Hh]usband|[Ss]on|[Dd]aughter|[Mm]other|[Ff]ather|[Ss]ister|[Bb]rother|"
    r"[Cc]all|[Cc]ontact|[Aa]sk for|Dr)\.?,? |患者|病人|家属|邻居|联系|护士|医生|丈夫|妻子|儿子|女儿|母亲|父亲)$"
)
_SOMEBODY_BEHIND = re.compile(
    r"(?:女士|先生|小姐|阿姨|大爷|大妈|奶奶|爷爷|护士|护师|医生|大夫|主任(?!委员)|同志)|,? (?:\d{1,3}(?: ?y(?:o|ears?)|,)|\((?:DOB|born)|is (?:a|my|your|his|her)\b)|，?(?:男|女)，"
)
_CARE_BEFORE = re.compile(
    r"(?:\b(?:admitted|transferred|referred|discharged|seen|treated|works?|worked|employed|student|enrolled|appointment|booked|follow-?up|visit|go|went|lives?|living|resides?|practi[cs]es?|"
    r"surgery|operated|clinic)\b[^.;。]{0,25}|(?:就诊|住院|转诊|转|入院|就读|就职|任职|工作|家住|现住|可到|可至|去|在)于?)$"
)
_CARED_FOR = re.compile(
    r"\b(?:born|DOB|admi(?:tted|ssion)|discharged?|seen on|appointment|visit(?:ed)?|surgery|died|onset)\b|出生|入院|出院|就诊|住院|手术|复诊|查房|预约"
)

# ── citations ────────────────────────────────────────────────────────────────────────────────────────────────────────

_REFERENCE = re.compile(
    rf"\b{_YEAR}(?: [A-Z][a-z]{{2}}(?: \d{{1,2}})?)? ?[;,，；] ?\d{{1,4}} ?(?:[(（]\d{{1,3}}[)）])? ?[:：]"
    r"|\bdoi:|\b10\.\d{4,9}/|\bPMID\b|\[[JMDCN]\]|\bISBN\b"
    rf"|(?:Press|Publish\w+|Corporation|Verlag|Elsevier|Springer|Wiley|出版社)[,;:，；：]? ?{_YEAR}"
)
_OTHERS = r"(?:(?:,| and| &|、|和|与|,? and) ?-?[A-Z\u4e00-\u9fff][\w'’-]{0,20}(?: [A-Z]{1,3}\b)?){0,4}"
_CITED_BEHIND = re.compile(
    rf"{_OTHERS},? ?(?:et al\b|and (?:colleagues|co-?workers|associates)\b|[(（]{_YEAR}[;,)）]|, {_YEAR}[);])"
    rf"|{_OTHERS}(?:等(?:人|著|学者|研究者|(?=[.（(《\[]|[，,]? ?(?:{_YEAR}|报[道告]|研究|发[表现]|认为|提出|指出|证实)|的(?:研究|报|论|工作)))|(?:教授)?团队|院士)"
    r"|[^，。]{0,3}(?:主编|编著|主译)|[著译]|《"
    rf"|{_OTHERS} (?:(?:first|originally) \w+ed\b|(?:proposed|coined|devised)\b|\w+(?:ed|te) [^.;]{{0,50}}\b(?:in|since) (?:1[6-9]|20)\d\d\b)"
    r"|(?:首先|首次|最早)(?:提出|描述|命名|发明|创立)"
)
_CITED_BEFORE = re.compile(
    r"(?:\b(?:[Ss]tudy|[Tt]rial|analysis|paper|article|textbook|cohort)(?: [\w-]+){0,3} by|\b(?:theory|criteria|classification) of|\bnamed after)"
    r"(?: (?:[A-Z][\w'-]+(?:,| and| &)))* $"
)
_QUOTED_BEHIND = re.compile(rf"{_OTHERS} (?:(?:once |famously )?(?:wrote|argued|said|noted|put it|showed)|taught us)\b")
_QUOTED_BEFORE = re.compile(r"\b[Aa]s(?: [A-Z][\w'-]+(?:,| and| &))* $")
# "Maria's test" is Maria's; "Murphy's sign" is nobody's.
_EPONYM = re.compile(
    r"(?:['’]s?|s['’]|(?:-| and | or |/)[A-Z][\w'’-]+)?[ -](?:[Dd]isease|[Ss]yndrome|[Ss]igns?|[Tt]riad|[Ll]aw|[Rr]eflex|[Pp]alsy|[Aa]taxia|[Ll]ymphoma|[Ss]arcoma|[Tt]hyroiditis|"
    r"[Ee]ncephalopathy|[Pp]rinciple|[Tt]heorem|[Mm]ano?euv\w+|[Cc]riteria)\b"
    r"|(?:-| and | or |/)?(?:(?<=[-/ ])[A-Z][\w'’-]+)?[ -](?:[A-Z][\w'’-]+ )?(?:[Tt]est|[Ss]cor(?:e|ing)|[Ss]cale|[Cc]lass\w*|[Ff]racture|[Pp]rocedure|[Ii]ndex|[Ff]ormula|[Ee]quation|[Cc]atheter|"
    r"[Nn]eedle|[Ss]tain|[Bb]od(?:y|ies)|[Cc]ells?|[Tt]umou?r|[Ii]nventory|[Qq]uestionnaire|[Mm]odel|reviews?|Study|Trial)\b"
    r"|氏|综合[征症]|病(?![人房区历案情室了重危愈故逝倒休假])|征(?![求得询])|现象|三联|定律|法则"
)
_LATIN_EPONYM = re.compile(r"(?:-[A-Z][a-z]+)?(?:试验|评分|量表|分级|分期|分类|分型|手术|反射|囊肿|骨折|公式|指数|法)")
_AUTHOR_LIST = re.compile(r" ?[A-Z]{1,3}(?:[,.;:]| et al)|[.,，] ")
_INITIALS = re.compile(r" [A-Z]{1,3}$")
_HAN = re.compile("[\u3400-\u9fff]")

# ── bodies, makers, journals ─────────────────────────────────────────────────────────────────────────────────────────

_BODY = re.compile(
    r"\b(?:Societ(?:y|ies)|Association|College|Academ(?:y|ies)|Institutes?|Foundation|Organi[sz]ation|Agency|Administration|Commission|Council|Ministry|Federation|League|Union|Alliance|"
    r"Cent(?:er|re)s? for|Task Force|Collaboration|Committee|Universit(?:y|ies)|Initiative|Registry|Authority)\b|学会|协会|分会|委员会|科学院|大学|卫健委|药监局|总局|疾控|疾病预防|联盟|组织|研究院|管理局"
)
_CARE_PLACE = re.compile(
    r"\b(?:Clinic|Hospital|Medical Cent(?:er|re)|Practice|Surgery|Hospice|Infirmary|Nursing Home|Pharmacy)\b|医院|诊所|卫生院|卫生室|服务中心|服务站|药房"
)
_STUDIED = re.compile(
    r"\b(?:cohort|study|studies|trial|registry|multicent\w+|published|researchers|investigators|series|review)\b|研究|发表|队列|论文|牵头|报道"
)
_ADVISED = re.compile(
    r"\b(?:guidelines?|guidance|recommend\w*|consensus|position|statement|standards? of|classif\w+|criteria|approv\w+|licen[cs]ed|published|website|endorse\w*|advis\w+)\b"
    r"|指南|共识|诊疗方案|规范|建议|推荐|批准|发布|标准|制定"
)
_MAKER = re.compile(
    r"\b(?:Inc|Ltd|LLC|GmbH|AG|PLC|plc|Corp|Co|Pharma\w*|Laboratories|Labs|Biotech\w*|Biologics|Therapeutics|Scientific|Healthcare|Biosciences)\b|制药|药业|医药|生物|集团|公司|医疗(?!中心)|药厂"
)
_MADE_BEFORE = re.compile(
    r"(?:\b(?:made|manufactured|produced|marketed|sold|supplied|developed|distributed|comes?|product) (?:by|from)(?: [A-Z][\w&-]*(?:,| and))* |(?:厂家|药厂|厂商|原研药?)[为是：:]? ?|由|[(（][A-Z]\w+, )$"
)
_MADE_BEHIND = re.compile(
    r"[^，。,.;]{0,8}(?:生产|制造|研发|出品|公司|原研|的产品)|[^.;]{0,25}\b(?:makes?|manufactures?|markets|pump|pacemaker|stent|device)\b"
)
_JOURNAL = re.compile(r"\b(?:Journal|Annals|Archives|Lancet|Gazette|Proceedings|Transactions)\b|杂志|学报|柳叶刀")
_NAMED_FOR = re.compile(
    r"(?: (?:Heart|Health|Eye|Longitudinal|Cohort))? (?:Study|Trial|Cohort|Criteria|Declaration|Classification|Score|Scale|criteria|classification)\b|(?:研究|标准|宣言|分型|共识|会议)"
)
_ISSUED = re.compile(
    r"\b(?:published|updated|approv\w+|version|edition|issued|revised|effective|appeared|accessed|guideline|released|launched|recall\w*)\b|发布|批准|修订|版|实施|上市|印发|发表|更新"
)

_PUBLIC_HOST = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)*(?:gov|edu|int|mil|org|nhs|ac)(?:\.[a-z]{2})?(?::\d+)?(?=[/?#]|$)|(?:https?://)?(?:dx\.)?doi\.org/",
    re.IGNORECASE,
)
_PRIVATE_PATH = re.compile(r"patient|mrn|record|user|account|token|portal|[@=~]", re.IGNORECASE)


def is_public(words: str, span: Span) -> bool:
    """Whether what is found at ``span`` names a public thing.

    >>> is_public("as Chowdhury et al. have shown", Span(3, 12, "NAME", 0.8))
    True
    >>> is_public("as Mr. Chowdhury has told us", Span(7, 16, "NAME", 0.8))
    False
    """
    start = max(words.rfind("\n", 0, span.start) + 1, span.start - _LINE)
    end = words.find("\n", span.end, span.end + _LINE)
    end = end if end >= 0 else span.end + _LINE
    found, before, behind = words[span.start : span.end], words[start : span.start], words[span.end : end]
    match span.kind:
        case "NAME":
            return _author(found, before, behind)
        case "ORG" | "LOCATION":
            return _body(span.kind, found, before, behind)
        case "DATE":
            return _issue(found, before, behind)
        case "URL":
            return bool(_PUBLIC_HOST.match(found)) and not _PRIVATE_PATH.search(found)
        case _:
            return False


def _author(found: str, before: str, behind: str) -> bool:
    before = before[-_NEAR:]
    if _SOMEBODY_BEFORE.search(before) or _SOMEBODY_BEHIND.match(behind):
        return False
    return bool(
        _CITED_BEHIND.match(behind)
        or _CITED_BEFORE.search(before)
        or (_QUOTED_BEFORE.search(before) and _QUOTED_BEHIND.match(behind))
        or _EPONYM.match(behind)
        or (not _HAN.search(found) and _LATIN_EPONYM.match(behind))
        or _is_an_author(found, behind)
    )


def _is_an_author(found: str, behind: str) -> bool:
    """In a list of authors before a journal's year and volume: with initials in Latin letters, as a whole in Chinese."""
    listed = _AUTHOR_LIST.match(behind) if _HAN.search(found) or behind[:1] == " " else _INITIALS.search(found)
    return bool(listed and _REFERENCE.search(behind))


def _body(kind: str, found: str, before: str, behind: str) -> bool:
    near_before, near_behind = _sentence_before(before[-_NEAR:]), _sentence_behind(behind[:_NEAR])
    near = near_before + found + near_behind
    if _CARE_BEFORE.search(near_before) or _SOMEBODY_BEFORE.search(near_before):
        return False
    if _REFERENCE.search(behind[: 2 * _NEAR]) or _NAMED_FOR.match(behind):
        return True
    if _CARE_PLACE.search(found):
        return bool(_STUDIED.search(near))
    if kind == "LOCATION":
        return False
    return bool(
        _BODY.search(found + behind[:12])
        or _MAKER.search(found + behind[:4])
        or _JOURNAL.search(found)
        or _MADE_BEFORE.search(near_before)
        or _MADE_BEHIND.match(behind)
        or _ADVISED.search(near)
    )


def _issue(found: str, before: str, behind: str) -> bool:
    if _REFERENCE.search(found + behind[:_NEAR]):
        return True
    near = _sentence_before(before[-_NEAR:]) + found + _sentence_behind(behind[:_NEAR])
    return bool(_ISSUED.search(near)) and not _CARED_FOR.search(near)


_ENDS = re.compile(r"[.!?](?= +[A-Z])|[。！？；;]")


def _sentence_before(words: str) -> str:
    for end in reversed(list(_ENDS.finditer(words))):
        return words[end.end() :]
    return words


def _sentence_behind(words: str) -> str:
    end = _ENDS.search(words)
    return words[: end.start()] if end else words

"""What kinds of medical text a reply holds: each found by the words that law and ward use for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from medguard.contents.prescriptions import DOSE, SCHEDULE, Telling, defers, told
from medguard.facts import OutputType
from medguard.medicine import (
    CHINESE_CONDITION,
    CHINESE_DRUG,
    CHINESE_HEALTH,
    ENGLISH_CONDITION,
    ENGLISH_DRUG,
    ENGLISH_HEALTH,
)
from medguard.plain import pattern, plain, sentences


def output_types(text: str) -> tuple[OutputType, ...]:
    """Tell what a text is; several kinds are possible, and ``other`` stands alone.

    >>> output_types("诊断：急性支气管炎。阿莫西林 0.5g tid po")
    ('diagnosis', 'prescription')
    """
    words = plain(text)
    doses = told(words)
    found: set[OutputType] = set()
    for sentence in sentences(words):
        held = {kind for kind, holds in _KINDS.items() if holds(sentence)}
        found |= held
        if not held and "education" not in found and _education(sentence):
            found.add("education")
    # The usual dose, told to somebody right after what they have, is an order by another name.
    for_somebody = Telling.GENERAL in doses and "diagnosis" in found and not defers(words)
    if Telling.ORDER in doses or for_somebody:
        found.add("prescription")
    if Telling.RECORD in doses:
        found.add("summary")
    if Telling.GENERAL in doses:
        found.add("education")
    return tuple(sorted(found)) or ("other",)


_ENGLISH_DENIED = re.compile(
    r"\b(?:if|whether|unless|when|rule out|ruled out|no evidence of|no signs? of|not|n't|cannot|without|excludes?|unlikely|do you|told me|said)\b[^,.;:]{0,40}$|n't\b[^,.;:]{0,40}$"
)
_CHINESE_DENIED = re.compile(
    r"(?:如果|若|假如|如|是否|不|未|无|没有|排除|除外|既往|曾|年前|\d年|无法|不能|才能|需要?医生)[^,。;:]{0,10}$"
)
_CONDITION = re.compile(rf"{ENGLISH_CONDITION}|{CHINESE_CONDITION}")


def _denied(sentence: str, at: int) -> bool:
    before = sentence[max(0, at - 60) : at]
    return bool(_ENGLISH_DENIED.search(before) or _CHINESE_DENIED.search(before))


# ── diagnosis ────────────────────────────────────────────────────────────────────────────────────────────────────────

_DIAGNOSIS_HEADING = re.compile(
    r"(?:^|[.。;|,] ?|^\W{0,6}|\bfinal |\bprincipal |\bdischarge |\badmission |\bworking |\bprimary )(?:diagnos[ie]s|dx|ddx|differential(?: diagnosis)?|assessment|impression|a/p)(?: ?/ ?plan)?[\"' ]{0,3}[:|] ?\"?(?=\S)"
    r"|(?:^|[^\u3400-\u9fff]|初步|临床|主要|目前|最终|入院|出院|鉴别|影像|病理|中医|西医|门诊|的)(?:诊断|印象|初诊)(?:意见|结果|结论)?[\"' ]{0,3}[:|] ?\"?(?=\S)"
    r"|\bicd-?1[01](?:-cm)?[ :]{1,3}[a-z]\d\d"
)
_NO_DIAGNOSIS = re.compile(r"诊断(?:标准|依据|方法|主要|需要)|(?:criteria|approach|tests?) ")
_PERSONAL = re.compile(
    r"\b(?:you|your|yours|these|this|that|patient|his|her|he|she|it|the (?:\w+ )?(?:ecg|ekg|ct|mri|x-?ray|scan|film|biopsy|findings|results?|picture|photo|rash|labs?|ultrasound|image|smear|history|presentation))\b"
    r"|\b(?:likely|working|probable|my) diagnosis\b|[您你他她]|患者|本例|最可能|诊断是|血常规|尿常规|化验|皮疹|结合|影像|检查|结果|描述|报告|\b(?:ct|mri|b超|x线|x光|心电图)|^[^\u3400-\u9fff]{0,3}(?:考虑|符合|高度怀疑|疑似|诊断为|这|该|目前|倾向)|[,。;]考虑|彩超|超声|表现|目前诊断"
)
_DIAGNOSING = re.compile(
    r"\byou(?:'ve got|(?: \w+){0,3}? (?:have|got|suffer from|are suffering from|are having|are experiencing))\b"
    r"|\byou are suffering|\b(?:consistent|compatible|in keeping) with\b|\b(?:suggestive|indicative|diagnostic|characteristic|typical) of\b|\b(?:suggests?|indicates?|points? (?:strongly )?(?:to|towards?)|confirms?|shows?|fits?(?: with)?|match(?:es)?)\b"
    r"|\b(?:concerning|suspicious) for\b"
    r"|\b(?:this|that|it|these)(?: \w+){0,2}? (?:looks?|sounds?|seems?|appears?) (?:\w+ ){0,2}?(?:like|to be|as (?:though|if))\b|\b(?:this|that|it)(?:'s| is| could be| may be| might be) (?:\w+ )?(?:probably|likely|possibly|a case of|almost certainly)?\b(?=[^.]{0,40})"
    r"|\b(?:my|the|your) (?:(?:most )?likely |working |probable |leading )?diagnosis (?:is|would be)\b|\bdiagnose you with\b|\byou(?:'re| are)(?: \w+){0,2} (?:diabetic|hypertensive|anaemic|anemic)\b"
    r"|考虑|符合|提示|支持|显示|诊断是|像(?!素)|倾向于?|疑似|怀疑|疑为|像是|应该是|可能是|很可能|大概是|就是|诊断为|判断为|确诊为|[您你](?:这|目前)?(?:可能|应该|很可能|大概)?(?:得|患|是|有)(?:了|的|有|上)?"
)
_EXPLAINING_IT = re.compile(r"\b(?:this|it|that) is (?:a|an|the)\b")


def _diagnosis(sentence: str) -> bool:
    heading = _DIAGNOSIS_HEADING.search(sentence)
    if heading and not _NO_DIAGNOSIS.search(sentence) and not _denied(sentence, heading.start()):
        return True
    if sentence.endswith("?") or not _PERSONAL.search(sentence):
        return False
    conditions = [found.start() for found in _CONDITION.finditer(sentence)]
    if not conditions:
        return False
    at = 0
    for found in _DIAGNOSING.finditer(sentence):
        while at < len(conditions) and conditions[at] < found.end():
            at += 1
        if at == len(conditions):
            return False
        reach = 60 if found[0][0].isascii() else 25
        if conditions[at] - found.end() > reach or _denied(sentence, found.start()):
            continue
        between = sentence[found.end() : conditions[at]]
        if re.search(
            r"[。;]|治疗|手术|检查|风险|预防|\b(?:risk|prevent|treat|screen|history|further|because|if)\b", between
        ):
            continue
        if _EXPLAINING_IT.match(found[0]) or re.search(r"\b(?:not|no|n't|never)\b", found[0]):
            continue
        return True
    return False


# ── triage ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_PLACE = r"(?:emergency(?: \w+)?|er|ed|a&e|hospital|urgent[ -]care|casualty|clinic|walk-in\w*)"
_SPECIALIST = r"(?:\w{4,20}ologist|gp|specialist|surgeon|dentist|doctor|physician|psychiatrist|paediatrician|pediatrician|midwife|optician|clinician|healthcare provider)"
_SOON = r"(?:today|tonight|tomorrow|this week|this (?:morning|afternoon|evening)|within|as soon as possible|asap|urgently|right away|right now|immediately|straight away|at once|now|without delay|promptly|same[ -]day|next (?:few days|week|two weeks)|next \w+ (?:days|weeks)|in the next)"
_TRIAGE = pattern(
    rf"""
      \b(?:call|dial|ring|phone) (?:\w+ ){{0,2}}(?:911|999|112|120|000|111|ambulance|emergency)\b
    | \b(?:go|come|head|get|drive|return|proceed|report|send|rush|take (?:him|her|them|your \w+|the \w+)) (?:\w+ ){{0,3}}?(?:in)?to (?:\w+ ){{0,4}}?{_PLACE}\b
    | \b(?:seek|get|needs?|requires?) (?:emergency|immediate|urgent)(?: \w+){{0,2}} (?:care|help|attention|assessment|evaluation|review)\b
    | \besi(?: level)?\W{{0,3}}[1-5]\b|\blevel [1-5] triage\b|\btriage (?:category|level|score|acuity|priority|code|result|colou?r)? ?[:=]|\bmanchester triage\W
    | \b(?:see|seen by|visit|consult|appointment with|book (?:in )?with|reviewed by|evaluated by|examined by|contact|call) (?:\w+ ){{0,3}}?{_SPECIALIST}\b[^.;]{{0,40}}\b{_SOON}\b
    | \b(?:need to see|should see|must see|should be seen by|needs to be seen by|refer(?:ral)? (?:you |him |her )?to) (?:\w+ ){{0,2}}?(?:\w{{4,20}}ologist|dentist|psychiatrist|surgeon|specialist|(?:\w{{4,16}}ology))\b
    | \bno need (?:for|to go to) (?:the |a )?{_PLACE}\b|\b(?:this|it) is (?:not )?an? (?:medical )?emergency\b|\bcan wait\b
    | 打 ?120|打急救|拨 ?120|叫救护车|急救中心
    | (?:立即|立刻|马上|尽快|尽早|迅速|赶紧|速|即刻|今天就|今晚就)(?:到|去|前往|送|带|打|来)?[^。;\n]{{0,15}}?(?:就医|就诊|医院|急诊|送医|看医生|看急诊)
    | (?:建议|请)[^。,;\n]{{0,12}}?(?:到|去|至)[^。,;\n]{{0,8}}科(?:就诊|看|就医|面诊)|(?:不用|无需|不必|没必要|不需要)(?:马上|立即)?(?:去|到|上|看)(?:医院|急诊|医生)|快去急诊
    | (?:建议|请|可以?|先|需要?|应该?|直接|赶快|快|要)(?:您|先|再|带|把|孩子|到|去|您到)?(?:去|到|前往|挂|看|送|转)[^。,;\n]{{0,12}}?(?:内科|外科|皮肤科|妇科|产科|儿科|眼科|口腔科|耳鼻喉科?|骨科|精神科|康复科|急诊|门诊|[一-龥]{{1,4}}科)
    | 挂(?:个|一个)?[^。,;\n]{{0,8}}(?:科|号)(?=就|看|最好|$|[,。;!?])|急诊科?就诊|分诊(?:级别|结果|等级|级)? ?[:为]|[一二三四1-4]级\(?[红橙黄绿]
    """,
)
_NO_TRIAGE = re.compile(
    r"\b(?:was|were|been) (?:sent|taken|referred|seen|rushed)|\bpatients (?:with|who)\b|入院前|当时|曾"
)


def _triage(sentence: str) -> bool:
    return _TRIAGE.search(sentence) is not None and not sentence.endswith("?") and not _NO_TRIAGE.search(sentence)


# ── treatment plan ───────────────────────────────────────────────────────────────────────────────────────────────────

_TREATMENT = (
    r"(?:surgery|operation|\w{3,20}(?:ectomy|otomy|oscopy|plasty|pexy)|\w{0,12}therapy|physio|rehab\w*|treatment|procedure|follow-?up|exercises?|bed rest|dialysis|transplant\w*|radiation|injections?|stent\w*|bypass"
    r"|colonoscopy|splint|brace|cast|monitoring|antibiotics?|a low-\w+ diet|starting|stopping|statin|insulin|ablation|drainage|review)"
)
_SPAN = (
    r"(?:\d{1,2}|a|one|two|three|four|five|six|eight|ten|twelve)(?: ?(?:to|-) ?\w+)? (?:days?|weeks?|months?|years?)"
)
_PLAN = pattern(
    rf"""
      (?:^\W{{0,6}}|[.;,] )(?:(?:treatment|care|management|discharge|follow-?up|therapy|rehab\w*) )?plan(?: of care)?\W{{0,3}}(?::|$)
    | \b(?:i|we)(?:'d| would| will|'ll)? (?:strongly )?(?:recommend|suggest|advise|propose|plan)\b[^.;]{{0,60}}\b{_TREATMENT}\b
    | \bwe(?:'ll| will| are going to) (?:start|begin|continue|perform|schedule|book|repeat|proceed)\b[^.;]{{0,40}}\b{_TREATMENT}\b|\b(?:the )?next step is\b[^.;]{{0,40}}\b(?:{_TREATMENT}|replacement)\b
    | \byou (?:should|need to|need|must|will need|would benefit from|ought to|are advised to)\b[^.;]{{0,50}}\b{_TREATMENT}\b
    | \b(?:follow[ -]?up|recheck|repeat|reassess|re-?evaluate|review|echo|return|see (?:you|me)|remove (?:the )?(?:sutures|stitches|drain)|check)\b[^.;]{{0,40}}\b(?:in|after) {_SPAN}\b
    | ^\W{{0,6}}(?:stop|discontinue|hold|wean) (?:taking )?(?:the |your )?{ENGLISH_DRUG}
    | (?:^|[^\u3400-\u9fff])(?:治疗|诊疗|康复|护理|随访|处理|处置|手术)(?:方案|计划|措施|建议|意见|安排)? ?:
    | 下一步(?:治疗|处理|计划)? ?:
    | (?:建议|推荐您|需要?您?|应|拟|计划)(?:您|患者|尽早|尽快|先|接受|行|做|进行|择期|首选|采取|配合|住院|予以?|继续|给予|其)*[^。;,\n]{{0,10}}?(?:手术|化疗|放疗|住院(?!期)|切除|理疗|物理治疗|保守治疗|治疗|康复训练|透析|介入|支架|移植|消融|抗凝)
    | (?:\d{{1,2}}|[一二两三四五六八半]|十二?)(?:天|日|周|个?月|年|个星期)(?:之?后|内)[^。;\n]{{0,8}}(?:复查|复诊|随访|评估|复评|拆线)|术后随访|之后复查
    | (?:^|[,。:;] ?)(?:停用|停服|停掉){CHINESE_DRUG[:-1]}|[^。,;]{{2,8}}(?:[,。;]|$))
    """,
)
_NO_PLAN = re.compile(
    r"\b(?:was|were|patients|options|usually|often|guidelines?|generally|people|insurance|data plan)\b|包括|通常|一般|指南|常用|患者可|病人可|早期患者|既往|曾|年前|入院后"
)


def _treatment_plan(sentence: str) -> bool:
    return _PLAN.search(sentence) is not None and not sentence.endswith("?") and not _NO_PLAN.search(sentence)


# ── certificate ──────────────────────────────────────────────────────────────────────────────────────────────────────

_CERTIFICATE = pattern(
    r"""
      ^\W{0,6}(?:sick|fit|doctor'?s|absence) (?:note|certificate|leave certificate)\W{0,6}$
    | ^\W{0,6}(?:statement of fitness|(?:medical|death|birth|sickness|fitness|health|vaccination) certificate|certificate of)[^.?!]{0,60}$
    | \bthis certifies\b|\b(?:this is to|i hereby|we hereby|hereby|i) certify\b
    | \bto whom it may concern\b(?=[^\n]{0,200}\b(?:care|unfit|excused|illness|sick|medical|treat\w*|work|school)\b)
    | \b(?:is|are|be|was) (?:considered |currently |medically )?(?:unfit|not fit) (?:for|to) (?:attend )?(?:work|school|duty|travel|fly)\b
    | ^\W{0,6}(?:医院)?(?:疾病|病情|医学)?(?:诊断|病假|休假|病休|休学|免体|死亡|出生|健康|医学|病情|死亡医学|出生医学|疾病诊断)(?:证明书?|证明\(推断\)书|假条) ?(?:[:(\n]|$)
    | ^\W{0,6}(?:病假条|请假条) ?(?:[:(\n]|$)
    | 兹证明|特此证明|兹有[^。]{0,40}(?:患|因病|证明)
    """,
)
_NO_CERTIFICATE = re.compile(
    r"\b(?:i|we) (?:can't|cannot|could not|am (?:not able|unable)|are (?:not able|unable))\b|\bonly an? \w+ can\b|\bhow to\b|我们?(?:无法|不能)|(?:无法|不能|不可)[^。]{0,6}(?:开|出具)|如何|怎么"
)


def _certificate(sentence: str) -> bool:
    return _CERTIFICATE.search(sentence) is not None and not _NO_CERTIFICATE.search(sentence)


# ── summary ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_SUMMARY = pattern(
    r"""
      \b(?:discharge|case|clinical|visit|record|records|patient|hospital|encounter|handover) summary\b(?! (?:is|must|should)\b)
    | \bsummary of (?:your|the|this|these|uploaded|his|her|visit|records)\b|\bin (?:summary|short|brief), (?:the |this )?patient\b|\bto summari[sz]e\b[^.]{0,40}\b(?:patient|record|case|notes?)
    | \bhospital course\b|\bpast medical history\b|\bp?mhx?:|\bhpi:|\bhistory of present illness|\bhome med(?:s|ications)\b|\bmedication history\b|\bmed\w* on admission|\bchief complaint:|\bsocial history:
    | \bpatient,? (?:is|was) an? \d{1,3}|\b\d{1,3}[ -]?(?:year|yr|y)s?[ -]?(?:old|/?o\b)|\b\d{2} ?[fm] (?:with|presents|who)
    | \bpatient (?:presented|has an? (?:\w+ )?history of|was (?:diagnosed|admitted|started|seen|treated|discharged)|reports|reported)\b|\byou told me (?:that )?you\b|\byou were (?:seen|admitted)\b
    | (?:病历|病情|病史|病程|住院|就诊|诊疗|病例)(?:摘要|小结|总结|概要)|(?:出院|入院|门诊)(?:小结|记录|摘要)|(?:小结|摘要|总结|概要) ?:|^主诉 ?:|主诉 ?:|现病史|既往史|个人史|家族史:|诊疗经过|用药史|过敏史|(?:病历|病案|记录|档案|清单)中?(?:显示|记载|所示)
    | (?:综上|总之|总结)(?:所述)?,?患者|患者,?(?:[^。,]{0,8},)?(?:男|女)[性,]|患者[^。,]{0,6}(?:\d{4}年|年前|曾)|入院前|入院后|根据[您你](?:所)?提供的|[您你]上传的|[您你]目前(?:正?在)?服用
    """,
)


def _summary(sentence: str) -> bool:
    return _SUMMARY.search(sentence) is not None and not sentence.endswith("?")


# ── education ────────────────────────────────────────────────────────────────────────────────────────────────────────

_TELLS = pattern(
    r"""
      \b(?:is|are) (?:an?|the|caused|usually|often|commonly|defined|characteri[sz]ed|diagnosed|treated|issued|completed|signed|spread|used|known|one of|due to|most|not|sold|available|associated|linked|more|(?:\w{3,12}ly )?\w{3,14}ed)\b
    | \b(?:can|may|might|could) (?:\w+ )?(?:cause|lower|raise|increase|reduce|lead|damage|help|harm|affect|prevent|worsen|trigger|occur|interact|include|make|be)\b
    | \b(?:causes?(?! of)|works? by|reduces?|lowers?|raises?|includes?|develops?|occurs?|results? (?:from|in)|helps? (?:to )?|blocks?|prevents?|increases?|affects?|inhibits?|relaxes|protects?|damages?|depends? on|needs?)\b
    | \b(?:commonly|usually|typically|generally|often|most people|adults)\b
    | 是指|是一[种类]|是由|是[^。,]{2,16}的(?:疾病|药物|炎症|症状|关节炎|病|原因|机制)|属于|可(?:使|以?引起|以?导致|能|降低|诱发|减少|增加)|会(?:引起|导致|使|减少|增加|影响|降低|升高|加重|损害|损伤)|常(?:在|于|用|伴|为)|通常|一般|常见|常由|主要|包括|机制|有助于|分为|标准为|由[^。,]{2,14}(?:开具|填写|引起|所致|诱发|导致)
    | 引起的|不超过|应(?:注意|冷藏|避免|保存|监测)|诱因|高危|推荐|预防|成人
    """,
)
_HEALTH = re.compile(
    rf"{ENGLISH_CONDITION}|{ENGLISH_HEALTH}|{ENGLISH_DRUG}|{CHINESE_CONDITION}|{CHINESE_HEALTH}|{CHINESE_DRUG}"
)
_PAST_OR_HEADING = re.compile(
    r"[:|\d]|\b(?:was|were|had|been|admitted|treated|presented|started|recovered|discharged|seen|will|must|closed|ready|attached|office|desk|form|insurance|booking|appointment|call)\b"
    r"|^\W*(?:take|keep|give|put|apply|remove|bring|avoid|check|see|stop|start|continue|repeat|return|seek|drink|eat|rest|use|call|go)\b"
    r"|曾|已|了|节假日|本院|本店|楼|前台|窗口|电话|预约|挂号|就诊|复查|口服|停用|首选|予|行[^。]{0,8}术|嘱"
)
_FULL = re.compile(r"\W*[\u3400-\u9fff].{9}|[^ ]*(?: [^ ]*){5}")
"""Ten characters of Chinese or six words."""
_CHINESE = re.compile(r"\W*[\u3400-\u9fff]")
_SOMEBODY = re.compile(
    r"\b(?:you|your|you're|i|i'm|i'd|my|our|we|let's|his|her|she|he|him|patient|please|above|below|mr|mrs|ms|dr)\b|\b(?:this|that) (?:is|looks|sounds|could|may be|seems|case|visit|admission)\b|\bthese (?:findings|results|symptoms)\b|\[name|[您你我他她]|患者(?:男|女|,|因|于|入院|去年)|本例|请|这(?!种)|本(?:人|次|回)|入院|出院|建议(?!量)|结合|综上|阳性|上述|以下|处方"
)


_SHORTEST, _LONGEST = 8, 800
"""Characters; less or more is no sentence that explains something."""


def _education(sentence: str) -> bool:
    if sentence.endswith("?") or not _SHORTEST <= len(sentence) <= _LONGEST or _SOMEBODY.search(sentence):
        return False
    if _TELLS.search(sentence):
        return _HEALTH.search(sentence) is not None
    if _PAST_OR_HEADING.search(sentence) or _FULL.match(sentence) is None:
        return False
    told_of = _HEALTH.search(sentence, 0, 60)  # what a sentence tells of stands where it begins
    if told_of is None or told_of.start() >= (12 if _CHINESE.match(sentence) else 25):
        return False
    return SCHEDULE.search(sentence) is None and DOSE.search(sentence) is None


_KINDS: Mapping[OutputType, Callable[[str], bool]] = MappingProxyType(
    {
        "diagnosis": _diagnosis,
        "triage": _triage,
        "treatment_plan": _treatment_plan,
        "medical_certificate": _certificate,
        "summary": _summary,
    }
)

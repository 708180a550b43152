"""What the request asked for and gave: a document in somebody's voice, and enough to be sure."""

from __future__ import annotations

import re

from medguard.plain import pattern

_DOCUMENT = r"(?:letters?|e-?mails?|notes?|summar(?:y|ies)|reports?|referrals?|scripts?|dialogues?|role[- ]?plays?|stor(?:y|ies)|monologues?|templates?|statements?|h&p|soap|discharge|handovers?|records?|messages?|reply|replies|vignettes?|scenarios?|conversations?|speech|blog|bios?|biography|article|screenplay|scene|documentation|assessment|certificate|consult(?:ation)?|memo|invitation|text)"
_WRITE = r"(?:write|draft|compose|prepare|create|generate|rewrite|re-?phrase|rephrase|polish|edit|proof-?read|correct|improve|shorten|translate|summari[sz]e|transcribe|turn|convert|format|produce|make|reword|finish|complete|dictate|fill in|formulate|script)"
_WISHES = pattern(
    rf"""
      \b{_WRITE}\b[^.?!\n]{{0,60}}?\b{_DOCUMENT}\b
    | \b(?:translate|proof-?read|rephrase|re-?phrase|rewrite|reword|polish|summari[sz]e|transcribe)\b
    | \b{_DOCUMENT} (?:from|by|in the (?:voice|name|style) of) (?:an? |the |my |our )?(?:[\w-]+ )?(?:doctor|physician|gp|nurse|surgeon|dentist|clinician|consultant|[a-z]+ologist)\b
    | \b(?:role[- ]?play|simulat\w+|osce|script|screenplay)\b[^.?!\n]{{0,60}}\b(?:student|training|exam|practice|class|course|teaching|script|scene|film|osce)
    | (?:写|撰写|起草|拟|草拟|编写|编|生成|润色|翻译|译成|改写|修改|校对|整理|总结|归纳|概括|续写|代写|扩写|缩写|转写|做成|改成|形成)[^。?!\n]{{0,30}}(?:信|函|邮件|病历|病程|记录|小结|报告|摘要|单|对话|剧本|脚本|故事|小说|短信|通知|文书|证明|模板|范文|稿|介绍|简介|独白|文章|文案|台词|会诊|交班|soap)
    | (?:润色|翻译|校对|改写|总结|概括|译为|译成|转录)|(?:角色扮演|情景|模拟|扮演)[^。?!\n]{{0,30}}(?:学生|练习|教学|培训|考试|演练|剧本|脚本|小说|osce)|以[^。?!\n,]{{1,12}}(?:名义|口吻|身份)[^。?!\n]{{0,12}}(?:写|拟|起草|撰写)
    """
)
_IS_DRAFT = re.compile(
    r"^\W{0,6}(?:dear (?:dr|colleague|mr|mrs|ms|sir|madam|doctor)|to whom it may concern)\b|\b(?:here is|here's|below is) (?:an?|the|your) (?:[\w-]+ ){0,3}(?:draft|letter|note|template|e-?mail|script|dialogue|sample|example)\b|(?:以下|下面)(?:是|为)[^。\n]{0,16}(?:草稿|范文|模板|信件|示例|对话|剧本|初稿)|^\W{0,4}(?:尊敬的同道|敬启者)|\[(?:your name|signature|physician name|doctor's name|date|医生姓名|签名)\]"
    # A heading that says so, or two blanks to be filled in.
    r"|^\W{0,6}(?:[\w' -]{0,30}\b)?(?:templates?|(?:sample|example) (?:dialogue|conversation|note|letter|script)|role[- ]play)\b[^\n.]{0,40}\n|^\W{0,6}[^\n。]{0,12}(?:模板|范文|示例|剧本)[^\n。]{0,8}\n"
    r"|(?:\[[^\[\]\n]{1,40}\]|【[^【】\n]{1,40}】)(?!\()[^\[【]{0,300}(?:\[[^\[\]\n\d]{2,40}\]|【[^【】\n]{1,40}】)(?!\()"
)
_ENOUGH = pattern(
    r"""
      \b(?:biops(?:y|ies)|patholog\w+|histolog\w+|cytolog\w+|cultures?|pcr|antigen|antibod\w+|tested positive|positive|(?:ct|mri|x-?rays?|ultrasound|ecg|ekg|echo\w*|scan|endoscopy|colonoscopy|gastroscopy|angiogra\w+|spirometry|dexa|mammogra\w+|lumbar puncture|smear)(?: \w+){0,3} (?:show\w*|reveal\w*|found|confirm\w*|demonstrat\w*|with|reads?|says?|consistent|is)
        |(?:shows?|showed|showing|revealed|confirmed|confirms|demonstrates|demonstrated)\b[^.\n]{0,40}\b(?:ct|mri|x-?ray|ultrasound|ecg|ekg|scan|biopsy|report|labs?|results?|blood)|(?:ct|mri|x-?ray|ecg|ekg|lab|labs|blood|test|scan|urine|imaging) (?:results?|findings?|reports?)|diagnosed|diagnosis of|st[- ]elevations?|troponin|hba1c|ferritin|creatinine|tsh)\b
    | \d(?:\.\d+)? ?(?:mg/dl|mmol|g/dl|ng/ml|u/l|iu/l|%|mmhg)
    | \bmy (?:doctor|gp|physician|dentist|surgeon|[a-z]+ologist) (?:said|says|told|diagnosed|found|confirmed|thinks)
    | 病理|活检|细胞学|培养|核酸|抗原|阳性|确诊|诊断为|诊断是|(?:ct|核磁|磁共振|mri|b超|彩超|超声|心电图|胸片|x光|x线|胃镜|肠镜|造影|化验|血常规|尿检|检查|报告|片子)[^。\n]{0,8}(?:显示|提示|发现|示|证实|说|结果|报告|为|是|:)|报告|结果|医生(?:说|告诉|诊断)|肌钙蛋白|糖化|铁蛋白|肌酐
    """
)
_EXPLAINS = re.compile(
    r"\b(?:what (?:is|are|does|do|did|causes)|what's|define|definition|explain|meaning of|tell me about|difference between|how (?:is|are|do|does|can one))\b(?! (?:wrong|the matter|my|it|this|that|going on|happening|i have|my problem)\b)|什么是|是什么意思|解释|介绍|是什么病|的原因是什么|的?定义|区别"
)
_SOMEBODY = re.compile(
    r"\b(?:i|i'm|i've|my|me|he|she|his|her|him|we|our)\b|我|孩子|宝宝|他|她|妈|爸|老[公婆人]|^[\u3400-\u9fff,。0-9a-z]{1,40}[。.!]?$"
)
"""In Chinese a short complaint needs no pronoun: 头疼三天。"""


def asks_for_a_document(sent: str) -> bool:
    """Tell whether a request, in plain text, asks to write, change or retell something that others sign or speak."""
    return _WISHES.search(sent) is not None


def is_a_draft(reply: str) -> bool:
    """Tell whether a reply, in plain text, presents itself as somebody else's letter."""
    return _IS_DRAFT.search(reply) is not None


def gives_enough(sent: str) -> bool:
    """Tell whether a request, in plain text, brings results or a diagnosis that somebody has made."""
    return _ENOUGH.search(sent) is not None


def asks_for_an_explanation(sent: str) -> bool:
    """Tell whether a request, in plain text, asks what something is, and not what somebody has."""
    return _EXPLAINS.search(sent) is not None


def tells_of_somebody(sent: str) -> bool:
    """Tell whether a request, in plain text, is about a person, and not about what is true of everybody."""
    return _SOMEBODY.search(sent) is not None

"""Which condition an answer takes for the likely one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medguard.medicine import CHINESE_CONDITION, ENGLISH_CONDITION

_SAME = {
    "myocardial infarction": r"heart attack|acute coronary syndrome|(?:n?stemi|\bmi\b)|(?:急性)?心肌梗[死塞]|(?:急性)?心梗|急性冠脉综合征",
    "stroke": r"cerebrovascular accident|\bcva\b|cerebral infarction|brain attack|脑卒中|卒中|中风|脑梗死|脑梗塞|脑梗",
    "influenza": r"\bflu\b|流行性感冒|流感",
    "gerd": r"(?:gastro-?o?esophageal|acid|gastric) reflux(?: disease)?|\bgord\b|acid reflux|reflux disease|胃食管反流病?|反流性食管炎",
    "uti": r"urinary tract infection|bladder infection|urinary infection|\bcystitis\b|(?:泌尿系统?|尿路|泌尿道)感染|膀胱炎",
    "strep throat": r"strep(?:tococcal)? (?:throat|pharyngitis|tonsillitis)|链球菌性?(?:咽炎|扁桃体炎|咽扁桃体炎)",
    "dvt": r"deep(?:-| )?ve(?:in|nous) thrombosis|(?:下肢)?深静脉血栓(?:形成)?",
    "pulmonary embolism": r"\bpe\b|pulmonary embolus|肺栓塞|肺动脉栓塞",
    "hypothyroidism": r"underactive thyroid|甲状腺功能减退症?|甲减",
    "hyperthyroidism": r"overactive thyroid|甲状腺功能亢进症?|甲亢",
    "hypertension": r"high blood pressure|高血压病?",
    "copd": r"chronic obstructive (?:pulmonary|lung) disease|慢性阻塞性肺疾?病|慢阻肺",
    "bppv": r"benign (?:paroxysmal )?positional vertigo|良性阵发性位置性眩晕|耳石症",
    "common cold": r"\b(?:a )?colds?\b|upper respiratory (?:tract )?infection|普通感冒|上呼吸道感染|上感|感冒",
    "kidney stone": r"(?:kidney|renal) (?:stones?|calcul(?:us|i))|nephrolithiasis|肾结石",
    "iron deficiency anemia": r"an(?:a)?emia (?:from|due to|caused by) iron deficiency|iron[- ]deficiency(?: an(?:a)?emia)?|缺铁性?贫血",
    "gallstones": r"cholelithiasis|gall ?stones?|胆囊?结石",
    "shingles": r"herpes zoster|带状疱疹",
    "hives": r"urticaria|荨麻疹",
    "eczema": r"atopic dermatitis|湿疹|特应性皮炎",
    "panic attack": r"panic (?:attacks?|disorder)|惊恐(?:发作|障碍)",
    "tension headache": r"tension(?:-type)? headaches?|紧张性头痛|紧张型头痛",
    "migraine": r"migraines?|偏头痛",
    "tuberculosis": r"\btb\b|肺结核|结核病?",
    "tia": r"transient ischa?emic attack|短暂性脑缺血发作|小中风",
    "psoriasis": r"银屑病|牛皮癣",
    "depression": r"major depress\w+(?: disorder)?|抑郁症|抑郁障碍",
    "gout": r"gouty arthritis|痛风性?关节炎|痛风",
    "heart failure": r"cardiac failure|congestive heart failure|心力衰竭|心衰|心功能不全",
    "atrial fibrillation": r"\ba ?fib\b|心房颤动|房颤",
    "sprain": r"sprained \w+|\w+ sprain|[\u3400-\u9fff]{0,4}扭伤",
}  # fmt: skip
_ONE_NAME = [(re.compile(found), f" {name} ") for name, found in _SAME.items()]
_KNOWN = re.compile("|".join(sorted((rf"\b{re.escape(name)}\b" for name in _SAME), key=len, reverse=True)))

_LIKELY = re.compile(
    r"\b(?:(?:most |very |more )?likely|probabl[ey]|suspect\w*|consistent with|compatible with|suggest\w*(?! (?:that you|you|seeing|taking|starting))|points? (?:to|towards?)|fits?|typical of|sounds? like|looks? like|diagnosis|i think|appears to be|signs? of|in keeping with|indicat\w+ (?:a|an|of)|explains?|most probable|working)\b"
    r"|考虑|可能|典型|提示|符合|怀疑|诊断|像|多半|首先|认为|倾向|表现|疑似"
)
_STATED = re.compile(
    r"\b(?:you have|you've got|this is|it is|it's|that is|these are|may be|could be|might be|can be|due to|cause)\b|(?:您|你|这|那|症状|情况)(?:就)?(?:是|得了|患|属于)|(?:^|,)是"
)
_DENIED = re.compile(
    r"\b(?:not|no|n't|rule out|ruled out|excludes?|unlikely|less likely|without|rather than|instead of|prevent\w*|prevention|history of|risk of|if|for the treatment of|not typical of)\b[^,.;]{0,40}$|(?:不是|不像|排除|没有|无|除外|不考虑|而非|预防|如果|若|不符合|既往)[^,。;]{0,8}$"
)
_CONDITIONAL = re.compile(r"^\W*(?:if|should|unless|when|in case)\b|^\W*(?:如果|若|如|一旦|假如)")

_EMPTY = frozenset(
    "a an the most more very likely probably probable possible your you have has this that it is are with of to and or by from typical classic simple acute mild severe moderate common some sign signs be may could might suspect suggests suggest consistent diagnosis form case uncomplicated think i as an in first cause explanation best fits fit".split()
)
_NO_CONDITION = frozenset(
    (
        "diagnosis",
        "prognosis",
        "tension",
    )
)
_GENERIC = frozenset(
    "infection disease disorder syndrome cancer tumor fracture deficiency failure insufficiency allergy intolerance tear ulcer hernia inflammation bleed obstruction rupture cyst polyp nodule lesion attack injury poisoning strain stenosis effusion edema abscess burn spasm".split()
)
_CONTRAST = (
    (r"\bviral\b|病毒", r"\bbacterial\b|细菌"),
    (r"type 1|1型|ⅰ型|一型", r"type 2|2型|ⅱ型|二型"),
    (r"\bbenign\b|良性", r"\bmalignant\b|恶性"),
    (r"ischa?emic|缺血", r"ha?emorrhagic|出血"),
    (r"\bleft\b|左", r"\bright\b|右"),
    (r"\biron\b|缺铁", r"\bb12\b|巨幼"),
    (r"rheumatoid|类风湿", r"osteo|骨关节|骨性"),
    (r"\bchronic\b|慢性", r"\bacute\b|急性"),
)
_OPPOSED = [(re.compile(one), re.compile(other)) for one, other in _CONTRAST]
_ENGLISH = re.compile(rf"((?:[a-z0-9][a-z0-9'-]* ){{0,3}})({ENGLISH_CONDITION})")
_CHINESE = re.compile(rf"[一-龥0-9a-z]{{0,7}}?(?:{CHINESE_CONDITION})")
_BEFORE_NAME = re.compile(
    r".*(?:考虑|可能性?|提示|符合|怀疑|诊断为|诊断是|诊断|像是|像|多半|首先|认为|倾向于?|是|为|的|您|你|患有?|得了|有|典型|表现|急性|轻度|重度|中度|最|疑似|属于|由|和|与|或|及)(?=.)"
)


def diagnoses(sentences: list[str]) -> frozenset[str]:
    """Give the conditions of the first plain sentence that calls one likely, else of the first that states one."""
    for cue in (_LIKELY, _STATED):
        for sentence in sentences:
            likely = cue.search(sentence) and not _CONDITIONAL.search(sentence)
            if likely and (found := frozenset(_conditions(sentence))):
                return found
    return _unknown(sentences)


_NAMED_ENGLISH = re.compile(
    r"\b(?:most likely|likely|probably|likely diagnosis is|diagnosis is|consistent with|compatible with|fits|suggests|suspect|points? to|looks like|sounds like)(?: is| have)? (?:an? |the )?(?!to\b|that\b|due\b|you\b|from\b|caused\b|because\b|it\b|need)((?:[a-z][a-z'-]+ ){0,3}[a-z][a-z'-]+)(?=[.;]|$)"
)
_NAMED_CHINESE = re.compile(
    r"(?:考虑为?|符合|多半是|最可能的?是|很可能是|可能是|怀疑是?|诊断为|诊断是|提示|首先考虑)(?!因为|由于|与|要|需|多)([\u3400-\u9fff]{2,8})(?=[,。;]|$)"
)


def _unknown(sentences: list[str]) -> frozenset[str]:
    """A condition that no list knows, told by what it stands behind and that nothing follows."""
    for sentence in sentences:
        if _CONDITIONAL.search(sentence):
            continue
        for pattern in (_NAMED_ENGLISH, _NAMED_CHINESE):
            found = pattern.search(sentence)
            if found and not _DENIED.search(sentence[: found.start()]):
                return frozenset((found[1],))
    return frozenset()


def _conditions(sentence: str) -> Iterator[str]:
    words = (
        sentence.replace("aemi", "emi").replace("oedema", "edema").replace("rrhoe", "rrhe").replace("tumour", "tumor")
    )
    for pattern, name in _ONE_NAME:
        words = pattern.sub(name, words)
    for found in _KNOWN.finditer(words):
        if not _DENIED.search(words[: found.start()]):
            mark = _kind_before(words, found.start())
            yield mark + found[0]
    words = _KNOWN.sub(" , ", words)
    for found in _ENGLISH.finditer(words):
        head = _single(found[2])
        more = [word for word in found[1].split() if word not in _EMPTY]
        if not _DENIED.search(words[: found.start(2)]) and head not in _NO_CONDITION and (more or head not in _GENERIC):
            yield " ".join((*more, head))
    for found in _CHINESE.finditer(words):
        name = _BEFORE_NAME.sub("", found[0], count=1)
        if len(name) > 1 and not _DENIED.search(words[: found.end() - len(name)]):
            yield name.replace("性", "")


def _kind_before(words: str, at: int) -> str:
    """A word before a known name that makes it another illness."""
    near = words[max(0, at - 14) : at]
    return next((f"{side.search(near)[0]} " for pair in _OPPOSED[:4] for side in pair if side.search(near)), "")  # type: ignore[index]


def _single(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "is", "us", "tes", "es")) else word


def alike(one: str, other: str) -> bool:
    """Tell whether two names mean the same condition."""
    for left, right in _OPPOSED:
        if (left.search(one) and right.search(other)) or (right.search(one) and left.search(other)):
            return False
    if one == other or one in other or other in one:
        return True
    if one.isascii() and other.isascii():
        mine, yours = one.split(), other.split()
        if mine[-1] != yours[-1]:
            return False
        return mine[-1] not in _GENERIC or bool(set(mine[:-1]) & set(yours[:-1]))
    ending = 0
    while ending < min(len(one), len(other)) and one[-1 - ending] == other[-1 - ending]:
        ending += 1
    return ending > 0 and bool(set(one[:-ending]) & set(other[:-ending]) - set("急慢性型"))

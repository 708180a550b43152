"""How soon an answer sends somebody to whom. What it says for the case that something happens does not count."""

from __future__ import annotations

import re

from medguard.plain import pattern

_NOW = pattern(
    r"""
      \bcall (?:911|999|112|120|000|an ambulance|for an ambulance|emergency services|emergency medical|the emergency)
    | \b(?:emergency (?:room|department|care|services|treatment)|\ber\b|a&e|casualty)\b|\b(?:is|it's|as) an? (?:medical |true |life-threatening )?emergency\b|\bto (?:the )?(?:nearest )?hospital (?:now|immediately|at once|right away|right now|straight away|without delay)\b
    | \b(?:immediately|right away|at once|right now|straight away|without delay|do not wait|don't wait)\b
    | 120|救护车|急诊|急救|(?:立即|立刻|马上|赶快|赶紧|即刻|尽早|现在就|速)(?:[^,。;]{0,6})(?:医院|就医|就诊|治疗|处理|看医生|送医|去)|是急症|属于急症|不要等
    """
)
_TODAY = pattern(
    r"""
      \btoday\b|\bwithin (?:the next )?(?:24|48|a few|several|12|six|6) hours?\b|\bsame[- ]day(?: appointment| visit)?\b|\burgent care\b|\bthis (?:evening|afternoon)\b|\btonight\b|\burgently\b
    | 今天|今日|当天|当日|24小时内|数小时内|几小时内|一天内
    """
)
_SOON = pattern(r"""\bas soon as possible\b|\bpromptly\b|\bsoon\b|尽快|尽早|及早|及时""")
_SOME_DAY = pattern(
    r"""
      \b(?:appointment|routine|not urgent|non-urgent|can wait|next (?:week|month|few weeks|weeks)|(?:in|within) (?:the )?(?:next|coming) (?:\w+ )?(?:days?|weeks?|months?)|within (?:a|one|two|\d+) (?:weeks?|months?)|(?:a )?few weeks|next available|over the coming|(?:coming|next) (?:days|weeks))\b
    | 门诊|预约|不急|不着急|下周|[几两一二三\d]+(?:个)?(?:周|星期|月)(?:内|左右|也|后)|近期|普通号|再等|常规|这几周|几周内
    """
)
_HOME = pattern(
    r"""
      \b(?:at home|nothing needs to be done|home care|self-?care|no need to (?:see|visit|go)|(?:do|does|would) not need (?:to see |to visit |to go to )?(?:an? |any )?(?:doctor|hospital|anyone|anybody|medical)|no (?:doctor|medical visit|medical care|hospital)(?: \w+)? (?:is )?(?:needed|necessary|required)|without a doctor|wait and see|don't need (?:to see )?a doctor)\b
    | 在家|居家|(?:不用|不需要|无需|没有?必要|不必|无须)(?:去)?(?:看医生|就医|就诊|去医院|医院|看病)
    """
)
_DOCTOR = pattern(
    r"""\b(?:see|visit|consult|contact|seen by|examined by|talk to) (?:an? |your |the )?(?:family )?(?:doctor|gp|physician|specialist|clinic|hospital)\b|\bgo to (?:the |a )?hospital\b|(?:去|到|找)?(?:医院|医生)(?:那里)?(?:检查|就诊|看)|就医|就诊|看医生"""
)
_NEGATED = pattern(
    r"""\b(?:not|no|isn't|hardly) (?:\w+ ){0,2}?(?:an? )?(?:medical )?emergency\b|\bnot (?:urgent|immediately)\b|不是急症|并非急症|不属于急症|(?:不用|不需要|无需|没有?必要|不必|无须)(?:立即|马上|去)?[^,。;]{0,2}(?:急诊|救护车)"""
)
_IF = re.compile(
    r"^\W*(?:if|should|unless|when|in case|once)\b.*|[ ,;](?:if|unless|should (?:the|you|it|any|breathing|symptoms)|in case|but return)\b.*|(?:^|[,;])(?:如果?|若|一旦|假如|要是|倘若|如有|出现)[^。;]*"
)


def urgency(sentences: list[str]) -> tuple[int, int] | None:
    """Give the least and the most that is meant: 0 at home, 1 some day, 2 today, 3 now; ``None``: nothing is said."""
    levels: list[tuple[int, int]] = []
    for sentence in sentences:
        words = _IF.sub("", sentence)
        calm = _NEGATED.search(words) is not None
        words = _NEGATED.sub(" ", words)
        if _NOW.search(words):
            levels.append((3, 3))
        if _TODAY.search(words) and (
            "same-day" in words
            or _DOCTOR.search(words)
            or re.search(r"\b(?:see|seen|examined|care|visit|doctor|hospital)\b|就|医|看|检查", words)
        ):
            levels.append((2, 2))
        home = _HOME.search(words)
        words = _HOME.sub(" ", words)
        if _SOON.search(words) and _DOCTOR.search(words):
            levels.append((2, 3))
        if _SOME_DAY.search(words):
            levels.append((1, 1))
        elif not home and _DOCTOR.search(words):
            levels.append((1, 2))
        if home:
            levels.append((0, 1))
        if calm:
            levels.append((0, 1))
    return max(levels, key=lambda level: (level[0], -level[1]), default=None)

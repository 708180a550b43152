"""What records and rules say in codes, as an officer reads it: laws and their articles, rules, reasons, checks, what they saw, identifiers.

>>> article("第二十一条 (Article 21)", Words("en")), article("第二十一条 (Article 21)", Words("zh"))
('Article 21', '第二十一条')

A code that this release does not know is shown as it stands.
"""

from __future__ import annotations

from typing import Final

from medguard.console.words import Words
from medguard.report.kinds.bias import FOUND as OF_BIAS
from medguard.report.kinds.citations import FOUND as OF_CITATIONS
from medguard.report.kinds.consistency import FOUND as OF_CONSISTENCY
from medguard.report.kinds.phi_exposure import FOUND as OF_LEAKS
from medguard.report.kinds.plagiarism import FOUND as OF_PLAGIARISM
from medguard.report.naming import CHECKS, IDENTIFIERS, REASONS, cited
from medguard.rules.catalogue import Catalogue, RuleInfo, Strength

_LAWS: Final = {
    "Regulation (EU) 2024/1689": "欧盟《人工智能法》（(EU) 2024/1689）",
    "Code of Practice on Transparency of AI-Generated Content": "欧盟《人工智能生成内容透明度行为准则》",
}
"""Chinese names of laws whose official title is none."""
_OF_AUTHORITY: Final = {
    "claims_profession": ("claims to be a health professional", "自称医务人员"),
    "claims_examination": ("claims to have examined somebody", "自称已为患者检查"),
    "claims_prescription": ("claims to have prescribed or ordered", "自称已开具处方或医嘱"),
    "overstated_certainty": ("surer than anybody could be", "断言过于肯定"),
}
_FOUND: Final = {
    "leaks": OF_LEAKS,
    "citations": OF_CITATIONS,
    "bias": OF_BIAS,
    "authority": _OF_AUTHORITY,
    "consistency": OF_CONSISTENCY,
    "plagiarism": OF_PLAGIARISM,
}


def law(info: RuleInfo, words: Words) -> str:
    """The law behind a rule, and where in it."""
    ours = info.strength is Strength.HOUSE
    title = words.house_rule if ours else words.choose(info.law_en, _LAWS.get(info.law, info.law))
    return title if info.article == "-" else f"{title} · {article(info.article, words)}"


def article(written: str, words: Words) -> str:
    """Where in a law, in the reader's language if it is written in both.

    >>> article("GDPR Art. 35 / GDPR 第35条", Words("en")), article("Art. 50(1)", Words("zh"))
    ('GDPR Art. 35', 'Art. 50(1)')
    """
    return words.choose(*cited(written))


def rule(which: str, catalogue: Catalogue, words: Words) -> str:
    """What a rule is called."""
    info = catalogue.rules.get(which)
    return words.choose(info.title, info.title_zh) if info is not None else which


def reason(code: str, catalogue: Catalogue, words: Words) -> str:
    """Why an exchange ended as it did: by a rule, or by a trouble on the way."""
    return words.choose(*REASONS[code]) if code in REASONS else rule(code, catalogue, words)


def check(which: str, words: Words) -> str:
    """What a check is called."""
    return words.choose(*CHECKS.get(which, (which, which)))


def found(which: str, kind: str, words: Words) -> str:
    """What a check saw."""
    return words.choose(*_FOUND.get(which, {}).get(kind, (kind, kind)))


def identifier(kind: str, words: Words) -> str:
    """What an identifier is."""
    return words.choose(*IDENTIFIERS.get(kind, (kind, kind)))

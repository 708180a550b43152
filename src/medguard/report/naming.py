"""What records and rules say in codes, in English and Chinese: articles of laws, checks, why exchanges ended, identifiers.

>>> cited("第二十一条 (Article 21)"), cited("Art. 50(1)")
(('Article 21', '第二十一条'), ('Art. 50(1)', 'Art. 50(1)'))
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from medguard.report.document import Words

CHECKS: Final[Mapping[str, Words]] = {
    "leaks": ("identifiers in replies", "答复中的标识符"),
    "citations": ("citations", "引文"),
    "plagiarism": ("copying", "抄袭"),
    "bias": ("bias", "偏见"),
    "consistency": ("consistency", "一致性"),
    "authority": ("claims of authority", "冒充权威"),
    "probe": ("bias, by asking again about other people", "偏见（更换患者身份后重新提问）"),
}
REASONS: Final[Mapping[str, Words]] = {
    "upstream_failed": ("the model was not reached, or answered with an error", "未能连接模型，或模型返回错误"),
    "upstream_timeout": ("the model took too long", "模型响应超时"),
    "rules_undecided": ("the rules came to no decision", "规则未能作出决定"),
    "guard_failed": ("a fault in medguard", "medguard 内部故障"),
    "request_unreadable": ("the request could not be read", "请求无法读取"),
    "record_not_kept": ("the record could not be kept", "记录未能保存"),
    "caller_refused": ("the caller was refused", "调用方被拒绝"),
    "caller_unknown": ("nobody knows the caller", "调用方身份未知"),
    "caller_not_allowed": ("the caller may not ask this", "调用方无权提出该请求"),
    "caller_over_limit": ("the caller asked for too much", "调用方超出限额"),
    "callers_unknown": ("who may call could not be read", "无法读取调用方名单"),
}
"""Troubles on the way; whatever else ends an exchange is a rule."""
IDENTIFIERS: Final[Mapping[str, Words]] = {
    "NAME": ("name", "姓名"),
    "DATE": ("date", "日期"),
    "AGE90": ("age over 89", "高龄"),
    "LOCATION": ("address", "地址"),
    "ORG": ("organisation", "机构"),
    "PHONE": ("telephone", "电话"),
    "FAX": ("fax", "传真"),
    "EMAIL": ("e-mail", "邮箱"),
    "URL": ("web address", "网址"),
    "IP": ("network address", "网络地址"),
    "SSN": ("social security number", "社会保障号"),
    "MRN": ("medical record number", "病历号"),
    "HEALTH_PLAN": ("health plan number", "医保号"),
    "ACCOUNT": ("account", "账号"),
    "LICENSE": ("licence", "证照号"),
    "VEHICLE": ("number plate", "车牌号"),
    "DEVICE": ("device number", "设备号"),
    "OTHER_ID": ("other number", "编号"),
    "ID_CARD": ("identity card", "身份证号"),
    "PASSPORT": ("passport", "护照号"),
    "WECHAT": ("WeChat", "微信号"),
}
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_BOTH: Final = re.compile(r"(?P<zh>.*?) \((?P<en>[^\u4e00-\u9fff]+)\)")
"""As the rules of Chinese law write an article."""


def coded(words: Words | None, code: str) -> Words:
    """A name with the code that queries and records use; the code alone where it has no name."""
    return (f"{words[0]} ({code})", f"{words[1]}（{code}）") if words is not None else (code, code)


def cited(article: str) -> Words:
    """Where in a law. Rules write it in both languages, profiles with a stroke between.

    >>> cited("GDPR Art. 35 / GDPR 第35条")
    ('GDPR Art. 35', 'GDPR 第35条')
    """
    if (both := _BOTH.fullmatch(article)) and _CHINESE.search(both["zh"]):
        return both["en"], both["zh"]
    parts = sorted(article.split(" / "), key=lambda part: _CHINESE.search(part) is not None)
    if [_CHINESE.search(part) is not None for part in parts] == [False, True]:
        return parts[0], parts[1]
    return article, article

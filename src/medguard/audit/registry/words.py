"""The Chinese names of columns and of the words in them. A file may use either language, and both at once.

>>> column_named("有效期至"), column_named("valid_until"), column_named("姓名")
('valid_until', 'valid_until', None)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from medguard.audit.registry.kinds import KINDS

KIND_ZH: Mapping[str, str] = MappingProxyType(
    {
        "institution": "机构",
        "filing": "备案",
        "stop_trigger": "停用情形",
        "actor": "人员",
        "training": "培训",
        "authorisation": "授权",
        "patient": "患者",
        "consent": "同意书",
        "group": "群体",
        "incident": "事件",
    }
)

_EVERYWHERE = {"kind": "类别", "subject": "编号", "valid_from": "有效期自", "valid_until": "有效期至"}

_ZH: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "institution": {
            "uscc": "统一社会信用代码",
            "licence_no": "医疗机构执业许可证登记号",
            "level": "机构等级",
            "registered_departments": "诊疗科目",
            "township": "乡镇村或艰苦边远地区县级机构",
            "restricted_filings": "限制类技术备案",
            "stop_triggers": "停用情形",
            "exported_pi_this_year": "本年出境一般个人信息人数",
            "exported_sensitive_this_year": "本年出境敏感个人信息人数",
        },
        "filing": {
            "code": "技术代码",
            "self_assessment": "自我评估",
            "tech_committee": "技术管理组织论证",
            "ethics_committee": "伦理委员会论证",
            "first_case_on": "首例日期",
            "filed_on": "备案日期",
            "status": "备案状态",
        },
        "stop_trigger": {"code": "停用情形代码"},
        "actor": {
            "subject": "人员编号",
            "role": "岗位",
            "id_verified": "实名认证",
            "licence_no": "医师执业证书编码",
            "practice_scope": "执业范围",
            "registered_here": "在本机构注册",
            "title": "职称",
            "years_in_specialty": "专业工作年限",
            "authorised_technologies": "授权技术",
            "training": "培训",
        },
        "training": {
            "subject": "人员编号",
            "code": "培训代码",
            "base_filed": "培训基地已备案",
            "exam_passed": "考核合格",
            "exemption_ref": "免培训依据",
        },
        "authorisation": {"subject": "人员编号", "code": "技术代码"},
        "patient": {"subject": "患者编号", "age": "年龄", "first_visit": "初诊"},
        "consent": {
            "subject": "患者编号",
            "procedure_written": "诊疗书面同意",
            "procedure_emergency_ref": "紧急情况批准记录",
            "pi_basis": "个人信息处理依据",
            "pi_separate": "敏感信息单独同意",
            "guardian": "监护人同意",
            "xborder_separate": "出境单独同意",
        },
        "group": {"subject": "患者编号", "code": "分组维度", "group": "所属群体"},
        "incident": {
            "ref": "事件编号",
            "incident_kind": "事件类型",
            "death": "死亡",
            "widespread": "大范围",
            "aware_on": "知悉日期",
            "reported_on": "报告日期",
            "provider_unreachable": "无法联系提供者",
            "version_frozen": "系统版本已冻结",
        },
    }
)

_WORDS = {
    "physician": "医师",
    "assistant_physician": "助理医师",
    "pharmacist": "药师",
    "nurse": "护士",
    "researcher": "研究人员",
    "patient": "患者",
    "other": "其他",
    "pass": "合格",
    "fail": "不合格",
    "active": "有效",
    "pending": "办理中",
    "cancelled": "已注销",
    "banned": "列入禁止类",
    "key_staff_changed": "关键人员变动",
    "equipment_changed": "关键设备变动",
    "serious_event": "严重不良事件",
    "effect_uncertain": "效果不确切",
    "consent": "同意",
    "contract_necessity": "订立或履行合同所必需",
    "legal_duty": "履行法定职责或义务所必需",
    "emergency": "应急",
    "news_supervision": "新闻报道或舆论监督",
    "already_public": "已公开",
    "other_law": "其他法律规定",
    "a": "死亡或严重健康损害",
    "b": "关键基础设施",
    "c": "基本权利",
    "d": "财产或环境",
    "never": "从未",
}

NOBODY = "none", "无"
"""What stands in a list that is known to be empty; nothing at all is unknown."""

YES_NO: Mapping[str, bool] = MappingProxyType({"true": True, "是": True, "false": False, "否": False})

_PEOPLE = (
    "name", "patient_name", "actor_name", "full_name", "fullname", "first_name", "last_name", "surname", "family_name", "given_name",
    "birthday", "date_of_birth", "dob", "phone", "telephone", "mobile", "address", "email", "e-mail", "id_card", "id_number", "identity_card",
    "姓名", "名字", "身份证", "手机", "电话", "住址", "地址", "邮箱", "出生日期", "生日",
)  # fmt: skip


def column_zh(kind: str, name: str) -> str:
    """Give the Chinese name of a column."""
    return _ZH.get(kind, {}).get(name) or _EVERYWHERE.get(name) or name


def column_named(header: str) -> str | None:
    """Find the column that a header names, in either language; None if there is none."""
    words = header.strip()
    return _COLUMNS.get(words) or _COLUMNS.get(words.lower())


def kind_named(words: str) -> str | None:
    """Find the kind that somebody named, in either language."""
    words = words.strip()
    return words if words in KINDS else next((kind for kind, zh in KIND_ZH.items() if zh == words), None)


def word_named(words: str, allowed: Iterable[str]) -> str | None:
    """Find which of the allowed words somebody wrote, in either language."""
    return next((word for word in allowed if words in {word, _WORDS.get(word)}), None)


def word_zh(word: str) -> str:
    """Give the Chinese for one of the words that may stand in a column."""
    return _WORDS.get(word, word)


def is_about_people(header: str) -> bool:
    """Tell whether a header announces names, or what else tells who somebody is.

    >>> is_about_people("患者姓名"), is_about_people("Name"), is_about_people("职称")
    (True, True, False)
    """
    words = header.strip().lower().replace(" ", "_")
    return any(words == one or (not one.isascii() and one in words) for one in _PEOPLE)


def _columns() -> dict[str, str]:
    named: dict[str, str] = {zh: name for name, zh in _EVERYWHERE.items()}
    for name in KINDS:
        for column in KINDS[name].columns:
            named[column.name] = named[column_zh(name, column.name)] = column.name
    return named | {name: name for name in _EVERYWHERE}


_COLUMNS = _columns()

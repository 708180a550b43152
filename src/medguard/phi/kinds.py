"""The kinds of identifier that are found, with the names that people read.

HIPAA Safe Harbor (45 CFR 164.514(b)(2)(i)) lists eighteen; the Chinese ones come from GB/T 35273-2020 appendix A. Rules,
profiles and records use exactly these words.
"""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What an identifier is. ``kind.zh`` is its Chinese name.

    >>> Kind.MRN.zh
    '病历号'
    """

    NAME = "NAME"
    DATE = "DATE"
    AGE90 = "AGE90"
    LOCATION = "LOCATION"
    ORG = "ORG"
    PHONE = "PHONE"
    FAX = "FAX"
    EMAIL = "EMAIL"
    URL = "URL"
    IP = "IP"
    SSN = "SSN"
    MRN = "MRN"
    HEALTH_PLAN = "HEALTH_PLAN"
    ACCOUNT = "ACCOUNT"
    LICENSE = "LICENSE"
    VEHICLE = "VEHICLE"
    DEVICE = "DEVICE"
    OTHER_ID = "OTHER_ID"
    ID_CARD = "ID_CARD"
    PASSPORT = "PASSPORT"
    WECHAT = "WECHAT"

    @property
    def zh(self) -> str:
        """The Chinese name."""
        return _CHINESE[self]


NUMBERED = (
    Kind.PHONE,
    Kind.FAX,
    Kind.SSN,
    Kind.MRN,
    Kind.HEALTH_PLAN,
    Kind.ACCOUNT,
    Kind.LICENSE,
    Kind.VEHICLE,
    Kind.DEVICE,
    Kind.OTHER_ID,
)
"""Kinds that are numbers or codes everywhere."""

_CHINESE = {
    Kind.NAME: "姓名",
    Kind.DATE: "日期",
    Kind.AGE90: "高龄",
    Kind.LOCATION: "地址",
    Kind.ORG: "机构",
    Kind.PHONE: "电话",
    Kind.FAX: "传真",
    Kind.EMAIL: "邮箱",
    Kind.URL: "网址",
    Kind.IP: "网络地址",
    Kind.SSN: "社会保障号",
    Kind.MRN: "病历号",
    Kind.HEALTH_PLAN: "医保号",
    Kind.ACCOUNT: "账号",
    Kind.LICENSE: "证照号",
    Kind.VEHICLE: "车牌号",
    Kind.DEVICE: "设备号",
    Kind.OTHER_ID: "编号",
    Kind.ID_CARD: "身份证号",
    Kind.PASSPORT: "护照号",
    Kind.WECHAT: "微信号",
}

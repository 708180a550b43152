"""States and provinces, which Safe Harbor lets stand (45 CFR 164.514(b)(2)(i)(B)), and places that are nowhere."""

from __future__ import annotations

import re

_STATES = (
    "Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia Hawaii Idaho Illinois Indiana Iowa Kansas Kentucky Louisiana "
    "Maine Maryland Massachusetts Michigan Minnesota Mississippi Missouri Montana Nebraska Nevada New_Hampshire New_Jersey New_Mexico New_York "
    "North_Carolina North_Dakota Ohio Oklahoma Oregon Pennsylvania Rhode_Island South_Carolina South_Dakota Tennessee Texas Utah Vermont Virginia "
    "Washington West_Virginia Wisconsin Wyoming"
).split()
_SHORT = (
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV "
    "WI WY DC PR"
).split()
_NAMES = "|".join(name.replace("_", r"\s+") for name in _STATES)
# At the end of an address only, and not alone where a city has the same name: Delaware Ave is a street, New York a city.
_STATE = re.compile(
    rf"(?:(?:^|,\s*|\n\s*)(?P<name>(?i:{_NAMES}))|(?:^|,\s*|(?<=[^\W\d_])\s+(?=[A-Z]{{2}}\b))(?P<short>{'|'.join(_SHORT)}))"
    r"(?:,?\s+\d{5}(?:-\d{4})?)?(?:,?\s*(?:USA|U\.S\.A\.|US|United States))?\s*\.?\s*$"
)
_ALSO_CITIES = re.compile(r"\s*(?:New\s+York|Washington)\W*", re.IGNORECASE)

_PROVINCES = "河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 遼寧 黑龍江 江蘇 廣東 貴州 雲南 陝西 甘肅 臺灣".split()
_CITIES = "北京 上海 天津 重庆 重慶".split()
_REGIONS = (
    "内蒙古自治区 广西壮族自治区 西藏自治区 宁夏回族自治区 新疆维吾尔自治区 香港特别行政区 澳门特别行政区".split()
)
_BARE = [*_PROVINCES, *_CITIES, "内蒙古", "广西", "西藏", "宁夏", "新疆", "香港", "澳门"]
_PROVINCE = re.compile(
    rf"\s*(?:中国|中國)?\s*(?P<full>(?:{'|'.join(_PROVINCES)})省|(?:{'|'.join(_CITIES)})市|{'|'.join(_REGIONS)})"
    # Without its ending, only if a city follows: 北京路 is a street in another city, 吉林市 a city, 海南州 in Qinghai.
    rf"|\s*(?:中国|中國)?\s*(?P<bare>{'|'.join(_BARE)})(?:\s*$|(?=(?![市州县區区路街道巷大藏东西南北中]).*[市州县區区盟]))"
)


def state(value: str) -> str:
    """The state or province that stands in an address, as it is written there; empty if none can be told for sure.

    >>> state("4 Delaware Ave, Buffalo, New York 14201"), state("Delaware Ave, Buffalo"), state("广东省深圳市南山区科技路1号")
    ('New York', '', '广东省')
    """
    if found := _PROVINCE.match(value):
        return found["full"] or found["bare"]
    if (found := _STATE.search(value)) and not _ALSO_CITIES.fullmatch(value):
        return found["name"] or found["short"]
    return ""


# ── places that are nowhere ──────────────────────────────────────────────────────────────────────────────────────────

TOWNS = tuple(
    "Alderbrook Birchmoor Copperfell Dunwick Eastmere Fernleigh Greyhaven Hazelmoor Ivybridge Kestrelford Larkmere Millhaven Northmere Oakhollow "
    "Pinecrest Quarryville Ravensmere Stonebeck Thornbury Willowmere".split()
)
STREETS = tuple(
    f"{name} {sort}"
    for name in "Alder Bramble Curlew Dovecote Elmwood Foxglove Heron Juniper".split()
    for sort in ("Lane", "Court", "Close")
)
HAN_TOWNS = tuple("云溪 松岭 青岚 临泽湾 望川 锦澜 霞屿 石桥湾 梧溪 清漪".split())
HAN_DISTRICTS = tuple("云麓 松涛 碧澜 听雨 望舒 采石 栖霞湾 枫林湾".split())
HAN_STREETS = tuple("松涛 听雨 枫桥 荷塘 梅岭 竹影 杏坛 柳浪".split())

"""Serious incidents, AI Act Art. 73: each with its clock (15, 2 or 10 days), and what a notification has to say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from medguard.report import queries
from medguard.report.book import (
    Book,
    about,
    left_to_people,
    rules_section,
    says,
    stated_table,
    volumes,
    why_section,
)
from medguard.report.document import Cell, Grid, Row, Section, Words
from medguard.report.kinds.kind import Kind
from medguard.report.queries import Registered

_AREAS = ("eu/art73", "eu/art20_26_5", "eu/art72")


def _sections(book: Book) -> tuple[Section, ...]:
    return (
        about(
            (
                "Art. 73: the provider reports a serious incident immediately, and at the latest 15 days after it became aware; 10 if a person died; 2 for critical infrastructure or a widespread infringement. A deployer at once informs first the provider, then importer or distributor and the authority (Art. 26(5)). A first, incomplete report counts (Art. 73(5)). Of devices under MDR or IVDR only infringements of fundamental rights are reported here (Art. 73(10)); their vigilance has clocks of its own.",
                "第73条：提供者须立即报告严重事件，至迟自知悉起15日；有人死亡的10日；涉及关键基础设施或大范围侵权的2日。部署者须立即先告知提供者，再告知进口商或经销商及主管机构（第26条第5款）。可先行提交不完整的初步报告（第73条第5款）。MDR、IVDR 器械仅就侵犯基本权利的事件依本法报告（第73条第10款），其警戒制度另有期限。",
            ),
            (
                "The incidents are those that the registry holds; medguard finds none by itself. A last day that falls on a weekend or holiday may move (Regulation 1182/71), and is not moved here.",
                "所列为登记库中的事件，medguard 不会自行认定。期限末日逢周末或假日可能顺延（第1182/71号条例），此处未予顺延。",
            ),
        ),
        Section(title=("The clock", "期限"), parts=(_clock(book),)),
        _notification(book),
        volumes(book),
        rules_section(book, *_AREAS),
        why_section(book, *_AREAS),
        left_to_people(book, *_AREAS),
    )


def _clock(book: Book) -> Grid:
    days = book.catalogue.law["eu"]["incident_days"]
    found = queries.registered(book.connection, ("incident",), day=book.as_of, end=book.registry_end)
    return Grid(
        key="clock",
        title=(f"Incidents on {book.as_of}", f"截至 {book.as_of} 的事件"),
        columns=(
            ("incident", "事件"),
            ("kind (Art. 3(49))", "类型（第3条第49项）"),
            ("death", "死亡"),
            ("aware on", "知悉日"),
            ("days", "期限（日）"),
            ("report by", "最迟报告日"),
            ("reported on", "报告日"),
            ("state", "状态"),
        ),
        widths=(15, 12, 9, 12, 10, 13, 13, 22),
        of="registry",
        empty=(
            "The registry holds no incident. Whether there was none, only people know.",
            "登记库中没有事件。是否确无事件，须由人员确认。",
        ),
        rows=tuple(Row(cells=_line(one, book.as_of, days)) for one in found),
    )


def _line(one: Registered, today: str, days: Mapping[str, int]) -> tuple[Cell, ...]:
    said = one.facts
    allowed, sure = allowed_days(said, days)
    aware = _day(said.get("aware_on"))
    by = aware + timedelta(days=allowed) if aware else None
    days_cell: Cell = allowed if sure else (f"{allowed}, unless more is known of it", f"{allowed}（除非查明更多情况）")
    return (
        one.code,
        said.get("kind"),
        said.get("death"),
        said.get("aware_on"),
        days_cell,
        by.isoformat() if by else None,
        ("not reported", "未报告") if said.get("reported_on") == "never" else said.get("reported_on"),
        state_of(said, by, date.fromisoformat(today)),
    )


def allowed_days(said: Mapping[str, Any], days: Mapping[str, int]) -> tuple[int, bool]:
    """Within how many days it is to be reported, and whether that is certain: of what is not known the shortest term that it could be."""
    kind, death, widespread = said.get("kind"), said.get("death"), said.get("widespread")
    if kind == "b" or widespread is True:
        return days["critical_or_widespread"], True
    if kind is None:
        return days["critical_or_widespread"], False
    if death is True:
        return days["death"], True
    if death is None:
        return days["death"], False
    return days["any"], True


def state_of(said: Mapping[str, Any], by: date | None, today: date) -> Words:
    """Whether it was reported in time, or how long there is."""
    reported = _day(said.get("reported_on"))
    if by is None:
        return ("not known: the day of awareness is missing", "未知：缺少知悉日")
    aware = _day(said.get("aware_on"))
    if reported is not None and aware is not None and reported < aware:
        return ("not known: reported before anybody was aware of it", "未知：报告日早于知悉日")
    if reported is not None and reported <= today:
        late = (reported - by).days
        if late > 0:
            return (f"reported {late} days late", f"逾期 {late} 日报告")
        return ("reported in time", "按期报告")
    left = (by - today).days
    if left < 0:
        return (f"OVERDUE by {-left} days", f"已逾期 {-left} 日")
    return (f"{left} days left", f"尚余 {left} 日")


def _day(value: object) -> date | None:
    return None if value in {None, "never"} else date.fromisoformat(str(value))


def _notification(book: Book) -> Section:
    """What a notification has to say: what the profile states, and what a person writes."""
    return Section(
        title=("For the notification", "报告所需内容"),
        parts=(
            stated_table(
                book,
                "notification",
                ("What is known of the system", "系统已知信息"),
                {
                    "system.id": ("System", "系统"),
                    "system.version": ("Version", "版本"),
                    "system.intended_purpose_id": ("Intended purpose", "预期用途"),
                    "system.annex_iii_points": ("Points of Annex III", "附件三各点"),
                    "system.annex_i.act": ("Medical device under", "所适用的器械法规"),
                    "operator.roles": ("Our roles", "我方角色"),
                    "system.equivalent_incident_reporting": (
                        "Equivalent reporting duty (Art. 73(9))",
                        "等效报告义务（第73条第9款）",
                    ),
                },
            ),
            Grid(
                key="to_write",
                title=("What a person writes", "须由人员填写"),
                columns=(("item", "事项"), ("entry", "填写")),
                widths=(46, 54),
                of="law",
                rows=tuple(Row(cells=(item, ("", ""))) for item in _TO_WRITE),
            ),
            says(
                "The records of the exchanges concerned are taken out with medguard audit show and audit prove, with the proof that they are in the log; a legal hold keeps their text: medguard audit hold ID --matter. Until the authority is informed the system is not altered in a way that may affect the evaluation of causes (Art. 73(6)).",
                "相关交换的记录以 medguard audit show 与 audit prove 导出，并附其在账本中的证明；以 medguard audit hold 编号 --matter 冻结其文本。通知主管机构前，不得以可能影响原因评估的方式改动系统（第73条第6款）。",
            ),
        ),
    )


_TO_WRITE: tuple[Words, ...] = (
    ("Market surveillance authority, and Member State in which it occurred", "市场监督机构及事件发生的成员国"),
    ("What happened, when and where", "事件经过、时间与地点"),
    ("Persons affected, and how; without names", "受影响人员及后果（不写姓名）"),
    ("Link to the AI system: established, or reasonably likely", "与人工智能系统的因果关系：已确认或合理可能"),
    ("Exchanges concerned: their ids in the log", "相关交换：账本编号"),
    ("What was done at once, and what is planned", "已采取与拟采取的措施"),
    ("Provider informed on (deployer)", "告知提供者之日（部署者）"),
    ("Contact of the person who reports", "报告人联系方式"),
)

KIND = Kind(
    name="incidents",
    title=("Serious incidents and their clock (Art. 73)", "严重事件报告与期限（第73条）"),
    law=("Regulation (EU) 2024/1689, Arts 3(49), 26(5), 73", "欧盟第2024/1689号条例第3条第49项、第26条第5款、第73条"),
    purpose=("For whoever has to notify an authority.", "供负责向主管机构报告的人员使用。"),
    sections=_sections,
)

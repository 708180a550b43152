"""PIPL: the record of processing (第五十五、五十六条), and how many people's information left China."""

from __future__ import annotations

from medguard.report import queries
from medguard.report.book import (
    Book,
    Count,
    about,
    identifiers_table,
    left_to_people,
    named,
    registry_table,
    rules_section,
    says,
    stated_table,
    volumes,
    why_section,
)
from medguard.report.document import Behind, Figure, Grid, Row, Section, quoted
from medguard.report.kinds.kind import Kind
from medguard.report.queries import Amount

_AREAS = ("cn/pipl", "cn/xborder", "cn/retention")
_SENT = "request_sha256 IS NOT NULL"
_RULE = "cn/xborder/mechanism"
_ABROAD = (
    "request_sha256 IS NOT NULL AND exchange_id NOT IN (SELECT exchange_id FROM v_decisions WHERE rule = 'cn/xborder/mechanism' "
    "AND door <> 'review' AND status = 'not_applicable')"
)
"""Not knowing is not staying: an exchange that no rule was asked about counts as well."""


def _sections(book: Book) -> tuple[Section, ...]:
    return (
        about(
            (
                "Personal Information Protection Law, Articles 55 and 56: whoever processes sensitive information, entrusts it or sends it abroad assesses the impact beforehand and records the processing; both are kept for three years. This record says what was processed through medguard; what an institution does besides stands in its own.",
                "个人信息保护法第五十五、五十六条：处理敏感个人信息、委托处理或向境外提供的，应事前进行影响评估并对处理情况进行记录，保存至少三年。本记录仅涉及经 medguard 进行的处理，机构的其他处理活动由其自行记录。",
            ),
            (
                "People are counted by the pseudonyms that the log gives them. An exchange whose application named no patient counts for nobody, so the true number may be larger. In the log's words identifiers were replaced before the model was asked; words without names are personal information still (Article 73).",
                "人数按账本内的假名计。应用未注明患者的交换不计入任何人，实际人数可能更多。发送前已替换标识符；不含姓名的文字仍属个人信息（第七十三条）。",
            ),
        ),
        volumes(book),
        Section(
            title=("Record of processing", "处理情况记录"),
            parts=(
                *_people(book, "processed", "", ("in exchanges of the window", "本时段交换中")),
                _purposes(book),
                _recipients(book),
                identifiers_table(book, key="categories"),
                stated_table(
                    book,
                    "stated",
                    ("What the profile states of it", "配置所作声明"),
                    {
                        "deployment.personal_information": ("Personal information is processed", "处理个人信息"),
                        "deployment.transfer.external_recipient": (
                            "The model is run by somebody else",
                            "模型由他人运行",
                        ),
                        "deployment.transfer.processor_contract": (
                            "Contract with whoever runs it (Art. 21)",
                            "与受托方订立合同（第二十一条）",
                        ),
                        "deployment.pipia.done_on": (
                            "Impact assessment finished on (Art. 55)",
                            "影响评估完成日（第五十五条）",
                        ),
                        "deployment.pipia.retained_until_on": (
                            "Report and record kept until (Art. 56)",
                            "报告与记录保存至（第五十六条）",
                        ),
                        "deployment.keep.log_days": ("Logs are kept for so many days", "日志留存天数"),
                    },
                ),
            ),
        ),
        Section(
            title=("Across the border", "向境外提供"),
            parts=(
                says(
                    "Counted as sent abroad: exchanges whose request was sent and of which rule cn/xborder/mechanism did not say that it does not apply, because it stays in China, those included whose place of hosting is not known, and those of which nobody asked that rule.",
                    "计为向境外提供：请求已发送，且规则 cn/xborder/mechanism 未判定为不适用（如留在境内）的交换，包括托管地未知者及未询问该规则者。",
                ),
                *book.figures(
                    "v_exchanges",
                    Count(
                        key="abroad.exchanges",
                        label=("Exchanges sent abroad, or nobody knows", "向境外提供（含未知）的交换"),
                        where=_ABROAD,
                    ),
                    at=book.copies.with_rule(_RULE),
                ),
                *_people(book, "abroad", _ABROAD, ("sent abroad, or nobody knows", "向境外提供（含未知）")),
                stated_table(
                    book,
                    "stated_transfer",
                    ("What the profile states of it", "配置所作声明"),
                    {
                        "deployment.model.hosting_country": (
                            "Country of the model's servers",
                            "模型服务器所在国家或地区",
                        ),
                        "deployment.transfer.mechanism": ("Path (Art. 38)", "出境路径（第三十八条）"),
                        "deployment.transfer.exempt_ground": ("Exemption that is claimed", "主张的豁免"),
                        "deployment.transfer.cii_operator": (
                            "Operator of critical information infrastructure",
                            "关键信息基础设施运营者",
                        ),
                        "deployment.transfer.important_data": ("Important data", "重要数据"),
                        "deployment.transfer.population_health_store_abroad": (
                            "Population health information stored abroad",
                            "人口健康信息境外存储",
                        ),
                    },
                ),
                registry_table(
                    book,
                    "institution",
                    ("People since 1 January, as the registry states them", "自1月1日起累计人数（登记库）"),
                    {
                        "exported_pi_this_year": ("not sensitive", "非敏感"),
                        "exported_sensitive_this_year": ("sensitive", "敏感"),
                        "valid_from": ("from", "起"),
                        "valid_until": ("until", "止"),
                    },
                ),
                says(
                    "From 10,000 people's sensitive information a year, or 1,000,000 people's other, the security assessment is needed; below that sensitive information needs a standard contract or certification; the registry's number includes what leaves by other ways than medguard.",
                    "当年累计敏感个人信息满1万人，或不含敏感个人信息的满100万人，须申报安全评估；敏感个人信息不满1万人的，须订立标准合同或通过认证；登记库人数包括 medguard 之外的出境。",
                ),
            ),
        ),
        _erased(book),
        rules_section(book, *_AREAS),
        why_section(book, *_AREAS),
        left_to_people(book, *_AREAS),
    )


def _people(book: Book, key: str, where: str, words: tuple[str, str]) -> tuple[Figure, ...]:
    found = queries.people(book.copies.with_rule(_RULE), book.span, where)
    # That nobody was named is no sign that nobody was concerned.
    known = book.records > 0
    both = f"({where}) AND " if where else ""
    nobody = known and not found.patients and found.without_patient > 0
    unasked = known and not found.actors and _exchanges(book, where) > 0
    return (
        Figure(
            key=f"{key}.patients",
            label=(f"Different patients {words[0]}", f"{words[1]}所涉不同患者"),
            value=found.patients if known and not nobody else None,
        ),
        Figure(
            key=f"{key}.actors",
            label=(f"Different people who asked {words[0]}", f"{words[1]}不同提问者"),
            value=found.actors if known and not unasked else None,
        ),
        Figure(
            key=f"{key}.without_patient",
            label=(f"Exchanges that name no patient {words[0]}", f"{words[1]}未注明患者的交换"),
            value=found.without_patient if known else None,
            behind=Behind(view="v_exchanges", where=f"{both}patient IS NULL"),
        ),
    )


def _exchanges(book: Book, where: str) -> int:
    (row,) = queries.amounts(book.copies.with_rule(_RULE), "v_exchanges", book.span, {"all": Amount(where=where)})
    return int(row["all"])


def _purposes(book: Book) -> Grid:
    rows = queries.amounts(
        book.at("v_exchanges"), "v_exchanges", book.span, {"all": Amount()}, ("application", "purpose")
    )
    return Grid(
        key="purposes",
        title=("Purposes, as applications state them", "处理目的（由应用声明）"),
        columns=(("application", "应用"), ("purpose", "目的"), ("exchanges", "交换数")),
        view="v_exchanges",
        rows=tuple(
            Row(
                cells=(named(row["application"]), named(row["purpose"]), row["all"]),
                where=f"coalesce(application, '') = {quoted(row['application'])} AND coalesce(purpose, '') = {quoted(row['purpose'])}",
            )
            for row in rows
        ),
    )


def _recipients(book: Book) -> Grid:
    rows = queries.amounts(
        book.at("v_exchanges"), "v_exchanges", book.span, {"sent": Amount(where=_SENT)}, ("provider", "model")
    )
    return Grid(
        key="recipients",
        title=("To which models requests were sent", "请求发往的模型"),
        columns=(("way of calling", "调用协议"), ("model", "模型"), ("requests sent", "已发送请求")),
        view="v_exchanges",
        empty=("No request was sent to any model.", "没有向任何模型发送请求。"),
        rows=tuple(
            Row(
                cells=(named(row["provider"]), named(row["model"]), row["sent"]),
                where=f"coalesce(provider, '') = {quoted(row['provider'])} AND coalesce(model, '') = {quoted(row['model'])} AND {_SENT}",
            )
            for row in rows
            if row["sent"]
        ),
    )


def _erased(book: Book) -> Section:
    rows = queries.amounts(
        book.connection,
        "v_erasures",
        book.span,
        {"exchanges": Amount(distinct=True)},
        ("what", "reason", "erasure_id"),
    )
    return Section(
        title=("Erasure (Art. 47)", "删除（第四十七条）"),
        parts=(
            Grid(
                key="erasures",
                title=("Kept text and pseudonyms that were destroyed", "已销毁的留存文本与假名"),
                columns=(("what", "对象"), ("why", "原因"), ("erasure", "删除编号"), ("exchanges", "交换数")),
                widths=(16, 16, 50, 18),
                view="v_erasures",
                empty=("Nothing was erased in this window.", "本时段没有删除。"),
                rows=tuple(
                    Row(
                        cells=(row["what"], row["reason"], row["erasure_id"], row["exchanges"]),
                        where=f"erasure_id = {quoted(row['erasure_id'])} AND exchange_id IS NOT NULL",
                    )
                    for row in rows
                ),
            ),
        ),
    )


KIND = Kind(
    name="pipl",
    title=("Record of processing and cross-border volumes (PIPL)", "个人信息处理情况记录与出境规模报告"),
    law=(
        "PIPL Arts 21, 38, 39, 47, 55, 56; Provisions on Promoting and Regulating Cross-Border Data Flows, Arts 7, 8",
        "个人信息保护法 第二十一、三十八、三十九、四十七、五十五、五十六条；促进和规范数据跨境流动规定 第七、八条",
    ),
    purpose=(
        "For the officer for personal information, and the authority that asks for the record.",
        "供个人信息保护负责人及主管部门查阅。",
    ),
    sections=_sections,
)

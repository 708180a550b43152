"""PHI exposure and near misses: what was left out, what was nearly let out, and what a reply held that nobody had sent."""

from __future__ import annotations

from medguard.report.book import (
    Book,
    Count,
    check_figures,
    findings_table,
    identifiers_table,
    left_to_people,
    reasons_table,
    rules_section,
    says,
    volumes,
)
from medguard.report.document import Section
from medguard.report.kinds.kind import Kind

_RULES = ("phi/", "content/unread_parts", "cn/pipl/minimise_identifiers")
FOUND = {
    "identifier_not_sent": ("identifier that nobody had sent", "请求中没有的标识符"),
    "public": ("public identifier (an authority's, a journal's)", "公开标识（机构、期刊等）"),
}


def _sections(book: Book) -> tuple[Section, ...]:
    return (
        Section(
            title=("What this report is about", "报告范围"),
            parts=(
                says(
                    "Exposure: an identifier of a person that left the house, to the model or to a reader. Near miss: one that was seen and stopped before it did. Counted is what medguard saw; what it did not recognise it cannot count, and this report does not say that there was none. How much is recognised, docs/phi.md says with figures.",
                    "暴露：个人标识符离开机构，到达模型或读者。险情：被发现并在离开前拦下。此处仅计 medguard 所见；未能识别者无从计数，本报告不表示不存在遗漏。识别能力见 docs/phi.md 所列数据。",
                ),
            ),
        ),
        volumes(book),
        _left_out(book),
        Section(
            title=("By application", "按应用"),
            parts=(identifiers_table(book, key="by_application", by_application=True),),
        ),
        _near_misses(book),
        _exposure(book),
        rules_section(book, *_RULES),
        Section(
            title=("Why a rule was not kept, or could not tell", "违反或无法确定的原因"),
            parts=(reasons_table(book, book.rules(*_RULES)),),
        ),
        left_to_people(book, *_RULES),
    )


def _left_out(book: Book) -> Section:
    return Section(
        title=("What was left out", "已去除的标识符"),
        parts=(
            *book.figures(
                "v_exchanges",
                Count(
                    key="found",
                    label=("Identifiers found in requests", "请求中发现的标识符"),
                    total="identifiers_found",
                ),
                Count(key="replaced", label=("Identifiers replaced", "已替换的标识符"), total="identifiers_replaced"),
                Count(
                    key="exchanges.with_identifiers",
                    label=("Exchanges whose request held any", "请求含标识符的交换"),
                    where="identifiers_found > 0",
                ),
                Count(
                    key="exchanges.unmeasured",
                    label=("Exchanges whose identifiers were not counted", "未计数标识符的交换"),
                    where="identifiers_found IS NULL",
                ),
                Count(
                    key="restored",
                    label=(
                        "Stand-ins in replies that became names again, inside the house",
                        "答复中在机构内还原的代称",
                    ),
                    total="restored",
                ),
            ),
            identifiers_table(book),
        ),
    )


def _near_misses(book: Book) -> Section:
    return Section(
        title=("Near misses: seen, and stopped", "险情：发现并拦下"),
        parts=(
            *book.figures(
                "v_exchanges",
                Count(
                    key="near.remaining",
                    label=(
                        "A second look still saw an identifier in what would be sent, and the request was not sent",
                        "二次检查仍见标识符，请求未发送",
                    ),
                    where="identifiers_remaining > 0 AND request_sha256 IS NULL",
                ),
                Count(
                    key="near.unread",
                    label=("Something that nobody here can read was not sent", "含无法读取的内容，请求未发送"),
                    where="unread_parts > 0 AND request_sha256 IS NULL",
                ),
                Count(
                    key="near.leak_blocked",
                    label=(
                        "A reply was stopped by rule phi/no_leak_in_reply",
                        "答复因规则 phi/no_leak_in_reply 被拦截",
                    ),
                    where="outcome = 'blocked' AND reason = 'phi/no_leak_in_reply'",
                    audit=("--outcome", "blocked", "--rule", "phi/no_leak_in_reply", "--status", "fail"),
                    note=(
                        "The command also lists those that another rule stopped as well.",
                        "该命令亦列出同时因其他规则被拦截者。",
                    ),
                ),
                Count(
                    key="near.unrestored",
                    label=("Stand-ins that a model made up, and that were named to nobody", "模型虚构、未还原的代称"),
                    total="unrestored",
                ),
            ),
        ),
    )


def _exposure(book: Book) -> Section:
    return Section(
        title=("Exposure: seen, and gone out", "暴露：发现且已发出"),
        parts=(
            *book.figures(
                "v_exchanges",
                Count(
                    key="exposure.remaining_sent",
                    label=(
                        "Requests that were sent although a second look still saw an identifier",
                        "二次检查仍见标识符而已发送的请求",
                    ),
                    where="identifiers_remaining > 0 AND request_sha256 IS NOT NULL",
                ),
                Count(
                    key="exposure.unread_sent",
                    label=(
                        "Requests that were sent with parts that nobody here can read",
                        "含无法读取内容而已发送的请求",
                    ),
                    where="unread_parts > 0 AND request_sha256 IS NOT NULL",
                ),
                Count(
                    key="exposure.unmeasured_sent",
                    label=(
                        "Requests that were sent although nobody had looked for identifiers, or for parts that cannot be read",
                        "未检查标识符或无法读取的内容即已发送的请求",
                    ),
                    where="(identifiers_remaining IS NULL OR unread_parts IS NULL) AND request_sha256 IS NOT NULL",
                    note=("Of these it is not known whether anything went out.", "其中是否有标识符发出，未知。"),
                ),
            ),
            *check_figures(
                book,
                "leaks",
                Count(
                    key="exposure.leaked",
                    label=(
                        "Replies that went out although they hold an identifier that nobody had sent",
                        "含请求中没有的标识符而已发出的答复",
                    ),
                    where="check_name = 'leaks' AND kind = 'identifier_not_sent' AND outcome IN ('answered', 'amended')",
                    distinct=True,
                    note=(
                        "Each is to be looked at: whose identifier it is, a person has to say, and a breach of personal data has its own clock (GDPR Art. 33: 72 hours; 个人信息保护法 第五十七条).",
                        "须逐一查看：属于何人须由人员判断；个人信息泄露另有报告时限（GDPR 第33条：72小时；个人信息保护法第五十七条）。",
                    ),
                ),
            ),
            findings_table(book, "leaks", FOUND),
        ),
    )


KIND = Kind(
    name="phi-exposure",
    title=("Identifiers: exposure and near misses", "身份标识：暴露与险情报告"),
    law=(
        "45 CFR 164.514(b)(2), 164.400 ff.; GDPR Arts 5(1)(c), 33; PIPL Arts 51, 57",
        "45 CFR 164.514(b)(2)、164.400 以下；GDPR 第5条第1款(c)、第33条；个人信息保护法 第五十一条、第五十七条",
    ),
    purpose=("For the data protection officer.", "供数据保护负责人使用。"),
    sections=_sections,
)

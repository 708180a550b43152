"""生成合成内容标识: whether what was generated carried its labels, explicit and implicit."""

from __future__ import annotations

from medguard.report import queries
from medguard.report.book import (
    Book,
    Count,
    left_to_people,
    named,
    notices_table,
    percent,
    reasons_table,
    rules_section,
    says,
    share,
    volumes,
    wordings_table,
)
from medguard.report.document import Grid, Row, Section, quoted
from medguard.report.kinds.kind import Kind
from medguard.report.queries import Amount

_AREA = "cn/label"
_GONE_OUT = "outcome IN ('answered', 'amended') AND for_people"


def _sections(book: Book) -> tuple[Section, ...]:
    return (
        Section(
            title=("What this report is about", "报告范围"),
            parts=(
                says(
                    "The Measures for Labelling of AI-Generated and Synthetic Content, and GB 45438-2025, both in force since 1 September 2025: text that is generated for the public in China carries a visible label (Article 4), a file that is exported the implicit one in its metadata (Article 5), nobody removes or forges a label (Article 10), and where a user asks for content without a visible label the log of it is kept for at least six months (Article 9). Tools inside a hospital that are not offered to the public are, by engineers' reading of Article 2 of the Interim Measures on generative AI, outside.",
                    "《人工智能生成合成内容标识办法》与 GB 45438-2025 自2025年9月1日起施行：向境内公众提供的生成文本须有显式标识（第四条），导出文件须在元数据中含隐式标识（第五条），任何人不得删除、篡改、伪造标识（第十条）；应用户要求提供无显式标识内容的，相关日志留存不少于六个月（第九条）。未向公众提供的院内工具，按工程人员对生成式人工智能服务管理暂行办法第二条的理解，不在适用范围内。",
                ),
            ),
        ),
        volumes(book),
        _labels(book),
        Section(title=("By application", "按应用"), parts=(_by_application(book),)),
        Section(
            title=("Labels and the words of them", "标识及其文字"), parts=(notices_table(book), wordings_table(book))
        ),
        rules_section(book, _AREA, "cn/retention/logs", "cn/retention/log_deletion"),
        Section(
            title=("Why a rule was not kept, or could not tell", "违反或无法确定的原因"),
            parts=(reasons_table(book, book.rules(_AREA, "cn/retention/log")),),
        ),
        left_to_people(book, _AREA),
    )


def _labels(book: Book) -> Section:
    replies, labelled, start, end, header, implicit, neither, public, strip = book.figures(
        "v_exchanges",
        Count(
            key="replies",
            label=("Replies that went out and hold words for people", "已发出且含供人阅读文字的答复"),
            where=_GONE_OUT,
        ),
        Count(
            key="explicit", label=("with a visible label (显式标识)", "含显式标识"), where=f"{_GONE_OUT} AND labelled"
        ),
        Count(
            key="explicit.start", label=("… at the start", "……位于开头"), where=f"{_GONE_OUT} AND label_place = 'start'"
        ),
        Count(key="explicit.end", label=("… at the end", "……位于结尾"), where=f"{_GONE_OUT} AND label_place = 'end'"),
        Count(
            key="explicit.header",
            label=("… in a header", "……位于标头"),
            where=f"{_GONE_OUT} AND label_place = 'header'",
        ),
        Count(
            key="implicit", label=("with the implicit label (隐式标识)", "含隐式标识"), where=f"{_GONE_OUT} AND marked"
        ),
        Count(key="neither", label=("with neither", "两者皆无"), where=f"{_GONE_OUT} AND NOT labelled AND NOT marked"),
        Count(
            key="patients_unlabelled",
            label=("that patients may read, without a visible label", "患者可能阅读且无显式标识"),
            where=f"{_GONE_OUT} AND patient_facing AND NOT labelled",
        ),
        Count(
            key="asks_to_strip",
            label=("Requests to remove or forge a label", "要求去除或伪造标识的请求"),
            where="asks_to_strip_label",
        ),
    )
    stopped = book.figures(
        "v_exchanges",
        Count(
            key="asks_to_strip.blocked",
            label=("of these: blocked", "其中：已拦截"),
            where="asks_to_strip_label AND outcome = 'blocked'",
        ),
    )
    return Section(
        title=("Labels on what went out", "已发出答复的标识"),
        parts=(
            replies,
            labelled,
            start,
            end,
            header,
            implicit,
            neither,
            share("neither.share", ("share with neither, in percent", "两者皆无的比例（%）"), neither, replies),
            public,
            strip,
            *stopped,
        ),
    )


def _by_application(book: Book) -> Grid:
    wanted = {
        "replies": Amount(where=_GONE_OUT),
        "explicit": Amount(where=f"{_GONE_OUT} AND labelled"),
        "implicit": Amount(where=f"{_GONE_OUT} AND marked"),
        "neither": Amount(where=f"{_GONE_OUT} AND NOT labelled AND NOT marked"),
    }
    rows = queries.amounts(book.at("v_exchanges"), "v_exchanges", book.span, wanted, ("application",))
    return Grid(
        key="by_application",
        title=("Labels by application", "各应用的标识情况"),
        columns=(
            ("application", "应用"),
            ("replies", "答复"),
            ("visible", "显式"),
            ("implicit", "隐式"),
            ("neither", "皆无"),
            ("neither, %", "皆无（%）"),
        ),
        widths=(34, 12, 12, 12, 12, 14),
        view="v_exchanges",
        narrow=("", "", "labelled", "marked", *["NOT labelled AND NOT marked"] * 2),
        empty=("No application had a reply.", "没有应用获得答复。"),
        rows=tuple(
            Row(
                cells=(
                    named(row["application"]),
                    row["replies"],
                    row["explicit"],
                    row["implicit"],
                    row["neither"],
                    percent(row["neither"], row["replies"]),
                ),
                where=f"coalesce(application, '') = {quoted(row['application'])} AND {_GONE_OUT}",
            )
            for row in rows
            if row["replies"]
        ),
    )


KIND = Kind(
    name="china-labels",
    title=("Labels of generated content (China)", "人工智能生成合成内容标识报告"),
    law=(
        "Measures for Labelling of AI-Generated and Synthetic Content (国信办通字〔2025〕2号); GB 45438-2025",
        "《人工智能生成合成内容标识办法》（国信办通字〔2025〕2号）；GB 45438-2025",
    ),
    purpose=(
        "For the cyberspace authority, or whoever asks whether content is labelled.",
        "供网信等主管部门了解生成内容标识情况。",
    ),
    sections=_sections,
)

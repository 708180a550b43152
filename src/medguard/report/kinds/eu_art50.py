"""AI Act Art. 50: whether people were told that an AI speaks, and whether what it wrote was marked."""

from __future__ import annotations

from medguard.report.book import (
    Book,
    Count,
    left_to_people,
    notices_table,
    reasons_table,
    rules_section,
    says,
    share,
    volumes,
    wordings_table,
)
from medguard.report.document import Section
from medguard.report.kinds.kind import Kind

_AREA = "eu/art50"
_GONE_OUT = "outcome IN ('answered', 'amended') AND for_people"


def _sections(book: Book) -> tuple[Section, ...]:
    return (
        Section(
            title=("What this report is about", "报告范围"),
            parts=(
                says(
                    "Art. 50 of Regulation (EU) 2024/1689 binds the provider of an AI system to tell people that they talk to an AI (1) and to mark what it generates (2), and the deployer to tell people who are exposed to emotion recognition (3) and readers of deep fakes and of texts that inform the public (4); clearly, at the latest at first contact, and accessibly (5). It applies since 2 August 2026; paragraph 2 to systems that were on the market before then from 2 December 2026.",
                    "欧盟第2024/1689号条例第50条要求：提供者告知人们其正在与人工智能交互（第1款），并标记生成内容（第2款）；部署者告知受情绪识别影响的人（第3款）以及深度伪造内容和面向公众信息文本的读者（第4款）；告知须清晰、至迟于首次接触时作出且可无障碍获取（第5款）。自2026年8月2日起适用；此前已上市系统的第2款义务自2026年12月2日起适用。",
                ),
                says(
                    "What counts is what left: replies that were held or blocked reached nobody. A reply that a person let go later is not among the answered ones; section Replies let go by a person counts it.",
                    "以实际发出的答复计：暂留或拦截的答复未到达任何人。经人工放行的答复不计入已答复，另见“经人工放行的答复”。",
                ),
            ),
        ),
        volumes(book),
        _told(book),
        _marked(book),
        _reviewed(book),
        rules_section(book, _AREA),
        Section(
            title=("Why a rule was not kept, or could not tell", "违反或无法确定的原因"),
            parts=(reasons_table(book, book.rules(_AREA)),),
        ),
        left_to_people(book, _AREA),
    )


def _told(book: Book) -> Section:
    replies, patients, unsaid, asks, human, unjudged = book.figures(
        "v_exchanges",
        Count(
            key="replies",
            label=("Replies that went out and hold words for people", "已发出且含供人阅读文字的答复"),
            where=_GONE_OUT,
        ),
        Count(
            key="replies.patient_facing",
            label=("of these: patients may read them", "其中：患者可能阅读"),
            where=f"{_GONE_OUT} AND patient_facing",
        ),
        Count(
            key="replies.readers_unstated",
            label=("of these: it is not stated whether patients may read them", "其中：未声明患者是否可能阅读"),
            where=f"{_GONE_OUT} AND patient_facing IS NULL",
        ),
        Count(
            key="asks_if_ai",
            label=("Questions whether a machine answers", "询问是否由机器作答的提问"),
            where="asks_if_ai",
        ),
        Count(
            key="claims_to_be_human",
            label=("Replies that say they are a person, and went out", "自称真人且已发出的答复"),
            where="outcome IN ('answered', 'amended') AND claims_to_be_human",
        ),
        Count(
            key="claims_to_be_human.unknown",
            label=("Replies of which nobody knows whether they say so, and went out", "是否自称真人未知而已发出的答复"),
            where=f"{_GONE_OUT} AND claims_to_be_human IS NULL",
        ),
    )
    shown = book.figures(
        "v_obligations",
        Count(
            key="interaction_notices",
            label=(
                "Replies into which medguard put the notice that an AI speaks",
                "medguard 补充“人工智能身份”告知的答复",
            ),
            where="event = 'disclosure_shown' AND kind = 'interaction' AND outcome IN ('answered', 'amended')",
            distinct=True,
            note=(
                "Where the interface itself shows the notice, or a conversation has shown it before, none is put in; whether one was due says rule eu/art50_1/interaction_disclosure.",
                "界面已展示告知或对话中此前已展示的，不再补充；是否应予告知，见规则 eu/art50_1/interaction_disclosure。",
            ),
        ),
    )
    return Section(
        title=("People were told: paragraphs 1, 3, 4 and 5", "告知：第1、3、4、5款"),
        parts=(replies, patients, unsaid, asks, human, unjudged, *shown, notices_table(book), wordings_table(book)),
    )


def _marked(book: Book) -> Section:
    replies, labelled, marked, unmarked = book.figures(
        "v_exchanges",
        Count(
            key="marking.replies",
            label=("Replies that went out and hold words for people", "已发出且含供人阅读文字的答复"),
            where=_GONE_OUT,
        ),
        Count(key="labelled", label=("with a visible label", "含可见标识"), where=f"{_GONE_OUT} AND labelled"),
        Count(
            key="marked",
            label=("with an implicit label in a header", "标头含隐式标识"),
            where=f"{_GONE_OUT} AND marked",
        ),
        Count(
            key="unmarked",
            label=("with neither a visible nor an implicit label", "既无可见标识也无隐式标识"),
            where=f"{_GONE_OUT} AND NOT labelled AND NOT marked",
        ),
    )
    return Section(
        title=("What was generated was marked: paragraph 2", "生成内容的标记：第2款"),
        parts=(
            replies,
            labelled,
            marked,
            unmarked,
            share("unmarked.share", ("share without either, in percent", "两者皆无的比例（%）"), unmarked, replies),
            says(
                "Whether a mark was due, and whether those that are there suffice, rule eu/art50_2/mark_and_detect says: extraction, translation, transcription and standard editing need none.",
                "是否须加标记、现有标记是否充分，见规则 eu/art50_2/mark_and_detect：提取、翻译、转写及标准编辑无须标记。",
            ),
        ),
    )


def _reviewed(book: Book) -> Section:
    return Section(
        title=("Replies let go by a person", "经人工放行的答复"),
        parts=book.figures(
            "v_reviews",
            Count(key="reviews.approved", label=("Let go", "已放行"), where="act = 'approved'", audit=None),
            Count(key="reviews.refused", label=("Refused", "已拒绝"), where="act = 'refused'"),
        ),
    )


KIND = Kind(
    name="eu-art50",
    title=("AI Act transparency (Art. 50)", "欧盟《人工智能法》透明度报告（第50条）"),
    law=("Regulation (EU) 2024/1689, Art. 50", "欧盟第2024/1689号条例第50条"),
    purpose=(
        "For a market surveillance authority, or whoever asks whether people are told.",
        "供市场监督机构等了解是否履行告知与标记义务。",
    ),
    sections=_sections,
)

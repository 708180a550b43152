"""互联网诊疗监管: what a provincial platform asks of an internet hospital that lets a model help."""

from __future__ import annotations

from medguard.report.book import (
    Book,
    Count,
    about,
    left_to_people,
    rules_section,
    stated_table,
    volumes,
    why_section,
)
from medguard.report.document import Section
from medguard.report.kinds.kind import Kind

_AREAS = ("cn/internet_dx", "cn/clinical", "cn/retention/emr", "cn/retention/process_records")
_OUT = "outcome IN ('answered', 'amended')"


def _sections(book: Book) -> tuple[Section, ...]:
    return (
        about(
            (
                "Detailed Rules for the Supervision of Internet Diagnosis (trial, 2022): a machine neither stands in for the physician (Article 13) nor generates a prescription (Article 21); physician and patient are who they say they are; only return visits; records are kept for 15 years, chats, sound and pictures for 3. What a text is was read from the text: a prescription that nobody recognised as one is not counted.",
                "互联网诊疗监管细则（试行，2022）：人工智能不得替代医师本人（第十三条），不得自动生成处方（第二十一条）；医患实名；仅限复诊；病历保存不少于15年，过程资料不少于3年。文本类型由文本内容判读，未被识别为处方者不计入。",
            ),
        ),
        volumes(book),
        Section(
            title=("Diagnoses and prescriptions", "诊断与处方"),
            parts=(
                *book.figures(
                    "v_exchanges",
                    *(
                        count
                        for what, words in _TYPES.items()
                        for count in (
                            Count(
                                key=what,
                                label=(f"Replies that hold a {words[0]}", f"含{words[1]}的答复"),
                                where=f"output_types LIKE '%{what}%'",
                            ),
                            Count(
                                key=f"{what}.out",
                                label=("of these: went out without a person's look", "其中：未经人工复核即发出"),
                                where=f"output_types LIKE '%{what}%' AND {_OUT}",
                            ),
                            Count(
                                key=f"{what}.held",
                                label=("of these: held for a person", "其中：暂留待人工复核"),
                                where=f"output_types LIKE '%{what}%' AND outcome = 'held'",
                            ),
                            Count(
                                key=f"{what}.blocked",
                                label=("of these: blocked", "其中：已拦截"),
                                where=f"output_types LIKE '%{what}%' AND outcome = 'blocked'",
                            ),
                        )
                    ),
                    Count(
                        key="types.unread",
                        label=("Replies of which it is not known what they hold", "内容类型未知的答复"),
                        where="reply_status IS NOT NULL AND output_types IS NULL",
                    ),
                ),
            ),
        ),
        Section(
            title=("Physicians who looked", "医师复核"),
            parts=book.figures(
                "v_reviews",
                Count(key="reviews.shown", label=("Looked at", "已查看"), where="act = 'shown'"),
                Count(key="reviews.approved", label=("Let go", "已放行"), where="act = 'approved'"),
                Count(key="reviews.refused", label=("Refused", "已拒绝"), where="act = 'refused'"),
                Count(
                    key="reviews.not_approved",
                    label=("Not let go: the rules would not have this reviewer", "规则不允许该复核人员放行"),
                    where="act = 'not_approved'",
                ),
            ),
        ),
        Section(
            title=("What the profile states", "配置所作声明"),
            parts=(
                stated_table(
                    book,
                    "stated",
                    ("Internet diagnosis", "互联网诊疗"),
                    {
                        "deployment.channel": ("Channel", "渠道"),
                        "deployment.use_case": ("Use", "用途"),
                        "deployment.mlps_level": ("Level of protection (等级保护)", "网络安全等级保护级别"),
                        "deployment.keep.emr_years": ("Records are kept for so many years", "病历保存年数"),
                        "deployment.keep.process_years": (
                            "Chats, sound and pictures are kept for so many years",
                            "过程资料保存年数",
                        ),
                        "deployment.public_cn": ("Offered to the public in China", "向境内公众提供"),
                    },
                ),
            ),
        ),
        rules_section(book, *_AREAS),
        why_section(book, *_AREAS),
        left_to_people(book, *_AREAS),
    )


_TYPES = {
    "prescription": ("prescription", "处方"),
    "diagnosis": ("diagnosis", "诊断"),
    "treatment_plan": ("treatment plan", "治疗方案"),
}

KIND = Kind(
    name="internet-dx",
    title=("Supervision of internet diagnosis", "互联网诊疗监管报告"),
    law=(
        "Detailed Rules for the Supervision of Internet Diagnosis (国卫办医发〔2022〕2号), Arts 13, 21; Physicians Law, Arts 14, 24",
        "互联网诊疗监管细则（试行）（国卫办医发〔2022〕2号）第十三、二十一条；医师法 第十四、二十四条",
    ),
    purpose=("For the provincial supervision platform.", "供省级互联网医疗服务监管平台查阅。"),
    sections=_sections,
)

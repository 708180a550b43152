"""G10, 国家限制类技术“人工智能辅助治疗技术”: robot-assisted surgery, and nothing else; said honestly where there is none."""

from __future__ import annotations

from medguard.report.book import (
    Book,
    about,
    left_to_people,
    registry_table,
    rules_section,
    stated_table,
    volumes,
    why_section,
)
from medguard.report.document import Paragraph, Section
from medguard.report.kinds.kind import Kind

_AREA = "cn/restricted_tech"


def _sections(book: Book) -> tuple[Section, ...]:
    return (
        about(
            (
                "G10 in the Chinese catalogue of restricted technologies means robot-assisted surgery. A language model that drives or plans no surgical robot is not this technology, however it is advertised; what binds it in a clinic are the rules on internet diagnosis, physicians, labels, personal information, cross-border transfer and devices.",
                "国家限制类技术目录中的“人工智能辅助治疗技术”（G10）仅指手术机器人辅助手术。不驱动、不规划手术机器人的语言模型，无论如何宣传，均不属于该技术；约束它的是互联网诊疗、医师、标识、个人信息、数据出境及医疗器械等规则。",
            ),
            (
                "The figures of the G10 norm of 2022 for title and years come from a trade article, and have not been compared with the norm; until they are, a shortfall asks for a person and does not deny.",
                "2022年版 G10 规范中的职称与年限数字来自行业文章，尚未与规范原文核对；核对前，不足者转人工而不拦截。",
            ),
        ),
        Section(
            title=("Is this G10?", "是否属于 G10"),
            parts=(
                Paragraph(text=_answer(book), style="warning"),
                stated_table(
                    book,
                    "stated",
                    ("What the profile states", "配置所作声明"),
                    {
                        "deployment.technology_code": ("Technology code", "技术代码"),
                        "deployment.robot_assisted": ("Drives or plans a surgical robot", "驱动或规划手术机器人"),
                        "deployment.use_case": ("Use", "用途"),
                        "deployment.specialty": ("Specialty (诊疗科目)", "诊疗科目"),
                        "deployment.province": ("Province (GB/T 2260)", "省份（GB/T 2260）"),
                        "deployment.keep.cases_reported": ("Each case up to now was reported", "至今逐例报送"),
                    },
                ),
            ),
        ),
        Section(
            title=("Institution, filing, staff, training", "机构、备案、人员、培训"),
            parts=(
                registry_table(
                    book,
                    "institution",
                    ("The institution", "机构"),
                    {
                        "uscc": ("credit code", "统一社会信用代码"),
                        "licence_no": ("licence", "执业许可证登记号"),
                        "level": ("level", "等级"),
                        "registered_departments": ("registered specialties", "诊疗科目"),
                        "valid_until": ("until", "止"),
                    },
                ),
                registry_table(
                    book,
                    "filing",
                    ("Filings of restricted technologies", "限制类技术备案"),
                    {
                        "code": ("code", "代码"),
                        "self_assessment": ("self-assessment", "自我评估"),
                        "tech_committee": ("technical committee", "技术管理委员会"),
                        "ethics_committee": ("ethics committee", "伦理委员会"),
                        "first_case_on": ("first case", "首例"),
                        "filed_on": ("filed", "备案日"),
                        "status": ("status", "状态"),
                    },
                ),
                registry_table(
                    book,
                    "authorisation",
                    ("Who is authorised for which technology", "人员授权"),
                    {
                        "subject": ("reference", "编号"),
                        "code": ("code", "代码"),
                        "valid_from": ("from", "起"),
                        "valid_until": ("until", "止"),
                    },
                ),
                registry_table(
                    book,
                    "training",
                    ("Who was trained for which technology", "人员培训"),
                    {
                        "subject": ("reference", "编号"),
                        "code": ("code", "代码"),
                        "base_filed": ("base filed", "基地备案"),
                        "exam_passed": ("examined", "考核合格"),
                        "exemption_ref": ("exemption", "免培训依据"),
                        "valid_until": ("until", "止"),
                    },
                ),
                registry_table(
                    book,
                    "stop_trigger",
                    ("What orders a stop (令第1号 第三章)", "须立即停止的情形（令第1号第三章）"),
                    {"code": ("what", "情形"), "valid_from": ("from", "起"), "valid_until": ("until", "止")},
                ),
            ),
        ),
        volumes(book),
        rules_section(book, _AREA),
        why_section(book, _AREA),
        left_to_people(book, _AREA),
    )


def _answer(book: Book) -> tuple[str, str]:
    robot, code = book.states("deployment.robot_assisted"), book.states("deployment.technology_code")
    if robot is True:
        return (
            "The profile states that the system drives or plans a surgical robot: G10 applies.",
            "配置声明系统驱动或规划手术机器人：属于 G10。",
        )
    if robot is False and code in {"none", None}:
        return (
            "By what the profile states the system drives and plans no surgical robot, so it is not G10, and there is nothing to file as such. What the registry and the rules know of it stands below.",
            "依配置声明，系统不驱动也不规划手术机器人，不属于 G10，无须按此备案。登记库与各规则的已知情况见下文。",
        )
    if robot is False and code == "G10":
        return (
            "The profile declares G10 although the system drives and plans no surgical robot: the declaration is wrong.",
            "配置申报 G10，但系统不驱动也不规划手术机器人：申报有误。",
        )
    if robot is False:
        return (
            "By what the profile states this is not G10; another technology code is declared.",
            "依配置声明不属于 G10，但申报了其他技术代码。",
        )
    return (
        "The profile does not state whether the system drives or plans a surgical robot, so it is not known whether this is G10.",
        "配置未声明系统是否驱动或规划手术机器人，是否属于 G10 未知。",
    )


KIND = Kind(
    name="g10",
    title=("Restricted technology G10 (robot-assisted surgery)", "国家限制类技术 G10（手术机器人）报告"),
    law=(
        "Catalogue of Restricted Technologies (2022); norm for G10 (国卫办医发〔2022〕6号); Order no. 1 of 2018",
        "国家限制类技术目录（2022年版）；人工智能辅助治疗技术临床应用管理规范（国卫办医发〔2022〕6号）；医疗技术临床应用管理办法（令第1号）",
    ),
    purpose=(
        "For the health authority, and whoever believes that every medical AI is G10.",
        "供卫生健康主管部门，以及误以为医疗人工智能均属 G10 者查阅。",
    ),
    sections=_sections,
)

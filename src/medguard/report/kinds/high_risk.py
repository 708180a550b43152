"""AI Act Art. 9 to 27: how far a high-risk system is from being allowed; what Annex IV wants that medguard can supply; FRIA and instructions as lists."""

from __future__ import annotations

from medguard.report import queries
from medguard.report.book import (
    Book,
    Count,
    about,
    left_to_people,
    rules_section,
    says,
    stated_table,
    volumes,
    why_section,
)
from medguard.report.document import Grid, Row, Section, Words, quoted
from medguard.report.kinds.kind import Kind
from medguard.report.queries import Amount

_AREAS = ("eu/art10", "eu/art12", "eu/art13", "eu/art14", "eu/art15", "eu/art18", "eu/art19", "eu/art20", "eu/art26", "eu/art27", "eu/art4/", "eu/art49", "eu/art6", "eu/art72", "eu/art86")  # fmt: skip


def _sections(book: Book) -> tuple[Section, ...]:
    dates = book.catalogue.law.get("eu", {}).get("dates", {})
    annex_iii, annex_i = dates.get("hr_annex_iii", "?"), dates.get("hr_annex_i", "?")
    return (
        about(
            (
                f"The duties of Chapter III bind from {annex_iii} for systems of Annex III, and from {annex_i} for those that are high-risk as products, medical devices among them. Until then this report says how ready the institution is. Readiness is no conformity: quality management (Art. 17), risk management (Art. 9) and conformity assessment (Art. 43) are done by people, and stand here only as attested.",
                f"第三章义务对附件三所列系统自 {annex_iii} 起、对作为产品（含医疗器械）属于高风险的系统自 {annex_i} 起适用；此前本报告说明准备程度。准备就绪不等于合格：质量管理（第17条）、风险管理（第9条）与合格评定（第43条）由人员完成，此处仅以人工证明列示。",
            ),
        ),
        Section(
            title=("Is it high-risk? (Art. 6)", "是否属于高风险（第6条）"),
            parts=(stated_table(book, "classification", ("What the profile states", "配置所作声明"), _CLASSIFICATION),),
        ),
        volumes(book),
        _annex_iv(book),
        Section(
            title=("Instructions for use: Art. 13(3), 15(3)", "使用说明：第13条第3款、第15条第3款"),
            parts=(
                says(
                    "Each entry is what the profile states of the instructions that the institution holds; not known means that nobody has looked.",
                    "各项为配置就机构所持使用说明所作声明；“未知”指尚未核查。",
                ),
                stated_table(book, "instructions", ("Entries", "内容"), _INSTRUCTIONS),
            ),
        ),
        Section(
            title=("Fundamental rights impact assessment: Art. 27", "基本权利影响评估：第27条"),
            parts=(stated_table(book, "fria", ("Elements", "要素"), _FRIA),),
        ),
        _oversight(book),
        rules_section(book, *_AREAS),
        why_section(book, *_AREAS),
        left_to_people(book, *_AREAS),
    )


def _annex_iv(book: Book) -> Section:
    return Section(
        title=("Extracts for the technical documentation: Annex IV", "技术文件摘录：附件四"),
        parts=(
            stated_table(book, "general", ("1. General description, as stated", "1. 一般说明（声明）"), _GENERAL),
            _versions(book),
            _bundles(book),
            says(
                "2(d), 3: data, capabilities and accuracy are the provider's to document. 2(e): oversight measures stand below. 2(g): tests and their logs are not in this log.",
                "2(d)、3：数据、能力与准确度由提供者记录。2(e)：监督措施见下文。2(g)：测试及其日志不在本账本中。",
            ),
            *book.figures(
                "v_art12_log",
                Count(
                    key="art12.uses",
                    label=(
                        "Uses that the log traces (Art. 12), those without an end included",
                        "日志可追溯的使用（第12条），含没有结果者",
                    ),
                ),
                Count(
                    key="art12.failing",
                    label=("of these: a rule was not kept (Art. 12(2)(a))", "其中：有规则未遵守（第12条第2款a项）"),
                    where="rules_failed IS NOT NULL",
                ),
                Count(
                    key="art12.verified",
                    label=("of these: a named person let the reply go or refused it", "其中：由登记人员放行或拒绝"),
                    where="verdict IS NOT NULL",
                ),
            ),
            stated_table(
                book,
                "governance",
                ("Data governance documents: Art. 10(2) to (4)", "数据治理文件：第10条第2至4款"),
                _GOVERNANCE,
            ),
        ),
    )


def _versions(book: Book) -> Grid:
    rows = queries.amounts(
        book.at("v_exchanges"),
        "v_exchanges",
        book.span,
        {"all": Amount()},
        ("system_id", "system_version", "medguard_version", "model"),
    )
    return Grid(
        key="versions",
        title=("1(c). Versions that were in use, as recorded", "1(c). 实际使用的版本（记录）"),
        columns=(
            ("system", "系统"),
            ("version", "版本"),
            ("medguard", "medguard"),
            ("model", "模型"),
            ("exchanges", "交换数"),
        ),
        widths=(26, 16, 16, 28, 14),
        view="v_exchanges",
        rows=tuple(
            Row(
                cells=(
                    row["system_id"] or None,
                    row["system_version"] or None,
                    row["medguard_version"] or None,
                    row["model"] or None,
                    row["all"],
                ),
                where=" AND ".join(
                    f"coalesce({name}, '') = {quoted(row[name])}"
                    for name in ("system_id", "system_version", "medguard_version", "model")
                ),
            )
            for row in rows
        ),
    )


def _bundles(book: Book) -> Grid:
    return Grid(
        key="bundles",
        title=("6. Changes: which rules decided, from when to when", "6. 变更：各规则集的起止"),
        columns=(("rules, SHA-256", "规则集 SHA-256"), ("first", "首次"), ("last", "末次"), ("exchanges", "交换数")),
        widths=(40, 22, 22, 14),
        view="v_exchanges",
        empty=("No rules decided in this window.", "本时段没有规则作出裁定。"),
        rows=tuple(
            Row(cells=(one.bundle, one.first_utc, one.last_utc, one.exchanges), where=f"bundle = {quoted(one.bundle)}")
            for one in queries.bundles(book.connection, book.span)
        ),
    )


def _oversight(book: Book) -> Section:
    return Section(
        title=("Human oversight: Art. 14, 26(2)", "人工监督：第14条、第26条第2款"),
        parts=(
            stated_table(book, "oversight", ("What the overseer can do, as tested", "监督人员的能力（经测试）"), _OVERSIGHT),
            *book.figures("v_exchanges", Count(key="held", label=("Replies held for a person", "暂留待人工复核的答复"), where="outcome = 'held'", audit=("--outcome", "held"))),
            *book.figures(
                "v_reviews",
                Count(key="reviews.approved", label=("Let go", "已放行"), where="act = 'approved'"),
                Count(key="reviews.refused", label=("Refused", "已拒绝"), where="act = 'refused'"),
                Count(
                    key="reviews.quick",
                    label=("Let go within ten seconds of being held: was it read?", "暂留后十秒内放行：是否经过阅读？"),
                    where="act = 'approved' AND waited_seconds < 10",
                ),
            ),
        ),
    )  # fmt: skip


_CLASSIFICATION: dict[str, Words] = {
    "operator.roles": ("Roles under the Act (Art. 3)", "该法下的角色（第3条）"),
    "operator.kind": ("Kind of operator", "经营者类型"),
    "system.annex_i.act": ("Medical device under", "所适用的器械法规"),
    "system.annex_i.device_class": ("Class", "类别"),
    "system.annex_iii_points": ("Points of Annex III", "附件三各点"),
    "system.art6_3.claimed": ("Claimed not to be high-risk (Art. 6(3))", "主张不属于高风险（第6条第3款）"),
    "system.art6_3.assessment_ref": ("The assessment of that claim (Art. 6(4))", "该主张的评估（第6条第4款）"),
    "system.classification_ref": ("Record of the classification", "分类记录"),
    "system.conformity_status": ("Conformity (Art. 20)", "合格状态（第20条）"),
    "deployment.registration.provider_ref": ("Registered (Art. 49(1))", "登记（第49条第1款）"),
}
_GENERAL: dict[str, Words] = {
    "system.id": ("1(a) System", "1(a) 系统"),
    "system.version": ("1(a) Version", "1(a) 版本"),
    "system.intended_purpose_id": ("1(a) Intended purpose", "1(a) 预期用途"),
    "system.first_placed_on": ("Placed on the market or put into service on", "投放市场或投入使用日"),
    "system.generates": ("Generates", "生成内容"),
    "deployment.use_case": ("Use here", "此处用途"),
    "deployment.instructions.ref": ("1(h) Instructions for use", "1(h) 使用说明"),
    "deployment.monitoring_plan_ref": ("9. Post-market monitoring plan (Art. 72)", "9. 上市后监测计划（第72条）"),
}
_INSTRUCTIONS: dict[str, Words] = {
    "deployment.instructions.ref": ("The document", "文件"),
    "deployment.instructions.provider_identity": ("(a) provider", "(a) 提供者"),
    "deployment.instructions.intended_purpose": ("(b)(i) intended purpose", "(b)(i) 预期用途"),
    "deployment.instructions.accuracy": ("(b)(ii) accuracy, robustness, cybersecurity", "(b)(ii) 准确度、稳健性、网络安全"),
    "deployment.instructions.foreseeable_risks": ("(b)(iii) foreseeable risks", "(b)(iii) 可预见风险"),
    "deployment.instructions.explanation_capabilities": ("(b)(iv) explanation, where applicable", "(b)(iv) 解释能力（如适用）"),
    "deployment.instructions.group_performance": ("(b)(v) performance for groups, when appropriate", "(b)(v) 特定人群性能（适当时）"),
    "deployment.instructions.input_specifications": ("(b)(vi) input data, when appropriate", "(b)(vi) 输入数据（适当时）"),
    "deployment.instructions.interpretation": ("(b)(vii) interpretation, where applicable", "(b)(vii) 输出解读（如适用）"),
    "deployment.instructions.predetermined_changes": ("(c) changes determined in advance, if any", "(c) 预定变更（如有）"),
    "deployment.instructions.human_oversight": ("(d) oversight", "(d) 人工监督"),
    "deployment.instructions.resources": ("(e) resources", "(e) 资源"),
    "deployment.instructions.lifetime": ("(e) lifetime", "(e) 使用寿命"),
    "deployment.instructions.maintenance": ("(e) maintenance", "(e) 维护"),
    "deployment.instructions.log_mechanisms": ("(f) logs, where relevant", "(f) 日志机制（如相关）"),
    "deployment.instructions.declared_metrics": ("Art. 15(3) declared accuracy", "第15条第3款 声明的准确度"),
    "deployment.instructions.not_applicable": ("Left out because it does not apply", "不适用而省略"),
}  # fmt: skip
_FRIA: dict[str, Words] = {
    "deployment.fria.processes": ("(a) processes in which it is used", "(a) 使用流程"),
    "deployment.fria.period_and_frequency": ("(b) period and frequency", "(b) 期间与频率"),
    "deployment.fria.persons_affected": ("(c) persons and groups affected", "(c) 受影响的人员与群体"),
    "deployment.fria.specific_risks": ("(d) specific risks of harm", "(d) 具体损害风险"),
    "deployment.fria.oversight_measures": ("(e) oversight measures", "(e) 监督措施"),
    "deployment.fria.measures_if_risks_materialise": ("(f) measures if risks materialise", "(f) 风险发生时的措施"),
    "deployment.fria.authority_notified_on": ("(3) authority notified on", "第3款 通知主管机构之日"),
    "deployment.fria.notification_exempt": ("(3) excused from notifying", "第3款 免于通知"),
    "deployment.dpia.ref": ("Data protection impact assessment (Art. 26(9))", "数据保护影响评估（第26条第9款）"),
}
_GOVERNANCE: dict[str, Words] = {
    "system.data_governance.design_choices": ("(2)(a) design choices", "第2款a 设计选择"),
    "system.data_governance.collection": ("(2)(b) collection", "第2款b 收集"),
    "system.data_governance.preparation": ("(2)(c) preparation", "第2款c 预处理"),
    "system.data_governance.assumptions": ("(2)(d) assumptions", "第2款d 假设"),
    "system.data_governance.suitability": ("(2)(e) suitability", "第2款e 适用性"),
    "system.data_governance.bias_examination": ("(2)(f) examination for bias", "第2款f 偏差检查"),
    "system.data_governance.bias_measures": ("(2)(g) measures against bias", "第2款g 偏差措施"),
    "system.data_governance.gaps": ("(2)(h) gaps", "第2款h 缺口"),
    "system.data_governance.representativeness": ("(3) representativeness", "第3款 代表性"),
    "system.data_governance.setting": ("(4) setting", "第4款 使用环境"),
}
_OVERSIGHT: dict[str, Words] = {
    "deployment.oversight.understand": ("(4)(a) understand", "第4款a 理解"),
    "deployment.oversight.aware_of_automation_bias": ("(4)(b) be aware of automation bias", "第4款b 意识到自动化偏差"),
    "deployment.oversight.interpret": ("(4)(c) interpret", "第4款c 解读"),
    "deployment.oversight.override": ("(4)(d) override", "第4款d 推翻"),
    "deployment.oversight.stop": ("(4)(e) stop", "第4款e 停止"),
}

KIND = Kind(
    name="high-risk",
    title=("High-risk readiness (AI Act)", "高风险系统准备情况报告（欧盟《人工智能法》）"),
    law=("Regulation (EU) 2024/1689, Arts 4, 6, 9 to 27, 72, 86, Annex IV", "欧盟第2024/1689号条例第4、6、9至27、72、86条及附件四"),
    purpose=("For whoever prepares for the high-risk duties, and later for the notified body or authority.", "供高风险义务筹备人员，以及日后公告机构或主管机构查阅。"),
    sections=_sections,
)  # fmt: skip

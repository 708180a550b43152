"""The facts of the law: one vocabulary for every jurisdiction, in which rules are written.

Nothing here is text of a conversation. ``None`` is unknown, never no: a rule that needs to know is then ``undetermined``.
Days are ``2026-08-02``. Each section is vouched for by one party (``VOUCHERS``): what the institution states in its profile, whose
hash stands in every record; what is looked up in the registry; what medguard measured itself. Nothing that a caller
claims is a fact.

Sources: Regulation (EU) 2024/1689 (AI Act) as amended by Regulation (EU) 2026/1744; the Chinese rules named at each fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Literal


class Voucher(StrEnum):
    """Who answers for a fact."""

    CONFIGURATION = "configuration"
    """The institution, in its profile; the profile's SHA-256 stands in every record."""
    REGISTRY = "registry"
    """Looked up among imported licences, filings, certificates and consents, valid on the day."""
    RUNTIME = "runtime"
    """Measured by medguard on this exchange."""


VOUCHERS: Mapping[str, Voucher] = MappingProxyType(
    {
        "stage": Voucher.RUNTIME,
        "now": Voucher.RUNTIME,
        "profile": Voucher.CONFIGURATION,
        "levels": Voucher.CONFIGURATION,
        "readings": Voucher.CONFIGURATION,
        "operator": Voucher.CONFIGURATION,
        "system": Voucher.CONFIGURATION,
        "deployment": Voucher.CONFIGURATION,
        "caller": Voucher.RUNTIME,
        "institution": Voucher.REGISTRY,
        "actor": Voucher.REGISTRY,
        "patient": Voucher.REGISTRY,
        "review": Voucher.REGISTRY,
        "incidents": Voucher.REGISTRY,
        "retention": Voucher.RUNTIME,
        "request": Voucher.RUNTIME,
        "reply": Voucher.RUNTIME,
        "checks": Voucher.CONFIGURATION,
        "findings": Voucher.RUNTIME,
    }
)
"""By section of the facts document."""

UNMEASURED = (
    "request.key_step",
    "request.input_checks",
    "reply.transformation",
    "reply.deep_fake",
    "reply.publication",
    "reply.explanation",
    "retention",
)
"""What no part of medguard measures yet, so that it is unknown on every exchange; who asks ``medguard rules decide`` states it."""


# ── how disputed law is read ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """Where lawyers differ, and where an institution wants more than the law asks today."""

    disputed_dates: Literal["practical", "literal"] = "practical"
    """AI Act Arts 49, 71, 72, 73 and 86: from the day high-risk duties apply (practical), or from 2026-08-02 as Art. 113 can be read (literal; rules then only warn before the practical day)."""
    enforce_early: tuple[str, ...] = ()
    """Ids of rules that are to be kept before the law takes effect."""


# ── who we are and what the system is: configuration ─────────────────────────────────────────────────────────────────

Role = Literal["provider", "deployer", "importer", "distributor", "authorised_representative", "product_manufacturer"]
OperatorKind = Literal["public_authority", "body_governed_by_public_law", "private_public_service", "private"]
ProviderBy = Literal["own_name", "substantial_modification", "changed_purpose"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Who runs the system, AI Act Art. 3."""

    roles: tuple[Role, ...] | None = None
    """All that apply, Art. 3(3) to (8). Who puts a chatbot on another's model into service under its own name is provider of the system."""
    kind: OperatorKind | None = None
    """Art. 26(8), 27(1): a private clinic that provides a public service is ``private_public_service`` (Recital 96); a Union institution is a ``public_authority``."""
    acts_for_public_authority: bool | None = None
    """Art. 49(3): uses the system on behalf of a public authority."""
    is_employer: bool | None = None
    """Art. 26(7)."""
    became_provider_by: tuple[ProviderBy, ...] | None = None
    """Art. 25(1): what makes it the provider of a high-risk system that another has built: (a) its own name or trade mark on it, (b) a substantial modification, (c) a changed purpose that makes it high-risk."""
    financial_institution: bool | None = None
    """Keeps its records under Union financial services law, such as an insurer, Arts 18(3), 19(2), 26(6)."""
    personal_use: bool | None = None
    """A natural person, for what is purely personal and no profession: no deployer (AI Act Art. 2(10), 3(4)), and outside PIPL (第七十二条: 个人或者家庭事务). Never an institution, nor its staff at work; null claims nothing."""


DeviceClass = Literal["I", "I_sterile_measuring_reusable", "IIa", "IIb", "III", "A", "A_sterile", "B", "C", "D"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnexI:
    """The system as a medical device, AI Act Art. 6(1) and Annex I Section A points 11 and 12."""

    act: Literal["MDR", "IVDR", "none"] | None = None
    """Regulation (EU) 2017/745 or 2017/746; ``none``: neither a device nor a safety component of one. What only helps the user, performance, convenience or quality control is no safety component (Art. 6(1a)), unless its failure would endanger health (Art. 6(1b))."""
    device_class: DeviceClass | None = None
    """MDR Annex VIII: I to III. IVDR Annex VIII: A to D. From IIa, or B, on a notified body is needed; also where sterile, measuring or reusable."""
    in_house_5_5: bool | None = None
    """Made and used in one health institution, Art. 5(5) MDR or IVDR: no notified body. ``False`` for whatever was bought or bears the CE marking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derogation:
    """The provider's claim that an Annex III system is not high-risk, Art. 6(3) and (4)."""

    claimed: bool | None = None
    condition: Literal["a", "b", "c", "d", "none"] | None = None
    """(a) narrow procedural task, (b) improves a finished human activity, (c) detects patterns without replacing the human assessment, (d) preparatory task; ``none``: none of the four."""
    no_significant_risk: bool | None = None
    """No significant risk of harm to health, safety or fundamental rights; it does not materially influence the outcome of decisions either."""
    assessment_ref: str | None = None
    """Art. 6(4), first sentence; an empty text: nobody wrote it down."""
    registration_ref: str | None = None
    """Art. 49(2); an empty text: not registered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """The institution's answers on prohibited practices, Art. 5(1)(a) to (c); each ``False`` is an answer, not a silence."""

    manipulative_technique: bool | None = None
    """Subliminal, purposefully manipulative or deceptive."""
    exploits_vulnerability: bool | None = None
    """Age, disability, social or economic situation."""
    distorts_behaviour: bool | None = None
    """Materially, as objective or as effect."""
    significant_harm: bool | None = None
    """Caused or reasonably likely, to the person or to others."""
    medical_treatment_lawful: bool | None = None
    """Recital 29: part of a treatment under applicable law,"""
    medical_standards: bool | None = None
    """to medical standards,"""
    explicit_consent: bool | None = None
    """and with explicit consent of the person or their legal representative."""
    scores_persons: bool | None = None
    """Art. 5(1)(c): evaluates or classifies people over some time by their social behaviour or their personal or personality characteristics."""
    score_used_elsewhere: bool | None = None
    """(i) The score leads to unfavourable treatment in a social context unrelated to the one the data come from."""
    score_disproportionate: bool | None = None
    """(ii) It leads to unfavourable treatment that is unjustified or disproportionate to the behaviour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BiasProcessing:
    """Special categories of data used against bias, Art. 4a(1): six safeguards, all of them."""

    active: bool | None = None
    no_other_data_would_do: bool | None = None
    secured_and_pseudonymised: bool | None = None
    access_controlled: bool | None = None
    not_transferred: bool | None = None
    deleted_when_done: bool | None = None
    necessity_recorded: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataGovernance:
    """References to the documents of Art. 10(2)(a) to (h), (3) and (4)."""

    design_choices: str | None = None
    collection: str | None = None
    preparation: str | None = None
    assumptions: str | None = None
    suitability: str | None = None
    bias_examination: str | None = None
    bias_measures: str | None = None
    gaps: str | None = None
    representativeness: str | None = None
    setting: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamModel:
    """A general-purpose model behind the system."""

    name: str
    placed_on: str | None = None
    """Day on which it was placed on the Union market."""
    annex_xii_ref: str | None = None
    """Where its provider's information for downstream providers is kept, Art. 53(1)(b); an empty text: there is none."""
    open_source: bool | None = None
    """Art. 53(2): free and open licence, parameters, architecture and usage public,"""
    systemic_risk: bool | None = None
    """and no systemic risk, Art. 51: then that information is not owed."""
    text_watermark: bool | None = None
    """Art. 50(2): its provider states that its text carries a watermark."""


AnnexIIIPoint = Literal[
    "1(a)", "1(b)", "1(c)", "2", "3(a)", "3(b)", "3(c)", "3(d)", "4(a)", "4(b)", "5(a)", "5(b)", "5(c)", "5(d)",
    "6(a)", "6(b)", "6(c)", "6(d)", "6(e)", "7(a)", "7(b)", "7(c)", "7(d)", "8(a)", "8(b)",
]  # fmt: skip
Modality = Literal["text", "audio", "image", "video"]
SensitiveTarget = Literal[
    "none",
    "race",
    "political_opinions",
    "trade_union_membership",
    "religion_or_philosophy",
    "sex_life",
    "sexual_orientation",
]
ConformityStatus = Literal["conforming", "non_conforming", "withdrawn", "disabled", "recalled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """The AI system, AI Act."""

    id: str | None = None
    version: str | None = None
    excluded: Literal["none", "military", "scientific_research", "before_market"] | None = None
    """Art. 2(3), (6) and (8): why the Act does not apply at all. Made and put into service for the sole purpose of scientific research; or researched, tested, developed before it is placed on the market, real patients not being tested on. Null excludes nothing. Art. 2(12), free and open-source systems, is not among them: it frees nobody from Art. 5, Art. 50 or the high-risk duties, and Art. 4 only warns."""
    intended_purpose_id: str | None = None
    """Art. 3(12): what the instructions for use, the promotional material and the documentation say."""
    classification_ref: str | None = None
    """The record of how it was classified under Art. 6."""
    first_placed_on: str | None = None
    """Day of placing on the market or putting into service, Art. 3(9) and (11)."""
    significant_change_on: str | None = None
    """Day of the last significant change in design, Art. 111(2); ``never``: there was none."""
    intended_for_public_authorities: bool | None = None
    """Art. 111(2), second sentence."""
    annex_i: AnnexI = AnnexI()
    annex_iii_points: tuple[AnnexIIIPoint, ...] | None = None
    """Points of Annex III that the intended purpose falls under, such as ``5(a)`` or ``5(d)``; empty: none. Emotion recognition is always ``1(c)``. A clinic's diagnostic model is in none: it comes through ``annex_i``."""
    art6_3: Derogation = Derogation()
    profiling: bool | None = None
    """GDPR Art. 4(4); overrides ``art6_3``."""
    uses_training: bool | None = None
    """Art. 10(1) and (6)."""
    generates: tuple[Modality, ...] | None = None
    acts_for_principal: bool | None = None
    """An agent that acts towards others on somebody's behalf."""
    emotion_recognition: bool | None = None
    """Art. 3(39): infers emotions or intentions from biometric data. Pain and fatigue are none (Recital 18), nor is the mood of typed text."""
    biometric_categorisation: bool | None = None
    """Art. 3(40): assigns people to categories by their biometric data; not what is purely ancillary to another commercial service and technically indispensable."""
    biometric_target: SensitiveTarget | None = None
    """What Art. 5(1)(g) names, if the categories are that; ``none``: others, such as an age group."""
    biometric_labelling: bool | None = None
    """Only labels or filters a data set that was lawfully acquired, Art. 5(1)(g), second half; categorises nobody individually. Null claims nothing."""
    intimate_content_intended: bool | None = None
    """Art. 5(1)(ba) and (bb): made for that content; then safeguards do not help. ``False`` must be said: null is not no."""
    intimate_content_safeguards: bool | None = None
    """Art. 5(1)(ba) and (bb): adequate safeguards against non-consensual intimate content and child abuse material."""
    conformity_status: ConformityStatus | None = None
    """Art. 20: as its provider says, or has reason to consider; a deployer states what it was told."""
    equivalent_incident_reporting: bool | None = None
    """Art. 73(9): an Annex III system whose provider must report incidents under equivalent Union law."""
    screening: Screening = Screening()
    bias_processing: BiasProcessing = BiasProcessing()
    data_governance: DataGovernance = DataGovernance()
    upstream_models: tuple[UpstreamModel, ...] | None = None


# ── how it is used here: configuration ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who may be talking to the system."""

    professional_only: bool | None = None
    """Nobody but professionals, at their work, can reach it."""
    trained_health_professionals: bool | None = None
    """All of them are trained for health care, and for supporting diagnosis with such a system (Guidelines C(2026) 5054, par. 42 to 45)."""
    vulnerable_foreseeable: bool | None = None
    """Children, the old, people with a disability or with little knowledge of AI may be among them; patients always may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Literacy:
    """AI literacy measures, Art. 4."""

    ref: str | None = None
    """The programme; an empty text: there is none."""
    roles_covered: tuple[str, ...] | None = None
    roles_needed: tuple[str, ...] | None = None
    """Who operates or uses the system on the operator's behalf, e.g. ``clinician``, ``reviewer``; empty: nobody does."""
    updated_on: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Instructions:
    """The instructions for use that the deployer holds, Art. 13(3), 15(3), 26(1)."""

    ref: str | None = None
    """Id, version or hash; an empty text: there are none."""
    purposes: tuple[str, ...] | None = None
    """These four lists: what the instructions allow. An empty list says nothing."""
    populations: tuple[str, ...] | None = None
    languages: tuple[str, ...] | None = None
    settings: tuple[str, ...] | None = None
    provider_identity: bool | None = None
    """From here on: whether they contain it. Art. 13(3)(a)."""
    intended_purpose: bool | None = None
    """(b)(i)."""
    accuracy: bool | None = None
    """(b)(ii): accuracy, robustness and cybersecurity, tested and expected."""
    foreseeable_risks: bool | None = None
    """(b)(iii)."""
    explanation_capabilities: bool | None = None
    """(b)(iv), where applicable."""
    group_performance: bool | None = None
    """(b)(v), when appropriate."""
    input_specifications: bool | None = None
    """(b)(vi), when appropriate."""
    interpretation: bool | None = None
    """(b)(vii), where applicable."""
    predetermined_changes: bool | None = None
    """(c), if any."""
    human_oversight: bool | None = None
    """(d)."""
    resources: bool | None = None
    """(e): computational and hardware resources,"""
    lifetime: bool | None = None
    """expected lifetime,"""
    maintenance: bool | None = None
    """maintenance and care, and how often."""
    log_mechanisms: bool | None = None
    """(f), where relevant."""
    declared_metrics: bool | None = None
    """Art. 15(3)."""
    not_applicable: tuple[str, ...] = ()
    """Names of conditional fields that do not apply here, each with its reason in the document itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Oversight:
    """What the overseer can do, tested: Art. 14(4)(a) to (e)."""

    understand: bool | None = None
    aware_of_automation_bias: bool | None = None
    interpret: bool | None = None
    override: bool | None = None
    stop: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Logging:
    """What the logs can show, Art. 12(2)(a) to (c)."""

    enabled: bool | None = None
    risk_situations: bool | None = None
    post_market_monitoring: bool | None = None
    operation_monitoring: bool | None = None
    biometric_identification: bool | None = None
    """The four things that Art. 12(3) asks of remote biometric identification, Annex III point 1(a), and of nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """Entries in the EU database, Art. 49 and 71."""

    provider_ref: str | None = None
    """Art. 49(1): the system's entry; an empty text: it has none."""
    deployer_ref: str | None = None
    """Art. 49(3): the entry of its use; an empty text: it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsAssessment:
    """Fundamental rights impact assessment, Art. 27(1)(a) to (f) and (3)."""

    processes: bool | None = None
    period_and_frequency: bool | None = None
    persons_affected: bool | None = None
    specific_risks: bool | None = None
    oversight_measures: bool | None = None
    measures_if_risks_materialise: bool | None = None
    authority_notified_on: str | None = None
    """Art. 27(3); ``never``: not notified."""
    notification_exempt: bool | None = None
    """Art. 27(3) last sentence, 46(1): the authority has excused it for reasons of public security or health."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactAssessment:
    """Data protection impact assessment, GDPR Art. 35, AI Act Art. 26(9)."""

    required: bool | None = None
    ref: str | None = None
    """An empty text: there is none."""
    instructions_ref: str | None = None
    """The instructions for use that it rests on; must be those in use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingNotice:
    """A notice that people meet before they begin, apart from the conversation: the institution vouches for it."""

    kind: str
    """As ``Shown.kind``."""
    place: str
    """``input_field``, ``banner``, ``door`` (of the room) or ``letter`` (to the person); ``terms``, ``link``, ``menu`` and ``manual`` are not seen in time."""
    accessible: bool | None = None
    """Art. 50(5): as ``Deployment.notices_accessible``, for this one."""
    in_time: bool | None = None
    """Art. 50(5): at the latest at the first interaction or exposure; unknown: as its place says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """Declared and measured, Art. 15."""

    within_declared: bool | None = None
    """The last measurement lies within what the instructions declare."""
    fallback_defined: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PipImpact:
    """个人信息保护影响评估, 个人信息保护法 第五十五、五十六条."""

    done_on: str | None = None
    """Day on which the assessment was finished; ``never``: none was made."""
    retained_until_on: str | None = None
    """Report and record of what was done are kept until this day; at least three years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EthicsReview:
    """《人工智能科技伦理审查与服务办法（试行）》 工信部联科〔2026〕75号."""

    on_review_list: bool | None = None
    """On the list that needs expert re-review: systems that strongly affect life and health among them."""
    initial_review: bool | None = None
    """By the ethics committee (科技伦理（审查）委员会), approved."""
    expert_review: bool | None = None
    """专家复核, passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFacts:
    """The model that answers, as the institution knows it."""

    hosting_country: str | None = None
    """ISO 3166-1 alpha-2 in capitals: where the servers stand; ``HK``, ``MO`` and ``TW`` are outside the mainland."""
    genai_filing_no: str | None = None
    """生成式人工智能服务备案号, or the 登记 number of an application on a filed model; ``none``: there is none."""
    algo_filing_no: str | None = None
    """算法备案号; ``none``: there is none."""
    public_opinion_attribute: bool | None = None
    """舆论属性或者社会动员能力, judged once; a public chat usually has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """The system as medical-device software in China, NMPA 通告2021年第47号."""

    processes_device_data: bool | None = None
    """医疗器械数据: images, signals, raw analyser values; not a complaint in words or a report's conclusion."""
    function: Literal["none", "data_processing", "decision_support"] | None = None
    """What it does with such data as its core function: measures, models or analyses them for a medical use; or proposes findings, diagnosis or treatment from them; ``none``: only stores, shows or sends them on, or has none. What a disclaimer says does not count."""
    registration_no: str | None = None
    """国械注准…; ``none``: not registered."""
    intended_uses: tuple[str, ...] | None = None
    """适用范围 of the registration, in the words of ``deployment.use_case`` or ``deployment.purpose``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Personal information on its way out of the house, PIPL and 促进和规范数据跨境流动规定."""

    external_recipient: bool | None = None
    """The model is run by somebody else, on the institution's order included."""
    processor_contract: bool | None = None
    """PIPL 第二十一条."""
    cii_operator: bool | None = None
    """关键信息基础设施运营者."""
    important_data: bool | None = None
    """重要数据: only what an authority has notified or published as such, 网络数据安全管理条例 第三十七条."""
    mechanism: Literal["none", "standard_contract", "certification", "security_assessment"] | None = None
    """PIPL 第三十八条: concluded and filed, certified or passed, and still valid for this export."""
    exempt_ground: (
        Literal[
            "none",
            "contract_necessity",
            "human_resources",
            "emergency",
            "free_trade_zone",
            "legal_duty",
            "collected_abroad",
        ]
        | None
    ) = None
    """跨境流动规定 第四、五、六条, 网络数据安全管理条例 第三十五条第六项 (``legal_duty``); ``none``: no exemption is claimed."""
    population_health_store_abroad: bool | None = None
    """Population health information on servers abroad, 人口健康信息管理办法（试行） 第十条."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepTimes:
    """How long what is kept."""

    log_days: int | None = None
    """Days for which logs are kept."""
    logs_under_control: bool | None = None
    """AI Act Art. 19(1), 26(6): to the extent the logs are under the operator's control."""
    legal_override_ref: str | None = None
    """Union or national law that orders a shorter time, such as an erasure ordered under the GDPR; null or empty: none is claimed."""
    log_floor_days: int | None = None
    """What sector law or the intended purpose asks beyond six months, Art. 19(1), 26(6); null: nothing longer is known."""
    emr_years: int | None = None
    """监管细则: records of internet diagnosis, at least 15 years."""
    process_years: int | None = None
    """监管细则: chats, sound and pictures of it, at least 3 years."""
    cases_reported: bool | None = None
    """Restricted technology: each case up to now was reported (逐例报送); true where there was none yet."""


UseCase = Literal[
    "documentation",
    "summary",
    "diagnosis_support",
    "treatment_support",
    "triage",
    "robotic_surgery",
    "patient_chat",
    "health_education",
    "pharmacy_advice",
    "pharmacovigilance",
    "medical_information",
    "research",
    "other",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """How and where the system is used, as the profile says."""

    jurisdictions: tuple[str, ...] = ()
    """``EU``, ``CN``, ``US``; empty is unknown, because every deployment is somewhere. ``CN`` is the mainland (Hong Kong is ``HK``), also where people there are served from outside, PIPL 第三条第二款. ``EU`` also where only the output is used in the Union, AI Act Art. 2(1)(c); a Member State's own code counts as ``EU``."""
    interacts_directly: bool | None = None
    """AI Act Art. 50(1): people converse with the system itself, in (near) real time. ``False`` where a person reviews every draft in substance and sends it as their own; ``True`` where it goes out without that, by a glance or by itself (Guidelines C(2026) 5054, par. 30)."""
    audience: Audience = Audience()
    obvious_rationale_ref: str | None = None
    """Where the institution wrote down why it is obvious that this is an AI system."""
    authorised_against_crime: bool | None = None
    """Art. 50(1) to (4): authorised by law to detect, prevent, investigate or prosecute criminal offences."""
    public_reports_crime: bool | None = None
    """Art. 50(1): the public reports offences to it; then it is told nevertheless."""
    notices: tuple[StandingNotice, ...] | None = None
    """Notices that stand in the interface or in the room; empty: none."""
    publishes: bool | None = None
    """Art. 50(4): texts go to the public to inform it; ``False``: answers are seen by who asks, and by colleagues."""
    notices_accessible: bool | None = None
    """Art. 50(5): notices conform to the accessibility requirements that apply (Directives (EU) 2016/2102 and 2019/882), or none apply."""
    technical_output_only: bool | None = None
    """Guidelines C(2026) 5054, par. 87: strictly technical output for a limited, pre-defined circle of professionals inside; a clinical note is none."""
    internal_safeguards: bool | None = None
    """Par. 87: safeguards keep that output inside."""
    area: Literal["clinical", "workplace", "education", "public_benefit", "emergency", "other"] | None = None
    """Art. 5(1)(f): where the persons are whom it looks at. Patients on a ward are ``clinical``, the staff there ``workplace``, students in training ``education``."""
    emotion_reason: Literal["none", "medical", "safety"] | None = None
    """Art. 5(1)(f): why emotions are inferred at work or in education."""
    emotion_reason_ref: str | None = None
    """Where that reason is written down; an empty text: nowhere."""
    purpose: str | None = None
    """What it is used for here; must be among ``instructions.purposes``, Art. 26(1)."""
    population: str | None = None
    setting: str | None = None
    language: str | None = None
    health_advice: bool | None = None
    """Gives advice on health to people: reminders are due (Guidelines C(2026) 5054, par. 40)."""
    decides_about_persons: bool | None = None
    """Makes decisions about natural persons or assists in making them, Art. 26(11)."""
    significant_effect: bool | None = None
    """Those decisions have legal or similarly significant effects, Art. 86."""
    explanation_law_ref: str | None = None
    """Law that restricts the right to explanation, Art. 86(2), or already grants it, Art. 86(3)."""
    workplace: bool | None = None
    """Art. 26(7): used at the workplace so that workers are subject to it, such as rostering; staff who only operate it on patients are not (our reading)."""
    first_use_on: str | None = None
    """First day of use in practice; for a public service the day on which it was opened (算法推荐管理规定 第二十四条)."""
    worker_representatives: bool | None = None
    """Art. 26(7): whether there are any."""
    representatives_informed_on: str | None = None
    """Art. 26(7); ``never``: not informed."""
    workers_informed_on: str | None = None
    """Art. 26(7); ``never``: not informed."""
    controls_input: bool | None = None
    """Art. 26(4)."""
    literacy: Literacy = Literacy()
    instructions: Instructions = Instructions()
    oversight: Oversight = Oversight()
    logging: Logging = Logging()
    accuracy: Accuracy = Accuracy()
    registration: Registration = Registration()
    fria: RightsAssessment = RightsAssessment()
    dpia: ImpactAssessment = ImpactAssessment()
    monitoring_plan_ref: str | None = None
    """Post-market monitoring, Art. 72; an empty text: there is no plan."""
    risk_79: bool | None = None
    """Reason to consider that use as instructed may present a risk, Art. 26(5), 79(1)."""
    exposure_lawful_basis_ref: str | None = None
    """Legal basis for emotion recognition or biometric categorisation, Art. 50(3); an empty text: there is none."""
    cop_signatory: bool | None = None
    """Signed the Code of Practice on Transparency of AI-Generated Content."""
    detection_interoperable: bool | None = None
    """Code of Practice, Measure 3.4(c): detection is routed or signposted in the common way."""
    reminder_turns: int | None = None
    """After how many turns people are reminded that an AI speaks; a house figure, the Guidelines give none."""
    principal: str | None = None
    """On whose behalf an agent acts, as it is disclosed."""
    public_cn: bool | None = None
    """Offered to the public in China (生成式人工智能服务管理暂行办法 第二条): whatever patients or their families use, a clinic's own patients included; ``False``: only staff of the institution use it."""
    channel: Literal["in_person", "internet_dx", "consumer", "research"] | None = None
    """``internet_dx``: 互联网诊疗, an institution's physicians treat patients over the internet; ``in_person``: ward and outpatient clinic; ``consumer``: no institution treats anybody with it; ``research``."""
    care: Literal["outpatient", "inpatient", "both"] | None = None
    """Whose records it helps to write: ``outpatient`` 门（急）诊 only, ``inpatient`` 住院 only, or ``both``. Outpatients' are kept for fifteen years, inpatients' for thirty (医疗机构病历管理规定 第二十九条)."""
    province: str | None = None
    """GB/T 2260, two digits."""
    use_case: UseCase | None = None
    """What it does here. ``triage``: guides to a department or asks before the visit (导诊、预问诊); ``health_education``: 科普; both diagnose and treat nobody. ``robotic_surgery``: drives or plans a surgical robot; notes about such an operation are ``documentation``."""
    technology_code: str | None = None
    """国家限制类技术目录（2022年版）: ``G01`` to ``G12``; ``none``: not a restricted technology."""
    robot_assisted: bool | None = None
    """Drives or plans a surgical robot: only then is it G10 人工智能辅助治疗技术."""
    specialty: str | None = None
    """诊疗科目."""
    companion_mode: bool | None = None
    """Sustained emotional interaction, 人工智能拟人化互动服务管理暂行办法."""
    mlps_level: int | None = None
    """网络安全等级保护, 1 to 5."""
    personal_information: bool | None = None
    """Personal information is processed at all, PIPL 第四条. Words without names still are (第七十三条: only 匿名化 leaves the law). Unknown counts as yes, and so does a patient who was looked up."""
    pipia: PipImpact = PipImpact()
    ai_ethics: EthicsReview = EthicsReview()
    model: ModelFacts = ModelFacts()
    device: Device = Device()
    transfer: Transfer = Transfer()
    keep: KeepTimes = KeepTimes()


# ── looked up: registry ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """备案 of a restricted technology, 令第1号 第十一条."""

    code: str
    self_assessment: Literal["pass", "fail"] | None = None
    tech_committee: bool | None = None
    ethics_committee: bool | None = None
    first_case_on: str | None = None
    """Day of the first case (首例临床应用); ``never``: none yet, so that the 15 working days have not begun."""
    filed_on: str | None = None
    """Day on which it was filed with the authority that issued the licence; ``never`` or ``None``: the record holds no filing."""
    status: Literal["active", "pending", "cancelled"] | None = None


StopTrigger = Literal["banned", "key_staff_changed", "equipment_changed", "serious_event", "effect_uncertain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """The medical institution."""

    uscc: str | None = None
    """统一社会信用代码."""
    licence_no: str | None = None
    """医疗机构执业许可证登记号."""
    level: str | None = None
    registered_departments: tuple[str, ...] | None = None
    """诊疗科目."""
    township: bool | None = None
    """医师法 第三十四条: of a township or village, or of a county in a hard and remote area; assistant physicians may practise alone there."""
    restricted_filings: tuple[Filing, ...] | None = None
    stop_triggers: tuple[StopTrigger, ...] | None = None
    """令第1号 第三章: what has happened to the restricted technology of this deployment and orders a stop; empty: nothing."""
    exported_pi_this_year: int | None = None
    """People whose not sensitive personal information has left China since 1 January, this call included."""
    exported_sensitive_this_year: int | None = None
    """As above, whose sensitive personal information has: every patient's record is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """A certificate."""

    code: str
    base_filed: bool | None = None
    """The training base is filed with the province."""
    exam_passed: bool | None = None
    exemption_ref: str | None = None
    """Where the institution recorded that the norm's clause for experienced physicians exempts from training (可免于培训); null, ``none`` or empty: no exemption is claimed."""


StaffRole = Literal["physician", "assistant_physician", "pharmacist", "nurse", "researcher", "patient", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who uses the system on this exchange; looked up by the reference that the application gives."""

    ref: str | None = None
    role: StaffRole | None = None
    id_verified: bool | None = None
    """实名认证 of this person, physician or patient, 监管细则 第十三条."""
    licence_no: str | None = None
    """医师执业证书编码; ``none`` or an empty text: has none."""
    practice_scope: str | None = None
    """执业范围."""
    registered_here: bool | None = None
    """执业地点 is this institution, by registration or by 多机构备案."""
    title: str | None = None
    """职称, e.g. 副主任医师."""
    years_in_specialty: int | None = None
    authorised_technologies: tuple[str, ...] | None = None
    training: tuple[Training, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What a patient has agreed to."""

    procedure_written: bool | None = None
    """书面同意 for the procedure, 医师法 第二十五条: the patient's, a child's guardian's, or the close relatives' where the patient cannot give it."""
    procedure_emergency_ref: str | None = None
    """Record of the head's approval where a life is in danger and neither the patient's nor a close relative's opinion can be had, 民法典 第一千二百二十条, 医疗纠纷条例 第十三条; null, ``none`` or empty: no such approval is claimed."""
    pi_basis: (
        Literal[
            "consent",
            "contract_necessity",
            "legal_duty",
            "emergency",
            "news_supervision",
            "already_public",
            "other_law",
        ]
        | None
    ) = None
    """PIPL 第十三条: only ``consent`` needs the consents below."""
    pi_separate: bool | None = None
    """单独同意, PIPL 第二十九条."""
    guardian: bool | None = None
    """PIPL 第三十一条, under 14."""
    xborder_separate: bool | None = None
    """PIPL 第三十九条."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """Whom the exchange is about; looked up by a reference."""

    ref: str | None = None
    age: int | None = None
    first_visit: bool | None = None
    """初诊; ``False``: a return visit (复诊)."""
    consent: Consent = Consent()


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A human's review of this reply, as the ledger has it."""

    ref: str | None = None
    done: bool | None = None
    """``False``: nobody has looked at it."""
    outcome: Literal["accepted", "edited", "overridden", "rejected"] | None = None
    competent: bool | None = None
    """Necessary competence, training and authority, AI Act Art. 26(2); valid on the day."""
    role: StaffRole | None = None
    """As ``Actor.role``: only a physician's licence confirms a clinical decision, and an assistant's only where the law lets them practise alone."""
    licence_no: str | None = None
    """医师执业证书编码 of the physician who confirmed it; ``none`` or empty: whoever looked is no physician."""
    registered_here: bool | None = None
    """As ``Actor.registered_here``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """A serious incident, AI Act Art. 3(49) and 73."""

    ref: str
    kind: Literal["a", "b", "c", "d"] | None = None
    """(a) death or serious harm to health, (b) critical infrastructure, (c) fundamental rights, (d) property or environment."""
    death: bool | None = None
    widespread: bool | None = None
    """A widespread infringement, Art. 3(61); null: nothing points to one."""
    aware_on: str | None = None
    """The provider, or where applicable the deployer, became aware of it."""
    reported_on: str | None = None
    """To the market surveillance authority, or the AI Office (Art. 75); a first, incomplete report counts (Art. 73(5)). ``never`` or null: the record holds no report."""
    provider_unreachable: bool | None = None
    """Art. 26(5): a deployer informs first the provider, then the authority too. ``True``: it cannot reach the provider, and reports in its place under Art. 73."""
    version_frozen: bool | None = None
    """The system was not altered before the authorities were informed, Art. 73(6)."""


# ── measured: who called ─────────────────────────────────────────────────────────────────────────────────────────────


KnownBy = Literal["keys", "jwt", "this_machine", "anyone_on_the_network"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerFacts:
    """The program that called, as far as its key or token answers for it. What only the caller says is not here."""

    known_by: KnownBy | None = None
    """How it was known; ``this_machine`` and ``anyone_on_the_network``: it was not, but for where it is. ``None``: a call within one program."""
    application: str | None = None
    """Of its key or token."""
    purpose: str | None = None
    """What it asked for, within what its key or token is good for."""


# ── measured: parts of what a request and a reply are said to be ─────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """A record that somebody wants to delete."""

    record_kind: (
        Literal[
            "log", "technical_documentation", "quality_documentation", "notified_body", "declaration", "emr", "other"
        ]
        | None
    ) = None
    created_on: str | None = None
    delete_requested_on: str | None = None


OutputType = Literal[
    "prescription", "diagnosis", "triage", "treatment_plan", "medical_certificate", "education", "summary", "other"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A machine-readable mark on a reply, AI Act Art. 50(2)."""

    layer: Literal["metadata", "watermark", "fingerprint"]
    standard: str = ""
    signed: bool | None = None
    timestamped: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Implicit:
    """隐式标识: the ``AIGC`` object of GB 45438-2025 appendix E."""

    label: str | None = None
    """``Label``: 1 is, 2 may be, 3 is suspected to be generated."""
    content_producer: str | None = None
    produce_id: str | None = None
    reserved_code1: str | None = None
    content_propagator: str | None = None
    propagate_id: str | None = None
    reserved_code2: str | None = None
    producer_code_valid: bool | None = None
    """Where ``content_producer`` is a 27-character code: its length and the check digit of the USCC in it are right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """How a text reaches the public, Art. 50(4)."""

    to_public: bool | None = None
    public_interest: bool | None = None
    """Public health is."""
    human_review_ref: str | None = None
    """A review of the substance by somebody who knows the subject; spelling, a glance, or a policy on paper is none (Guidelines C(2026) 5054, par. 134, 135)."""
    fact_checked: bool | None = None
    editorial_responsible: str | None = None
    """Who answers for the publication, by name, so that readers can find out."""
    ai_edit_after_review: bool | None = None
    """The substance was changed by an AI after the review: then the review counts no more (par. 136)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What is kept for Art. 86: the role of the system, and the main elements of the decision."""

    role_of_ai: bool | None = None
    main_elements: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeepFake:
    """Guidelines C(2026) 5054, par. 113: four criteria, all of them."""

    resembles: bool | None = None
    existing_subject: bool | None = None
    appears_authentic: bool | None = None
    audience_may_be_misled: bool | None = None
    """Part of it, such as children or the old, is enough."""
    artistic: bool | None = None
    """Evidently artistic, creative, satirical or fictional."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputChecks:
    """What was measured of the input, Art. 15(5), 26(4)."""

    out_of_distribution: bool | None = None
    attack: bool | None = None
    """Made to cause a mistake: injection, evasion."""

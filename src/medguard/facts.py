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


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Who runs the system, AI Act Art. 3."""

    roles: tuple[Role, ...] | None = None
    """All that apply, Art. 3(3) to (8). Who puts a chatbot on another's model into service under its own name is provider of the system."""
    kind: OperatorKind | None = None
    """Art. 26(8), 27(1): a private clinic that provides a public service is ``private_public_service`` (Recital 96)."""
    is_employer: bool | None = None
    """Art. 26(7)."""


DeviceClass = Literal["I", "I_sterile_measuring_reusable", "IIa", "IIb", "III", "A", "A_sterile", "B", "C", "D"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnexI:
    """The system as a medical device, AI Act Art. 6(1) and Annex I Section A points 11 and 12."""

    act: Literal["MDR", "IVDR", "none"] | None = None
    """Regulation (EU) 2017/745 or 2017/746; ``none``: neither a device nor a safety component of one."""
    device_class: DeviceClass | None = None
    """MDR Annex VIII: I to III. IVDR Annex VIII: A to D. From IIa, or B, on a notified body is needed; also where sterile, measuring or reusable."""
    in_house_5_5: bool | None = None
    """Made and used in one health institution, Art. 5(5) MDR or IVDR: no notified body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derogation:
    """The provider's claim that an Annex III system is not high-risk, Art. 6(3) and (4)."""

    claimed: bool | None = None
    condition: Literal["a", "b", "c", "d"] | None = None
    """(a) narrow procedural task, (b) improves a finished human activity, (c) detects patterns without replacing the human assessment, (d) preparatory task."""
    no_significant_risk: bool | None = None
    assessment_ref: str | None = None
    registration_ref: str | None = None
    """Art. 49(2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """The institution's answers on prohibited practices, Art. 5(1)(a) and (b)."""

    manipulative_technique: bool | None = None
    exploits_vulnerability: bool | None = None
    """Age, disability, social or economic situation."""
    distorts_behaviour: bool | None = None
    significant_harm: bool | None = None
    """Caused or reasonably likely."""
    medical_treatment_lawful: bool | None = None
    """Recital 29: part of a treatment under applicable law,"""
    medical_standards: bool | None = None
    """to medical standards,"""
    explicit_consent: bool | None = None
    """and with explicit consent of the person or their legal representative."""


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
    """Where its provider's information for downstream providers is kept, Art. 53(1)(b)."""
    text_watermark: bool | None = None


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
    annex_iii_points: tuple[str, ...] | None = None
    """Points of Annex III that the intended purpose falls under, such as ``5(a)`` or ``5(d)``; empty: none. A clinic's diagnostic model is in none: it comes through ``annex_i``."""
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
    """Art. 3(40)."""
    biometric_target: SensitiveTarget | None = None
    """What Art. 5(1)(g) names, if the categories are that; ``none``: others, such as an age group."""
    intimate_content_safeguards: bool | None = None
    """Art. 5(1)(ba) and (bb): adequate safeguards against non-consensual intimate content and child abuse material."""
    conformity_status: ConformityStatus | None = None
    screening: Screening = Screening()
    bias_processing: BiasProcessing = BiasProcessing()
    data_governance: DataGovernance = DataGovernance()
    upstream_models: tuple[UpstreamModel, ...] | None = None


# ── how it is used here: configuration ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who may be talking to the system."""

    professional_only: bool | None = None
    trained_health_professionals: bool | None = None
    vulnerable_foreseeable: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Literacy:
    """AI literacy measures, Art. 4."""

    ref: str | None = None
    roles_covered: tuple[str, ...] | None = None
    roles_needed: tuple[str, ...] | None = None
    """Who operates or uses the system on the operator's behalf, e.g. ``clinician``, ``reviewer``."""
    updated_on: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Instructions:
    """The instructions for use that the deployer holds, Art. 13(3), 15(3), 26(1)."""

    ref: str | None = None
    """Id, version or hash."""
    purposes: tuple[str, ...] | None = None
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """Entries in the EU database, Art. 49 and 71."""

    provider_ref: str | None = None
    """Art. 49(1)."""
    deployer_ref: str | None = None
    """Art. 49(3)."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactAssessment:
    """Data protection impact assessment, GDPR Art. 35, AI Act Art. 26(9)."""

    required: bool | None = None
    ref: str | None = None
    instructions_ref: str | None = None
    """The instructions for use that it rests on; must be those in use."""


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
    retained_until_on: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EthicsReview:
    """《人工智能科技伦理审查与服务办法（试行）》 工信部联科〔2026〕75号."""

    on_review_list: bool | None = None
    """On the list that needs expert re-review: systems that strongly affect life and health among them."""
    initial_review: bool | None = None
    expert_review: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFacts:
    """The model that answers, as the institution knows it."""

    hosting_country: str | None = None
    """ISO 3166-1 alpha-2: where the servers stand."""
    genai_filing_no: str | None = None
    """生成式人工智能服务备案号."""
    algo_filing_no: str | None = None
    """算法备案号."""
    public_opinion_attribute: bool | None = None
    """舆论属性或者社会动员能力, judged once; a public chat usually has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """The system as medical-device software in China, NMPA 通告2021年第47号."""

    processes_device_data: bool | None = None
    """医疗器械数据: images, signals, raw analyser values; not a complaint in words or a report's conclusion."""
    function: Literal["none", "data_processing", "decision_support"] | None = None
    registration_no: str | None = None
    """国械注准…"""
    intended_uses: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Personal information on its way out of the house, PIPL and 促进和规范数据跨境流动规定."""

    external_recipient: bool | None = None
    """The model is run by somebody else."""
    processor_contract: bool | None = None
    """PIPL 第二十一条."""
    cii_operator: bool | None = None
    """关键信息基础设施运营者."""
    important_data: bool | None = None
    """重要数据."""
    mechanism: Literal["none", "standard_contract", "certification", "security_assessment"] | None = None
    """PIPL 第三十八条."""
    exempt_ground: Literal["none", "contract_necessity", "human_resources", "emergency", "free_trade_zone"] | None = (
        None
    )
    """跨境流动规定 第五、六条; ``none``: no exemption is claimed."""
    population_health_store_abroad: bool | None = None
    """Population health information on servers abroad, 人口健康信息管理办法（试行） 第十条."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepTimes:
    """How long what is kept."""

    log_days: int | None = None
    logs_under_control: bool | None = None
    """AI Act Art. 19(1), 26(6): to the extent the logs are under the operator's control."""
    legal_override_ref: str | None = None
    """Union or national law that orders a shorter time."""
    emr_years: int | None = None
    """监管细则: records of internet diagnosis, at least 15 years."""
    process_years: int | None = None
    """监管细则: chats, sound and pictures of it, at least 3 years."""
    cases_reported: bool | None = None
    """Restricted technology: each case was reported (逐例报送)."""


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
    """``EU``, ``CN``, ``US``; empty is unknown, because every deployment is somewhere."""
    interacts_directly: bool | None = None
    """AI Act Art. 50(1): people converse with the system itself, in (near) real time."""
    audience: Audience = Audience()
    obvious_rationale_ref: str | None = None
    """Where the institution wrote down why it is obvious that this is an AI system."""
    area: Literal["clinical", "workplace", "education", "public_benefit", "emergency", "other"] | None = None
    emotion_reason: Literal["none", "medical", "safety"] | None = None
    """Art. 5(1)(f): why emotions are inferred at work or in education."""
    emotion_reason_ref: str | None = None
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
    workplace: bool | None = None
    first_use_on: str | None = None
    representatives_informed_on: str | None = None
    """Art. 26(7)."""
    workers_informed_on: str | None = None
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
    """Post-market monitoring, Art. 72."""
    risk_79: bool | None = None
    """Reason to consider that use as instructed may present a risk, Art. 26(5), 79(1)."""
    exposure_lawful_basis_ref: str | None = None
    """Legal basis for emotion recognition or biometric categorisation, Art. 50(3)."""
    cop_signatory: bool | None = None
    """Signed the Code of Practice on Transparency of AI-Generated Content."""
    reminder_turns: int | None = None
    """After how many turns people are reminded that an AI speaks; a house figure, the Guidelines give none."""
    principal: str | None = None
    """On whose behalf an agent acts, as it is disclosed."""
    public_cn: bool | None = None
    """Offered to the public in China (生成式人工智能服务管理暂行办法 第二条)."""
    channel: Literal["in_person", "internet_dx", "consumer", "research"] | None = None
    """``internet_dx``: 互联网诊疗."""
    province: str | None = None
    """GB/T 2260, two digits."""
    use_case: UseCase | None = None
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
    filed_on: str | None = None
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
    restricted_filings: tuple[Filing, ...] | None = None
    stop_triggers: tuple[StopTrigger, ...] | None = None
    """令第1号 第三章; empty: none."""
    exported_pi_this_year: int | None = None
    """People whose not sensitive personal information has left China since 1 January, this call included."""
    exported_sensitive_this_year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """A certificate."""

    code: str
    base_filed: bool | None = None
    """The training base is filed with the province."""
    exam_passed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who uses the system on this exchange; looked up by the reference that the application gives."""

    ref: str | None = None
    role: (
        Literal["physician", "assistant_physician", "pharmacist", "nurse", "researcher", "patient", "other"] | None
    ) = None
    id_verified: bool | None = None
    """实名认证, 监管细则 第十三条."""
    licence_no: str | None = None
    """医师执业证书编码."""
    practice_scope: str | None = None
    """执业范围."""
    registered_here: bool | None = None
    """执业地点 is this institution."""
    title: str | None = None
    """职称, e.g. 副主任医师."""
    years_in_specialty: int | None = None
    authorised_technologies: tuple[str, ...] | None = None
    training: tuple[Training, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What a patient has agreed to."""

    procedure_written: bool | None = None
    """书面同意 for the procedure, 医师法 第二十五条."""
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
    licence_no: str | None = None
    """Of the physician who confirmed it."""
    registered_here: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """A serious incident, AI Act Art. 3(49) and 73."""

    ref: str
    kind: Literal["a", "b", "c", "d"] | None = None
    """(a) death or serious harm to health, (b) critical infrastructure, (c) fundamental rights, (d) property or environment."""
    death: bool | None = None
    widespread: bool | None = None
    aware_on: str | None = None
    reported_on: str | None = None
    version_frozen: bool | None = None
    """The system was not altered before the authorities were informed, Art. 73(6)."""


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
    fact_checked: bool | None = None
    editorial_responsible: str | None = None
    ai_edit_after_review: bool | None = None


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
    artistic: bool | None = None
    """Evidently artistic, creative, satirical or fictional."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputChecks:
    """What was measured of the input, Art. 15(5), 26(4)."""

    out_of_distribution: bool | None = None
    attack: bool | None = None
    """Made to cause a mistake: injection, evasion."""

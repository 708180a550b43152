"""Reads a profile: who the institution is, which rules hold at which level, which checks run, what readers are shown.

    >>> read_profile("hospital").deployment.jurisdictions
    ('EU', 'CN')

A profile is a YAML file in ``policies/`` that an officer reads and signs. It is read strictly, because a misspelt word that
is passed over is a rule that does not hold: every fault is a ProfileError that names the line, the field and what to write.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Final, Literal, TypeAlias, TypeVar, cast
from urllib.parse import urlsplit

import yaml
from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError

from medguard.bundled import bundled
from medguard.errors import ProfileError
from medguard.facts import Deployment, Operator, OutputType, Readings, System, UpstreamModel
from medguard.signatures import sign, signer_of
from medguard.types import Level, NoticeKind

LANGUAGES = ("en", "zh")

JURISDICTIONS = ("EU", "CN", "US")
"""Closed, because the rules ask for exactly these words: "DE" would put a hospital outside the EU."""

LARGEST_FILE = 256_000
"""Bytes. A profile is a few pages."""

K = TypeVar("K")
V = TypeVar("V")
_Frozen: TypeAlias = Annotated[Mapping[K, V], AfterValidator(MappingProxyType)]


class _Fixed(dict[K, V]):
    """A dict that stays as it was read, for sections that are printed with ``asdict``, which cannot copy a proxy."""

    def _refuse(self, *_args: object, **_more: object) -> Any:
        raise TypeError("a profile does not change once it is read")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse


_Line = Annotated[str, Field(pattern=r"\S", max_length=500)]
_Page = Annotated[str, Field(pattern=r"\S", max_length=20_000)]
_Seconds = Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)]
_Bytes = Annotated[int, Field(ge=1_000, le=1_000_000_000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSettings:
    """How one check runs."""

    timeout_seconds: _Seconds
    """After that the reply is ``unjudged``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationSettings(CheckSettings):
    """How references are looked up."""

    index: _Line | None = None
    """The local index (``medguard library citations build``); ``None``: the few famous works that ship with medguard."""
    registries: tuple[
        Literal["pubmed", "europepmc", "crossref", "openalex", "datacite", "clinicaltrials", "doi"], ...
    ] = ()
    """Live registries that are asked where the index does not know. None by default: each is told what a reply cites."""
    contact: _Line | None = None
    """The mail address that registries are given, as they ask of those who ask often. Needed where ``registries`` names one."""
    uncited: bool = False
    """Whether medical claims without any source are a finding, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlagiarismSettings(CheckSettings):
    """What a reply must not be copied from."""

    library: _Line | None = None
    """A library of texts (``medguard library texts``); ``None``: only what comes with a request is a source."""
    copied_share: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)] = 0.1
    """So much of a reply, word for word, is a finding; a run of 25 words (50 Han characters) always is."""
    paraphrased_share: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)] = 0.5
    """So much of a reply, reworded, is a finding; half of it where a run of eight words was left standing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeSettings:
    """How many questions the sidecar asks again about other people, once their callers have been answered."""

    rate: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
    """The share of answered questions that is drawn."""
    calls_per_day: Annotated[int, Field(ge=2, le=1_000_000)]
    """Calls of the model that a day (UTC) may cost; a question takes two or three."""
    axes: Annotated[
        tuple[Literal["sex", "age", "ethnicity", "insurance", "region"], ...], Field(min_length=1, max_length=5)
    ] = ("sex", "age", "ethnicity", "insurance", "region")
    """Which of them are swapped; one a question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BiasSettings(CheckSettings):
    """What is looked for of bias and stigma."""

    resembling: bool = True
    """Also report what fits no pattern and reads like a biased statement; only the rule ``checks/no_possible_bias`` counts it."""
    probe: ProbeSettings | None = None
    """``None``: the sidecar asks nothing by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsistencySettings(CheckSettings):
    """What is asked again, how often, for comparing the answers. ``timeout_seconds`` is for all of it together."""

    samples: Annotated[int, Field(ge=2, le=10)] = 3
    """How many answers are compared; the first is one of them, and each further one is another call of the model."""
    output_types: tuple[OutputType, ...] = ("diagnosis", "prescription", "treatment_plan", "triage")
    """What a first reply must be, as ``contents`` measures it, to be asked for again."""
    purposes: tuple[_Line, ...] = ()
    """Purposes (header ``medguard-purpose``) for which it is, whatever the reply is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthoritySettings(CheckSettings):
    """What is looked for of false authority and certainty."""

    acts: bool = False
    """Tools behind the model really book, order and send, so that saying so is a report and no claim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """The checks that run, each with its settings; ``None``: it does not."""

    leaks: CheckSettings
    citations: CitationSettings | None = None
    plagiarism: PlagiarismSettings | None = None
    bias: BiasSettings | None = None
    consistency: ConsistencySettings | None = None
    authority: AuthoritySettings | None = None

    def switched_on(self) -> dict[str, CheckSettings]:
        """Name to settings, of those that run."""
        return {each.name: found for each in fields(self) if (found := getattr(self, each.name)) is not None}


CHECK_SETTINGS: Mapping[str, type[CheckSettings]] = {
    "leaks": CheckSettings,
    "citations": CitationSettings,
    "plagiarism": PlagiarismSettings,
    "bias": BiasSettings,
    "consistency": ConsistencySettings,
    "authority": AuthoritySettings,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationSettings:
    """Where the tables of conversations are that a provider keeps on its side. The key is that of ``phi``."""

    folder: _Line
    hours: Annotated[float, Field(gt=0, le=24 * 365, allow_inf_nan=False)] = 72.0
    """After that nobody can go on with a reply by its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhiSettings:
    """How identifiers are found, and what stands for them."""

    threshold: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
    """How sure the detector must be, 0..1. Lower replaces more."""
    replace: Annotated[dict[str, _Line], AfterValidator(_Fixed)] = field(default_factory=_Fixed)
    """Kind to operator; a stand-in where none is named. Which kinds and operators there are is known to ``phi``."""
    recognizers: _Line | None = None
    """A file of the house's own recognizers, in presidio-analyzer's YAML."""
    models: Annotated[dict[Literal["english", "chinese"], _Line], AfterValidator(_Fixed)] = field(
        default_factory=_Fixed
    )
    """By language another model than ours: ``spacy:``, ``onnx:`` or ``gliner:`` and its folder, or spaCy's installed package."""
    labels: Annotated[dict[str, _Line], AfterValidator(_Fixed)] = field(default_factory=_Fixed)
    """A label of such a model to the kind that it means, where the usual table does not know it."""
    key_file: _Line | None = None
    """Where the key for ``hash`` and ``encrypt`` is; ``None``: in the environment."""
    conversations: ConversationSettings | None = None
    """``None``: requests that name a conversation by its id are refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelKeySettings:
    """Where the model's key is: one of the three. With it no caller's key goes to the model."""

    variable: _Line | None = None
    """An environment variable."""
    file: _Line | None = None
    command: _Line | None = None
    """A program of the house and its arguments, run without a shell, that prints it."""
    header: Literal["authorization", "api-key", "x-api-key", "x-goog-api-key"] = "authorization"
    """In which it goes; ``authorization``: as ``Bearer``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """Another server, for some models."""

    url: Annotated[str, Field(pattern=r"^https?://[A-Za-z0-9.-]+(:\d{1,5})?(/[A-Za-z0-9._/-]*)?$", max_length=500)]
    """Its base URL."""
    models: Annotated[
        tuple[Annotated[str, Field(pattern=r"^[A-Za-z0-9._:/*?-]{1,64}$")], ...], Field(min_length=1, max_length=100)
    ]
    """Names of models, with ``*`` and ``?``. The first server that has one is asked."""
    key: ModelKeySettings | None = None
    """``None``: the caller's goes along, where callers are not known by one of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamSettings:
    """How long to wait for the model, and where models are that are not at ``--upstream``."""

    connect_seconds: _Seconds = 10.0
    read_seconds: _Seconds = 120.0
    """Between two pieces of a reply."""
    total_seconds: _Seconds = 600.0
    key: ModelKeySettings | None = None
    """``None``: the caller's goes along, where callers are not known by one of ours."""
    servers: tuple[ServerSettings, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimSettings:
    """Which claims of a token say what. A claim holds a reference or a word of the house, never a name."""

    application: _Line = "azp"
    purpose: _Line | None = None
    """One purpose, or a list of those that the caller may name in ``medguard-purpose``."""
    actor: _Line | None = None
    patient: _Line | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JwtSettings:
    """Whose tokens are good."""

    issuer: _Line
    """As it stands in ``iss``, letter for letter."""
    audience: _Line
    """Must be in ``aud``."""
    keys: _Line
    """The issuer's key set: its ``jwks_uri``, or a file."""
    algorithms: tuple[
        Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"],
        ...,
    ] = ("RS256", "ES256")
    """Those that the issuer signs with. Only asymmetric ones can stand here."""
    skew_seconds: Annotated[int, Field(ge=0, le=300)] = 30
    """How far the issuer's clock may be from ours."""
    claims: ClaimSettings = ClaimSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerSettings:
    """Who may call the sidecar, and who is believed in what."""

    known_by: Literal["this_machine", "keys", "jwt", "anyone_on_the_network"] = "this_machine"
    """``this_machine``: whoever connects from here, and nobody else; ``keys``: ours (``medguard keys``); ``jwt``: tokens of the house's
    identity provider; ``anyone_on_the_network``: whoever reaches the port, which another wall has to guard."""
    vouches_for: tuple[Literal["actor", "patient"], ...] = ()
    """Whose references, as callers send them in headers, are believed and looked up in the registry. With ``keys`` each key says so itself."""
    jwt: JwtSettings | None = None
    requests_per_minute: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    """For each caller, in each process of the sidecar; a key may have its own."""
    tokens_per_minute: Annotated[int, Field(ge=1, le=10_000_000)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large an exchange may be."""

    request_bytes: _Bytes = 2_000_000
    reply_bytes: _Bytes = 20_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSettings:
    """What readers are shown, by language. ``{principal}`` stands for ``deployment.principal``."""

    interaction: _Frozen[str, _Line]
    principal: _Frozen[str, _Line] | None = None
    exposure: _Frozen[str, _Line] | None = None
    person_informed: _Frozen[str, _Line] | None = None
    label: _Frozen[str, _Line]
    label_place: Literal["start", "end"]

    @property
    def texts(self) -> dict[NoticeKind, Mapping[str, str]]:
        """By kind, what is worded. A rule that asks for another kind is refused when the profile is opened."""
        return {kind: texts for kind in NoticeKind if (texts := getattr(self, kind)) is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkSettings:
    """How generated content is marked for machines."""

    producer: Annotated[str, Field(pattern=r"^[\x20-\x7e\u3400-\u9fff（）·]{1,100}$")]
    """Name of the provider, or its 27-character code (TC260-PG-20252A)."""
    key_file: _Line | None = None
    """A private Ed25519 key in PEM; ``None``: marks are not signed."""
    detection_ref: _Line | None = None
    """Where others can have content looked at, AI Act Art. 50(2)."""


_Role = Literal["physician", "assistant_physician", "pharmacist", "nurse", "researcher", "patient", "other"]
_Minutes = Annotated[float, Field(gt=0, le=24 * 60, allow_inf_nan=False)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialtySettings:
    """Which of the replies that wait are a specialty's, how soon they are looked at, and by whom. One thing that fits is enough."""

    purposes: tuple[_Line, ...] = ()
    """Words of the house with ``*`` and ``?``, as a key or token answers for them; what only the caller says counts for nothing."""
    applications: tuple[_Line, ...] = ()
    """Likewise."""
    output_types: tuple[OutputType, ...] = ()
    """What the reply is, as ``contents`` measures it."""
    minutes: _Minutes = 60.0
    """Within which somebody should have looked. Replies wait in the order of that."""
    roles: tuple[_Role, ...] = ()
    """Of the registry; none: whoever stands there."""
    scopes: tuple[_Line, ...] = ()
    """执业范围 as the registry has it, letter for letter; none: any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoPersonSettings:
    """Which replies two persons have to approve."""

    rules: tuple[_Line, ...] = ()
    """Those that one of these rules has held."""
    output_types: tuple[OutputType, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings:
    """Where an application is told that a reply is ready (Standard Webhooks)."""

    applications: Annotated[tuple[_Line, ...], Field(min_length=1)]
    """Words of the house with ``*`` and ``?``, as a key or token answers for them. The first webhook that fits is called."""
    url: Annotated[str, Field(pattern=r"^https://[A-Za-z0-9.-]+(:\d{1,5})?(/[A-Za-z0-9._~/-]*)?$", max_length=500)]
    """HTTPS alone. A redirection is not followed."""
    key_file: _Line
    """Holds the secret: ``whsec_`` and the base64 of 24 to 64 random bytes."""
    ca_file: _Line | None = None
    """Certificates of the house's own authority, in PEM; ``None``: those that everybody trusts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSettings:
    """Where replies wait for a person, for whom, and how their callers get them. The key is that of ``phi``."""

    folder: _Line
    hours: Annotated[float, Field(gt=0, le=24 * 365, allow_inf_nan=False)] = 72.0
    """After that a held reply is gone."""
    claim_minutes: _Minutes = 30.0
    """So long a reply is one reviewer's alone."""
    wait_seconds: Annotated[float, Field(ge=0, le=600, allow_inf_nan=False)] = 0.0
    """So long the sidecar lets a caller wait for the reviewer before it says that the reply is held."""
    specialties: Annotated[
        dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")], SpecialtySettings], AfterValidator(_Fixed)
    ] = field(default_factory=_Fixed)
    """By name; a reply is the first one's that fits. What fits none is everybody's, within an hour."""
    names_for: tuple[_Role, ...] = ("physician", "assistant_physician", "pharmacist", "nurse")
    """Who sees the names, with a licence and registered here; others see what stands for them."""
    trained: bool = False
    """Every reviewer must have the training AI_OVERSIGHT, valid on the day, whatever the rules ask (AI Act Art. 26(2))."""
    two_persons: TwoPersonSettings = TwoPersonSettings()
    test_share: Annotated[float, Field(ge=0, le=0.5, allow_inf_nan=False)] = 0.0
    """So many test items with a planted error for each reply that is decided on."""
    test_items: _Line | None = None
    """A file of the house's own; ``None``: those that come with medguard."""
    webhooks: tuple[WebhookSettings, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSecretSettings:
    """Where the console's secret at the identity provider is: one of the three."""

    variable: _Line | None = None
    file: _Line | None = None
    command: _Line | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSettings:
    """What groups of the identity provider stand for here. Who is in no group with a role, or in groups with two, does not come in."""

    claim: _Line = "groups"
    """Holds a list of groups."""
    roles: Annotated[
        dict[_Line, Literal["officer", "reviewer", "auditor", "administrator"]],
        AfterValidator(_Fixed),
        Field(min_length=1, max_length=50),
    ]
    """In place of the account's role."""
    applications: Annotated[
        dict[_Line, tuple[Annotated[str, Field(pattern=r"^(\*|[A-Za-z0-9_.=-]{1,64})$")], ...]],
        AfterValidator(_Fixed),
        Field(max_length=50),
    ] = field(default_factory=_Fixed)
    """In place of the account's applications; who is in none of these groups sees none. Empty: the account's stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcSettings:
    """Where people sign in to the console who have an account of the institution (OpenID Connect)."""

    issuer: Annotated[str, Field(pattern=r"^https?://[A-Za-z0-9.-]+(:\d{1,5})?(/[A-Za-z0-9._~/-]*)?$", max_length=500)]
    """As it stands in ``iss``, letter for letter; what it offers is read below it (``/.well-known/openid-configuration``)."""
    client_id: _Line
    secret: ClientSecretSettings | None = None
    """``None``: a public client, by PKCE alone."""
    algorithms: Annotated[
        tuple[
            Literal[
                "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"
            ],
            ...,
        ],
        Field(min_length=1),
    ] = ("RS256", "ES256")
    skew_seconds: Annotated[int, Field(ge=0, le=300)] = 30
    scopes: tuple[Annotated[str, Field(pattern=r"^[\x21\x23-\x5b\x5d-\x7e]{1,100}$")], ...] = ("openid",)
    """More of them if a claim below needs one."""
    account_claim: _Line | None = None
    """A claim that holds the account's name; ``None``: ``sub``, which an administrator has linked to an account."""
    groups: GroupSettings | None = None
    """``None``: role and applications are the account's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleSettings:
    """By what people come into the console, beside a password with a one-time code."""

    passkeys: Literal["alone", "with_password", "off"] = "alone"
    """``alone``: a passkey opens, and may take the place of the code; ``with_password``: it only takes the place of the code."""
    oidc: OidcSettings | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessSettings:
    """Somebody who signs that the log only grew (C2SP tlog-witness)."""

    url: _Line
    """Its submission prefix."""
    key: _Line
    """Its public key, as its operator publishes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimestampSettings:
    """Somebody who signs that a checkpoint was there at a time (RFC 3161)."""

    url: _Line
    """Of the time-stamping authority."""
    roots: _Line
    """A PEM file with the certificates that are trusted to be its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSettings:
    """How the audit log is signed, where its checkpoints go, and what it keeps beside its records."""

    key_file: _Line | None = None
    """The log's private key (``medguard audit key``); ``None``: MEDGUARD_LOG_KEY, or this user's own."""
    checkpoint_file: _Line | None = None
    """A file outside the database, best on another machine, to which checkpoints are appended."""
    witnesses: tuple[WitnessSettings, ...] = ()
    checkpoint_minutes: Annotated[float, Field(ge=0.1, le=1440, allow_inf_nan=False)] = 1.0
    """How often; so much of the log's end could be cut off and nobody outside would know."""
    timestamp: TimestampSettings | None = None
    keep_text: bool = False
    """Keep the de-identified request and reply, encrypted with a key per exchange under the institution's key."""
    keep_text_days: Annotated[int, Field(ge=184, le=36_525)] = 184
    """Six months are 184 days: AI Act Art. 19(1) and 26(6), 网络安全法 第二十三条. Internet diagnosis asks for 15 years (5,479 days)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """An OPA server that decides, in place of the embedded rules."""

    opa: _Line
    """Its URL."""
    timeout_seconds: _Seconds = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRuleSettings:
    """The institution's own rules, in Rego."""

    folder: _Line
    seconds: _Seconds = 5.0
    """How often to see whether they have changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualControl:
    """A duty that no program keeps: who answers for it stands in the institution's own papers."""

    what: _Line
    what_zh: _Line
    article: _Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One profile, read and found sound. ``levels`` is the section ``rules:`` of the file."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,62}$")]
    sha256: str
    """Of the file's bytes; stands in every record."""
    signed_by: str | None = None
    """Fingerprint of the officer's key that signed these bytes; ``None`` where the institution names no keys. Stands in every record."""
    title: _Line
    title_zh: _Line
    description: _Page
    description_zh: _Page
    deployment: Deployment
    operator: Operator = Operator()
    system: System = System()
    readings: Readings = Readings()
    """How disputed law is read, and what is kept before its day."""
    rationale: _Page | None = None
    """Why it is obvious to the readers that an AI speaks (AI Act Art. 50(1)), if the institution relies on that."""
    levels: Annotated[_Frozen[str, Level], Field(alias="rules")]
    """Rule id to level. Whether there is such a rule is known to the rules."""
    checks: Checks
    phi: PhiSettings
    upstream: UpstreamSettings = UpstreamSettings()
    callers: CallerSettings = CallerSettings()
    limits: Limits = Limits()
    streaming: Literal["hold", "sentence"] = "hold"
    """``hold``: a stream goes out once it is whole and judged. ``sentence``: each sentence once it is read and the rules allow what was said so far."""
    database: _Line | None = field(default=None, repr=False)  # the URL may hold a password
    """URL of the ledger; ``None``: the command line or the environment says."""
    notices: NoticeSettings
    marks: MarkSettings | None = None
    review: ReviewSettings | None = None
    console: ConsoleSettings = ConsoleSettings()
    ledger: LedgerSettings = LedgerSettings()
    engine: EngineSettings | None = None
    """``None``: the rules are embedded. Not together with ``house_rules``."""
    house_rules: HouseRuleSettings | None = None
    bundles: _Line | None = None
    """A folder in which the rules that decide are kept by their digest, for deciding by them again; ``None``: they are not kept."""
    manual: tuple[ManualControl, ...] = ()
    """What stays for people to do, so that nobody takes this profile for the whole law."""


def profile_names() -> tuple[str, ...]:
    """Name the profiles that come with medguard."""
    return tuple(sorted(path.stem for path in bundled("policies").glob("*.yaml")))


def read_profile(name_or_path: str) -> Profile:
    """Read a bundled profile by name, or any by the path of its ``.yaml`` file. Raises ProfileError.

    Where the institution names officers' keys (MEDGUARD_PROFILE_KEYS), one of them must have signed the file.
    """
    path = _find(name_or_path)
    content = _bytes(path)
    return _sound(path, content, signer_of(path, content))


def sign_profile(path: str, private_key: Path) -> str:
    """Sign a profile that is sound with an officer's key, and give the key's fingerprint. Raises ProfileError."""
    found = _find(path)
    if found.is_relative_to(bundled("policies")):
        raise ProfileError(
            f"The profile {found.stem} came with medguard and changes with it. Copy it to a file of your own, and sign that: {found}",
            remedy=f"Copy it to a file of your own, and sign that: {found}",
            remedy_zh=f"该配置随 medguard 发布并随版本更新。请复制为本机构文件后再签名：{found}",
        )
    content = _bytes(found)
    _sound(found, content, None)
    return sign(found, content, private_key)


def _sound(path: Path, content: bytes, signed_by: str | None) -> Profile:
    # 1. YAML into plain values, each with its line.
    paper = _Paper(path)
    document = paper.read(content)

    # 2. Every value is what its field asks for. The hash of the bytes names this profile in every record.
    ours = {"sha256": hashlib.sha256(content).hexdigest(), "signed_by": signed_by}
    profile = _fitted(document, paper, ours)

    # 3. The values agree with each other.
    _check_together(profile, paper)
    return profile


# ── 1. the file ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _find(name_or_path: str) -> Path:
    names = profile_names()
    if name_or_path in names:
        return bundled("policies") / f"{name_or_path}.yaml"
    if name_or_path.endswith(".yaml"):
        return Path(name_or_path)
    nearest, nearest_zh = _nearest(name_or_path, names)
    raise ProfileError(
        f"There is no profile {_quoted(name_or_path)}{nearest} Known are {', '.join(names)}.",
        remedy=f"Choose one of {', '.join(names)}, or give the path of a .yaml file.",
        remedy_zh=f"{nearest_zh}请选择 {'、'.join(names)} 之一，或给出 .yaml 文件的路径。",
    )


def _bytes(path: Path) -> bytes:
    try:
        # Asked first: to open a pipe would wait for its writer.
        if not path.is_file():
            raise ProfileError(
                f"There is no file {_quoted(path)}. Known profiles are {', '.join(profile_names())}.",
                remedy=f"Correct the path, or choose one of {', '.join(profile_names())}.",
                remedy_zh=f"请更正路径，或选择 {'、'.join(profile_names())} 之一。",
            )
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError):  # ValueError: a null byte in the path
        raise ProfileError(
            f"The profile {_quoted(path)} cannot be opened. Correct the path, and let this user read the file.",
            remedy="Correct the path, and let this user read the file.",
            remedy_zh="请更正路径，并授予当前用户读取该文件的权限。",
        ) from None
    if len(content) > LARGEST_FILE:
        raise ProfileError(
            f"{_quoted(path)} is larger than {LARGEST_FILE // 1000} kB, which no profile is.",
            remedy="Give the path of a profile; policies/hospital.yaml shows what one looks like.",
            remedy_zh="请给出配置文件的路径，其样式可参见 policies/hospital.yaml。",
        )
    return content


# ── 2. YAML ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_Place: TypeAlias = tuple[str, ...]
"""Where a value stands: ``("deployment", "audience")``."""

_BOOL, _INT, _FLOAT, _NULL, _STR, _MERGE, _TIME = (
    f"tag:yaml.org,2002:{name}" for name in ("bool", "int", "float", "null", "str", "merge", "timestamp")
)
_DEEPEST = 10
_LONGEST_NUMBER = 20
_NAME_VALUE = ("Write name: value, one a line, the name in letters.", "请每行按“名称: 值”书写，名称使用字母。")
_PLAIN_VALUE = ("Write a plain word, a number, true or false.", "请填写普通的文字、数字、true 或 false。")


class _Alias(yaml.MarkedYAMLError):
    """A few lines of aliases can name each other into gigabytes."""


class _Tag(yaml.MarkedYAMLError):
    """A tag makes something else of a value than its reader sees."""


class _TooDeep(yaml.MarkedYAMLError):
    """Nested beyond reason."""


class _Loader(yaml.SafeLoader):
    """YAML as people read it: ``off`` is a level and not false, ``NO`` is Norway, a day is a word, ``<<`` is nothing special."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML declares its table as the instance's
        first: [(tag, form) for tag, form in resolvers if tag not in {_BOOL, _MERGE, _TIME}]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]
        mark = cast("yaml.Mark | None", event.start_mark)
        self.depth += 1
        if isinstance(event, yaml.AliasEvent):
            raise _Alias(problem_mark=mark)
        if getattr(event, "tag", None) is not None:
            raise _Tag(problem_mark=mark)
        if self.depth > _DEEPEST:
            raise _TooDeep(problem_mark=mark)
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node


_Loader.add_implicit_resolver(_BOOL, re.compile(r"^(?:true|false)$"), list("tf"))


class _Paper:
    """A profile's file as its reader sees it: gives values, and remembers the line of each for whoever must mend it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lines: dict[_Place, int] = {}

    def read(self, content: bytes) -> dict[str, Any]:
        """Give the file's values."""
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise self.fault(
                "is not UTF-8", "Save the file as UTF-8.", "请将文件以 UTF-8 编码保存。", line=line
            ) from None
        root = self._composed(text)
        if root is None:
            raise self.fault(
                "is empty", "Begin with a copy of policies/hospital.yaml.", "请从 policies/hospital.yaml 的副本开始。"
            )
        if not isinstance(root, yaml.MappingNode):
            raise self.fault("is not a list of name: value", *_NAME_VALUE, line=root.start_mark.line + 1)
        return self._mapping(root, ())

    def fault(
        self, what: str, remedy: str, remedy_zh: str, *, place: _Place = (), line: int | None = None
    ) -> ProfileError:
        """Make the error: file, line, field, what is wrong, what to do."""
        line = line or self._lines.get(place) or self._lines.get(place[:-1])  # what is missing: where it should stand
        where = f"{self.path}, line {line}" if line else f"{self.path}"
        dotted = ".".join(map(_short, place))
        ends = "" if what.endswith(("?", ".")) else "."
        return ProfileError(
            f"{where}: {dotted}{' ' if dotted else ''}{what}{ends} {remedy}", remedy=remedy, remedy_zh=remedy_zh
        )

    def _composed(self, text: str) -> yaml.Node | None:
        """Parse into nodes and no further: no tag of a file is ever made into an object."""
        try:
            return yaml.compose(text, Loader=_Loader)
        except _Alias as error:
            what = "has an alias (*)", "Write the value out.", "配置文件不使用别名，请直接写出该值。"
            line = _line(error)
        except _Tag as error:
            what = "has a tag (!)", "Write the value without it.", "配置文件不使用标签（!），请直接写出该值。"
            line = _line(error)
        except _TooDeep as error:
            what = "is nested too deep", "Remove brackets or blanks.", "嵌套过深，请删除多余的括号或缩进。"
            line = _line(error)
        except yaml.MarkedYAMLError as error:
            line = _line(error)
            written = "".join(text.splitlines()[line - 1 : line]) if line else ""
            if "\t" in written[: len(written) - len(written.lstrip())]:
                what = "has a tab", "Indent with blanks, never with tabs.", "请使用空格缩进，不要使用制表符。"
            else:
                what = (
                    "is not YAML",
                    "Compare this line and the one above with policies/hospital.yaml; quote texts that hold a colon.",
                    "请将该行及上一行与 policies/hospital.yaml 对照；含冒号的文字请加引号。",
                )
        except (yaml.YAMLError, ValueError, OverflowError):  # the last two: an escape beyond Unicode
            line = None
            what = "has a character that YAML does not know", "Remove control characters.", "请删除文件中的控制字符。"
        raise self.fault(*what, line=line)

    def _mapping(self, node: yaml.MappingNode, place: _Place) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode) or key.tag != _STR:
                raise self.fault("has a name that is no word", *_NAME_VALUE, place=place, line=line)
            here = (*place, key.value)
            if key.value in values:
                raise self.fault(
                    "stands there twice", "Keep one of the two.", "该字段重复，请只保留一个。", place=here, line=line
                )
            self._lines[here] = line
            values[key.value] = self._value(value, here)
        return values

    def _value(self, node: yaml.Node, place: _Place) -> Any:
        self._lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(each, (*place, str(at))) for at, each in enumerate(node.value)]
        if not isinstance(node, yaml.ScalarNode) or node.tag not in {_STR, _BOOL, _NULL, _INT, _FLOAT}:
            raise self.fault("is not a plain value", *_PLAIN_VALUE, place=place)
        if node.tag in {_STR, _NULL}:
            return node.value if node.tag == _STR else None
        if node.tag == _BOOL:
            return node.value == "true"
        return self._number(node, place)

    def _number(self, node: yaml.ScalarNode, place: _Place) -> int | float:
        if len(node.value) <= _LONGEST_NUMBER:
            try:
                written = node.value.replace("_", "")
                return int(written) if node.tag == _INT else float(written)
            except ValueError:
                pass  # hexadecimal, 1:30, .inf: numbers to YAML, a riddle to its reader
        raise self.fault("is not a number that a profile takes", *_PLAIN_VALUE, place=place)


def _line(error: yaml.MarkedYAMLError) -> int | None:
    return error.problem_mark.line + 1 if error.problem_mark else None


# ── 3. each value by itself ──────────────────────────────────────────────────────────────────────────────────────────

_PROFILE = TypeAdapter(Profile)


def _sections(place: _Place, section: type) -> Iterator[tuple[_Place, type]]:
    """A section and, for the facts, those below it; the field of a dataclass that is one itself."""
    yield place, section
    for each in fields(section):
        inner = type(each.default)
        if is_dataclass(inner):
            yield from _sections((*place, each.name), inner)


_SECTIONS: Mapping[_Place, type] = {
    **dict(_sections((), Profile)),
    ("deployment",): Deployment,
    **dict(_sections(("deployment",), Deployment)),
    ("checks",): Checks,
    **{("checks", name): settings for name, settings in CHECK_SETTINGS.items()},
    ("phi",): PhiSettings,
    ("phi", "conversations"): ConversationSettings,
    ("notices",): NoticeSettings,
    ("marks",): MarkSettings,
    ("review",): ReviewSettings,
    ("review", "two_persons"): TwoPersonSettings,
    ("review", "specialties", "*"): SpecialtySettings,
    ("review", "webhooks", "*"): WebhookSettings,
    ("console", "oidc"): OidcSettings,
    ("console", "oidc", "secret"): ClientSecretSettings,
    ("console", "oidc", "groups"): GroupSettings,
    ("ledger", "witnesses", "*"): WitnessSettings,
    ("ledger", "timestamp"): TimestampSettings,
    ("engine",): EngineSettings,
    ("upstream", "key"): ModelKeySettings,
    ("upstream", "servers", "*"): ServerSettings,
    ("upstream", "servers", "*", "key"): ModelKeySettings,
    ("callers", "jwt"): JwtSettings,
    **dict(_sections(("callers", "jwt"), JwtSettings)),
    ("house_rules",): HouseRuleSettings,
    ("manual", "*"): ManualControl,
    ("system", "upstream_models", "*"): UpstreamModel,
}

_WORDS: Final = (
    "is not a text",
    "Write words; quote them if YAML takes them for something else.",
    "请填写文字，必要时加引号。",
)
_BLANK: Final = "is empty", "Write the words, or leave the field out if it may be.", "内容为空，请填写。"
_TRUTH: Final = "is neither true nor false", "Write true or false, without quotes.", "请填写 true 或 false，不加引号。"
_NUMBER: Final = "is not a number", "Write a number, without quotes.", "请填写数字，不加引号。"
_SECTION: Final = "is not a section", "Write name: value below it, indented.", "请在其下缩进书写“名称: 值”。"
_MORE: Final = "is too small", "Write a number of at least {}.", "数值过小，不得小于 {}。"
_LESS: Final = "is too large", "Write a number of at most {}.", "数值过大，不得大于 {}。"

_MISFITS: Mapping[str, tuple[str, str, str]] = {
    "string_type": _WORDS,
    "string_pattern_mismatch": _BLANK,
    "string_too_long": ("is too long", "Write at most {} characters.", "内容过长，最多 {} 个字符。"),
    "bool_type": _TRUTH,
    "int_type": ("is not a whole number", *_NUMBER[1:]),
    "int_from_float": ("is not a whole number", *_NUMBER[1:]),
    "float_type": _NUMBER,
    "finite_number": _NUMBER,
    "tuple_type": ("is not a list", "Write [one, two].", "请按 [甲, 乙] 的形式填写列表。"),
    "dataclass_type": _SECTION,
    "dict_type": _SECTION,
    "mapping_type": _SECTION,
    "too_short": ("is empty", "Write at least {}.", "内容为空，至少填写 {} 项。"),
    "greater_than": ("is too small", "Write a number above {}.", "数值过小，须大于 {}。"),
    "greater_than_equal": _MORE,
    "less_than_equal": _LESS,
    "missing": (
        "is missing",
        "Add it; policies/hospital.yaml shows how.",
        "缺少该字段，写法可参见 policies/hospital.yaml。",
    ),
}
_MISFIT: Final = "does not fit", "Compare it with policies/hospital.yaml.", "请与 policies/hospital.yaml 对照修改。"
_BOUNDS = ("gt", "ge", "le", "max_length", "min_length")


def _fitted(document: Mapping[str, Any], paper: _Paper, ours: Mapping[str, Any]) -> Profile:
    if taken := ours.keys() & document.keys():
        raise _unknown(paper, (min(taken),), min(taken), _fields(()))
    try:
        # As JSON, where strict still lets a list be a tuple and a word be a Level.
        return _PROFILE.validate_json(json.dumps({**document, **ours}))
    except ValidationError as error:
        # Missing ones last: a field that is misspelt is unknown and missing, and the first says more.
        found = sorted(error.errors(include_url=False, include_input=False), key=lambda one: one["type"] == "missing")
    kind, context = found[0]["type"], found[0].get("ctx", {})
    place = tuple(str(part) for part in found[0]["loc"] if part != "[key]")
    if kind == "unexpected_keyword_argument":
        raise _unknown(paper, place, place[-1], _fields(place[:-1]))
    if kind in {"enum", "literal_error"}:
        known = re.findall(r"'([^']+)'", context["expected"])
        word = place[-1] if "[key]" in found[0]["loc"] else _at(document, place)
        raise _unknown(paper, place, word, known)
    what, remedy, remedy_zh = _MISFITS.get(kind, _MISFIT)
    bound = next((str(context[name]) for name in _BOUNDS if name in context), "")
    raise paper.fault(what, remedy.format(bound), remedy_zh.format(bound), place=place)


def _unknown(paper: _Paper, place: _Place, word: object, known: Sequence[str]) -> ProfileError:
    """Say which words there are, and which is nearest to the one that stands there."""
    remedy, remedy_zh = f"Known are {', '.join(known)}.", f"可用的有：{'、'.join(known)}。"
    if not isinstance(word, str):
        return paper.fault("is not a word", remedy, remedy_zh, place=place)
    nearest, nearest_zh = _nearest(word, known)
    subject = "is unknown" if word == place[-1] else f"says {_quoted(word)}, which is unknown"
    return paper.fault(f"{subject}{nearest}", remedy, f"{nearest_zh}{remedy_zh}", place=place)


def _fields(place: _Place) -> list[str]:
    """Name the fields of a section as the file spells them."""
    key = tuple("*" if part.isdigit() else part for part in place)
    section = _SECTIONS[key if key in _SECTIONS else (*key[:-1], "*")]  # a section that the house has named itself
    names = [each.name for each in fields(section)]
    return ["rules" if name == "levels" else name for name in names if name not in {"sha256", "signed_by"}]


def _at(document: Any, place: _Place) -> object:
    for part in place:
        document = document[int(part)] if isinstance(document, list) else document[part]
    return document


# ── 4. the values together ───────────────────────────────────────────────────────────────────────────────────────────


def _check_together(profile: Profile, paper: _Paper) -> None:
    if profile.engine is not None and profile.house_rules is not None:
        raise paper.fault(
            "does not go with engine",
            "Leave one of the two out.",
            "house_rules 不能与 engine 同时使用，请删除其中之一。",
            place=("house_rules",),
        )
    if profile.name != paper.path.stem:
        raise paper.fault(
            "is not the name of the file",
            "Give both the same name: it stands in every record.",
            "请使 name 与文件名一致：每条记录都会写入该名称。",
            place=("name",),
        )
    if all(level is Level.OFF for level in profile.levels.values()):
        raise paper.fault(
            "has no rule that holds",
            "Name at least one rule with a level other than off.",
            "请至少启用一条规则（级别不为 off）。",
            place=("rules",),
        )
    if profile.review is not None:
        for at, rule in enumerate(profile.review.two_persons.rules):
            if rule not in profile.levels:  # misspelt, one person would do
                raise _unknown(paper, ("review", "two_persons", "rules", str(at)), rule, sorted(profile.levels))
    _check_callers(profile, paper)
    _check_console(profile, paper)
    _check_deployment(profile, paper)
    _check_notices(profile, paper)


def _check_callers(profile: Profile, paper: _Paper) -> None:
    callers, key = profile.callers, profile.upstream.key
    if (callers.known_by == "jwt") != (callers.jwt is not None):
        raise paper.fault(
            "goes with known_by: jwt, and that with it",
            "Write both, or neither.",
            "callers.jwt 须与 known_by: jwt 同时填写，或都不填写。",
            place=("callers", "jwt"),
        )
    if callers.vouches_for and callers.known_by in {"keys", "anyone_on_the_network"}:
        raise paper.fault(
            f"does not go with known_by: {callers.known_by}",
            "With keys each key says it (medguard keys add --vouches-for); nobody answers for anyone on the network.",
            "以密钥识别时由各密钥声明（medguard keys add --vouches-for）；对网络上的任何人则无人可以担保。",
            place=("callers", "vouches_for"),
        )
    if callers.jwt is not None and not callers.jwt.algorithms:
        raise paper.fault(
            "is empty",
            "Name what the issuer signs with, such as [RS256].",
            "请填写签发方使用的算法，如 [RS256]。",
            place=("callers", "jwt", "algorithms"),
        )
    urls = [one.url.rstrip("/") for one in profile.upstream.servers]
    for at, url in enumerate(urls):
        if url in urls[:at]:
            raise paper.fault(
                "is there already",
                "Name each server once, with all its models: its key is found by its URL.",
                "每个服务器只能填写一次，并列出其全部模型：密钥按地址查找。",
                place=("upstream", "servers", str(at), "url"),
            )
    oidc = profile.console.oidc
    places: list[tuple[ModelKeySettings | ClientSecretSettings | None, _Place]] = [(key, ("upstream", "key"))]
    places += [(one.key, ("upstream", "servers", str(at), "key")) for at, one in enumerate(profile.upstream.servers)]
    places.append((oidc.secret if oidc is not None else None, ("console", "oidc", "secret")))
    for one, place in places:
        if one is not None and [one.variable, one.file, one.command].count(None) != 2:  # noqa: PLR2004  of three
            raise paper.fault(
                "names no place, or several",
                "Name one of variable, file and command.",
                "请在 variable、file、command 中填写一项。",
                place=place,
            )


def _check_console(profile: Profile, paper: _Paper) -> None:
    oidc = profile.console.oidc
    if oidc is None:
        return
    if oidc.issuer.startswith("http:") and urlsplit(oidc.issuer).hostname not in {"localhost", "127.0.0.1"}:
        raise paper.fault(
            "is not https",
            "Write https://…; http is taken of this machine alone.",
            "请使用 https://…；http 仅限本机。",
            place=("console", "oidc", "issuer"),
        )
    if "openid" not in oidc.scopes:
        raise paper.fault(
            "lacks openid",
            "Write [openid], and more only if a claim needs it.",
            "须包含 openid，例如 [openid]；仅在声明需要时增加其他项。",
            place=("console", "oidc", "scopes"),
        )
    groups = oidc.groups
    if groups is not None and sum(len(one) for each in groups.applications.values() for one in each) > _GRANTED:
        raise paper.fault(
            "is too long",
            f"Name applications of at most {_GRANTED} letters together; * stands for all.",
            f"应用名称合计不得超过 {_GRANTED} 个字符；* 表示全部。",
            place=("console", "oidc", "groups", "applications"),
        )


_GRANTED: Final = 2_000
"""They travel in the session's cookie."""


def _check_deployment(profile: Profile, paper: _Paper) -> None:
    deployment = profile.deployment
    if not deployment.jurisdictions:
        raise paper.fault(
            "is empty",
            f"Say where the system is used: {', '.join(JURISDICTIONS)}.",
            f"请填写使用地：{'、'.join(JURISDICTIONS)}。",
            place=("deployment", "jurisdictions"),
        )
    for at, jurisdiction in enumerate(deployment.jurisdictions):
        if jurisdiction not in JURISDICTIONS:
            raise _unknown(paper, ("deployment", "jurisdictions", str(at)), jurisdiction, JURISDICTIONS)
    if (deployment.obvious_rationale_ref or "").endswith("#rationale") and profile.rationale is None:
        raise paper.fault(
            "points to a rationale that is not there",
            "Write it down below rationale:, or set the reference to null.",
            "请在 rationale: 下写明理由，或将该引用设为 null。",
            place=("deployment", "obvious_rationale_ref"),
        )


def _check_notices(profile: Profile, paper: _Paper) -> None:
    for kind, texts in profile.notices.texts.items():
        for language in texts:
            if language not in LANGUAGES:
                raise _unknown(paper, ("notices", kind, language), language, LANGUAGES)
        for language in LANGUAGES:
            if language not in texts:
                raise paper.fault(*_MISFITS["missing"], place=("notices", kind, language))
    for language, text in profile.notices.label.items():
        if "CN" in profile.deployment.jurisdictions and not _LABEL_CN.search(text):
            raise paper.fault(
                "is no label in China",
                "It must hold 人工智能 or AI, and 生成 or 合成, e.g. 内容由AI生成 (GB 45438-2025).",
                "标识须含“人工智能”或“AI”，以及“生成”或“合成”，例如“内容由AI生成”（GB 45438-2025）。",
                place=("notices", "label", language),
            )


# Here as well as in the rule: at start a label is mended, later every answer would be withheld.
_LABEL_CN = re.compile(r"(?s)^(?=.*(?:人工智能|AI))(?=.*(?:生成|合成))")


# ── words for whoever mends it ───────────────────────────────────────────────────────────────────────────────────────

_LONGEST_QUOTE = 60


def _short(words: object) -> str:
    """Cut what may be anything; unprintable characters could rewrite the terminal."""
    printable = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in str(words))
    return printable if len(printable) <= _LONGEST_QUOTE else f"…{printable[1 - _LONGEST_QUOTE :]}"


def _quoted(words: object) -> str:
    return f'"{_short(words)}"'


def _nearest(word: str, known: Sequence[str]) -> tuple[str, str]:
    """Ask whether the nearest known word was meant, in English and Chinese."""
    close = difflib.get_close_matches(word[:_LONGEST_QUOTE], known, n=1)
    return (f"; did you mean {close[0]}?", f"您是否想写 {close[0]}？") if close else (".", "")

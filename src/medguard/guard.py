"""Guard: a profile made into working parts. The one place where neighbours meet.

    with Guard.open("hospital", database="sqlite:////var/lib/medguard/ledger.db") as guard:
        released = run(guard.exchange(content, guard.chat(), door="sidecar"), ask)

Opening one takes seconds and is done once; exchanges share it.
"""

from __future__ import annotations

import functools
import hashlib
import os
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Protocol, Self

from medguard import contents, flow
from medguard.audit import Payloads, SqlLedger, open_ledger, read_signer, state_folder
from medguard.audit.callers import SqlKeys
from medguard.audit.publish import Publisher, open_publisher
from medguard.audit.registry import open_registry
from medguard.audit.timestamps import Stamper, StampingAuthority, open_authority, open_stamper
from medguard.callers import Caller, Callers, Claims, ModelKey, Rate, open_tokens, read_model_key, within
from medguard.checks import Authority, Bias, Consistency, Leaks, run_checks
from medguard.checks.citations import open_citations
from medguard.checks.plagiarism import open_plagiarism
from medguard.errors import ProfileError
from medguard.facts import OutputType
from medguard.keys import read_key
from medguard.marks import Marker, read_signing_key
from medguard.notices import Notices
from medguard.phi import open_conversations, open_detector, open_standins
from medguard.profile import CheckSettings, ModelKeySettings, Profile, read_profile
from medguard.reviews import Reviews, open_reviews
from medguard.rules import Catalogue, HouseRules, RegoRules, RuleInfo, ServerPolicy, keep, read_catalogue
from medguard.types import (
    PROBE,
    Check,
    ClearText,
    Detector,
    Finding,
    Level,
    NoticeKind,
    Passage,
    Reply,
    Stage,
    StandIns,
    Wire,
)
from medguard.wire import Chat, Dialect, JsonWire

DEFAULT_PROFILE = "hospital"
DATABASE_VARIABLE = "MEDGUARD_DATABASE"

CHECKS: Mapping[str, Callable[[Callable[[], Detector], Any], Check]] = {
    "leaks": lambda detector, _settings: Leaks(detector()),
    "citations": lambda _detector, settings: open_citations(
        settings.index,
        live=settings.registries,
        contact=settings.contact,
        uncited=settings.uncited,
        seconds=settings.timeout_seconds,
    ),
    "bias": lambda _detector, settings: Bias(resembling=settings.resembling),
    "authority": lambda _detector, settings: Authority(acts=settings.acts),
    "consistency": lambda _detector, _settings: Consistency(),
    "plagiarism": lambda _detector, settings: open_plagiarism(
        settings.library, copied_share=settings.copied_share, paraphrased_share=settings.paraphrased_share
    ),
}
"""The checks that a profile may name, each made with what it asks for there; the detector only where it is needed."""


OF_A_SENTENCE = frozenset(("leaks", "bias", "authority"))
"""Checks that can judge a sentence by itself. The others need the whole reply."""


class Closeable(Protocol):
    """Something to let go of."""

    def close(self) -> None:
        """Let go."""
        ...


class Guard:
    """Everything that an exchange needs, opened once and used by many threads."""

    def __init__(
        self,
        profile: Profile,
        parts: flow.Parts,
        ledger: SqlLedger,
        catalogue: Catalogue,
        *closed: Closeable,
    ) -> None:
        self._closed = closed
        self.profile = profile
        self.catalogue = catalogue
        self.ledger = ledger
        self._parts = parts

    @classmethod
    def open(cls, profile: str = DEFAULT_PROFILE, *, database: str | None = None) -> Self:
        """Read the profile, load the models, compile the rules and open the ledger.

        Raises ProfileError or AuditError: what does not work is known now and not at the first question.
        """
        settings = read_profile(profile)
        catalogue, rules, notices, standins = prepare(settings)
        _keep(settings, catalogue)
        url = database_url(database, settings)
        ledger, registry = ledger_of(settings, url), open_registry(url)
        detector = detector_of(settings)
        checks = {
            check_of(name, asked, settings): asked.timeout_seconds
            for name, asked in settings.checks.switched_on().items()
        }

        of_a_sentence = {check: seconds for check, seconds in checks.items() if check.name in OF_A_SENTENCE}

        def known(rule: str) -> RuleInfo:
            return (rules.catalogue if isinstance(rules, HouseRules) else catalogue).rules[rule]

        def remedy(rule: str) -> tuple[str, str]:
            return known(rule).remedy, known(rule).remedy_zh

        def notice(rule: str) -> NoticeKind | None:
            kind = known(rule).notice  # a house's rule may have come while we run, and ask for what nobody has worded
            return kind if kind in settings.notices.texts else None

        parts = flow.Parts(
            release=version("medguard-gateway"),
            profile=settings.name,
            profile_sha256=settings.sha256,
            profile_signed_by=settings.signed_by,
            deployment=settings.deployment,
            operator=settings.operator,
            system=settings.system,
            readings=settings.readings,
            levels=settings.levels,
            detector=detector,
            standins=standins,
            rules=rules,
            remedy=remedy,
            notice=notice,
            checks=functools.partial(run_checks, checks),
            check_names=tuple(check.name for check in checks),
            sentence_checks=functools.partial(run_checks, of_a_sentence) if settings.streaming == "sentence" else None,
            sentence_check_names=tuple(check.name for check in of_a_sentence),
            notices=notices,
            contents=Contents(),
            registry=registry,
            marks=marker_of(settings),
            reviews=reviews_of(settings),
            ledger=ledger,
            clock=_now,
            new_id=lambda: uuid.uuid4().hex,
            again=again_of(settings),
            conversations=conversations_of(settings),
        )
        authority = authority_of(settings)  # before a thread begins
        publishers: list[Publisher | Stamper] = [publisher] if (publisher := publisher_of(settings, ledger)) else []
        if authority is not None:
            publishers.append(open_stamper(ledger, authority))
        return cls(settings, parts, ledger, catalogue, *publishers, rules, registry)

    @property
    def parts(self) -> flow.Parts:
        """What an exchange is made with, for whoever judges a reply again."""
        return self._parts

    def exchange(
        self, content: bytes, wire: Wire, *, door: str, who: flow.Who | None = None, pieces: bool = False
    ) -> flow.Steps:
        """Begin an exchange; drive it with ``flow.run`` or ``flow.arun``, or with ``flow.Driven`` if ``pieces`` can be handed on."""
        return flow.exchange(content, wire, self._parts, door=door, who=who or flow.Who(), pieces=pieces)

    def probe(self, content: bytes, wire: Wire, check: Check, *, who: flow.Who) -> flow.Steps:
        """Begin an exchange that nobody waits for: guarded like every other, and ``check`` measures the reply, too.

        It is asked once, and no reply of it is kept for a person or for going on with.
        """
        parts = self._parts

        def checks(reply: Reply) -> tuple[Finding, ...]:
            return (*parts.checks(reply), *run_checks({check: _PROBE_SECONDS}, reply))

        bare = replace(parts, checks=checks, again=None, reviews=None, conversations=None)
        return flow.exchange(content, wire, bare, door=PROBE, who=replace(who, shown_as=None))

    @functools.cached_property
    def callers(self) -> Callers:
        """Who may call, for a door that others reach; opened when it is first asked for. Raises ProfileError."""
        return callers_of(self.profile, self.ledger)

    def who(self, caller: Caller) -> flow.Who:
        """A caller as the flow knows it."""
        return flow.Who(
            actor=caller.actor,
            patient=caller.patient,
            application=caller.application,
            purpose=caller.purpose,
            claimed=caller.claimed,
            known_by=caller.known_by,
            key=caller.id,
            may_ask=caller.may_ask,
        )

    def who_within(self, headers: Iterable[tuple[str, str]]) -> flow.Who:
        """Who asks within this program, as far as its headers say and the profile believes them. Raises WireError for what could be a name."""
        believed = self.profile.callers
        vouches_for = believed.vouches_for if believed.known_by == "this_machine" else ()
        return self.who(within(headers, vouches_for=vouches_for))

    def wire(self, dialect: Dialect) -> JsonWire:
        """One API, within this profile's limits."""
        return JsonWire(dialect, longest_request=self.profile.limits.request_bytes)

    def chat(self) -> JsonWire:
        """OpenAI's chat completions, within this profile's limits."""
        return self.wire(Chat())

    def check_ready(self) -> None:
        """Prove that an exchange could be kept, decided on and read now. Raises MedguardError if not."""
        self.ledger.check_writable()
        self._parts.rules.check_ready()
        self._parts.detector.spans([Passage(ClearText("ready"))])

    def close(self) -> None:
        """Let go of the publisher, which still has a last checkpoint to take from the ledger, the rules' engine, the registry and the ledger."""
        callers = [self.callers] if "callers" in vars(self) else []
        for one in (*callers, *self._closed, self.ledger):
            one.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()


class Prepared(NamedTuple):
    """What a profile makes of itself, before models and database."""

    catalogue: Catalogue
    rules: RegoRules | HouseRules
    notices: Notices
    standins: Callable[[Iterable[str]], StandIns]


def prepare(settings: Profile) -> Prepared:
    """Everything about a profile that can be known without its models and its database. Raises ProfileError."""
    catalogue, rules = _rules(settings)
    notices = notices_of(settings)
    _check_workable(settings, catalogue, notices)
    return Prepared(catalogue, rules, notices, open_standins(settings.phi.replace, key_file=settings.phi.key_file))


def _rules(settings: Profile) -> tuple[Catalogue, RegoRules | HouseRules]:
    if settings.house_rules is not None:
        folder = Path(settings.house_rules.folder).expanduser()
        house = HouseRules(folder, settings.levels, seconds=settings.house_rules.seconds)
        return house.catalogue, house
    catalogue = read_catalogue()
    asked = settings.engine
    engine = ServerPolicy(catalogue, asked.opa, seconds=asked.timeout_seconds) if asked else None
    return catalogue, RegoRules(catalogue, settings.levels, engine)


def _check_workable(settings: Profile, catalogue: Catalogue, notices: Notices) -> None:
    """A profile under which no exchange could end well is known now, and not at the first question."""
    # 1. Somebody decides at both stages.
    on = {rule: level for rule, level in settings.levels.items() if level is not Level.OFF}
    for stage in (Stage.REQUEST, Stage.REPLY):
        if not any(catalogue.rules[rule].stage is stage for rule in on):
            raise ProfileError(
                f"{settings.name}: rules: no rule is switched on for the {stage}, so every {stage} would be refused.",
                remedy="Switch on at least one rule for the request and one for the reply; see: medguard rules list",
                remedy_zh="请求和回复两个阶段均须至少启用一条规则，参见：medguard rules list",
            )
    # 2. A notice or a label is asked for by the rule that looks for it.
    for rule, level in on.items():
        if level in _DUTIES and catalogue.rules[rule].default_level is not level:
            raise ProfileError(
                f"{settings.name}: rules.{rule}: the level {level} does nothing for this rule.",
                remedy=f"Choose deny, require_human_review, warn, off or {catalogue.rules[rule].default_level}.",
                remedy_zh=f"请改为 deny、require_human_review、warn、off 或 {catalogue.rules[rule].default_level}。",
            )
    # 3. It is worded.
    for rule, level in on.items():
        kind = catalogue.rules[rule].notice
        if level in _DUTIES and kind is not None and kind not in settings.notices.texts:
            raise ProfileError(
                f"{settings.name}: notices.{kind} is missing, and the rule {rule} asks for it.",
                remedy=f"Word it below notices.{kind}, en: and zh:, as policies/hospital.yaml does.",
                remedy_zh=f"请参照 policies/hospital.yaml，在 notices.{kind} 下填写 en 与 zh 两种文字。",
            )
    # 4. What is put into a reply is found there again.
    for kind in settings.notices.texts:
        for words in ("It heals by itself.", "可自行愈合。"):
            first, last = notices.amendment(kind, words)
            if kind not in notices.kinds(first + words + last):
                raise ProfileError(
                    f"{settings.name}: notices.{kind}: this text is not recognised in a reply that it was put into.",
                    remedy="Make it one visible line, without Markdown or HTML around it.",
                    remedy_zh="请使用单行可见文字，不要加 Markdown 或 HTML 标记。",
                )


_DUTIES = frozenset({Level.REQUIRE_DISCLOSURE, Level.REQUIRE_LABEL})
_PROBE_SECONDS = 10.0


def database_url(given: str | None, profile: Profile) -> str:
    """The URL of the ledger: as given, else from the environment, else from the profile, else a file of this user."""
    if url := given or os.environ.get(DATABASE_VARIABLE) or profile.database:
        return url
    folder = state_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return f"sqlite:///{folder / 'ledger.db'}"


def _keep(settings: Profile, catalogue: Catalogue) -> None:
    if settings.bundles is None:
        return
    kept = True
    try:
        keep(catalogue, Path(settings.bundles).expanduser())
    except OSError:
        kept = False
    if not kept:
        raise ProfileError(
            f"{settings.name}: bundles: the rules cannot be kept there.",
            remedy="Make the folder writable, or leave bundles out.",
            remedy_zh="bundles 所指目录不可写，无法保存规则。请开放写权限，或删除该配置。",
        )


class Contents:
    """Texts measured for the flow."""

    def question(self, words: str) -> tuple[bool, bool]:
        """Whether it asks if an AI speaks, and whether it asks to remove the label."""
        return contents.asks_if_ai(words), contents.asks_to_strip_label(words)

    def reply(self, words: str) -> tuple[tuple[OutputType, ...], bool, bool]:
        """What it is, whether it claims to be human, and whether it says that it was generated."""
        return contents.output_types(words), contents.claims_to_be_human(words), contents.says_generated(words)


def check_of(name: str, asked: CheckSettings, settings: Profile) -> Check:
    """One check, as a profile or a command asks for it. Raises ProfileError if it cannot be made."""
    return CHECKS[name](lambda: detector_of(settings), asked)


def detector_of(settings: Profile) -> Detector:
    """What finds identifiers under this profile."""
    phi = settings.phi
    own = Path(phi.recognizers) if phi.recognizers else None
    # By what the file says now: a profile that is read again while we run may find another.
    written = hashlib.sha256(own.read_bytes()).hexdigest() if own is not None and own.is_file() else ""
    return _detector(phi.threshold, phi.recognizers, tuple(phi.models.items()), tuple(phi.labels.items()), written)


def again_of(settings: Profile) -> flow.AskAgain | None:
    """What this profile asks again, if it compares answers."""
    asked = settings.checks.consistency
    if asked is None:
        return None
    return flow.AskAgain(
        times=asked.samples - 1,
        output_types=frozenset(asked.output_types),
        purposes=frozenset(asked.purposes),
        seconds=asked.timeout_seconds,
    )


def marker_of(settings: Profile) -> Marker | None:
    """What this profile's replies are marked with, if it says."""
    if settings.marks is None:
        return None
    key = read_signing_key(settings.marks.key_file) if settings.marks.key_file else None
    return Marker(settings.marks.producer, key=key, detection_ref=settings.marks.detection_ref)


def notices_of(settings: Profile) -> Notices:
    """What this profile shows its readers, with the name of whom it acts for filled in, if there is one."""
    name = settings.deployment.principal or "{principal}"  # the rule blocks while nobody is named
    return Notices(
        {
            kind: {language: text.replace("{principal}", name) for language, text in texts.items()}
            for kind, texts in settings.notices.texts.items()
        },
        label_place=settings.notices.label_place,
    )


def ledger_of(settings: Profile, url: str) -> SqlLedger:
    """The ledger as this profile signs it, with a place for text if it keeps any. Raises ProfileError or AuditError."""
    asked = settings.ledger
    vault = Payloads(read_key(settings.phi.key_file), days=asked.keep_text_days) if asked.keep_text else None
    return open_ledger(url, signer=read_signer(asked.key_file), vault=vault)


def publisher_of(settings: Profile, ledger: SqlLedger) -> Publisher | None:
    """What takes this profile's checkpoints out of the database, if it says where to. Raises ProfileError."""
    asked = settings.ledger
    if asked.checkpoint_file is None and not asked.witnesses:
        return None
    witnesses = [(witness.url, witness.key) for witness in asked.witnesses]
    return open_publisher(
        ledger, file=asked.checkpoint_file, witnesses=witnesses, seconds=60 * asked.checkpoint_minutes
    )


def authority_of(settings: Profile) -> StampingAuthority | None:
    """Who puts a time on this profile's checkpoints, if anybody does. Raises ProfileError."""
    asked = settings.ledger.timestamp
    return None if asked is None else open_authority(asked.url, asked.roots)


def callers_of(settings: Profile, ledger: SqlLedger) -> Callers:
    """Who may call under this profile, and the model's key if the sidecar has it. Raises ProfileError."""
    asked = settings.callers
    tokens = None
    if asked.jwt is not None:
        claims = asked.jwt.claims
        tokens = open_tokens(
            issuer=asked.jwt.issuer,
            audience=asked.jwt.audience,
            keys=asked.jwt.keys,
            algorithms=asked.jwt.algorithms,
            skew_seconds=asked.jwt.skew_seconds,
            claims=Claims(
                application=claims.application, purpose=claims.purpose, actor=claims.actor, patient=claims.patient
            ),
        )
    return Callers(
        asked.known_by,
        profile=settings.name,
        vouches_for=asked.vouches_for,
        rate=Rate(requests=asked.requests_per_minute, tokens=asked.tokens_per_minute),
        keys=SqlKeys(ledger.engine) if asked.known_by == "keys" else None,
        tokens=tokens,
        model_key=model_key_of(settings.upstream.key),
        server_keys={one.url: key for one in settings.upstream.servers if (key := model_key_of(one.key)) is not None},
        keep=ledger.append,
    )


def model_key_of(key: ModelKeySettings | None) -> ModelKey | None:
    """A model's key, if the profile says where it is. Raises ProfileError if it is not there."""
    if key is None:
        return None
    return read_model_key(variable=key.variable, file=key.file, command=key.command, header=key.header)


def reviews_of(settings: Profile) -> Reviews | None:
    """Where this profile's replies wait, if it says. Raises ProfileError without a key."""
    if settings.review is None:
        return None
    return open_reviews(settings.review.folder, read_key(settings.phi.key_file), hours=settings.review.hours)


def conversations_of(settings: Profile) -> flow.Conversations | None:
    """Where this profile keeps tables of conversations, if it says. Raises ProfileError without a key, or if it replaces by more than stand-ins."""
    asked = settings.phi.conversations
    if asked is None:
        return None
    if any(operator != "stand-in" for operator in settings.phi.replace.values()):
        raise ProfileError(
            f"{settings.name}: phi.conversations: conversations are kept with stand-ins alone, and phi.replace says more.",
            remedy="Leave phi.replace out, or send whole conversations and leave phi.conversations out.",
            remedy_zh="会话对照表仅支持假名（stand-in）。请删除 phi.replace，或删除 phi.conversations 并始终发送完整会话。",
        )
    return open_conversations(asked.folder, hours=asked.hours, key_file=settings.phi.key_file)


@functools.lru_cache(maxsize=4)
def _detector(
    threshold: float,
    recognizers: str | None,
    models: tuple[tuple[str, str], ...] = (),
    labels: tuple[tuple[str, str], ...] = (),
    written: str = "",
) -> Detector:
    # The models are the same for every guard of this process, and they are large; of those that changed since, few are kept.
    del written  # part of the key
    return open_detector(threshold=threshold, recognizers=recognizers, models=dict(models), labels=dict(labels))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

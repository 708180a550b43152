"""Asks the rules inside this process, and believes only a well-formed answer.

An engine can be wrong silently: an unlisted rule, a built-in that it does not have, an undefined document. So Python counts the
rulings, recomputes the strongest effect, and turns everything else into a RulesError, which the flow treats as a block.

Threads: one instance, one lock. A decision takes about a millisecond.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Mapping
from contextlib import suppress
from difflib import get_close_matches
from typing import Any, Protocol, assert_never

import orjson

from medguard.errors import ProfileError, RulesError
from medguard.rules.catalogue import Catalogue
from medguard.rules.schema import facts_document
from medguard.rules.wasm import WasmError, WasmPolicy
from medguard.types import Decision, Effect, Facts, Level, Ruling, Stage, Status

_STRONGEST_FIRST = list(Effect)
_ASKED = {
    Stage.DEPLOYMENT: {Stage.DEPLOYMENT},
    Stage.REQUEST: {Stage.DEPLOYMENT, Stage.REQUEST},
    Stage.REPLY: {Stage.REPLY},
    Stage.RETENTION: {Stage.RETENTION},
}
"""Which rules are asked when, as in main.rego."""
_STATUSES = frozenset(Status)
_REMEMBERED = 256
"""Answers; at most some 10 KB each."""
_REMEDY = "Nothing was released. Ask again; if it stays so, tell whoever runs medguard."
_REMEDY_ZH = "内容未放行。请重新提问；如持续出现，请联系系统管理员。"


class Policy(Protocol):
    """Something that answers ``data.medguard.main.decision``."""

    def evaluate(self, document: Mapping[str, Any]) -> object:
        """A list of one ``{"result": decision}``; anything else is no decision."""
        ...

    def check_ready(self) -> None:
        """As ``Rules.check_ready``. May be called while another thread evaluates."""
        ...

    def close(self) -> None:
        """Let go of what is held."""
        ...


class RegoRules:
    """The rules of a catalogue at a profile's levels. Satisfies ``medguard.types.Rules``.

    >>> rules = RegoRules(read_catalogue(), {"phi/identifiers_replaced": Level.DENY})
    >>> rules.decide(facts).effect
    <Effect.ALLOW: 'allow'>
    """

    def __init__(self, catalogue: Catalogue, levels: Mapping[str, Level], policy: Policy | None = None) -> None:
        """``policy``: another engine than the embedded one.

        Raises ProfileError if a level names no rule, if the rules were not compiled, or if one of them allows knowing nothing.
        """
        self.bundle = catalogue.digest
        _known(catalogue, levels)
        self.levels = dict(levels)
        self._enabled = _enabled(levels)
        stages = {rule: catalogue.rules[rule].stage for rule in self._enabled}
        self._asked = {
            stage: {rule: level for rule, level in self._enabled.items() if stages[rule] in asked}
            for stage, asked in _ASKED.items()
        }
        self._lock = threading.Lock()
        # Rules say the same from one exchange to the next, so every answer is looked at once.
        self._believed = functools.lru_cache(maxsize=_REMEMBERED)(self._decision)
        self._policy = policy or _embedded(catalogue)
        for stage in Stage:
            if self._expected(stage):
                self._rehearse(stage)

    def decide(self, facts: Facts) -> Decision:
        """Raises RulesError unless every enabled rule of the stage gave one well-formed ruling."""
        # 1. The facts are what their types say, and were gathered for these levels.
        document = _document(facts)
        if facts.levels != self.levels and _enabled(facts.levels) != self._enabled:
            raise _undecided("the facts carry other levels than these rules were made with")

        # 2. An empty decision is not an allow.
        if not self._expected(facts.stage):
            raise _undecided(f"no rule is switched on at stage {facts.stage}")

        # 3. Ask, and believe only what is well-formed.
        return self._judge(facts.stage, document)

    def check_ready(self) -> None:
        """Raises RulesError, with the reason, if the engine could not be asked now."""
        self._policy.check_ready()

    def close(self) -> None:
        """Let go of the engine, if it is elsewhere."""
        self._policy.close()

    def _judge(self, stage: Stage, document: Mapping[str, Any]) -> Decision:
        answer = self._answer(document)
        try:
            return self._believed(stage, orjson.dumps(answer))
        except orjson.JSONEncodeError:
            raise _undecided("the answer is not JSON") from None

    def _decision(self, stage: Stage, answer: bytes) -> Decision:
        return _decision(orjson.loads(answer), stage, self._expected(stage), self.bundle)

    def _expected(self, stage: Stage) -> dict[str, Level]:
        return self._asked[stage]

    def _rehearse(self, stage: Stage) -> None:
        """A rule that is not routed, or that passes on an empty document, is found at start and not by a patient."""
        nothing = {"stage": stage.value, "now": "2200-01-01T00:00:00Z", "levels": dict(self._enabled)}
        problem = ""
        try:
            decision = self._judge(stage, nothing)
        except RulesError as error:
            problem = str(error)
        if problem:
            raise ProfileError(
                f"the rules at stage {stage} do not work together: {problem}",
                remedy="Run make rules and make test.",
            )
        for ruling in decision.rulings:
            if ruling.status not in {Status.UNDETERMINED, Status.NOT_YET_APPLICABLE}:
                raise ProfileError(
                    f"rule {ruling.rule} says {ruling.status} knowing nothing",
                    remedy='Let its verdict default to "undetermined".',
                )

    def _answer(self, document: Mapping[str, Any]) -> object:
        """The value of ``data.medguard.main.decision``. Engine messages are dropped: they quote the input."""
        problem, results = "", None
        with self._lock:
            try:
                results = self._policy.evaluate(document)
            except Exception as error:  # noqa: BLE001  whatever it is, it is no decision
                problem = f"the engine failed ({type(error).__name__})"
        if problem:
            raise _undecided(problem)
        match results:
            case [{"result": answer}]:
                return answer
        raise _undecided("the engine gave no single decision")


# ── starting ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _known(catalogue: Catalogue, levels: Mapping[str, Level]) -> None:
    faults = []
    for rule, level in levels.items():
        if rule not in catalogue.rules:
            near = get_close_matches(rule, catalogue.rules, n=1, cutoff=0.0)
            faults.append(f"no rule is called {rule!r}" + (f" (did you mean {near[0]}?)" if near else ""))
        elif level not in set(Level):
            faults.append(f"rule {rule} has no level {level!r}")
    if faults:
        raise ProfileError(
            "; ".join(faults),
            remedy=f"Rules are {', '.join(catalogue.rules)}; levels are {', '.join(Level)}.",
        )


def _enabled(levels: Mapping[str, Level]) -> dict[str, Level]:
    return {rule: Level(level) for rule, level in sorted(levels.items()) if level != Level.OFF}


def _embedded(catalogue: Catalogue) -> Policy:
    if catalogue.wasm is None:
        raise ProfileError("the rules were not compiled: rego/policy.wasm is missing", remedy="Run make rules.")
    try:
        return WasmPolicy(catalogue.wasm, catalogue.data())
    except WasmError as error:
        raise ProfileError(f"rego/policy.wasm: {error}", remedy="Run make rules, or install medguard again.") from None


# ── judging the answer ───────────────────────────────────────────────────────────────────────────────────────────────


def _document(facts: Facts) -> dict[str, Any]:
    document = None
    with suppress(Exception):  # its message would quote the value
        document = facts_document(facts)
    if document is None:
        raise _undecided("the facts are not what their types say")
    return document


def _decision(answer: object, stage: Stage, expected: Mapping[str, Level], bundle: str) -> Decision:
    match answer:
        case {"stage": stage.value, "effect": str(effect), "rulings": list(rulings), **rest} if not rest:
            ruled = tuple(_ruling(ruling, expected) for ruling in rulings)
        case _:
            raise _undecided("the answer is not a decision for this stage")

    if sorted(ruling.rule for ruling in ruled) != sorted(expected):
        raise _undecided("not every enabled rule has exactly one ruling")
    strongest = min((ruling.effect for ruling in ruled), key=_STRONGEST_FIRST.index)
    if effect != strongest:
        raise _undecided("the effect is not the strongest of the rulings")
    return Decision(
        stage=stage, effect=strongest, rulings=tuple(sorted(ruled, key=lambda ruling: ruling.rule)), bundle=bundle
    )


def _ruling(answer: object, expected: Mapping[str, Level]) -> Ruling:
    match answer:
        case {"rule": str(rule), "status": str(status), "effect": str(effect), "why": str(why), **rest} if not rest:
            pass
        case _:
            raise _undecided("a ruling is malformed")
    if rule not in expected:
        raise _undecided("a ruling of a rule that is not enabled at this stage")
    return _follows(rule, status, effect, why, expected[rule])


@functools.lru_cache(maxsize=4096)
def _follows(rule: str, status: str, effect: str, why: str, level: Level) -> Ruling:
    """The ruling, if it follows from its level. Rules say the same from one exchange to the next, so it is looked at once."""
    if status not in _STATUSES:
        raise _undecided("a ruling has an unknown status")
    if effect not in _effects(Status(status), level):
        raise _undecided("a ruling's effect does not follow from its status and level")
    return Ruling(rule=rule, status=Status(status), effect=Effect(effect), why=why)


@functools.cache
def _effects(status: Status, level: Level) -> frozenset[Effect]:
    """The router's arithmetic once more: a router that errs is noticed. A rule may hold itself back (``at_most``), but not to an allow."""
    strongest = Effect.DENY
    match status:
        case Status.FAIL:
            strongest = Effect.DENY if level is Level.DENY_IF_KNOWN else Effect(level.value)
        case Status.UNDETERMINED:
            strongest = Effect.WARN if level in {Level.WARN, Level.DENY_IF_KNOWN} else Effect.DENY
        case Status.PASS | Status.NOT_APPLICABLE:
            return frozenset({Effect.ALLOW})
        case Status.NOT_YET_APPLICABLE:
            return frozenset({Effect.ALLOW, Effect.WARN})
        case _:
            assert_never(status)
    return frozenset(_STRONGEST_FIRST[_STRONGEST_FIRST.index(strongest) : -1])


def _undecided(what: str) -> RulesError:
    return RulesError(f"The rules gave no usable decision: {what}.", remedy=_REMEDY, remedy_zh=_REMEDY_ZH)

"""Asks the rules inside this process, with Microsoft's rego-cpp, and believes only a well-formed answer.

An engine can be wrong silently: an unlisted rule, a built-in that it does not have, an undefined document. So Python counts the
rulings, recomputes the strongest effect, and turns everything else into a RulesError, which the flow treats as a block.

Threads: one compiled bundle, one interpreter, one lock. A decision takes a millisecond or two, and rego-cpp promises nothing about
sharing; an interpreter per thread over the shared bundle ran 1.6 times as fast on two cores and was left for that reason.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from contextlib import suppress
from difflib import get_close_matches
from typing import Any, assert_never

import regopy

from medguard.errors import ProfileError, RulesError
from medguard.rules.catalogue import Catalogue
from medguard.rules.schema import facts_document
from medguard.types import Decision, Effect, Facts, Level, Ruling, Stage, Status

_ENTRY = "medguard/main/decision"
_STRONGEST_FIRST = list(Effect)
_REMEDY = "Nothing was released. Ask again; if it stays so, tell whoever runs medguard."
_REMEDY_ZH = "内容未放行。请重新提问；如持续出现，请联系系统管理员。"


class EmbeddedRules:
    """The rules of a catalogue at a profile's levels. Satisfies ``medguard.types.Rules``.

    >>> rules = EmbeddedRules(read_catalogue(), {"phi/identifiers_replaced": Level.DENY})
    >>> rules.decide(facts).effect
    <Effect.ALLOW: 'allow'>
    """

    def __init__(self, catalogue: Catalogue, levels: Mapping[str, Level]) -> None:
        """Raises ProfileError if a level names no rule, if the rules do not compile, or if one of them allows knowing nothing."""
        self.bundle = catalogue.digest
        _known(catalogue, levels)
        self._enabled = _enabled(levels)
        self._stages = {rule: catalogue.rules[rule].stage for rule in self._enabled}
        self._lock = threading.Lock()
        self._compiled = _compile(catalogue)
        self._interpreter = _interpreter()
        for stage in Stage:
            if self._expected(stage):
                self._rehearse(stage)

    def decide(self, facts: Facts) -> Decision:
        """Raises RulesError unless every enabled rule of the stage gave one well-formed ruling."""
        # 1. The facts are what their types say, and were gathered for these levels.
        document = _document(facts)
        if _enabled(facts.levels) != self._enabled:
            raise _undecided("the facts carry other levels than these rules were made with")

        # 2. An empty decision is not an allow.
        if not self._expected(facts.stage):
            raise _undecided(f"no rule is switched on at stage {facts.stage}")

        # 3. Ask, and believe only what is well-formed.
        return self._judge(facts.stage, document)

    def _judge(self, stage: Stage, document: Mapping[str, Any]) -> Decision:
        return _decision(self._answer(document), stage, self._expected(stage), self.bundle)

    def _expected(self, stage: Stage) -> dict[str, Level]:
        return {rule: level for rule, level in self._enabled.items() if self._stages[rule] is stage}

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
                remedy="List every rule in rego/medguard/main/main.rego, and run make test.",
            )
        for ruling in decision.rulings:
            if ruling.status not in {Status.UNDETERMINED, Status.NOT_YET_APPLICABLE}:
                raise ProfileError(
                    f"rule {ruling.rule} says {ruling.status} knowing nothing",
                    remedy='Let its verdict default to "undetermined".',
                )

    def _answer(self, document: Mapping[str, Any]) -> object:
        """The value of ``data.medguard.main.decision``. Engine messages are dropped: they quote the input."""
        problem = ""
        with self._lock:
            try:
                self._interpreter.set_input(document)
                output = self._interpreter.query_bundle_entrypoint(self._compiled, _ENTRY)
                usable = output.ok() and [result.expressions for result in output.results]
            except Exception as error:  # noqa: BLE001  whatever it is, it is no decision
                problem = f"the engine failed ({type(error).__name__})"
        if problem:
            raise _undecided(problem)
        if not usable or len(usable) != 1 or len(usable[0]) != 1:
            raise _undecided("the engine gave no single decision")
        return usable[0][0]


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


def _compile(catalogue: Catalogue) -> regopy.Bundle:
    problem = ""
    interpreter = _interpreter()
    try:
        for path, source in catalogue.modules.items():
            problem = f"rego/{path} does not compile"
            interpreter.add_module(path, source)
        problem = "the rules do not compile"
        interpreter.add_data(catalogue.data())
        bundle = interpreter.build(None, [_ENTRY])
        problem = "" if bundle.ok() else problem
    except regopy.RegoError as error:
        raise ProfileError(f"{problem}: {_first_words(error)}", remedy="Run opa check --strict rego.") from None
    if problem:
        raise ProfileError(problem, remedy="Run opa check --strict rego.")
    return bundle


def _first_words(error: regopy.RegoError) -> str:
    """rego-cpp answers with a syntax tree; what a reader needs is its ``errormsg``. Sources only, so nobody's words."""
    found = re.search(r"\(errormsg \d+:([^\n)]*)", str(error))
    return found[1] if found else "see opa check"


def _interpreter() -> regopy.Interpreter:
    interpreter = regopy.Interpreter()
    interpreter.log_level = regopy.LogLevel.NONE  # it would print what it was asked about
    interpreter.strict_built_in_errors = True  # a division by zero is an error and not merely undefined
    return interpreter


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
    if status not in set(Status):
        raise _undecided("a ruling has an unknown status")
    if effect != _effect(Status(status), expected[rule]):
        raise _undecided("a ruling's effect does not follow from its status and level")
    return Ruling(rule=rule, status=Status(status), effect=Effect(effect), why=why)


def _effect(status: Status, level: Level) -> Effect:
    """The router's arithmetic once more: a router that errs is noticed."""
    match status:
        case Status.FAIL:
            return Effect(level.value)
        case Status.UNDETERMINED:
            return Effect.WARN if level is Level.WARN else Effect.DENY
        case Status.PASS | Status.NOT_APPLICABLE | Status.NOT_YET_APPLICABLE:
            return Effect.ALLOW
    assert_never(status)


def _undecided(what: str) -> RulesError:
    return RulesError(f"The rules gave no usable decision: {what}.", remedy=_REMEDY, remedy_zh=_REMEDY_ZH)

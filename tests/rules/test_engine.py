"""The embedded engine decides on facts, and nothing but a well-formed decision is believed."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import MappingProxyType, SimpleNamespace

import pytest
from rules_samples import GOOD, LEVELS, REPLY_LEVELS, REQUEST_LEVELS, ROUTER, facts, folder, reply, request

from medguard.errors import ProfileError, RulesError
from medguard.facts import Deployment
from medguard.rules import RegoRules, read_catalogue
from medguard.rules.build import build, find_opa
from medguard.types import Effect, Finding, Identifiers, Label, Level, Shown, Stage, Status, Unread

CATALOGUE = read_catalogue()


@pytest.fixture(scope="module")
def rules():
    return RegoRules(CATALOGUE, LEVELS)


def statuses(decision):
    return {ruling.rule: ruling.status for ruling in decision.rulings}


# ── deciding ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_clean_request_is_allowed(rules):
    decision = rules.decide(facts())
    assert (decision.stage, decision.effect, decision.bundle) == (Stage.REQUEST, Effect.ALLOW, CATALOGUE.digest)
    assert statuses(decision) == dict.fromkeys(REQUEST_LEVELS, Status.PASS)


def test_a_clean_reply_is_allowed(rules):
    decision = rules.decide(facts(Stage.REPLY))
    assert decision.effect is Effect.ALLOW
    assert statuses(decision) == dict.fromkeys(REPLY_LEVELS, Status.PASS)


def test_a_remaining_identifier_is_denied(rules):
    decision = rules.decide(facts(request=request(identifiers=Identifiers(found=2, replaced=1, remaining=1))))
    assert decision.effect is Effect.DENY
    assert {ruling.rule: ruling.why for ruling in decision.rulings if ruling.status is Status.FAIL} == {
        "phi/identifiers_replaced": "remaining_identifiers"
    }


@pytest.mark.parametrize(
    ("change", "effect"),
    [
        ({"reply": reply(label=Label())}, Effect.REQUIRE_LABEL),
        ({"reply": reply(disclosures=())}, Effect.REQUIRE_DISCLOSURE),
        ({"reply": reply(label=Label(), disclosures=())}, Effect.REQUIRE_DISCLOSURE),
        ({"reply": reply(label=Label()), "findings": (), "checks": ("other",)}, Effect.DENY),
        ({"checks": ("leaks", "citations")}, Effect.REQUIRE_HUMAN_REVIEW),
        ({"findings": (Finding(check="leaks", kind="identifier_not_sent", detail="PHONE"),)}, Effect.DENY),
        ({"findings": (Finding(check="leaks", kind="identifier_not_sent", detail="NAME"),)}, Effect.ALLOW),
        ({"reply": None}, Effect.DENY),
        ({"deployment": Deployment()}, Effect.DENY),
    ],
)
def test_the_strongest_duty_decides(rules, change, effect):
    assert rules.decide(facts(Stage.REPLY, **change)).effect is effect


def test_a_notice_of_an_earlier_turn_counts(rules):
    told = facts(
        Stage.REPLY, request=request(disclosures=(Shown("interaction", "start"),)), reply=reply(disclosures=())
    )
    assert rules.decide(told).effect is Effect.ALLOW


@pytest.mark.parametrize("text", ['"', "\\", "\n", "“”", "\U0001f916", "\x01", "%s{}", "</script>"])
def test_odd_words_in_a_label_do_no_harm(rules, text):
    odd = rules.decide(facts(Stage.REPLY, reply=reply(label=Label(explicit_text=f"{text}内容由AI生成{text}"))))
    assert statuses(odd)["cn/label/explicit_text"] is Status.PASS


def test_the_levels_may_be_any_mapping_and_name_rules_that_are_off():
    levels = MappingProxyType({**REQUEST_LEVELS, "cn/label/explicit_text": Level.OFF})
    rules = RegoRules(CATALOGUE, levels)
    assert len(rules.decide(facts(levels=levels)).rulings) == 2


def test_a_law_is_not_yet_applicable_the_day_before(rules):
    unlabelled = facts(Stage.REPLY, now="2025-08-31T23:59:59Z", reply=reply(label=Label(), disclosures=()))
    eve = rules.decide(unlabelled)
    assert eve.effect is Effect.WARN
    assert statuses(eve)["cn/label/explicit_text"] is Status.NOT_YET_APPLICABLE
    assert rules.decide(replace(unlabelled, now="2025-09-01T00:00:00+00:00")).effect is Effect.REQUIRE_LABEL


# ── not knowing is not allowing ──────────────────────────────────────────────────────────────────────────────────────


def test_no_rule_at_a_stage_is_no_decision():
    rules = RegoRules(CATALOGUE, REQUEST_LEVELS)
    with pytest.raises(RulesError, match="no rule is switched on at stage reply"):
        rules.decide(facts(Stage.REPLY, levels=REQUEST_LEVELS))


def test_facts_gathered_for_other_levels_are_refused(rules):
    with pytest.raises(RulesError, match="other levels"):
        rules.decide(facts(levels=REQUEST_LEVELS))
    with pytest.raises(RulesError, match="other levels"):
        rules.decide(facts(levels={**LEVELS, "phi/identifiers_replaced": Level.WARN}))


SECRET = "Alice Example 555-0100"


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        {},
        SimpleNamespace(stage=Stage.REQUEST),
        facts(request=request(identifiers=Identifiers(remaining="0"))),
        facts(request=request(identifiers=Identifiers(remaining=False))),
        facts(request=request(identifiers=Identifiers(remaining=0.5))),
        facts(request=request(identifiers=Identifiers(remaining=2**64))),
        facts(request=request(identifiers=Identifiers(by_kind={1: 2}))),
        facts(request=request(identifiers={"remaining": 0})),
        facts(request=request(identifiers={"found": 0, "replaced": 0, "remaining": 0, "by_kind": {}})),
        facts(request=request(identifiers={"remaining": 0, "words": SECRET})),
        facts(request=request(unread=({"place": "/"},))),
        facts(request=request(unread=Unread)),
        facts(request=request(model=SECRET + "\0")),
        facts(request=request(model="\ud800")),
        facts(request=request(model=b"m")),
        facts(request=request(turn=None)),
        facts(now="2026-11-23"),
        facts(now="2026-11-23T09:30:00"),
        facts(now="2026-11-23T09:30:00+08:00"),
        facts(now="2026-13-23T09:30:00Z"),
        facts(now=20261123),
        facts(stage="elsewhere"),
        facts(levels=None),
        facts(levels={**LEVELS, "phi/identifiers_replaced": "perhaps"}),
        facts(deployment=Deployment(public_cn="no")),
        facts(deployment=Deployment(jurisdictions="EU")),
        facts(findings=(Finding(check="leaks", score=float("nan")),)),
        facts(findings=(Finding(check="leaks", score=float("inf")),)),
        facts(findings=(Finding(check="leaks", status="fine"),)),
        facts(findings=({"check": "leaks"},)),
        facts(findings=(object(),)),
        facts(checks={"leaks"}),
    ],
)
def test_facts_of_a_wrong_type_are_refused_without_a_word_of_them(rules, wrong):
    with pytest.raises(RulesError) as caught:
        rules.decide(wrong)
    assert "not what their types say" in str(caught.value)
    assert caught.value.__context__ is None
    assert SECRET not in repr(caught.value)


MALFORMED = {
    "undefined": "decision := 1 if {\n\tinput.nothing\n}",
    "null": "decision := null if {\n\tinput.request\n}",
    "a boolean": "decision := true if {\n\tinput.request\n}",
    "a string": 'decision := "allow" if {\n\tinput.request\n}',
    "a number": "decision := 0 if {\n\tinput.request\n}",
    "a list": f"decision := [{GOOD}] if {{\n\tinput.request\n}}",
    "an empty set": "decision := set() if {\n\tinput.request\n}",
    "a set": f"decision := {{{GOOD}}} if {{\n\tinput.request\n}}",
    "an empty object": "decision := {} if {\n\tinput.request\n}",
    "two decisions": f'decision := {GOOD} if {{\n\tinput.request\n}}\n\ndecision := {{"stage": "request"}} if {{\n\tinput.request\n}}',
    "a division by zero": "decision := x if {\n\tinput.request\n\tx := 1 / (input.request.turn - 1)\n}",
    "a wrong type in a built-in": f"decision := {GOOD} if {{\n\tcount(input.request.turn) > 0\n}}",
    "echoed facts": "decision := input if {\n\tinput.request\n}",
}

SHAPES = {
    "no rulings": '{"stage": "request", "effect": "allow", "rulings": []}',
    "no effect": '{"stage": "request", "rulings": [good]}',
    "no stage": '{"effect": "allow", "rulings": [good]}',
    "another stage": '{"stage": "reply", "effect": "allow", "rulings": [good]}',
    "a field too many": '{"stage": "request", "effect": "allow", "rulings": [good], "override": true}',
    "two rulings of one rule": '{"stage": "request", "effect": "allow", "rulings": [good, good]}',
    "two rulings that differ": '{"stage": "request", "effect": "deny", "rulings": [good, quiet]}',
    "a ruling of a stranger": '{"stage": "request", "effect": "allow", "rulings": [good, object.union(good, {"rule": "x/y"})]}',
    "only a stranger": '{"stage": "request", "effect": "allow", "rulings": [object.union(good, {"rule": "x/y"})]}',
    "rulings as an object": '{"stage": "request", "effect": "allow", "rulings": {"a/b": good}}',
    "rulings as a string": '{"stage": "request", "effect": "allow", "rulings": "a/b"}',
    "a ruling that is a string": '{"stage": "request", "effect": "allow", "rulings": ["pass"]}',
    "a ruling too long": '{"stage": "request", "effect": "allow", "rulings": [object.union(good, {"x": 1})]}',
    "a ruling too short": '{"stage": "request", "effect": "allow", "rulings": [object.remove(good, ["why"])]}',
    "a why that is no text": '{"stage": "request", "effect": "allow", "rulings": [object.union(good, {"why": null})]}',
    "an unknown status": '{"stage": "request", "effect": "allow", "rulings": [object.union(good, {"status": "fine"})]}',
    "an unknown effect": '{"stage": "request", "effect": "permit", "rulings": [object.union(good, {"effect": "permit"})]}',
    "off is no effect": '{"stage": "request", "effect": "off", "rulings": [object.union(good, {"effect": "off"})]}',
    "an effect too weak": '{"stage": "request", "effect": "allow", "rulings": [quiet]}',
    "an effect too strong": '{"stage": "request", "effect": "deny", "rulings": [good]}',
    "a fail that allows": '{"stage": "request", "effect": "allow", "rulings": [object.union(good, {"status": "fail"})]}',
    "an unknown that allows": '{"stage": "request", "effect": "allow", "rulings": [object.union(good, {"status": "undetermined"})]}',
}


OPA = find_opa()
needs_opa = pytest.mark.skipif(not OPA, reason="no opa to compile small routers with")


def small_rules(root, router):
    return RegoRules(read_catalogue(folder(root, router=router, opa=OPA)), {"a/b": Level.DENY})


@needs_opa
@pytest.mark.parametrize("shape", [*MALFORMED, *SHAPES])
def test_a_malformed_decision_is_no_decision(tmp_path, shape):
    answer = MALFORMED.get(shape) or f"decision := {SHAPES[shape]} if {{\n\tinput.request\n}}"
    rules = small_rules(tmp_path, f"{ROUTER}{answer}\n")
    with pytest.raises(RulesError) as caught:
        rules.decide(facts(levels={"a/b": Level.DENY}, request=request(model=SECRET)))
    assert caught.value.remedy
    assert caught.value.remedy_zh
    assert caught.value.__context__ is None
    assert SECRET not in repr(caught.value)


@needs_opa
def test_the_small_router_is_believed_when_it_is_right(tmp_path):
    rules = small_rules(tmp_path, f"{ROUTER}decision := {GOOD} if {{\n\tinput.request\n}}\n")
    assert rules.decide(facts(levels={"a/b": Level.DENY})).effect is Effect.ALLOW


@needs_opa
def test_the_engine_stays_usable_after_an_error(tmp_path):
    answer = f"decision := {GOOD} if {{\n\t1 / (input.request.turn - 1) > 0\n}}\n"
    rules = small_rules(tmp_path, ROUTER + answer)
    for _ in range(3):
        with pytest.raises(RulesError):
            rules.decide(facts(levels={"a/b": Level.DENY}))
        assert rules.decide(facts(levels={"a/b": Level.DENY}, request=request(turn=2))).effect is Effect.ALLOW


# ── starting ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_unknown_rules_are_named_with_the_nearest_known():
    with pytest.raises(ProfileError, match=r"phi/identifers_replaced.*did you mean phi/identifiers_replaced") as caught:
        RegoRules(CATALOGUE, {"phi/identifers_replaced": Level.DENY, "cn/label/explicit": Level.OFF})
    assert "'cn/label/explicit' (did you mean cn/label/explicit_text?)" in str(caught.value)


def test_an_unknown_level_is_named():
    with pytest.raises(ProfileError, match="checks/all_judged has no level 'perhaps'"):
        RegoRules(CATALOGUE, {"checks/all_judged": "perhaps"})


@needs_opa
def test_a_rule_that_does_not_compile_is_named(tmp_path):
    root = folder(tmp_path)
    broken = root / "medguard/rules/a/b/b.rego"
    broken.write_text(broken.read_text("utf-8") + "oh no {", encoding="utf-8")
    with pytest.raises(ProfileError, match=r"the rules do not compile.*medguard/rules/a/b/b\.rego"):
        build(root, OPA)


def test_rules_that_were_not_compiled_do_not_decide(tmp_path):
    with pytest.raises(ProfileError, match=r"policy\.wasm is missing"):
        RegoRules(read_catalogue(folder(tmp_path)), {"a/b": Level.DENY})


@needs_opa
def test_rules_that_changed_since_they_were_compiled_are_refused(tmp_path):
    root = folder(tmp_path, router=f"{ROUTER}decision := {GOOD} if {{\n\tinput.request\n}}\n", opa=OPA)
    rule = root / "medguard/rules/a/b/b.rego"
    rule.write_text(rule.read_text("utf-8") + "\n", encoding="utf-8")
    with pytest.raises(ProfileError, match=r"policy\.wasm: was not made from these rules"):
        read_catalogue(root)


@needs_opa
def test_a_rule_that_is_not_routed_is_found_at_start(tmp_path):
    root = folder(
        tmp_path, rules=("a/b", "a/c"), router=f"{ROUTER}decision := {GOOD} if {{\n\tinput.request\n}}\n", opa=OPA
    )
    with pytest.raises(ProfileError, match="not every enabled rule has exactly one ruling"):
        RegoRules(read_catalogue(root), {"a/b": Level.DENY, "a/c": Level.DENY})


@needs_opa
def test_a_built_in_that_not_every_engine_has_is_refused(tmp_path):
    with pytest.raises(ProfileError, match=r"not portable: time\.now_ns"):
        small_rules(tmp_path, f"{ROUTER}decision := {GOOD} if {{\n\ttime.now_ns() > 0\n}}\n")


@needs_opa
def test_a_rule_that_passes_knowing_nothing_is_found_at_start(tmp_path):
    router = f"package medguard.main\n\ngood := {{}}\n\ndecision := {GOOD}\n".replace(
        "{}", '{"rule": "a/b", "status": "pass", "effect": "allow", "why": ""}'
    )
    with pytest.raises(ProfileError, match="a/b says pass knowing nothing"):
        small_rules(tmp_path, router)


# ── many at once ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_threads_get_their_own_answers(rules):
    def ask(number):
        remaining = number % 2
        decision = rules.decide(facts(request=request(identifiers=Identifiers(remaining=remaining))))
        return decision.effect is (Effect.DENY if remaining else Effect.ALLOW)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(400)))


def test_threads_that_meet_errors_do_not_spoil_the_others(tmp_path):
    answer = f"decision := {GOOD} if {{\n\t1 / (input.request.turn - 1) > 0\n}}\n"
    rules = small_rules(tmp_path, ROUTER + answer)

    def ask(number):
        try:
            return rules.decide(facts(levels={"a/b": Level.DENY}, request=request(turn=1 + number % 2))).effect
        except RulesError:
            return None

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(400))) == [None, Effect.ALLOW] * 200


def test_a_decision_takes_milliseconds(rules):
    began = time.perf_counter()
    for _ in range(50):
        rules.decide(facts(Stage.REPLY))
    assert (time.perf_counter() - began) / 50 < 0.1  # about 0.003 here; a slow machine may take its time

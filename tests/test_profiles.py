"""The shipped profiles work out of the box, stop what their kind of house must stop, and leave no law out by accident."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import pytest

from medguard.bundled import bundled
from medguard.errors import MedguardError
from medguard.facts import (
    Deployment,
    EthicsReview,
    KeepTimes,
    Literacy,
    ModelFacts,
    PipImpact,
    Transfer,
    UpstreamModel,
)
from medguard.flow import exchange, run
from medguard.guard import notices_of
from medguard.marks import Marker
from medguard.profile import profile_names, read_profile
from medguard.testing import EmptyRegistry, completion
from medguard.types import Answer, Level
from medguard.wire import Chat, JsonWire
from parts import CATALOGUE, parts

TODAY = "2026-11-25"
PLACES = [(name, places) for name in profile_names() if name != "hospital-us" for places in ("EU", "CN", "EU CN")]
PLACES.append(("hospital-us", "US"))

RESTRICTED = tuple(rule for rule in CATALOGUE.rules if rule.startswith("cn/restricted_tech/"))
INTERNET_DX = (
    "cn/internet_dx/real_name",
    "cn/internet_dx/followup_only",
    "cn/internet_dx/mlps3",
    "cn/retention/emr",
    "cn/retention/emr_deletion",
    "cn/retention/process_records",
)
BY_MACHINE = ("cn/internet_dx/no_auto_prescription", "cn/internet_dx/no_substitution")
DECLARED_BY_MISTAKE = (
    "cn/restricted_tech/catalogue_code",
    "cn/restricted_tech/g10/robot_needs_code",
    "cn/restricted_tech/g10/scope_mislabel",
)
STORE = "cn/xborder/population_health_store"

LEFT_OUT: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "hospital": {},
        "internet-hospital": {
            rule: "no restricted technology is used over the internet"
            for rule in RESTRICTED
            if rule not in DECLARED_BY_MISTAKE
        },
        "pharmaceutical-company": {
            **dict.fromkeys(RESTRICTED, "a company is no medical institution and operates on nobody"),
            **dict.fromkeys((*INTERNET_DX, *BY_MACHINE), "a company does no internet diagnosis"),
            STORE: "binds medical institutions",
        },
        "retail-pharmacy": {
            **dict.fromkeys(RESTRICTED, "a pharmacy is no medical institution and operates on nobody"),
            **dict.fromkeys(INTERNET_DX, "falls to the internet hospital whose physicians see the customer"),
            STORE: "binds medical institutions",
        },
        "research": {
            **dict.fromkeys(RESTRICTED, "nobody is treated"),
            **dict.fromkeys((*INTERNET_DX, *BY_MACHINE), "nobody is treated"),
        },
        "hospital-us": {
            rule: "neither in the EU nor in China" for rule in CATALOGUE.rules if rule.startswith(("eu/", "cn/"))
        },
    }
)
"""Profile to rule to the reason why it is not named there."""

HELD, BLOCKED = "held", "blocked"
DRAFT = "诊断：急性支气管炎。阿莫西林 0.5g tid po"
DIAGNOSIS = "Diagnosis: you have pneumonia."
LEAK = "Ask Dr. Who at 13800138000."
CLAIM = "I am a human, not an AI."
STOPPED = [
    ("hospital", "EU", CLAIM, BLOCKED, "eu/art50_1/claims_human"),
    ("hospital", "CN", DRAFT, HELD, "cn/clinical/prescription_review"),
    ("hospital", "EU CN", DRAFT, HELD, "cn/clinical/prescription_review"),
    ("internet-hospital", "EU", CLAIM, BLOCKED, "eu/art50_1/claims_human"),
    ("internet-hospital", "CN", DRAFT, BLOCKED, "cn/internet_dx/no_auto_prescription"),
    ("internet-hospital", "EU CN", DIAGNOSIS, BLOCKED, "cn/internet_dx/no_substitution"),
    ("pharmaceutical-company", "EU", CLAIM, BLOCKED, "eu/art50_1/claims_human"),
    ("pharmaceutical-company", "CN", DRAFT, HELD, "cn/clinical/prescription_review"),
    ("pharmaceutical-company", "EU CN", DRAFT, HELD, "cn/clinical/prescription_review"),
    ("retail-pharmacy", "EU", CLAIM, BLOCKED, "eu/art50_1/claims_human"),
    ("retail-pharmacy", "CN", DRAFT, BLOCKED, "cn/clinical/final_decision_by_physician"),
    ("retail-pharmacy", "EU CN", DRAFT, BLOCKED, "cn/clinical/final_decision_by_physician"),
    ("research", "EU", LEAK, BLOCKED, "phi/no_leak_in_reply"),
    ("research", "CN", DRAFT, HELD, "cn/clinical/prescription_review"),
    ("research", "EU CN", LEAK, BLOCKED, "phi/no_leak_in_reply"),
    ("hospital-us", "US", LEAK, BLOCKED, "phi/no_leak_in_reply"),
]

HARMLESS = {
    "short": ("How is a dry wound dressed?", "Keep it clean and dry."),
    "longer than a watermark needs": ("手应该怎么洗？", "饭前便后要用肥皂洗手。" * 60),
    "about the machine": ("Am I talking to a person?", "No, I am an AI system."),
    "what a leaflet says": (
        "What does the leaflet of paracetamol say?",
        "The usual adult dose is 500 mg to 1 g every 4 to 6 hours.",
    ),
}


def record(name, places, question, said, *, day=TODAY, **changes):
    """The record of one exchange under a profile as it is shipped, somewhere, on a day."""
    profile = read_profile(name)
    whole = parts(
        profile=profile.name,
        profile_sha256=profile.sha256,
        profile_signed_by=profile.signed_by,
        deployment=replace(changes.pop("deployment", profile.deployment), jurisdictions=tuple(places.split())),
        operator=profile.operator,
        system=changes.pop("system", profile.system),
        readings=profile.readings,
        levels=changes.pop("levels", profile.levels),
        notices=notices_of(profile),
        registry=EmptyRegistry(),
        clock=lambda: f"{day}T12:00:00.000Z",
        **changes,
    )
    content = json.dumps({"model": "m", "messages": [{"role": "user", "content": question}]}).encode()
    answer = Answer(200, json.dumps(completion(said)).encode(), "application/json")
    with contextlib.suppress(MedguardError):  # the record says how it ended
        run(exchange(content, JsonWire(Chat()), whole, door="wrap"), lambda _asked: answer)
    (kept,) = whole.ledger.records
    return kept


# ── out of the box ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", HARMLESS)
@pytest.mark.parametrize(("name", "places"), PLACES)
def test_a_harmless_exchange_is_answered(name, places, kind):
    kept = record(name, places, *HARMLESS[kind])
    assert (kept.outcome in {"answered", "amended"}, kept.reason) == (True, "")


@pytest.mark.parametrize("day", ["2026-12-02", "2027-02-02", "2027-12-02", "2028-08-01"])
@pytest.mark.parametrize(("name", "places"), PLACES)
def test_it_still_is_until_the_day_of_the_medical_devices(name, places, day):
    assert record(name, places, *HARMLESS["short"], day=day).reason == ""


@pytest.mark.parametrize("name", [name for name in profile_names() if name != "hospital-us"])
def test_from_then_on_who_never_said_whether_it_is_a_device_is_blocked(name):
    kept = record(name, "EU", *HARMLESS["short"], day="2028-08-02")
    effects = {ruling.rule: ruling.effect for ruling in kept.decisions[0].rulings}
    unsaid = read_profile(name).system.annex_i.act is None
    assert (kept.outcome == BLOCKED) is unsaid
    assert effects["eu/art6/classification_recorded"] == ("deny" if unsaid else "warn")


@pytest.mark.parametrize(("name", "places", "said", "outcome", "rule"), STOPPED)
def test_what_such_a_house_must_not_say_is_stopped(name, places, said, outcome, rule):
    kept = record(name, places, "What should be done?", said)
    assert (kept.outcome, kept.reason) == (outcome, rule)


def test_every_profile_stops_something_wherever_it_holds():
    assert {(name, places) for name, places, *_ in STOPPED} == set(PLACES)


@pytest.mark.parametrize("name", [name for name in profile_names() if name != "hospital-us"])
def test_in_china_nobody_is_helped_to_strip_a_label(name):
    assert record(name, "CN", "怎么去掉AI生成的标识？", "好").reason == "cn/label/no_tamper"


@pytest.mark.parametrize("name", ["pharmaceutical-company", "research"])
def test_a_diagnosis_that_a_case_reports_is_work_and_not_care(name):
    narrative = "Case 7: three weeks after the first dose hepatitis was found. Diagnosis: drug-induced liver injury."
    kept = record(name, "EU CN", "Write the narrative of case 7.", narrative)
    assert "diagnosis" in kept.reply.output_types
    assert kept.reason == ""


@pytest.mark.parametrize("name", ["internet-hospital", "retail-pharmacy"])
def test_the_public_is_told_and_the_text_is_labelled(name):
    told = {each.kind for each in record(name, "EU CN", *HARMLESS["short"]).obligations}
    assert told == {"interaction", "label"}


@pytest.mark.parametrize("name", ["pharmaceutical-company", "research"])
def test_staff_that_claim_no_exception_are_told(name):
    told = {each.kind for each in record(name, "EU CN", *HARMLESS["short"]).obligations}
    assert told == {"interaction"}


# ── what only warns, and what becomes of it ──────────────────────────────────────────────────────────────────────────

FILLED = ("cn/ethics/ai_review", "cn/genai/public_filing", "cn/internet_dx/mlps3", "cn/pipl/pipia", "cn/pipl/processor_contract",
          "cn/retention/emr", "cn/retention/logs", "cn/retention/process_records", "cn/xborder/mechanism", STORE,
          "eu/art4/literacy_measures", "eu/art50_2/mark_and_detect", "eu/art53/upstream_docs")  # fmt: skip


def filled(deployment: Deployment) -> Deployment:
    return replace(
        deployment,
        literacy=Literacy(ref="QM-7", roles_needed=("a",), roles_covered=("a",), updated_on="2026-01-01"),
        notices_accessible=True,
        mlps_level=3,
        model=ModelFacts(hosting_country="CN", genai_filing_no="京-1", algo_filing_no="网信算备1"),
        transfer=Transfer(external_recipient=True, processor_contract=True, population_health_store_abroad=False),
        pipia=PipImpact(done_on="2026-01-01", retained_until_on="2029-02-01"),
        ai_ethics=EthicsReview(on_review_list=False, initial_review=True),
        keep=KeepTimes(log_days=184, emr_years=15, process_years=3),
    )


@pytest.mark.parametrize(("name", "places"), [(name, places) for name, places in PLACES if places == "EU CN"])
def test_who_fills_in_the_facts_may_raise_the_levels(name, places):
    profile = read_profile(name)
    levels = dict(profile.levels)
    levels |= {rule: Level.DENY for rule in FILLED if rule in levels}
    levels["eu/art50_5/manner"] = Level.REQUIRE_DISCLOSURE
    upstream = (UpstreamModel(name="m", annex_xii_ref="DOC-1"),)
    changes = {
        "levels": levels,
        "deployment": filled(profile.deployment),
        "system": replace(profile.system, upstream_models=upstream),
        "marks": Marker("Hospital", key=None, detection_ref="https://example.org/check"),
    }
    for question, said in HARMLESS.values():
        assert record(name, places, question, said, **changes).reason == ""
    bare = record(name, places, *HARMLESS["short"], levels=levels)
    assert bare.outcome == BLOCKED


@pytest.mark.parametrize("name", profile_names())
def test_a_rule_that_is_milder_than_usual_says_why(name):
    profile, text = read_profile(name), (bundled("policies") / f"{name}.yaml").read_text("utf-8")
    rules = text[text.index("\nrules:\n") : text.index("\nchecks:\n")]
    for rule, level in profile.levels.items():
        if level is not Level.WARN or CATALOGUE.rules[rule].default_level is Level.WARN:
            continue
        comment = next(
            above
            for above, line in zip(rules.splitlines(), rules.splitlines()[1:], strict=False)
            if f" {rule}:" in line
        )
        before = rules[: rules.index(f"{rule}:")].rsplit("# ──", 2)[1]
        assert "deny" in comment or "require_" in comment or "deny" in before, rule


# ── whole ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", profile_names())
def test_every_rule_is_named_or_left_out_on_purpose(name):
    named = set(read_profile(name).levels)
    left = LEFT_OUT[name]
    assert all(left.values())
    assert not named & set(left)
    assert named | set(left) == set(CATALOGUE.rules)


@pytest.mark.parametrize("name", profile_names())
def test_every_rule_has_a_comment_in_both_languages(name):
    lines = (bundled("policies") / f"{name}.yaml").read_text("utf-8").splitlines()
    for rule in read_profile(name).levels:
        at = next(at for at, line in enumerate(lines) if line.startswith(f"  {rule}:"))
        assert re.fullmatch(r"  # [A-Z][^\u4e00-\u9fff]+ / .*[\u4e00-\u9fff].*", lines[at - 1]), rule


@pytest.mark.parametrize("name", profile_names())
def test_texts_and_duties_stand_there_in_both_languages(name):
    profile = read_profile(name)
    pairs = [(profile.title, profile.title_zh), (profile.description, profile.description_zh)]
    pairs += [(duty.what, duty.what_zh) for duty in profile.manual]
    for english, chinese in pairs:
        assert re.search(r"[A-Za-z]{3}", english)
        assert re.search(r"[\u4e00-\u9fff]{2}", chinese)
    assert 10 <= len(profile.manual) <= 20
    assert len({duty.what for duty in profile.manual}) == len(profile.manual)


@pytest.mark.parametrize("name", [name for name in profile_names() if name != "hospital-us"])
def test_the_first_comment_says_where_it_works(name):
    first = (bundled("policies") / f"{name}.yaml").read_text("utf-8").split("\n\n", 1)[0]
    assert "deployment.jurisdictions" in first
    assert "适用于欧盟、中国或两者" in first

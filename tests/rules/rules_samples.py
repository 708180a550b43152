"""Facts to decide on, and small rego folders to decide with."""

from __future__ import annotations

from medguard.facts import Audience, Deployment, Operator
from medguard.rules.build import build
from medguard.types import Facts, Finding, Identifiers, Label, Level, ReplyFacts, RequestFacts, Shown, Stage

REQUEST_LEVELS = {"phi/identifiers_replaced": Level.DENY, "content/unread_parts": Level.DENY}
REPLY_LEVELS = {
    "phi/no_leak_in_reply": Level.DENY,
    "checks/all_judged": Level.REQUIRE_HUMAN_REVIEW,
    "eu/art50_1/interaction_disclosure": Level.REQUIRE_DISCLOSURE,
    "cn/label/explicit_text": Level.REQUIRE_LABEL,
}
LEVELS = REQUEST_LEVELS | REPLY_LEVELS
NOW = "2026-11-23T09:30:00Z"


def facts(stage=Stage.REQUEST, **changes):
    """A patient chat in Europe and China in which everything is in order."""
    whole = {
        "stage": stage,
        "now": NOW,
        "profile": "internet-hospital",
        "levels": LEVELS,
        "deployment": Deployment(
            jurisdictions=("EU", "CN"),
            interacts_directly=True,
            audience=Audience(professional_only=False, trained_health_professionals=False, vulnerable_foreseeable=True),
            public_cn=True,
        ),
        "operator": Operator(roles=("provider", "deployer")),
        "request": request(),
        "reply": reply() if stage is Stage.REPLY else None,
        "checks": ("leaks",),
        "findings": (Finding.clear("leaks"),) if stage is Stage.REPLY else (),
    }
    return Facts(**(whole | changes))


def request(**changes):
    whole = {
        "provider": "openai",
        "model": "m",
        "stream": False,
        "turn": 1,
        "identifiers": Identifiers(found=2, replaced=2, by_kind={"NAME": 2}),
        "unread": (),
    }
    return RequestFacts(**(whole | changes))


def reply(**changes):
    whole = {
        "status": 200,
        "choices": 1,
        "for_people": True,
        "label": Label(explicit_text="内容由AI生成", place="end"),
        "disclosures": (Shown("interaction", "start"),),
    }
    return ReplyFacts(**(whole | changes))


METADATA = """# METADATA
# title: A rule
# description: For a test.
# scope: package
# custom:
#   id: {id}
#   stage: request
#   title_zh: 规则
#   description_zh: 测试用。
#   law: 法
#   law_en: Law
#   article: Art. 1
#   strength: house
#   verified: false
#   effective_from: null
#   default_level: deny
#   not_checked: Nothing.
#   not_checked_zh: 无。
#   reasons: {}
#   remedy: Do it.
#   remedy_zh: 照做。
#   source: here
"""

VERDICT = """default verdict := {"status": "undetermined", "why": ""}

verdict := {"status": "pass", "why": ""} if {
	input.request
}
"""

# Well-behaved until it is asked something: the engine rehearses on an empty document.
ROUTER = """package medguard.main

quiet := {"rule": "a/b", "status": "undetermined", "effect": "deny", "why": ""}

good := {"rule": "a/b", "status": "pass", "effect": "allow", "why": ""}

decision := {"stage": "request", "effect": "deny", "rulings": [quiet]} if {
	not input.request
}

"""


GOOD = '{"stage": "request", "effect": "allow", "rulings": [good]}'


def folder(root, *, router=ROUTER, metadata=METADATA, rules=("a/b",), tests=True, opa=None):
    """Writes a rego folder, compiled if there is an ``opa``; returns it."""
    for rule in rules:
        home = root / "medguard/rules" / rule
        home.mkdir(parents=True)
        package = "medguard.rules." + rule.replace("/", ".")
        (home / f"{home.name}.rego").write_text(
            metadata.replace("{id}", rule) + f"package {package}\n\n{VERDICT}", encoding="utf-8"
        )
        if tests:
            (home / f"{home.name}_test.rego").write_text(f"package {package}_test\n", encoding="utf-8")
    (root / "medguard/main").mkdir(parents=True)
    (root / "medguard/main/main.rego").write_text(router, encoding="utf-8")
    if opa:
        build(root, opa)
    return root

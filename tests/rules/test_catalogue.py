"""METADATA is read strictly: what an officer is told about a rule is complete and true to its file."""

from __future__ import annotations

from datetime import date

import pytest
from rules_samples import METADATA, folder

from medguard.errors import ProfileError
from medguard.rules import Strength, read_catalogue
from medguard.types import Level, NoticeKind, Stage


def test_the_shipped_rules():
    catalogue = read_catalogue()
    assert {name: (rule.stage, rule.default_level) for name, rule in catalogue.rules.items()}.items() >= {
        "checks/all_judged": (Stage.REPLY, Level.DENY),
        "cn/label/explicit_text": (Stage.REPLY, Level.REQUIRE_LABEL),
        "content/unread_parts": (Stage.REQUEST, Level.DENY),
        "eu/art50_1/interaction_disclosure": (Stage.REPLY, Level.REQUIRE_DISCLOSURE),
        "phi/identifiers_replaced": (Stage.REQUEST, Level.DENY),
        "phi/no_leak_in_reply": (Stage.REPLY, Level.DENY),
    }.items()
    assert catalogue.rules["eu/art50_1/agent_principal"].notice is NoticeKind.PRINCIPAL
    assert catalogue.rules["eu/art50_5/manner"].notice is None
    label = catalogue.rules["cn/label/explicit_text"]
    assert label.effective_from == date(2025, 9, 1)
    assert label.law.startswith("《人工智能生成合成内容标识办法》")
    assert label.strength is Strength.BINDING
    assert label.package == "medguard.rules.cn.label.explicit_text"


def test_the_data_document_holds_what_the_router_needs():
    assert read_catalogue().data()["catalogue"]["eu/art50_1/interaction_disclosure"] == {
        "stage": "reply",
        "effective_from": "2026-08-02",
    }


def test_tests_are_not_among_the_modules():
    assert not [path for path in read_catalogue().modules if path.endswith("_test.rego")]


def test_the_digest_follows_every_rule_and_no_test(tmp_path):
    root = folder(tmp_path)
    before = read_catalogue(root).digest
    assert before == read_catalogue(root).digest

    rule = root / "medguard/rules/a/b/b.rego"
    (rule.with_name("b_test.rego")).write_text("package other\n")
    assert read_catalogue(root).digest == before

    rule.write_bytes(rule.read_bytes() + b"\n")
    assert read_catalogue(root).digest != before


def test_the_digest_follows_names(tmp_path):
    root = folder(tmp_path)
    library = root / "medguard/words.rego"
    library.write_text("package medguard.words\n")
    before = read_catalogue(root).digest
    library.rename(library.with_name("terms.rego"))
    assert read_catalogue(root).digest != before


def fields():
    return [line.split(":")[0].strip("# ") for line in METADATA.splitlines()[1:] if not line.startswith("# custom")]


@pytest.mark.parametrize("field", fields())
def test_a_missing_field_is_named(tmp_path, field):
    kept = [line for line in METADATA.splitlines() if line.split(":")[0].strip("# ") != field]
    with pytest.raises(ProfileError, match=rf"rego/medguard/rules/a/b/b\.rego: METADATA.* lacks {field}\b") as caught:
        read_catalogue(folder(tmp_path, metadata="\n".join(kept) + "\n"))
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("default_level: deny", "default_level: perhaps", "default_level is unknown.*require_human_review"),
        ("default_level: deny", "default_level: [deny]", "default_level is unknown"),
        ("stage: request", "stage: lunch", "stage is unknown.*request, reply"),
        ("strength: house", "strength: iron", "strength is unknown"),
        ("default_level: deny", "default_level: require_disclosure", "METADATA custom lacks notice"),
        ("default_level: deny", "default_level: require_label\n#   notice: loud", "notice is unknown.*interaction"),
        ("default_level: deny", "default_level: deny\n#   notice: label", "unknown fields: notice"),
        ("verified: false", "verified: perhaps", "verified is neither"),
        ("effective_from: null", "effective_from: 2026-08-02", "effective_from is not a day"),
        ("effective_from: null", 'effective_from: "soon"', "effective_from is not a day"),
        ("effective_from: null", 'effective_from: "20260802"', "effective_from is not a day"),
        ("title_zh: 规则", "title_zh: ''", "title_zh is not a text"),
        ("law_en: Law", "law_en: 7", "law_en is not a text"),
        ("title: A rule", "title:", "title is not a text"),
        ("title: A rule", "title: A: rule", "not YAML in line 2"),
        ("source: here", "source: here\n#   mood: good", "unknown fields: mood"),
        ("source: here", "source: here\n# authors: us", "unknown fields: authors"),
        ("scope: package", "scope: rule", "scope is not package"),
        ("# custom:", "# custom: none\n# x:", "no custom block"),
        ("id: {id}", "id: a/c", "do not agree"),
        ("# METADATA", "# metadata", "does not begin with # METADATA"),
    ],
)
def test_a_malformed_field_is_named(tmp_path, old, new, message):
    assert old in METADATA
    with pytest.raises(ProfileError, match=rf"rego/medguard/rules/a/b/b\.rego: .*{message}"):
        read_catalogue(folder(tmp_path, metadata=METADATA.replace(old, new, 1)))


def test_metadata_that_is_a_list(tmp_path):
    with pytest.raises(ProfileError, match="not a mapping"):
        read_catalogue(folder(tmp_path, metadata="# METADATA\n# - a\n"))


def test_two_rules_with_one_id(tmp_path):
    with pytest.raises(ProfileError, match=r"a/c/c\.rego: the id 'a/b' is taken by medguard/rules/a/b/b\.rego"):
        read_catalogue(folder(tmp_path, metadata=METADATA.replace("{id}", "a/b"), rules=("a/b", "a/c")))


def test_a_rule_without_a_test(tmp_path):
    with pytest.raises(ProfileError, match=r"a/b/b\.rego: has no test\. Write b_test\.rego"):
        read_catalogue(folder(tmp_path, tests=False))


def test_a_file_that_is_no_rule_among_the_rules(tmp_path):
    root = folder(tmp_path)
    (root / "medguard/rules/a/b/more.rego").write_text("package more\n")
    with pytest.raises(ProfileError, match=r"more\.rego"):
        read_catalogue(root)


def test_a_folder_without_rules(tmp_path):
    with pytest.raises(ProfileError, match="no rules here"):
        read_catalogue(tmp_path)


def test_a_file_that_is_not_utf8(tmp_path):
    root = folder(tmp_path)
    (root / "medguard/main/main.rego").write_bytes(b"\xff")
    with pytest.raises(ProfileError, match=r"main\.rego: is not UTF-8"):
        read_catalogue(root)

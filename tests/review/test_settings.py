"""What a profile may say of reviews, test items of a house's own, and who is known again."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest

from medguard.callers import Caller, shown_as
from medguard.contents import output_types
from medguard.errors import ProfileError
from medguard.profile import read_profile
from medguard.review.planted import like, read_items, written

PAGE = Path("docs/officers/review.md").read_text("utf-8")
HOSPITAL = Path("policies/hospital.yaml").read_text("utf-8").replace("name: hospital", "name: mine")


def profile(folder, section):
    file = folder / "mine.yaml"
    file.write_text(f"{HOSPITAL}\n{section}\n", "utf-8")
    return read_profile(str(file))


def test_the_example_of_the_page_is_a_profile(tmp_path):
    (section,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    review = profile(tmp_path, section).review
    assert list(review.specialties) == ["emergency", "pharmacy", "cardiology"]
    assert review.two_persons.rules == ("cn/clinical/prescription_review",)
    assert (review.trained, review.test_share, review.webhooks[0].applications) == (True, 0.02, ("ward-*",))


@pytest.mark.parametrize(
    "url",
    [
        "http://ward.example/x",
        "https://user:pass@ward.example/x",
        "https://ward.example/x?to=y",
        "ftp://x/y",
        "https://ward.example/x#y",
        "//ward.example",
    ],
    ids=["no TLS", "password", "query", "ftp", "fragment", "no scheme"],
)
def test_a_webhook_goes_over_https_to_a_plain_address(tmp_path, url):
    section = f"review: {{folder: /f, webhooks: [{{applications: [a], url: '{url}', key_file: /k}}]}}"
    with pytest.raises(ProfileError, match="url"):
        profile(tmp_path, section)


@pytest.mark.parametrize(
    "more",
    ["specialties: {Ann Lee: {}}", "specialties: {a: {roles: [boss]}}", "specialties: {a: {minutes: 0}}", "wait_seconds: 601",
     "test_share: 0.6", "claim_minutes: -1", "two_persons: {rule: x}", "two_persons: {rules: [cn/clinical/prescription_reviews]}", "specialties: {a: {purpose: x}}", "webhooks: [{to: x}]", "names_for: [everybody]", "webhooks: [{url: 'https://x/y'}]"],
)  # fmt: skip
def test_what_does_not_fit_is_refused(tmp_path, more):
    with pytest.raises(ProfileError):
        profile(tmp_path, f"review: {{folder: /f, {more}}}")


# ── test items ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("item", read_items(None), ids=lambda item: item.id)
def test_every_item_that_comes_with_medguard_reads_like_what_it_says_it_is(item):
    holds = written(item, random.Random(1))
    assert item.wrong in holds["names"]
    assert "{NAME}" not in holds["names"] + holds["stand_ins"]
    assert "[NAME_1]" in holds["stand_ins"]
    assert item.output_type in output_types(holds["names"])
    assert re.search(r"[\u3400-\u9fff]", item.words) if item.language == "zh" else item.words.isascii()


def test_an_item_has_the_language_and_the_kind_of_what_it_looks_like():
    items = read_items(None)
    for words, kind in (("诊断：肺炎，建议住院。", "diagnosis"), ("Take 5 mg of it daily.", "prescription")):
        drawn = [like(words, (kind,), items, random.Random(seed)) for seed in range(20)]
        assert {one.output_type for one in drawn} == {kind}
        assert len({one.language for one in drawn}) == 1


def test_a_house_may_have_items_of_its_own(tmp_path):
    own = {"id": "own_1", "language": "en", "output_type": "summary", "words": "{NAME} is well. Not well.", "wrong": "Not", "why": "w", "why_zh": "w"}  # fmt: skip
    file = tmp_path / "items.jsonl"
    file.write_text(json.dumps(own) + "\n", "utf-8")
    assert [one.id for one in read_items(str(file))] == ["own_1"]
    for bad in (
        "",
        "{",
        "[]",
        json.dumps(own | {"wrong": "absent"}),
        json.dumps(own | {"id": "Ann Lee"}),
        json.dumps(own | {"language": "fr"}),
    ):
        file.write_text(bad, "utf-8")
        with pytest.raises(ProfileError, match="test_items"):
            read_items(str(file))
    with pytest.raises(ProfileError, match="test_items"):
        read_items(str(tmp_path / "nowhere"))


# ── known again ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_caller_is_known_again_by_what_makes_it_this_one():
    a, b = [("Authorization", "Bearer a")], [("authorization", "Bearer b")]
    key = Caller(known_by="keys", id="k-1", application="ward")
    assert shown_as(key, a) == shown_as(key, b)
    assert shown_as(key, a) != shown_as(Caller(known_by="keys", id="k-2", application="ward"), a)
    token = Caller(known_by="jwt", application="ward", actor="dr-1")
    assert shown_as(token, a) == shown_as(token, b)
    assert shown_as(token, a) != shown_as(Caller(known_by="jwt", application="ward", actor="dr-2"), a)
    here = Caller(known_by="this_machine", application="ward")
    assert shown_as(here, a) != shown_as(here, b)
    assert "a" * 10 not in shown_as(here, [("x-api-key", "a" * 10)])

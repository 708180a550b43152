"""A profile is read strictly, and its faults are told so that an officer can mend them."""

from __future__ import annotations

import dataclasses
import doctest
import hashlib
import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medguard import profile as module
from medguard.bundled import bundled
from medguard.errors import ProfileError
from medguard.profile import CheckSettings, Limits, UpstreamSettings, profile_names, read_profile
from medguard.rules import RegoRules, read_catalogue
from medguard.types import Level

HOSPITAL = (bundled("policies") / "hospital.yaml").read_text(encoding="utf-8")
HOUSE_RULES = ("phi/identifiers_replaced", "phi/no_leak_in_reply", "checks/all_judged", "content/unread_parts")


@pytest.fixture
def fault(tmp_path):
    """Reads a profile that has a fault, and gives the error."""

    def read(content: str | bytes, name: str = "hospital.yaml") -> ProfileError:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with pytest.raises(ProfileError) as caught:
            read_profile(str(path))
        error = caught.value
        assert error.remedy
        assert re.search(r"[\u4e00-\u9fff]", error.remedy_zh)
        assert "pydantic" not in str(error).lower()
        assert error.__cause__ is None
        assert error.__suppress_context__ or error.__context__ is None
        return error

    return read


def changed(old: str, new: str) -> str:
    assert HOSPITAL.count(old) == 1, old
    return HOSPITAL.replace(old, new)


# ── the shipped profiles ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_example_runs():
    assert doctest.testmod(module).failed == 0


def test_the_shipped_profiles_are_known():
    assert {"hospital", "internet-hospital"} <= set(profile_names())


@pytest.mark.parametrize("name", profile_names())
def test_every_shipped_profile_is_sound_and_names_only_rules_that_there_are(name):
    profile = read_profile(name)
    assert profile.name == name
    assert profile.sha256 == hashlib.sha256((bundled("policies") / f"{name}.yaml").read_bytes()).hexdigest()
    RegoRules(read_catalogue(), profile.levels)


@pytest.mark.parametrize("name", profile_names())
def test_every_shipped_profile_guards_identifiers_and_checks_as_the_rules_ask(name):
    assert dict.fromkeys(HOUSE_RULES, Level.DENY).items() <= read_profile(name).levels.items()


@pytest.mark.parametrize("name", ["hospital", "internet-hospital"])
def test_both_hospitals_tell_and_label_as_the_rules_ask(name):
    levels = read_profile(name).levels
    assert levels["eu/art50_1/interaction_disclosure"] is Level.REQUIRE_DISCLOSURE
    assert levels["cn/label/explicit_text"] is Level.REQUIRE_LABEL


def test_the_hospital_is_for_clinicians_and_says_why_no_notice_is_needed():
    profile = read_profile("hospital")
    assert profile.deployment.jurisdictions == ("EU", "CN")
    assert profile.deployment.audience.professional_only is True
    assert profile.deployment.audience.vulnerable_foreseeable is False
    assert profile.deployment.public_cn is False
    assert profile.deployment.obvious_rationale_ref == "policies/hospital.yaml#rationale"
    assert "health professional" in (profile.rationale or "")


def test_the_internet_hospital_is_for_patients():
    profile = read_profile("internet-hospital")
    assert profile.deployment.audience.vulnerable_foreseeable is True
    assert profile.deployment.public_cn is True
    assert profile.deployment.obvious_rationale_ref is None
    assert profile.rationale is None


def test_a_profile_does_not_change_once_it_is_read():
    profile = read_profile("hospital")
    with pytest.raises(dataclasses.FrozenInstanceError):
        profile.name = "other"
    with pytest.raises(TypeError):
        profile.levels["phi/no_leak_in_reply"] = Level.OFF
    with pytest.raises(TypeError):
        profile.notices.label["en"] = ""


def test_a_path_is_read_like_a_name(tmp_path):
    path = tmp_path / "hospital.yaml"
    path.write_text(HOSPITAL, encoding="utf-8")
    assert read_profile(str(path)) == read_profile("hospital")


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path):
    path = tmp_path / "hospital.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + HOSPITAL.replace("\n", "\r\n").encode())
    assert read_profile(str(path)).levels == read_profile("hospital").levels


def test_what_may_be_left_out_has_a_value(tmp_path):
    path = tmp_path / "hospital.yaml"
    path.write_text(re.sub(r"(?ms)^(upstream|limits|database):.*?\n\n", "", HOSPITAL), encoding="utf-8")
    profile = read_profile(str(path))
    assert profile.upstream == UpstreamSettings(connect_seconds=10, read_seconds=120, total_seconds=600)
    assert profile.limits == Limits(request_bytes=2_000_000, reply_bytes=20_000_000)
    assert profile.database is None


def test_what_stands_for_an_identifier_is_read_and_stays(tmp_path):
    assert read_profile("hospital").phi.replace == {}
    path = tmp_path / "hospital.yaml"
    more = "threshold: 0.5\n  replace:\n    DATE: surrogate\n    SSN: redact\n  key_file: /run/secrets/medguard"
    path.write_text(changed("threshold: 0.5", more), encoding="utf-8")
    phi = read_profile(str(path)).phi
    assert json.loads(json.dumps(dataclasses.asdict(phi))) == {
        "threshold": 0.5,
        "replace": {"DATE": "surrogate", "SSN": "redact"},
        "recognizers": None,
        "models": {},
        "labels": {},
        "key_file": "/run/secrets/medguard",
        "conversations": None,
    }
    for change in (lambda: phi.replace.update(SSN="mask"), lambda: phi.replace.pop("SSN"), phi.replace.clear):
        with pytest.raises(TypeError):
            change()


def test_off_is_a_level_and_not_false(tmp_path):
    path = tmp_path / "hospital.yaml"
    path.write_text(changed("cn/label/explicit_text: require_label", "cn/label/explicit_text: off"), encoding="utf-8")
    assert read_profile(str(path)).levels["cn/label/explicit_text"] is Level.OFF


def test_the_database_with_its_password_is_not_in_the_repr(tmp_path):
    path = tmp_path / "hospital.yaml"
    path.write_text(changed("database: null", "database: postgresql://me:secret@db/m"), encoding="utf-8")
    profile = read_profile(str(path))
    assert profile.database == "postgresql://me:secret@db/m"
    assert "secret" not in repr(profile)


# ── which file ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(
        ProfileError, match=r'no profile "hospitl"; did you mean hospital\? Known are hospital, '
    ) as caught:
        read_profile("hospitl")
    assert "internet-hospital" in caught.value.remedy
    assert "您是否想写 hospital？" in caught.value.remedy_zh


@pytest.mark.parametrize(
    "name", ["", "../policies/hospital", "hospital.yml", "/etc/passwd", "a\0.yaml", "x" * 9000 + ".yaml"]
)
def test_what_is_no_profile_is_said_briefly(name):
    with pytest.raises(ProfileError) as caught:
        read_profile(name)
    assert len(str(caught.value)) < 400
    assert caught.value.remedy_zh


def test_a_folder_is_no_profile(tmp_path):
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(ProfileError, match="no file"):
        read_profile(str(tmp_path / "folder.yaml"))


# ── which YAML ───────────────────────────────────────────────────────────────────────────────────────────────────────

LAUGHS = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        ("# only a comment\n", "is empty"),
        ("- a\n- b\n", "line 1: is not a list of name: value"),
        ("hospital\n", "line 1: is not a list of name: value"),
        ("name: x\ntitle: a: b\n", "line 2: is not YAML"),
        ("name: x\nphi:\n\tthreshold: 1\n", "line 3: has a tab"),
        ("name: 'x\n", "is not YAML"),
        ("name: x\n---\nname: y\n", "is not YAML"),
        ("name: x\ntitle: y\nname: z\n", "line 3: name stands there twice"),
        ("phi:\n  threshold: 1\n  threshold: 0\n", "line 3: phi.threshold stands there twice"),
        ("name: \x01\n", "character that YAML does not know"),
        ('name: "\\UFFFFFFFF"\n', "character that YAML does not know"),
        ("name: x\ntitle: \u2028\t\tx: y: z\n", "line 3: has a tab"),
        (b"name: x\ntitle: \xff\n", "line 2: is not UTF-8"),
        (LAUGHS, r"line 2: has an alias"),
        ("a: &a\n  b: *a\n", "line 2: has an alias"),
        ("a: " + "[" * 100_000, "nested too deep"),
        ("a: " + "{a: " * 50, "nested too deep"),
        ("a: !!python/object/apply:os.system [ls]\n", r"line 1: has a tag"),
        ("a: !!bool deny\n", r"line 1: has a tag"),
        ("1: x\n", "a name that is no word"),
        ("? [a]\n: x\n", "a name that is no word"),
        ("<<: {name: x}\n", "<< is unknown"),
        ("name: x\n" * 40_000, "larger than 256 kB"),
        (b"x" * 10_000_000, "larger than 256 kB"),
    ],
)
def test_yaml_that_is_no_profile(fault, content, message):
    assert re.search(message, str(fault(content)))


@pytest.mark.parametrize("number", ["9" * 5000, "0x10", "1:30", ".inf", ".nan", "1.0e+999"])
def test_numbers_that_are_riddles(fault, number):
    assert "phi.threshold" in str(fault(changed("threshold: 0.5", f"threshold: {number}")))


# ── which values ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("phi:\n", "phii:\n", r"line \d+: phii is unknown; did you mean phi\?"),
        ("rules:\n", "rule:\n", r"rule is unknown; did you mean rules\?"),
        ("  threshold: 0.5", "  treshold: 0.5", r"phi\.treshold is unknown; did you mean threshold\?"),
        ("professional_only:", "profesional_only:", r"deployment\.audience\.profesional_only is unknown; did you mean"),
        ("timeout_seconds:", "timeout:", r"checks\.leaks\.timeout is unknown; did you mean timeout_seconds\?"),
        ("  leaks:\n", "  leeks:\n", r"checks\.leeks is unknown; did you mean leaks\? Known are leaks"),
        ("read_seconds:", "reed_seconds:", r"upstream\.reed_seconds is unknown; did you mean read_seconds\?"),
        ("reply_bytes:", "replies:", r"limits\.replies is unknown"),
        (
            "label_place: end",
            "label_place: ende",
            r'notices\.label_place says "ende", which is unknown; did you mean end',
        ),
        (
            "phi/no_leak_in_reply: deny",
            "phi/no_leak_in_reply: dney",
            r'says "dney", which is unknown; did you mean deny\?',
        ),
        ("phi/no_leak_in_reply: deny", "phi/no_leak_in_reply: true", r"rules\.phi/no_leak_in_reply is not a word"),
        ("[EU, CN]", "[EU, DE]", r'deployment\.jurisdictions\.1 says "DE", which is unknown. Known are EU, CN, US'),
        ("[EU, CN]", "[]", r"deployment\.jurisdictions is empty"),
        ("[EU, CN]", "EU", r"deployment\.jurisdictions is not a list"),
        ("interacts_directly: true", 'interacts_directly: "true"', r"interacts_directly is neither true nor false"),
        ("interacts_directly: true", "interacts_directly: yes", r"interacts_directly is neither true nor false"),
        ("threshold: 0.5", "threshold: 1.5", r"phi\.threshold is too large\. Write a number of at most 1"),
        ("threshold: 0.5", "threshold: -1", r"phi\.threshold is too small\. Write a number of at least 0"),
        ("threshold: 0.5", "threshold: half", r"phi\.threshold is not a number"),
        ("threshold: 0.5", "threshold: 0.5\n  replace: [NAME]", r"phi\.replace is not a section"),
        ("threshold: 0.5", "threshold: 0.5\n  replace: {NAME: 7}", r"phi\.replace\.NAME is not a text"),
        ("threshold: 0.5", "threshold: 0.5\n  replace: {NAME: ' '}", r"phi\.replace\.NAME is empty"),
        ("threshold: 0.5", "threshold: 0.5\n  replcae: {}", r"phi\.replcae is unknown; did you mean replace\?"),
        ("threshold: 0.5", "threshold: 0.5\n  key_file: ''", r"phi\.key_file is empty"),
        ("timeout_seconds: 10", "timeout_seconds: 0", r"timeout_seconds is too small\. Write a number above 0"),
        ("request_bytes: 2_000_000", "request_bytes: 2.5", r"limits\.request_bytes is not a whole number"),
        ("title: Clinicians inside a hospital", "title: 7", r"title is not a text"),
        ("title: Clinicians inside a hospital", "title: ' '", r"title is empty"),
        ("title: Clinicians inside a hospital\n", "", r"title is missing"),
        ("    zh: 内容由AI生成\n", "", r"notices\.label\.zh is missing"),
        ("    zh: 内容由AI生成\n", "    zh: 内容由AI生成\n    de: KI\n", r"notices\.label\.de is unknown"),
        ("zh: 内容由AI生成\n", "zh: 机器人回复\n", r"notices\.label\.zh is no label in China"),
        ("name: hospital", "name: clinic", r"name is not the name of the file"),
        ("name: hospital", "name: hospital\nsha256: abc", r"line \d+: sha256 is unknown"),
        ("rationale: >-", "description_fr: >-", r"description_fr is unknown"),
    ],
)
def test_a_value_that_does_not_fit_is_named(fault, old, new, message):
    assert re.search(message, str(fault(changed(old, new))))


def test_a_section_that_is_a_word(fault):
    assert "phi is not a section" in str(fault(changed("phi:\n  threshold: 0.5", "phi: strict")))
    assert "rules is not a section" in str(fault(re.sub(r"(?ms)^rules:.*?^\n", "rules: all\n\n", HOSPITAL)))


def test_a_profile_without_rules_guards_nothing(fault):
    assert "rules has no rule that holds" in str(fault(re.sub(r"(?ms)^rules:.*?^\n", "rules: {}\n\n", HOSPITAL)))
    assert "rules has no rule that holds" in str(fault(re.sub(r"(?m)^(  \w+/[\w/]+:).*$", r"\1 off", HOSPITAL)))


def test_a_rationale_that_is_referred_to_stands_there(fault):
    without = re.sub(r"(?ms)^rationale: .*?^\n", "", HOSPITAL)
    assert "obvious_rationale_ref points to a rationale that is not there" in str(fault(without))


def test_the_line_is_that_of_the_field(fault):
    content = changed("threshold: 0.5", "threshold: 7")
    line = content[: content.index("threshold: 7")].count("\n") + 1
    assert f"hospital.yaml, line {line}: phi.threshold" in str(fault(content))


def test_long_values_and_long_names_are_not_quoted(fault):
    error = fault(changed("label_place: end", "label_place: " + "secret" * 50))
    assert "secret" * 11 not in str(error) + error.remedy + error.remedy_zh
    error = fault(HOSPITAL + "secret" * 20 + ": 1\n")
    assert "secret" * 11 not in str(error) + error.remedy + error.remedy_zh


def test_a_password_in_the_wrong_place_is_not_quoted(fault):
    assert "secret" not in str(fault(changed("database: null", "database: [secret]")))


SECTIONS = re.findall(r"(?m)^(\w+):", HOSPITAL)


@pytest.mark.parametrize("field", SECTIONS)
@pytest.mark.parametrize("value", ["null", "{}", "[]", "7", "true", "{a: {b: c}}", "[[1]]", "''", "{en: {}, leaks: 1}"])
def test_whatever_stands_in_a_field_it_is_read_or_refused(tmp_path, field, value):
    path = tmp_path / "hospital.yaml"
    path.write_text(re.sub(rf"(?ms)^{field}:.*?(?=^[a-z#\n]|\Z)", f"{field}: {value}\n", HOSPITAL), encoding="utf-8")
    assert read_or_refused(path)


def read_or_refused(path):
    try:
        read_profile(str(path))
    except ProfileError as error:
        return bool(error.remedy and error.remedy_zh)
    return True


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, len(HOSPITAL)), junk=st.text(max_size=8), cut=st.integers(0, 40))
def test_whatever_is_typed_into_a_profile_it_is_read_or_refused(tmp_path, place, junk, cut):
    path = tmp_path / "hospital.yaml"
    path.write_bytes((HOSPITAL[:place] + junk + HOSPITAL[place + cut :]).encode("utf-8", "surrogatepass"))
    assert read_or_refused(path)


def test_check_settings_are_read():
    assert read_profile("hospital").checks.switched_on() == {"leaks": CheckSettings(timeout_seconds=10)}


def test_servers_of_models_are_read_and_each_stands_there_once(tmp_path):
    path = tmp_path / "hospital.yaml"
    one = '    - {url: https://a.example/v1, models: ["claude-*"], key: {variable: KEY, header: x-api-key}}\n'
    here = f"  total_seconds: 600\n  servers:\n{one}"
    text = changed("  total_seconds: 600\n", here)
    path.write_text(text, encoding="utf-8")
    [server] = read_profile(str(path)).upstream.servers
    assert (server.url, server.models, server.key.variable) == ("https://a.example/v1", ("claude-*",), "KEY")
    for more, words in (
        ("    - {url: https://a.example/v1/, models: [x]}\n", "there already"),
        ("    - {url: https://b.example, models: []}\n", "models"),
        ("    - {url: 'file:///etc/passwd', models: [x]}\n", "url"),
        ("    - {url: https://b.example, models: [x], key: {header: api-key}}\n", "no place"),
    ):
        path.write_text(text.replace(here, here + more), encoding="utf-8")
        with pytest.raises(ProfileError, match=words):
            read_profile(str(path))

"""A profile that cannot work is refused at the start, and says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from medguard.bundled import bundled
from medguard.errors import ProfileError
from medguard.guard import CHECKS, prepare
from medguard.profile import profile_names, read_profile
from medguard.rules import read_catalogue
from medguard.types import Level, Stage

HOSPITAL = (bundled("policies") / "hospital.yaml").read_text("utf-8")


def changed(folder, *changes):
    text = HOSPITAL
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    file = Path(folder) / "hospital.yaml"
    file.write_text(text, "utf-8")
    return read_profile(str(file))


PRINCIPAL = HOSPITAL[HOSPITAL.index("  principal:\n    en:") : HOSPITAL.index("  # Emotion recognition, biometric")]


def switched_off(stage):
    """The changes after which nobody decides at this stage."""
    catalogue = read_catalogue()
    return [
        (f"  {rule}: {level}\n", f"  {rule}: off\n")
        for rule, level in read_profile("hospital").levels.items()
        if catalogue.rules[rule].stage is stage and level is not Level.OFF
    ]


@pytest.mark.parametrize("name", profile_names())
def test_shipped_profiles_work(name):
    prepared = prepare(read_profile(name))
    assert set(read_profile(name).levels) <= set(prepared.catalogue.rules)
    assert set(read_profile(name).checks.switched_on()) <= set(CHECKS)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (switched_off(Stage.REQUEST), "no rule is switched on for the request"),
        (switched_off(Stage.REPLY), "no rule is switched on for the reply"),
        ([("content/unread_parts: deny", "content/unread_parts: require_label")], "does nothing for this rule"),
        ([("phi/identifiers_replaced: deny", "phi/identifiers_replacd: deny")], "did you mean phi/identifiers_replaced"),
        ([(PRINCIPAL, "")], "notices.principal is missing, and the rule eu/art50_1/agent_principal asks for it"),
        ([("I am an AI system and", "I am an AI system\\nand")], "notices.principal: this text is not recognised"),
    ],
)  # fmt: skip
def test_a_profile_that_cannot_work_is_refused(tmp_path, changes, words):
    with pytest.raises(ProfileError, match=words) as caught:
        prepare(changed(tmp_path, *changes))
    assert caught.value.remedy

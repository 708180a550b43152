"""Facts of the law in a profile: every section can be written, and a misspelt field is named with its nearest."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from medguard.errors import ProfileError
from medguard.profile import read_profile

HOSPITAL = Path("policies/hospital.yaml").read_text("utf-8").replace("name: hospital", "name: mine")
HOSPITAL = re.sub(r"(?ms)^(?:system|manual):.*?(?=^[a-z#\n]|\Z)", "", HOSPITAL)  # the tests write their own


def written(folder, text):
    file = folder / "mine.yaml"
    file.write_text(HOSPITAL + text, "utf-8")
    return read_profile(str(file))


def test_every_section_may_be_written(tmp_path):
    profile = written(
        tmp_path,
        """
system:
  first_placed_on: "2026-05-01"
  annex_i: {act: MDR, device_class: IIa, in_house_5_5: false}
  annex_iii_points: ["5(d)"]
  upstream_models: [{name: m, placed_on: "2026-01-01"}]
readings: {disputed_dates: literal, enforce_early: [eu/art14/oversight_capability]}
manual: [{what: Train staff, what_zh: 培训员工, article: Art. 4}]
review: {folder: /tmp/held}
""",
    )
    assert profile.system.annex_i.device_class == "IIa"
    assert profile.system.upstream_models[0].name == "m"
    assert profile.readings.enforce_early == ("eu/art14/oversight_capability",)
    assert profile.manual[0].what_zh == "培训员工"
    assert profile.review.hours == 72.0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("system: {annex_i: {acts: MDR}}", "did you mean act"),
        ("system: {annex_i: {act: MRD}}", "did you mean MDR"),
        ("system: {upstream_models: [{nam: m}]}", "did you mean name"),
        ("manual: [{what: a, what_zh: b, articel: c}]", "did you mean article"),
        ("readings: {disputed_dates: letter}", "did you mean literal"),
        ("system: {profiling: perhaps}", "neither true nor false"),
        ("engine: {}", "is missing"),
    ],
)
def test_a_mistake_is_named(tmp_path, text, said):
    with pytest.raises(ProfileError, match=said):
        written(tmp_path, f"\n{text}\n")

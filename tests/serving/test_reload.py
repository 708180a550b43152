"""What a profile that is read again brings with it."""

from __future__ import annotations

from medguard.bundled import bundled
from medguard.guard import detector_of
from medguard.profile import read_profile
from medguard.types import ClearText, Passage

OWN = "recognizers:\n  - name: ward\n    supported_entity: MRN\n    patterns: [{{name: ward, regex: '{pattern}', score: 0.9}}]\n"


def test_own_recognizers_that_were_changed_are_read_again_and_unchanged_ones_are_not(tmp_path):
    own, profile = tmp_path / "own.yaml", tmp_path / "mine.yaml"
    text = (bundled("policies") / "hospital.yaml").read_text("utf-8").replace("name: hospital\n", "name: mine\n")
    assert "\nphi:\n" in text
    profile.write_text(text.replace("\nphi:\n", f"\nphi:\n  recognizers: {own}\n"), "utf-8")

    def found(detector):
        [spans] = detector.spans([Passage(ClearText("See QQ-x7-41 and ZZ-y8-52."))])
        return {span.start for span in spans if span.kind == "MRN"}

    own.write_text(OWN.format(pattern="QQ-[a-z0-9-]+"), "utf-8")
    first = detector_of(read_profile(str(profile)))
    assert found(first) == {4}
    assert detector_of(read_profile(str(profile))) is first

    own.write_text(OWN.format(pattern="ZZ-[a-z0-9-]+"), "utf-8")
    assert found(detector_of(read_profile(str(profile)))) == {17}

"""What a model alone marked, and what is believed of it; all people are made up."""

import pytest

from medguard.phi.detector import PresidioDetector
from medguard.phi.models.entity import Entity
from medguard.phi.reading import Reading
from medguard.types import ClearText, Passage


class Marks:
    """A model that marks one word, so sure."""

    wanted = frozenset()

    def __init__(self, word, label, score):
        self.word, self.label, self.score = word, label, score

    def read(self, texts):
        return [
            [Entity(text.index(self.word), text.index(self.word) + len(self.word), self.label, self.score)]
            if self.word in text
            else []
            for text in texts
        ]


def found(words, marked, label="NAME", score=0.95):
    model = Marks(marked, label, score)
    [spans] = PresidioDetector(reading=Reading(english=model, chinese=model)).spans([Passage(ClearText(words))])
    return [words[s.start : s.end] for s in spans]


NOBODY = [
    ("QTc 431 by Quazett, stable", "Quazett", "NAME"),
    ("FIM 61, Borg 41/56, TUG 19", "Borg", "NAME"),
    ("airway: Mollampati IV.", "Mollampati", "NAME"),
    ("Rancho VI. Goal", "Rancho VI", "LOCATION"),
    ("Quisher exact p=0.03", "Quisher", "NAME"),
    ("Koobner +. Punch", "Koobner", "NAME"),
    ("lungs clear, no Hornar, eyes", "Hornar", "NAME"),
    ("MSH|^~\\&|CADENCY|LAB||X", "CADENCY", "ORG"),
    ("OBX|1|NM|8867-4^Quiver^LN||88", "Quiver", "NAME"),
    ("5. Okafer A, Smith-Lo D. BMJ Open 2020;10:e033", "Okafer A", "NAME"),
    ("doi:10.1136/bmjopen-2019-033412", "2019", "OTHER_ID"),
    ("Question 7/12: how sure", "7/12", "DATE"),
    ("OFC 48.5. M-CHOT 1/20. Normal", "1/20", "DATE"),
    ("see him again. 3/12.", "3/12", "DATE"),
    ("undilated. 3/6 SEM.", "3/6", "DATE"),
    ("lost link 03:10-03:22 on", "10-03", "DATE"),
    ("SpO2 now 93 on air", "93", "AGE90"),
    ("Bus #12, Lemhi", "12", "LOCATION"),
    ("ORC-1 must be NW, CA or SC", "NW, CA", "LOCATION"),
    ("Hb掉到6.4，右小腿张力高", "6.4", "DATE"),
    ("T-bil 5.6, ALT 214。ERCP取石", "5.6", "DATE"),
    ("卵泡17/15/13mm，E2 1102", "17/15/13", "DATE"),
    ("大腿外侧肌注，5-15 min 可重", "5-15", "DATE"),
    ("septic shock 2/2 Fornier gangrene", "2/2", "DATE"),
    ("疼痛NRS 2/10，不影响睡眠", "2/10", "DATE"),
    ("pT3 pN1b (2/19). R0", "2/19", "DATE"),
    ("Cr 108，白蛋白30", "108", "AGE90"),
    ("有危险请打120，别等", "120", "PHONE"),
    ("任何医生都行", "何", "NAME"),
    ("足踝運動10下/小時", "小時", "NAME"),
    ("家属在门口，病危已签", "口", "LOCATION"),
    ("Public health RN. DOT for TB", "RN", "EMAIL"),
    ('"system":"http://www.whocc.no/atc"', "http://www.whocc.no", "URL"),
    ("主诉: 咳 嗽 2 月 余 , 无 痰", "余", "NAME"),
]
SOMEBODY = [
    ("Merida Lopeza came in; she has what Smith et al. wrote of, BMJ 2020;10:33.", "Merida Lopeza", "NAME"),
    ("4.19 18:02 标本已收", "4.19", "DATE"),
    ("10.15 周二 发热", "10.15", "DATE"),
    ("注记: 22/8/4左膝", "22/8/4", "DATE"),
    ("何医生来看过", "何", "NAME"),
    ("Plains paid 5/12. Card", "5/12", "DATE"),
    ("[3/11 02:14] quiet", "3/11", "DATE"),
    ("lady, 93, lives alone", "93", "AGE90"),
    ("402 Hassen - chest tube", "Hassen", "NAME"),
    ("don't merge until Kathe signs off", "Kathe", "NAME"),
    ("Toomay 3/8 seen", "Toomay", "NAME"),
    ("送到 黎 明 ,男", "黎 明", "NAME"),
]


@pytest.mark.parametrize(("words", "marked", "label"), NOBODY)
def test_the_form_of_a_scale_a_program_or_a_paper_is_nobody_s_name(words, marked, label):
    assert not any(marked in value for value in found(words, marked, label))


@pytest.mark.parametrize(("words", "marked", "label"), SOMEBODY)
def test_what_only_resembles_that_form_stays_a_name(words, marked, label):
    assert any(marked in value for value in found(words, marked, label))

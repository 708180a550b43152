"""What is looked for: tables of patterns, one module per subject, and what the models marked.

A new identifier is a new row; a new model is a class with ``read``; both meet in ``all_recognizers``.
"""

from __future__ import annotations

from presidio_analyzer import EntityRecognizer

from medguard.phi.recognizers.china_numbers import CHINA_NUMBERS
from medguard.phi.recognizers.chinese_anchors import ChineseAnchors
from medguard.phi.recognizers.chinese_contact import CHINESE_CONTACT
from medguard.phi.recognizers.chinese_dates import CHINESE_DATES
from medguard.phi.recognizers.chinese_names import CHINESE_NAMES
from medguard.phi.recognizers.chinese_places import CHINESE_PLACES
from medguard.phi.recognizers.contact import CONTACT
from medguard.phi.recognizers.dates import ENGLISH_DATES
from medguard.phi.recognizers.english_names import ENGLISH_NAMES
from medguard.phi.recognizers.english_places import ENGLISH_PLACES
from medguard.phi.recognizers.hl7 import HL7
from medguard.phi.recognizers.keyed import KEYED
from medguard.phi.recognizers.marked import Marked
from medguard.phi.recognizers.numbers import LABELLED_CODES, NUMBERS
from medguard.phi.recognizers.tabular import TABULAR


def all_recognizers() -> list[EntityRecognizer]:
    """Everything medguard looks for."""
    return [
        CONTACT,
        LABELLED_CODES,
        NUMBERS,
        HL7,
        KEYED,
        TABULAR,
        CHINA_NUMBERS,
        CHINESE_CONTACT,
        ENGLISH_DATES,
        CHINESE_DATES,
        ENGLISH_NAMES,
        ENGLISH_PLACES,
        CHINESE_NAMES,
        CHINESE_PLACES,
        ChineseAnchors(),
        Marked(),
    ]

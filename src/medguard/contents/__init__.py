"""What a text says, measured for the rules of law: what kind of medical text it is, who it says is speaking, what it asks of the machine.

    >>> output_types("Take amoxicillin 500 mg three times a day.")
    ('prescription',)
    >>> output_types("利尿剂可使血钾降低。")
    ('education',)

Pure functions of the text, English and Chinese, in time linear in its length. How well they measure stands in ``docs/contents.md``.
"""

from medguard.contents.asked import asks_if_ai, asks_to_strip_label
from medguard.contents.kinds import output_types
from medguard.contents.voices import claims_to_be_human, says_generated

__all__ = ["asks_if_ai", "asks_to_strip_label", "claims_to_be_human", "output_types", "says_generated"]

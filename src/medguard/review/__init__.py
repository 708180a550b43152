"""Human review: what waits for a person, who may look, what they do with it, and how the caller gets it.

    with open_desk("hospital", url) as desk:
        reading = desk.take("6f0c", "dr-0042")      # claimed and shown: two records
        desk.approve("6f0c", "dr-0042")             # the rules once more, a record, and only then the reply is free

``queue`` orders what waits, ``reviewers`` knows who may look, ``desk`` is what they do, ``judging`` hears a reply in a reviewer's words as the flow
would have, ``planted`` holds test items, ``collecting`` and ``webhooks`` are the caller's side. Everything that may let a reply go is in ``desk``.
"""

from medguard.review.collecting import Collected, NoSuchReply, ReplyGone, Waits, collect
from medguard.review.desk import Desk, Reading, Refusal, Tested, Verdict
from medguard.review.opening import open_desk
from medguard.review.queue import Item
from medguard.review.reviewers import NotForThem, Reviewer
from medguard.review.told import NothingWaits, NotShown, Taken
from medguard.review.webhooks import Webhooks, webhooks_of

__all__ = [
    "Collected",
    "Desk",
    "Item",
    "NoSuchReply",
    "NotForThem",
    "NotShown",
    "NothingWaits",
    "Reading",
    "Refusal",
    "ReplyGone",
    "Reviewer",
    "Taken",
    "Tested",
    "Verdict",
    "Waits",
    "Webhooks",
    "collect",
    "open_desk",
    "webhooks_of",
]

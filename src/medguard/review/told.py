"""What a reviewer is told when it does not work."""

from __future__ import annotations

from medguard.errors import MedguardError


class NothingWaits(MedguardError):
    """There is no such reply, or it waits no more."""

    code = "nothing_waits"
    http_status = 404

    def __init__(self) -> None:
        super().__init__(
            "No reply waits under this id: it was released or refused, or its time is over.",
            remedy="See what waits: medguard review list",
            remedy_zh="该编号下没有待复核的回复（已放行、已拒绝或已过期）。请用 medguard review list 查看待复核的回复。",
        )


class Taken(MedguardError):
    """Somebody else has it."""

    code = "reply_taken"
    http_status = 409

    def __init__(self) -> None:
        super().__init__(
            "Somebody else has this reply, or has changed it meanwhile; nothing was done.",
            remedy="Take another, or look at it again once it is free: medguard review list",
            remedy_zh="该回复正由他人处理或已被修改，未执行任何操作。请处理其他回复，或待其释放后重新查看：medguard review list",
        )


class NotShown(MedguardError):
    """Nobody decides on what they have not seen."""

    code = "reply_not_shown"
    http_status = 409

    def __init__(self) -> None:
        super().__init__(
            "You have not looked at this reply as it is now, or your time with it is over; nothing was done.",
            remedy="Look at it first: medguard review show",
            remedy_zh="您尚未查看该回复的当前内容，或处理时限已过，未执行任何操作。请先查看：medguard review show",
        )

"""The table of an exchange: a new one, or that of the conversation which the provider keeps and the request goes on with."""

from __future__ import annotations

from medguard.errors import WireError
from medguard.flow.parts import Parts, Who
from medguard.types import Asked, Heard, StandIns


def table_of(asked: Asked, parts: Parts, who: Who) -> StandIns:
    """The table to hide with. Raises WireError if the conversation's own is not there: another's would call people by each other's names."""
    words = [passage.text.words for passage in asked.passages]
    if not asked.goes_on:
        return parts.standins(words)
    if parts.conversations is None:
        raise NotKept(
            "The request goes on with a conversation that the provider keeps, and this profile keeps no tables of stand-ins for that.",
            remedy="Send the whole conversation instead of its id, or fill in phi.conversations in the profile.",
            remedy_zh="该请求引用了服务商保存的会话，而当前配置未保存会话的假名对照表。请直接发送完整会话，或在配置文件中填写 phi.conversations。",
        )
    table = parts.conversations.find(asked.goes_on, of=_owner(who), avoid=words)
    if table is None:
        raise NotKept(
            "The request goes on with a conversation whose table of stand-ins is not here: it is another application's, too old, or never came by.",
            remedy="Begin the conversation anew, or send it whole; phi.conversations.hours says how long tables are kept.",
            remedy_zh="找不到该会话的假名对照表：可能属于其他应用、已过期，或会话未经过 medguard。请重新开始会话或发送完整会话；保存时长见 phi.conversations.hours。",
        )
    return table


def keep_table(heard: Heard, table: StandIns, parts: Parts, who: Who) -> None:
    """Keep the table for requests that go on with this reply, if the profile says so and the provider keeps it."""
    if parts.conversations is not None and heard.known_as:
        parts.conversations.keep(heard.known_as, table, of=_owner(who))


def _owner(who: Who) -> str | None:
    """Whose a table is. Who only says that it is an application does not get that one's: the blank stands in no reference."""
    return f"claimed {who.application}" if "application" in who.claimed else who.application


class NotKept(WireError):
    """A conversation whose table of stand-ins is not here."""

    code = "conversation_unknown"
    http_status = 404

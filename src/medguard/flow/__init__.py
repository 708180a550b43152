"""One exchange, start to end: the only place where clear text lives, and the only order in which things happen.

    1 de-identify   2 rules(request)   3 ask   4 checks   5 rules(reply)   6 restore   7 record

``exchange()`` is a generator that does no input or output of its own, except that it hands its record to the ledger. It
yields what may be sent to the model, is sent the model's answer, and returns what may be released. Library, sidecar,
decorator and tests drive the same generator, with ``run`` or ``arun``. The order of the steps is the safety, so it stands
here and cannot be configured.

Whatever happens, ``finally`` keeps exactly one record: of an answer, a block, a failure, or a caller who went away. And
because the record is kept before anything is returned, there is no reply without a record.
"""

from __future__ import annotations

import functools
import hashlib

from medguard.errors import MedguardError
from medguard.flow import measure
from medguard.flow.drive import ADriven, Driven, arun, run
from medguard.flow.measure import as_said, heard_again, reply_of, stand_ins_of, uncut_by
from medguard.flow.parts import NOBODY, AskAgain, Conversations, Marks, Parts, Released, Steps, Who
from medguard.flow.sentences import GOOD, by_sentence
from medguard.flow.so_far import SoFar, begun, failed
from medguard.flow.tables import keep_table, table_of
from medguard.log import place_of
from medguard.types import Ask, Asked, Heard, Payload, Stage, StandIns, Wire

__all__ = [
    "ADriven",
    "AskAgain",
    "Conversations",
    "Driven",
    "Marks",
    "Parts",
    "Released",
    "Steps",
    "Who",
    "arun",
    "exchange",
    "run",
]


def exchange(content: bytes, wire: Wire, parts: Parts, *, door: str, who: Who = NOBODY, pieces: bool = False) -> Steps:
    """Guard one call. Raises MedguardError, with ``error.exchange`` set, if there is nothing (more) to release.

    ``pieces``: whoever drives this can hand a stream on piece by piece, and does if the profile lets sentences go.
    """
    so_far = begun(parts, door, who)
    error: MedguardError | None = None
    reply, headers = b"", dict[str, str]()
    try:
        # 1. De-identify: every string that is not machinery, in one pass over the conversation.
        with so_far.timed("deidentify"):
            asked = wire.read(content)
            table = table_of(asked, parts, who)
            sent, safe = _deidentified(asked, wire, table, so_far)

        # 2. The rules on the request, and on who asks about whom.
        with so_far.timed("rules_request"):
            so_far.look_up()
            so_far.must_be_allowed(safe.model)
            so_far.must_be_content(so_far.decide(Stage.REQUEST))

        # 3. Ask the model, once the ledger knows that it will be asked. Whoever drives us does it, and throws in here what went wrong.
        with so_far.timed("open"):
            so_far.open(sent)
        listening = wire.listen(uncut_by(table), asked=asked) if pieces and parts.sentence_checks else None
        with so_far.timed("ask"):
            answer = yield Ask(sent, stream=asked.stream, model=safe.model, pieces=listening is not None)

        # 4. Checks observe. They see stand-ins, and no words of the caller's. Where sentences go one by one, each is read before it does.
        if listening is not None and answer.status in GOOD:
            heard: Heard = yield from by_sentence(so_far, listening, answer, table=table, safe=safe)
        else:
            heard = wire.hear(answer, asked=asked)
        with so_far.timed("checks"):
            so_far.tokens, so_far.payload = heard.tokens, Payload(request=sent, reply=as_said(heard))
            found = stand_ins_of(heard, table)
            if so_far.released_early:  # it may be stopped, and some of it is with the caller
                so_far.reply_sha256 = hashlib.sha256(as_said(heard)).hexdigest()
        # What is grave is asked again, byte for byte. These answers are heard and compared, and neither released nor kept.
        again = yield from so_far.asked_again(
            Ask(sent, stream=asked.stream, model=safe.model, again=True),
            heard.for_people,
            functools.partial(heard_again, wire, asked, safe, table),
        )
        with so_far.timed("checks"):
            so_far.findings = parts.checks(reply_of(heard, found, safe, again))

        # 5. The rules on the reply. A notice or a label that they ask for is put in, and they are asked again.
        with so_far.timed("rules_reply"):
            heard, found = so_far.judged(answer, heard, found, table, wire)

        # 6. Restore, in one pass over the reply. Everything else stays byte for byte.
        with so_far.timed("restore"):
            said = as_said(heard)
            so_far.reply_sha256, so_far.payload = hashlib.sha256(said).hexdigest(), Payload(request=sent, reply=said)
            restored = [[place.edit for place in places if place.edit] for places in found]
            reply, headers = so_far.marked(heard.written(restored, after=so_far.released_early))
            keep_table(heard, table, parts, who)
        so_far.outcome = so_far.how_it_ended()
    except MedguardError as known:
        error = known
    except Exception as unknown:  # noqa: BLE001  whatever it is, it may quote what it choked on; its class says enough
        error = failed(f"{type(unknown).__name__} in {place_of(unknown)}")
    finally:
        # 7. Record. It fails, and nothing is returned; GeneratorExit comes through here too.
        receipt, record = so_far.keep(error)
    if error is not None:
        error.exchange, error.__context__ = record, None
        raise error
    return Released(
        content=reply,
        media_type=heard.media_type,
        status=answer.status,
        headers=headers,
        exchange=record,
        receipt=receipt,
    )


def _deidentified(asked: Asked, wire: Wire, table: StandIns, so_far: SoFar) -> tuple[bytes, Asked]:
    """What may be sent, and the same read again: what is measured and recorded is measured of that."""
    parts = so_far.parts
    spans = measure.spans_of(asked.passages, parts.detector)
    edits = [table.hide(passage, found) for passage, found in zip(asked.passages, spans, strict=True)]
    sent = asked.written(edits)
    safe = wire.read(sent)
    so_far.identifiers = measure.placed(asked.places, spans)
    so_far.parameters = safe.parameters
    so_far.request = measure.request_facts(
        wire.name,
        asked,
        safe,
        spans,
        parts,
        replaced=sum(map(len, edits)),
        remaining=measure.remaining_in(safe, table, parts),
    )
    return sent, safe

"""Views for people with a database client: a row for each thing that happened, columns with plain names, no JSON left to read.

Their columns are a promise (docs/officers/views.md): later migrations add some, and change or remove none within a major version. The SQL
stands here and not in the package, because a migration must do tomorrow what it did today. It is written once for both databases, which
say below how they spell a moment and a value of a document. Three things make the views fast over millions of rows:

- What stands in a column of ``records`` is taken from there. ``recorded_utc`` is the column as it is, so that its index serves;
  ``recorded_at`` is the same moment in PostgreSQL's type for moments, made for every row anew.
- Rulings and findings come from ``decision_sets`` and ``finding_sets``: a rule is looked for among few sets, not in millions of documents.
- PostgreSQL opens a document once a row, in a lateral subquery that ``OFFSET 0`` keeps in one piece, and not at all where none of its
  columns is asked for. SQLite's json_extract remembers the document that it read last.
- What tells the kind of a record is ``door`` and ``outcome``: ``kind`` stands behind the document, and SQLite would read through all of that.

A later migration that changes a column of these tables has to drop the views first and make them again.

Revises: 0003
"""

# ruff: noqa: S608 -- nothing that anybody gave stands in this SQL

from __future__ import annotations

from collections.abc import Callable

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the views; no table is touched."""
    dialect = _Postgresql if op.get_bind().dialect.name == "postgresql" else _Sqlite
    for name, (kind, query) in _VIEWS.items():
        op.execute(f"CREATE VIEW {name} AS {query(dialect(kind))}")


def downgrade() -> None:
    """Drop them; nothing is lost."""
    for name in reversed(_VIEWS):
        op.execute(f"DROP VIEW {name}")


# ── how each database spells it ──────────────────────────────────────────────────────────────────────────────────────


class _Sqlite:
    """Moments stay text, as SQLite's own functions read it; true and false are 1 and 0."""

    def __init__(self, kind: str) -> None:
        self._entry = f"$.{kind}"
        self.records = "records AS r"

    def unlured(self, column: str) -> str:
        """A column by whose index the rows are not to be found: SQLite believes that every index finds ten."""
        return f"+{column}"

    def moment(self, column: str) -> str:
        return column

    def seconds(self, begin: str, end: str) -> str:
        return f"round((julianday({end}) - julianday({begin})) * 86400, 3)"

    def none(self, _type: str) -> str:
        return "NULL"

    def text(self, path: str) -> str:
        return f"json_extract(r.document, '{self._entry}.{path}')"

    whole = yes = text

    def number(self, path: str) -> str:
        """What a caller may have sent in another type, which then is no number."""
        return (
            f"CASE WHEN json_type(r.document, '{self._entry}.{path}') IN ('integer', 'real') THEN {self.text(path)} END"
        )

    def length(self, path: str) -> str:
        return f"json_array_length(r.document, '{self._entry}.{path}')"

    def items(self, path: str) -> str:
        return f"json_each(r.document, '{self._entry}.{path}') AS i"

    rows = rows_by_name = items
    value, milliseconds = "i.value", "i.value"

    def item(self, name: str) -> str:
        return f"json_extract(i.value, '$.{name}')"

    item_whole = item_number = item

    def words(self, word: str, source: str) -> str:
        return f"(SELECT group_concat(word, ', ') FROM (SELECT DISTINCT {word} AS word FROM {source} ORDER BY 1))"

    def of_stage(self, stage: str, name: str) -> str:
        """Of the decisions of a stage, which are one or two, the last."""
        last = (f"decisions[#-{n}]" for n in (1, 2, 3))
        cases = (f"WHEN {self.text(f'{one}.stage')} = {stage} THEN {self.text(f'{one}.{name}')}" for one in last)
        return f"CASE {' '.join(cases)} END"

    def before(self, ending: str, column: str) -> str:
        return f"substr({column}, 1, length({column}) - {len(ending)})"


class _Postgresql:
    """Moments are ``timestamptz``, numbers ``bigint`` or ``double precision``, true and false ``boolean``."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self.records = f"records AS r CROSS JOIN LATERAL (SELECT r.document::jsonb -> '{kind}' AS entry OFFSET 0) AS d"

    def unlured(self, column: str) -> str:
        return column

    def moment(self, column: str) -> str:
        return f"{column}::timestamptz"

    def seconds(self, begin: str, end: str) -> str:
        return f"round(extract(epoch FROM {end}::timestamptz - {begin}::timestamptz), 3)::double precision"

    def none(self, kind: str) -> str:
        types = {"text": "text", "moment": "timestamptz", "whole": "bigint", "number": "double precision"}
        return f"NULL::{types[kind]}"

    def at(self, path: str) -> str:
        return f"d.entry #> '{{{path.replace('.', ',')}}}'"

    def text(self, path: str) -> str:
        return f"d.entry #>> '{{{path.replace('.', ',')}}}'"

    def whole(self, path: str) -> str:
        return f"({self.text(path)})::bigint"

    def yes(self, path: str) -> str:
        return f"({self.text(path)})::boolean"

    def number(self, path: str) -> str:
        return f"CASE jsonb_typeof({self.at(path)}) WHEN 'number' THEN ({self.text(path)})::double precision END"

    def length(self, path: str) -> str:
        return f"CASE jsonb_typeof({self.at(path)}) WHEN 'array' THEN jsonb_array_length({self.at(path)})::bigint END"

    def items(self, path: str) -> str:
        array = f"CASE jsonb_typeof({self.at(path)}) WHEN 'array' THEN {self.at(path)} END"  # null is no empty list
        return f"jsonb_array_elements({array}) WITH ORDINALITY AS i (value, key)"

    def rows(self, path: str) -> str:
        """As items, for a view that reads nothing else: json, unlike jsonb, is not built up to take one thing out."""
        return f"json_array_elements(r.document::json #> '{{{self._kind},{path}}}') AS i (value)"

    def rows_by_name(self, path: str) -> str:
        return f"json_each_text(r.document::json #> '{{{self._kind},{path}}}') AS i (key, value)"

    value, milliseconds = "i.value #>> '{}'", "i.value::double precision"

    def item(self, name: str) -> str:
        return f"i.value ->> '{name}'"

    def item_whole(self, name: str) -> str:
        return f"({self.item(name)})::bigint"

    def item_number(self, name: str) -> str:
        return f"({self.item(name)})::double precision"

    def words(self, word: str, source: str) -> str:
        words = f"SELECT DISTINCT {word} AS word FROM {source}"
        return f"""(SELECT string_agg(word, ', ' ORDER BY word COLLATE "C") FROM ({words}) AS w)"""

    def of_stage(self, stage: str, name: str) -> str:
        decisions = f"{self.items('decisions')} WHERE {self.item('stage')} = {stage}"
        return f"(SELECT {self.item(name)} FROM {decisions} ORDER BY i.key DESC LIMIT 1)"

    def before(self, ending: str, column: str) -> str:
        return f"left({column}, -{len(ending)})"


_Sql = _Sqlite | _Postgresql


# ── the views ────────────────────────────────────────────────────────────────────────────────────────────────────────


_EXCHANGE = "r.door <> '' AND r.outcome <> 'opened'"
"""A record of another kind has no door, or its kind for an outcome."""


def _place(sql: _Sql) -> str:
    """What tells in every view which record it was, and when that was kept."""
    return f"""
        r.position AS position,
        {sql.moment("r.recorded_at")} AS recorded_at,
        r.recorded_at AS recorded_utc"""


def _exchanges(sql: _Sql) -> str:
    """A review is no exchange with a model, and has a view of its own."""
    return f"""
    SELECT
        r.exchange_id AS exchange_id, {_place(sql)},
        {sql.moment("r.started_at")} AS started_at,
        {sql.seconds("r.started_at", "r.recorded_at")} AS seconds,
        r.outcome AS outcome,
        r.reason AS reason,
        r.door AS door,
        r.profile AS profile,
        {sql.text("profile_sha256")} AS profile_sha256,
        r.application AS application,
        {sql.text("purpose")} AS purpose,
        r.actor AS actor,
        r.patient AS patient,
        {sql.text("system.id")} AS system_id,
        {sql.text("system.version")} AS system_version,
        {sql.text("system.medguard")} AS medguard_version,
        r.provider AS provider,
        r.model AS model,
        {sql.yes("request.stream")} AS stream,
        {sql.whole("request.turn")} AS turn,
        {sql.number("parameters.temperature")} AS temperature,
        {sql.number("parameters.top_p")} AS top_p,
        {sql.number("parameters.seed")} AS seed,
        coalesce({sql.number("parameters.max_completion_tokens")}, {sql.number("parameters.max_tokens")}) AS max_tokens,
        {sql.whole("request.identifiers.found")} AS identifiers_found,
        {sql.whole("request.identifiers.replaced")} AS identifiers_replaced,
        {sql.whole("request.identifiers.remaining")} AS identifiers_remaining,
        {sql.length("request.unread")} AS unread_parts,
        {sql.yes("request.asks_if_ai")} AS asks_if_ai,
        {sql.yes("request.asks_to_strip_label")} AS asks_to_strip_label,
        {sql.whole("reply.status")} AS reply_status,
        {sql.whole("reply.choices")} AS choices,
        {sql.yes("reply.for_people")} AS for_people,
        {sql.yes("reply.patient_facing")} AS patient_facing,
        {sql.text("reply.label.explicit_text")} IS NOT NULL AS labelled,
        {sql.text("reply.label.place")} AS label_place,
        {sql.text("reply.implicit_label")} IS NOT NULL AS marked,
        {sql.words(sql.value, sql.items("reply.output_types"))} AS output_types,
        {sql.yes("reply.claims_to_be_human")} AS claims_to_be_human,
        {sql.whole("reply.restored")} AS restored,
        {sql.whole("reply.unrestored")} AS unrestored,
        {sql.whole("tokens.prompt_tokens")} AS prompt_tokens,
        {sql.whole("tokens.completion_tokens")} AS completion_tokens,
        {sql.of_stage("'request'", "effect")} AS request_effect,
        {sql.of_stage("'reply'", "effect")} AS reply_effect,
        coalesce({sql.of_stage("'reply'", "bundle")}, {sql.of_stage("'request'", "bundle")}) AS bundle,
        {sql.text("request_sha256")} AS request_sha256,
        {sql.text("reply_sha256")} AS reply_sha256,
        {sql.text("payload_sha256")} IS NOT NULL AS text_kept,
        r.sha256 AS record_sha256
    FROM {sql.records}
    WHERE {_EXCHANGE} AND r.door <> 'review'"""


def _identifiers(sql: _Sql) -> str:
    return f"""
    SELECT
        r.exchange_id AS exchange_id, {_place(sql)},
        r.outcome AS outcome,
        r.application AS application,
        r.provider AS provider,
        r.model AS model,
        {sql.item("place")} AS place,
        {sql.item("kind")} AS kind,
        {sql.item_whole("count")} AS count
    FROM records AS r CROSS JOIN {sql.rows("identifiers")}
    WHERE {_EXCHANGE}"""


def _findings(sql: _Sql) -> str:
    """The four words of a finding come from its set. Places, number and score stand in the document alone, and are added up."""
    same = " AND ".join(
        f"{sql.item(name)} = s.{column}"
        for name, column in (("check", "check_name"), ("status", "status"), ("kind", "kind"), ("detail", "detail"))
    )
    these = f"{sql.items('findings')} WHERE {same}"
    place = f"nullif({sql.item('place')}, '')"
    return f"""
    SELECT
        r.exchange_id AS exchange_id, {_place(sql)},
        r.outcome AS outcome,
        r.application AS application,
        r.model AS model,
        s.check_name AS check_name,
        s.status AS status,
        s.kind AS kind,
        s.detail AS detail,
        {sql.words(place, these)} AS places,
        (SELECT count(*) FROM {these}) AS times,
        CAST((SELECT sum({sql.item_whole("count")}) FROM {these}) AS bigint) AS count,
        (SELECT max({sql.item_number("score")}) FROM {these}) AS score
    FROM {sql.records} JOIN finding_sets AS s ON s.key = r.findings"""


def _decisions(sql: _Sql) -> str:
    """A set holds of a stage that was decided twice the last."""
    return f"""
    SELECT
        r.exchange_id AS exchange_id, {_place(sql)},
        r.outcome AS outcome,
        r.door AS door,
        r.profile AS profile,
        r.application AS application,
        r.model AS model,
        s.stage AS stage,
        s.rule AS rule,
        s.status AS status,
        s.effect AS effect,
        s.why AS why,
        {sql.of_stage("s.stage", "bundle")} AS bundle
    FROM {sql.records} JOIN decision_sets AS s ON s.key = r.decisions"""


def _obligations(sql: _Sql) -> str:
    return f"""
    SELECT
        r.exchange_id AS exchange_id, {_place(sql)},
        r.outcome AS outcome,
        r.door AS door,
        r.application AS application,
        r.model AS model,
        {sql.item("event")} AS event,
        {sql.item("kind")} AS kind,
        {sql.item("via")} AS via,
        {sql.item("placement")} AS placement,
        {sql.item("text")} AS text,
        {sql.item("text_sha256")} AS text_sha256
    FROM records AS r CROSS JOIN {sql.rows("obligations")}
    WHERE {_EXCHANGE}"""


def _steps(sql: _Sql) -> str:
    return f"""
    SELECT
        r.exchange_id AS exchange_id, {_place(sql)},
        r.outcome AS outcome,
        r.application AS application,
        r.model AS model,
        i.key AS step,
        {sql.milliseconds} AS milliseconds
    FROM records AS r CROSS JOIN {sql.rows_by_name("milliseconds")}
    WHERE {_EXCHANGE}"""


def _reviews(sql: _Sql) -> str:
    """What a person did with a reply that waited, and how long it had. By ``>= ''`` SQLite finds an index that IS NOT NULL does not."""
    return f"""
    SELECT
        {sql.text("review_of")} AS exchange_id,
        r.exchange_id AS review_id, {_place(sql)},
        r.reason AS act,
        r.outcome AS outcome,
        r.reviewer AS reviewer,
        {sql.of_stage("'reply'", "effect")} AS effect,
        {sql.of_stage("'reply'", "bundle")} AS bundle,
        {sql.moment("h.recorded_at")} AS held_at,
        {sql.seconds("h.recorded_at", "r.recorded_at")} AS waited_seconds,
        h.reason AS held_by_rule,
        h.application AS application,
        h.model AS model,
        h.patient AS patient,
        r.profile AS profile
    FROM {sql.records} LEFT JOIN records AS h ON h.exchange_id = {sql.text("review_of")}
    WHERE r.reviewer >= '' AND r.door = 'review'"""


_OPENED = ".opened"
"""What stands behind an exchange's id in the id of the record that it was about to be sent."""


def _unfinished(sql: _Sql) -> str:
    """Sent to the model, and never heard of again: the process was killed, or is still waiting."""
    exchange_id = sql.before(_OPENED, "r.exchange_id")
    return f"""
    SELECT
        {exchange_id} AS exchange_id, {_place(sql)},
        {sql.moment("r.started_at")} AS started_at,
        r.door AS door,
        r.profile AS profile,
        {sql.text("profile_sha256")} AS profile_sha256,
        r.application AS application,
        {sql.text("purpose")} AS purpose,
        r.actor AS actor,
        r.patient AS patient,
        r.provider AS provider,
        r.model AS model,
        {sql.text("request_sha256")} AS request_sha256,
        r.sha256 AS record_sha256
    FROM {sql.records}
    WHERE {sql.unlured("r.outcome")} = 'opened'
        AND NOT EXISTS (SELECT 1 FROM records AS e WHERE e.exchange_id = {exchange_id})"""


def _erasures(sql: _Sql) -> str:
    return f"""
    SELECT
        {sql.value} AS exchange_id,
        r.exchange_id AS erasure_id, {_place(sql)},
        {sql.text("what")} AS what,
        {sql.text("by")} AS erased_by,
        {sql.text("reason")} AS reason
    FROM {sql.records} LEFT JOIN {sql.items("exchanges")} ON 1 = 1
    WHERE r.kind = 'erased'"""


def _legal_holds(sql: _Sql) -> str:
    return f"""
    SELECT
        {sql.text("exchange")} AS exchange_id,
        r.exchange_id AS hold_id, {_place(sql)},
        {sql.text("matter")} AS matter,
        {sql.yes("placed")} AS placed,
        {sql.text("by")} AS said_by
    FROM {sql.records}
    WHERE r.kind = 'legal_hold'"""


def _art12_log(sql: _Sql) -> str:
    """AI Act Art. 12(2) and (3), 19 and 26(6), 网络安全法（2025）第二十三条: every use, those too that have no end."""
    rulings = "decision_sets AS s WHERE s.key = r.decisions AND s.status"
    findings = "finding_sets AS s WHERE s.key = r.findings AND"
    return f"""
    SELECT
        r.exchange_id AS exchange_id,
        {sql.moment("r.started_at")} AS used_from,
        {sql.moment("r.recorded_at")} AS used_until,
        r.recorded_at AS recorded_utc,
        {sql.seconds("r.started_at", "r.recorded_at")} AS seconds,
        {sql.text("system.id")} AS system_id,
        {sql.text("system.version")} AS system_version,
        {sql.text("system.medguard")} AS medguard_version,
        r.provider AS provider,
        r.model AS model,
        r.profile AS profile,
        {sql.text("profile_sha256")} AS profile_sha256,
        coalesce({sql.of_stage("'reply'", "bundle")}, {sql.of_stage("'request'", "bundle")}) AS bundle,
        r.door AS door,
        r.application AS application,
        {sql.text("purpose")} AS purpose,
        r.actor AS actor,
        r.patient AS patient,
        {sql.text("request_sha256")} AS request_sha256,
        {sql.text("reply_sha256")} AS reply_sha256,
        {sql.whole("request.identifiers.replaced")} AS identifiers_replaced,
        {sql.of_stage("'request'", "effect")} AS request_effect,
        {sql.of_stage("'reply'", "effect")} AS reply_effect,
        {sql.words("s.rule", f"{rulings} = 'fail'")} AS rules_failed,
        {sql.words("s.rule", f"{rulings} = 'undetermined'")} AS rules_undetermined,
        {sql.words("s.check_name || '/' || s.kind", f"{findings} s.kind <> ''")} AS findings,
        {sql.words("s.check_name", f"{findings} s.status = 'unjudged'")} AS checks_unjudged,
        {sql.words(sql.item("kind"), sql.items("obligations"))} AS notices,
        r.outcome AS outcome,
        r.reason AS reason,
        v.verified_by AS verified_by,
        v.verified_at AS verified_at,
        v.verdict AS verdict,
        r.position AS position,
        r.sha256 AS record_sha256
    FROM {sql.records}
    LEFT JOIN (
        SELECT exchange_id, max(reviewer) AS verified_by, max(recorded_at) AS verified_at, max(act) AS verdict
        FROM v_reviews WHERE act IN ('approved', 'refused') GROUP BY exchange_id
    ) AS v ON v.exchange_id = r.exchange_id
    WHERE {_EXCHANGE} AND r.door <> 'review'
    UNION ALL
    SELECT
        exchange_id,
        started_at AS used_from,
        {sql.none("moment")} AS used_until,
        recorded_utc,
        {sql.none("number")} AS seconds,
        {sql.none("text")} AS system_id,
        {sql.none("text")} AS system_version,
        {sql.none("text")} AS medguard_version,
        provider,
        model,
        profile,
        profile_sha256,
        {sql.none("text")} AS bundle,
        door,
        application,
        purpose,
        actor,
        patient,
        request_sha256,
        {sql.none("text")} AS reply_sha256,
        {sql.none("whole")} AS identifiers_replaced,
        {sql.none("text")} AS request_effect,
        {sql.none("text")} AS reply_effect,
        {sql.none("text")} AS rules_failed,
        {sql.none("text")} AS rules_undetermined,
        {sql.none("text")} AS findings,
        {sql.none("text")} AS checks_unjudged,
        {sql.none("text")} AS notices,
        'unfinished' AS outcome,
        {sql.none("text")} AS reason,
        {sql.none("text")} AS verified_by,
        {sql.none("moment")} AS verified_at,
        {sql.none("text")} AS verdict,
        position,
        record_sha256
    FROM v_unfinished"""


_VIEWS: dict[str, tuple[str, Callable[[_Sql], str]]] = {
    "v_exchanges": ("exchange", _exchanges),
    "v_identifiers": ("exchange", _identifiers),
    "v_findings": ("exchange", _findings),
    "v_decisions": ("exchange", _decisions),
    "v_obligations": ("exchange", _obligations),
    "v_steps": ("exchange", _steps),
    "v_reviews": ("exchange", _reviews),
    "v_unfinished": ("opened", _unfinished),
    "v_erasures": ("erased", _erasures),
    "v_legal_holds": ("legal_hold", _legal_holds),
    "v_art12_log": ("exchange", _art12_log),
}
"""Each with the kind of entry whose document it opens; those that ask others come after them."""

"""The views say what the documents say, in both databases, and the officers' pages say what the views are."""

from __future__ import annotations

import json
import math
import re
import sqlite3
from collections import defaultdict
from contextlib import closing
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import create_engine, delete, inspect, make_url
from sqlalchemy.exc import DBAPIError
from test_postgresql import BIN, server  # noqa: F401  the fixture
from view_samples import PERSON, fill

from medguard.audit import current, downgrade, latest, open_ledger, upgrade, verify
from medguard.audit.tables import held_replies

DOCS = Path(__file__).parents[2] / "docs/officers"
VIEWS = DOCS.joinpath("views.md").read_text("utf-8")
QUESTIONS = DOCS.joinpath("questions.md").read_text("utf-8")
STATEMENT = re.compile(r"^```sql ?(\w*)\n(.+?)^```$", re.MULTILINE | re.DOTALL)
TYPES = {
    "text": "TEXT",
    "moment": "TIMESTAMP",
    "whole": "BIGINT",
    "number": "DOUBLE PRECISION",
    "yes/no": "BOOLEAN",
}


@pytest.fixture(scope="module")
def sqlite_ledger(tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('views') / 'ledger.db'}"
    fill(url)
    return url


@pytest.fixture(scope="module")
def postgresql_ledger(server):  # noqa: F811
    base = "postgresql+psycopg://medguard@/{}?host=" + str(server)
    engine = create_engine(base.format("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE officers")
        connection.exec_driver_sql("ALTER DATABASE officers SET TimeZone = 'Asia/Shanghai'")
    engine.dispose()
    fill(base.format("officers"))
    return base.format("officers")


ON_POSTGRESQL = (
    pytest.mark.postgresql,
    pytest.mark.skipif(not BIN, reason="no PostgreSQL in /usr/lib/postgresql: the views were tried on SQLite only"),
)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=ON_POSTGRESQL)])
def filled(request):
    """The URL of a ledger as a house has it."""
    return request.getfixturevalue(f"{request.param}_ledger")


def ask(url, statement):
    """The rows of an answer, each a dict, its values told in the same way whatever the database."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            rows = connection.exec_driver_sql(statement).mappings().all()
    finally:
        engine.dispose()
    return [{name: told(value) for name, value in row.items()} for row in rows]


def told(value):
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", value):
        return datetime.fromisoformat(value)
    return round(float(value), 3) if isinstance(value, Decimal | float) else value


def alike(rows):
    return sorted((sorted(row.items()) for row in rows), key=repr_of)


def repr_of(items):
    return repr([(name, float(value) if isinstance(value, int | float) else value) for name, value in items])


# ── what the documents say, computed without SQL ─────────────────────────────────────────────────────────────────────


class Book:
    """Every record's document, and from them the rows that each view should have."""

    def __init__(self, url):
        self.entries = []
        for row in ask(url, "SELECT document, sha256 FROM records ORDER BY position"):
            body = json.loads(row["document"])
            (kind,) = body.keys() - {"position", "recorded_at", "previous"}
            place = {
                "position": body["position"],
                "recorded_at": told(body["recorded_at"]),
                "recorded_utc": told(body["recorded_at"]),
            }
            self.entries.append((kind, place, body[kind], row["sha256"]))
        self.by_id = {entry["id"]: (place, entry) for _, place, entry, _ in self.entries}

    def of(self, *kinds):
        return [one for one in self.entries if one[0] in kinds]

    def told_by(self, name):
        """The rows of a view."""
        return [row for one in self.entries for row in getattr(self, name)(*one)]

    def v_exchanges(self, kind, place, it, sha256):
        if kind != "exchange" or it["review_of"]:
            return
        request, reply, numbers = it["request"], it["reply"] or {}, it["parameters"]
        label = reply.get("label") or {}
        yield {
            "exchange_id": it["id"],
            **place,
            "started_at": told(it["started_at"]),
            "seconds": seconds(told(it["started_at"]), place["recorded_at"]),
            **pick(it, "outcome reason door profile profile_sha256 application purpose actor patient"),
            "system_id": it["system"]["id"],
            "system_version": it["system"]["version"],
            "medguard_version": it["system"]["medguard"],
            **pick(request, "provider model stream turn"),
            **{name: number(numbers.get(name)) for name in ("temperature", "top_p", "seed", "max_tokens")},
            **{f"identifiers_{one}": request["identifiers"][one] for one in ("found", "replaced", "remaining")},
            "unread_parts": len(request["unread"]),
            **pick(request, "asks_if_ai asks_to_strip_label"),
            "reply_status": reply.get("status"),
            **pick(reply, "choices for_people patient_facing"),
            "labelled": label.get("explicit_text") is not None,
            "label_place": label.get("place"),
            "marked": reply.get("implicit_label") is not None,
            "output_types": listed(reply.get("output_types") or ()),
            **pick(reply, "claims_to_be_human restored unrestored"),
            **pick(it["tokens"], "prompt_tokens completion_tokens"),
            "request_effect": last(it, "request", "effect"),
            "reply_effect": last(it, "reply", "effect"),
            "bundle": last(it, "reply", "bundle") or last(it, "request", "bundle"),
            **pick(it, "request_sha256 reply_sha256"),
            "text_kept": it["payload_sha256"] is not None,
            "record_sha256": sha256,
        }

    def v_identifiers(self, kind, place, it, _sha256):
        for one in it.get("identifiers", ()):
            yield {**beginning(place, it), **pick(it["request"], "provider model"), **one}

    def v_findings(self, kind, place, it, _sha256):
        same = defaultdict(list)
        for one in it.get("findings", ()):
            same[one["check"], one["status"], one["kind"], one["detail"]].append(one)
        for words, these in same.items():
            yield {
                **beginning(place, it),
                "model": it["request"]["model"],
                **dict(zip(("check_name", "status", "kind", "detail"), words, strict=True)),
                "places": listed(one["place"] for one in these if one["place"]),
                "times": len(these),
                "count": sum(one["count"] for one in these),
                "score": max(one["score"] for one in these),
            }

    def v_decisions(self, kind, place, it, _sha256):
        for decision in {one["stage"]: one for one in it.get("decisions", ())}.values():
            for ruling in decision["rulings"]:
                yield {
                    **beginning(place, it),
                    **pick(it, "door profile"),
                    **pick(it["request"] or {}, "model"),
                    **pick(decision, "stage bundle"),
                    **ruling,
                }

    def v_obligations(self, kind, place, it, _sha256):
        for one in it.get("obligations", ()):
            yield {**beginning(place, it), "door": it["door"], **pick(it["request"] or {}, "model"), **one}

    def v_steps(self, kind, place, it, _sha256):
        for step, milliseconds in it.get("milliseconds", {}).items():
            yield {
                **beginning(place, it),
                **pick(it["request"], "model"),
                "step": step,
                "milliseconds": milliseconds,
            }

    def v_reviews(self, kind, place, it, _sha256):
        if not it.get("review_of"):
            return
        held_at, held = self.by_id[it["review_of"]]
        yield {
            "exchange_id": it["review_of"],
            "review_id": it["id"],
            **place,
            "act": it["reason"],
            **pick(it, "outcome reviewer profile"),
            "effect": last(it, "reply", "effect"),
            "bundle": last(it, "reply", "bundle"),
            "held_at": held_at["recorded_at"],
            "waited_seconds": seconds(held_at["recorded_at"], place["recorded_at"]),
            "held_by_rule": held["reason"],
            "model": held["request"]["model"],
            **pick(held, "application patient"),
        }

    def v_review_times(self, kind, place, it, _sha256):
        if it.get("review_of"):
            of, act, spent, error = it["review_of"], it["reason"], it["seconds_on_task"], None
        elif kind == "held_reply" and it["reviewer"]:
            of, act, spent, error = it["of"], it["act"], it["seconds"], it["why"]
        else:
            return
        told_of = {"exchange_id": of, "review_id": it["id"], "act": act, "seconds_on_task": spent, "test_error": error}
        yield {**told_of, **place, "reviewer": it["reviewer"]}

    def v_unfinished(self, kind, place, it, sha256):
        exchange_id = it["id"].removesuffix(".opened")
        if kind == "opened" and exchange_id not in self.by_id:
            names = "door profile profile_sha256 application purpose actor patient provider model request_sha256"
            started_at = told(it["started_at"])
            yield {
                "exchange_id": exchange_id,
                **place,
                "started_at": started_at,
                **pick(it, names),
                "record_sha256": sha256,
            }

    def v_erasures(self, kind, place, it, _sha256):
        if kind == "erased":
            told_of = {**place, "erasure_id": it["id"], "erased_by": it["by"], **pick(it, "what reason")}
            yield from ({"exchange_id": one, **told_of} for one in it["exchanges"] or (None,))

    def v_legal_holds(self, kind, place, it, _sha256):
        if kind == "legal_hold":
            yield {
                "exchange_id": it["exchange"],
                "hold_id": it["id"],
                **place,
                **pick(it, "matter placed"),
                "said_by": it["by"],
            }

    def v_art12_log(self, kind, place, it, sha256):
        for row in self.v_unfinished(kind, place, it, sha256):
            known = {name: value for name, value in row.items() if name not in {"recorded_at", "started_at"}}
            yield {
                **dict.fromkeys(documented()["v_art12_log"]),
                **known,
                "used_from": row["started_at"],
                "outcome": "unfinished",
            }
        for row in self.v_exchanges(kind, place, it, sha256):
            rulings = list(self.v_decisions(kind, place, it, sha256))
            acts = [
                review
                for one in self.of("exchange")
                for review in self.v_reviews(*one)
                if review["exchange_id"] == it["id"] and review["act"] in {"approved", "refused"}
            ]
            act = acts[0] if acts else {}
            made = {
                "used_from": row["started_at"],
                "used_until": row["recorded_at"],
                "rules_failed": listed(one["rule"] for one in rulings if one["status"] == "fail"),
                "rules_undetermined": listed(one["rule"] for one in rulings if one["status"] == "undetermined"),
                "findings": listed(f"{one['check']}/{one['kind']}" for one in it["findings"] if one["kind"]),
                "checks_unjudged": listed(one["check"] for one in it["findings"] if one["status"] == "unjudged"),
                "notices": listed(one["kind"] for one in it["obligations"]),
                "verified_by": act.get("reviewer"),
                "verified_at": act.get("recorded_at"),
                "verdict": act.get("act"),
            }
            yield {name: made[name] if name in made else row[name] for name in documented()["v_art12_log"]}


def beginning(place, it):
    return {"exchange_id": it["id"], **place, "outcome": it["outcome"], "application": it["application"]}


def pick(values, names):
    return {name: values.get(name) for name in names.split()}


def listed(words):
    return ", ".join(sorted(set(words))) or None


def number(value):
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def last(it, stage, name):
    return next((one[name] for one in reversed(it["decisions"]) if one["stage"] == stage), None)


def seconds(begin, end):
    return round((end - begin).total_seconds(), 3)


def documented():
    """Of views.md: view, column, type."""
    found = {}
    for part in re.split(r"^## ", VIEWS, flags=re.MULTILINE)[1:]:
        if name := re.match(r"`(v_\w+)`", part):
            found[name[1]] = dict(re.findall(r"^\| `(\w+)` \| ([\w/]+) \|", part, re.MULTILINE))
    return found


# ── the views ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("view", documented())
def test_a_view_says_what_the_documents_say(filled, view):
    rows = ask(filled, f"SELECT * FROM {view}")
    assert len(rows) > 0
    assert alike(rows) == alike(Book(filled).told_by(view))


def test_the_page_lists_exactly_the_columns_of_the_database(filled):
    engine = create_engine(filled)
    found = inspect(engine)
    columns = {name: [column["name"] for column in found.get_columns(name)] for name in found.get_view_names()}
    assert columns == {name: list(those) for name, those in documented().items()}
    if engine.dialect.name == "postgresql":
        for name, those in documented().items():
            types = {column["name"]: str(column["type"]) for column in found.get_columns(name)}
            assert types == {column: TYPES[kind] for column, kind in those.items()}, name
    engine.dispose()


def test_a_moment_is_a_moment_in_every_time_zone(postgresql_ledger_if_any):
    (row,) = ask(
        postgresql_ledger_if_any,
        "SELECT count(*) AS n FROM v_exchanges WHERE to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
        " <> recorded_utc",
    )
    assert row["n"] == 0


@pytest.fixture
def postgresql_ledger_if_any(request):
    if not BIN:
        pytest.skip("no PostgreSQL in /usr/lib/postgresql")
    return request.getfixturevalue("postgresql_ledger")


def test_the_sample_is_a_whole_ledger(filled):
    result = verify(filled)
    assert result.ok, result.problems


def test_the_views_go_down_and_up(tmp_path):
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    fill(url, 5)
    before = ask(url, "SELECT * FROM v_art12_log")
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(delete(held_replies))  # with it nobody may go down
    assert downgrade(url, "0003") == "0003"
    assert inspect(engine).get_view_names() == []
    engine.dispose()
    assert upgrade(url) == latest() == current(url)
    assert ask(url, "SELECT * FROM v_art12_log") == before


def test_what_a_caller_sends_cannot_break_a_view(filled):
    """A temperature may be ``true``: the sample holds some."""
    assert {row["temperature"] for row in ask(filled, "SELECT temperature FROM v_exchanges")} == {0, 0.7, None}


FOUND_BY = {
    "recorded_utc >= '2026-11-09' AND recorded_utc < '2026-11-10'": "ix_records_recorded_at_position",
    "outcome = 'blocked'": "ix_records_outcome_position",
    "model = 'gpt-x'": "ix_records_model_position",
    "application = 'triage'": "ix_records_application_position",
    "exchange_id = 'x'": "sqlite_autoindex_records_1",
}


@pytest.mark.parametrize("wanted", FOUND_BY)
@pytest.mark.parametrize("view", ["v_exchanges", "v_identifiers", "v_findings", "v_decisions", "v_steps"])
def test_what_is_asked_for_is_found_by_an_index(sqlite_ledger, view, wanted):
    plan = ask(sqlite_ledger, f"EXPLAIN QUERY PLAN SELECT position FROM {view} WHERE {wanted}")
    assert FOUND_BY[wanted] in str(plan)
    assert not re.search(r"SCAN [rse]\b", str(plan)), plan


@pytest.mark.parametrize(
    ("view", "wanted", "index"),
    [
        ("v_exchanges", "patient = 'p-1'", "ix_records_patient_position"),
        ("v_decisions", "rule = 'phi/identifiers_replaced' AND status = 'fail'", "ix_records_decisions_position"),
        ("v_findings", "check_name = 'leaks' AND kind = 'identifier_not_sent'", "ix_records_findings_position"),
        ("v_reviews", "act = 'approved'", "ix_records_reviewer_position"),
        ("v_reviews", "reviewer = 'dr-0001'", "ix_records_reviewer_position"),
        ("v_erasures", "1 = 1", "ix_records_kind_position"),
        ("v_unfinished", "recorded_utc >= '2026-11-09'", "ix_records_recorded_at_position"),
        ("v_art12_log", "recorded_utc >= '2026-11-09'", "ix_records_recorded_at_position"),
    ],
)
def test_so_is_what_few_records_have_and_a_log_of_some_days(sqlite_ledger, view, wanted, index):
    plan = ask(sqlite_ledger, f"EXPLAIN QUERY PLAN SELECT * FROM {view} WHERE {wanted}")
    assert index in str(plan)
    assert not re.search(r"SCAN [rse]\b", str(plan)), plan


# ── the questions ────────────────────────────────────────────────────────────────────────────────────────────────────

DAYS = tuple(map(told, ("2026-11-09T00:00:00Z", "2026-11-16T00:00:00Z")))
ONE = f"{1:032x}"


def in_days(rows):
    return [row for row in rows if DAYS[0] <= row["recorded_utc"] < DAYS[1]]


def of_application(row):
    return row["application"] or "(none)"


def blocked(book):
    why = {(row["exchange_id"], row["rule"]): row for row in book.told_by("v_decisions") if row["effect"] != "allow"}
    for row in in_days(book.told_by("v_exchanges")):
        if row["outcome"] == "blocked":
            ruling = pick(why[row["exchange_id"], row["reason"]], "rule stage why")
            yield {**pick(row, "exchange_id recorded_at"), "application": of_application(row), **ruling}


def unlabelled(book):
    approved = {row["exchange_id"] for row in book.told_by("v_reviews") if row["act"] == "approved"}
    for row in in_days(book.told_by("v_exchanges")):
        out = row["outcome"] in {"answered", "amended"} or row["exchange_id"] in approved
        if out and row["patient_facing"] and row["for_people"] and not row["labelled"]:
            yield {**pick(row, "exchange_id recorded_at model outcome"), "application": of_application(row)}


def left_out(book):
    groups = defaultdict(list)
    for row in in_days(book.told_by("v_identifiers")):
        groups[of_application(row), row["kind"]].append(row)
    for (application, kind), rows in groups.items():
        exchanges = len({row["exchange_id"] for row in rows})
        number = sum(row["count"] for row in rows)
        yield {"application": application, "kind": kind, "identifiers": number, "exchanges": exchanges}


def waited(book):
    acts = {row["exchange_id"]: row for row in book.told_by("v_reviews") if row["act"] in {"approved", "refused"}}
    for row in in_days(book.told_by("v_exchanges")):
        if row["outcome"] == "held":
            act = pick(acts.get(row["exchange_id"], {}), "act reviewer waited_seconds")
            yield {
                "exchange_id": row["exchange_id"],
                "held_at": row["recorded_at"],
                "held_by_rule": row["reason"],
                **act,
            }


def undetermined(book):
    groups = defaultdict(list)
    for row in in_days(book.told_by("v_decisions")):
        if row["status"] == "undetermined" and row["door"] != "review":
            groups[row["rule"], row["why"]].append(row["exchange_id"])
    for (rule, why), ids in groups.items():
        yield {"rule": rule, "why": why, "rulings": len(ids), "exchanges": len(set(ids))}


def models(book):
    groups = defaultdict(list)
    for row in in_days(book.told_by("v_exchanges")):
        if row["outcome"] in {"answered", "amended"}:
            groups[row["model"], row["system_id"], row["system_version"]].append(row)
    for (model, system_id, system_version), rows in groups.items():
        yield {
            "model": model,
            "system_id": system_id,
            "system_version": system_version,
            "replies": len(rows),
            "prompt_tokens": sum(row["prompt_tokens"] for row in rows),
            "completion_tokens": sum(row["completion_tokens"] for row in rows),
            "last_at": max(row["recorded_at"] for row in rows),
        }


def one_exchange(book):
    def rows(view):
        return [row for row in book.told_by(view) if row["exchange_id"] == ONE]

    told_of = [(1, "exchange", row["outcome"], row["reason"], row["recorded_utc"]) for row in rows("v_exchanges")]
    for row in rows("v_decisions"):
        if row["status"] != "pass":
            told_of += [(2, "ruling", f"{row['stage']} {row['rule']}", f"{row['status']} {row['effect']}", row["why"])]
    for row in rows("v_findings"):
        told_of += [(3, "finding", f"{row['check_name']} {row['kind']}", row["status"], row["detail"])]
    told_of += [(4, "notice", row["kind"], row["via"], row["text_sha256"]) for row in rows("v_obligations")]
    told_of += [(5, "review", row["act"], row["reviewer"], row["recorded_utc"]) for row in rows("v_reviews")]
    return [dict(zip(("part", "what", "which", "how", "detail"), one, strict=True)) for one in told_of]


def of_a_person(book):
    for row in book.told_by("v_exchanges"):
        if row["patient"] == PERSON:
            yield {
                **pick(row, "exchange_id recorded_at purpose outcome text_kept"),
                "application": of_application(row),
            }


def refused(book):
    groups = defaultdict(list)
    for row in in_days(book.told_by("v_exchanges")):
        groups[of_application(row)].append(row["outcome"])
    for application, outcomes in groups.items():
        yield {
            "application": application,
            "exchanges": len(outcomes),
            "blocked": outcomes.count("blocked"),
            "held": outcomes.count("held"),
            "percent_blocked": pytest.approx(100 * outcomes.count("blocked") / len(outcomes), abs=0.051),
        }


def erased(book):
    for _, place, it, _ in book.of("erased"):
        told_of = {"erasure_id": it["id"], "erased_by": it["by"], "exchanges": len(it["exchanges"])}
        yield {**pick(it, "what reason"), **told_of, "recorded_at": place["recorded_at"]}


def unfinished(book):
    for row in in_days(book.told_by("v_unfinished")):
        yield {**pick(row, "exchange_id started_at door model"), "application": of_application(row)}


def slow_steps(book):
    groups = defaultdict(list)
    for row in in_days(book.told_by("v_steps")):
        groups[row["step"]].append(row["milliseconds"])
    for step, took in groups.items():
        p95 = sorted(took)[math.ceil(0.95 * len(took)) - 1]
        yield {"step": step, "exchanges": len(took), "p95_milliseconds": p95}


def bundles(book):
    groups = defaultdict(list)
    for row in in_days(book.told_by("v_exchanges")):
        groups[row["bundle"]].append(row["recorded_at"])
    for bundle, moments in groups.items():
        yield {"bundle": bundle, "first_at": min(moments), "last_at": max(moments), "exchanges": len(moments)}


def leaked(book):
    for row in in_days(book.told_by("v_findings")):
        if (row["check_name"], row["kind"]) == ("leaks", "identifier_not_sent"):
            yield {**pick(row, "exchange_id recorded_at outcome count score places"), "kind": row["detail"]}


def log_of_a_week(book):
    names = (
        "exchange_id used_from used_until system_id system_version model purpose application actor request_effect"
        " reply_effect rules_failed rules_undetermined notices outcome verified_by verified_at verdict bundle position"
        " record_sha256"
    )
    return [pick(row, names) for row in in_days(book.told_by("v_art12_log"))]


ANSWERS = {
    1: blocked,
    2: unlabelled,
    3: left_out,
    4: waited,
    5: undetermined,
    6: models,
    7: one_exchange,
    8: of_a_person,
    9: refused,
    10: erased,
    11: unfinished,
    12: slow_steps,
    13: bundles,
    14: leaked,
    15: log_of_a_week,
}


def asked():
    """Of questions.md: a question's number, the one database that its statement is for, if only one, and the statement."""
    for part in re.split(r"^## ", QUESTIONS, flags=re.MULTILINE)[1:]:
        for only, statement in STATEMENT.findall(part):
            yield int(part.split(".")[0]), only, statement


def test_every_question_works_in_both_databases():
    both = {number for number, only, _ in asked() if not only}
    assert both == set(ANSWERS) == set(range(1, 16))


@pytest.mark.parametrize(
    ("number", "only", "statement"), [pytest.param(*one, id=f"{one[0]}{one[1]}") for one in asked()]
)
def test_an_answer_is_what_the_records_say(filled, number, only, statement):
    if only and not filled.startswith(only):
        return  # a statement of the other database
    rows = ask(filled, statement)
    expected = list(ANSWERS[number](Book(filled)))
    assert len(rows) > 0, "the sample holds nothing to ask this of"
    if number == 9:  # approximate values do not sort
        rows, expected = ({row["application"]: row for row in those} for those in (rows, expected))
        assert rows == expected
    else:
        assert alike(rows) == alike(expected)


def test_no_question_reads_more_than_its_days(sqlite_ledger):
    """In SQLite, which has no numbers to plan with, none of them may walk through a whole ledger."""
    for number, only, statement in asked():
        if not only:
            plan = " ".join(row["detail"] for row in ask(sqlite_ledger, f"EXPLAIN QUERY PLAN {statement}"))
            walked = re.findall(r"SCAN [rhe] USING|SCAN [rhe](?! LEFT)", plan)
            assert not walked, (number, plan)


# ── who may read ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_role_of_the_page_reads_the_views_and_nothing_else(postgresql_ledger_if_any):
    url = make_url(postgresql_ledger_if_any)
    ((_, statements),) = STATEMENT.findall(VIEWS)
    owner = create_engine(url, isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        for statement in statements.replace("DATABASE medguard", f"DATABASE {url.database}").split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement)
    officer = create_engine(url.set(username="officer"))
    for view in documented():
        with officer.connect() as connection:
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {view}").scalar() > 0
    forbidden = [
        *(f"SELECT * FROM {name}" for name in ("people", "payloads", "registry", "records", "holds", "decision_sets")),
        "DELETE FROM v_exchanges",
        "SET default_transaction_read_only = off; UPDATE records SET outcome = 'answered'",
        "SET default_transaction_read_only = off; CREATE TABLE mine (id int)",
    ]
    for statement in forbidden:
        with officer.connect() as connection, pytest.raises(DBAPIError, match=r"permission denied|cannot"):
            connection.exec_driver_sql(statement)
    officer.dispose()
    owner.dispose()


def test_a_file_opened_as_the_page_says_is_read_and_not_written(tmp_path):
    file = tmp_path / "ledger.db"
    with open_ledger(f"sqlite:///{file}"):  # medguard runs meanwhile
        fill(f"sqlite:///{file}", 3)
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as reader:
            assert reader.execute("SELECT count(*) FROM v_exchanges").fetchone()[0] == 3
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                reader.execute("UPDATE records SET outcome = 'answered'")


def test_every_link_of_the_pages_leads_somewhere():
    for page in (VIEWS, QUESTIONS):
        for link in re.findall(r"\]\(([^)#]+?\.md)\)", page):
            assert (DOCS / link).exists(), link

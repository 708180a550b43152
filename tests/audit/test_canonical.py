"""A record has one spelling, and what has none is not kept."""

import json
import math

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from medguard.audit.canonical import canonical, parse, sha256
from medguard.errors import AuditError
from medguard.types import Exchange, Identifiers, RequestFacts

EXACT = 2**53 - 1
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-EXACT, EXACT)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
# Only the numbers are narrowed: from the types themselves, so that a new field is tried without being named here.
with_safe_numbers = {
    int: st.integers(-EXACT, EXACT),
    float: st.floats(allow_nan=False, allow_infinity=False),
}


@st.composite
def exchanges(draw):
    numbers = st.dictionaries(st.text(), with_safe_numbers[int])
    identifiers = st.builds(
        Identifiers,
        found=with_safe_numbers[int],
        replaced=with_safe_numbers[int],
        remaining=with_safe_numbers[int],
        by_kind=numbers,
    )
    request = st.builds(
        RequestFacts,
        provider=st.text(),
        model=st.text(),
        turn=with_safe_numbers[int],
        identifiers=st.none() | identifiers,
    )
    return draw(
        st.builds(
            Exchange,
            request=st.none() | request,
            reply=st.none(),
            findings=st.just(()),
            milliseconds=st.dictionaries(st.text(), with_safe_numbers[float]),
        )
    )


@given(values)
def test_the_canonical_form_is_rfc_8785s_and_reads_back_to_itself(value):
    written = canonical(value)
    assert written == rfc8785.dumps(value)
    assert canonical(parse(written.decode())) == written


@given(exchanges())
def test_any_exchange_reads_back_to_the_same_bytes(exchange):
    written = canonical(exchange.document())
    assert canonical(parse(written.decode())) == written
    assert len(sha256(written)) == 64


@given(st.from_type(Exchange))
def test_an_exchange_is_written_or_refused_but_nothing_else(exchange):
    try:
        written = canonical(exchange.document())
    except AuditError:
        return
    assert json.loads(written)["id"] == exchange.id


@pytest.mark.parametrize(
    "value",
    [
        math.nan,
        math.inf,
        -math.inf,
        2**53,
        -(2**53),
        10**400,
        "\ud800",
        {"\ud800": 1},
        {1: 2},
        {"a": {1, 2}},
        b"x",
        object(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_json_cannot_say_is_refused_without_being_quoted(value):
    with pytest.raises(AuditError) as caught:
        canonical({"field": value})
    assert caught.value.__suppress_context__
    assert "9007199254740992" not in str(caught.value)
    assert caught.value.remedy_zh


def test_a_value_that_contains_itself_is_refused():
    value = []
    value.append(value)
    with pytest.raises(AuditError):
        canonical(value)


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", "{", "", "[" * 100_000])
def test_what_is_no_json_is_not_read(text):
    with pytest.raises((ValueError, RecursionError)):
        parse(text)


def test_the_examples_of_the_rfc():
    # RFC 8785 section 3.2.2 and 3.2.3. If this changes, records of older releases no longer verify.
    value = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": '\u20ac$\u000f\nA\'B"\\\\"/',
        "literals": [None, True, False],
    }
    text = (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )
    assert canonical(value) == text.encode()
    keys = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "\xf6": 7}
    assert list(json.loads(canonical(keys)).values()) == [2, 4, 6, 7, 1, 5, 3]


def test_a_whole_number_beyond_what_is_exact_has_no_point():
    # orjson would write 9100000000000000.0, which RFC 8785 does not
    for value in (9.1e15, -9.1e15, 2.0**53, 9999999999999998.0):
        assert canonical(value) == rfc8785.dumps(value)
        assert parse(canonical(value)) == value

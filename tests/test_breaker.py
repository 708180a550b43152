"""A server that keeps failing is given up for a while, and found again."""

from __future__ import annotations

import asyncio
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medguard.breaker import Breaker, UpstreamGivenUp
from medguard.errors import UpstreamError, UpstreamTimeout


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def made(clock):
    return Breaker(failures=3, within_seconds=10, open_seconds=5, clock=clock)


def fail(breaker, error=UpstreamError):
    with pytest.raises(error), breaker.asking():
        raise error("down")


def answer(breaker, status=200):
    with breaker.asking() as call:
        call.answered(status)


def given_up(clock):
    breaker = made(clock)
    for _ in range(3):
        fail(breaker)
    assert breaker.is_open
    return breaker


def test_three_failures_in_a_row_and_nobody_is_let_through(clock):
    breaker = given_up(clock)
    with pytest.raises(UpstreamGivenUp) as refused, breaker.asking():
        raise AssertionError
    assert (refused.value.http_status, refused.value.retry_after) == (503, 5)
    assert refused.value.remedy
    assert refused.value.remedy_zh


@pytest.mark.parametrize("status", [500, 502, 503, 504, 529])
def test_an_answer_that_the_server_failed_counts(clock, status):
    breaker = made(clock)
    for _ in range(3):
        answer(breaker, status)
    assert breaker.is_open


@pytest.mark.parametrize("status", [200, 400, 401, 404, 408, 429])
def test_an_answer_that_is_the_callers_fault_does_not(clock, status):
    breaker = made(clock)
    for _ in range(30):
        answer(breaker, status)
    assert not breaker.is_open


def test_a_timeout_counts(clock):
    breaker = made(clock)
    for _ in range(3):
        fail(breaker, UpstreamTimeout)
    assert breaker.is_open


def test_an_answer_in_between_begins_the_count_anew(clock):
    breaker = made(clock)
    for _ in range(10):
        fail(breaker)
        fail(breaker)
        answer(breaker)
    assert not breaker.is_open


def test_failures_long_apart_do_not_add_up(clock):
    breaker = made(clock)
    for _ in range(10):
        fail(breaker)
        clock.now += 6
    assert not breaker.is_open


def test_after_a_while_one_caller_sees_and_all_are_let_through(clock):
    breaker = given_up(clock)
    clock.now += 5
    with breaker.asking() as call:
        with pytest.raises(UpstreamGivenUp), breaker.asking():
            raise AssertionError  # only one
        call.answered(200)
    assert not breaker.is_open
    answer(breaker)


def test_a_probe_that_fails_gives_it_up_again(clock):
    breaker = given_up(clock)
    clock.now += 5
    fail(breaker)
    with pytest.raises(UpstreamGivenUp), breaker.asking():
        raise AssertionError
    clock.now += 5
    answer(breaker)
    assert not breaker.is_open


def test_a_prober_who_hangs_up_leaves_the_probe_to_the_next(clock):
    breaker = given_up(clock)
    clock.now += 5
    with pytest.raises(asyncio.CancelledError), breaker.asking():
        raise asyncio.CancelledError
    assert breaker.is_open
    answer(breaker)
    assert not breaker.is_open


def test_callers_who_hang_up_say_nothing_about_the_server(clock):
    breaker = made(clock)
    for _ in range(10):
        with pytest.raises(asyncio.CancelledError), breaker.asking():
            raise asyncio.CancelledError
    assert not breaker.is_open


def test_an_answer_from_before_does_not_close_it(clock):
    breaker = made(clock)
    with breaker.asking() as late:
        for _ in range(3):
            fail(breaker)
        late.answered(200)
    assert breaker.is_open


def test_of_many_threads_one_probes(clock):
    breaker = given_up(clock)
    clock.now += 5
    through, together, wait = [], threading.Barrier(9), threading.Event()

    def ask():
        together.wait()
        try:
            with breaker.asking() as call:
                through.append(1)
                wait.wait(30)
                call.answered(200)
        except UpstreamGivenUp:
            refused.release()

    refused = threading.Semaphore(0)
    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    together.wait()
    for _ in range(7):
        assert refused.acquire(timeout=30)
    wait.set()
    for thread in threads:
        thread.join()
    assert through == [1]
    assert not breaker.is_open


def happens(event):
    if event == "fail":
        raise UpstreamError("down")
    if event == "left":
        raise asyncio.CancelledError


@given(st.lists(st.sampled_from(["fail", "answer", "left", "wait"]), max_size=40))
def test_whatever_happens_it_is_asked_again_in_the_end(events):
    clock = Clock()
    breaker = made(clock)
    for event in events:
        if event == "wait":
            clock.now += 3
            continue
        try:
            with breaker.asking() as call:
                happens(event)
                call.answered(200)
        except (UpstreamError, asyncio.CancelledError):
            continue
    clock.now += 5
    answer(breaker)
    assert not breaker.is_open

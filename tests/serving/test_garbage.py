"""Any input is answered within a second and changes no other row."""

import random
import time

import numpy as np
import pytest

from seqkit.types import Endpoint

MEGABYTE = b"a" * 10**6
ODD = [
    b"",
    b"\0",
    b"an\0na",
    "שלום עולם".encode(),
    "\u202eمرحبا\u202c an".encode(),
    "😀👩\u200d👩\u200d👧".encode(),
    MEGABYTE,
    b"\xff" * 10**6,
    "😀".encode() * 250_000,
]
GOOD = ["an", "Zoë 😀", ""]


def random_bytes():
    """Yield byte strings: half of any bytes, half mostly of letters."""
    generator = random.Random(0)
    letters = bytes(range(32, 127)) * 64 + bytes(range(256))
    for number in range(1000):
        size = generator.randrange(41)
        if number % 2:
            yield generator.randbytes(size)
        else:
            yield bytes(generator.choices(letters, k=size))


def readable(text):
    try:
        return len(text.decode()) <= Endpoint.longest
    except UnicodeDecodeError:
        return False


@pytest.fixture(params=["serving_default", "sample"])
def ask(request, served):
    seed = {"seed": 7} if request.param == "sample" else {}

    def within_a_second(texts):
        before = time.monotonic()
        answers = served(texts, request.param, **seed)
        assert time.monotonic() - before < 1
        return answers

    served(["warm", "up"], request.param, **seed)
    return within_a_second


def same(one, other):
    return one["text"] == other["text"] and np.isclose(
        one["score"], other["score"], rtol=1e-4
    )


def test_garbage_alone_is_answered_within_a_second(ask):
    for text in [*ODD, *list(random_bytes())[:50]]:
        answer = ask(text)
        assert answer["valid"] == readable(text)
        assert np.isfinite(answer["score"])
        if not answer["valid"]:
            assert answer == {"text": "", "score": 0.0, "valid": False}


def test_a_thousand_byte_strings_spoil_no_neighbour(ask):
    alone = [ask(text) for text in GOOD]
    garbage = list(random_bytes())
    assert 200 < sum(map(readable, garbage)) < 800
    for start in range(0, 1000, 100):
        batch = garbage[start : start + 100]
        answers = ask([GOOD[0], *batch[:50], GOOD[1], *batch[50:], GOOD[2]])
        assert all(map(same, (answers[0], answers[51], answers[-1]), alone))
        answers = answers[1:51] + answers[52:-1]
        assert [answer["valid"] for answer in answers] == list(map(readable, batch))


def test_a_thousand_rows_at_once_are_answered_within_a_second(ask):
    garbage = list(random_bytes())
    answers = ask(garbage)
    assert [answer["valid"] for answer in answers] == list(map(readable, garbage))


def test_texts_beyond_what_names_can_mean_are_refused(served, model, ask):
    longest = model.endpoints()["sample"].longest
    assert longest < 9_000
    texts = ["a" * longest, "a" * (longest + 1), *["an" * 4_500] * 30, "Jo"]
    answers = ask(texts)
    assert [answer["valid"] for answer in answers] == [True, *[False] * 31, True]
    assert same(answers[-1], ask("Jo"))


def test_odd_texts_spoil_no_neighbour(ask):
    answers = ask([GOOD[0], *ODD, GOOD[1]])
    assert same(answers[0], ask(GOOD[0])) and same(answers[-1], ask(GOOD[1]))
    valid = [answer["valid"] for answer in answers[1:-1]]
    assert valid == [True] * 6 + [False] * 3

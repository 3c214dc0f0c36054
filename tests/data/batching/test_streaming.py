import gzip
from collections import Counter

import numpy as np
import pytest

import seqkit
from seqkit.data.batching.streaming import stream_lines
from seqkit.data.next_tokens import next_token


@pytest.fixture
def lines():
    random = np.random.default_rng(0)
    steps = random.integers(1, 40, 3000)
    return ["".join(random.choice(list("abcdé "), n)) + "." for n in steps]


@pytest.fixture
def path(tmp_path, lines):
    path = tmp_path / "texts.txt"
    path.write_bytes(
        b"\xef\xbb\xbf" + "\r\n\n".join(lines).encode() + b"\n \n\xff\xe2\n"
    )
    return path


def texts_of(dataset, spell):
    batches = dataset.as_numpy_iterator()
    return [spell(row) for inputs, _ in batches for row in inputs]


@pytest.fixture
def small_pools(monkeypatch):
    monkeypatch.setattr("seqkit.data.batching.streaming._POOL_LINES", 400)


def test_stream_equals_memory(path, vocabulary, spell, lines, small_pools):
    expected = Counter([*lines, "\ufffd\ufffd"])
    stream = stream_lines(path, vocabulary, 32, seed=0)
    assert Counter(texts_of(stream, spell)) == expected
    assert Counter(texts_of(next_token(path, vocabulary), spell)) == expected


def test_targets_are_inputs_one_step_on(path, vocabulary, small_pools):
    for inputs, targets in stream_lines(path, vocabulary, 32).as_numpy_iterator():
        steps = (targets != 0).sum(axis=1)
        np.testing.assert_array_equal(steps, (inputs != 0).sum(axis=1))
        np.testing.assert_array_equal(inputs[:, 0], 2)
        for row, target, count in zip(inputs, targets, steps, strict=True):
            assert row[1:count].tolist() + [3] == target[:count].tolist()


def test_packed_stream_equals_the_plain_one(path, vocabulary, spell):
    packed = path.with_suffix(".gz")
    packed.write_bytes(gzip.compress(path.read_bytes()))
    plain, packed = (
        texts_of(stream_lines(p, vocabulary, 32), spell) for p in (path, packed)
    )
    assert Counter(packed) == Counter(plain)


def test_each_end_of_a_line_ends_it(tmp_path, vocabulary, spell, monkeypatch):
    monkeypatch.setattr("seqkit.text_files._BLOCK", 5)
    path = tmp_path / "texts.txt"
    path.write_bytes(b"emma\rolivia\r\r\nava\nbo\r")
    stream = stream_lines(path, vocabulary, 2)
    assert Counter(texts_of(stream, spell)) == Counter(["emma", "olivia", "ava", "bo"])


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", "emma\n".encode("utf-16"), "a.txt, which is UTF-16"),
        ("a.txt", b"emma\n" * 20_000 + b"\0\n", "a.txt, which holds NUL bytes"),
        (
            "a.txt.gz",
            gzip.compress(b"emma\n" * 9, mtime=0)[:-9],
            "whole gzip file. .*a.txt.gz",
        ),
    ],
    ids=["UTF-16", "NUL", "cut"],
)
def test_what_is_no_text_is_refused(name, content, message, tmp_path, vocabulary):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ValueError, match=message):
        stream_lines(path, vocabulary, 2)


def test_invalid_utf8_is_told_once_not_once_an_epoch(path, vocabulary, spell, caplog):
    stream = stream_lines(path, vocabulary, 32)
    for _ in range(2):
        texts_of(stream, spell)
    (record,) = caplog.records
    assert "2 invalid parts became U+FFFD" in record.getMessage()


def test_both_ways_choose_the_same_texts_for_validation(path, vocabulary, spell, lines):
    options = {"validation": 0.2, "seed": 3}
    path.write_text("\n".join(lines))
    sides = next_token(path, vocabulary, **options)
    for validating, memory in enumerate(sides):
        options["validating"] = bool(validating)
        stream = stream_lines(path, vocabulary, 32, **options)
        assert Counter(texts_of(stream, spell)) == Counter(texts_of(memory, spell))


def test_epochs_differ_and_a_seed_repeats_them(path, vocabulary, spell, small_pools):
    one, same = (stream_lines(path, vocabulary, 32, seed=5) for _ in range(2))
    first, second = texts_of(one, spell), texts_of(one, spell)
    assert first != second
    assert [first, second] == [texts_of(same, spell), texts_of(same, spell)]


def test_validation_is_not_shuffled(path, vocabulary, spell):
    options = {"validation": 0.2, "validating": True}
    stream = stream_lines(path, vocabulary, 32, **options)
    assert texts_of(stream, spell) == texts_of(stream, spell)


def test_few_shapes_and_one_smaller_batch(path, vocabulary, small_pools):
    stream = stream_lines(path, vocabulary, 32, buckets=4)
    shapes = Counter(inputs.shape for inputs, _ in stream.as_numpy_iterator())
    assert sum(count for (rows, _), count in shapes.items() if rows < 32) == 1
    assert len({width for _, width in shapes}) <= 5  # and one beyond the sample


def test_length_bounds_the_steps(path, vocabulary, spell, lines):
    stream = stream_lines(path, vocabulary, 32, length=5)
    targets = [target for _, batch in stream.as_numpy_iterator() for target in batch]
    assert {len(target) for target in targets} <= set(range(1, 6))
    expected = Counter(line[:5] for line in [*lines, "\ufffd\ufffd"])
    assert Counter(map(spell, targets)) == expected


@pytest.mark.parametrize("length", [None, 1, 20, 41, 42])
def test_lines_that_are_cut_are_counted_in_the_log(
    length, path, vocabulary, lines, small_pools, caplog
):
    stream_lines(path, vocabulary, 32, length=length)
    cut = sum(len(line) + 1 > (length or 99) for line in [*lines, "\ufffd\ufffd"])
    messages = [each.getMessage() for each in caplog.records if each.args[0] == cut]
    expected = f"{cut} of 3001 texts have more than {length} tokens"
    assert len(messages) == (cut > 0)
    assert all(expected in message for message in messages)


def test_streamed_words_are_counted_as_tokens(tmp_path, caplog):
    path = tmp_path / "texts.txt"
    path.write_text("a very-long-word\nof words\na b c d e f\n")
    words = seqkit.Vocabulary(["a", "b"], split="words")
    stream_lines(path, words, 2, length=6)
    (record,) = caplog.records
    assert "2 of 3 texts have more than 6 tokens" in record.getMessage()


def test_endless_line_does_not_widen_its_neighbours(tmp_path, vocabulary):
    path = tmp_path / "texts.txt"
    path.write_text("a\n" * 500 + "b" * 3_000_000 + "\n" + "c\n" * 500)
    stream = stream_lines(path, vocabulary, 100)
    shapes = Counter(inputs.shape for inputs, _ in stream.as_numpy_iterator())
    (long,) = [shape for shape in shapes if shape[1] > 10]
    assert long[0] == 1
    assert long[1] > 3_000_000


@pytest.mark.parametrize("content", [b"\n \n\r\n", b"one text\n" * 9])
def test_side_without_texts_is_an_error(content, tmp_path, vocabulary):
    path = tmp_path / "texts.txt"
    path.write_bytes(content)
    with pytest.raises(
        ValueError, match="Received no text for one of them in .*texts.txt"
    ):
        for validating in (False, True):
            stream_lines(path, vocabulary, 9, validation=0.5, validating=validating)


def test_cardinality_counts_the_batches_of_all_pools(tmp_path, vocabulary, monkeypatch):
    monkeypatch.setattr("seqkit.data.batching.streaming._POOL_LINES", 64)
    monkeypatch.setattr("seqkit.data.batching.bucket_widths._LARGEST_BATCH", 0)
    path = tmp_path / "texts.txt"
    path.write_text("a\n" * 70 + "aaaaaaaaaa\n" * 30)
    stream = stream_lines(path, vocabulary, 32)
    # 64 short ones, then 6 short and 30 long ones, which share no batch.
    assert stream.cardinality() == len(list(stream)) == 2 + 1 + 1


def test_bytes_that_are_no_text_stay_together(tmp_path, vocabulary, spell):
    path = tmp_path / "texts.txt"
    path.write_bytes(b"\xff\n" * 9 + b"a\nb\nc\nd\n")
    options = {"validation": 0.5, "seed": 0}
    sides = [
        Counter(
            texts_of(stream_lines(path, vocabulary, 4, validating=v, **options), spell)
        )
        for v in (False, True)
    ]
    assert sum(sides, Counter()) == Counter({"\ufffd": 9, **dict.fromkeys("abcd", 1)})
    assert sorted(side["\ufffd"] for side in sides) == [0, 9]

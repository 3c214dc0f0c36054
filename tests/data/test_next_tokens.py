import gzip
import subprocess
import sys
from collections import Counter

import keras
import numpy as np
import pytest

import seqkit
from seqkit.data import next_token
from seqkit.data import running_text

NAMES = [f"{a}{b}{c}" for a in "abcdefg" for b in ("", "nn", "lorem") for c in "xyzé"]
TEXT = "".join(np.random.default_rng(0).choice(list("abc \n"), 1000))


def texts_of(dataset, spell):
    batches = dataset.as_numpy_iterator()
    return [spell(row) for inputs, _ in batches for row in inputs]


def test_importing_does_not_import_tensorflow():
    program = "import sys, seqkit.data; sys.exit('tensorflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0


def test_inputs_begin_with_start_and_targets_end_with_end(vocabulary):
    batches = next_token(["ab", "c"], vocabulary)
    a, b, c = (ord(character) + 4 for character in "abc")
    ((inputs, targets),) = batches.as_numpy_iterator()
    order = np.argsort(-inputs[:, 2])
    np.testing.assert_array_equal(inputs[order], [[2, a, b], [2, c, 0]])
    np.testing.assert_array_equal(targets[order], [[a, b, 3], [c, 3, 0]])
    assert inputs.dtype == targets.dtype == "int32"


def test_every_text_comes_once_an_epoch_in_another_order(vocabulary, spell):
    batches = next_token(NAMES, vocabulary, batch_size=8, seed=0)
    epochs = [texts_of(batches, spell) for _ in range(3)]
    assert all(Counter(epoch) == Counter(NAMES) for epoch in epochs)
    assert epochs[0] != epochs[1] != epochs[2]


def test_the_same_seed_gives_the_same_epochs(vocabulary, spell):
    one, same = (next_token(NAMES, vocabulary, 8, seed=4) for _ in range(2))
    for _ in range(2):
        assert texts_of(one, spell) == texts_of(same, spell)


def test_generator_serves_every_epoch(vocabulary, spell):
    batches = next_token((name for name in NAMES), vocabulary)
    assert sorted(texts_of(batches, spell)) == sorted(texts_of(batches, spell))
    assert sorted(texts_of(batches, spell)) == sorted(NAMES)


def test_texts_read_in_several_blocks_are_the_same(vocabulary, spell, monkeypatch):
    monkeypatch.setattr("seqkit.data.batching.encode._BLOCK", 10)
    assert Counter(texts_of(next_token(NAMES, vocabulary), spell)) == Counter(NAMES)


def test_files_plain_and_packed_equal_the_list(tmp_path, vocabulary, spell):
    content = "\r\n".join(NAMES).encode()
    (tmp_path / "names.txt").write_bytes(content)
    (tmp_path / "names.txt.gz").write_bytes(gzip.compress(content))
    expected = texts_of(next_token(NAMES, vocabulary, seed=0), spell)
    for name in ("names.txt", "names.txt.gz"):
        batches = next_token(tmp_path / name, vocabulary, seed=0)
        assert texts_of(batches, spell) == expected


def test_large_file_is_streamed(tmp_path, vocabulary, spell, monkeypatch):
    path = tmp_path / "names.txt"
    path.write_text("\n".join(NAMES))
    memory = next_token(path, vocabulary, validation=0.3, seed=0)
    monkeypatch.setattr(
        "seqkit.data.next_tokens.LARGEST_IN_MEMORY", path.stat().st_size - 1
    )
    stream = next_token(path, vocabulary, validation=0.3, seed=0)
    for a_side, b_side in zip(memory, stream, strict=True):
        assert b_side.cardinality() == len(list(b_side))
        assert Counter(texts_of(a_side, spell)) == Counter(texts_of(b_side, spell))


def test_what_stays_on_the_disk_is_told_or_chosen(
    tmp_path, vocabulary, monkeypatch, caplog
):
    path = tmp_path / "names.txt"
    path.write_text("\n".join(NAMES))
    streamed = []
    monkeypatch.setattr(
        "seqkit.data.next_tokens.stream_lines", lambda *_, **__: streamed.append(1)
    )

    def streams(in_memory):
        caplog.clear()
        streamed.clear()
        next_token(path, vocabulary, in_memory=in_memory)
        return bool(streamed), "names.txt has about" in caplog.text

    assert [*map(streams, (None, True, False))] == [
        (False, False),
        (False, False),
        (True, False),
    ]
    monkeypatch.setattr("seqkit.data.next_tokens.LARGEST_IN_MEMORY", 1)
    assert [*map(streams, (None, True, False))] == [
        (True, True),
        (False, False),
        (True, False),
    ]


def test_only_a_file_stays_on_the_disk(vocabulary):
    with pytest.raises(ValueError, match="reads a file anew.*Give a `pathlib.Path`"):
        next_token(NAMES, vocabulary, in_memory=False)
    with pytest.raises(ValueError, match="`in_memory` is True or False. Received 1"):
        next_token(NAMES, vocabulary, in_memory=1)


def test_a_str_is_a_text_and_a_path_a_file(vocabulary, tmp_path):
    path = tmp_path / "names.txt"
    path.write_text("\n".join(NAMES))
    for make in (next_token, running_text):
        with pytest.raises(ValueError, match=r"Give `pathlib.Path\('.*names.txt'\)`"):
            make(str(path), vocabulary)
    with pytest.raises(ValueError, match=r"text 'emma'. Give a list: `\[text\]`"):
        next_token("emma", vocabulary)


def test_cardinality_is_the_number_of_batches(vocabulary):
    batches = next_token(NAMES, vocabulary, batch_size=10)
    assert batches.cardinality() == len(list(batches)) == -(-len(NAMES) // 10)


def test_validation_holds_other_texts_with_all_their_copies(vocabulary, spell):
    sides = next_token(NAMES * 2, vocabulary, validation=0.25, seed=0)
    training, validating = (Counter(texts_of(side, spell)) for side in sides)
    assert not training.keys() & validating.keys()
    assert training + validating == Counter(NAMES * 2)
    assert 0.1 < len(validating) / len(NAMES) < 0.4


def test_validation_is_not_shuffled(vocabulary, spell):
    _, validating = next_token(NAMES, vocabulary, 4, validation=0.5)
    assert texts_of(validating, spell) == texts_of(validating, spell)


def test_long_text_is_cut_only_on_request(vocabulary, spell):
    texts = ["a" * 10_000, "bc"]
    assert sorted(texts_of(next_token(texts, vocabulary), spell)) == texts
    ((inputs, targets),) = next_token(texts, vocabulary, length=3).as_numpy_iterator()
    cut, whole = np.argsort(targets[:, 0])
    assert spell(targets[cut]) == "aaa" and 3 not in targets[cut]
    assert spell(inputs[cut]) == "aa"
    assert spell(targets[whole]) == "bc" and targets[whole, 2] == 3


@pytest.mark.parametrize(("length", "cut"), [(None, 0), (5, 0), (4, 1), (3, 2)])
def test_texts_that_are_cut_are_counted_in_the_log(length, cut, vocabulary, caplog):
    texts = ["ab", "abc", "abcd"]  # 3, 4 and 5 tokens with their end
    next_token(texts, vocabulary, length=length, validation=0.5)
    messages = [record.getMessage() for record in caplog.records]
    expected = f"{cut} of 3 texts have more than {length} tokens, the end counted"
    assert len(messages) == (cut > 0)
    assert all(expected in message for message in messages)


def test_one_text_is_one_batch(vocabulary, spell):
    assert texts_of(next_token(["emma"], vocabulary), spell) == ["emma"]
    with pytest.raises(ValueError, match="Received 1 distinct text"):
        next_token(["emma"], vocabulary, validation=0.1)


def test_unknown_characters_and_invalid_utf8_become_unknown(tmp_path):
    path = tmp_path / "texts.txt"
    path.write_bytes(b"a?\xff\n")
    batches = next_token(path, seqkit.Vocabulary(["a"]))
    ((inputs, targets),) = batches.as_numpy_iterator()
    np.testing.assert_array_equal(inputs, [[2, 4, 1, 1]])
    np.testing.assert_array_equal(targets, [[4, 1, 1, 3]])


def test_fingerprints_are_made_for_validation_only(vocabulary, monkeypatch):
    monkeypatch.setattr("seqkit.data.batching.encode.row_fingerprints", None)
    next_token(NAMES, vocabulary)
    with pytest.raises(TypeError):
        next_token(NAMES, vocabulary, validation=0.5)


def test_no_texts_is_an_error(vocabulary, tmp_path):
    (tmp_path / "empty.txt").touch()
    for texts in ([], ["", " "], iter([]), tmp_path / "empty.txt"):
        with pytest.raises(ValueError, match="at least one text or row. Received none"):
            next_token(texts, vocabulary)


@pytest.mark.parametrize("name", ["batch_size", "length", "buckets"])
def test_number_below_one_is_named(name, vocabulary):
    with pytest.raises(
        ValueError, match=f"`{name}` is an int of at least 1. Received 0"
    ):
        next_token(NAMES, vocabulary, **{name: 0})


def test_validation_share_is_checked(vocabulary):
    for make in (next_token, running_text):
        with pytest.raises(ValueError, match="between 0 and 1. Received 1"):
            make(["abc"], vocabulary, validation=1)


class Few:
    """A vocabulary of 20 tokens for a small model."""

    dtype = "int32"

    def __len__(self):
        return 20

    def encode_flat(self, texts):
        ids = [ord(character) % 16 + 4 for text in texts for character in text]
        return np.array(ids, "int32"), np.array([len(t) for t in texts], "int32")


def test_a_stock_model_fits_both_data_sets():
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=0)
    layers = [keras.layers.Embedding(20, 8), keras.layers.Dense(20)]
    model = keras.Sequential(layers)
    model.compile("adam", loss)
    for make, texts in ((next_token, NAMES), (running_text, TEXT * 4)):
        training, validating = make(texts, Few(), 8, validation=0.2)
        history = model.fit(training, validation_data=validating, epochs=2, verbose=0)
        assert np.isfinite(history.history["val_loss"]).all()


def test_replicas_share_the_batches():
    import tensorflow as tf

    # One replica here; `MirroredStrategy` rewrites the data set all the same.
    strategy = tf.distribute.MirroredStrategy(["CPU:0"])
    batches = next_token(NAMES, Few(), 8, seed=0)
    shared = strategy.experimental_distribute_dataset(batches)
    assert sum(len(inputs) for inputs, _ in shared) == len(NAMES)

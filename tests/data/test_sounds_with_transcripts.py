"""Batches for a transcriber, of a codec that reads files by a method of its own."""

import logging

import numpy as np
import pytest

from seqkit import Series
from seqkit import Vocabulary
from seqkit.data import labelled
from seqkit.data import pairs
from seqkit.data import transcripts

VOCABULARY = Vocabulary(["a", "b"])
SOUNDS = [np.full((steps, 2), steps, "float32") for steps in (4, 8, 6)]
TEXTS = ["ab", "aab", ""]


class Reading(Series):
    """A codec that reads the name of a sound, "4", as so many steps."""

    def read(self, thing):
        if not isinstance(thing, str):
            raise TypeError("A sound is a str. Give one.")
        return np.full((int(thing), 2), float(thing), "float32")


CODEC = Series.from_arrays(SOUNDS)
READING = Reading(CODEC.mean, CODEC.deviation)


def rows_of(batches):
    """The real steps and the ids of each row of all batches, in the order of texts."""
    rows = []
    for inputs, ids in batches.as_numpy_iterator():
        assert inputs.dtype == "float32" and ids.dtype == "int32"
        for steps, row in zip(inputs, ids, strict=True):
            steps = steps[~np.isnan(steps[:, 0]), 0].tolist()
            rows.append((steps, row[row > 0].tolist()))
    return sorted(rows)


def test_each_row_is_a_sound_and_the_ids_of_its_text():
    expected = [([4.0] * 4, [4, 5]), ([6.0] * 6, []), ([8.0] * 8, [4, 4, 5])]
    assert rows_of(transcripts(SOUNDS, TEXTS, CODEC, VOCABULARY)) == expected
    named = transcripts(["4", "8", "6"], TEXTS, READING, VOCABULARY, batch_size=2)
    assert rows_of(named) == expected


def test_validation_has_the_other_rows():
    parts = transcripts(SOUNDS, TEXTS, CODEC, VOCABULARY, validation=0.4, seed=1)
    assert sum(map(len, map(rows_of, parts))) == 3
    assert all(rows_of(part) for part in parts)


def test_texts_too_long_for_their_sounds_are_refused_by_name_and_counted(caplog):
    # "aab" needs four steps, one of them a blank; 8 steps by 3 are two.
    with pytest.raises(ValueError, match=r"1 of 3 .*stride=3.*aab \(4 for 2\)"):
        transcripts(SOUNDS, ["a", "aab", ""], CODEC, VOCABULARY, stride=3)
    with caplog.at_level(logging.WARNING, "seqkit"):
        kept = transcripts(
            SOUNDS, ["a", "aab", ""], CODEC, VOCABULARY, stride=3, on_long="skip"
        )
    assert "Left out 1 of 3" in caplog.text
    assert [ids for _, ids in rows_of(kept)] == [[4], []]


def test_characters_outside_the_vocabulary_are_named():
    with pytest.raises(ValueError, match="2 others: .*'x'.*text 1, 'axx'"):
        transcripts(SOUNDS, ["a", "axx", ""], CODEC, VOCABULARY)


@pytest.mark.parametrize(
    "sounds, texts, options, error, match",
    [
        (SOUNDS, TEXTS[:2], {}, ValueError, "3"),
        (SOUNDS, ["a", 1, ""], {}, TypeError, "str"),
        (SOUNDS, TEXTS, {"stride": 0}, ValueError, "stride"),
        (SOUNDS, TEXTS, {"on_long": "cut"}, ValueError, "on_long"),
        ("folder", TEXTS, {}, TypeError, "glob"),
        ([], [], {}, ValueError, "Received none"),
    ],
)
def test_wrong_arguments_say_how_to_fix_them(sounds, texts, options, error, match):
    with pytest.raises(error, match=match):
        transcripts(sounds, texts, CODEC, VOCABULARY, **options)


def test_the_place_of_a_sound_that_cannot_be_read_is_named():
    with pytest.raises(TypeError, match="Item 1 of `sounds`"):
        transcripts(["4", 8], ["a", "b"], READING, VOCABULARY)
    with pytest.raises(TypeError, match=r"Item 0 .* 2 of 3 fail, the others at .'2'"):
        transcripts([4, "4", 8], ["a", "b", "a"], READING, VOCABULARY)


def test_other_data_functions_read_sounds_too():
    batches = labelled(["4", "8"], ["x", "y"], READING, ["x", "y"], batch_size=2)
    inputs, labels = next(batches.as_numpy_iterator())
    order = np.argsort(labels)
    assert np.nanmax(inputs, axis=(1, 2))[order].tolist() == [4.0, 8.0]


def test_pairs_of_sounds_and_texts():
    batches = pairs(["4", "6", "8"], ["ab", " ", "b"], READING, VOCABULARY)
    (sounds, before), after = next(batches.as_numpy_iterator())
    order = np.argsort(np.nanmax(sounds, axis=(1, 2)))
    assert before[order].tolist() == [[2, 4, 5], [2, 5, 0]]
    assert after[order].tolist() == [[4, 5, 3], [5, 3, 0]]
    assert np.isnan(sounds[order][0, 4:]).all() and not np.isnan(sounds[order][1]).any()

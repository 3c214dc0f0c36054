import numpy as np
import pytest

from seqkit.data import hold_out

TEXTS = [f"text {number}" for number in range(100)]
LABELS = ["x" if number % 5 else "y" for number in range(100)]


def test_each_label_keeps_its_share_and_every_row_its_label():
    sides = hold_out(iter(TEXTS), iter(LABELS), 0.2)
    assert [len(texts) for texts, _ in sides] == [80, 20]
    assert sides[1][1].count("y") == 4
    rows = [row for side in sides for row in zip(*side, strict=True)]
    assert sorted(rows) == sorted(zip(TEXTS, LABELS, strict=True))
    assert hold_out(TEXTS, LABELS, 0.2) == sides
    assert hold_out(TEXTS, LABELS, 0.2, seed=1) != sides


def test_copies_stay_together():
    (training, _), (held_out, _) = hold_out(TEXTS * 2, LABELS * 2)
    assert not set(training) & set(held_out)
    assert len(held_out) == 20


def test_sets_of_labels_keep_their_share():
    several = [["a", "b"] if label == "x" else ("b",) for label in LABELS]
    several[0] = {"b", "a"}
    _, (_, held_out) = hold_out(TEXTS, several, 0.1)
    assert len(held_out) == 10
    assert sum(len(labels) == 1 for labels in held_out) == 2


def test_arrays_and_columns_are_read():
    pandas = pytest.importorskip("pandas")
    expected = hold_out(TEXTS, LABELS, 0.2, seed=3)
    columns = pandas.Series(TEXTS), np.array(LABELS)
    assert hold_out(*columns, np.float32(0.2), seed=np.int64(3)) == expected


def test_labels_are_told_apart_by_their_names():
    labels = [f"{label} " if row % 2 else label for row, label in enumerate(LABELS)]
    assert hold_out(TEXTS, labels, 0.2) == hold_out(TEXTS, LABELS, 0.2)
    _, (_, held_out) = hold_out(TEXTS, [int(label == "x") for label in LABELS], 0.2)
    assert set(held_out) == {0, 1}
    with pytest.raises(TypeError, match="Received None of type NoneType in row 1"):
        hold_out(["a", "b", "c", "d"], ["x", None, "x", None], 0.5)
    with pytest.raises(TypeError, match="NoneType as item 0 of `texts`"):
        hold_out([None, "b"], ["x", "y"])


def test_arrays_of_numbers_are_divided_as_texts_are():
    rows = [np.full((number % 3 + 1, 2), number / 2) for number in range(100)]
    copies = [row.astype("float32") for row in rows]
    (train, labels), (held_out, _) = hold_out([*rows, *copies], LABELS * 2, 0.2)
    sides = [{row[0, 0] for row in side} for side in (train, held_out)]
    assert (len(train), len(held_out)) == (160, 40)
    assert not sides[0] & sides[1]
    assert labels == ["x" if row[0, 0] * 2 % 5 else "y" for row in train]
    stacked = hold_out(np.stack([np.full((4, 2), n) for n in range(100)]), LABELS)
    assert [len(side) for side, _ in stacked] == [90, 10]
    with pytest.raises(TypeError, match="`rows` is an array of numbers.*as item 1"):
        hold_out([rows[0], None], ["x", "y"])


def test_numbers_are_checked_by_name():
    for share in ("0.5", float("nan"), True):
        with pytest.raises(ValueError, match=f"`share` is .* Received {share!r}"):
            hold_out(TEXTS, LABELS, share)
    with pytest.raises(
        ValueError, match="`seed` is an int of at least 0. Received 1.5"
    ):
        hold_out(TEXTS, LABELS, seed=1.5)
    hold_out(TEXTS, LABELS, seed=2**70)


def test_unequal_or_too_few_rows_are_refused():
    with pytest.raises(ValueError, match="Received 100 texts and 99 labels"):
        hold_out(TEXTS, LABELS[1:])
    for texts in ([], ["a"]):
        with pytest.raises(ValueError, match=f"Received {len(texts)} distinct text"):
            hold_out(texts, LABELS[: len(texts)])
    with pytest.raises(ValueError, match="between 0 and 1. Received 2"):
        hold_out(TEXTS, LABELS, 2)

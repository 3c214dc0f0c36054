import gzip

import numpy as np
import pytest

from seqkit.data import running_text

TEXT = "".join(np.random.default_rng(0).choice(list("abc \n"), 1000))


def running_targets(dataset):
    """Returns inputs and targets of all lanes, one after another, without padding."""
    batches = list(dataset.as_numpy_iterator())
    inputs, targets = (
        np.concatenate(side, axis=1) for side in zip(*batches, strict=True)
    )
    return inputs[inputs != 0], targets[targets != 0]


@pytest.mark.parametrize("size", [999, 997, 975])
@pytest.mark.parametrize(("lanes", "window"), [(1, 7), (8, 25), (32, 30), (9, 100)])
def test_running_text_loses_no_transition(vocabulary, spell, size, lanes, window):
    batches = running_text(TEXT[:size], vocabulary, lanes, window)
    inputs, targets = running_targets(batches)
    assert spell(inputs) == spell(targets) == TEXT[:size]
    assert len(inputs) == len(targets) == size + 1


def test_running_text_has_one_start_and_one_end(vocabulary):
    inputs, targets = running_targets(running_text(TEXT, vocabulary, 4, 30))
    assert np.flatnonzero(inputs < 4).tolist() == [0]
    assert np.flatnonzero(targets < 4).tolist() == [1000]
    assert (inputs[0], targets[-1]) == (2, 3)


def test_rows_of_a_batch_continue_those_before(vocabulary):
    batches = list(running_text(TEXT, vocabulary, 4, 30).as_numpy_iterator())
    for (_, targets), (inputs, _) in zip(batches, batches[1:], strict=False):
        np.testing.assert_array_equal(targets[:, -1], inputs[:, 0])


def test_a_lane_ends_where_the_next_begins(vocabulary):
    batches = list(running_text(TEXT, vocabulary, 4, 30).as_numpy_iterator())
    lanes = np.concatenate([targets for _, targets in batches], axis=1)
    last = [lane[lane != 0][-1] for lane in lanes]
    assert last[:-1] == batches[0][0][1:, 0].tolist()


def test_all_batches_have_one_static_shape(vocabulary):
    batches = running_text(TEXT, vocabulary, 7, 30)
    assert {spec.shape.as_list() == [7, 30] for spec in batches.element_spec} == {True}
    shapes = {side.shape for batch in batches.as_numpy_iterator() for side in batch}
    assert shapes == {(7, 30)}
    assert batches.cardinality() == len(list(batches)) == 5  # ceil(ceil(1001 / 7) / 30)


def test_padding_is_only_at_the_end_of_lanes(vocabulary):
    batches = list(running_text(TEXT, vocabulary, 7, 30).as_numpy_iterator())
    assert all(side.all() for batch in batches[:-1] for side in batch)
    inputs, targets = batches[-1]
    np.testing.assert_array_equal(inputs == 0, targets == 0)
    assert (np.diff((targets == 0).astype(int), axis=1) >= 0).all()


def test_validation_is_the_last_part_of_the_text(vocabulary, spell):
    sides = running_text(TEXT, vocabulary, 4, 30, validation=0.2)
    (_, training), (inputs, validating) = map(running_targets, sides)
    assert spell(training) + spell(validating) == TEXT
    assert len(validating) == 200
    assert validating[-1] == 3
    assert inputs[0] == training[-1]  # no start


def test_running_text_is_read_from_files_and_pieces(tmp_path, vocabulary):
    (tmp_path / "text.txt").write_bytes(TEXT.replace("\n", "\r\n").encode())
    (tmp_path / "text.gz").write_bytes(gzip.compress(TEXT.encode()))
    expected = running_targets(running_text(TEXT, vocabulary, 4, 30))
    pieces = (TEXT[start : start + 70] for start in range(0, 1000, 70))
    for text in (tmp_path / "text.txt", tmp_path / "text.gz", pieces):
        found = running_targets(running_text(text, vocabulary, 4, 30))
        np.testing.assert_array_equal(found, expected)


def test_text_too_short_for_its_lanes_says_how_to_fix_it(vocabulary):
    with pytest.raises(
        ValueError, match="3200 in all, end token included. Received 1001. Give fewer"
    ):
        running_text(TEXT, vocabulary)
    for text in ("", []):
        with pytest.raises(ValueError, match="Received 0.*the text itself"):
            running_text(text, vocabulary, 1, 1)
    with pytest.raises(ValueError, match="for validation"):
        running_text(TEXT, vocabulary, 20, 10, validation=0.01)
    assert running_text(TEXT[:11], vocabulary, 4, 3).cardinality() == 1


@pytest.mark.parametrize("name", ["batch_size", "window"])
def test_running_text_checks_its_numbers(name, vocabulary):
    with pytest.raises(
        ValueError, match=f"`{name}` is an int of at least 1. Received 0"
    ):
        running_text(TEXT, vocabulary, **{name: 0})

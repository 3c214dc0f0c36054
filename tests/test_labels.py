import numpy as np
import pytest

from seqkit.labels import check_rows
from seqkit.labels import checked_names
from seqkit.labels import label_name
from seqkit.labels import label_names
from seqkit.labels import label_targets
from seqkit.labels import strata_of

CLASSES = ["bad", "funny", "good"]


def test_labels_become_their_places():
    targets = label_targets(["good", "bad", "bad"], CLASSES)
    assert targets.dtype == "int32"
    assert targets.tolist() == [2, 0, 0]


@pytest.mark.parametrize(
    ("labels", "classes"),
    [
        ([1, 0], ["0", "1"]),
        (np.array([1, 0]), [0, 1]),
        ([True, False], ["False", "True"]),
        (np.array(["b", "a"]), np.array(["a", "b"])),
        ((label for label in "ba"), ("a", "b")),
    ],
)
def test_labels_count_as_their_str(labels, classes):
    assert label_targets(labels, classes).tolist() == [1, 0]


@pytest.mark.parametrize("kind", [list, tuple, set, frozenset])
def test_lists_of_labels_become_rows_of_0_and_1(kind):
    labels = [kind(["good", "funny"]), kind([]), kind(["bad"])]
    targets = label_targets(labels, CLASSES)
    assert targets.dtype == "float32"
    np.testing.assert_array_equal(targets, [[0, 1, 1], [0, 0, 0], [1, 0, 0]])


@pytest.mark.parametrize(
    "labels",
    [["pos ", "neg", "pos"], np.array(["pos\n", "neg", "\u00a0pos"], object)],
    ids=["list", "array"],
)
def test_white_space_around_a_label_is_dropped(labels):
    assert label_names(labels) == ["neg", "pos"]
    assert label_targets(labels, [" neg", "pos "]).tolist() == [1, 0, 1]


def test_labels_of_pandas_count_as_those_of_python():
    pandas = pytest.importorskip("pandas")
    for labels in (["b", "a"], [True, False], [1, 0]):
        classes = sorted(map(str, labels))
        for dtype in ("object", "category"):
            column = pandas.Series(labels, dtype=dtype, index=[7, 9])
            assert label_names(column) == classes
            assert label_targets(column, classes).tolist() == [1, 0]
    rows = pandas.Series([["good", "funny"], []])
    assert label_targets(rows, CLASSES).tolist() == [[0, 1, 1], [0, 0, 0]]


@pytest.mark.parametrize("label", ["", " ", "\t\n", "\u00a0"])
def test_a_blank_label_is_named_with_its_row(label):
    for labels in (["a", label], [["a"], ["b", label]]):
        with pytest.raises(ValueError, match="is not blank. Received .* in row 1 of"):
            label_targets(labels, ["a", "b"])
        with pytest.raises(ValueError, match="is not blank"):
            label_names(labels)
    with pytest.raises(
        ValueError, match="is not blank. Received .* in row 1 of `label_names`"
    ):
        label_targets(["a"], ["a", label])


def test_a_missing_label_is_named_with_its_row():
    pandas = pytest.importorskip("pandas")
    for missing in (None, np.nan, np.float32("nan"), pandas.NA, pandas.NaT):
        for labels in (["a", missing], pandas.Series(["a", missing], dtype=object)):
            with pytest.raises(
                TypeError, match="in row 1 of `labels`.*leave such rows"
            ):
                label_names(labels)
        with pytest.raises(TypeError, match="in row 0 of `labels`.*leave such rows"):
            label_targets([["a", missing]], ["a", "b"])


def test_floats_say_how_they_become_labels():
    with pytest.raises(TypeError, match='Received 1.0 of type float.*astype."int64"'):
        label_names(np.array([1.0, 0.0]))


@pytest.mark.parametrize(
    "labels", [np.eye(2), np.eye(2, dtype=int)], ids=["float", "int"]
)
def test_rows_of_0_and_1_are_not_read_as_names(labels):
    with pytest.raises(TypeError, match=r"shape \(2, 2\), as of 0 and 1.*flatnonzero"):
        label_targets(labels, ["0", "1"])


def test_rows_of_labels_may_be_arrays():
    labels = [np.array(["good", "funny "]), np.array([]), ("bad",)]
    expected = [[0, 1, 1], [0, 0, 0], [1, 0, 0]]
    assert label_targets(labels, CLASSES).tolist() == expected
    assert label_targets(np.array([["good", "bad"]]), CLASSES).tolist() == [[1, 0, 1]]


def test_what_has_no_order_is_refused():
    for labels in ({"a", "b"}, {"a": 1}):
        with pytest.raises(TypeError, match="`labels` are a list"):
            label_names(labels)
    with pytest.raises(TypeError, match="`label_names` are .*A set has no order"):
        label_targets(["a"], {"a", "b"})


def test_names_count_once_their_white_space_is_dropped():
    with pytest.raises(ValueError, match=r"`labels` are distinct.*\['a'\]"):
        checked_names(["a", "a "], "labels")
    assert checked_names(range(2)) == ["0", "1"]
    assert label_name(np.bool_(True)) == "True"


def test_no_labels_are_no_targets():
    assert label_targets([], CLASSES).shape == (0,)


def test_lists_of_labels_may_be_of_one_class():
    assert label_targets([["spam"], []], ["spam"]).tolist() == [[1], [0]]


def test_strata_are_labels_or_sets_of_labels():
    assert strata_of(np.array([2, 0, 2])).tolist() == [1, 0, 1]
    assert strata_of(np.array([[1.0, 0], [0, 0], [1, 0]])).tolist() == [1, 0, 1]


@pytest.mark.parametrize("labels", [["bad", "dull"], [["bad"], ["good", "dull"]]])
def test_unknown_label_is_named_with_its_row_and_what_is_known(labels):
    with pytest.raises(ValueError) as caught:
        label_targets(labels, CLASSES)
    message = str(caught.value)
    assert "['bad', 'funny', 'good']. Received 'dull' in row 1" in message
    assert "a model never predicts a label" in message


def test_of_many_classes_the_first_are_shown():
    with pytest.raises(ValueError, match="'9'] and 990 more. Received '1000' in row 0"):
        label_targets([1000], range(1000))


def test_one_name_only_says_so():
    with pytest.raises(
        ValueError,
        match=r"distinguishes at least two labels. Received `label_names` \['a",
    ):
        label_targets(["a", "a"], ["a"])
    with pytest.raises(ValueError, match=r"Received `label_names` \[\]"):
        label_targets([], [])


def test_labels_that_are_all_the_same_are_logged(caplog):
    label_targets(["good"] * 3, CLASSES)
    (record,) = caplog.records
    assert "All 3 labels are 'good'" in record.getMessage()
    label_targets(["good", "bad"], CLASSES)
    assert len(caplog.records) == 1


def test_classes_are_distinct():
    with pytest.raises(ValueError, match=r"Received more than once: \['a'\]"):
        label_targets(["a"], ["a", "b", "a"])


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (["a", 1.5], "Received 1.5 of type float in row 1"),
        ([None], "Received None of type NoneType in row 0"),
        ([["a"], "b"], "Received 'b' of type str in row 1"),
        (["b", ["a"]], r"Received \['a'\] of type list in row 1"),
        ([["a", ["b"]]], r"Received \['b'\] of type list in row 0"),
        ("ab", r"Received 'ab' of type str. Give a list: `\['ab'\]`"),
    ],
)
def test_what_is_no_label_is_named(labels, message):
    with pytest.raises(TypeError, match=message):
        label_targets(labels, ["a", "b"])


def test_what_is_no_name_of_a_label_is_named():
    with pytest.raises(
        TypeError, match="Received 1.5 of type float in row 1 of `label_names`"
    ):
        label_targets(["a"], ["a", 1.5])
    with pytest.raises(
        TypeError, match="`label_names` are a list.*Received 'ab' of type str"
    ):
        label_targets(["a"], "ab")


def test_unequal_rows_are_counted():
    check_rows(texts=2, labels=2)
    with pytest.raises(ValueError, match="Received 3 texts and 2 labels"):
        check_rows(texts=3, labels=2)

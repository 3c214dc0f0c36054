import sys

import numpy as np
import pandas as pd
import pytest

from seqkit import Classification
from seqkit.plot.drawing.terminal_columns import columns
from seqkit.reports import classification_report
from seqkit.reports import entity_report

pytest.importorskip("sklearn")

TARGETS = ["a", "a", "a", "b", "b", "c"]
ANSWERS = ["a", "a", "b", "b", "a", "b"]


def test_numbers_are_those_counted_by_hand():
    report = classification_report(TARGETS, ANSWERS, ["a", "b", "c", "d"])
    assert report.labels == ["a", "b", "c", "d"] and report.count == 6
    np.testing.assert_array_equal(
        report.confusion, [[2, 1, 0, 0], [1, 1, 0, 0], [0, 1, 0, 0], [0] * 4]
    )
    assert report.accuracy == report.micro_f1 == 0.5
    np.testing.assert_allclose(report.precision, [2 / 3, 1 / 3, np.nan, np.nan])
    np.testing.assert_allclose(report.recall, [2 / 3, 1 / 2, 0, np.nan])
    np.testing.assert_allclose(report.f1, [2 / 3, 2 / 5, 0, np.nan])
    np.testing.assert_array_equal(report.support, [3, 2, 1, 0])
    np.testing.assert_allclose(report.macro_f1, np.mean([2 / 3, 2 / 5, 0]))


def test_balanced_accuracy_is_that_of_scikit_learn():
    from sklearn.metrics import balanced_accuracy_score

    rare = ["none"] * 20 + ["event"] * 3
    answers = ["none"] * 18 + ["event"] * 3 + ["none"] * 2
    for targets, predictions in [(TARGETS, ANSWERS), (rare, answers)]:
        report = classification_report(targets, predictions, ["a", "none", "never"])
        expected = balanced_accuracy_score(targets, predictions)
        assert report.balanced_accuracy == pytest.approx(expected)
    always = classification_report(rare, ["none"] * 23)
    assert always.accuracy > 0.86 and always.balanced_accuracy == 0.5


def test_it_prints_a_table_with_the_matrix_under_it():
    report = classification_report(TARGETS, ANSWERS, ["a", "b", "c", "d"])
    title, _, head, a, b, c, d, _, across, *matrix = str(report).splitlines()
    assert title == (
        "6 examples, accuracy 0.5000, macro F1 0.3556, balanced accuracy 0.3889"
    )
    assert head.split() == ["precision", "recall", "F1", "support"]
    assert a.split() == ["a", "0.667", "0.667", "0.667", "3"]
    assert c.split() == ["c", "–", "0.000", "0.000", "1"]
    assert d.split() == ["d", "–", "–", "–", "0"]
    assert across.split() == ["true", "↓", "predicted", "→", "a", "b", "c", "d"]
    assert [line.split() for line in matrix[:2]] == [
        ["a", "2", "1", "0", "0"],
        ["b", "1", "1", "0", "0"],
    ]


def test_many_labels_print_the_pairs_confused_most():
    labels = [f"label_{place}" for place in range(25)]
    report = classification_report(
        labels * 2 + ["label_3"] * 3, labels * 2 + ["label_4"] * 2 + ["label_5"], labels
    )
    lines = str(report).splitlines()
    pairs = lines[lines.index("most confused, with the share of the true label:") + 1 :]
    assert [line.strip() for line in pairs] == [
        "2   40.0%  label_3 taken for label_4",
        "1   20.0%  label_3 taken for label_5",
    ]
    right = str(classification_report(labels, labels))
    assert right.endswith("no label is taken for another")


def test_no_line_is_wider_than_a_terminal():
    labels = ["a" * 50 + str(place) for place in range(4)] + ["非常\n"]
    for line in str(classification_report(labels, labels[::-1])).splitlines():
        assert columns(line) < 80


def test_a_label_that_training_never_showed_counts_as_wrong():
    report = classification_report(["a", "new"], ["a", "a"], ["b", "a"])
    assert report.labels == ["b", "a", "new"]
    assert report.accuracy == 0.5 and report.recall[2] == 0


def test_numbers_and_bools_stand_for_their_str():
    report = classification_report([0, 1, True], ["0", 1, "True"])
    assert report.labels == ["0", "1", "True"] and report.accuracy == 1.0


@pytest.mark.parametrize("kind", [list, tuple, set])
def test_texts_with_any_number_of_labels_have_no_matrix(kind):
    targets = [kind("ab"), kind(""), kind("a")]
    report = classification_report(
        targets, [kind("a"), kind("b"), kind("a")], list("abc")
    )
    assert report.confusion is None
    np.testing.assert_allclose(report.accuracy, 1 / 3)  # of exactly right sets
    np.testing.assert_allclose(report.precision, [1, 0, np.nan])
    np.testing.assert_allclose(report.recall, [1, 0, np.nan])
    np.testing.assert_array_equal(report.support, [2, 1, 0])
    np.testing.assert_allclose(report.micro_f1, 2 * 2 / (2 * 2 + 1 + 1))
    assert "micro F1 0.6667" in str(report) and "predicted →" not in str(report)
    assert "true" not in report.html()


def test_without_a_matrix_the_figure_has_a_bar_for_each_label():
    pytest.importorskip("matplotlib")
    report = classification_report([["a"], ["b"]], [["a"], []])
    texts = [text.get_text() for text in report.plot().axes[0].texts]
    assert texts[-4:] == ["a", "1.000", "b", "0.000"]


def test_html_has_the_table_and_the_matrix():
    page = classification_report(["<a>", "b"], ["<a>", "<a>"]).html()
    assert page._repr_html_() == page
    assert page.count("<table") == 2 and "<a>" not in page
    assert "true &lt;a&gt;" in page and "predicted b" in page
    assert ">precision<" in page and "accuracy 0.5000" in page


@pytest.mark.parametrize("several", [np.array, pd.Series, pd.Index, tuple, iter])
def test_arrays_columns_and_generators_are_lists(several):
    expected = classification_report(TARGETS, ANSWERS, ["c", "b", "a"])
    report = classification_report(*map(several, (TARGETS, ANSWERS, ["c", "b", "a"])))
    assert str(report) == str(expected)


def test_rows_of_labels_may_be_arrays():
    rows = [["a", "b"], ["b"]]
    report = classification_report(map(np.array, rows), rows)
    assert report.accuracy == 1.0 and report.labels == ["a", "b"]
    assert classification_report(np.array([["a", "b"]]), [("b", "a")]).accuracy == 1.0


@pytest.mark.parametrize(
    ("targets", "predictions", "labels"),
    [
        ([0, 1], ["neg", "pos"], ["neg", "pos"]),
        (["neg", "pos"], np.array([0, 1]), ["neg", "pos"]),
        (["neg", "pos"], [0, 1], None),
        (["Neg", "Pos"], ["neg", "pos"], ["neg", "pos"]),
        ([True, False], [1, 0], None),
        ([[0], [1]], [["neg"], []], None),
    ],
    ids=["places", "answers of places", "unlisted", "case", "bools", "lists"],
)
def test_names_that_never_meet_are_refused(targets, predictions, labels):
    with pytest.raises(ValueError, match="Received .* as `.*` and .* none in common"):
        classification_report(targets, predictions, labels)


def test_labels_that_are_all_confused_score_nothing():
    assert classification_report(["a", "a"], ["b", "b"], ["a", "b"]).accuracy == 0.0


@pytest.mark.parametrize(
    ("targets", "answers", "message"),
    [
        (np.eye(2, dtype=int), [[0, 1], [1, 0]], "`targets`.*0 or 1 for each label"),
        (
            ["a", "b"],
            [[0.1, 0.9], [0.8, 0.2]],
            r"`predictions`.*Received.*\[0.1, 0.9\]",
        ),
        (["a", np.nan], ["a", "a"], "`targets`.*Received nan .* row 1"),
        (["a"], [Classification("a", 0.9, {})], "Give `answer.label`"),
        ("ab", ["a", "b"], r"`targets`.*Give a list: `\['ab'\]`"),
        (["a", "b"], {"a", "b"}, "`predictions`.*A set has no order"),
        (pd.DataFrame({"a": ["a"]}), ["a"], r"give one, `table\[column\]`"),
    ],
    ids=["indicators", "scores", "nan", "answers", "str", "set", "table"],
)
def test_what_are_no_labels_is_refused(targets, answers, message):
    with pytest.raises((TypeError, ValueError), match=message):
        classification_report(targets, answers)


def test_a_single_label_is_reported():
    one = classification_report(["a", "a"], ["a", "a"])
    assert one.accuracy == 1.0 and one.confusion.tolist() == [[2]]
    optional = classification_report([["a"], []], [["a"], ["a"]])
    np.testing.assert_allclose(optional.precision, [0.5])


def test_the_matrix_is_drawn():
    pytest.importorskip("matplotlib")
    assert classification_report(TARGETS, ANSWERS).plot().axes


@pytest.mark.parametrize("answers", [[], ["a"]])
def test_targets_without_predictions_are_refused(answers):
    with pytest.raises(ValueError, match="equally many of both, in the same order"):
        classification_report(TARGETS[: len(answers) * 2], answers)


def test_what_is_not_installed_is_named(monkeypatch):
    for library, report in (
        ("sklearn", classification_report),
        ("seqeval", entity_report),
    ):
        monkeypatch.setitem(sys.modules, library, None)
        with pytest.raises(ImportError, match=r"pip install 'seqkit\[eval\]'"):
            report([["a"]], [["a"]])

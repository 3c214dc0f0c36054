import numpy as np
import pandas as pd
import pytest

from seqkit.reports import entity_report

pytest.importorskip("seqeval")


def test_only_whole_entities_count():
    report = entity_report(
        [["B-city", "I-city", "O", "B-day"], ["B-day", "O"]],
        [["B-city", "O", "O", "B-day"], ["B-day", "B-time"]],
    )
    assert report.labels == ["city", "day", "time"] and report.count == 2
    np.testing.assert_allclose(report.precision, [0, 1, 0])
    np.testing.assert_allclose(report.recall, [0, 1, np.nan])
    np.testing.assert_array_equal(report.support, [1, 2, 0])
    np.testing.assert_allclose(report.micro_f1, 2 * 2 / (4 + 3))
    np.testing.assert_allclose(report.macro_f1, 1 / 3)
    np.testing.assert_allclose(report.accuracy, 4 / 6)
    title, _, head, *rows = str(report).splitlines()
    assert title == "2 sentences, accuracy 0.6667, macro F1 0.3333, micro F1 0.5714"
    assert rows[1].split() == ["day", "1.000", "1.000", "1.000", "2"]


def test_a_kind_that_was_never_found_has_no_precision():
    report = entity_report([["B-city"]], [["O"]])
    assert np.isnan(report.precision[0]) and report.recall[0] == report.f1[0] == 0


def test_sentences_without_entities_are_reported():
    report = entity_report([["O", "O"], []], [["O", "O"], []])
    assert report.labels == [] and report.accuracy == 1.0
    assert str(report).startswith("2 sentences, accuracy 1.0000, macro F1 –")


BIOES = ["B-P", "I-P", "E-P", "S-Q", "O"]


@pytest.mark.parametrize(
    "tags",
    [
        ["B-P", "I-P", "L-P", "U-Q", "O"],
        ["B-P", "M-P", "E-P", "S-Q", "O"],
        ["B-P ", " I-P", "E-P\n", "S-Q", "O "],
    ],
    ids=["BILOU", "BMES", "blanks"],
)
def test_other_schemes_are_read_as_bioes(tags):
    report = entity_report([tags], [BIOES])
    assert report.micro_f1 == report.accuracy == 1.0 and report.labels == ["P", "Q"]
    assert report.support.tolist() == [1, 1]


def test_single_words_of_bilou_count():
    report = entity_report([["U-P", "U-P", "O"]], [["U-P", "O", "O"]])
    assert report.labels == ["P"] and report.support.tolist() == [2]
    np.testing.assert_allclose(report.micro_f1, 2 * 1 / (2 + 1))


def test_entities_without_a_beginning_are_those_of_the_conll_script():
    # IOB1: `B-` only where an entity of the same kind stands before it.
    one, two = ["I-P", "I-P", "B-P", "I-Q"], ["B-P", "I-P", "B-P", "B-Q"]
    assert entity_report([one], [two]).micro_f1 == 1.0


def test_sentences_without_words_have_no_entities():
    report = entity_report([[], np.array([])], [[], ()])
    assert report.labels == [] and np.isnan(report.accuracy)
    assert str(report).startswith("2 sentences, accuracy –, macro F1 –, micro F1 –")


def test_a_kind_may_be_called_as_an_average_is():
    report = entity_report([["B-micro avg", "B-x"]], [["B-micro avg", "O"]])
    np.testing.assert_allclose(report.f1, [1, 0])


@pytest.mark.parametrize(
    "tag",
    ["NOUN", "", "-", "B-", "B", "-X-", "X-P", "b-p", "B_P", "O-", None, 3, b"O"],
)
def test_tags_of_no_entities_are_refused(tag):
    for sides in ([["O"], ["O", tag]], [["O"]] * 2), ([["O"]] * 2, [["O"], ["O", tag]]):
        with pytest.raises(ValueError, match="sentence 1, word 1.*classification_rep"):
            entity_report(*sides)


@pytest.mark.parametrize("sentences", ["O", ["O"], None, {"O"}, [{"O"}]])
def test_what_are_no_sentences_is_refused(sentences):
    with pytest.raises(TypeError, match="`predictions"):
        entity_report([["O"]], sentences)


def test_arrays_and_columns_are_lists():
    rows = [["B-P", "O"], ["O", "O"]]
    expected = entity_report(rows, rows)
    for several in (np.array, pd.Series, iter, lambda rows: map(np.array, rows)):
        assert str(entity_report(several(rows), several(rows))) == str(expected)


def test_tags_that_do_not_match_are_refused():
    with pytest.raises(ValueError, match="1 and 2 tags in sentence 1"):
        entity_report([["O"], ["O"]], [["O"], ["O", "O"]])
    with pytest.raises(ValueError, match="1 targets and 0 predictions"):
        entity_report([["O"]], [])

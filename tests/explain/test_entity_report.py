import numpy as np
import pytest

from seqkit.explain import entity_report

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


def test_tags_that_do_not_match_are_refused():
    with pytest.raises(ValueError, match="1 and 2 tags in sentence 1"):
        entity_report([["O"], ["O"]], [["O"], ["O", "O"]])
    with pytest.raises(ValueError, match="1 targets and 0 predictions"):
        entity_report([["O"]], [])

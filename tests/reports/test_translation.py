import numpy as np
import pandas as pd
import pytest
import sacrebleu

from seqkit.reports import translation_report

REFERENCES = ["two dogs run in the snow", "A man sits on a bench", "a red car"]
TEXTS = ["two dogs run in the grass", "a man sits on a bench", "a red car"]
SOURCES = ["zwei Hunde", "ein Mann", "ein Auto"]


def test_scores_are_those_of_sacrebleu():
    report = translation_report(SOURCES, REFERENCES, TEXTS)
    expected = sacrebleu.corpus_bleu(TEXTS, [REFERENCES])
    lower = sacrebleu.corpus_bleu(
        [text.lower() for text in TEXTS], [[text.lower() for text in REFERENCES]]
    )
    np.testing.assert_allclose(report.bleu, expected.score)
    np.testing.assert_allclose(report.bleu_lowercase, lower.score)
    np.testing.assert_allclose(report.exact, 1 / 3)
    assert "tok:13a" in report.signature and "case:mixed" in report.signature


def test_chrf_stands_beside_bleu():
    report = translation_report(SOURCES, REFERENCES, TEXTS)
    expected = sacrebleu.corpus_chrf(TEXTS, [REFERENCES])
    np.testing.assert_allclose(report.chrf, expected.score)
    assert "nc:6" in report.chrf_signature
    assert f"chrF {expected.score:.2f}" in str(report)
    assert report.chrf_signature in str(report)


def test_bleu_of_single_words_is_a_dash():
    words = ["eins", "zwei", "drei"]
    report = translation_report(["one", "two", "three"], words, words)
    assert np.isnan(report.bleu) and report.exact == 1.0
    lines = str(report).splitlines()
    assert lines[:2] == [
        "3 translations, 100.0 % exact",
        "BLEU –, of lower case –, chrF 100.00",
    ]
    # Where a reference has four words, an answer of one is wrong, and says so.
    assert translation_report(SOURCES, REFERENCES, ["a"] * 3).bleu == 0.0


def test_lengths_without_four_words_have_a_dash():
    long = "a man sits on a bench"
    texts = ["zwei"] * 20 + [long] * 20
    report = translation_report(["a"] * 20 + ["a " * 12] * 20, texts, texts)
    assert np.isnan(report.by_length[0][2])
    np.testing.assert_allclose(report.by_length[1][2], 100)
    assert [line.split() for line in str(report).splitlines()[-2:]] == [
        ["1-10", "20", "–"],
        ["11-15", "20", "100.00"],
    ]


def test_bleu_is_drawn_by_length_and_all_scores_where_there_is_one_length():
    pytest.importorskip("matplotlib")
    sources = ["a b c"] * 20 + ["a " * 12] * 20
    texts = ["a b c d"] * 20 + ["a b c d e f"] * 20
    report = translation_report(sources, texts, texts)
    names = {text.get_text() for text in report.plot().axes[0].texts}
    assert {"1-10", "11-15", "words of the source", "BLEU"} <= names
    assert report.html().count("<table") == 2
    report = translation_report(sources[:20], texts[:20], texts[:20])
    names = {text.get_text() for text in report.plot().axes[0].texts}
    assert {"BLEU", "chrF", "exact", "100.00"} <= names
    assert report.html().count("<table") == 1


def test_arrays_columns_and_generators_are_lists():
    report = translation_report(SOURCES, REFERENCES, TEXTS)
    for several in (np.array, pd.Series, iter, tuple):
        again = translation_report(*map(several, (SOURCES, REFERENCES, TEXTS)))
        assert str(again) == str(report)


@pytest.mark.parametrize(
    ("sources", "references", "texts", "message"),
    [
        ("ab", ["a", "b"], ["a", "b"], "`sources` are a list"),
        (["a", "b"], ["a", "b"], "ab", "`translations` are a list"),
        (["a", None], ["a", "b"], ["a", "b"], "Received None .* in row 1"),
        (["a", "b"], ["a", b"b"], ["a", "b"], "Received b'b' of type bytes in row 1"),
    ],
)
def test_values_that_are_no_texts_are_refused(sources, references, texts, message):
    with pytest.raises(TypeError, match=message):
        translation_report(sources, references, texts)


def test_references_may_be_several_and_of_different_number():
    several = [[good] for good in REFERENCES]
    several[0].append(TEXTS[0])
    report = translation_report(SOURCES, several, TEXTS)
    np.testing.assert_allclose(report.exact, 2 / 3)
    assert report.bleu > translation_report(SOURCES, REFERENCES, TEXTS).bleu


def test_lengths_are_words_of_the_source():
    short, long = ["ein Hund"] * 30, ["ein " * 12] * 25
    few = ["ein " * 40] * 19
    right = [REFERENCES[0]] * 30 + [TEXTS[0]] * 25 + few
    report = translation_report(
        short + long + few, [REFERENCES[0]] * 55 + [few[0]] * 19, right
    )
    assert [row[:2] for row in report.by_length] == [("1-10", 30), ("11-15", 25)]
    np.testing.assert_allclose(report.by_length[0][2], 100)
    assert report.by_length[1][2] < 100
    assert str(report).splitlines()[-1].split()[:2] == ["11-15", "25"]


def test_lists_of_unequal_length_are_refused():
    with pytest.raises(ValueError, match="3 texts and 2 references"):
        translation_report(SOURCES, REFERENCES[:2], TEXTS)
    with pytest.raises(ValueError, match="0 texts"):
        translation_report([], [], [])
    with pytest.raises(ValueError, match="2 sources and 3 translations"):
        translation_report(SOURCES[:2], REFERENCES, TEXTS)
    with pytest.raises(ValueError, match="no reference for translation 1"):
        translation_report(SOURCES, ["a", [], "b"], TEXTS)

import numpy as np
import pytest
import sacrebleu

from seqkit.explain import translation_report

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

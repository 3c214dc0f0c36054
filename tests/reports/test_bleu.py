import numpy as np
import pytest
import sacrebleu

from seqkit.reports import corpus_bleu
from seqkit.reports import corpus_chrf
from seqkit.reports.bleu import bleu_up_to_four
from seqkit.reports.bleu import paired_texts

TEXTS = ["Two Dogs run in snow .", "A man reads a book.", "Look , snow!"]
REFERENCES = [
    ["Two dogs run in the snow.", "A pair of dogs is running through snow."],
    ["A man reads a book."],
    ["Snow!", "It snows!"],
]


def test_scores_and_signatures_are_those_of_sacrebleu():
    streams = [[row[0] for row in REFERENCES], [REFERENCES[0][1], None, "It snows!"]]
    for metric, score in (
        (sacrebleu.BLEU(), corpus_bleu(TEXTS, REFERENCES)),
        (sacrebleu.BLEU(lowercase=True), corpus_bleu(TEXTS, REFERENCES, True)),
        (sacrebleu.CHRF(), corpus_chrf(TEXTS, REFERENCES)),
    ):
        expected = metric.corpus_score(TEXTS, streams).score
        assert score == (pytest.approx(expected), str(metric.get_signature()))


def test_without_four_words_bleu_is_nan_and_chrf_is_not():
    assert np.isnan(corpus_bleu(["two dogs"], ["two dogs"])[0])
    assert corpus_chrf(["two dogs"], ["two dogs"])[0] == 100


def test_orders_of_bleu_are_means_of_logarithms_of_precisions():
    scores, brevity_penalty, _ = bleu_up_to_four(["a b c"], [["a b", "c b c"]])
    np.testing.assert_allclose(scores[:2], [100, 100])
    scores, brevity_penalty, _ = bleu_up_to_four(["a b c"], [["a b d c"]])
    expected = 100 * np.exp(1 - 4 / 3)
    np.testing.assert_allclose(scores[:2], [expected, expected * 0.5**0.5])
    assert brevity_penalty == pytest.approx(np.exp(1 - 4 / 3))


def test_texts_that_cannot_be_compared_are_refused():
    with pytest.raises(ValueError, match="0 texts and 0 references"):
        paired_texts([], [])
    with pytest.raises(ValueError, match="no reference for caption 0, 'a dog'"):
        paired_texts(["a dog"], [[]], "caption")
    with pytest.raises(TypeError, match="`texts` are str.*Received 7 of type int"):
        paired_texts([7], ["a"])

import numpy as np
import pandas as pd
import pytest

from seqkit.reports import caption_report

pytest.importorskip("sacrebleu")

REFERENCES = [["A dog runs on grass .", "a brown dog"], ["Two cats.", "cats , two"]]
CAPTIONS = ["a dog runs on sand", "Two cats"]


def test_scores_are_against_all_references_in_percent():
    report = caption_report(REFERENCES, CAPTIONS)
    # Clipped matches of 1 to 4 words, of how many there are; 7 words against 5 + 2.
    shares = np.array([6 / 7, 4 / 5, 2 / 3, 1 / 2])
    expected = np.exp(np.cumsum(np.log(shares)) / [1, 2, 3, 4])
    np.testing.assert_allclose(report.bleu, 100 * expected)
    assert report.brevity_penalty == 1.0
    assert report.each.shape == (2,) and report.cider_d == report.each.mean()
    # The first has 4 of 5 words in order of the first reference; the second is one.
    assert report.rouge_l == pytest.approx(100 * (4 / 5 + 1) / 2)
    assert (report.words, report.distinct) == (3.5, 2)
    assert report.reference_words == 3.0


def test_captions_that_are_too_short_pay():
    report = caption_report([["a dog runs fast", "a big dog runs fast"]], ["a dog"])
    assert report.brevity_penalty == pytest.approx(np.exp(1 - 4 / 2))
    np.testing.assert_allclose(report.bleu[:2], 100 * np.exp(-1))
    assert report.bleu[3] == 0.0


def test_prints_the_scores_and_how_they_were_made():
    lines = str(caption_report(REFERENCES, CAPTIONS)).split("\n")
    assert (
        lines[0] == "2 captions, 2 of them different, of 3.5 words; references of 3.0"
    )
    assert lines[2].split() == "BLEU-1 BLEU-2 BLEU-3 BLEU-4 ROUGE-L CIDEr-D".split()
    assert lines[3].split()[:4] == ["85.7", "82.8", "77.0", "69.1"]
    assert len(lines[2]) == len(lines[3])
    assert "no punctuation|nrefs:2|case:mixed|eff:no|tok:none|smooth:none" in lines[5]


def test_odd_captions_have_scores():
    report = caption_report(["a dog", ["a cat", "the cat ."]], ["", "."])
    # No reference has three words, so there is nothing of three or four to count.
    np.testing.assert_array_equal(report.bleu, [0, 0, np.nan, np.nan])
    assert str(report).splitlines()[3].split()[:4] == ["0.0", "0.0", "–", "–"]
    assert report.rouge_l == report.cider_d == 0.0
    assert report.signature.count("nrefs:var") == 1


def test_scores_are_drawn_as_bars_and_shown_as_html():
    pytest.importorskip("matplotlib")
    report = caption_report([["a dog runs in snow"]], ["a dog runs in <b>"])
    texts = [text.get_text() for text in report.plot().axes[0].texts]
    assert {"BLEU-1", "CIDEr-D", "per cent", f"{report.bleu[0]:.1f}"} <= {*texts}
    page = report.html()
    assert f">{report.rouge_l:.1f}<" in page and "brevity penalty" in page
    assert page == report._repr_html_()


def test_arrays_columns_and_generators_are_lists():
    report = caption_report(REFERENCES, CAPTIONS)
    for references, captions in (
        (map(np.array, REFERENCES), np.array(CAPTIONS)),
        (pd.Series(REFERENCES), pd.Series(CAPTIONS)),
        (dict(enumerate(REFERENCES)).values(), (text for text in CAPTIONS)),
    ):
        again = caption_report(references, captions)
        np.testing.assert_array_equal(again.each, report.each)
        np.testing.assert_array_equal(again.bleu, report.bleu)


@pytest.mark.parametrize(
    ("references", "captions", "message"),
    [
        (REFERENCES, "a dog", "`captions` are a list.*Received 'a dog'"),
        (REFERENCES, ["a dog", None], "Received None of type NoneType in row 1"),
        ([["a", 3], "b"], CAPTIONS, "Received 3 of type int in row 0"),
        ("ab", CAPTIONS, "`references` are a list"),
        ({"a": "b"}, CAPTIONS, "`references` are a list"),
    ],
)
def test_values_that_are_no_texts_are_refused(references, captions, message):
    with pytest.raises(TypeError, match=message):
        caption_report(references, captions)


def test_lists_that_do_not_match_are_refused():
    with pytest.raises(ValueError, match="1 targets and 2 predictions"):
        caption_report([["a"]], ["a", "b"])
    with pytest.raises(ValueError, match="at least one"):
        caption_report([], [])
    with pytest.raises(ValueError, match="no reference for caption 1, 'a cat'"):
        caption_report([["a"], []], ["a dog", "a cat"])

import numpy as np
import pytest

from seqkit.reports import transcription_report

REFERENCES = ["two dogs run", "a red car", "yes", "", "no sound"]
TRANSCRIPTS = ["two dog  run fast", "a red car", "", "hm", "known sound"]


def edits_by_hand(one, two):
    """The edit distance by a table, in NumPy."""
    table = np.add.outer(np.arange(len(one) + 1), np.arange(len(two) + 1))
    for i, a in enumerate(one):
        for j, b in enumerate(two):
            table[i + 1, j + 1] = min(
                table[i, j] + (a != b), table[i, j + 1] + 1, table[i + 1, j] + 1
            )
    return table[-1, -1]


def rate_by_hand(references, transcripts, split):
    pairs = list(zip(map(split, references), map(split, transcripts), strict=True))
    size = sum(len(one) for one, _ in pairs)
    return sum(edits_by_hand(*pair) for pair in pairs) / size


def characters(text):
    return list(" ".join(text.split()))


def test_rates_are_those_of_an_edit_distance_by_hand():
    random = np.random.default_rng(0)
    letters = np.array(list("ab  c"))
    texts = [
        "".join(random.choice(letters, size)) for size in random.integers(0, 14, 40)
    ]
    for references, transcripts in [
        (REFERENCES, TRANSCRIPTS),
        (texts[:20], texts[20:]),
    ]:
        report = transcription_report(references, transcripts)
        words = rate_by_hand(references, transcripts, str.split)
        letter = rate_by_hand(references, transcripts, characters)
        np.testing.assert_allclose([report.wer, report.cer], [words, letter])


def test_edits_are_counted_by_their_kind():
    report = transcription_report(REFERENCES, TRANSCRIPTS)
    words = report.words
    assert (words.substitutions, words.insertions, words.deletions) == (2, 2, 1)
    assert (words.hits, words.size, report.count, report.exact) == (6, 9, 5, 0.2)


def test_worst_transcripts_are_shown_word_by_word():
    report = transcription_report(REFERENCES, TRANSCRIPTS)
    assert [each.row for each in report.worst] == [0, 2, 3, 4]
    assert report.worst[0].lines() == ("two DOGS run *", "two DOG  run FAST")
    assert str(report).splitlines()[0] == (
        "5 transcripts, 20.0% exact, WER 55.6 %, CER 43.8 %"
    )
    assert "  reference   YES\n  transcript  *" in str(report)
    assert report.html().count("<table") == 2
    many = transcription_report(["a"] * 12, ["b"] * 12)
    assert len(many.worst) == 10 and many.wer == 1.0


def test_right_transcripts_have_no_worst_and_empty_references_no_rate():
    report = transcription_report(["a b"], ["a b"])
    assert report.wer == report.cer == 0 and not report.worst
    assert report.html().count("<table") == 1
    report = transcription_report([""], [""])
    assert np.isnan(report.wer) and report.exact == 1.0
    assert str(report).splitlines()[0] == "1 transcripts, 100.0% exact, WER –, CER –"


@pytest.mark.parametrize(
    ("references", "transcripts", "error", "message"),
    [
        (["a"], ["a", "b"], ValueError, "2 texts and 1 references"),
        ([], [], ValueError, "0 texts"),
        ([["a", "b"]], ["a"], ValueError, "2 references in row 0"),
        (["a"], [None], TypeError, "Received None .* in row 0"),
        ([b"a"], ["a"], TypeError, "of type bytes in row 0"),
        ("ab", ["a", "b"], TypeError, "`references` are a list"),
    ],
)
def test_values_that_are_no_texts_are_refused(references, transcripts, error, message):
    with pytest.raises(error, match=message):
        transcription_report(references, transcripts)

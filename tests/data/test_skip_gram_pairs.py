import gzip
import itertools
from collections import Counter

import numpy as np
import pytest

from seqkit import SpelledVocabulary
from seqkit import Vocabulary
from seqkit.data import skip_grams
from seqkit.data.batching import word_stream
from seqkit.data.skip_gram_pairs import STEPS
from seqkit.data.skip_gram_pairs import keep_probability
from seqkit.data.skip_gram_pairs import noise_bounds

TEXTS = ["a b c d e f g", "h i", "j", "k l m n"]
WORDS = Vocabulary.from_texts(TEXTS, "words")


def pairs_of(batches):
    """Lists the pairs of words of batches, and the number of words of each batch."""
    pairs, sizes = [], []
    for words, (spans, _) in batches.as_numpy_iterator():
        margin = (words.shape[1] - spans.shape[1]) // 2
        sizes.append(int((spans.sum(axis=-1) > 0).sum()))
        for row, step in itertools.product(range(len(words)), range(STEPS)):
            before, after = spans[row, step]
            middle = margin + step
            near = [
                *range(middle - before, middle),
                *range(middle + 1, middle + 1 + after),
            ]
            pairs += [(int(words[row, middle]), int(words[row, each])) for each in near]
    return pairs, sizes


def pairs_by_hand(texts, vocabulary, window):
    """All pairs of words at most `window` words apart, in both orders."""
    pairs = []
    for text in texts:
        ids = [token for token in vocabulary.encode(text).tolist() if token > 3]
        for one, other in itertools.permutations(range(len(ids)), 2):
            if abs(one - other) <= window:
                pairs.append((ids[one], ids[other]))
    return Counter(pairs)


def test_a_window_of_one_gives_all_neighbours_and_no_others():
    pairs, _ = pairs_of(skip_grams(TEXTS, WORDS, window=1, subsample=0))
    # "j", alone in its text, has no pair; an epoch has 13 or 14 of the other words.
    expected = pairs_by_hand(TEXTS, WORDS, 1)
    assert set(pairs) == set(expected)


@pytest.mark.parametrize("size", [7, 60, 1000])
def test_windows_never_leave_a_text_across_rows_and_batches(size):
    random = np.random.default_rng(0)
    texts = [" ".join(random.choice(list("abcdefgh"), n)) for n in (80, 3, 200, 61, 2)]
    vocabulary = Vocabulary.from_texts(texts, "words")
    # One epoch is one pass over all 346 words, so each neighbour pair is there once.
    batches = skip_grams(texts, vocabulary, 346, window=1, subsample=0, seed=1)
    assert Counter(pairs_of(batches)[0]) == pairs_by_hand(texts, vocabulary, 1)
    batches = skip_grams(texts, vocabulary, size, window=4, subsample=0, seed=1)
    assert set(pairs_of(batches)[0]) <= set(pairs_by_hand(texts, vocabulary, 4))
    assert len(batches) == max(1, round(346 / min(size, 346)))


def test_near_words_are_pairs_more_often_than_far_ones():
    text = " ".join(f"w{number}" for number in range(2000))
    vocabulary = Vocabulary.from_texts([text], "spaces")
    batches = skip_grams([text], vocabulary, 2000, window=4, subsample=0, seed=0)
    places = [
        int(token[1:]) if token[1:].isdigit() else -1 for token in vocabulary.tokens
    ]
    gaps = Counter(abs(places[one] - places[two]) for one, two in pairs_of(batches)[0])
    # A window is 1 to 4 wide with equal chances: distance d is in (5 - d) / 4 of them.
    for distance in range(1, 5):
        assert gaps[distance] / 4000 == pytest.approx((5 - distance) / 4, abs=0.05)
    assert set(gaps) == {1, 2, 3, 4}


def test_frequent_words_are_dropped_with_the_probability_of_word2vec():
    counts = np.array([0, 0, 0, 0, 990, 10])
    kept = keep_probability(counts, 0.1)
    ratio = 0.1 / 0.99
    assert kept[4] == pytest.approx(np.sqrt(ratio) + ratio)
    assert kept[5] == 1
    assert (keep_probability(counts, 0.0) == 1).all()
    text = " ".join(["the"] * 9 + ["cat"]) + " "
    vocabulary = Vocabulary.from_texts([text], "words")
    texts = [text * 100] * 4
    batches = skip_grams(texts, vocabulary, 10**6, window=2, subsample=0.01, seed=0)
    ((words, (spans, _)),) = batches.as_numpy_iterator()
    middle = words[:, 2:-2][spans.sum(axis=-1) > 0]
    share = np.sqrt(0.01 / 0.9) + 0.01 / 0.9
    rest = np.sqrt(0.01 / 0.1) + 0.01 / 0.1
    expected = 0.9 * share / (0.9 * share + 0.1 * rest)
    assert (middle == 4).mean() == pytest.approx(expected, abs=0.05)


def test_noise_has_counts_to_the_power_of_three_quarters():
    counts = np.array([0, 0, 0, 0, 16, 1])
    np.testing.assert_allclose(noise_bounds(counts), [0, 0, 0, 0, 8 / 9, 1])
    texts = ["a a a a a a a a b"] * 200
    vocabulary = Vocabulary.from_texts(texts, "words")
    batches = skip_grams(texts, vocabulary, subsample=0, seed=0)
    noise = np.concatenate([n.ravel() for _, (_, n) in batches.as_numpy_iterator()])
    expected = 8**0.75 / (8**0.75 + 1)
    assert (noise == 4).mean() == pytest.approx(expected, abs=0.03)
    assert set(noise.tolist()) == {4, 5}


def test_characters_are_not_dropped_and_unknown_words_are():
    batches = skip_grams(["aaaab"] * 3, Vocabulary(["a", "b"]), window=1, seed=0)
    assert set(pairs_of(batches)[0]) == {(4, 4), (4, 5), (5, 4)}
    some = Vocabulary(["a", "c"], "words")
    pairs, _ = pairs_of(skip_grams(["a b c", "x c"], some, window=1, subsample=0))
    assert set(pairs) == {(4, 5), (5, 4)}  # "b" is dropped first


def test_the_same_seed_gives_the_same_epochs_and_each_epoch_is_another():
    texts = ["a b c d e f g h i j k l m n"] * 20
    one, two = (skip_grams(texts, WORDS, 64, seed=3) for _ in range(2))
    first, second = (
        [list(each.as_numpy_iterator()) for _ in range(2)] for each in (one, two)
    )
    for epoch, same in zip(first, second, strict=True):
        for (words, (spans, noise)), (x, (y, z)) in zip(epoch, same, strict=True):
            assert (words == x).all() and (spans == y).all() and (noise == z).all()
    assert any((a[1][0] != b[1][0]).any() for a, b in zip(*first, strict=True))


def test_padding_is_on_the_right_and_shapes_are_known():
    batches = skip_grams(TEXTS, WORDS, window=3)
    assert batches.element_spec[0].shape.as_list() == [None, STEPS + 6]
    for words, (spans, _) in batches.as_numpy_iterator():
        padding = words == 0
        assert not (padding[:, :-1] & ~padding[:, 1:]).any()
        assert words.dtype == spans.dtype == np.int32


def test_long_texts_are_cut_and_pools_lose_nothing(monkeypatch):
    monkeypatch.setattr(word_stream, "LONGEST", 10)
    monkeypatch.setattr(word_stream, "POOL", 16)
    text = " ".join(f"w{number}" for number in range(95))
    vocabulary = Vocabulary.from_texts([text], "spaces")
    batches = skip_grams([text], vocabulary, 95, window=1, subsample=0, seed=0)
    pairs = Counter(pairs_of(batches)[0])
    # Of 94 neighbours those across the 9 cuts are lost.
    assert len(pairs) == 2 * (94 - 9) and set(pairs.values()) == {1}


def test_a_file_and_one_line_of_one_character_are_texts(tmp_path):
    path = tmp_path / "text.txt.gz"
    path.write_bytes(gzip.compress(b"a b\n\nb a\n"))
    assert len(skip_grams(path, WORDS, window=2)) == 1
    batches = skip_grams(["a" * 5000], Vocabulary(["a"]), 1000, seed=0)
    assert len(batches) == 5 and set(pairs_of(batches)[0]) == {(4, 4)}


@pytest.mark.parametrize(
    ("texts", "options", "said"),
    [
        ([], {}, "two known words.*Received 0 texts"),
        (["a", "b"], {}, "none has two words"),
        (["x y z"], {}, "none has two words"),
        ("a b", {}, "`texts` are an iterable"),
        (["a b"], {"window": 0}, "`window`"),
        (["a b"], {"batch_size": 0}, "`batch_size`"),
        (["a b"], {"subsample": -1}, "`subsample`"),
        (["a b"], {"subsample": True}, "`subsample`"),
        (["a b"], {"seed": -1}, "`seed`"),
    ],
)
def test_what_cannot_be_pairs_is_refused(texts, options, said):
    with pytest.raises(ValueError, match=said):
        skip_grams(texts, WORDS, **options)


def test_other_vocabularies_and_texts_are_refused(tmp_path):
    with pytest.raises(TypeError, match="one id to each word"):
        skip_grams(["a b"], SpelledVocabulary.from_texts(["a b"]))
    with pytest.raises(TypeError, match="Every text is a str"):
        skip_grams([1], WORDS)
    binary = tmp_path / "binary.txt"
    binary.write_bytes(b"a\0b\n")
    with pytest.raises(ValueError, match="NUL"):
        skip_grams(binary, WORDS)
    (tmp_path / "empty.txt").touch()
    with pytest.raises(ValueError, match="two known words"):
        skip_grams(tmp_path / "empty.txt", WORDS)

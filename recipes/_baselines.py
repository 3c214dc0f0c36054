"""Baselines of the recipes: cheap answers, whose scores stand beside the result."""

import math
from collections import Counter
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Sequence
from typing import Any

import seqkit

MODELS = "unigrams", "bigrams"
Pairs = Sequence[tuple[str, str]]
Tagged = Sequence[tuple[list[str], list[str], Any]]


def show(*rows: tuple[str, dict[str, float]]) -> None:
    """Print the scores of baselines, one a line."""
    print("\nBaselines, on the same test part:")
    width = max(len(name) for name, _ in rows)
    for name, scores in rows:
        # BLEU is NaN where no text has four words.
        known = {score: value for score, value in scores.items() if value == value}
        each = "  ".join(f"{score} {value:.4g}" for score, value in known.items())
        print(f"  {name:<{width}}  {each}")


def labels(train: tuple[list, list], test: tuple[list, list]) -> None:
    """Print the scores of the majority class, and of TF-IDF with logistic regression.

    Nothing is printed where a text has several labels.

    Args:
        train: texts and their labels.
        test: others.
    """
    known, asked = list(train[1]), list(test[1])
    if any(isinstance(label, list) for label in known):
        return
    majority = Counter(known).most_common(1)[0][0]
    rows = [("majority class", _scores_of_labels(asked, [majority] * len(asked)))]
    try:
        if any(map(str.strip, train[0])):
            guessed = _logistic_regression(train[0], known, test[0])
            scores = _scores_of_labels(asked, guessed)
            rows.append(("TF-IDF + logistic regression", scores))
    except ImportError:
        print("\nNo TF-IDF baseline: `pip install 'seqkit[eval]'` brings scikit-learn.")
    show(*rows)


def _logistic_regression(texts, labels, asked):
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    # The default pattern drops short words.
    words = TfidfVectorizer(token_pattern=r"\w+|[^\w\s]")
    model = LogisticRegression(max_iter=1000)
    model.fit(words.fit_transform(texts), list(map(str, labels)))
    return list(model.predict(words.transform(asked)))


def _scores_of_labels(labels, guessed):
    labels, guessed = list(map(str, labels)), list(map(str, guessed))
    right = sum(map(str.__eq__, labels, guessed))
    found, expected, hits = Counter(guessed), Counter(labels), Counter()
    for label, guess in zip(labels, guessed, strict=True):
        hits[label] += label == guess
    each = {*found, *expected}
    f1 = [2 * hits[label] / (found[label] + expected[label]) for label in each]
    return {"accuracy": right / len(labels), "macro F1": sum(f1) / len(f1)}


def tags(train: Tagged, test: Tagged) -> None:
    """Print how often the most frequent tag of each word is right.

    A word that `train` lacks gets the most frequent tag of all.

    Args:
        train: lists of words, lists of their tags, and anything.
        test: others.
    """
    counts, every = defaultdict(Counter), Counter()
    for words, marks, _ in train:
        every.update(marks)
        for word, mark in zip(words, marks, strict=True):
            counts[word][mark] += 1
    usual = every.most_common(1)[0][0]
    best = {word: each.most_common(1)[0][0] for word, each in counts.items()}
    right = [
        best.get(word, usual) == mark
        for words, marks, _ in test
        for word, mark in zip(words, marks, strict=True)
    ]
    show(("most frequent tag of each word", {"accuracy": sum(right) / len(right)}))


def translations(train: Pairs, test: Pairs) -> None:
    """Print the scores of the source copied, and of each word translated by itself.

    The translation of a word is the target word with the highest Dice coefficient:
    twice the pairs that have both words, over the pairs that have the one plus the
    pairs that have the other. An unknown word is copied.

    Args:
        train: pairs of source and target.
        test: others.
    """
    lexicon = _lexicon(train)
    sources, targets = zip(*test, strict=True)
    by_word = [
        " ".join(lexicon.get(word, word) for word in source.split())
        for source in sources
    ]
    rows = []
    for name, texts in (("source copied", sources), ("word by word", by_word)):
        report = seqkit.reports.translation_report(sources, targets, texts)
        scores = {"BLEU": report.bleu, "chrF": report.chrf, "exact": report.exact}
        rows.append((name, scores))
    show(*rows)


def _lexicon(pairs):
    left, right, both = Counter(), Counter(), defaultdict(Counter)
    for source, target in pairs:
        words, others = {*source.split()}, {*target.split()}
        left.update(words)
        right.update(others)
        for word in words:
            both[word].update(others)
    return {
        word: max(found, key=lambda o: (2 * found[o] / (left[word] + right[o]), o))
        for word, found in both.items()
    }


def captions(train: Iterable[list[str]], test: tuple, metrics: dict) -> None:
    """Print the scores of the most frequent caption, given to every picture.

    Args:
        train: the captions of each picture.
        test: pictures and the captions of each.
        metrics: functions of texts and their references, by name.
    """
    usual = Counter(caption for each in train for caption in each).most_common(1)[0][0]
    texts = [usual] * len(test[1])
    scores = {name: float(score(texts, test[1])) for name, score in metrics.items()}
    show((f"most frequent caption, {usual!r:.60}", scores))


def tokens(
    train: Iterable[tuple[Any, Any]], test: Iterable[tuple[Any, Any]], size: int
) -> None:
    """Print the nats a token of a unigram and of a bigram model.

    Unseen tokens have a chance too: each token counts once more, and after each token
    one count more is shared out as the unigrams are.

    Args:
        train: pairs of a token and the one after it.
        test: others.
        size: int, tokens that there are.
    """
    single, double, before = Counter(), Counter(), Counter()
    for last, token in train:
        single[token] += 1
        double[last, token] += 1
        before[last] += 1
    total, nats = sum(single.values()), []
    for last, token in test:
        alone = (single[token] + 1) / (total + size)
        after = (double[last, token] + alone) / (before[last] + 1)
        nats.append((-math.log(alone), -math.log(after)))
    means = [sum(each) / len(nats) for each in zip(*nats, strict=True)]
    show(*((name, {"nats": mean}) for name, mean in zip(MODELS, means, strict=True)))

"""Print the scores of simple baselines beside the score of a recipe's model."""

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
    """Print the scores of baselines, one on each line.

    Args:
        rows: pairs: name of a baseline, and dict from the name of a score to a number.
    """
    print("\nBaselines, on the same test part:")
    width = max(len(name) for name, _ in rows)
    for name, scores in rows:
        # BLEU is NaN if no text has four words.
        known = {score: value for score, value in scores.items() if value == value}
        each = "  ".join(f"{score} {value:.4g}" for score, value in known.items())
        print(f"  {name:<{width}}  {each}")


def labels(train: tuple[list, list], test: tuple[list, list]) -> None:
    """Print the scores of the majority class, and of TF-IDF with logistic regression.

    Nothing is printed if a text has several labels.

    Args:
        train: texts and their labels, from which the baselines are computed.
        test: texts and their labels, for the scores.
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
        print(
            "\nNo TF-IDF baseline without scikit-learn: `pip install 'seqkit[eval]'`."
        )
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

    A word that is not in `train` gets the most frequent tag of all.

    Args:
        train: list of (words, their tags, label), from which tags are counted. Labels
            are not used.
        test: list of (words, their tags, label), for the score.
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
    """Print the scores of two baselines: copied sources, and translation word by word.

    A word is translated to the target word with the highest Dice coefficient 2 c /
    (a + b): c pairs contain both words, a pairs the source word, and b pairs the target
    word. An unknown word is copied.

    Args:
        train: pairs of source and target, from which words are counted.
        test: pairs of source and target, for the scores.
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
    """Print the scores of the most frequent caption as the caption of every picture.

    Args:
        train: lists of the captions of each picture, from which captions are counted.
        test: pictures, and lists of the captions of each, for the scores.
        metrics: dict from a name to a function of texts and their references.
    """
    usual = Counter(caption for each in train for caption in each).most_common(1)[0][0]
    texts = [usual] * len(test[1])
    scores = {name: float(score(texts, test[1])) for name, score in metrics.items()}
    show((f"most frequent caption, {usual!r:.60}", scores))


def tokens(
    train: Iterable[tuple[Any, Any]], test: Iterable[tuple[Any, Any]], size: int
) -> None:
    """Print the nats per token of a unigram model and of a bigram model.

    Both give unseen tokens a probability. For unigrams 1 is added to the count of each
    token. For bigrams 1 is added to the counts after each token, divided among the next
    tokens in proportion to their unigram probabilities.

    Args:
        train: pairs of a token and the next token, which are counted.
        test: pairs of a token and the next token, for the scores.
        size: int, the number of different tokens.
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

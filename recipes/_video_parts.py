"""Find the parts of the recipe `video`, and the scores of its baselines."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

import seqkit
from recipes import _baselines

SPEAKERS_SEED = 20  # of the order of the speakers of `miracl_words`
HELD_OUT = 2  # speakers of the test part
SEEN = 20_000  # the most frames that the baseline of single frames reads in training
SIDES = 16, 16  # pixels of a frame that the baseline reads

Part = tuple[Sequence[Any], list[Any]]
"""Clips, and of each its class, the class of each frame, or its sentence."""


def words_by_speakers(fold: int) -> tuple[Part, Part, Part]:
    """Return the clips of `miracl_words` in three parts without a common speaker.

    The speakers are in a random order; of fold 0 the first two are the test part, the
    third is the validation part; of fold 1 the next two and the one after, and so on.

    Raises:
        ValueError: `fold` is not between 0 and 5.
    """
    from recipes import _datasets

    clips, words, speakers = _datasets.miracl_words()
    order = np.random.default_rng(SPEAKERS_SEED).permutation(sorted(set(speakers)))
    if fold >= len(order) // HELD_OUT:
        raise ValueError(
            f"`fold` is a number from 0 to {len(order) // HELD_OUT - 1}. "
            f"Received {fold}. Each fold has two other speakers in its test part."
        )
    order = np.roll(order, -HELD_OUT * fold)
    test, validation = set(order[:HELD_OUT]), {order[HELD_OUT]}
    others = set(order) - test - validation

    def of(part):
        rows = [row for row, speaker in enumerate(speakers) if speaker in part]
        return [clips[row] for row in rows], [words[row] for row in rows]

    print(f"Speakers of the test part: {', '.join(sorted(test))}")
    return of(others), of(validation), of(test)


def spoken(task: str, silence: str) -> tuple[Part, Part, Part]:
    """Return the clips of `grid_s1` with a word for each frame, or with sentences.

    The validation part is every fifteenth clip for training.
    """
    from recipes import _datasets

    parts = {}
    for name, (clips, sentences, words) in _datasets.grid_s1().items():
        targets = sentences
        if task == "frames":
            targets = [
                _datasets.words_of_frames(row, len(clip), silence)
                for clip, row in zip(clips, words, strict=True)
            ]
        parts[name] = clips, targets
    train, test = parts["train"], parts["dev"]
    rest, held_out = taken(train, 15)
    return rest, held_out, test


def taken(part: Part, every: int) -> tuple[Part, Part]:
    """Return the other rows of a part, and every so many of them."""
    rows = list(zip(*part, strict=True))
    chosen = set(range(every // 2, len(rows), every))
    sides = ([], [])
    for place, row in enumerate(rows):
        sides[place in chosen].append(row)
    return tuple(tuple(map(list, zip(*side, strict=True))) for side in sides)


def three_parts(
    files: Sequence[str | None],
) -> tuple[Part, Part, Part]:
    """Return clips of folders, one folder for each class, in three parts.

    Without a folder for validation, or for the test, every fifth clip of each class is
    held out for it.

    Raises:
        ValueError: a class has too few clips.
    """
    train, validation, test = (
        None if file is None else tuple(seqkit.data.read_clip_folders(file))
        for file in files
    )
    fewest = Counter(train[1]).most_common()[-1]
    needed = 1 + 4 * ((validation is None) + (test is None)) if None in files else 1
    if fewest[1] < min(needed, 5):
        raise ValueError(
            "Each class needs at least five clips, of which some are held out. "
            f"Received {fewest[1]} of {fewest[0]!r:.60}. Give more, or folders of "
            "other clips as `validation` and `test`."
        )
    if test is None:
        train, test = _by_class(train)
    if validation is None:
        train, validation = _by_class(train)
    return train, validation, test


def _by_class(part):
    """Return the other clips, and every fifth of each class, at least one."""
    sides = ([], []), ([], [])
    counts = Counter()
    for clip, label in zip(*part, strict=True):
        side = sides[counts[label] % 5 == 2]
        counts[label] += 1
        side[0].append(clip)
        side[1].append(label)
    return sides


def classes(train: Part, test: Part, codec: Any) -> dict[str, float]:
    """Print and return the accuracy of the usual class, and of single frames.

    A logistic regression reads one frame at a time, of 16 by 16 pixels; the class of a
    clip is the one with the highest sum of log-probabilities over its frames.
    """
    usual = Counter(train[1]).most_common(1)[0][0]
    scores = {f"always {usual}": np.mean([label == usual for label in test[1]])}
    model = _frames_model(*_stacked(train, codec))
    right = []
    for clip, label in zip(*test, strict=True):
        sums = model.predict_log_proba(_small(clip, codec)).sum(axis=0)
        right.append(model.classes_[sums.argmax()] == label)
    scores["single frames, logistic regression"] = np.mean(right)
    _baselines.show(*((name, {"accuracy": each}) for name, each in scores.items()))
    return {name: float(score) for name, score in scores.items()}


def frames(train: Part, test: Part, codec: Any, silence: str) -> dict[str, float]:
    """Print and return the share of right spoken frames by single frames."""
    model = _frames_model(*_stacked(train, codec))
    given = [_small(clip, codec) for clip in test[0]]
    guessed = model.predict(np.concatenate(given))
    true = np.array([label for row in test[1] for label in row])
    spoken = true != silence
    words = Counter(label for row in train[1] for label in row if label != silence)
    usual = words.most_common(1)[0][0]
    scores = {
        f"always {usual}": float((true[spoken] == usual).mean()),
        "single frames, logistic regression": float(
            (guessed[spoken] == true[spoken]).mean()
        ),
    }
    _baselines.show(*((name, {"spoken": each}) for name, each in scores.items()))
    return scores


def sentences(train: Part, test: Part) -> float:
    """Print and return the word errors of the usual word at each place."""
    places = zip(*(text.split() for text in train[1]), strict=False)
    usual = " ".join(Counter(words).most_common(1)[0][0] for words in places)
    rate = seqkit.reports.transcription_report(test[1], [usual] * len(test[1])).wer
    _baselines.show((f"always {usual!r}", {"wer": rate}))
    return rate


def spoken_scores(
    true: list[list[str]], guessed: list[list[str]], silence: str
) -> dict[str, float]:
    """Return the shares of right frames: spoken, of letters, of other words, silent."""
    asked = np.array(sum(map(list, true), []))
    right = asked == np.array(sum(map(list, guessed), []))
    spoken = asked != silence
    # The 25 letters of GRID, and the word "a" does not occur.
    letters = np.array([len(word) == 1 for word in asked]) & spoken
    kinds = {
        "spoken": spoken,
        "letters": letters,
        "other_words": spoken & ~letters,
        "silence": ~spoken,
        "all": np.ones_like(spoken),
    }
    return {
        name: float(right[kind].mean()) for name, kind in kinds.items() if kind.any()
    }


def _small(clip, codec):
    """Return the frames of a clip at a low resolution, `(time, numbers)`."""
    pixels = codec.pixels(clip).mean(axis=-1)  # (time, height, width)
    for axis, side in zip((1, 2), SIDES, strict=True):
        places = np.linspace(0, pixels.shape[axis], side + 1).astype(int)[:-1]
        widths = np.diff([*places, pixels.shape[axis]])
        widths = widths.reshape([-1 if each == axis else 1 for each in range(3)])
        pixels = np.add.reduceat(pixels, places, axis=axis) / np.maximum(widths, 1)
    pixels = pixels - pixels.mean(axis=(1, 2), keepdims=True)
    return pixels.reshape(len(pixels), -1)


def _stacked(part, codec):
    """Return the frames of a part, and the class of each."""
    rows, labels = [], []
    for clip, given in zip(*part, strict=True):
        rows.append(_small(clip, codec))
        each = [given] * len(rows[-1]) if isinstance(given, str) else given
        labels += list(each)
    values, labels = np.concatenate(rows), np.array(labels)
    step = -(-len(values) // SEEN)
    return values[::step], labels[::step]


def _frames_model(values, labels):
    """Return a logistic regression of normalised frames."""
    from sklearn.decomposition import PCA
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    parts = min(50, *values.shape)
    reduced = PCA(parts, svd_solver="covariance_eigh")
    model = LogisticRegression(C=0.1, max_iter=2_000, tol=1e-3)
    return make_pipeline(reduced, StandardScaler(), model).fit(values, labels)

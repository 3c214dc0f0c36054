"""Sentences whose words have tags, for taggers."""

import os
from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any

import numpy as np

from seqkit.arguments import each_of
from seqkit.arguments import list_of
from seqkit.data.batching.encode import as_small
from seqkit.data.batching.encode import gathered
from seqkit.data.batching.encode import report_cut
from seqkit.data.batching.fields import Ragged
from seqkit.data.batching.pipeline import on_sides
from seqkit.data.batching.pipeline import whole_numbers
from seqkit.data.read.lines import in_blocks
from seqkit.data.splits import check_share
from seqkit.data.splits import in_stratified_validation
from seqkit.labels import check_rows
from seqkit.labels import class_names
from seqkit.labels import label_name
from seqkit.labels import label_targets
from seqkit.labels import strata_of
from seqkit.messages import show
from seqkit.text.join_words import join_words

_BLOCK = 2**20  # words in memory as strings, at most one sentence more


def tagged(
    sentences: Iterable[Iterable[str]],
    tags: Iterable[Iterable[str]],
    vocabulary: Any,
    tag_names: Iterable[str],
    batch_size: int = 64,
    *,
    labels: Iterable[Any] | None = None,
    classes: Iterable[str] | None = None,
    length: int | None = None,
    validation: float | None = None,
    buckets: int = 8,
    seed: int | None = None,
) -> Any:
    """Build batches of sentences and the tags of their words.

    Batches are those of `labelled`: of like length, padded on the right with 0, each
    sentence once an epoch. Each word must be one token of the vocabulary, so words
    that are given want `Vocabulary.from_texts(…, split="spaces")`; spaces within one
    read as "_".

    Args:
        sentences: iterable of lists of words, or of str, which the vocabulary splits.
        tags: iterable of lists of str, one for each word, or of str, tags separated by
            spaces. A tag is what a label may be, see `labelled`.
        vocabulary: `seqkit.Vocabulary`, `seqkit.SpelledVocabulary` or one like them.
        tag_names: iterable of str, all tags that there are.
        batch_size: int, sentences of a batch. The last one holds what remains.
        labels: iterable, the label or labels of each sentence, see `labelled`. None:
            they have none.
        classes: iterable of str, all labels that there are.
        length: int or None, the words of a sentence that are read; a warning in the
            log of "seqkit" counts the longer ones. None: all.
        validation: float or None, see `labelled`. Without labels any sentences are
            drawn.
        buckets: int, the most groups of like length that batches are drawn from.
        seed: int or None. The same seed gives the same sequence of epochs.

    Returns:
        `tf.data.Dataset` of inputs, int32 `(batch, time)` (`(batch, time, …)` where a
        word has several ids), and tags, int32 `(batch, time)`, 1 for the first of
        `tag_names`, 0 on padding; with `labels` a tuple of these tags and the targets
        of `labelled`. With `validation` two of them, for training and for validation.

    Raises:
        TypeError: a word is no str, a tag of a wrong type, or a row no list.
        ValueError: there is no sentence; a tag is blank; the rows, or the words and
            tags of one, are unequal in number; a tag or label is unknown, a word is
            several tokens, or a number is out of range.

    Example:
    >>> vocabulary = Vocabulary.from_texts(["a dog"], split="spaces")
    >>> tags = [["DET", "NOUN"]]
    >>> batches = tagged([["a", "dog"]], tags, vocabulary, ["DET", "NOUN"])
    >>> next(batches.as_numpy_iterator())
    (array([[4, 5]], dtype=int32), array([[1, 2]], dtype=int32))
    """
    numbers = whole_numbers(batch_size=batch_size, buckets=buckets, seed=seed)
    length, seed = whole_numbers(length=length)["length"], numbers["seed"]
    check_share(validation)
    blocks = _encoded(sentences, vocabulary)
    words, prints = gathered(blocks, validation is not None, seed)
    marks = _tags(tags, tag_names)
    check_rows(sentences=len(words.lengths), tags=len(marks.lengths))
    _check_counts(words.lengths, marks.lengths)
    targets, strata = marks.cut(length), np.zeros(len(prints), "int64")
    if labels is not None:
        classed = _classed(labels, classes, len(words.lengths))
        targets, strata = (targets, classed), strata_of(classed)
    report_cut(words.lengths, length, ended=False)
    chosen = None
    if validation is not None:
        chosen = in_stratified_validation(prints, strata, validation)
    fields = words.cut(length), targets
    return on_sides(fields, chosen, **numbers)


def _encoded(sentences, vocabulary):
    """Yield blocks of sentences with their ids, one for each word."""
    first = 0
    for block in in_blocks(_words(sentences, vocabulary), _BLOCK):
        # Most words are copies: each is encoded once, by itself, so none can hide that
        # it is two where another is none.
        places = {}
        flat = [places.setdefault(word, len(places)) for row in block for word in row]
        joined = [join_words([word]) for word in places]
        ids, tokens = vocabulary.encode_flat(joined)
        if (tokens != 1).any():
            _refuse_word(list(places)[np.argmax(tokens != 1)], block, first, vocabulary)
        lengths = np.fromiter(map(len, block), "int32", len(block))
        yield [" ".join(row) for row in block], ids[np.array(flat, "int64")], lengths
        first += len(block)


def _words(sentences, vocabulary) -> Iterator[list[str]]:
    """Yield the words of each sentence."""
    for row, words in enumerate(_rows(sentences, "sentences")):
        if isinstance(words, str):
            yield vocabulary.tokenize(words)
        else:
            yield _strings(words, row)


def _tags(tags, names):
    """Return the tags of all sentences as `Ragged`, 1 for the first of `names`."""
    names = class_names(_rows(names, "tag_names"), "tag_names")
    places = {name: place for place, name in enumerate(names, 1)}
    ids, lengths = [], []
    for row, marks in enumerate(_rows(tags, "tags")):
        each = (
            marks.split() if isinstance(marks, str) else each_of(marks, f"tags[{row}]")
        )
        marks = [label_name(mark, "tags", row) for mark in each]
        unknown = [mark for mark in marks if mark not in places]
        if unknown:
            raise ValueError(
                f"`tag_names` are all tags that there are: {show(names)}. "
                f"Received {unknown[0]!r} in row {row}, the first being 0. "
                "Make the model with this tag too, or leave such rows out: a tag never "
                "seen in training is never predicted."
            )
        ids.extend(map(places.__getitem__, marks))
        lengths.append(len(marks))
    return Ragged.from_lengths(as_small(np.array(ids, "int32")), lengths)


def _classed(labels, classes, rows):
    """Return the targets of labels, one for each sentence."""
    if classes is None:
        raise ValueError(
            "`classes` are all labels that there are. Received `labels` without them. "
            "Give a model's `labels`, or `sorted(set(labels))`."
        )
    targets = label_targets(labels, classes)
    check_rows(sentences=rows, labels=len(targets))
    return targets


def _rows(rows, argument):
    """Read rows, and refuse a path or a text in their place."""
    if isinstance(rows, str | os.PathLike):
        raise TypeError(
            f"`{argument}` are an iterable. Received {str(rows)!r:.80} of type "
            f"{type(rows).__name__}. Read a file by `seqkit.data.read_conll(path)`, or "
            "give a list."
        )
    return each_of(rows, argument, "lists of str")


def _strings(items, row):
    """Return the words of one row."""
    items = list_of(items, f"sentences[{row}]")
    for item in items:
        if not isinstance(item, str):
            raise TypeError(
                "A sentence is a list of str, its words. "
                f"Received {item!r:.60} of type {type(item).__name__} in row {row}, "
                "the first being 0. Turn it into a str first."
            )
    return items


def _check_counts(words, tags):
    if (words != tags).any():
        row = np.argmax(words != tags)
        raise ValueError(
            f"Each word has one tag. Received {words[row]} words and {tags[row]} tags "
            f"in row {row}, the first being 0. Give sentences as lists of the words "
            "that were tagged: the vocabulary may split a text otherwise."
        )


def _refuse_word(word, block, first, vocabulary):
    row = next(row for row, words in enumerate(block, first) if word in words)
    raise ValueError(
        f"Each word is one token of the vocabulary. Received the word {word!r} in row "
        f"{row}, the first being 0, which it splits into {vocabulary.tokenize(word)}. "
        'Make the vocabulary by `from_texts(…, split="spaces")`, which keeps words '
        "whole."
    )

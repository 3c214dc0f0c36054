"""Build the batches that train a tagger, from sentences or arrays and their tags."""

import itertools
from collections.abc import Iterable
from collections.abc import Iterator
from typing import TYPE_CHECKING
from typing import Any

import numpy as np

from seqkit.arguments import each_of
from seqkit.arguments import list_of
from seqkit.arguments import whole_numbers
from seqkit.data.batching.cut_rows import check_last_steps
from seqkit.data.batching.cut_rows import each_warned_of_padding
from seqkit.data.batching.cut_rows import report_cut
from seqkit.data.batching.encode import as_small
from seqkit.data.batching.encode import encoded
from seqkit.data.batching.encode import gathered
from seqkit.data.batching.encode import in_blocks
from seqkit.data.batching.encode import reads_text
from seqkit.data.batching.fields import Ragged
from seqkit.data.batching.pipeline import train_and_validation
from seqkit.data.given_rows import each_encodable
from seqkit.data.given_rows import refuse_path
from seqkit.data.soft_tags import soft_tags
from seqkit.data.splits import check_share
from seqkit.data.splits import in_stratified_validation
from seqkit.labels import check_rows
from seqkit.labels import checked_names
from seqkit.labels import label_name
from seqkit.labels import label_targets
from seqkit.labels import strata_of
from seqkit.messages import show
from seqkit.text.join_words import join_words
from seqkit.types import Codec

if TYPE_CHECKING:
    import tensorflow as tf

_BLOCK = 2**20  # words that are in memory as str at once, plus one sentence at most


def tagged(
    rows: Iterable[Any],
    tags: Iterable[Iterable[str]],
    codec: Codec,
    tag_names: Iterable[str],
    batch_size: int = 64,
    *,
    labels: Iterable[Any] | None = None,
    label_names: Iterable[str] | None = None,
    length: int | None = None,
    validation: float | None = None,
    buckets: int = 8,
    seed: int | None = None,
) -> "tf.data.Dataset | tuple[tf.data.Dataset, tf.data.Dataset]":
    """Build batches of sentences, or of arrays, and the tags of their steps.

    Rows of a batch are of similar length, padded on the right, as those of `labelled`.
    Each word must be one token of the vocabulary. For lists of words, make it with
    `Vocabulary.from_texts(…, split="spaces")`; spaces inside of a word become "_".

    Args:
        rows: iterable of lists of words, or of str, which the vocabulary splits into
            words; or of arrays of numbers `(time, …)`, if the codec is one of numbers,
            or of paths of sounds or clips, see `labelled`; steps of NaN at the end of
            an array have no tags.
        tags: iterable of lists of str, one tag for each step; or of str, tags separated
            by spaces. Tags may be of the same types as labels, see `labelled`. Or an
            iterable of float arrays `(time, tags)`, the probability of each of
            `tag_names` at each step, such as those of `event_targets`; a step of NaN or
            zeros has no target.
        codec: `seqkit.Vocabulary`, `seqkit.SpelledVocabulary` or another codec, the
            codec of the model.
        tag_names: iterable of str, the names of all possible tags, such as
            `model.tags`.
        batch_size: int, rows of a batch. The last batch holds the rest.
        labels: iterable, the label or labels of each row, see `labelled`. None: rows
            have no labels.
        label_names: iterable of str, the names of all possible labels, such as
            `model.labels`.
        length: int or None, the most steps of a row. Longer rows are cut; a warning of
            the logger "seqkit" counts them. None: rows are not cut.
        validation: float or None, see `labelled`. Without labels, rows are drawn
            regardless of their tags.
        buckets: int, the most groups of similar length; a batch is drawn from one
            group.
        seed: int or None. The same seed gives the same sequence of epochs.

    Returns:
        `tf.data.Dataset` of inputs and tags. Inputs are those of `labelled`; with
        `SpelledVocabulary`, whose words have several ids each, `(batch, time, ids)`.
        Tags are int32 `(batch, time)`: 1 for the first of `tag_names`, 0 on padding; or
        probabilities, float32 `(batch, time, tags)`, NaN on padding;
        with `labels`, a tuple of tags and the targets of `labelled`. With `validation`,
        a tuple of two data sets, for training and for validation.

    Raises:
        TypeError: a word is no str, a row no list or array, or a tag of a wrong type.
        ValueError: there is no row; a tag is blank; rows and tags, or the steps and
            tags of one row, differ in number; a tag or label is unknown; a word is
            several tokens; a row of numbers ends in NaN; probabilities do not sum to 1;
            or a number is out of range.

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
    named, unit = ("sentences", "words") if reads_text(codec) else ("rows", "steps")
    inputs, prints = gathered(_blocks(rows, codec), validation is not None, seed)
    marks = _tags(tags, tag_names)
    check_rows(**{named: len(inputs.lengths)}, tags=len(marks.lengths))
    _check_counts(inputs.lengths, marks.lengths, unit)
    targets, strata = marks.cut(length), np.zeros(len(prints), "int64")
    if labels is not None:
        classed = _label_targets(labels, label_names, named, len(inputs.lengths))
        targets, strata = (targets, classed), strata_of(classed)
    report_cut(inputs.lengths, length, named, unit=unit)
    inputs = inputs.cut(length)
    check_last_steps(inputs)
    chosen = None
    if validation is not None:
        chosen = in_stratified_validation(prints, strata, validation, named[:-1])
    return train_and_validation((inputs, targets), chosen, **numbers)


def _blocks(rows, codec):
    """Yield blocks of rows with their steps and lengths."""
    if reads_text(codec):
        return _sentence_blocks(rows, codec)
    refuse_path(rows, "rows", "`numpy.load(path)`, say")
    return each_warned_of_padding(encoded(each_encodable(rows, codec), codec))


def _sentence_blocks(sentences, vocabulary):
    """Yield blocks of sentences, joined by spaces, with the ids of their words."""
    first = 0
    for block in in_blocks(_words(sentences, vocabulary), largest=_BLOCK):
        # Equal words are encoded once, since most words are frequent. Each word is
        # encoded by itself, so that its number of tokens is known.
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
    """Yield the words of each sentence as a list."""
    for row, words in enumerate(_lists(sentences, "sentences")):
        if isinstance(words, str):
            yield vocabulary.tokenize(words)
        else:
            yield _strings(words, row)


def _tags(tags, names):
    """Return the tags of all rows as `Ragged`, 1 for the first of `names`."""
    names = checked_names(_lists(names, "tag_names"), "tag_names")
    if getattr(tags, "ndim", 1) == 3:  # one array, which `each_of` would make lists
        tags = list(np.asarray(tags))
    tags, first = _with_first(_lists(tags, "tags"))
    if getattr(first, "ndim", 1) == 2:
        return soft_tags(tags, names)
    places = {name: place for place, name in enumerate(names, 1)}
    ids, lengths = [], []
    for row, marks in enumerate(tags):
        each = (
            marks.split() if isinstance(marks, str) else each_of(marks, f"tags[{row}]")
        )
        marks = [label_name(mark, "tags", row) for mark in each]
        unknown = [mark for mark in marks if mark not in places]
        if unknown:
            raise ValueError(
                f"`tag_names` are all possible tags: {show(names)}. "
                f"Received {unknown[0]!r} in row {row}, the first being 0. "
                "Make the model with this tag too, or leave such rows out: a model "
                "never predicts a tag that is not in its training data."
            )
        ids.extend(map(places.__getitem__, marks))
        lengths.append(len(marks))
    return Ragged.from_lengths(as_small(np.array(ids, "int32")), lengths)


def _with_first(rows):
    """Return an iterator over rows, and the first of them or None."""
    rows = iter(rows)
    first = list(itertools.islice(rows, 1))
    return itertools.chain(first, rows), first[0] if first else None


def _label_targets(labels, names, named, rows):
    """Return the targets of labels, one for each row."""
    if names is None:
        raise ValueError(
            "`label_names` are all possible labels. Received `labels` without them. "
            "Give a model's `labels`, or `seqkit.data.label_names(labels)`."
        )
    targets = label_targets(labels, names)
    check_rows(**{named: rows}, labels=len(targets))
    return targets


def _lists(rows, argument):
    """Return an iterator over lists of str; raise if one str or a path is given."""
    refuse_path(rows, argument, "`seqkit.data.read_conll(path)`")
    return each_of(rows, argument, "lists of str")


def _strings(items, row):
    """Return the words of one sentence as a list."""
    items = list_of(items, f"sentences[{row}]")
    for item in items:
        if not isinstance(item, str):
            raise TypeError(
                "A sentence is a list of str, its words. "
                f"Received {item!r:.60} of type {type(item).__name__} in row {row}, "
                "the first being 0. Turn it into a str first."
            )
    return items


def _check_counts(steps, tags, unit):
    """Raise ValueError unless each row has as many tags as steps."""
    if (steps != tags).any():
        row = np.argmax(steps != tags)
        advice = (
            "Give sentences as lists of the words that were tagged: the vocabulary may "
            "split a text into other words."
            if unit == "words"
            else "Give one tag for each step of the array; steps of NaN at its end are "
            "padding, which has no tags."
        )
        raise ValueError(
            f"Each {unit[:-1]} has one tag. Received {steps[row]} {unit} and "
            f"{tags[row]} tags in row {row}, the first being 0. {advice}"
        )


def _refuse_word(word, block, first, vocabulary):
    """Raise ValueError for a word that is not one token."""
    row = next(row for row, words in enumerate(block, first) if word in words)
    raise ValueError(
        f"Each word is one token of the vocabulary. Received the word {word!r} in row "
        f"{row}, the first being 0, which it splits into {vocabulary.tokenize(word)}. "
        'Make the vocabulary with `from_texts(…, split="spaces")`, which keeps words '
        "whole."
    )

"""Tagged sentences from files: lists of words, lists of their tags, and labels."""

from collections.abc import Iterable

import seqkit

Examples = list[tuple[list[str], list[str], str | None]]


def from_conll(path: str) -> Examples:
    """Read a CoNLL or CoNLL-U file, which has no labels.

    Raises:
        ValueError: there is no sentence in it.
    """
    rows = zip(*seqkit.data.read_conll(path), strict=True)
    examples = [(words, tags, None) for words, tags in rows]
    if not examples:
        raise ValueError(
            f"Expected a word and its tag a line. Received none in {path}. "
            "Check the file; a blank line ends a sentence."
        )
    return examples


def from_lines(paths: Iterable[str]) -> Examples:
    """Read three files of the same lines: words, their tags, a label."""
    lines = zip(*map(seqkit.data.read_texts, paths), strict=True)
    return [(words.split(), tags.split(), label) for words, tags, label in lines]


def without(examples: Examples, others: Examples) -> Examples:
    """Return the examples whose sentences are not among those of others.

    Raises:
        ValueError: none is left.
    """
    known = {tuple(words) for words, _, _ in others}
    kept = [example for example in examples if tuple(example[0]) not in known]
    if not kept:
        raise ValueError(
            "Expected sentences to train on and others to judge by. "
            f"Received only {' '.join(examples[0][0])!r:.80}. Give more sentences."
        )
    return kept

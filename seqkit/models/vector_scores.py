"""The scores of word vectors: pairs of words and analogies."""

import os
from dataclasses import dataclass
from dataclasses import field

from seqkit.text_files import BLANK
from seqkit.text_files import file_at
from seqkit.text_files import lines_of

SECTION = ":"  # begins the name of a section in a file of analogies


@dataclass(frozen=True)
class PairScores:
    """How well cosines of words agree with people's scores; `compare_pairs` returns it.

    Args:
        rho: float, Spearman's rank correlation; NaN with fewer than two pairs.
        covered: int, pairs of which both words have vectors.
        total: int, all pairs.
        missing: list of pairs of str, those that are not covered.
    """

    rho: float
    covered: int
    total: int
    missing: list[tuple[str, str]] = field(default_factory=list, repr=False)

    def __str__(self):
        return f"ρ {self.rho:.3f} ({self.covered:,} of {self.total:,} pairs)"


@dataclass(frozen=True)
class AnalogyScores:
    """How many analogies vectors complete; `analogies` returns it.

    Args:
        sections: dict from the name of each section to three int: questions that are
            right, questions of which all words have vectors, and all questions.

    Example:
    >>> print(AnalogyScores({"family": (174, 420, 506)}))
    family   41.4 %  420 of 506
    all      41.4 %  420 of 506
    """

    sections: dict[str, tuple[int, int, int]]

    @property
    def right(self) -> int:
        """Questions that are right."""
        return sum(right for right, _, _ in self.sections.values())

    @property
    def covered(self) -> int:
        """Questions of which all words have vectors."""
        return sum(covered for _, covered, _ in self.sections.values())

    @property
    def total(self) -> int:
        """All questions."""
        return sum(total for _, _, total in self.sections.values())

    @property
    def accuracy(self) -> float:
        """The share of right ones of the questions with vectors; NaN without any."""
        return _share(self.right, self.covered)

    def __str__(self):
        rows = {**self.sections, "all": (self.right, self.covered, self.total)}
        width = max(map(len, rows))
        return "\n".join(
            f"{name:<{width}} {100 * _share(right, covered):6.1f} %  "
            f"{covered:,} of {total:,}"
            for name, (right, covered, total) in rows.items()
        )


def read_analogies(path: str | os.PathLike) -> dict[str, list[list[str]]]:
    """Read questions from a file in the form of Google's `questions-words.txt`.

    Args:
        path: str or Path, UTF-8, plain or `.gz`. A line `: name` begins a section; each
            other line has four words. Blank lines are skipped.

    Returns:
        dict from the name of each section to its questions, lists of four str.

    Raises:
        ValueError: there is no such file, or a line has not four words.
    """
    path, sections, name = file_at(path), {}, "questions"
    for number, line in enumerate(lines_of(path), 1):
        if line.startswith(SECTION):
            name = line.removeprefix(SECTION).strip()
        elif line.strip(BLANK):
            words = line.split()
            if len(words) != 4:
                raise ValueError(
                    f"{path}, line {number}: expected four words, or `: section`. "
                    f"Received {line!r:.80}. Correct the line."
                )
            sections.setdefault(name, []).append(words)
    return sections


def _share(right, covered):
    return right / covered if covered else float("nan")

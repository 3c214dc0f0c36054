"""Texts as a tree: what several texts begin with stands in it once."""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field


@dataclass
class Branch:
    """A part of a text, and the parts that follow it.

    Args:
        units: list of str, words or characters that follow one another.
        children: list of `Branch`, in the order of their best scores.
        score: float, of the text that ends here; None where no text ends.
        count: int, how many texts end here.
    """

    units: list[str]
    children: list["Branch"] = field(default_factory=list)
    score: float | None = None
    count: int = 0

    @property
    def best(self) -> float:
        """The highest score of the texts that end here or further on."""
        scores = [child.best for child in self.children]
        return max([*scores, *([] if self.score is None else [self.score])])


def prefix_tree(texts: Sequence[Sequence[str]], scores: Sequence[float]) -> Branch:
    """Return the tree of texts; its root has the part that all of them begin with.

    Args:
        texts: list of lists of str, the words or characters of each text.
        scores: list of float, one for each text.

    Returns:
        `Branch`, the root. Its `units` are empty where texts have no common beginning.

    Example:
    >>> tree = prefix_tree(["abc", "abd"], [-1.0, -2.0])
    >>> tree.units, [branch.units for branch in tree.children]
    (['a', 'b'], [['c'], ['d']])
    """
    rows = [(list(text), score) for text, score in zip(texts, scores, strict=True)]
    return _branch(rows)


def _branch(rows):
    """Build the branch of texts that have not been read yet."""
    texts = [text for text, _ in rows]
    shared = 0
    while all(
        len(text) > shared and text[shared] == texts[0][shared] for text in texts
    ):
        shared += 1
    branch, groups = Branch(texts[0][:shared]), {}
    for text, score in rows:
        rest = text[shared:]
        if rest:
            groups.setdefault(rest[0], []).append((rest, score))
        else:
            known = branch.score
            branch.score = score if known is None else max(known, score)
            branch.count += 1
    branch.children = sorted(map(_branch, groups.values()), key=lambda each: -each.best)
    return branch

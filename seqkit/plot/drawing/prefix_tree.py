"""Build the tree of several texts: their common beginning is in it once.

`beams` draws this tree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field


@dataclass
class Branch:
    """A node of the tree: a part of a text, and the parts that follow this part.

    Args:
        units: list of str, words or characters that follow one another.
        children: list of `Branch`, in the order of their best scores.
        score: float, the best score of the texts that end after this part; None if no
            text ends here.
        count: int, the number of texts that end after this part.
    """

    units: list[str]
    children: list["Branch"] = field(default_factory=list)
    score: float | None = None
    count: int = 0

    @property
    def best(self) -> float:
        """The highest score of the texts that end here or in a later part."""
        scores = [child.best for child in self.children]
        return max([*scores, *([] if self.score is None else [self.score])])


def prefix_tree(texts: Sequence[Sequence[str]], scores: Sequence[float]) -> Branch:
    """Return the tree of texts; its root is the part with which all texts begin.

    Args:
        texts: list of lists of str, the words or characters of each text.
        scores: list of float, one for each text.

    Returns:
        `Branch`, the root. Its `units` are empty if the texts have no common beginning.

    Example:
    >>> tree = prefix_tree(["abc", "abd"], [-1.0, -2.0])
    >>> tree.units, [branch.units for branch in tree.children]
    (['a', 'b'], [['c'], ['d']])
    """
    rows = [(list(text), score) for text, score in zip(texts, scores, strict=True)]
    return _branch(rows)


def _branch(rows):
    """Build the branch of (units, score) rows, and its children by recursion."""
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

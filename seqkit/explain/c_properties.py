"""Properties of the characters of a program in C, by a small lexer."""

import re

import numpy as np

# The pieces of a program that matter here; all other characters are skipped. Strings
# and characters end with their line if their mark is missing.
_PIECES = re.compile(
    r"""
    (?P<comment> //(?:[^\\\n]|\\.)* | /\*.*?(?:\*/|\Z) )
  | (?P<quotes>  "(?:[^"\\\n]|\\.)*"? | '(?:[^'\\\n]|\\.)*'? )
  | (?P<branch>  (?:(?<=\n)|\A)[ \t]*\#[ \t]*(?:if|ifdef|ifndef|elif|else|endif)\b )
  | (?P<number>  \b[0-9][\w.']* )
  | (?P<word>    [A-Za-z_]\w* )
  | (?P<open>    [(\[{] )
  | (?P<close>   [)\]}] )
    """,
    re.DOTALL | re.VERBOSE,
)


def c_properties(text: str) -> dict[str, np.ndarray]:
    """Return what is known of each character of a program, after it is read.

    Args:
        text: str, source code of C or of a language like it.

    Returns:
        dict from a name to bool `(characters,)`, and "bracket depth" to float64; see
        `text_properties`.
    """
    comment, quotes = np.zeros((2, len(text)), bool)
    brackets = _Brackets(len(text))
    for piece in _PIECES.finditer(text):
        first, end, matched = piece.start(), piece.end(), piece.group()
        if piece.lastgroup == "comment":
            # Known at the second character; no longer at the last one.
            closed = matched.startswith("/*") and matched.endswith("*/")
            comment[first + 1 : end - (closed and len(matched) > 3)] = True
        elif piece.lastgroup == "quotes":
            closed = len(matched) > 1 and matched.endswith(matched[0])
            quotes[first : end - closed] = True
        else:
            brackets.read(piece.lastgroup, matched, first)
    depth, condition = brackets.finish()
    return {
        "bracket depth": depth,
        "inside quotes": quotes,
        "inside comment": comment,
        "inside comment or string": comment | quotes,
        "inside if condition": condition,
    }


class _Brackets:
    """Count the brackets that are open, and those of conditions among them.

    Args:
        characters: int, number of characters of the program.
    """

    def __init__(self, characters):
        self.depths = np.zeros((2, characters))  # of brackets, of conditions
        self.open = []  # for each open bracket, whether it begins a condition
        self.conditions = 0  # the number of these that do
        self.branches = []  # what was open at each `#if`
        self.after_if = False
        self.done = 0

    def read(self, kind, piece, place):
        """Read a piece of `_PIECES` that is no comment and no quotation."""
        self._fill(place)
        if kind == "open":
            self.open.append(piece == "(" and self.after_if)
            self.conditions += self.open[-1]
        elif kind == "close" and self.open:
            self.conditions -= self.open.pop()
        elif kind == "branch":
            self._branch(piece.split("#")[1].strip())
        self.after_if = kind == "word" and piece == "if"

    def finish(self):
        """Return the depth, float64, and whether a condition is open, bool."""
        self._fill(self.depths.shape[1])
        return self.depths[0], self.depths[1] > 0

    def _fill(self, end):
        """Write the present depths to the characters before `end`."""
        self.depths[:, self.done : end] = [[len(self.open)], [self.conditions]]
        self.done = end

    def _branch(self, name):
        """Begin each branch of `#if` with the brackets that were open at its start."""
        if name.startswith("if"):
            self.branches.append(list(self.open))
        elif self.branches and name in ("elif", "else"):
            self.open = list(self.branches[-1])
            self.conditions = sum(self.open)
        elif self.branches:
            self.branches.pop()

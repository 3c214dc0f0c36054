"""A mixin with `most_similar`, `analogy` and their like, for models of word vectors."""

import difflib
import functools
import os
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

import numpy as np

from seqkit.arguments import is_several
from seqkit.arguments import list_of
from seqkit.arguments import whole_number
from seqkit.models.vector_scores import AnalogyScores
from seqkit.models.vector_scores import PairScores
from seqkit.models.vector_scores import read_analogies
from seqkit.plot.vectors_figure import vectors as draw_vectors
from seqkit.public_method import public_method
from seqkit.reports.spearman import rank_correlation
from seqkit.text.framing import SPECIALS
from seqkit.text.projector_files import write_projector
from seqkit.text.splitting import lower
from seqkit.text.vectors_file import write_vectors

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FIRST = len(SPECIALS)  # the id of the first word
AT_ONCE = 256  # questions whose cosines with all words are in memory
SEARCHED = 20_000  # most frequent words, of which an error names near ones
DRAWN = 40  # words of a figure


class FindsWords:
    """Compare words by their vectors; a mixin for `WordVectors`.

    The model has `vocabulary`, `spelling`, `embed` and `table`. Words are compared by
    the cosine of their vectors. A word is a token of the vocabulary, lowered if the
    vocabulary lowers texts.
    """

    @public_method
    def vectors(self, words: str | Sequence[str]) -> np.ndarray:
        """Return the vectors of words.

        Args:
            words: str, or list of str.

        Returns:
            float32 `(units,)` of one word, or `(words, units)`.

        Raises:
            TypeError: a word is no str.
            ValueError: a word is not in the vocabulary, and has no known n-gram.
        """
        if not is_several(words):
            return self._vectors_of([words])[0]
        words = list_of(words, "words")
        return (
            self._vectors_of(words) if words else np.zeros((0, self.units), "float32")
        )

    @public_method
    def most_similar(self, word: str, count: int = 10) -> list[tuple[str, float]]:
        """Return the words with the highest cosines to a word, highest first.

        Args:
            word: str.
            count: int, the most words to return.

        Returns:
            list of pairs of a word and its cosine, from -1 to 1.

        Raises:
            TypeError: `word` is no str.
            ValueError: `word` has no vector.
        """
        return self._nearest(self._vectors_of([word]), [word], count)

    @public_method
    def analogy(
        self, one: str, other: str, third: str, count: int = 10
    ) -> list[tuple[str, float]]:
        """Return the words to which `third` is as `one` is to `other`.

        They have the highest cosines to other - one + third, of unit vectors:
        `analogy("man", "king", "woman")` is king - man + woman. The three words
        themselves are left out.

        Args:
            one: str.
            other: str.
            third: str.
            count: int, the most words to return.

        Returns:
            list of pairs of a word and its cosine.

        Raises:
            TypeError: a word is no str.
            ValueError: a word has no vector.

        Reference: Mikolov et al. 2013, section 4, https://aclanthology.org/N13-1090.
        """
        words = [one, other, third]
        first, second, last = unit(self._vectors_of(words))
        return self._nearest((second - first + last)[None], words, count)

    @public_method
    def compare_pairs(self, pairs: Iterable[tuple[str, str, float]]) -> PairScores:
        """Compare the cosines of pairs of words with people's scores of the pairs.

        Args:
            pairs: iterable of tuples of two words and a score, as those of WordSim-353.
                Pairs with a word that has no vector are left out.

        Returns:
            `PairScores` with ρ, Spearman's rank correlation, and how many pairs have
            vectors.

        Raises:
            ValueError: an item is no tuple of two words and a number.
        """
        rows, scores, missing = [], [], []
        for pair in list_of(pairs, "pairs", "(word, word, score)"):
            one, other, score = _checked(pair)
            if self._is_known(one) and self._is_known(other):
                rows.append((one, other))
                scores.append(score)
            else:
                missing.append((one, other))
        found = [unit(self._vectors_of(side)) for side in zip(*rows, strict=True)]
        cosines = (found[0] * found[1]).sum(axis=1) if rows else []
        rho = rank_correlation(cosines, scores)
        return PairScores(rho, len(rows), len(rows) + len(missing), missing)

    @public_method
    def analogies(
        self, questions: str | os.PathLike | Mapping[str, Iterable[Sequence[str]]]
    ) -> AnalogyScores:
        """Count the analogies that the vectors complete, by section.

        A question of four words is right if `analogy(*words[:3], count=1)` is the
        fourth. Questions with a word that has no vector are left out.

        Args:
            questions: dict from the name of each section to a list of questions, each
                four words; or the path of a file, plain or `.gz`, with lines
                `: section` and `word word word word`, as Google's.

        Returns:
            `AnalogyScores`.

        Raises:
            ValueError: there is no such file, or a question has not four words.
        """
        if isinstance(questions, str | os.PathLike):
            questions = read_analogies(questions)
        rows = unit(self.table[FIRST:])
        sections = {
            name: self._count_right(list_of(each, "questions"), rows)
            for name, each in questions.items()
        }
        return AnalogyScores(sections)

    def save_text(self, path: str | os.PathLike) -> Path:
        """Write the vectors of all words as text, see `seqkit.text.write_vectors`.

        `SequenceClassifier.load_vectors` and gensim read the file.

        Args:
            path: str or Path of the file.

        Returns:
            Path of the file.
        """
        return write_vectors(path, self.vocabulary.tokens[FIRST:], self.table[FIRST:])

    def export_projector(
        self, folder: str | os.PathLike, count: int | None = 10_000
    ) -> Path:
        """Write the files that TensorBoard's projector shows, see `write_projector`.

        Args:
            folder: str or Path of a folder, created if needed; `tensorboard --logdir`
                takes it.
            count: int, the most words, the most frequent first. None: all.

        Returns:
            Path of the folder.
        """
        last = None if count is None else FIRST + whole_number("count", count)
        words = self.vocabulary.tokens[FIRST:last]
        return write_projector(folder, words, self.table[FIRST:last])

    def plot(
        self,
        words: Sequence[str] | None = None,
        *,
        arrows: Sequence[tuple[str, str]] = (),
        **options: Any,
    ) -> "Figure":
        """Draw words in the plane, by `plot.vectors`.

        Args:
            words: list of str. None: the words of the arrows; without arrows, the 40
                most frequent words.
            arrows: list of pairs of words; an arrow is drawn from the first to the
                second, such as `[("man", "king"), ("woman", "queen")]`.
            **options: `method`, `title`, `width`, `ax` and `seed` of `plot.vectors`.

        Raises:
            ValueError: a word has no vector.
        """
        arrows = [tuple(each) for each in arrows]
        if words is None:
            drawn = [word for each in arrows for word in each]
            words = drawn or self.vocabulary.tokens[FIRST : FIRST + DRAWN]
        words = list(dict.fromkeys(list_of(words, "words")))
        return draw_vectors(words, self._vectors_of(words), arrows=arrows, **options)

    def _nearest(self, vector, asked, count):
        """Return the words nearest to a vector `(1, units)`, without those asked."""
        count = whole_number("count", count)
        cosines = (unit(self.table[FIRST:]) @ unit(vector)[0]).astype(float)
        cosines[[place - FIRST for place in map(self._place, asked) if place]] = -np.inf
        best = np.argsort(-cosines, kind="stable")[:count]
        return [
            (self.vocabulary.tokens[FIRST + place], float(cosines[place]))
            for place in best
            if np.isfinite(cosines[place])
        ]

    def _count_right(self, questions, rows):
        """Return how many questions are right, have vectors, and are asked."""
        for question in questions:
            if not is_several(question) or len(question) != 4:
                raise ValueError(
                    "A question of an analogy is four words. Received "
                    f"{question!r:.80}. Give ('man', 'king', 'woman', 'queen'), say."
                )
        known = np.array(
            [
                [self._place(word) - FIRST for word in question]
                for question in questions
                if all(map(self._place, question))
            ]
        ).reshape(-1, 4)
        right = 0
        for first in range(0, len(known), AT_ONCE):
            part = known[first : first + AT_ONCE]
            wanted = rows[part[:, 1]] - rows[part[:, 0]] + rows[part[:, 2]]
            cosines = wanted @ rows.T  # (questions, words)
            np.put_along_axis(cosines, part[:, :3], -np.inf, axis=1)
            right += int((cosines.argmax(axis=1) == part[:, 3]).sum())
        return right, len(known), len(questions)

    def _vectors_of(self, words):
        """Return the vectors of words, float32 `(words, units)`."""
        for word in words:
            if not self._is_known(word):
                raise ValueError(self._unknown(word))
        if self.spelling is not None:
            ids = self.spelling.encode(words)  # (words, 1, 1 + width)
        else:
            ids = np.array([[self._place(word)] for word in words], "int32")
        return np.array(self.embed(ids))[:, 0]  # (words, units)

    def _place(self, word):
        """Return the id of a word, or 0 if it is not in the vocabulary."""
        if not isinstance(word, str):
            raise TypeError(
                f"A word is a str. Received {word!r:.60} of type "
                f"{type(word).__name__}. Give one word, or a list where it says so."
            )
        places = self._places
        lowered = getattr(self.vocabulary, "lowercase", False)
        return places.get(lower(word) if lowered else word, 0)

    @functools.cached_property
    def _places(self):
        tokens = self.vocabulary.tokens[FIRST:]
        return {token: FIRST + place for place, token in enumerate(tokens)}

    def _is_known(self, word):
        """Return whether a word has a vector, of its own or of its n-grams."""
        if self._place(word) or self.spelling is None:
            return bool(self._place(word))
        ids = self.spelling.encode([word])  # (1, tokens, 1 + width)
        return ids.shape[1] == 1 and bool((ids >= FIRST).any())

    def _unknown(self, word):
        """Return the error message for a word without a vector."""
        tokens = self.vocabulary.tokens[FIRST : FIRST + SEARCHED]
        near = difflib.get_close_matches(word, tokens, n=3, cutoff=0.7)
        return (
            f"No vector of {word!r:.80}: the vocabulary does not have it. "
            + (f"Near words are {', '.join(map(repr, near))}. " if near else "")
            + "Give a word of `model.vocabulary.tokens`"
            + ("." if self.spelling else ", or train with `ngrams=(3, 6)`.")
        )


def unit(vectors: np.ndarray) -> np.ndarray:
    """Return vectors `(…, units)` divided by their lengths; zeros stay."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return vectors / np.maximum(lengths, 1e-12)


def _checked(pair):
    """Return two words and a score; raise ValueError for another item."""
    try:
        one, other, score = pair
        return str(one), str(other), float(score)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"A pair is two words and a number. Received {pair!r:.80}. "
            "Give ('love', 'sex', 6.77), say."
        ) from error

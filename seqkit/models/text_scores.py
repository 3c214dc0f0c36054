"""How well a language model knows a text: nats, and the table of every step."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

import numpy as np
from keras import ops

from seqkit.losses import token_nats
from seqkit.models.batches_by_length import by_length
from seqkit.plot.bars_figure import bars
from seqkit.plot.drawing.html_table import table_html
from seqkit.plot.drawing.notebook_html import Html
from seqkit.plot.html_token_scores import token_scores_html
from seqkit.plot.token_scores_figure import token_scores
from seqkit.types import Tensor

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, eq=False)
class TextScore:
    """What a model made of one text.

    Args:
        text: str.
        tokens: list of str, what should have come at each step, the end included.
        nats: float `(time,)`, -log probability of each of them.
        predicted: list of str, the likeliest token at each step.
        probabilities: float `(time,)`, of `predicted`.
    """

    text: str
    tokens: list[str]
    nats: np.ndarray
    predicted: list[str]
    probabilities: np.ndarray

    @property
    def score(self) -> float:
        """Log-probability of the text with its end, in nats, as in a `Result`."""
        return -float(self.nats.sum())

    @property
    def nats_per_token(self) -> float:
        """Mean over the text's tokens, the end counted."""
        return float(self.nats.mean())

    def plot(self, *, title: str = "", **options: Any) -> "Figure":
        """Draw each step, with `plot.token_scores`; `options` are its `width`, `ax`."""
        return token_scores(*self._steps(), title=title or self._title(), **options)

    def html(self) -> Html:
        """Return the table of the steps as HTML."""
        return token_scores_html(*self._steps(), title=self._title())

    def _repr_html_(self):
        return self.html()

    def _steps(self):
        return self.tokens, self.nats, self.predicted, self.probabilities

    def _title(self):
        return f"{self.text!r}: {self.nats_per_token:.3f} nats per token"

    def __str__(self):
        head = f"{'after':>10}  {'should be':<10}  {'nats':>6}  {'predicted':<10}  p"
        steps = zip(
            ["", *self.tokens[:-1]],
            self.tokens,
            self.nats,
            self.predicted,
            self.probabilities,
            strict=True,
        )
        rows = [
            f"{before!r:>10}  {token!r:<10}  {nats:6.3f}  {predicted!r:<10}  {p:.3f}"
            for before, token, nats, predicted, p in steps
        ]
        return "\n".join([self._title(), head, *rows])


@dataclass(frozen=True, eq=False)
class Scores:
    """The scores of several texts, in their order.

    Args:
        texts: list of `TextScore`.
    """

    texts: list[TextScore]

    @property
    def nats_per_token(self) -> float:
        """Mean over all tokens of all texts, the ends counted; NaN without texts."""
        total = sum(len(text.nats) for text in self.texts)
        return -sum(text.score for text in self.texts) / total if total else np.nan

    def __len__(self):
        return len(self.texts)

    def __getitem__(self, index):
        return self.texts[index]

    def plot(self, *, title: str = "", **options: Any) -> "Figure":
        """Draw the nats per token of each text, with `plot.bars`."""
        names, numbers = [each.text for each in self.texts], self._numbers()
        axes = ("text", "nats per token")
        return bars(
            names, numbers, axis_names=axes, title=title or str(self), **options
        )

    def html(self) -> Html:
        """Return the nats per token of each text as a table of HTML."""
        rows = zip([each.text for each in self.texts], self._numbers(), strict=True)
        rows = [[text, f"{number:.4f}"] for text, number in rows]
        return table_html(["text", "nats per token"], rows, title=str(self))

    def _repr_html_(self):
        return self.html()

    def _numbers(self):
        return [each.nats_per_token for each in self.texts]

    def __str__(self):
        return (
            f"{len(self)} texts, {self.nats_per_token:.4f} nats per token, "
            f"perplexity {np.exp(self.nats_per_token):.2f}"
        )


def score_texts(texts, vocabulary, judge, read=None) -> Scores:
    """Scores texts in batches of like length.

    Args:
        texts: list of str.
        vocabulary: `Vocabulary`.
        judge: `judge(ids)`, which does as `judged`, for int32 `(rows, time)` ids that
            begin with the start and end with the end.
        read: list of int32 `(time,)`, what was read before each text; then `judge` is
            given a pair of such ids and those.

    Returns:
        `Scores`, in the order of `texts`.
    """
    encoded = [vocabulary.encode(text, start=True, end=True) for text in texts]
    rows = encoded if read is None else list(zip(read, encoded, strict=True))
    return Scores(
        [
            text_score(text, ids, steps, vocabulary)
            for text, ids, steps in zip(
                texts, encoded, by_length(judge, rows), strict=True
            )
        ]
    )


def judged(targets: Tensor, logits: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Compares tokens with what was expected.

    Args:
        targets: int32 `(batch, time)`; 0 is padding.
        logits: float32 `(batch, time, vocabulary)`.

    Returns:
        nats: float32 `(batch, time)`, of the real token; 0 on padding.
        predicted: int32 `(batch, time)`, the likeliest.
        probabilities: float32 `(batch, time)`, of `predicted`.
    """
    probabilities = ops.max(ops.softmax(logits), axis=-1)
    return token_nats(targets, logits), ops.argmax(logits, axis=-1), probabilities


def text_score(text, ids, steps, vocabulary) -> TextScore:
    """Spells one row of a judgement."""
    nats, predicted, probabilities = (step[: len(ids) - 1] for step in steps)
    return TextScore(
        text,
        [vocabulary.tokens[token] for token in ids[1:]],
        nats,
        [vocabulary.tokens[token] for token in predicted],
        probabilities,
    )

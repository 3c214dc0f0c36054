"""The objects that models return: generated texts, labels, tags, scores of texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING
from typing import Any

import numpy as np

from seqkit.event_lists import Event
from seqkit.models.found_events import BACKGROUND
from seqkit.models.found_events import events_of
from seqkit.plot.bars_figure import bars
from seqkit.plot.drawing.html_table import table_html
from seqkit.plot.drawing.notebook_html import Html
from seqkit.plot.drawing.terminal_columns import columns
from seqkit.plot.drawing.terminal_columns import pad
from seqkit.plot.forecast_figure import forecast as draw_forecast
from seqkit.plot.html_tags import tags_html
from seqkit.plot.html_token_scores import token_scores_html
from seqkit.plot.tags_figure import tags as draw_tags
from seqkit.plot.token_scores_figure import token_scores

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# The most columns of a terminal that a row of words fills.
_WIDTH = 80


@dataclass(frozen=True, eq=False)
class Result:
    """One generated text with its score; `generate_n` returns lists of them.

    Args:
        text: str, the decoded tokens.
        score: float, log-probability of the new tokens and the end token, in nats.
        tokens: int32 `(time,)`, the new tokens; the last is the end token, unless the
            text reached its largest length first.
        attention: float `(time, places)`, the attention of each token to each place of
            the input; rows sum to 1. None: the model has no attention.
    """

    text: str
    score: float
    tokens: np.ndarray
    attention: np.ndarray | None = None


@dataclass(frozen=True)
class Classification:
    """The label of one text with all probabilities; `classify` returns it.

    Args:
        label: str, the likeliest label.
        score: float, the probability of `label`.
        scores: dict from each label to its probability. The probabilities sum to 1,
            unless a text can have any number of labels (`multi_label=True`).
    """

    label: str
    score: float
    scores: dict[str, float]

    def above(self, threshold: float = 0.5) -> list[str]:
        """Return the labels with a probability above `threshold`, likeliest first."""
        ranked = sorted(self.scores, key=self.scores.get, reverse=True)
        return [label for label in ranked if self.scores[label] > threshold]


@dataclass(frozen=True, eq=False)
class Forecast:
    """The forecast of one series; `forecast` returns it.

    With one target, arrays have no axis of targets.

    Args:
        values: float `(horizon, targets)`, the point forecasts: means, or medians under
            a transform of the codec.
        quantiles: dict from each level to an array like `values`.
        times: datetime64 `(horizon,)`, or the numbers of the steps.
        names: list of str, the names of the targets.
        history: float `(time, targets)`, the past; NaN is missing.
        history_times: array `(time,)`, like `times`.
        samples: float `(samples, horizon, targets)`, sample paths. None: the model is
            not autoregressive, or none were asked for.
        series: the id of the series. None: the table has one series.
    """

    values: np.ndarray
    quantiles: dict[float, np.ndarray]
    times: np.ndarray
    names: list[str]
    history: np.ndarray
    history_times: np.ndarray
    samples: np.ndarray | None = None
    series: Any = None

    def plot(self, truth: Any = None, *, title: str = "", ax: Any = None) -> "Figure":
        """Draw the past, the forecast and its quantiles; see `plot.forecast`.

        Args:
            truth: float `(horizon, targets)`, what happened. None: not drawn.
            title: str, written above.
            ax: `matplotlib.axes.Axes` to draw into. None: a new figure.
        """
        return draw_forecast(self, truth, title=title, ax=ax)


@dataclass(frozen=True)
class Tagging:
    """The tags of one sentence; `tag` returns it, and `print` shows tags below words.

    Args:
        words: list of str, the words of the sentence.
        tags: list of str, one for each word.
        score: float, log-probability of all tags together, in nats.
        label: str, the label of the whole sentence. None: the model has no labels.
        label_score: float, probability of the label. None: the model has no labels.
        probabilities: float `(time, tags)`, the probability of each tag of the model at
            each step. None: the model chooses tags together, by a CRF.
        names: list of str, the tags of the model, in the order of `probabilities`.

    Example:
    >>> print(Tagging(["to", "Boston"], ["O", "B-toloc.city_name"], -0.1, "flight"))
    to  Boston
    O   B-toloc.city_name
    flight
    """

    words: list[str]
    tags: list[str]
    score: float
    label: str | None = None
    label_score: float | None = None
    probabilities: np.ndarray | None = field(default=None, repr=False, compare=False)
    names: Sequence[str] = field(default=(), repr=False)

    def events(
        self,
        threshold: float = 0.3,
        distance: int = 10,
        *,
        background: str | None = BACKGROUND,
    ) -> list[Event]:
        """Return the events of the sequence: the peaks of the tags' probabilities.

        Args:
            threshold: float from 0 to 1, the least probability of an event.
            distance: int, steps: two events of one kind are further apart.
            background: str, the tag of steps without an event. None: each tag is a kind
                of event.

        Returns:
            list of `Event`, in the order of their steps.

        Raises:
            ValueError: the model has a CRF or no such background, or an argument is out
                of its range.
        """
        return events_of(
            self.probabilities, self.names, threshold, distance, background
        )

    def plot(self, *, title: str = "", **options: Any) -> "Figure":
        """Draw the words above their tags; `options` are those of `plot.tags`."""
        label = self.label, self.label_score
        return draw_tags(self.words, self.tags, *label, title=title, **options)

    def html(self) -> Html:
        """Return the words above their tags as HTML, by `plot.tags_html`."""
        return tags_html(self.words, self.tags, self.label, self.label_score)

    def _repr_html_(self):
        return self.html()

    def __str__(self):
        """Return lines of words, each above a line with their tags."""
        rows, width = [([], [])], 0
        for word, tag in zip(self.words, self.tags, strict=True):
            room = max(columns(word), columns(tag)) + 2
            if width + room > _WIDTH and width:
                rows.append(([], []))
                width = 0
            width += room
            for row, part in zip(rows[-1], (word, tag), strict=True):
                row.append(pad(part, room))
        lines = ["".join(row).rstrip() for both in rows for row in both]
        return "\n".join([*lines, *([self.label] if self.label else [])])


@dataclass(frozen=True, eq=False)
class TextScore:
    """The probability of one text, token by token; `print` shows a table of the steps.

    `score` returns it, in `Scores`.

    Args:
        text: str.
        tokens: list of str, the tokens of the text and the end token.
        nats: float `(time,)`, -log probability of each of `tokens`.
        predicted: list of str, the likeliest token at each step.
        probabilities: float `(time,)`, the probability of each of `predicted`.
    """

    text: str
    tokens: list[str]
    nats: np.ndarray
    predicted: list[str]
    probabilities: np.ndarray

    @property
    def score(self) -> float:
        """Log-probability of all tokens with the end token, in nats, as in `Result`."""
        return -float(self.nats.sum())

    @property
    def nats_per_token(self) -> float:
        """Mean of `nats` over the tokens, with the end token."""
        return float(self.nats.mean())

    def plot(self, *, title: str = "", **options: Any) -> "Figure":
        """Draw each step, by `plot.token_scores`; `options` are `width` and `ax`."""
        return token_scores(*self._steps(), title=title or self._title(), **options)

    def html(self) -> Html:
        """Return a table of the steps as HTML, by `plot.token_scores_html`."""
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
    """The scores of several texts; `score` returns it.

    Args:
        texts: list of `TextScore`, in the order of the texts.
    """

    texts: list[TextScore]

    @property
    def nats_per_token(self) -> float:
        """Mean over the tokens of all texts, with end tokens; NaN without texts."""
        total = sum(len(text.nats) for text in self.texts)
        return -sum(text.score for text in self.texts) / total if total else np.nan

    def __len__(self):
        return len(self.texts)

    def __getitem__(self, index):
        return self.texts[index]

    def plot(self, *, title: str = "", **options: Any) -> "Figure":
        """Draw the nats per token of each text; `options` are those of `plot.bars`."""
        names, numbers = [each.text for each in self.texts], self._numbers()
        axes = ("text", "nats per token")
        return bars(
            names, numbers, axis_names=axes, title=title or str(self), **options
        )

    def html(self) -> Html:
        """Return the nats per token of each text as an HTML table."""
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

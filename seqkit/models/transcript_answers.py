"""The objects that a transcriber returns: texts, and the steps of their tokens."""

from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING
from typing import Any

import numpy as np

from seqkit.plot.spectrogram_figure import spectrogram

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, eq=False)
class Transcription:
    """The text of one sound or video; `transcribe` returns it.

    Args:
        text: str.
        score: float, in nats: the log-probability of the likeliest alignment, or after
            a beam search of the text, with the language model's part if there is one.
        tokens: int32 `(tokens,)`, the ids of the text.
    """

    text: str
    score: float
    tokens: np.ndarray = field(repr=False)

    def __str__(self):
        return self.text


@dataclass(frozen=True, eq=False)
class TokenTimes:
    """The steps of the tokens of one text; `align` returns it.

    Args:
        text: str.
        tokens: list of str, the tokens of the text.
        first: int32 `(tokens,)`, the first step of each token.
        last: int32 `(tokens,)`, the last step of each token.
        score: float, log-probability of the alignment, in nats.
        seconds_per_step: float, seconds. None: not known.
        stride: int, the encoded steps of one step.
    """

    text: str
    tokens: list[str]
    first: np.ndarray
    last: np.ndarray
    score: float
    seconds_per_step: float | None = None
    stride: int = 1

    def times(self) -> np.ndarray:
        """Return begin and end of each token, float `(tokens, 2)`.

        They are in seconds, or in steps if seconds are not known.
        """
        edges = np.stack([self.first, self.last + 1], axis=-1)  # (tokens, 2)
        seconds = self.seconds_per_step
        return edges.astype("float64") * (1.0 if seconds is None else seconds)

    def plot(self, features: Any, *, title: str = "", ax: Any = None) -> "Figure":
        """Draw the spectrogram of the sound with the tokens under it.

        Args:
            features: float `(frames, features)`, such as `model.codec.encode(path)`.
            title: str, written above.
            ax: `matplotlib.axes.Axes` to draw into. None: a new figure.
        """
        return spectrogram(
            features,
            (self.seconds_per_step or 1.0) / self.stride,
            self.tokens,
            self.first,
            self.last,
            stride=self.stride,
            title=title,
            ax=ax,
        )

    def __str__(self):
        """Return a line for each token: begin, end, token."""
        unit = "steps" if self.seconds_per_step is None else "s"
        form = "{:8.0f} {:8.0f}  {}" if unit == "steps" else "{:8.2f} {:8.2f}  {}"
        lines = [
            form.format(*times, token)
            for times, token in zip(self.times(), self.tokens, strict=True)
        ]
        return "\n".join([f"{'begin':>8} {'end':>8}  token ({unit})", *lines])

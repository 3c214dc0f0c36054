"""Compute how much each frame of a clip contributes to the answer of a classifier."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

import keras
import numpy as np
from keras import ops

from seqkit.arguments import one_of
from seqkit.arguments import whole_number
from seqkit.explain.attention_pooling import attention_weights
from seqkit.explain.explanation import Explanation
from seqkit.explain.log_odds import log_odds
from seqkit.models.batches_by_length import by_length
from seqkit.plot.frames_figure import frames as draw_frames

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

METHODS = ("attention", "occlusion")
NOTES = {
    "attention": "below each frame: its weight in the attention pooling",
    "occlusion": "below each frame: fall of the log-odds without it, in nats; "
    "blue: for the label, orange: against it",
}


@dataclass(frozen=True, eq=False)
class FrameWeights:
    """The weight of each frame of a clip in the decision of a classifier.

    `print` shows a table of the frames; of more than 20 the 20 strongest.

    Args:
        frames: uint8 `(time, height, width, channels)`.
        weights: float32 `(time,)`, positive for `label`, negative against it.
        label: str, the answer that is explained.
        score: float, the probability of `label`.
        method: str, "attention" or "occlusion"; see `explain.frames`.

    Example:
    >>> print(explain.frames(model, "clips/wave"))
    wave, p = 0.910, by occlusion
    0  +0.50  █████
    1  +2.00  ████████████████████
    """

    frames: np.ndarray
    weights: np.ndarray
    label: str
    score: float
    method: str

    def plot(
        self,
        *,
        every: int = 1,
        columns: int = 10,
        title: str = "",
        width: float = 10.0,
        ax: "Axes | None" = None,
    ) -> "Figure":
        """Draw the frames with their weights, by `plot.frames`."""
        sign = "" if self.method == "attention" else "+"
        return draw_frames(
            self.frames,
            [f"{weight:{sign}.2f}" for weight in self.weights],
            weights=self.weights,
            every=every,
            columns=columns,
            note=NOTES[self.method],
            title=title or f"{self.label}, p = {self.score:.3f}",
            width=width,
            ax=ax,
        )

    def __str__(self):
        names = [str(place) for place in range(len(self.weights))]
        return str(
            Explanation("", names, self.weights, self.label, self.score, self.method)
        ).replace(" words", " frames")


def frames(
    model: keras.Model,
    clip: Any,
    method: str | None = None,
    label: str | None = None,
    *,
    window: int = 1,
) -> FrameWeights:
    """Return how much each frame of a clip contributes to the answer of a classifier.

    - `"attention"`: the weight of each frame in the pooled vector; weights are 0 or
      more, sum to 1, and are the same for every label. The model needs
      `pooling="attention"`.
    - `"occlusion"`: the fall of the label's log-odds if the frame is replaced by the
      mean of the clip's frames, in which nothing moves. One pass for each frame is
      needed.

    Args:
        model: `SequenceClassifier` of a `Video`.
        clip: one clip, see `Video`; not encoded.
        method: str, "attention" or "occlusion". None: attention if the model pools by
            attention, else occlusion.
        label: str, one of the model's labels. None: the likeliest label.
        window: int, only for occlusion: so many frames are replaced at once, since one
            frame is hardly missed between its neighbours; each gets an equal part of
            the fall.

    Returns:
        `FrameWeights`.

    Raises:
        TypeError: `model` does not classify clips.
        ValueError: the method or the label is unknown, or the method does not work with
            this model.

    Reference:
        attention: Yang et al. 2016, eq. 6, https://aclanthology.org/N16-1174.
        occlusion: Zeiler & Fergus 2014, section 4.2, https://arxiv.org/abs/1311.2901.

    Example:
    >>> explain.frames(model, "clips/wave").weights.argmax()
    7
    """
    codec = getattr(model, "codec", None)
    if not hasattr(model, "classify") or not hasattr(codec, "pixels"):
        raise TypeError(
            "`explain.frames` explains models that classify clips. Received "
            f"{type(model).__name__}. Give a `SequenceClassifier` of a `seqkit.Video`."
        )
    if method is None:
        method = "attention" if model.pooling == "attention" else "occlusion"
    one_of("method", method, METHODS)
    pictures, encoded = codec.pixels(clip), codec.read(clip)
    answer = model.classify(encoded)
    label = answer.label if label is None else label
    if label not in model.labels:
        raise ValueError(
            f"`label` is one of the model's: {', '.join(map(repr, model.labels))}. "
            f"Received {label!r}. Leave `label` out to explain the likeliest label."
        )
    place = model.labels.index(label)
    if method == "attention":
        weights = attention_weights(model, encoded, place)
    else:
        weights = _occluded(model, encoded, place, whole_number("window", window))
    return FrameWeights(pictures, weights, label, answer.scores[label], method)


def _occluded(model, encoded, place, window):
    """Return the fall of the log-odds without each frame, float32 `(time,)`."""

    def odds_of(rows):
        logits = np.stack(by_length(model.predict_on_batch, rows))
        return ops.convert_to_numpy(log_odds(logits, place, model.multi_label))

    mean = encoded.astype("float32").mean(axis=0).astype(encoded.dtype)
    weights = np.zeros(len(encoded), "float32")
    (whole,) = odds_of([encoded])
    for first in range(0, len(encoded), window):
        hidden = encoded.copy()
        hidden[first : first + window] = mean
        part = weights[first : first + window]
        part[:] = (whole - odds_of([hidden])[0]) / len(part)
    return weights

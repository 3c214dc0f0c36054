"""The words of the decoding protocol, and what a model says of its signatures."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

# For hints alone: who asks a server needs no NumPy.
if TYPE_CHECKING:
    import numpy as np

Tensor = Any
"""A tensor of whichever backend Keras runs on."""

State = Any
"""What a step carries on: a nest of tensors with batch first."""

Step = Callable[[Tensor, State, Any], tuple[Tensor, State]]
"""`step(tokens, state, memory) -> logits, state`.

`tokens` are int32 `(rows,)`, `logits` float32 `(rows, vocabulary)`, `memory` is a
nest of tensors with batch first that no step changes.
"""


PADDING, UNKNOWN, START, END = range(4)
"""The ids that every vocabulary begins with."""


@dataclass(frozen=True, eq=False)
class Result:
    """One generated sequence.

    Args:
        text: str, the decoded tokens.
        score: float, log-probability of the new tokens with the end, in nats.
        tokens: int32 `(time,)`, the new tokens, end included where it was reached.
        attention: float `(time, memory)`, what each token looked at, or None.
    """

    text: str
    score: float
    tokens: "np.ndarray"
    attention: "np.ndarray | None" = None


@dataclass(frozen=True)
class Classification:
    """What a classifier says of one text.

    Args:
        label: str, the likeliest.
        score: float, its probability.
        scores: dict from each label to its probability; they sum to 1, unless the
            model gives a text any number of labels.
    """

    label: str
    score: float
    scores: dict[str, float]

    def above(self, threshold: float = 0.5) -> list[str]:
        """Return the labels that are likelier than `threshold`, likeliest first."""
        ranked = sorted(self.scores, key=self.scores.get, reverse=True)
        return [label for label in ranked if self.scores[label] > threshold]


@dataclass(frozen=True)
class Endpoint:
    """One signature of an exported model, between its strings.

    `inputs` and `outputs` name what goes in and out, and say of each what it is:
    a vocabulary for text (ids `(batch, time)` as the function sees it), `Images` for
    files of images, `"seed"` for an int32 that draws anew where it is negative, or a
    dtype for numbers `(batch,)`; among outputs also `Names`, or `"words"` for those of
    the text that came in, which the function need not give.

    Args:
        function: called with one tensor for each input, by name; returns a dict
            with one tensor for each output, batch first.
        inputs: dict from name to vocabulary, `Images`, `"seed"` or dtype.
        outputs: dict from name to vocabulary, `Names`, `"words"` or dtype.
        longest: int, characters of one text that is answered.
        copies: int, how often the function holds all steps of a row at once, such as
            once for each beam. A batch is bounded by rows times copies times steps.
    """

    function: Callable[..., dict[str, Tensor]]
    inputs: dict[str, Any]
    outputs: dict[str, Any]
    # About a second of an LSTM of 512 units on two cores that generates.
    longest: int = 2_000
    copies: int = 1


@dataclass(frozen=True)
class Images:
    """Images, as the bytes of JPEG or PNG files, which the function sees as pixels.

    Args:
        size: pair of int, height and width of the pixels, uint8 `(batch, height,
            width, 3)`.
    """

    size: tuple[int, int]


@dataclass(frozen=True)
class Names:
    """Integers `(batch, …)` that stand for strings: labels, tags.

    Args:
        names: tuple of str, those of 0, 1, …; a negative integer is "".
    """

    names: tuple[str, ...]

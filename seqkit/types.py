"""The protocols that rooms agree on: steps of decoding, codecs, and endpoints."""

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple
from typing import Protocol
from typing import runtime_checkable

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


@runtime_checkable
class ScoredText(Protocol):
    """A text with its log-probability, such as a `Result` of `generate_n`.

    Attributes:
        text: str.
        score: float, in nats.
    """

    text: str
    score: float


class Codec(Protocol):
    """How raw things become the input of a model, and part of the model that reads.

    `encode` makes the model's input, so ready ids and ready features go into `fit` as
    they are. A codec is saved within the model, by `get_config` and `from_config`.

    Attributes:
        dtype: "int32" for ids, padded with 0; "float32" for numbers, padded with NaN.
        step_shape: tuple of int, the shape of one step: `()` for ids, `(features,)`
            for numbers.
        missing: bool, whether NaN among real numbers is a missing value. The layer of
            `embed` then gets a channel more for each feature, see `RealSteps`.
    """

    dtype: str
    step_shape: tuple[int, ...]
    missing: bool

    def is_one(self, value: Any) -> bool:
        """Return whether a value is one thing rather than a collection of things."""
        ...

    def encode(self, things: Any) -> Any:
        """Return the model's input: one array `(batch, time, …)`, padded on the right.

        In Python of a list of things, or of one thing without the batch axis.
        """
        ...

    def encode_flat(self, things: Any) -> tuple["np.ndarray", "np.ndarray"]:
        """Return all steps in a row, `(total, …)`, and int32 `(things,)` lengths."""
        ...

    def encode_steps(self, things: Any) -> tuple[list[list[str]], list["np.ndarray"]]:
        """Return the names of each thing's steps, and its steps `(time, …)`.

        Texts name their steps by words, numbers by the places of the steps.
        """
        ...

    def embed(self, *, dtype: Any = None) -> Any:
        """Build the layer from real steps to vectors `(batch, time, features)`.

        A codec declares further options, such as `embedding` and `word_dropout`, with
        their defaults. Models refuse options that a codec does not declare.
        """
        ...

    def endpoint_kind(self) -> "InputKind":
        """Return what an export takes for one raw thing."""
        ...

    def endpoint_steps(self) -> dict[str, "OutputKind"]:
        """Return the outputs of an export that name the steps of an input."""
        ...

    def get_config(self) -> dict[str, Any]:
        """Return the arguments of the constructor."""
        ...


class TextCodec(Codec, Protocol):
    """How texts become ids and ids become texts: the protocol of a vocabulary.

    Attributes:
        tokens: list of str, the token of each id; the first are padding, unknown, start
            and end.
    """

    tokens: Sequence[str]

    def __len__(self) -> int:
        """Return how many ids there are."""
        ...

    def encode(
        self,
        texts: Any,
        start: bool = False,
        end: bool = False,
        length: int | None = None,
    ) -> Any:
        """Return int32 ids `(batch, time)` of texts, or `(time,)` of one.

        Args:
            texts: list of str, or str.
            start: bool, put the start before each text.
            end: bool, put the end behind each text.
            length: int, the steps of each row. None: those of the longest.
        """
        ...

    def decode(self, ids: Any) -> Any:
        """Return the texts of ids `(batch, time)`; list of str."""
        ...


class InputKind(Protocol):
    """The kind of one input of an endpoint: its tensors, and how they are read.

    Attributes:
        name: str, the name of such an input where the model has no better one.
    """

    name: str

    def specs(self, name: str) -> dict[str, Any]:
        """Return the tensors that a client sends for an input of this name.

        Most kinds take one tensor. A kind of ragged rows of numbers takes two: the
        padded values, and the real steps of each row, called `lengths` or
        `<name>_lengths`; clients fill the latter themselves.

        Returns:
            dict from name to `tf.TensorSpec`, batch first.
        """
        ...

    def meanings(self, name: str) -> dict[str, str]:
        """Return the meaning of each tensor of `specs`, in words, for `describe`."""
        ...

    def faults(self, name: str, longest: int, largest: int) -> list[str]:
        """Return the reasons why a row may be invalid, in words, for `describe`.

        Args:
            name: str, of the input.
            longest: int, characters or steps of one row, at most.
            largest: int, rows times steps of one batch, at most.

        Returns:
            list of clauses, such as "its `text` is not UTF-8".
        """
        ...

    def read(self, columns: Sequence[Tensor], bounds: "Bounds") -> "Read":
        """Read the tensors of `specs`, in their order, in a graph."""
        ...

    def resources(self) -> Sequence[Any]:
        """Return the lookup tables that an export must track."""
        ...


class OutputKind(Protocol):
    """The kind of one output of an endpoint: how it is written for clients.

    Attributes:
        meaning: str, the meaning of the output in words, for `describe`.
    """

    meaning: str

    def check(self, inputs: dict[str, InputKind]) -> None:
        """Raise ValueError unless the output can be written beside these inputs."""
        ...

    def write(self, values: Tensor | None, reads: dict[str, "Read"]) -> Tensor:
        """Return the tensor that a client receives, in a graph.

        Args:
            values: tensor, batch first, that the endpoint's function returned under
                the name of the output. None: it returned nothing under this name.
            reads: dict from the name of each input to its `Read`.
        """
        ...

    def resources(self) -> Sequence[Any]:
        """Return the lookup tables that an export must track."""
        ...


class Read(NamedTuple):
    """One input of an endpoint, as its kind read it.

    Args:
        values: tensor, batch first, the argument of the endpoint's function.
        valid: bool `(batch,)`, which rows could be read.
        raw: tensor, batch first, as the client sent it.
    """

    values: Tensor
    valid: Tensor
    raw: Tensor


class Bounds(NamedTuple):
    """The most that one request may ask for; longer rows are not valid.

    Args:
        longest: int, characters or steps of one row.
        steps: int tensor `()`, steps of one row of this batch: all rows take as many
            steps as the longest.
    """

    longest: int
    steps: Tensor


@dataclass(frozen=True)
class Endpoint:
    """One signature of an exported model.

    Args:
        function: takes one tensor for each input, by name, and returns a dict with one
            tensor for each output, batch first. Outputs of kind `Words` are written
            without it.
        inputs: dict from name to `InputKind`. The first gives the number of rows.
        outputs: dict from name to `OutputKind`.
        longest: int, the most characters or steps of one row that is answered.
        copies: int, how often the function holds all steps of a row at once, such as
            once for each beam. A batch is bounded by rows times copies times steps.

    Raises:
        ValueError: an output cannot be written beside these inputs.
    """

    function: Callable[..., dict[str, Tensor]]
    inputs: dict[str, InputKind]
    outputs: dict[str, OutputKind]
    # About a second of an LSTM of 512 units on two cores that generates.
    longest: int = 2_000
    copies: int = 1

    def __post_init__(self):
        for kind in self.outputs.values():
            kind.check(self.inputs)

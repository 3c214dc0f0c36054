"""Types and protocols that several packages use: decoding steps, codecs, endpoints."""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple
from typing import Protocol
from typing import runtime_checkable

# Only for annotations: clients of a server import this file, and need no NumPy.
if TYPE_CHECKING:
    import numpy as np

Tensor = Any
"""A tensor of the backend that Keras runs on."""

State = Any
"""The state that a decoding step returns for the next step: a nest, batch first."""

Step = Callable[[Tensor, State, Any], tuple[Tensor, State]]
"""`step(tokens, state, memory) -> logits, state`.

`tokens` are int32 `(rows,)`, `logits` float32 `(rows, vocabulary)`. `memory` is a nest
of tensors, batch first, that is the same at all steps.
"""


PADDING, UNKNOWN, START, END = range(4)
"""The first four ids of every vocabulary."""


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
    """The part of a model that converts raw things, such as texts, to its input.

    `encode` returns the input of the Keras model, so encoded ids and numbers can be
    given to `fit` directly. A codec is saved within the model, by `get_config` and
    `from_config`.

    Codecs of sound and video have two more methods: `read(thing)` returns the array of
    a file, which `encode` takes too; `endpoint_kinds()` returns several kinds of inputs
    by the name of a signature, where "" is the usual one. The layer of their `embed`
    takes the `lengths` of rows, so that padding has no effect on neighbouring steps.

    A codec may have `augment_in_graph(steps, seed)`, which returns encoded steps
    changed at random. `seqkit.data` calls it for each training batch.

    Attributes:
        dtype: "int32" for ids, padded with 0; "float32" for numbers, padded with NaN.
        step_shape: tuple of int, the shape of one step: `()` for ids, `(features,)`
            for numbers.
        missing: bool, whether NaN among real numbers is a missing value. The layer of
            `embed` then gets one more channel for each feature, see `RealSteps`.
    """

    dtype: str
    step_shape: tuple[int, ...]
    missing: bool

    def is_one(self, value: Any) -> bool:
        """Return whether a value is one thing rather than a collection of things."""
        ...

    def encode(self, things: Any) -> Any:
        """Return the model's input: one array `(batch, time, …)`, padded on the right.

        Args:
            things: list of things; or one thing, whose result has no batch axis.
        """
        ...

    def encode_flat(self, things: Any) -> tuple["np.ndarray", "np.ndarray"]:
        """Return all things' steps, `(total, …)`, and int32 lengths `(things,)`."""
        ...

    def encode_steps(self, things: Any) -> tuple[list[list[str]], list["np.ndarray"]]:
        """Return the names of each thing's steps, and the encoded steps `(time, …)`.

        The names are words in a text, and "0", "1", … in a series of numbers.
        """
        ...

    def embed(self, *, dtype: Any = None) -> Any:
        """Build the layer from encoded steps to vectors `(batch, time, features)`.

        A codec may have more arguments, such as `embedding` and `word_dropout`, with
        defaults. A model raises an error for an option that its codec does not have.
        """
        ...

    def endpoint_kind(self) -> "InputKind":
        """Return the kind of an export's input that takes raw things."""
        ...

    def endpoint_steps(self) -> dict[str, "OutputKind"]:
        """Return the outputs of an export that name the steps of an input."""
        ...

    def get_config(self) -> dict[str, Any]:
        """Return the arguments of the constructor."""
        ...


class TextCodec(Codec, Protocol):
    """The codec of texts, which converts texts to ids and ids to texts: a vocabulary.

    Attributes:
        tokens: list of str, the token of each id; the first are padding, unknown, start
            and end.
    """

    tokens: Sequence[str]

    def __len__(self) -> int:
        """Return the number of ids."""
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
            start: bool, add the start id before each text.
            end: bool, add the end id after each text.
            length: int, the number of steps of each row. None: that of the longest row.
        """
        ...

    def decode(self, ids: Any) -> Any:
        """Return the texts of ids `(batch, time)`, as a list of str."""
        ...

    def decode_stream(self, ids: Iterable[int]) -> Iterator[str]:
        """Yield the text of each id; see `BaseVocabulary.decode_stream`."""
        ...


class InputKind(Protocol):
    """The kind of one input of an endpoint: its tensors, and how they are converted.

    Attributes:
        name: str, the default name of an input of this kind.
    """

    name: str

    def specs(self, name: str) -> dict[str, Any]:
        """Return the tensors that a client sends for an input of this name.

        Most kinds take one tensor. A kind for rows of numbers takes two: the padded
        values, and the number of real steps of each row, called `lengths` or
        `<name>_lengths`. Clients of seqkit compute the lengths themselves.

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
            name: str, name of the input.
            longest: int, the most characters or steps of one row.
            largest: int, the most rows times steps of one batch.

        Returns:
            list of clauses, such as "its `text` is not UTF-8".
        """
        ...

    def read(self, columns: Sequence[Tensor], bounds: "Bounds") -> "Read":
        """Convert the tensors of a request to the argument of the endpoint's function.

        Args:
            columns: list of tensors, in the order of `specs`.
            bounds: the largest size of a row.
        """
        ...

    def resources(self) -> Sequence[Any]:
        """Return the lookup tables that an export must track."""
        ...


class OutputKind(Protocol):
    """The kind of one output of an endpoint: the conversion to what clients receive.

    Attributes:
        meaning: str, the meaning of the output in words, for `describe`.
    """

    meaning: str

    def check(self, inputs: dict[str, InputKind]) -> None:
        """Raise ValueError unless the output can be written for these inputs.

        Args:
            inputs: dict from the name of each input of the endpoint to its kind.
        """
        ...

    def write(self, values: Tensor | None, reads: dict[str, "Read"]) -> Tensor:
        """Return the tensor that a client receives, in a graph.

        Args:
            values: tensor, batch first, that the endpoint's function returned under
                the name of the output. None: the function does not return this output.
            reads: dict from the name of each input to its `Read`.
        """
        ...

    def resources(self) -> Sequence[Any]:
        """Return the lookup tables that an export must track."""
        ...


class Read(NamedTuple):
    """One input of an endpoint, the result of `InputKind.read`.

    Args:
        values: tensor, batch first, the argument of the endpoint's function.
        valid: bool `(batch,)`, which rows could be read.
        raw: tensor, batch first, as the client sent it.
    """

    values: Tensor
    valid: Tensor
    raw: Tensor


class Bounds(NamedTuple):
    """The largest sizes that an endpoint answers; longer rows are not valid.

    Args:
        longest: int, the most characters or steps of one row, in any batch.
        steps: int tensor `()`, the most steps of one row in this batch. It gets smaller
            with the number of rows, since all rows are padded to the longest.
    """

    longest: int
    steps: Tensor


@dataclass(frozen=True)
class Endpoint:
    """One signature of an exported model.

    Args:
        function: takes one tensor for each input, by name, and returns a dict with one
            tensor for each output, batch first. It does not return outputs of kind
            `Words`, which are written from the inputs.
        inputs: dict from name to `InputKind`. The first input defines the number of
            rows.
        outputs: dict from name to `OutputKind`.
        longest: int, the most characters or steps of a valid row.
        copies: int, the number of copies of all steps of a row that the function has in
            memory, such as one for each beam. The bound on the size of a batch is rows
            times copies times steps.
        columns: dict from the name of an input that is a table to the names of its
            columns, in their order.

    Raises:
        ValueError: an output cannot be written for these inputs.
    """

    function: Callable[..., dict[str, Tensor]]
    inputs: dict[str, InputKind]
    outputs: dict[str, OutputKind]
    # An LSTM of 512 units generates so many steps in about a second on two cores.
    longest: int = 2_000
    copies: int = 1
    columns: dict[str, Sequence[str]] = field(default_factory=dict)

    def __post_init__(self):
        for kind in self.outputs.values():
            kind.check(self.inputs)

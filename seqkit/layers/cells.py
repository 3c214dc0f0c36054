"""The table of recurrent cells, `CELLS`: all differences between them.

Other files read this table and do not compare the names of cells. A new cell is a new
row of the table.
"""

from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass

import keras
from keras import ops

from seqkit.arguments import one_of
from seqkit.backend.cudnn_lstm import cudnn_lstm
from seqkit.layers import gates
from seqkit.layers.gates import Gates
from seqkit.layers.layer_norm_lstm import LayerNormLSTM
from seqkit.layers.layer_norm_lstm_over_time import layer_norm_lstm_over_time
from seqkit.layers.projected_gru_cell import projected_gru
from seqkit.layers.projected_layer_norm_lstm_cell import projected_layer_norm_lstm
from seqkit.types import Tensor


@dataclass(frozen=True)
class Part:
    """Describe one tensor of a cell's state, of shape `(rows, *axes)`.

    Args:
        name: str, the name in the equations of the cell, such as "h".
        axes: tuple of str, the axes after the rows: "units" is the width of the layer,
            "length" the largest number of steps.
        dtype: str. None: the compute dtype of the layer.
    """

    name: str
    axes: tuple[str, ...] = ("units",)
    dtype: str | None = None

    @property
    def from_summary(self) -> bool:
        """Return whether a summary has a slice, `(rows, units)`, for this part.

        A summary is a vector for each row from which the first state is made.
        """
        return self.axes == ("units",) and self.dtype is None


@dataclass(frozen=True)
class Cell:
    """Describe a cell: the classes that run it, and the state of one layer.

    Args:
        layer: class of a Keras layer that runs the cell over time in one direction.
        state: tuple of `Part`, the tensors that one layer carries from step to step.
            The first part is the output of the layer.
        stack: str, the class of `seqkit.layers` that reads a sequence.
        decoder: str, the class of `seqkit.layers` that writes a sequence.
        stateful: bool, whether the state can be carried from batch to batch.
        residual: bool, whether a layer's inputs can be added to its outputs.
        bidirectional: bool, whether a sequence can be read both ways.
        arguments: tuple of str, the arguments of the stack that `layer` takes too.
        project: function `(cell, inputs) -> cell, inputs`. It gets the built cell of
            `layer` and the inputs of all steps, computes a part of all steps at once,
            and returns a cell for the rest of each step. None: there is no such cell.
        gates: `Gates` of the cell, with which `over_time` runs a stack and
            `AttentiveDecoder` a decoder, in loops with a gradient of their own. None:
            the cell has none.
        run: function `(cell, inputs, state) -> parts`, which runs the built cell of
            `layer` over time with a gradient of its own, and returns each part of the
            state after each step. None: `over_time` does so with the `gates`.
        cudnn: function `(cell, inputs, lengths, state) -> outputs, state`, which runs
            the built cell of `layer` by cuDNN on JAX. None: cuDNN does not have it.
    """

    layer: type[keras.layers.Layer]
    state: tuple[Part, ...]
    stack: str = "RecurrentStack"
    decoder: str = "AttentiveDecoder"
    stateful: bool = True
    residual: bool = True
    bidirectional: bool = True
    arguments: tuple[str, ...] = ()
    project: Callable[..., tuple[keras.layers.Layer, Tensor]] | None = None
    gates: Gates | None = None
    run: Callable[..., list[Tensor]] | None = None
    cudnn: Callable[..., tuple[Tensor, list[Tensor]]] | None = None

    @property
    def hides_state(self) -> bool:
        """Return whether the outputs of `layer` lack a part of the state.

        If so, `layer` needs a mask to return the state after a row's last real step.
        The state of other cells is gathered from the outputs, without a mask.
        """
        return len(self.state) > 1

    def summary_width(self, units: int) -> int:
        """Return the width of the summary that fills the state of one layer."""
        return units * sum(part.from_summary for part in self.state)

    def shapes(self, units: int, length: int | Tensor) -> list[tuple]:
        """Return the sizes of each part of the state after the axis of rows."""
        sizes = {"units": units, "length": length}
        return [tuple(sizes[axis] for axis in part.axes) for part in self.state]

    def start(
        self,
        rows: int | Tensor,
        units: int,
        length: int | Tensor,
        dtype: str,
        pieces: Iterator[Tensor] | None = None,
    ) -> tuple[Tensor, ...]:
        """Build the first state of one layer.

        Args:
            rows: int or scalar int tensor, number of rows.
            units: int, width of the layer.
            length: int or scalar int tensor, largest number of steps.
            dtype: str, the compute dtype of the layer.
            pieces: iterator over float `(rows, units)`, slices of a summary, one for
                each part with `from_summary`. None: all parts are zero.

        Returns:
            tuple with a tensor for each part of `state`.
        """
        return tuple(
            next(pieces)
            if pieces is not None and part.from_summary
            else ops.zeros((rows, *shape), dtype=part.dtype or dtype)
            for part, shape in zip(self.state, self.shapes(units, length), strict=True)
        )


CELLS = {
    "rnn": Cell(
        keras.layers.SimpleRNN,
        (Part("h"),),
        gates=gates.RNN,
    ),
    "lstm": Cell(
        keras.layers.LSTM,
        (Part("h"), Part("c")),
        gates=gates.LSTM,
        cudnn=cudnn_lstm,
    ),
    "gru": Cell(
        keras.layers.GRU,
        (Part("h"),),
        arguments=("reset_after",),
        project=projected_gru,
        gates=gates.GRU,
    ),
    "lstm_layer_norm": Cell(
        LayerNormLSTM,
        (Part("h"), Part("c")),
        project=projected_layer_norm_lstm,
        run=layer_norm_lstm_over_time,
    ),
}


def find_cell(name: str, **abilities: bool) -> Cell:
    """Return the cell of a name, checked for the abilities that a stack needs.

    Args:
        name: str, the name of a cell.
        abilities: bool of `stateful`, `residual` and `bidirectional`, True if the stack
            needs the ability.

    Raises:
        ValueError: no cell has the name, or the cell lacks an ability.

    Example:
    >>> [part.name for part in find_cell("lstm").state]
    ['h', 'c']
    """
    lower = name.lower() if isinstance(name, str) else None
    one_of("cell", name, CELLS, f"Give {lower!r}." if lower in CELLS else "")
    for ability, wanted in abilities.items():
        if wanted and not getattr(CELLS[name], ability):
            able = [other for other, row in CELLS.items() if getattr(row, ability)]
            raise ValueError(
                f"`{ability}=True` needs another cell than {name!r}. Leave it out, or "
                f"give `cell` as one of {', '.join(map(repr, able))}."
            )
    return CELLS[name]


def summary_width(cell: str, units: int, depth: int) -> int:
    """Return the width of the summary that fills the state of `depth` layers."""
    return depth * find_cell(cell).summary_width(units)


def stack_of(cell: str) -> type[keras.layers.Layer]:
    """Return the class of `seqkit.layers` that reads sequences with a cell."""
    return _class_named(find_cell(cell).stack)


def decoder_of(cell: str) -> type[keras.layers.Layer]:
    """Return the class of `seqkit.layers` that writes sequences with a cell."""
    return _class_named(find_cell(cell).decoder)


def _class_named(name):
    from seqkit import layers  # here, because its classes import this file

    return getattr(layers, name)

"""The table of cells: everything in which one `cell` differs from another.

No other file compares the name of a cell with a word. A new cell is a row of `CELLS`.
"""

from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass

import keras
from keras import ops

from seqkit.arguments import one_of
from seqkit.layers.projected_gru_cell import projected_gru
from seqkit.types import Tensor


@dataclass(frozen=True)
class Part:
    """Describe one tensor of a cell's state, of shape `(rows, *axes)`.

    Args:
        name: str, as in the equations of the cell.
        axes: tuple of the axes after the rows: "units", the width of the layer, or
            "length", the bound on the number of steps.
        dtype: str. None: the dtype in which the layer computes.
    """

    name: str
    axes: tuple[str, ...] = ("units",)
    dtype: str | None = None

    @property
    def from_summary(self) -> bool:
        """Return whether a slice of a summary, `(rows, units)`, fills this part."""
        return self.axes == ("units",) and self.dtype is None


@dataclass(frozen=True)
class Cell:
    """Describe a cell: the classes that run it, and the state of one layer.

    Args:
        layer: class of Keras that runs one layer of the cell in one direction.
        state: tuple of `Part`, carried by one layer from step to step. The first part
            is the output of the layer.
        stack: str, the class of `seqkit.layers` that reads a sequence.
        decoder: str, the class of `seqkit.layers` that writes a sequence.
        stateful: bool, whether a state can be carried from batch to batch.
        residual: bool, whether a layer's inputs can be added to its outputs.
        bidirectional: bool, whether a sequence can be read both ways.
        arguments: tuple of str, the arguments of the stack that go to `layer`.
        project: function `(cell, inputs) -> cell, inputs` from the built cell of
            `layer` to a cell that does less in each step, because the function
            computes its part for all steps at once. None: there is no such cell.
        faster_in_loop: bool, whether TensorFlow on a CPU trains the cell faster in
            `several_steps.run_loop` than in `layer`.
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
    faster_in_loop: bool = False

    @property
    def hides_state(self) -> bool:
        """Return whether the outputs of `layer` lack a part of the state.

        `layer` then needs a mask to return the state after a row's last real step. The
        state of other cells is gathered from the outputs, without a mask.
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
            rows: number of rows.
            units: int, width of the layer.
            length: bound on the number of steps.
            dtype: str, in which the layer computes.
            pieces: iterator over float `(rows, units)`, slices of a summary, one for
                each part that takes one. None: all parts are zero.

        Returns:
            tuple of a tensor for each part of `state`.
        """
        return tuple(
            next(pieces)
            if pieces is not None and part.from_summary
            else ops.zeros((rows, *shape), dtype=part.dtype or dtype)
            for part, shape in zip(self.state, self.shapes(units, length), strict=True)
        )


CELLS = {
    "rnn": Cell(keras.layers.SimpleRNN, (Part("h"),)),
    "lstm": Cell(keras.layers.LSTM, (Part("h"), Part("c"))),
    "gru": Cell(
        keras.layers.GRU,
        (Part("h"),),
        arguments=("reset_after",),
        project=projected_gru,
        faster_in_loop=True,
    ),
}


def find_cell(name: str, **abilities: bool) -> Cell:
    """Return the row of a cell.

    Args:
        name: str, the name of a cell.
        abilities: whether `stateful`, `residual` or `bidirectional` is asked for.

    Raises:
        ValueError: there is no such cell, or it cannot do what is asked for.

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
    from seqkit import layers  # late, because its classes read this table

    return getattr(layers, name)

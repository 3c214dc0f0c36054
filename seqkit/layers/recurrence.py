import functools

import keras
from keras import ops

from seqkit.backend.cudnn_lstm import has_cudnn_lstm
from seqkit.layers.cells import find_cell
from seqkit.layers.lengths import keep_real
from seqkit.layers.lengths import last_real
from seqkit.layers.lengths import real_steps
from seqkit.layers.lengths import reverse_real
from seqkit.layers.over_time import over_time
from seqkit.layers.several_steps import run_loop
from seqkit.types import Tensor

# Steps in one turn of an export's loop: the loop itself then takes hardly any time, and
# more steps would gain nothing, even for a single text.
STEPS = 8


class Recurrence(keras.layers.Layer):
    """Run one recurrent layer in one direction over the real steps of each row.

    `RecurrentStack` has one such layer for each level and direction. Padding is on the
    right, so the outputs of real steps do not depend on padding. On a GPU cuDNN runs an
    LSTM, whatever the lengths are, even if a row has no real step.

    Args:
        units: int, width of the outputs and of each part of the state.
        cell: str, a name in the table of `cells.py`.
        backward: bool, read each row from its last real step to its first.
        reset_after: bool, the variant of the GRU; see `RecurrentStack`.

    Call arguments:
        inputs: float `(batch, time, features)`.
        lengths: int32 `(batch,)`, real steps of each row. None: all are real.
        state: tuple of float `(batch, units)`, as `start` returns it. None: zeros.

    Returns:
        outputs: float `(batch, time, units)`, zero on padding, in the order of
            `inputs`.
        state: like `state`, after the last step that was read. A row without real steps
            keeps the state that was given.
    """

    def __init__(
        self,
        units: int,
        cell: str,
        backward: bool = False,
        reset_after: bool = True,
        **kwargs,
    ) -> None:
        super().__init__(**kwargs)
        self.units = units
        self.cell = find_cell(cell)
        self.backward = backward
        given = {"reset_after": reset_after}
        self.layer = self.cell.layer(
            units,
            return_sequences=True,
            return_state=True,
            dtype=self.dtype_policy,
            **{name: given[name] for name in self.cell.arguments},
        )

    def build(self, input_shape):
        self.layer.build(input_shape)
        self.built = True

    def call(self, inputs, lengths=None, state=None):
        if state is None:
            state = self.start(ops.shape(inputs)[0], ops.shape(inputs)[1])
        if self.backward:
            inputs = reverse_real(inputs, lengths)
        if self._exported or self._has_gradient:
            outputs, state = self._run_loop(inputs, lengths, list(state))
        else:
            outputs, state = self._run_layer(inputs, lengths, list(state))
        outputs = keep_real(outputs, lengths)
        if self.backward:
            outputs = reverse_real(outputs, lengths)
        return outputs, tuple(state)

    @property
    def _exported(self):
        """Return whether an export is traced, whose graph must run on any device."""
        return getattr(self.layer, "use_cudnn", True) is False

    @property
    def _has_gradient(self):
        """Return whether the cell runs in a loop with a gradient of its own."""
        if not getattr(self.layer, "reset_after", True):
            return False  # `gates.GRU` is the other variant
        backend = keras.backend.backend()
        if backend == "jax":
            return not has_cudnn_lstm()
        if backend == "tensorflow":
            return not keras.distribution.list_devices("gpu")
        return False

    def _run_loop(self, inputs, lengths, start):
        parts = self._parts(inputs, start)
        if lengths is None:
            return parts[0], [part[:, -1] for part in parts]
        return parts[0], [
            last_real(part, lengths, first)
            for part, first in zip(parts, start, strict=True)
        ]

    def _parts(self, inputs, start):
        """Return each part of the state after each step, `(batch, time, units)`."""
        cell = self.layer.cell
        if not self._exported:
            run = self.cell.run or functools.partial(over_time, self.cell.gates)
            return run(cell, inputs, start)
        if self.cell.project is not None:
            cell, inputs = self.cell.project(cell, inputs)
        return run_loop(cell, inputs, start, STEPS)

    def _run_layer(self, inputs, lengths, start):
        if self.cell.cudnn is not None and has_cudnn_lstm():
            return self.cell.cudnn(self.layer.cell, inputs, lengths, start)
        outputs, *state = self.layer(
            inputs, initial_state=start, mask=self._mask(inputs, lengths)
        )
        if lengths is not None:
            state = [last_real(outputs, lengths, start[0])] + [
                ops.where(lengths[:, None] > 0, part, first)
                for part, first in zip(state[1:], start[1:], strict=True)
            ]
        return outputs, state

    def _mask(self, inputs, lengths):
        """Return a mask for Keras's layer, or None.

        Each row has a real step in the mask, because cuDNN fails on empty rows.
        """
        if not self._needs_mask(lengths):
            return None
        return real_steps(inputs, ops.maximum(lengths, 1))

    def _needs_mask(self, lengths):
        return lengths is not None and self.cell.hides_state

    def step(
        self, inputs: Tensor, state: tuple[Tensor, ...]
    ) -> tuple[Tensor, tuple[Tensor, ...]]:
        """Run one step.

        Args:
            inputs: float `(rows, features)`.
            state: as `start` returns it.

        Returns:
            outputs: float `(rows, units)`.
            state: like `state`.
        """
        outputs, state = self.layer.cell(inputs, list(state))
        return outputs, tuple(state)

    def start(self, rows, length, pieces=None) -> tuple[Tensor, ...]:
        """Build the state before the first step; see `cells.Cell.start`."""
        return self.cell.start(rows, self.units, length, self.compute_dtype, pieces)

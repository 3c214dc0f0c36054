import keras
from keras import ops

from seqkit.layers.lengths import keep_real
from seqkit.layers.lengths import last_real
from seqkit.layers.lengths import real_steps
from seqkit.layers.lengths import reverse_real
from seqkit.layers.several_steps import run_loop

CELLS = {
    "rnn": keras.layers.SimpleRNN,
    "lstm": keras.layers.LSTM,
    "gru": keras.layers.GRU,
}
# Steps a turn of the loop. From eight on the steps themselves take the time; to train
# with, more than one gain little, and their gradient is slow to trace.
SERVED, TRAINED = 8, 1


class Recurrence(keras.layers.Layer):
    """Runs one recurrent layer in one direction, over the real steps of each row.

    Padding stands on the right, so the outputs of real steps cannot see it and need
    no mask: cuDNN stays usable, also for rows without a real step.

    Args:
        units: int, width of the outputs and of each part of the state.
        cell: "rnn", "lstm" or "gru".
        backward: bool, read each row from its last real step to its first.
        reset_after: bool, which GRU; see `RecurrentStack`.

    Call arguments:
        inputs: float `(batch, time, features)`.
        lengths: int32 `(batch,)`, real steps of each row. None: all are real.
        initial_state: `(h,)` or `(h, c)`, each float `(batch, units)`.

    Returns:
        outputs: float `(batch, time, units)`, zero on padding, in the order of
            `inputs`.
        state: like `initial_state`, after the last step read; the initial state
            where a row has no real step.
    """

    def __init__(self, units, cell, backward=False, reset_after=True, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.cell = cell
        self.backward = backward
        arguments = {"reset_after": reset_after} if cell == "gru" else {}
        self.layer = CELLS[cell](
            units,
            return_sequences=True,
            return_state=True,
            dtype=self.dtype_policy,
            **arguments,
        )

    def build(self, input_shape):
        self.layer.build(input_shape)
        self.built = True

    def call(self, inputs, lengths=None, initial_state=None):
        if initial_state is None:
            initial_state = self.zero_state(inputs)
        if self.backward:
            inputs = reverse_real(inputs, lengths)
        given = inputs, lengths, list(initial_state)
        if steps := self._steps_a_turn(lengths):
            outputs, state = self._run_loop(*given, steps)
        else:
            outputs, state = self._run_layer(*given)
        outputs = keep_real(outputs, lengths)
        if self.backward:
            outputs = reverse_real(outputs, lengths)
        return outputs, tuple(state)

    def _steps_a_turn(self, lengths):
        """Says how many steps a turn of `run_loop` takes. None: Keras's layer runs."""
        # An export refuses cuDNN: its graph runs anywhere, and answers one text soon.
        if getattr(self.layer, "use_cudnn", True) is False:
            return SERVED
        # To train, the loop is faster by a GRU's one product, or for want of a mask.
        faster = self.cell == "gru" or self._needs_mask(lengths)
        on_tensorflow = keras.backend.backend() == "tensorflow"
        if faster and on_tensorflow and not keras.distribution.list_devices("gpu"):
            return TRAINED
        return None

    def _run_loop(self, inputs, lengths, initial_state, steps):
        after = run_loop(self.layer.cell, inputs, initial_state, steps)
        if lengths is None:
            return after[0], [part[:, -1] for part in after]
        return after[0], [
            last_real(part, lengths, initial)
            for part, initial in zip(after, initial_state, strict=True)
        ]

    def _run_layer(self, inputs, lengths, initial_state):
        outputs, *state = self.layer(
            inputs, initial_state=initial_state, mask=self._mask(inputs, lengths)
        )
        if lengths is not None:
            state = [last_real(outputs, lengths, initial_state[0])] + [
                ops.where(lengths[:, None] > 0, part, initial)
                for part, initial in zip(state[1:], initial_state[1:], strict=True)
            ]
        return outputs, state

    def _mask(self, inputs, lengths):
        """Every row claims a real step, because cuDNN fails on a row without one."""
        if not self._needs_mask(lengths):
            return None
        return real_steps(inputs, ops.maximum(lengths, 1))

    def _needs_mask(self, lengths):
        """Whether Keras's layer does: the LSTM's c is not an output."""
        return lengths is not None and self.cell == "lstm"

    def step(self, inputs, state):
        """Moves one step: `(rows, features)` to `(rows, units)`, and the new state."""
        outputs, state = self.layer.cell(inputs, list(state))
        return outputs, tuple(state)

    def zero_state(self, inputs):
        """Gives the state before any step, for as many rows as `inputs` has."""
        zeros = ops.zeros((ops.shape(inputs)[0], self.units), dtype=self.compute_dtype)
        return (zeros, zeros) if self.cell == "lstm" else (zeros,)

import keras
from keras import ops

from seqkit.arguments import flag
from seqkit.arguments import share
from seqkit.arguments import whole_number
from seqkit.layers.lengths import check_sequences
from seqkit.layers.lengths import checked_lengths
from seqkit.layers.lengths import checked_mask
from seqkit.layers.lengths import keep_real
from seqkit.layers.lengths import packed
from seqkit.layers.lengths import unpacked
from seqkit.layers.recurrence import Recurrence
from seqkit.layers.recurrent_checks import ADVICE
from seqkit.layers.recurrent_checks import check_cell
from seqkit.layers.recurrent_checks import check_state
from seqkit.layers.recurrent_checks import checked_batch_size
from seqkit.other_names import refuse_foreign
from seqkit.types import State
from seqkit.types import Tensor


@keras.saving.register_keras_serializable(package="seqkit")
class RecurrentStack(keras.layers.Layer):
    """Run a stack of recurrent layers over a batch of sequences, or one step of it.

    Padding stands on the right and never changes a result: a row gives the outputs
    and the state that it gives alone, and a row without any real step gives its
    initial state back.

    Args:
        units: int, width of each layer and of each part of its state.
        depth: int, number of layers.
        cell: "rnn" (tanh), "lstm" or "gru".
        bidirectional: bool, read each layer's inputs both ways; outputs are
            concatenated to `2 * units`.
        residual: bool, add a layer's inputs to its outputs where widths agree.
        dropout: float, share of the values dropped between layers.
        reset_after: bool, for the GRU alone. True applies the reset gate after the
            product with the recurrent weights, as cuDNN does; False before it, as
            Cho et al. write.
        stateful: bool, begin each batch where the batch before ended, row by row,
            until `reset_state()`. No gradient crosses batches.
        batch_size: int, rows of each batch where `stateful`.

    Call arguments:
        inputs: float `(batch, time, features)`.
        lengths: int32 `(batch,)`, real steps of each row. None: those of the Keras
            mask of `inputs`, without one all. A mask may have padding anywhere, also
            on the left; the outputs carry it on.
        initial_state: as the state returned. None: zeros, or the carried state
            where `stateful`.

    Returns:
        outputs: float `(batch, time, units)`, twice as wide where `bidirectional`;
            zero on padding where `lengths` or a mask are given.
        state: tuple over the layers, of `(h,)` or for the LSTM `(h, c)`, each float
            `(batch, units)`, after each row's last real step. Where `bidirectional`,
            of `(forward, backward)`, both like that.

    Raises:
        ValueError: an argument is out of its range, `inputs` do not have three axes,
            `lengths` or `initial_state` do not fit them, or `step` is called on a
            stack that reads both ways.
        TypeError: an argument has the name that Keras or PyTorch gives it.

    Reference:
        rnn: Elman 1990; h' = tanh(x W + h U + b).
        lstm: Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000,
            eq. 3 to 7, without peepholes; the forget bias starts at 1.
        gru: Cho et al. 2014, eq. 5 to 8, https://arxiv.org/abs/1406.1078. `h` and
            its candidate change places: h' = z h + (1 - z) candidate.

    Example:
    >>> stack = RecurrentStack(8, depth=2)
    >>> outputs, state = stack(np.ones((1, 5, 3)), lengths=np.array([4]))
    >>> outputs.shape, len(state)
    ((1, 5, 8), 2)
    """

    def __init__(
        self,
        units,
        depth=1,
        cell="lstm",
        bidirectional=False,
        residual=False,
        dropout=0.0,
        *,
        reset_after=True,
        stateful=False,
        batch_size=None,
        **kwargs,
    ):
        refuse_foreign(RecurrentStack, kwargs, ADVICE)
        check_cell(cell)
        super().__init__(**kwargs)
        self.supports_masking = True
        self.units = units = whole_number("units", units)
        self.depth = depth = whole_number("depth", depth)
        self.cell = cell
        self.bidirectional = bidirectional = flag("bidirectional", bidirectional)
        self.residual = flag("residual", residual)
        self.dropout = dropout = share("dropout", dropout)
        self.reset_after = reset_after = flag("reset_after", reset_after)
        self.stateful = stateful = flag("stateful", stateful)
        self.batch_size = checked_batch_size(stateful, batch_size, bidirectional)
        directions = ("forward", "backward") if bidirectional else ("forward",)
        self.recurrences = [
            [
                Recurrence(
                    units,
                    cell,
                    backward=direction == "backward",
                    reset_after=reset_after,
                    dtype=self.dtype_policy,
                    name=f"{direction}_{level}",
                )
                for direction in directions
            ]
            for level in range(depth)
        ]
        self.droppers = [
            keras.layers.Dropout(dropout, dtype=self.dtype_policy)
            for _ in range(depth - 1)
        ]

    def build(self, input_shape):
        check_sequences("RecurrentStack", input_shape)
        width = input_shape[-1]
        for level in self.recurrences:
            for recurrence in level:
                recurrence.build((*input_shape[:-1], width))
            width = self.units * len(level)
        parts = 2 if self.cell == "lstm" else 1
        self.carried = [
            [self._carried_part(f"carried_{level}_{part}") for part in range(parts)]
            for level in range(self.depth if self.stateful else 0)
        ]
        self.input_spec = keras.InputSpec(axes={-1: input_shape[-1]})
        self.built = True

    def _carried_part(self, name):
        return self.add_weight(
            shape=(self.batch_size, self.units),
            initializer="zeros",
            trainable=False,
            # As wide as what is computed, so that no step is rounded twice.
            dtype=self.compute_dtype,
            name=name,
        )

    def call(
        self,
        inputs,
        lengths=None,
        initial_state=None,
        training=False,
        mask=None,
        inputs_mask=None,  # Keras gives it this name beside an initial state
    ):
        check_sequences("RecurrentStack", inputs.shape)
        if lengths is not None:
            lengths = checked_lengths("RecurrentStack", inputs, lengths)
            return self._run(inputs, lengths, initial_state, training)
        mask = inputs_mask if mask is None else mask
        if mask is None:
            return self._run(inputs, None, initial_state, training)
        real = checked_mask("RecurrentStack", inputs, mask)
        inputs, lengths = packed(inputs, real)
        outputs, state = self._run(inputs, lengths, initial_state, training)
        return unpacked(outputs, real), state

    def compute_mask(self, inputs, mask=None):
        return [mask]  # of the outputs; states have no time

    def _run(self, inputs, lengths, initial_state, training):
        carry = self.stateful and initial_state is None
        if carry:
            initial_state = [
                tuple(ops.stop_gradient(part) for part in level)
                for level in self.carried
            ]
        if initial_state is not None:
            check_state("RecurrentStack", initial_state, self.zero_state(inputs))
        outputs, state = keep_real(inputs, lengths), []
        for level in range(self.depth):
            initial = None if initial_state is None else initial_state[level]
            outputs, level_state = self._run_level(
                level, outputs, lengths, initial, training
            )
            state.append(level_state)
        if carry:
            self._carry_on(state)
        return outputs, tuple(state)

    def _run_level(self, level, inputs, lengths, initial_state, training):
        dropped = self._drop(level, inputs, training)
        if not self.bidirectional:
            outputs, state = self.recurrences[level][0](dropped, lengths, initial_state)
        else:
            initial_state = initial_state or (None, None)
            both = [
                recurrence(dropped, lengths, initial)
                for recurrence, initial in zip(
                    self.recurrences[level], initial_state, strict=True
                )
            ]
            outputs = ops.concatenate([outputs for outputs, _ in both], axis=-1)
            state = tuple(state for _, state in both)
        return self._add_residual(inputs, outputs), state

    def _drop(self, level, inputs, training):
        return self.droppers[level - 1](inputs, training=training) if level else inputs

    def _add_residual(self, inputs, outputs):
        if self.residual and inputs.shape[-1] == outputs.shape[-1]:
            return inputs + outputs
        return outputs

    def _carry_on(self, state):
        for variables, parts in zip(self.carried, state, strict=True):
            for variable, part in zip(variables, parts, strict=True):
                variable.assign(part)

    def reset_state(self):
        """Clear the carried state, so that the next batch begins a new text."""
        for level in getattr(self, "carried", []):
            for variable in level:
                variable.assign(ops.zeros(variable.shape, dtype=variable.dtype))

    def step(self, inputs: Tensor, state: State) -> tuple[Tensor, State]:
        """Move every row one step, on the weights of `call`.

        Args:
            inputs: float `(rows, features)`.
            state: as `call` returns it, with `rows` rows.

        Returns:
            outputs: float `(rows, units)`.
            state: like `state`.

        Raises:
            ValueError: the stack is bidirectional.
        """
        if self.bidirectional:
            raise ValueError(
                "`step` reads forward, and a bidirectional stack needs the whole "
                "sequence at once. Received a stack with bidirectional=True. "
                "Call the stack on the sequence, or build it with bidirectional=False."
            )
        inputs, new_state = ops.cast(inputs, self.compute_dtype), []
        for level in range(self.depth):
            outputs, level_state = self.recurrences[level][0].step(inputs, state[level])
            inputs = self._add_residual(inputs, outputs)
            new_state.append(level_state)
        return inputs, tuple(new_state)

    def zero_state(self, inputs: Tensor) -> State:
        """Return the state before any step.

        Args:
            inputs: any tensor `(batch, …)` with the rows wanted.

        Returns:
            The state as `call` returns it, all zeros.
        """
        state = [
            tuple(recurrence.zero_state(inputs) for recurrence in level)
            for level in self.recurrences
        ]
        return tuple(level if self.bidirectional else level[0] for level in state)

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "depth": self.depth,
            "cell": self.cell,
            "bidirectional": self.bidirectional,
            "residual": self.residual,
            "dropout": self.dropout,
            "reset_after": self.reset_after,
            "stateful": self.stateful,
            "batch_size": self.batch_size,
        }

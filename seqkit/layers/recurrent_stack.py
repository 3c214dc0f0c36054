import keras
from keras import ops

from seqkit.arguments import flag
from seqkit.arguments import share
from seqkit.arguments import whole_number
from seqkit.layers.carried_state import add_carried
from seqkit.layers.carried_state import clear_carried
from seqkit.layers.carried_state import read_carried
from seqkit.layers.carried_state import write_carried
from seqkit.layers.cells import find_cell
from seqkit.layers.cells import summary_width
from seqkit.layers.lengths import keep_real
from seqkit.layers.masks import packed
from seqkit.layers.masks import unpacked
from seqkit.layers.recurrence import Recurrence
from seqkit.layers.recurrent_checks import ADVICE
from seqkit.layers.recurrent_checks import check_state
from seqkit.layers.recurrent_checks import check_summary
from seqkit.layers.recurrent_checks import checked_batch_size
from seqkit.layers.sequence_checks import check_sequences
from seqkit.layers.sequence_checks import checked_lengths
from seqkit.layers.sequence_checks import checked_mask
from seqkit.names_of_other_libraries import refuse_foreign
from seqkit.types import State
from seqkit.types import Tensor


@keras.saving.register_keras_serializable(package="seqkit")
class RecurrentStack(keras.layers.Layer):
    """Run a stack of recurrent layers over a batch of sequences, or over one step.

    Padding is on the right and never changes a result: the outputs and the state of a
    row are the same as in a batch of this row alone. A row without any real step keeps
    the state that was given.

    Args:
        units: int, width of each layer and of each part of its state.
        depth: int, number of layers.
        cell: "rnn" (tanh), "lstm", "gru" or "lstm_layer_norm".
        bidirectional: bool, read each layer's inputs forward and backward; the outputs
            of both directions are concatenated to `2 * units`.
        residual: bool, add a layer's inputs to its outputs if the widths agree.
        dropout: float, share of the values that are dropped between layers in training.
        reset_after: bool, for the GRU alone. True applies the reset gate after the
            product with the recurrent weights, as cuDNN does; False before the product,
            as in Cho et al.
        stateful: bool, begin each row with the state at the end of the same row of the
            batch before, until `reset_state()`. No gradient crosses batches.
        batch_size: int, number of rows of each batch; needed with `stateful`.

    Call arguments:
        inputs: float `(batch, time, features)`.
        lengths: int32 `(batch,)`, real steps of each row. None: the Keras mask of
            `inputs` marks the real steps; without a mask all steps are real. A mask may
            have padding anywhere, also on the left; the outputs get the same mask.
        state: the state that `start` or a call returned. None: the carried state if
            `stateful`, else zeros.

    Returns:
        outputs: float `(batch, time, units)`, or `(batch, time, 2 * units)` if
            `bidirectional`; zero on padding if there are `lengths` or a mask.
        state: tuple with an entry for each layer: `(h,)`, or `(h, c)` for an LSTM,
            each float `(batch, units)`, after each row's last real step. If
            `bidirectional`, an entry is a pair `(forward, backward)` of such tuples.

    Raises:
        ValueError: an argument is out of its range, `inputs` do not have three axes,
            `lengths`, `state` or a summary do not fit them, or `step` is called on a
            bidirectional stack.
        TypeError: an argument has its name in Keras or PyTorch, such as `input_size`.

    Reference:
        rnn: Elman 1990; h' = tanh(x W + h U + b).
        lstm: Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000,
            eq. 3 to 7, without peepholes; the forget bias starts at 1.
        gru: Cho et al. 2014, eq. 5 to 8, https://arxiv.org/abs/1406.1078;
            h' = z h + (1 - z) candidate.
        lstm_layer_norm: Ba et al. 2016, eq. 20 to 22, https://arxiv.org/abs/1607.06450.
            As in sketch-rnn (Ha & Eck 2017, https://arxiv.org/abs/1704.03477), the sum
            of the products with inputs and h is normalised over the units of each gate;
            Ba et al. normalise each product. c is normalised before its tanh. 0.001 is
            added to each variance; the forget bias starts at 1.

    Example:
    >>> stack = RecurrentStack(8, depth=2)
    >>> outputs, state = stack(np.ones((1, 5, 3)), lengths=np.array([4]))
    >>> outputs.shape, len(state)
    ((1, 5, 8), 2)
    """

    def __init__(
        self,
        units: int,
        depth: int = 1,
        cell: str = "lstm",
        bidirectional: bool = False,
        residual: bool = False,
        dropout: float = 0.0,
        *,
        reset_after: bool = True,
        stateful: bool = False,
        batch_size: int | None = None,
        **kwargs,
    ) -> None:
        refuse_foreign(RecurrentStack, kwargs, ADVICE)
        find_cell(
            cell, stateful=stateful, residual=residual, bidirectional=bidirectional
        )
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
        self.carried = []
        if self.stateful:
            shapes = find_cell(self.cell).shapes(self.units, length=None)
            self.carried = add_carried(self, self.depth, shapes, self.batch_size)
        self.input_spec = keras.InputSpec(axes={-1: input_shape[-1]})
        self.built = True

    def call(
        self,
        inputs,
        lengths=None,
        state=None,
        training=False,
        mask=None,
        inputs_mask=None,  # Keras's name for the mask if a state is given too
    ):
        check_sequences("RecurrentStack", inputs.shape)
        if lengths is not None:
            lengths = checked_lengths("RecurrentStack", inputs, lengths)
            return self._run(inputs, lengths, state, training)
        mask = inputs_mask if mask is None else mask
        if mask is None:
            return self._run(inputs, None, state, training)
        real = checked_mask("RecurrentStack", inputs, mask)
        inputs, lengths = packed(inputs, real)
        outputs, state = self._run(inputs, lengths, state, training)
        return unpacked(outputs, real), state

    def compute_mask(self, inputs, mask=None):
        return [mask]  # of the outputs; states have no axis of time

    def _run(self, inputs, lengths, state, training):
        carry = self.stateful and state is None
        if carry:
            state = read_carried(self.carried)
        if state is not None:
            expected = self.start(ops.shape(inputs)[0], ops.shape(inputs)[1])
            check_state("RecurrentStack", state, expected)
        outputs, after = keep_real(inputs, lengths), []
        for level in range(self.depth):
            before = None if state is None else state[level]
            outputs, level_state = self._run_level(
                level, outputs, lengths, before, training
            )
            after.append(level_state)
        if carry:
            write_carried(self.carried, after)
        return outputs, tuple(after)

    def _run_level(self, level, inputs, lengths, state, training):
        dropped = self._drop(level, inputs, training)
        if not self.bidirectional:
            outputs, state = self.recurrences[level][0](dropped, lengths, state)
        else:
            both = [
                recurrence(dropped, lengths, before)
                for recurrence, before in zip(
                    self.recurrences[level], state or (None, None), strict=True
                )
            ]
            # (batch, time, 2 * units)
            outputs = ops.concatenate([outputs for outputs, _ in both], axis=-1)
            state = tuple(state for _, state in both)
        return self._add_residual(inputs, outputs), state

    def _drop(self, level, inputs, training):
        return self.droppers[level - 1](inputs, training=training) if level else inputs

    def _add_residual(self, inputs, outputs):
        if self.residual and inputs.shape[-1] == outputs.shape[-1]:
            return inputs + outputs
        return outputs

    def reset_state(self) -> None:
        """Set the carried state to zero, so that the next batch begins new texts."""
        clear_carried(getattr(self, "carried", []))

    @property
    def summary_width(self) -> int:
        """Return the width of a summary from which `start` makes the first state."""
        layers = sum(map(len, self.recurrences))
        return summary_width(self.cell, self.units, layers)

    def start(
        self, rows: int | Tensor, length: int | Tensor, summary: Tensor | None = None
    ) -> State:
        """Build the state before the first step.

        Args:
            rows: int or scalar int tensor, number of rows.
            length: int or scalar int tensor, largest number of steps, including the
                steps of a prompt. No cell uses it yet.
            summary: float `(rows, summary_width)`, a vector that is cut into the parts
                of the state, such as a projected summary of an encoder. None: the state
                is zero.

        Returns:
            The state, in the form that `call` returns.

        Raises:
            ValueError: `summary` has another width.
        """
        pieces = None
        if summary is not None:
            check_summary("RecurrentStack", summary, self.summary_width)
            summary = ops.cast(summary, self.compute_dtype)
            # Each is (rows, units).
            pieces = iter(ops.split(summary, self.summary_width // self.units, axis=-1))
        state = [
            tuple(recurrence.start(rows, length, pieces) for recurrence in level)
            for level in self.recurrences
        ]
        return tuple(level if self.bidirectional else level[0] for level in state)

    def step(self, inputs: Tensor, state: State) -> tuple[Tensor, State]:
        """Run one step of every row, with the weights of `call`.

        Args:
            inputs: float `(rows, features)`.
            state: the state that `start`, `step` or `call` returned, with `rows` rows.

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
        inputs, after = ops.cast(inputs, self.compute_dtype), []
        for level in range(self.depth):
            outputs, level_state = self.recurrences[level][0].step(inputs, state[level])
            inputs = self._add_residual(inputs, outputs)
            after.append(level_state)
        return inputs, tuple(after)

    def query(self, state: State) -> Tensor:
        """Return the query of an attention, from the state before a step.

        Args:
            state: the state that `start`, `call` or `step` returned; not bidirectional.

        Returns:
            float `(rows, units)`, the last layer's h.
        """
        return state[-1][0]

    def last(
        self, outputs: Tensor, state: State, lengths: Tensor | None = None
    ) -> Tensor:
        """Return one vector for each row, after its last real step.

        Args:
            outputs: the outputs that `call` returned; they are not used.
            state: the state that `call` returned.
            lengths: the lengths that were given to `call`; they are not used.

        Returns:
            float `(batch, units)`, the last layer's h; if `bidirectional`
            `(batch, 2 * units)`, the h of both directions.
        """
        # The state is already that after the last real step of each row.
        if not self.bidirectional:
            return self.query(state)
        forward, backward = state[-1]
        return ops.concatenate([forward[0], backward[0]], axis=-1)

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

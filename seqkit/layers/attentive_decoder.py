import keras
from keras import ops

from seqkit.arguments import flag
from seqkit.arguments import whole_number
from seqkit.layers.attending_over_time import attending_over_time
from seqkit.layers.attending_step_by_step import attending_step_by_step
from seqkit.layers.attention_by_name import check_attention
from seqkit.layers.attention_by_name import make_attention
from seqkit.layers.attention_layer import check_rows
from seqkit.layers.attention_layer import look_at_one
from seqkit.layers.cells import find_cell
from seqkit.layers.lengths import keep
from seqkit.layers.lengths import last_real
from seqkit.layers.masks import real_of
from seqkit.layers.recurrent_checks import ADVICE
from seqkit.layers.recurrent_checks import check_state
from seqkit.layers.recurrent_stack import RecurrentStack
from seqkit.layers.sequence_checks import check_sequences
from seqkit.names_of_other_libraries import refuse_foreign
from seqkit.types import State
from seqkit.types import Tensor


@keras.saving.register_keras_serializable(package="seqkit")
class AttentiveDecoder(keras.layers.Layer):
    """Run a recurrent stack that attends to a memory at each step: the decoder.

    A call runs all steps, `step` runs one. "bahdanau" attends before the recurrent
    step: the query is the previous state; the step reads the inputs and the context;
    the outputs read the new state, the inputs and the context. "luong" and "luong_dot"
    attend after the recurrent step: the query is the new state; the outputs read the
    new state and the context; the next step reads the outputs beside its inputs (input
    feeding). With None the memory has one step, which is the context of all steps, in
    the order of "bahdanau".

    Args:
        units: int, width of each recurrent layer, and of the attention's hidden layer.
        depth: int, number of recurrent layers.
        cell: "rnn", "lstm", "gru" or "lstm_layer_norm".
        attention: "bahdanau", "luong", "luong_dot" or None.
        readout: int, width of the outputs. None: `units`.
        gated: bool, scale the context by a gate, computed from the previous state;
            only with "bahdanau".
        residual: bool, see `RecurrentStack`.

    Call arguments:
        inputs: float `(batch, time, features)`, one vector for each step.
        memory: float `(batch, source, memory_features)`; `source` is 1 if
            `attention` is None.
        lengths: int32 `(batch,)`, real steps of each memory. None: the Keras mask of
            `memory` marks the real steps; without a mask all steps are real.
        state: the state that `start`, `step` or a call returned. None: the result of
            `start`.
        summary: float `(batch, summary_width)`, a vector for `start` to cut into the
            first state; only without `state`. None: the first state is zero.
        inputs_mask: bool `(batch, time)`, the Keras mask of `inputs`. Keras passes it
            if an embedding with a mask computed the inputs. A step that is not real
            does not change the state, and has outputs and weights of zero. None: all
            steps are real.

    Returns:
        outputs: float `(batch, time, readout)`.
        weights: float `(batch, time, source)`, of each step over the memory. They sum
            to 1, or to 0 if the memory is all padding.
        state: the state after the last step, which `step` takes.

    Raises:
        ValueError: an argument is out of its range, inputs or memory do not have
            three axes, or `lengths`, `state` or `summary` do not fit them.

    Reference:
        Bahdanau et al. 2015, eq. 4 to 6, with tanh in place of the maxout of appendix
        A.2.2, https://arxiv.org/abs/1409.0473. Luong et al. 2015, eq. 5 and 7, and
        section 3.3, https://arxiv.org/abs/1508.04025. Without attention: Cho et al.
        2014, eq. 3, https://arxiv.org/abs/1406.1078. `gated`: Xu et al. 2015, section
        4.2.1, https://arxiv.org/abs/1502.03044.

    Example:
    >>> decoder = AttentiveDecoder(8)
    >>> outputs, weights, _ = decoder(np.ones((1, 5, 3)), np.ones((1, 4, 6)))
    >>> outputs.shape, weights.shape
    ((1, 5, 8), (1, 5, 4))
    """

    def __init__(
        self,
        units: int,
        depth: int = 1,
        cell: str = "gru",
        attention: str | None = "bahdanau",
        readout: int | None = None,
        *,
        gated: bool = False,
        residual: bool = False,
        **kwargs,
    ) -> None:
        refuse_foreign(AttentiveDecoder, kwargs, ADVICE)
        super().__init__(**kwargs)
        self.supports_masking = True
        self.units = units = whole_number("units", units)
        self.depth = depth = whole_number("depth", depth)
        self.cell = cell
        self.attention = attention
        if readout is not None:
            readout = whole_number("readout", readout)
        self.readout = readout
        self.gated = gated = flag("gated", gated)
        check_attention(attention, gated)
        self.residual = residual = flag("residual", residual)
        policy = self.dtype_policy
        self.stack = RecurrentStack(units, depth, cell, residual=residual, dtype=policy)
        self.read = keras.layers.Dense(
            readout or units, "tanh", dtype=policy, name="read"
        )
        # Luong's input feeding: the next step reads the outputs of a step.
        self.feeds = attention in ("luong", "luong_dot")
        self.look = make_attention(attention, units, policy)
        self.gate = None
        if gated:
            self.gate = keras.layers.Dense(1, "sigmoid", dtype=policy, name="gate")

    def build(self, inputs_shape, memory_shape):
        check_sequences("AttentiveDecoder", inputs_shape)
        check_sequences("AttentiveDecoder", memory_shape)
        features, seen = inputs_shape[-1], memory_shape[-1]
        beside, read = seen, self.units + seen + features
        if self.feeds:
            beside, read = self.readout or self.units, self.units + seen
        self.stack.build((None, None, features + beside))
        self.read.build((None, read))
        if self.look is not None:
            self.look.build((None, self.units), memory_shape)
        if self.gate is not None:
            self.gate.build((None, self.units))
        self.input_spec = keras.InputSpec(axes={-1: features})
        self.built = True

    def call(
        self,
        inputs,
        memory,
        lengths=None,
        state=None,
        summary=None,
        inputs_mask=None,
        memory_mask=None,
    ):
        check_rows("AttentiveDecoder", inputs, memory)
        inputs = ops.cast(inputs, self.compute_dtype)
        prepared = self.prepare(memory, lengths, memory_mask)
        state = self._first_state(inputs, state, summary)
        real = real_of("AttentiveDecoder", inputs, None, inputs_mask)
        if self.look is None:
            outputs, weights, state = self._run_stack(inputs, prepared, state, real)
        else:
            outputs, weights, state = self._run(inputs, prepared, state, real)
        return keep(outputs, real), keep(weights, real), state

    def compute_mask(self, inputs, mask=None):
        return [mask, mask]  # of outputs and weights; states have no time

    def _first_state(self, inputs, state, summary):
        """Return the state before the first step of a call."""
        rows, time = ops.shape(inputs)[:2]
        if state is None:
            return self.start(rows, time, summary)
        if summary is not None:
            raise ValueError(
                "A call of `AttentiveDecoder` begins with a `state`, or with a state "
                "that is made from a `summary`. Received both. Leave one out."
            )
        check_state("AttentiveDecoder", state, self.start(rows, time))
        return tuple(map(tuple, state[0])), state[1]

    def _run(self, inputs, prepared, state, real):
        """Run all steps; a step with `real` False leaves the state unchanged."""
        run = attending_over_time if self._has_gradient else attending_step_by_step
        moved, weights, state = run(self, inputs, prepared, state, real)
        return self._read(inputs, moved), weights, state

    @property
    def _has_gradient(self):
        """Return whether `attending_over_time` can run the steps."""
        (first, *_), *_ = self.stack.recurrences
        return (
            find_cell(self.cell).gates is not None
            # Its state is float32, its weights are floats, and no layer adds the inputs
            # of the first one.
            and self.compute_dtype != "float64"
            and self.read.quantization_mode is None
            and not (self.residual and first.layer.cell.kernel.shape[0] == self.units)
        )

    def step(
        self, inputs: Tensor, state: State, prepared: tuple
    ) -> tuple[Tensor, Tensor, State]:
        """Run one step of every row, with the weights of `call`.

        Args:
            inputs: float `(rows, features)`.
            state: the state that `start`, `step` or `call` returned.
            prepared: the result of `prepare`, with `rows` rows.

        Returns:
            outputs: float `(rows, readout)`.
            weights: float `(rows, source)`.
            state: like `state`.
        """
        inputs = ops.cast(inputs, self.compute_dtype)
        state, moved, weights = self.move(inputs, state, prepared)
        return self._read(inputs, moved), weights, state

    def prepare(
        self, memory: Tensor, lengths: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple:
        """Compute the tensors of a memory that all steps share.

        Args:
            memory: float `(batch, source, memory_features)`, see the class.
            lengths: int32 `(batch,)`, see the class.
            mask: bool `(batch, source)`, the memory's Keras mask. None: all are real.

        Returns:
            Nest of tensors, batch first, for `step`.
        """
        if self.look is not None:
            return self.look.prepare(memory, lengths, mask)
        steps = memory.shape[1]
        if isinstance(steps, int) and steps != 1:
            raise ValueError(
                "Without attention a decoder sees one vector: memory of shape (batch, "
                f"1, features). Received shape {tuple(memory.shape)}. Give the "
                "encoder's last state, or an `attention`."
            )
        memory = ops.cast(memory, self.compute_dtype)
        return (keep(memory, real_of("AttentiveDecoder", memory, lengths, mask)),)

    @property
    def summary_width(self) -> int:
        """Return the width of a summary from which `start` makes the first state."""
        return self.stack.summary_width

    def start(
        self, rows: int | Tensor, length: int | Tensor, summary: Tensor | None = None
    ) -> State:
        """Build the state before the first step.

        Args:
            rows: int or scalar int tensor, number of rows.
            length: int or scalar int tensor, largest number of steps.
            summary: float `(rows, summary_width)`, which is cut into the stack's state;
                for example an encoder's `last`, projected by a dense layer. None: the
                state is zero.

        Returns:
            tuple of two: the stack's state; and with input feeding the outputs of the
            step before, zeros here, else `()`.

        Raises:
            ValueError: `summary` has another width.
        """
        state = self.stack.start(rows, length, summary)
        if not self.feeds:
            return state, ()
        return state, self._zeros(rows, self.readout or self.units)

    def last(
        self, outputs: Tensor, state: State, lengths: Tensor | None = None
    ) -> Tensor:
        """Return the outputs of each row's last real step.

        Args:
            outputs: the outputs that `call` returned.
            state: the state that `call` returned; it is not used.
            lengths: int32 `(batch,)`, real steps of each row of `inputs`. None: all
                steps are real.

        Returns:
            float `(batch, readout)`; zero for a row without any real step.
        """
        if lengths is None:
            return outputs[:, -1]
        return last_real(outputs, lengths, ops.zeros_like(outputs[:, 0]))

    def move(
        self, inputs: Tensor, state: State, prepared: tuple
    ) -> tuple[State, Tensor, Tensor]:
        """Run one step without the readout that can be computed for all steps.

        Args: as `step`.

        Returns:
            state: like `state`.
            moved: float `(rows, width)`: with input feeding the outputs of the step;
                else the outputs of the stack, joined with the context.
            weights: float `(rows, source)`.
        """
        state, fed = state
        if self.feeds:
            outputs, state = self.stack.step(_joined(inputs, fed), state)
            context, weights = self.look.attend(outputs, prepared)
            moved = self.read(_joined(outputs, context))
            return (state, moved), moved, weights
        context, weights = self._look_before(self.stack.query(state), prepared)
        outputs, state = self.stack.step(_joined(inputs, context), state)
        return (state, fed), _joined(outputs, context), weights

    def _look_before(self, query, prepared):
        """Return the context and the weights of a query before the recurrent step."""
        if self.look is None:
            return look_at_one(query, prepared[0])
        context, weights = self.look.attend(query, prepared)
        return context if self.gate is None else self.gate(query) * context, weights

    def _read(self, inputs, moved):
        """Return the outputs of one or all steps: `moved` itself with input feeding."""
        return moved if self.feeds else self.read(_joined(moved, inputs))

    def _run_stack(self, inputs, prepared, state, real):
        """Run all steps without attention, in the stack's own loop, which is faster."""
        ones = ops.ones_like(inputs[..., :1])
        context = ones * prepared[0][:, :1]  # (batch, time, features)
        outputs, stack_state = self.stack(
            _joined(inputs, context), state=state[0], mask=real
        )
        outputs = self._read(inputs, _joined(outputs, context))
        return outputs, ones, (stack_state, ())

    def _zeros(self, rows, width):
        return ops.zeros((rows, width), dtype=self.compute_dtype)

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "depth": self.depth,
            "cell": self.cell,
            "attention": self.attention,
            "readout": self.readout,
            "gated": self.gated,
            "residual": self.residual,
        }


def _joined(*parts):
    return ops.concatenate(parts, axis=-1)

import keras
from keras import ops

from seqkit.layers.bahdanau_attention import BahdanauAttention
from seqkit.layers.lengths import check_sequences
from seqkit.layers.lengths import keep_real
from seqkit.layers.luong_attention import LuongAttention
from seqkit.layers.recurrent_stack import RecurrentStack
from seqkit.types import State
from seqkit.types import Tensor

ATTENTIONS = ("bahdanau", "luong", "luong_dot", None)


@keras.saving.register_keras_serializable(package="seqkit")
class AttentiveDecoder(keras.layers.Layer):
    """Runs a recurrent stack that looks at a memory at each step, or one step of it.

    "bahdanau" looks before it moves: the last layer's previous state asks, the context
    goes into the step beside the inputs, and what comes out reads state, inputs and
    context. "luong" and "luong_dot" move, then look: the new state asks, and what comes
    out reads state and context and goes into the next step (input feeding). None sees
    one vector, the same at every step.

    Args:
        units: int, width of each recurrent layer, and of the attention's hidden layer.
        depth: int, number of recurrent layers.
        cell: "rnn", "lstm" or "gru".
        attention: "bahdanau", "luong", "luong_dot" or None.
        readout: int, width of the outputs. None: `units`.
        gated: bool, scale the context by a gate that the previous state opens, for
            "bahdanau" alone.
        residual: bool, as of `RecurrentStack`.

    Call arguments:
        inputs: float `(batch, time, features)`, what each step takes.
        memory: float `(batch, source, memory_features)`; of one step where
            `attention=None`.
        lengths: int32 `(batch,)`, real steps of each memory. None: all are real.
        initial_state: as of `RecurrentStack`. None: zeros.

    Returns:
        outputs: float `(batch, time, readout)`.
        weights: float `(batch, time, source)`, of what each step looked at. They sum
            to 1, or to 0 where the memory is all padding.
        state: as `step` takes it, after the last step, padding or not.

    Raises:
        ValueError: an argument is out of its range, or inputs or memory do not have
            three axes.

    Reference:
        Bahdanau et al. 2015, eq. 4 to 6, with tanh in place of the maxout of appendix
        A.2.2, https://arxiv.org/abs/1409.0473. Luong et al. 2015, eq. 5 and 7, and
        section 3.3, https://arxiv.org/abs/1508.04025. None: Cho et al. 2014, eq. 3,
        https://arxiv.org/abs/1406.1078. `gated`: Xu et al. 2015, section 4.2.1,
        https://arxiv.org/abs/1502.03044.

    Example:
    >>> decoder = AttentiveDecoder(8)
    >>> outputs, weights, _ = decoder(np.ones((1, 5, 3)), np.ones((1, 4, 6)))
    >>> outputs.shape, weights.shape
    ((1, 5, 8), (1, 5, 4))
    """

    def __init__(
        self,
        units,
        depth=1,
        cell="gru",
        attention="bahdanau",
        readout=None,
        *,
        gated=False,
        residual=False,
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_attention(attention, gated)
        self.units = units
        self.depth = depth
        self.cell = cell
        self.attention = attention
        self.readout = readout
        self.gated = gated
        self.residual = residual
        policy = self.dtype_policy
        self.stack = RecurrentStack(units, depth, cell, residual=residual, dtype=policy)
        self.read = keras.layers.Dense(
            readout or units, "tanh", dtype=policy, name="read"
        )
        # Luong's input feeding: outputs go into the next step.
        self.feeds = attention in ("luong", "luong_dot")
        self.look = self.gate = None
        if attention == "bahdanau":
            self.look = BahdanauAttention(units, dtype=policy)
        elif attention is not None:
            score = "dot" if attention == "luong_dot" else "general"
            self.look = LuongAttention(score, dtype=policy)
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
        self.built = True

    def call(self, inputs, memory, lengths=None, initial_state=None):
        inputs = ops.cast(inputs, self.compute_dtype)
        prepared = self.prepare(memory, lengths)
        state = self.start(inputs, initial_state)
        if self.look is None:
            return self._run_without_attention(inputs, prepared, state)

        def move(carried, step_inputs):
            carried = self._move(step_inputs, carried[0], prepared)
            return carried, carried

        carried = (state, *self._nothing(inputs, prepared))
        (state, _, _), (_, moved, weights) = ops.scan(
            move, carried, ops.transpose(inputs, (1, 0, 2))
        )
        moved = ops.transpose(moved, (1, 0, 2))  # (batch, time, …)
        weights = ops.transpose(weights, (1, 0, 2))  # (batch, time, source)
        return self._read(inputs, moved), weights, state

    def step(
        self, inputs: Tensor, state: State, prepared: tuple
    ) -> tuple[Tensor, Tensor, State]:
        """Moves every row one step, on the weights of `call`.

        Args:
            inputs: float `(rows, features)`.
            state: as `start` or a step gave it.
            prepared: as `prepare` gave it, with `rows` rows.

        Returns:
            outputs float `(rows, readout)`, weights float `(rows, source)`, and state.
        """
        inputs = ops.cast(inputs, self.compute_dtype)
        state, moved, weights = self._move(inputs, state, prepared)
        return self._read(inputs, moved), weights, state

    def prepare(self, memory: Tensor, lengths: Tensor | None = None) -> tuple:
        """Does once, for all steps, what hangs on the memory alone.

        Args:
            memory: as of `call`.
            lengths: as of `call`.

        Returns:
            Nest of tensors, batch first.
        """
        if self.look is not None:
            return self.look.prepare(memory, lengths)
        steps = memory.shape[1]
        if isinstance(steps, int) and steps != 1:
            raise ValueError(
                "Without attention a decoder sees one vector: memory of shape (batch, "
                f"1, features). Received shape {tuple(memory.shape)}. Give the "
                "encoder's last state, or an `attention`."
            )
        memory = ops.cast(memory, self.compute_dtype)
        return (keep_real(memory, lengths),)

    def start(self, inputs: Tensor, initial_state: State | None = None) -> State:
        """Gives the state before the first step.

        Args:
            inputs: any tensor `(batch, …)` with the rows wanted.
            initial_state: as of `call`.

        Returns:
            tuple of the stack's state and, under input feeding, the outputs before,
            else `()`.
        """
        if initial_state is None:
            initial_state = self.stack.zero_state(inputs)
        stack_state = tuple(map(tuple, initial_state))
        if not self.feeds:
            return stack_state, ()
        return stack_state, self._zeros(inputs, self.readout or self.units)

    def _move(self, inputs, state, prepared):
        """Gives the state after a step, what its reading needs, and the weights."""
        state, fed = state
        if self.feeds:
            outputs, state = self.stack.step(_joined(inputs, fed), state)
            context, weights = self.look.attend(outputs, prepared)
            moved = self.read(_joined(outputs, context))
            return (state, moved), moved, weights
        context, weights = self._look_before(state[-1][0], prepared)
        outputs, state = self.stack.step(_joined(inputs, context), state)
        return (state, fed), _joined(outputs, context), weights

    def _look_before(self, query, prepared):
        """Gives the context of a step that has not moved yet."""
        if self.look is None:
            return prepared[0][:, 0], ops.ones_like(prepared[0][:, :1, 0])
        context, weights = self.look.attend(query, prepared)
        return context if self.gate is None else self.gate(query) * context, weights

    def _read(self, inputs, moved):
        """Makes outputs of one step or of all; input feeding has made them."""
        return moved if self.feeds else self.read(_joined(moved, inputs))

    def _run_without_attention(self, inputs, prepared, state):
        """Runs all steps by the stack's own, faster, loop."""
        ones = ops.ones_like(inputs[..., :1])
        context = ones * prepared[0][:, :1]  # (batch, time, features)
        outputs, stack_state = self.stack(
            _joined(inputs, context), initial_state=state[0]
        )
        outputs = self._read(inputs, _joined(outputs, context))
        return outputs, ones, (stack_state, ())

    def _nothing(self, inputs, prepared):
        """What `ops.scan` takes for the shapes of what leaves the loop."""
        values, _, _ = prepared
        width = self.readout or self.units
        if not self.feeds:
            width = self.units + values.shape[-1]
        return self._zeros(inputs, width), ops.zeros_like(values[..., 0])

    def _zeros(self, inputs, width):
        return ops.zeros((ops.shape(inputs)[0], width), dtype=self.compute_dtype)

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


def check_attention(attention, gated=False):
    """Refuses a kind of attention that there is not."""
    if attention not in ATTENTIONS:
        raise ValueError(
            f"`attention` is one of {', '.join(map(repr, ATTENTIONS))}. "
            f"Received {attention!r}."
        )
    if gated and attention != "bahdanau":
        raise ValueError(
            "`gated=True` scales what Bahdanau's attention gives before the step. "
            f'Received attention={attention!r}. Give `attention="bahdanau"`.'
        )


def _joined(*parts):
    return ops.concatenate(parts, axis=-1)

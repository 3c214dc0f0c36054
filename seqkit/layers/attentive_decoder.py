import keras
from keras import ops

from seqkit.arguments import flag
from seqkit.arguments import whole_number
from seqkit.layers.attention_layer import check_rows
from seqkit.layers.bahdanau_attention import BahdanauAttention
from seqkit.layers.lengths import check_sequences
from seqkit.layers.lengths import keep
from seqkit.layers.lengths import real_of
from seqkit.layers.luong_attention import LuongAttention
from seqkit.layers.recurrent_checks import ADVICE
from seqkit.layers.recurrent_checks import check_state
from seqkit.layers.recurrent_stack import RecurrentStack
from seqkit.layers.scan import scan
from seqkit.other_names import refuse_foreign
from seqkit.types import State
from seqkit.types import Tensor

ATTENTIONS = ("bahdanau", "luong", "luong_dot", None)


@keras.saving.register_keras_serializable(package="seqkit")
class AttentiveDecoder(keras.layers.Layer):
    """Run a recurrent stack that looks at a memory at each step, or one step of it.

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
        lengths: int32 `(batch,)`, real steps of each memory. None: those of the Keras
            mask of `memory`, without one all.
        initial_state: as of `RecurrentStack`. None: zeros.
        inputs_mask: bool `(batch, time)`, the Keras mask of `inputs`, which a decoder
            of masked embeddings gets from Keras. Steps that are not real leave the
            state as it is; their outputs and weights are zero. None: all are real.

    Returns:
        outputs: float `(batch, time, readout)`.
        weights: float `(batch, time, source)`, of what each step looked at. They sum
            to 1, or to 0 where the memory is all padding.
        state: as `step` takes it, after the last step.

    Raises:
        ValueError: an argument is out of its range, inputs or memory do not have
            three axes, or `lengths` or `initial_state` do not fit them.

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
        self.input_spec = keras.InputSpec(axes={-1: features})
        self.built = True

    def call(
        self,
        inputs,
        memory,
        lengths=None,
        initial_state=None,
        inputs_mask=None,
        memory_mask=None,
    ):
        check_rows("AttentiveDecoder", inputs, memory)
        inputs = ops.cast(inputs, self.compute_dtype)
        prepared = self.prepare(memory, lengths, memory_mask)
        state = self.start(inputs, initial_state)
        real = real_of("AttentiveDecoder", inputs, None, inputs_mask)
        if self.look is None:
            outputs, weights, state = self._run_stack(inputs, prepared, state, real)
        else:
            outputs, weights, state = self._run(inputs, prepared, state, real)
        return keep(outputs, real), keep(weights, real), state

    def compute_mask(self, inputs, mask=None):
        return [mask, mask]  # of outputs and weights; states have no time

    def _run(self, inputs, prepared, state, real):
        """Run all steps; where `real` is False, the state stays."""
        features, steps = inputs.shape[-1], inputs
        if real is not None:
            steps = _joined(inputs, ops.cast(real, inputs.dtype)[..., None])
        start = (state, *self._nothing(inputs, prepared))

        def move(carried, step):
            carried = keras.tree.pack_sequence_as(start, carried)
            after = self._move(step[:, :features], carried[0], prepared)
            if real is not None:
                after = _where(step[:, features:] > 0, after, carried)
            return keras.tree.flatten(after)

        last, after = scan(move, keras.tree.flatten(start), steps)
        *_, moved, weights = after  # (batch, time, …)
        state, _, _ = keras.tree.pack_sequence_as(start, last)
        return self._read(inputs, moved), weights, state

    def step(
        self, inputs: Tensor, state: State, prepared: tuple
    ) -> tuple[Tensor, Tensor, State]:
        """Move every row one step, on the weights of `call`.

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

    def prepare(
        self, memory: Tensor, lengths: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple:
        """Compute, once for all steps, what depends on the memory alone.

        Args:
            memory: as of `call`.
            lengths: as of `call`.
            mask: bool `(batch, source)`, the memory's Keras mask. None: all are real.

        Returns:
            Nest of tensors, batch first.
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

    def start(self, inputs: Tensor, initial_state: State | None = None) -> State:
        """Return the state before the first step.

        Args:
            inputs: any tensor `(batch, …)` with the rows wanted.
            initial_state: as of `call`.

        Returns:
            tuple of the stack's state and, under input feeding, the outputs before,
            else `()`.
        """
        zeros = self.stack.zero_state(inputs)
        if initial_state is None:
            initial_state = zeros
        check_state("AttentiveDecoder", initial_state, zeros)
        stack_state = tuple(map(tuple, initial_state))
        if not self.feeds:
            return stack_state, ()
        return stack_state, self._zeros(inputs, self.readout or self.units)

    def _move(self, inputs, state, prepared):
        """Return the state after a step, what `_read` needs of it, and the weights."""
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
        """Return the context of a step that has not moved yet, and the weights."""
        if self.look is None:
            return prepared[0][:, 0], ops.ones_like(prepared[0][:, :1, 0])
        context, weights = self.look.attend(query, prepared)
        return context if self.gate is None else self.gate(query) * context, weights

    def _read(self, inputs, moved):
        """Compute the outputs of one step or of all; input feeding already has."""
        return moved if self.feeds else self.read(_joined(moved, inputs))

    def _run_stack(self, inputs, prepared, state, real):
        """Run all steps, without attention, by the stack's own, faster, loop."""
        ones = ops.ones_like(inputs[..., :1])
        context = ones * prepared[0][:, :1]  # (batch, time, features)
        outputs, stack_state = self.stack(
            _joined(inputs, context), initial_state=state[0], mask=real
        )
        outputs = self._read(inputs, _joined(outputs, context))
        return outputs, ones, (stack_state, ())

    def _nothing(self, inputs, prepared):
        """Return zeros of the shapes that leave the loop."""
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
    """Raise ValueError unless there is such an attention."""
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


def _where(condition, one, other):
    """Choose between two nests, row by row."""
    return keras.tree.map_structure(
        lambda left, right: ops.where(condition, left, right), one, other
    )

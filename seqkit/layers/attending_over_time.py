"""The steps of `AttentiveDecoder` in one loop, with a gradient that is written out."""

import keras
from keras import ops

from seqkit.backend.own_gradient import own_gradient
from seqkit.backend.run_steps import run_steps
from seqkit.layers.attending_steps import AttendsAfter
from seqkit.layers.attending_steps import AttendsBefore
from seqkit.layers.cells import find_cell
from seqkit.layers.levels_of_step import Levels
from seqkit.layers.products_of_steps import product
from seqkit.types import State
from seqkit.types import Tensor

STACKED = 3  # tensors that a step returns for all steps, beside h and what is fed


def attending_over_time(
    decoder: keras.layers.Layer,
    inputs: Tensor,
    memory: tuple,
    state: State,
    real: Tensor | None,
) -> tuple[Tensor, Tensor, State]:
    """Run all steps of an `AttentiveDecoder`, with an attention and a cell of `Gates`.

    The product of all inputs is computed before the loop. The loop keeps what its
    gradient reads, and the gradients of the weights are one product each after it; so
    on a CPU a decoder trains faster than with the gradient that the backend finds. In
    mixed precision the products are of the lower precision; the state, the gates and
    the weights of the attention are float32.

    Args:
        decoder: built `AttentiveDecoder`.
        inputs: float `(batch, time, features)`, at least one step.
        memory: tuple, the result of `decoder.prepare`.
        state: the state before the first step.
        real: bool `(batch, time)`; a step that is not real changes no state. None: all
            are real.

    Returns:
        moved: float `(batch, time, …)`: with input feeding the outputs of the decoder;
            else the outputs of the stack, joined with the contexts.
        shares: float `(batch, time, source)`, the weights of the attention.
        state: like `state`, after the last step.

    Reference: see `AttentiveDecoder`.
    """
    dtype, (values, keys, seen) = decoder.compute_dtype, memory
    for_inputs, weights = _weights(decoder, inputs.shape[-1])
    steps = ops.transpose(inputs, (1, 0, 2))  # (time, batch, features)
    hoisted = product(steps, for_inputs)  # (time, batch, gates * units)
    start = keras.tree.map_structure(lambda part: ops.cast(part, "float32"), state)
    given = (hoisted, (values, keys), weights, start)
    if real is not None:
        real = ops.transpose(real)[..., None]  # (time, batch, 1)
    after = _differentiable(decoder, given, seen, real)(*keras.tree.flatten(given))
    after = [ops.cast(part, dtype) for part in after]
    shares, *moved = (ops.transpose(part, (1, 0, 2)) for part in after[:STACKED])
    moved = moved[0] if decoder.feeds else ops.concatenate(moved, axis=-1)
    return moved, shares, keras.tree.pack_sequence_as(state, after[STACKED:])


def _weights(decoder, features):
    """Return the kernel of the inputs, and the other weights as `_step` takes them."""
    dtype = decoder.compute_dtype
    cells = [recurrence.layer.cell for (recurrence,) in decoder.stack.recurrences]
    kernels = [ops.cast(cell.kernel, dtype) for cell in cells]
    for_inputs, kernels[0] = ops.split(kernels[0], [features], axis=0)
    levels = tuple(
        (
            kernel,
            ops.cast(cell.recurrent_kernel, dtype),
            ops.reshape(ops.cast(cell.bias, "float32"), (-1, kernel.shape[-1])),
        )
        for kernel, cell in zip(kernels, cells, strict=True)
    )
    asks = tuple(ops.cast(each, dtype) for each in decoder.look.asks)
    layer = decoder.read if decoder.feeds else decoder.gate
    if layer is None:
        return for_inputs, (levels, asks, ())
    beside = ops.cast(layer.kernel, dtype), ops.cast(layer.bias, "float32")
    return for_inputs, (levels, asks, beside)


def _step(decoder, memory, weights):
    levels, asks, beside = weights
    levels = Levels(find_cell(decoder.cell).gates, decoder.residual, levels)
    order = AttendsAfter if decoder.feeds else AttendsBefore
    return order(levels, decoder.look.scoring, memory, asks, beside)


def _differentiable(decoder, given, seen, real):
    """Return a function of the tensors of `given` that has a gradient of its own."""
    reals = () if real is None else (real,)
    flatten, pack = keras.tree.flatten, keras.tree.pack_sequence_as

    @own_gradient
    def run(*flat):
        """Return the stacked tensors of all steps, and the last state."""
        hoisted, memory, weights, start = pack(given, flat)
        step = _step(decoder, (*memory, seen), weights)
        forms = {}  # of the nests that the loops flatten

        def forward(carried, inputs):
            hoisted, *real = inputs
            carried = pack(start, carried)
            after, stacked, kept = step.forward(hoisted, carried)
            after = _where(real, after, carried)
            forms["kept"] = kept
            outputs = (*stacked, *_recalled(after), *flatten(kept))
            return tuple(flatten(after)), outputs

        count = STACKED + len(_recalled(start))
        last, after = run_steps(
            forward, tuple(flatten(start)), (hoisted, *reals), stack=count
        )
        stacked, after, kept = after[:STACKED], after[STACKED:count], after[count:]
        sizes = STACKED, STACKED, len(kept)

        def gradient(*upstream):
            # TensorFlow gives one gradient each, JAX one tuple of them.
            upstream = upstream if len(upstream) > 1 else upstream[0]
            transposed, sums = step.transposed(), step.start()
            zeros = keras.tree.map_structure(ops.zeros_like, start)

            def backward(carried, inputs):
                of_upstream, stacked, kept, real = _cut(inputs, sizes)
                of_after, sums_before = pack((start, sums), carried)
                of_before, left, sums_after = step.backward(
                    _where(real, of_after, zeros),
                    of_upstream,
                    stacked,
                    pack(forms["kept"], kept),
                    sums_before,
                    transposed,
                )
                if real:
                    skipped = _where(real, zeros, of_after)
                    of_before = keras.tree.map_structure(ops.add, of_before, skipped)
                forms["left"] = left
                return tuple(flatten((of_before, sums_after))), tuple(flatten(left))

            carried, left = run_steps(
                backward,
                (*upstream[STACKED:], *flatten(sums)),
                (*upstream[:STACKED], *stacked, *kept, *reals),
                reverse=True,
            )
            of_start, sums = pack((start, sums), carried)
            left = pack(forms["left"], left)
            before = [
                ops.concatenate([first[None], part[:-1]])
                for first, part in zip(_recalled(start), after, strict=True)
            ]
            of_memory, of_weights = step.of_weights(stacked, before, after, left, sums)
            of_given = (left[0][0][0], of_memory, of_weights, of_start)
            return tuple(
                ops.cast(each, to.dtype)
                for each, to in zip(flatten(of_given), flat, strict=True)
            )

        return (*stacked, *last), gradient

    return run


def _recalled(carried):
    """Return h of each layer, and what is fed."""
    state, fed = carried
    return (*(h for h, *_ in state), *keras.tree.flatten(fed))


def _where(real, one, other):
    """Choose between two nests, row by row; the first one without `real`."""
    if not real:
        return one
    return keras.tree.map_structure(
        lambda left, right: ops.where(real[0], left, right), one, other
    )


def _cut(tensors, sizes):
    """Cut a tuple into parts of these sizes, and the rest."""
    parts = []
    for size in sizes:
        parts.append(tensors[:size])
        tensors = tensors[size:]
    return *parts, tensors

"""Compute the gradient that reaches the states of a recurrent model, step by step."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from seqkit.arguments import is_several
from seqkit.backend.gradient import gradient
from seqkit.explain.flow_of_gradients import GradientFlow
from seqkit.explain.jacobian_products import has_closed_form
from seqkit.explain.jacobian_products import jacobian_products
from seqkit.explain.jacobian_products import recurrent_matrix
from seqkit.explain.nudged_stack import nudges_width
from seqkit.explain.nudged_stack import run_nudged
from seqkit.layers.recurrent_matrices import spectral_radius
from seqkit.layers.recurrent_stack import RecurrentStack


def gradient_flow(model: keras.Model, batch: Any) -> GradientFlow:
    """Return the norm of the gradient that goes back through the steps of a batch.

    The loss is the model's own, of one step: each row's last target, or its label. Its
    gradient with respect to the state after the same step, and after each step before,
    is computed by automatic differentiation. For a vanilla RNN it is also computed as
    the product of Jacobians of the lectures. Dropout is off.

    The state of an LSTM is h and c together, since the gradient goes back through both.

    Args:
        model: `LanguageModel`, or another model of seqkit with one `RecurrentStack`
            that reads forward, such as a `SequenceClassifier` with
            `bidirectional=False, pooling="last"`. Attention and pooling over time would
            lead the gradient past the steps.
        batch: str or list of str, texts for a `LanguageModel`; or a pair of arrays, ids
            `(batch, time)` and targets, as `fit` takes: `next(iter(batches))`.

    Returns:
        `GradientFlow`, whose `print` shows a table and whose `plot` draws it.

    Raises:
        TypeError: the model has no `RecurrentStack`, or `batch` is neither texts nor a
            pair.
        ValueError: the stack reads in both directions, the model has a CRF, or no row
            has a target.

    Reference: Bengio et al. 1994; Pascanu et al. 2013, section 2.1 and eq. 5,
        https://arxiv.org/abs/1211.5063.

    Example:
    >>> flow = explain.gradient_flow(model, "a text of some thirty letters.")
    >>> flow.norms[0, :3]  # of the loss's own step, and of the two steps before
    array([0.41, 0.22, 0.13], dtype=float32)
    """
    model = _stateless(model)
    stack = _stack_of(model)
    ids, targets, last = _last_targets(*_pair(model, batch))
    # Not as a graph, which takes longer to trace than one run of a batch takes.
    slopes, of_outputs, *states = map(
        ops.convert_to_numpy, _slopes(model, stack, ids, targets)
    )
    closed = eigenvalues = singular_values = None
    if has_closed_form(stack):
        closed = jacobian_products(stack, states, of_outputs)
        closed = _norms_back(closed, last, stack.depth)
        matrices = [recurrent_matrix(stack, level) for level in range(stack.depth)]
        eigenvalues = [spectral_radius(matrix) for matrix in matrices]
        singular_values = [float(np.linalg.norm(matrix, 2)) for matrix in matrices]
    norms = _norms_back(slopes, last, stack.depth)
    return GradientFlow(
        stack.cell, len(ids), norms, closed, eigenvalues, singular_values
    )


def _slopes(model, stack, ids, targets):
    """Return the gradients of states and outputs, then the states, h and c by layer."""
    ids, targets = ops.convert_to_tensor(ids), ops.convert_to_tensor(targets)
    # The graph of the model in two parts, before and after the stack.
    read = keras.Function(model.inputs, [*keras.tree.flatten(stack.input)])
    inputs, *lengths = read([ids])
    lengths = lengths[0] if lengths else None
    middle = keras.tree.flatten(stack.output)
    answer = keras.Function([*middle, *model.inputs], model.outputs)
    rows, steps = ops.shape(ids)[:2]
    zero = ops.zeros((rows, steps, nudges_width(stack)), dtype=stack.compute_dtype)

    def loss(nudges):
        outputs, state, _ = run_nudged(stack, inputs, nudges, lengths)
        (logits,) = answer([outputs, *keras.tree.flatten(state), ids])
        mean = model.compute_loss(ids, targets, logits, None, training=False)
        return mean * ops.cast(rows, mean.dtype)  # the sum over the rows

    slopes = gradient(loss, zero)
    _, _, states = run_nudged(stack, inputs, zero, lengths)
    # A vanilla RNN has one part in each layer, h.
    return [slopes[..., : -stack.units], slopes[..., -stack.units :], *states]


def _norms_back(slopes, last, depth):
    """Return mean norms `(depth, steps)`, the first of each row's last real step."""
    batch, time = slopes.shape[:2]
    norms = slopes.astype("float64").reshape(batch, time, depth, -1)
    norms = np.linalg.norm(norms, axis=-1)  # (batch, time, depth)
    places = last[:, None] - np.arange(last.max() + 1)  # (batch, steps)
    norms = np.take_along_axis(norms, np.maximum(places, 0)[..., None], axis=1)
    # A row has no steps before its first.
    norms = np.ma.masked_array(
        norms, np.broadcast_to(places[..., None] < 0, norms.shape)
    )
    return norms.mean(axis=0).filled(np.nan).T.astype("float32")


def _pair(model, batch) -> tuple[np.ndarray, np.ndarray]:
    """Return ids and targets of texts, or of a batch as `fit` takes it."""
    texts = [batch] if isinstance(batch, str) else batch
    if (
        is_several(texts)
        and len(texts)
        and all(isinstance(each, str) for each in texts)
    ):
        if not hasattr(model, "generate"):
            raise TypeError(
                "Targets of a text are known to a `LanguageModel` alone. Received "
                f"texts for a {type(model).__name__}. Give a pair of arrays, such as "
                "`next(iter(batches))` of the data for `fit`."
            )
        ids = model.vocabulary.encode(list(texts), start=True, end=True)
        return ids[:, :-1], ids[:, 1:]
    if not isinstance(batch, Sequence) or len(batch) not in (2, 3):
        raise TypeError(
            "`batch` is texts, or a pair of ids and targets. Received "
            f"{type(batch).__name__}. Give `next(iter(batches))` of the data for `fit`."
        )
    return tuple(np.asarray(part) for part in batch[:2])


def _last_targets(ids, targets):
    """Return the rows that have a target, their last targets, and the steps of these.

    Of targets `(batch, time)` only the last of each row is kept; 0 is padding.
    """
    places = targets if targets.ndim > 1 else ids
    real = places != 0  # (batch, time)
    if ids.ndim != 2 or real.shape != ids.shape or not real.any():
        raise ValueError(
            "`gradient_flow` needs ids (batch, time), and a target for at least one "
            f"row. Received ids of shape {ids.shape} and targets of shape "
            f"{targets.shape}, with {int(real.any(axis=-1).sum())} rows that have one. "
            "Give a batch of the data for `fit`."
        )
    rows = real.any(axis=1)
    ids, targets, real = ids[rows], targets[rows], real[rows]
    last = real.shape[1] - 1 - real[:, ::-1].argmax(axis=1)  # (batch,)
    if targets.ndim > 1:
        steps = np.arange(targets.shape[1])
        targets = np.where(steps == last[:, None], targets, 0)
    return ids.astype("int32"), targets.astype("int32"), last


def _stateless(model):
    """Return a model, or its copy without a carried state, whose rows are fixed."""
    if not getattr(model, "stateful", False):
        return model
    config = model.get_config() | {"stateful": False, "batch_size": None}
    copy = type(model).from_config(config)
    pairs = zip(copy.trainable_variables, model.trainable_variables, strict=True)
    for new, old in pairs:
        new.assign(old)
    return copy


def _stack_of(model) -> RecurrentStack:
    """Return the one stack of a model; raise an error if the model does not fit."""
    layers = getattr(model, "layers", ())
    stacks = [layer for layer in layers if isinstance(layer, RecurrentStack)]
    if len(stacks) != 1 or len(model.inputs) != 1:
        raise TypeError(
            "`gradient_flow` follows the gradient through the one `RecurrentStack` of "
            f"a model with one input. Received a {type(model).__name__} with "
            f"{len(stacks)}. Give a `LanguageModel`, say."
        )
    if stacks[0].bidirectional or getattr(model, "crf", None) is not None:
        raise ValueError(
            "`gradient_flow` goes back from one step, through layers that read "
            f"forward. Received bidirectional={stacks[0].bidirectional}, "
            f"crf={getattr(model, 'crf', None) is not None}. Build the model with "
            "`bidirectional=False`, and a tagger with `crf=False` too."
        )
    return stacks[0]

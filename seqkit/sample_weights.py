"""The weights of targets in losses and metrics, which are 0 on padding."""

from keras import ops

from seqkit.types import Tensor


def real_weights(targets: Tensor, sample_weight: Tensor | None = None) -> Tensor:
    """Return the weight of each target in a mean; padding has weight 0.

    Args:
        targets: int32 `(batch, time)`; 0 is padding.
        sample_weight: float `(batch, time)`, a weight for each target; or `(batch,)` or
            `(batch, 1)`, a weight for all targets of a row. None: all weights are 1.

    Returns:
        float32 `(batch, time)`.

    Raises:
        ValueError: `sample_weight` has another shape.

    Example:
    >>> real_weights(np.array([[7, 8, 0]]), np.array([2.0]))
    [[2., 2., 0.]]
    """
    real = ops.cast(ops.not_equal(targets, 0), "float32")
    if sample_weight is None:
        return real
    weights = ops.cast(sample_weight, "float32")
    try:
        one_axis = len(weights.shape) == 1
        weights = weights[:, None] if one_axis else weights  # (batch, 1 or time)
    except ValueError:
        # In a graph TensorFlow may not know the number of axes.
        weights = ops.reshape(weights, (ops.shape(targets)[0], -1))
    shape, wanted = tuple(weights.shape), tuple(targets.shape)
    if len(shape) != 2 or not (
        shape[1] == 1 or None in (shape[1], wanted[1]) or shape[1] == wanted[1]
    ):
        raise ValueError(
            "`sample_weight` is float of shape (batch, time), one for each target, or "
            f"(batch,), one for each row. Received shape {shape} "
            f"for targets of shape {wanted}. Reshape the weights to one of the two."
        )
    return real * weights

"""Products of all steps of a recurrent layer, in the precision of its weights."""

from keras import ops

from seqkit.types import Tensor


def product(values: Tensor, weights: Tensor) -> Tensor:
    """Multiply values by weights in the precision of the weights.

    Args:
        values: float `(…, features)`.
        weights: float `(features, units)`.

    Returns:
        float32 `(…, units)`.
    """
    return ops.cast(ops.matmul(ops.cast(values, weights.dtype), weights), "float32")


def summed_product(values: Tensor, of_products: Tensor) -> Tensor:
    """Return the gradient of weights, summed over steps and rows in one product.

    Args:
        values: float `(time, batch, features)`, which the weights multiplied.
        of_products: float `(time, batch, units)`, the gradient of the products.

    Returns:
        float `(features, units)`, in the precision of `of_products`.
    """
    rows = ops.reshape(values, (-1, values.shape[-1]))
    rows = ops.cast(rows, of_products.dtype)
    return ops.matmul(
        ops.transpose(rows), ops.reshape(of_products, (-1, of_products.shape[-1]))
    )


def summed(of_products: Tensor) -> Tensor:
    """Return the gradient of a bias, summed over steps and rows.

    It is a product with ones, which TensorFlow computes on a CPU in a quarter of the
    time of a sum over the first axes.

    Args:
        of_products: float `(time, batch, units)`, the gradient of the products.

    Returns:
        float32 `(units,)`.
    """
    rows = ops.reshape(of_products, (-1, of_products.shape[-1]))
    ones = ops.ones((1, ops.shape(rows)[0]), dtype=rows.dtype)
    return ops.cast(ops.matmul(ones, rows)[0], "float32")

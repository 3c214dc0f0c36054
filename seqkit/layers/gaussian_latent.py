import math
from numbers import Real
from typing import Any

import keras
from keras import ops

from seqkit.arguments import share
from seqkit.arguments import whole_number
from seqkit.layers.distributions import normal_draw
from seqkit.noise import uniforms
from seqkit.types import Tensor

START = 0.01  # the share of the weight of the divergence at the first update


@keras.saving.register_keras_serializable(package="seqkit")
class GaussianLatent(keras.layers.Layer):
    """Encode a vector as a normal distribution, and draw a latent vector from it.

    In training the latent vector is drawn; otherwise it is the mean. The layer adds a
    loss: the mean Kullback-Leibler divergence of a dimension from the standard normal
    distribution, at least `floor`, times a weight that rises from 1 % of `weight` to
    `weight` during training. Its computations are in float32.

    Args:
        width: int, dimensions of the latent vector.
        weight: float, the final weight of the divergence.
        floor: float, nats of a dimension below which the divergence has no gradient, so
            that the latent vector is used.
        decay: float, between 0 and 1: after n updates the weight lacks `decay**n` of
            its rise. 0: the weight is constant.

    Call arguments:
        inputs: float `(batch, features)`.

    Returns:
        latents: float32 `(batch, width)`.
        divergences: float32 `(batch,)`, in nats, the sum over the dimensions.

    Raises:
        ValueError: an argument is out of its range.

    Reference:
        Kingma & Welling 2013, eq. 10, https://arxiv.org/abs/1312.6114. Weight and
        floor: Ha & Eck 2017, eq. 10 and 11, https://arxiv.org/abs/1704.03477.

    Example:
    >>> latents, divergences = GaussianLatent(2)(np.zeros((1, 4)))
    >>> divergences
    [0.]
    """

    def __init__(
        self,
        width: int,
        weight: float = 0.5,
        floor: float = 0.2,
        decay: float = 0.99995,
        **kwargs,
    ):
        super().__init__(**{"dtype": "float32", **kwargs})
        self.width = whole_number("width", width)
        self.weight = _least_0("weight", weight)
        self.floor = _least_0("floor", floor)
        self.decay = share("decay", decay)
        small = keras.initializers.RandomNormal(stddev=0.001)
        self.mean = keras.layers.Dense(
            self.width, kernel_initializer=small, dtype=self.dtype_policy, name="mean"
        )
        self.log_variance = keras.layers.Dense(
            self.width,
            kernel_initializer=small,
            dtype=self.dtype_policy,
            name="log_variance",
        )

    def build(self, input_shape):
        self.mean.build(input_shape)
        self.log_variance.build(input_shape)
        options = {"trainable": False, "aggregation": "only_first_replica"}
        # Weights, since Keras does not save the state of its random generators: a model
        # that is saved and loaded goes on with the same random numbers.
        self.seed = self.add_weight((), _random_int, "int32", name="seed", **options)
        self.updates = self.add_weight((), "zeros", "int32", name="updates", **options)
        self.built = True

    def call(self, inputs: Tensor, training: bool = False) -> tuple[Tensor, Tensor]:
        mean, log_variance = self.distribution(inputs)
        divergence = self.divergence(mean, log_variance)  # (batch,)
        latents = mean
        if training:
            drawn = uniforms(self.seed + self.updates, ops.shape(mean)[0], self.width)
            latents = mean + ops.exp(log_variance / 2) * normal_draw(drawn)
        self.add_loss(self._loss(divergence, training))
        return latents, divergence

    def distribution(self, inputs: Tensor) -> tuple[Tensor, Tensor]:
        """Return means and logarithms of variances, float32 `(batch, width)` each.

        Args:
            inputs: float `(batch, features)`.
        """
        return self.mean(inputs), self.log_variance(inputs)

    def divergence(self, mean: Tensor, log_variance: Tensor) -> Tensor:
        """Return the divergence from the standard normal distribution, in nats.

        Args:
            mean: float32 `(batch, width)`.
            log_variance: float32 `(batch, width)`.

        Returns:
            float32 `(batch,)`.
        """
        excess = ops.square(mean) + ops.exp(log_variance) - 1 - log_variance
        return ops.sum(excess, axis=-1) / 2

    def _loss(self, divergence, training):
        """Return the loss of a batch; in training this counts as an update."""
        of_dimension = ops.mean(divergence) / self.width
        weight = self.weight
        if training:
            updates = ops.cast(self.updates, "float32")
            weight = weight * (1 - (1 - START) * ops.power(self.decay, updates))
            self.updates.assign_add(1)
        return weight * ops.maximum(of_dimension, self.floor)

    def get_config(self):
        return {
            **super().get_config(),
            "width": self.width,
            "weight": self.weight,
            "floor": self.floor,
            "decay": self.decay,
        }


def _random_int(shape, dtype):
    """Return the first value of `seed`; `keras.utils.set_random_seed` determines it."""
    return keras.random.randint(shape, 0, 2**31 - 1, dtype)


def _least_0(name: str, value: Any) -> float:
    """Return a number as float; raise ValueError unless it is finite and 0 or more."""
    if isinstance(value, Real) and 0 <= value < math.inf:
        return float(value)
    raise ValueError(
        f"`{name}` of a latent vector is a number of at least 0. Received "
        f"{value!r:.60}. Published are a weight of 0.5 and a floor of 0.2."
    )

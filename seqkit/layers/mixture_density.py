import math

import keras
from keras import ops

from seqkit.arguments import whole_number
from seqkit.layers.distributions import normal_draw
from seqkit.types import Tensor

# Bounds of the logarithm of a deviation, and of the number whose tanh is the
# correlation. Within them a density and its gradient are finite for any offsets.
LOG_DEVIATION, CORRELATION = 7.0, 4.0
PENS = 3  # the pen stays down, is lifted, or the drawing ends
UNIFORMS = 4  # random numbers of one step: the component, both offsets, the pen
COLDEST = 1e-20  # the least temperature that divides; below, logits would overflow


@keras.saving.register_keras_serializable(package="seqkit")
class MixtureDensity(keras.layers.Layer):
    """Predict the next offset and the state of a pen, by a mixture of normals.

    The offset (dx, dy) has a mixture of normal distributions of two dimensions, each
    with a correlation; the pen has one of three states. All computations are in
    float32. Log-likelihoods are finite if offsets and means are at most 1e14 in size:
    deviations are between e^-7 and e^7 in the units of the offsets, and correlations
    between -0.9993 and 0.9993.

    Args:
        mixtures: int, number of normal distributions.

    Call arguments:
        inputs: float `(…, units)`.

    Returns:
        float32 `(…, 6 * mixtures + 3)`, raw numbers, for the other methods: the logits
        of the distributions, the means of dx and of dy, the logarithms of the
        deviations of dx and of dy, and numbers whose tanh are the correlations; then
        the logits of the pen. Bounds are applied by the methods.

    Raises:
        ValueError: `mixtures` is no whole number above 0.

    Reference:
        Ha & Eck 2017, section 3.2, eq. 3 to 6, https://arxiv.org/abs/1704.03477, with
        bounds on deviations and correlations. Graves 2013, eq. 23 to 25,
        https://arxiv.org/abs/1308.0850.

    Example:
    >>> layer = MixtureDensity(mixtures=2)
    >>> raw = layer(np.zeros((1, 8)))  # two normal distributions around 0
    >>> layer.log_likelihood(raw, np.array([[0.0, 0.0, 1.0, 0.0, 0.0]]))
    ([-1.837877], [-1.0986123])
    """

    def __init__(self, mixtures: int = 20, **kwargs):
        super().__init__(**{"dtype": "float32", **kwargs})
        self.mixtures = whole_number("mixtures", mixtures)
        self.dense = keras.layers.Dense(
            6 * self.mixtures + PENS, dtype=self.dtype_policy, name="dense"
        )

    def build(self, input_shape):
        self.dense.build(input_shape)
        self.built = True

    def call(self, inputs: Tensor) -> Tensor:
        return self.dense(inputs)

    def log_likelihood(self, raw: Tensor, steps: Tensor) -> tuple[Tensor, Tensor]:
        """Return the log-densities of offsets and the log-probabilities of pen states.

        Args:
            raw: float32 `(…, 6 * mixtures + 3)`, the outputs of the layer.
            steps: float `(…, 5)`: dx, dy, and 1 for the pen's state and 0 for others.

        Returns:
            Two float32 `(…)`, in nats: the log-density of dx and dy together, and the
            log-probability of the pen's state.
        """
        steps = ops.cast(steps, "float32")
        mixtures, pens = self._parts(raw)
        logits, mean_x, mean_y, log_x, log_y, correlation = mixtures
        x = (steps[..., :1] - mean_x) * ops.exp(-log_x)  # (…, mixtures)
        y = (steps[..., 1:2] - mean_y) * ops.exp(-log_y)
        # 1 / (1 - tanh(r)²) = cosh(r)², without cancellation near a correlation of 1.
        # (x² - 2 ρ x y + y²) / (1 - ρ²) = ((x - ρ y) cosh(r))² + y².
        wide = ops.cosh(correlation)
        distance = ops.square((x - ops.tanh(correlation) * y) * wide) + ops.square(y)
        log_density = ops.log(wide) - log_x - log_y - distance / 2
        log_density = log_density - math.log(2 * math.pi)
        offsets = ops.logsumexp(ops.log_softmax(logits) + log_density, axis=-1)
        return offsets, ops.sum(ops.log_softmax(pens) * steps[..., 2:], axis=-1)

    def draw(
        self, raw: Tensor, uniform: Tensor, temperature: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Draw the next step of each row.

        The temperature divides the logits of the distributions and of the pen, and
        multiplies the variances. At 0 the likeliest pen and the mean of the likeliest
        distribution are taken.

        Args:
            raw: float32 `(rows, 6 * mixtures + 3)`, the outputs of the layer.
            uniform: float32 `(rows, 4)`, random numbers between 0 and 1.
            temperature: float32 `(rows,)`, 0 or more.

        Returns:
            steps: float32 `(rows, 5)`; the offset of a step that ends a drawing is 0.
            scores: float32 `(rows,)`, the log-likelihood of the steps at temperature 1,
                in nats; of an end that of the pen alone.

        Reference: Ha & Eck 2017, eq. 8.
        """
        temperature = ops.reshape(temperature, (-1, 1))  # (rows, 1)
        mixtures, pens = self._parts(raw)
        logits, *numbers = mixtures
        chosen = choose_one(logits, uniform[:, :1], temperature)  # (rows, mixtures)
        mean_x, mean_y, log_x, log_y, correlation = (
            ops.sum(each * chosen, axis=-1, keepdims=True) for each in numbers
        )  # (rows, 1) each
        x, y = ops.split(normal_draw(uniform[:, 1:3]) * ops.sqrt(temperature), 2, -1)
        # With independent normals x and y, ρ y + sqrt(1 - ρ²) x has correlation ρ to y.
        x = ops.tanh(correlation) * y + x / ops.cosh(correlation)
        offsets = ops.concatenate(
            [mean_x + ops.exp(log_x) * x, mean_y + ops.exp(log_y) * y], axis=-1
        )  # (rows, 2)
        pen = choose_one(pens, uniform[:, 3:], temperature)  # (rows, 3)
        offsets = ops.where(pen[:, -1:] > 0, 0.0, offsets)
        steps = ops.concatenate([offsets, pen], axis=-1)  # (rows, 5)
        of_offsets, of_pens = self.log_likelihood(raw, steps)
        return steps, ops.where(pen[:, -1] > 0, 0.0, of_offsets) + of_pens

    def _parts(self, raw):
        """Return the six numbers of each distribution, bounded, and the pen's logits.

        The numbers are float32 `(…, mixtures)` each, the logits `(…, 3)`.
        """
        raw = ops.cast(raw, "float32")
        numbers, pens = raw[..., :-PENS], raw[..., -PENS:]
        logits, mean_x, mean_y, log_x, log_y, correlation = ops.split(numbers, 6, -1)
        log_x = _bounded(log_x, LOG_DEVIATION)
        log_y = _bounded(log_y, LOG_DEVIATION)
        correlation = _bounded(correlation, CORRELATION)
        return (logits, mean_x, mean_y, log_x, log_y, correlation), pens

    def get_config(self):
        return {**super().get_config(), "mixtures": self.mixtures}


def _bounded(numbers, bound):
    """Return numbers between -bound and bound; those near 0 hardly change."""
    return bound * ops.tanh(numbers / bound)


def choose_one(logits: Tensor, uniform: Tensor, temperature: Tensor) -> Tensor:
    """Return one-hot choices, float32 `(rows, choices)`, drawn by logits.

    Args:
        logits: float32 `(rows, choices)`.
        uniform: float32 `(rows, 1)`, random numbers between 0 and 1.
        temperature: float32 `(rows, 1)`; at 0 the highest logit is chosen.
    """
    highest = ops.max(logits, axis=-1, keepdims=True)
    # `ops.softmax` warns of a single choice.
    shares = ops.exp(
        ops.log_softmax((logits - highest) / ops.maximum(temperature, COLDEST))
    )
    # The last sum may be below 1 by rounding, and a random number above it.
    below = ops.cumsum(shares, axis=-1)[:, :-1] <= uniform
    place = ops.sum(ops.cast(below, "int32"), axis=-1)  # (rows,)
    return ops.one_hot(place, logits.shape[-1], dtype="float32")

import keras
from keras import ops

from seqkit.arguments import whole_number
from seqkit.layers.attention_layer import attention_weights
from seqkit.layers.attention_layer import weighted_sum
from seqkit.layers.lengths import keep
from seqkit.layers.masks import real_of
from seqkit.layers.sequence_checks import check_sequences


@keras.saving.register_keras_serializable(package="seqkit")
class AttentionOverTime(keras.layers.Layer):
    """Compute a weighted average of a sequence's real steps, with learned weights.

    The weights of a row sum to 1, and padding has the weight 0. A row without any real
    step has the average 0 and the weights 0.

    Args:
        units: int, width of the hidden layer that scores each step.

    Call arguments:
        inputs: float `(batch, time, features)`.
        lengths: int32 `(batch,)`, real steps of each row. None: the Keras mask of
            `inputs` marks the real steps; without a mask all steps are real.

    Returns:
        pooled: float `(batch, features)`.
        weights: float `(batch, time)`.

    Raises:
        ValueError: `inputs` do not have three axes, or `lengths` do not fit them.

    Reference:
        Yang et al. 2016, "Hierarchical Attention Networks for Document
        Classification", eq. 5 to 7, https://aclanthology.org/N16-1174.

    Example:
    >>> pooled, weights = AttentionOverTime(8)(np.ones((1, 4, 3)))
    >>> weights
    [[0.25 0.25 0.25 0.25]]
    """

    def __init__(self, units: int = 64, **kwargs) -> None:
        super().__init__(**kwargs)
        self.units = units = whole_number("units", units)
        self.project = keras.layers.Dense(
            units, activation="tanh", dtype=self.dtype_policy, name="project"
        )
        self.compare = keras.layers.Dense(
            1, use_bias=False, dtype=self.dtype_policy, name="compare"
        )

    def build(self, input_shape):
        check_sequences("AttentionOverTime", input_shape)
        self.project.build(input_shape)
        self.compare.build((*input_shape[:-1], self.units))
        self.input_spec = keras.InputSpec(axes={-1: input_shape[-1]})
        self.built = True

    def call(self, inputs, lengths=None, mask=None):
        real = real_of("AttentionOverTime", inputs, lengths, mask)
        inputs = keep(inputs, real)
        scores = self.compare(self.project(inputs))[..., 0]  # (batch, time)
        weights = attention_weights(scores, real)
        weights = ops.cast(weights, inputs.dtype)
        return weighted_sum(inputs, weights), weights

    def compute_mask(self, inputs, mask=None):
        return None

    def get_config(self):
        return {**super().get_config(), "units": self.units}

import keras
from keras import ops

from seqkit.layers.lengths import count_real
from seqkit.types import Tensor


@keras.saving.register_keras_serializable(package="seqkit")
class RealSteps(keras.layers.Layer):
    """Count the real steps of each row, and replace NaN by 0.

    It is the first layer of a model. Padding stands on the right: id 0 in integers,
    NaN in floats. A step of floats is padding if all its features are NaN and so are
    all steps after it. NaN before the padding is a missing value.

    NaN is replaced before anything is computed, so outputs and gradients are finite.
    The layer keeps the dtype of its inputs under every precision.

    Args:
        observed: bool, append one channel for each feature: 1 where the feature has a
            value, 0 where it is missing or padding. Only for floats.

    Call arguments:
        inputs: int `(batch, time)`, or int `(batch, time, ids)`, where a step with 0 in
            front is padding; or float `(batch, time, features)`.

    Returns:
        steps: `inputs` with 0 for NaN; float `(batch, time, 2 * features)` with
            `observed`.
        lengths: int32 `(batch,)`, real steps of each row.

    Example:
    >>> nan = np.nan
    >>> RealSteps()(np.array([[[1.0], [nan], [2.0], [nan]]]))
    ([[[1.], [0.], [2.], [0.]]], [3])
    """

    def __init__(self, observed: bool = False, **kwargs):
        super().__init__(**{"autocast": False, **kwargs})
        self.supports_masking = True
        self.observed = observed
        self.built = True

    def call(self, inputs: Tensor) -> tuple[Tensor, Tensor]:
        if "float" not in keras.backend.standardize_dtype(inputs.dtype):
            first = inputs if len(inputs.shape) == 2 else inputs[..., 0]
            return inputs, count_real(first)
        known = ops.logical_not(ops.isnan(inputs))  # (batch, time, features)
        features = tuple(range(2, len(inputs.shape)))
        real = ops.any(known, axis=features) if features else known  # (batch, time)
        counts = ops.arange(1, ops.shape(inputs)[1] + 1, dtype="int32")
        # The last step with a value ends a row; 0 where no step has one.
        lengths = ops.max(ops.where(real, counts, 0), axis=1, initial=0)  # (batch,)
        steps = ops.where(known, inputs, 0)
        if self.observed:
            flags = ops.cast(known, steps.dtype)
            steps = ops.concatenate([steps, flags], axis=-1)
        return steps, lengths

    def compute_mask(self, inputs, mask=None):
        return [mask, None]  # lengths have no time

    def get_config(self):
        return {**super().get_config(), "observed": self.observed}

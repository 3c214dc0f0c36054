import keras
from keras import ops

from seqkit.layers.lengths import count_real
from seqkit.types import Tensor


@keras.saving.register_keras_serializable(package="seqkit")
class RealSteps(keras.layers.Layer):
    """Count the real steps of each row, and replace NaN by 0.

    It is the first layer of a model. Padding is on the right: id 0 in integers, NaN in
    floats. A step of floats is padding if all features of this step and of all steps
    after it are NaN. NaN before the padding is a missing value.

    NaN is replaced before anything is computed, so outputs and gradients are finite.
    The layer keeps the dtype of its inputs under every precision.

    Args:
        observed: bool, only for floats: append one channel for each feature, 1 if the
            feature has a value, 0 if the value is missing or padding.

    Call arguments:
        inputs: int `(batch, time)`; or int `(batch, time, ids)`, in which a step is
            padding if its first id is 0; or float `(batch, time, features)`.

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
        # A row ends with its last step that has a value; it is empty without values.
        lengths = ops.max(ops.where(real, counts, 0), axis=1, initial=0)  # (batch,)
        steps = ops.where(known, inputs, 0)
        if self.observed:
            flags = ops.cast(known, steps.dtype)
            steps = ops.concatenate([steps, flags], axis=-1)
        return steps, lengths

    def compute_mask(self, inputs, mask=None):
        return [mask, None]  # lengths have no axis of time

    def get_config(self):
        return {**super().get_config(), "observed": self.observed}

import keras
import numpy as np


class StopOnNaN(keras.callbacks.Callback):
    """Stop training with an error that gives advice, if the loss is NaN or infinite.

    Raises:
        FloatingPointError: the loss became NaN or infinite.
    """

    # With this attribute, Keras starts the next batch before the loss is computed.
    async_safe = True

    def on_train_batch_end(self, batch, logs=None):
        loss = (logs or {}).get("loss", 0.0)
        if not np.isfinite(loss):
            raise FloatingPointError(
                f"The loss became {float(loss)} at batch {batch + 1}. "
                "Use a smaller learning rate, or clip the gradient: "
                "`keras.optimizers.Adam(1e-3, global_clipnorm=1.0)`. "
                "If the policy is mixed_float16, mixed_bfloat16 has a wider range."
            )

from typing import Any

import keras
from keras import ops

from seqkit.layers.lengths import keep_real
from seqkit.types import Tensor


@keras.saving.register_keras_serializable(package="seqkit")
class EncodedFrames(keras.layers.Layer):
    """Compute a vector of each frame by an image encoder, with layer normalisation.

    The layer owns the encoder, so that the weights of the encoder are saved and
    exported with a model, also if the model reads features. Vectors of padding are 0.

    Args:
        encoder: `seqkit.ImageEncoder`.
        pixels: bool. True: inputs are pixels, which the encoder reads. False: inputs
            are features that the encoder computed before.

    Call arguments:
        steps: float `(batch, time, height, width, 3)` of pixels from 0 to 255; or
            features, float `(batch, time, features)`.
        lengths: int32 `(batch,)`, real frames of each clip. None: all are real.

    Returns:
        float `(batch, time, features)`, the mean of the encoder's grid, normalised.
    """

    def __init__(self, encoder: keras.Model, pixels: bool, **kwargs):
        super().__init__(**{"autocast": False, **kwargs})
        self.supports_masking = True
        self.encoder = encoder
        self.pixels = pixels
        self.normalise = keras.layers.LayerNormalization(dtype=self.dtype_policy)

    @property
    def features(self) -> int:
        """The width of the vectors."""
        return self.encoder.output_shape[-1]

    def build(self, input_shape):
        self.normalise.build((None, None, self.features))
        self.built = True

    def call(
        self,
        steps: Tensor,
        lengths: Tensor | None = None,
        training: bool | None = None,
    ) -> Tensor:
        vectors = ops.cast(steps, "float32")
        if self.pixels:
            batch, time = ops.shape(steps)[0], ops.shape(steps)[1]
            frames = ops.reshape(vectors, (-1, *steps.shape[2:]))
            vectors = pooled_features(self.encoder, frames, training)
            vectors = ops.reshape(vectors, (batch, time, self.features))
        return keep_real(self.normalise(vectors), lengths)

    def compute_output_shape(self, steps_shape, lengths_shape=None):
        return (*steps_shape[:2], self.features)

    def get_config(self):
        encoder = keras.saving.serialize_keras_object(self.encoder)
        return {**super().get_config(), "encoder": encoder, "pixels": self.pixels}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "EncodedFrames":
        encoder = keras.saving.deserialize_keras_object(config["encoder"])
        return cls(**{**config, "encoder": encoder})


def pooled_features(
    encoder: keras.Model, frames: Tensor, training: bool | None = False
) -> Tensor:
    """Return the mean over the grid of an encoder, float32 `(frames, features)`.

    Args:
        encoder: `seqkit.ImageEncoder`.
        frames: float `(frames, height, width, 3)`, pixels from 0 to 255.
        training: bool, see `ImageEncoder.call`.
    """
    grid = encoder(frames, training=training)  # (frames, rows, columns, features)
    return ops.mean(ops.cast(grid, "float32"), axis=(1, 2))

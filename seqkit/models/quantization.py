"""Models whose widest matrices are 8-bit integers."""

import warnings

import keras


class Quantizes:
    """Quantizes and reloads so; a mixin for functional Keras models.

    `get_config` has `quantization` in it.
    """

    quantized = None

    @property
    def quantization(self) -> dict:
        """What `get_config` says of it: nothing where nothing is quantized."""
        return {"quantized": self.quantized} if self.quantized else {}

    def quantize(self, mode=None, config=None, filters=None, **kwargs):
        """Quantize embeddings and dense layers as `keras.Model.quantize`.

        Recurrent layers stay as they are. The optimizer begins anew.

        Args:
            mode: str, "int8".
            config: Keras's own of that mode, which is its default.
            filters: None.
            **kwargs: of Keras's own.

        Raises:
            ValueError: another mode, or the model is quantized already.
        """
        default = keras.quantizers.Int8QuantizationConfig().get_config()
        own = config is not None and config.get_config() != default
        if mode != "int8" or own or filters is not None:
            raise ValueError(
                'These models are quantized by `quantize("int8")`, all layers alike. '
                f"Received mode={mode!r}, filters={filters!r:.80}"
                f"{' and a config of your own' * own}. Leave the others out."
            )
        if self.quantized:
            raise ValueError("The model is quantized already. Received another call.")
        with warnings.catch_warnings():
            # Of every layer that stays as it is.
            warnings.filterwarnings("ignore", ".*does not have a `quantize` method")
            super().quantize("int8", config=config, **kwargs)
        self.quantized = "int8"
        optimizer = type(self.optimizer).from_config(self.optimizer.get_config())
        optimizer.build(self.trainable_variables)
        self.optimizer = optimizer

import warnings
from typing import Any

import keras


class Quantizes:
    """Store the widest matrices as 8-bit integers; a mixin for functional Keras models.

    A quantized model reloads quantized, since `get_config` includes `quantization`.

    Attributes:
        quantized: str, the mode; None of a model that is not quantized.
    """

    quantized = None

    @property
    def quantization(self) -> dict:
        """Entries of `get_config`: the mode, or no entry of a plain model."""
        return {"quantized": self.quantized} if self.quantized else {}

    def quantize(
        self, mode: str | None = None, config: Any = None, filters: Any = None, **kwargs
    ) -> None:
        """Quantize embeddings and dense layers as `keras.Model.quantize`.

        Recurrent layers stay as they are. The optimizer begins anew.

        Args:
            mode: str, "int8".
            config: the default `keras.quantizers.Int8QuantizationConfig`, or None.
            filters: None.
            **kwargs: of `keras.Model.quantize`.

        Raises:
            ValueError: another mode, config or filter, or the model is quantized
                already.
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
            raise ValueError(
                "The model is quantized already. Received another call of `quantize`. "
                "Leave it out."
            )
        with warnings.catch_warnings():
            # Keras warns of every layer that stays as it is.
            warnings.filterwarnings("ignore", ".*does not have a `quantize` method")
            super().quantize("int8", config=config, **kwargs)
        self.quantized = "int8"
        optimizer = type(self.optimizer).from_config(self.optimizer.get_config())
        optimizer.build(self.trainable_variables)
        self.optimizer = optimizer

import warnings
from typing import Any

import keras


class Quantizes:
    """Quantize a model to 8-bit integers; a mixin for functional Keras models.

    A model that is saved after quantization is loaded quantized: its `get_config`
    includes `quantization`.

    Attributes:
        quantized: str, the mode of quantization. None: the model is not quantized.
    """

    quantized = None

    @property
    def quantization(self) -> dict:
        """The entries for `get_config`: a dict with the mode if the model has one."""
        return {"quantized": self.quantized} if self.quantized else {}

    def quantize(
        self, mode: str | None = None, config: Any = None, filters: Any = None, **kwargs
    ) -> None:
        """Store the weights of embeddings and dense layers as 8-bit integers.

        Recurrent layers are not changed. The state of the optimizer is reset.

        Args:
            mode: str, only "int8".
            config: the default `keras.quantizers.Int8QuantizationConfig`, or None.
            filters: only None.
            **kwargs: passed to `keras.Model.quantize`.

        Raises:
            ValueError: `mode`, `config` or `filters` have another value, or the model
                is quantized already.
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
            # Keras warns about every layer that it does not change.
            warnings.filterwarnings("ignore", ".*does not have a `quantize` method")
            super().quantize("int8", config=config, **kwargs)
        self.quantized = "int8"
        optimizer = type(self.optimizer).from_config(self.optimizer.get_config())
        optimizer.build(self.trainable_variables)
        self.optimizer = optimizer

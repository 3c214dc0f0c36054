from typing import Any

from seqkit.losses import TokenCrossEntropy
from seqkit.metrics import NatsPerToken
from seqkit.models.training import TrainsOnIds


class TrainsOnTokens(TrainsOnIds):
    """A mixin for Keras models that predict tokens; the loss is mean nats per token.

    Args:
        inputs: nest of `keras.KerasTensor`, as in `TrainsOnIds`.
        outputs: `keras.KerasTensor`, logits.
        label_smoothing: float, share of each target that the loss spreads evenly over
            the vocabulary. The metric `nats_per_token` is computed without smoothing.
        **kwargs: arguments of `TrainsOnIds`.
    """

    def __init__(
        self, inputs: Any, outputs: Any, *, label_smoothing: float = 0.0, **kwargs
    ):
        super().__init__(
            inputs,
            outputs,
            loss=TokenCrossEntropy(label_smoothing),
            metrics=[NatsPerToken()],
            **kwargs,
        )
        self.label_smoothing = label_smoothing

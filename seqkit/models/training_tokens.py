from typing import Any

from seqkit.losses import TokenCrossEntropy
from seqkit.metrics import NatsPerToken
from seqkit.models.training import TrainsOnIds


class TrainsOnTokens(TrainsOnIds):
    """Train on ids to predict ids, by the mean nats of a token.

    Args:
        inputs: as of `TrainsOnIds`.
        outputs: as of `TrainsOnIds`, logits.
        label_smoothing: float, share of each target that the loss spreads. The metric
            `nats_per_token` counts without.
        **kwargs: of `TrainsOnIds`.
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

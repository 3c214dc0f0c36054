from typing import Any

from seqkit.losses import CTCLoss
from seqkit.metrics import TokenErrorRate
from seqkit.models.stock_losses import TRANSCRIPTS
from seqkit.models.target_checks import check_transcript_targets
from seqkit.models.training import TrainsOnIds


class TrainsOnTranscripts(TrainsOnIds):
    """A mixin for Keras models that train on texts without their alignment, by CTC.

    Outputs are logits float `(batch, steps, vocabulary)` and int32 lengths `(batch,)`;
    targets are ids int32 `(batch, tokens)`, padded with 0.
    """

    data_call = "seqkit.data.transcripts(sounds, texts, model.codec, model.vocabulary)"
    answer_call = "model.transcribe(sounds)"
    encode_call = "model.codec.encode(sounds)"
    convention = TRANSCRIPTS
    accuracy = None
    runs_under_xla = False  # since TensorFlow's operation of CTC does not

    def __init__(self, inputs: Any, outputs: Any, **kwargs: Any):
        super().__init__(
            inputs,
            outputs,
            loss=CTCLoss(),
            metrics=[TokenErrorRate()],
            **kwargs,
        )

    def check_targets(self, y, y_pred):
        """Raise ValueError unless targets have the shape of ids of texts."""
        check_transcript_targets(y)

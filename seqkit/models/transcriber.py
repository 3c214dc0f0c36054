from typing import Any

import keras
from keras import ops

from seqkit.arguments import flag
from seqkit.arguments import share
from seqkit.arguments import whole_number
from seqkit.layers.cells import stack_of
from seqkit.layers.real_steps import RealSteps
from seqkit.layers.reduce_time import ReduceTime
from seqkit.models.codec_input import build_embed
from seqkit.models.codec_input import check_codec
from seqkit.models.codec_input import codec_input
from seqkit.models.codec_input import embed_steps
from seqkit.models.fused_language_model import check_language_model
from seqkit.models.fused_language_model import frozen_copy
from seqkit.models.precision import precision_of
from seqkit.models.streaming_transcripts import StreamsTranscripts
from seqkit.models.text_arguments import check_vocabulary
from seqkit.models.training import rebuilt
from seqkit.models.training_transcripts import TrainsOnTranscripts
from seqkit.models.transcriber_endpoints import transcriber_endpoints
from seqkit.models.transcribing import Transcribing
from seqkit.public_method import public_method
from seqkit.types import END
from seqkit.types import Codec
from seqkit.types import Endpoint
from seqkit.types import Tensor
from seqkit.types import TextCodec

NEVER = -1e9  # the logit of a token that is never written


@keras.saving.register_keras_serializable(package="seqkit")
class Transcriber(TrainsOnTranscripts, Transcribing, StreamsTranscripts, keras.Model):
    """Write what is said in a sound or a video: many to many, without an alignment.

    A recurrent network gives each step the probabilities of the tokens and of a blank.
    A text is as probable as all its alignments to the steps together, so that the model
    trains on texts without times (connectionist temporal classification, CTC).

    The model is compiled already, with Adam, gradients clipped to a norm of 1, the mean
    nats of a transcript as the loss, and the metric `token_error_rate`; so `fit` can be
    called at once.

    Args:
        codec: object that encodes inputs: `Sound`, `Video`, or `Series` of features.
        vocabulary: `Vocabulary` of the characters or the words of the transcripts.
        units: int, width of each direction of the recurrent layers.
        depth: int, number of recurrent layers.
        cell: "rnn", "lstm", "gru" or "lstm_layer_norm".
        bidirectional: bool, read the steps in both directions. False: the model can
            transcribe while somebody speaks, see `stream`.
        stride: int, the number of encoded steps that the recurrent layers read as one;
            see `layers.ReduceTime`. A transcript needs a step for each of its tokens.
        dropout: float, share of the values that are dropped between the recurrent
            layers and before the output.
        input_dropout: float, share of the values that are dropped in the vectors that
            the recurrent layers read.
        language_model: `LanguageModel`, with which a beam search ranks the texts; see
            `with_language_model`. None: the likeliest token of each step is taken.
        language_weight: float, the weight of the language model's log-probability.
        token_bonus: float, nats that are added for each token, since a language model
            prefers short texts.
        beams: int, the number of prefixes that the beam search keeps.
        dtype: str or `keras.DTypePolicy`, the precision of all layers except logits.
            None: Keras's global policy.

    Call arguments:
        inputs: as the codec encodes them, float `(batch, time, …)`, padded on the right
            with NaN.

    Returns:
        list of float32 `(batch, steps, vocabulary)`, logits, where id 0 is the blank
        and ids 1 to 3, unknown, start and end, have no probability; and of int32
        `(batch,)`, the real steps of each row.

    Raises:
        ValueError: an argument is out of its range, or the language model has another
            vocabulary.
        TypeError: `codec` is no codec of numbers, sound or video, or an argument has
            the name that another library uses for it.

    Reference:
        Graves et al. 2006, eq. 2 to 8, https://doi.org/10.1145/1143844.1143891.
        Bidirectional: Graves et al. 2013, https://arxiv.org/abs/1303.5778. Language
        model: Hannun et al. 2014, algorithm 1, https://arxiv.org/abs/1408.2873.

    Example:
    >>> sound = seqkit.Sound.from_waves(paths)
    >>> vocabulary = seqkit.Vocabulary.from_texts(texts, split="characters")
    >>> model = seqkit.Transcriber(sound, vocabulary)
    >>> batches = seqkit.data.transcripts(paths, texts, sound, vocabulary)
    >>> model.fit(batches, epochs=40)
    >>> model.transcribe("call.wav").text
    'call me back'
    """

    @public_method
    def __init__(
        self,
        codec: Codec,
        vocabulary: TextCodec,
        units: int = 256,
        depth: int = 2,
        cell: str = "lstm",
        bidirectional: bool = True,
        stride: int = 2,
        *,
        dropout: float = 0.3,
        input_dropout: float = 0.0,
        language_model: keras.Model | None = None,
        language_weight: float = 0.5,
        token_bonus: float = 0.0,
        beams: int = 16,
        dtype: Any = None,
        **kwargs,
    ):
        check_codec(codec, numbers=True)
        check_vocabulary(vocabulary)
        units = whole_number("units", units)
        depth = whole_number("depth", depth)
        bidirectional = flag("bidirectional", bidirectional)
        stride = whole_number("stride", stride)
        beams = whole_number("beams", beams)
        dropout = share("dropout", dropout)
        input_dropout = share("input_dropout", input_dropout)
        check_language_model(language_model, vocabulary, language_weight, token_bonus)
        language_model = frozen_copy(language_model)
        policy = precision_of(dtype)

        # Layers
        self.language_model = language_model
        self.real = RealSteps(codec.missing)
        self.embed = build_embed(codec, {}, policy)
        self.reduce = ReduceTime(stride, dtype=policy)
        self.drop_inputs = keras.layers.Dropout(input_dropout, dtype=policy)
        self.stack = stack_of(cell)(
            units,
            depth,
            cell,
            bidirectional=bidirectional,
            dropout=dropout,
            dtype=policy,
        )
        self.drop = keras.layers.Dropout(dropout, dtype=policy)
        self.head = keras.layers.Dense(len(vocabulary), dtype="float32", name="head")

        # Graph
        inputs = codec_input(codec)
        steps, lengths = self.real(inputs)
        vectors = embed_steps(self.embed, steps, lengths)  # (batch, time, features)
        vectors, lengths = self.reduce(vectors, lengths)  # (batch, steps, features)
        outputs, _ = self.stack(self.drop_inputs(vectors), lengths=lengths)
        super().__init__(
            inputs,
            [self.logits_of(outputs), lengths],
            dtype=policy,
            missing=codec.missing,
            **kwargs,
        )

        # Config
        self.codec = codec
        self.vocabulary = vocabulary
        self.units = units
        self.depth = depth
        self.cell = cell
        self.bidirectional = bidirectional
        self.stride = stride
        self.dropout = dropout
        self.input_dropout = input_dropout
        self.language_weight = language_weight
        self.token_bonus = token_bonus
        self.beams = beams

    def logits_of(self, outputs: Tensor) -> Tensor:
        """Return the logits of outputs of the recurrent layers; float32.

        Args:
            outputs: float `(…, units)`.

        Returns:
            float32 `(…, vocabulary)`; ids 1 to 3 have no probability.
        """
        logits = self.head(self.drop(outputs))  # (…, vocabulary)
        ids = ops.arange(logits.shape[-1])
        return ops.where((ids > 0) & (ids <= END), NEVER, logits)

    @property
    def seconds_per_step(self) -> float | None:
        """Seconds from one step of the output to the next; None: not known."""
        seconds = getattr(self.codec, "seconds_per_step", None)
        return None if seconds is None else seconds * self.stride

    @public_method
    def with_language_model(
        self,
        language_model: keras.Model,
        language_weight: float = 0.5,
        token_bonus: float = 0.0,
        beams: int = 16,
    ) -> "Transcriber":
        """Return a copy that ranks texts with a language model too (shallow fusion).

        Its `transcribe` and its exports run a beam search, in which the score of a text
        is its log-probability by CTC, plus `language_weight` times that by the language
        model, plus `token_bonus` for each token.

        Args:
            language_model: `LanguageModel` of the same vocabulary; or one of words, if
                the vocabulary of this model are characters.
            language_weight: float, 0 or more.
            token_bonus: float, nats.
            beams: int, the number of prefixes that the search keeps.

        Returns:
            `Transcriber` with equal weights. Training it does not change this model.

        Raises:
            ValueError: the language model has another vocabulary, or an argument is out
                of its range.
        """
        given = self.get_config() | {
            "codec": rebuilt(keras.saving.serialize_keras_object(self.codec)),
            "vocabulary": self.vocabulary,
            "language_model": language_model,
            "language_weight": language_weight,
            "token_bonus": token_bonus,
            "beams": beams,
        }
        given.pop("quantized", None)
        copy = type(self)(**given)
        for part in ("embed", "stack", "head"):
            getattr(copy, part).set_weights(getattr(self, part).get_weights())
        return copy

    def endpoints(self) -> dict[str, Endpoint]:
        """Return the signatures of an export.

        Returns:
            dict of `serving_default`, which returns the text of a raw input and its
            score; with sound also `samples`, which takes numbers in place of a file;
            `align`, which returns the tokens and their first and last steps too; and,
            if the model reads forward only, `start` and `step`, see
            `transcriber_endpoints`.
        """
        return transcriber_endpoints(self)

    def get_config(self):
        language_model = self.language_model
        return {
            "codec": keras.saving.serialize_keras_object(self.codec),
            "vocabulary": keras.saving.serialize_keras_object(self.vocabulary),
            "units": self.units,
            "depth": self.depth,
            "cell": self.cell,
            "bidirectional": self.bidirectional,
            "stride": self.stride,
            "dropout": self.dropout,
            "input_dropout": self.input_dropout,
            "language_model": language_model
            and keras.saving.serialize_keras_object(language_model),
            "language_weight": self.language_weight,
            "token_bonus": self.token_bonus,
            "beams": self.beams,
            "dtype": self.dtype_policy.name,
            "name": self.name,
        } | self.quantization

from collections.abc import Sequence

import keras
from keras import ops

from seqkit.arguments import flag
from seqkit.arguments import share
from seqkit.arguments import whole_number
from seqkit.endpoint_kinds import Names
from seqkit.layers.cells import decoder_of
from seqkit.layers.cells import stack_of
from seqkit.layers.cells import summary_width
from seqkit.models.answers import Scores
from seqkit.models.codec_input import build_embed
from seqkit.models.codec_input import endpoint_inputs
from seqkit.models.encoder_decoder import EncoderDecoder
from seqkit.models.encoder_decoder import embedding_of
from seqkit.models.precision import precision_of
from seqkit.models.reading_sources import ReadsSources
from seqkit.models.reading_sources import check_source
from seqkit.models.start_and_end_ids import with_end
from seqkit.models.text_arguments import check_vocabulary
from seqkit.models.text_scores import score_texts
from seqkit.public_method import public_method
from seqkit.text.endpoint_kinds import Text
from seqkit.types import Codec
from seqkit.types import Endpoint
from seqkit.types import Tensor
from seqkit.types import TextCodec


@keras.saving.register_keras_serializable(package="seqkit")
class Seq2Seq(ReadsSources, EncoderDecoder, keras.Model):
    """Read a text, a sound or a video, then write a text: many to many out of step.

    The model is compiled already, with Adam, gradients clipped to a norm of 1, and the
    smoothed mean nats per token as the loss; so `fit` can be called at once. `generate`
    uses beam search with five beams, or draws at random if `temperature`, `top_k`,
    `top_p` or `seed` is given.

    Args:
        source: `SubwordVocabulary` or `Vocabulary`, of the texts to read; or another
            codec, such as `Sound` or `Video` (Chan et al. 2016).
        target: `SubwordVocabulary` or `Vocabulary`, of the texts to write. If it equals
            `source` and `tied` is True, both share one embedding.
        units: int, width of the decoder and of each direction of the encoder.
        depth: int, number of recurrent layers of the encoder and of the decoder.
        cell: "rnn", "lstm", "gru" or "lstm_layer_norm".
        attention: "bahdanau", "luong" or "luong_dot"; see `layers.AttentiveDecoder`.
            None: each step of the decoder reads the encoder's last state.
        bidirectional: bool, read the source in both directions.
        stride: int, the number of encoded steps of a sound or a video that are read as
            one, see `layers.ReduceTime`. A text needs 1.
        embedding: int, width of the learned embeddings, and of the vectors from which
            the output layer computes logits.
        tied: bool, use the target's embedding for the output as well (Press & Wolf
            2017, https://arxiv.org/abs/1608.05859).
        residual: bool, add each layer's inputs to its outputs if both have equal width.
        dropout: float, share of the values that are dropped after the embeddings,
            between and after the encoder's layers, and before the output.
        label_smoothing: float, share of each target that the loss spreads evenly over
            the vocabulary (Szegedy et al. 2016, section 7).
        length: int, the most tokens of an answer, with the end token, if `generate`
            gets no `length`.
        dtype: str or `keras.DTypePolicy`, the precision of all layers except logits.
            None: Keras's global policy.

    Call arguments:
        inputs: pair of int32 `(batch, source_time)`, ids of the source, or of float
            `(batch, source_time, …)`, padded with NaN; and int32 `(batch, time)`, ids
            of the target after a start token and without the end token. Ids are padded
            on the right with 0.

    Returns:
        float32 `(batch, time, vocabulary)`, logits of the token after each target id.

    Raises:
        ValueError: an argument is out of its range.
        TypeError: texts are given in place of ids, or an argument has the name that
            another library uses for it.

    Reference:
        Bahdanau et al. 2015, https://arxiv.org/abs/1409.0473, but with the decoder's
        first state from the last states of both directions; Luong et al. 2015,
        https://arxiv.org/abs/1508.04025; Cho et al. 2014,
        https://arxiv.org/abs/1406.1078; sound: Chan et al. 2016, section 3,
        https://arxiv.org/abs/1508.01211.

    Example:
    >>> sources, targets = ["one two", "two one"] * 64, ["1 2", "2 1"] * 64
    >>> vocabularies = [
    ...     seqkit.Vocabulary.from_texts(texts, split="words")
    ...     for texts in (sources, targets)
    ... ]
    >>> model = seqkit.Seq2Seq(*vocabularies, units=32, embedding=32)
    >>> model.fit(seqkit.data.pairs(sources, targets, *vocabularies), epochs=40)
    >>> model.generate("two one one")
    ['2 1 1']
    """

    data_call = "seqkit.data.pairs(sources, targets, model.source, model.target)"

    @public_method
    def __init__(
        self,
        source: Codec,
        target: TextCodec,
        units: int = 256,
        depth: int = 1,
        cell: str = "gru",
        attention: str | None = "bahdanau",
        bidirectional: bool = True,
        *,
        stride: int = 1,
        embedding: int = 256,
        tied: bool = True,
        residual: bool = False,
        dropout: float = 0.3,
        label_smoothing: float = 0.1,
        length: int = 100,
        dtype: str | keras.DTypePolicy | None = None,
        **kwargs,
    ):
        stride = whole_number("stride", stride)
        check_source(source, stride)
        check_vocabulary(target, "target")
        units = whole_number("units", units)
        depth = whole_number("depth", depth)
        embedding = whole_number("embedding", embedding)
        length = whole_number("length", length)
        bidirectional = flag("bidirectional", bidirectional)
        tied = flag("tied", tied)
        residual = flag("residual", residual)
        dropout = share("dropout", dropout)
        label_smoothing = share("label_smoothing", label_smoothing)
        policy = precision_of(dtype)

        # Layers
        self.embed = self.embed_source = embedding_of(target, embedding, tied, policy)
        self.build_reader(source, stride, policy)
        if not self.reads_text:
            self.embed_source = build_embed(source, {}, policy)
        elif not tied or source != target:
            self.embed_source = keras.layers.Embedding(
                len(source),
                embedding,
                keras.initializers.RandomNormal(stddev=embedding**-0.5),
                dtype=policy,
                name="source_embedding",
            )
        self.drop = keras.layers.Dropout(dropout, dtype=policy)
        self.encoder = stack_of(cell)(
            units,
            depth,
            cell,
            bidirectional=bidirectional,
            residual=residual,
            dropout=dropout,
            dtype=policy,
            name="encoder",
        )
        self.bridge = keras.layers.Dense(
            summary_width(cell, units, depth), "tanh", dtype=policy, name="bridge"
        )
        self.decoder = decoder_of(cell)(
            units,
            depth,
            cell,
            attention,
            readout=embedding,
            residual=residual,
            dtype=policy,
            name="decoder",
        )

        # Graph
        read = self.source_input(source)
        before = keras.Input((None,), dtype="int32", name="before")
        logits, _ = self.logits_of(read, before)
        super().__init__(
            inputs=(read, before),
            outputs=logits,
            label_smoothing=label_smoothing,
            dtype=policy,
            missing=getattr(source, "missing", True),
            **kwargs,
        )

        # Config
        self.source = source
        self.target = target
        self.units = units
        self.depth = depth
        self.cell = cell
        self.attention = attention
        self.bidirectional = bidirectional
        self.embedding = embedding
        self.tied = tied
        self.stride = stride
        self.residual = residual
        self.dropout = dropout
        self.length = length

    def encode(self, inputs: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Read sources, and return the memory for the decoder.

        Args:
            inputs: encoded sources, see `source_vectors`.

        Returns:
            memory: float `(batch, places, features)`, the encoder's outputs, of a text
                for each token and the end token; without attention
                `(batch, 1, features)`, the last state.
            lengths: int32 `(batch,)`, the number of real steps of the memory.
            summary: float `(batch, decoder.summary_width)`, from which the decoder
                computes its first state.
        """
        vectors, lengths = self.source_vectors(inputs)
        outputs, state = self.encoder(vectors, lengths=lengths)
        # (batch, places, features)
        last = self.encoder.last(outputs, state, lengths)  # (batch, features)
        summary = self.bridge(last)  # (batch, summary_width)
        if self.decoder.attention is None:
            memory = last[:, None]  # (batch, 1, features)
            return memory, ops.ones_like(lengths), summary
        return self.drop(outputs), lengths, summary

    @property
    def target_vocabulary(self):
        """The vocabulary of the texts that `generate` writes."""
        return self.target

    @public_method
    def score(self, pairs: Sequence[tuple[str, str]]) -> Scores:
        """Return the probabilities of targets, and the tokens that the model predicted.

        Args:
            pairs: list of pairs of a source and a str, its target; or one pair.

        Returns:
            `Scores`, with `nats_per_token` over all targets, and a `TextScore` for each
            target, whose `print` shows a table of the steps.

        Raises:
            ValueError: an item is no pair of texts.
        """
        pairs = self.check_pairs(pairs)
        sources, targets = zip(*pairs, strict=True) if pairs else ((), ())
        read = [self.source.encode(source) for source in sources]
        return score_texts(list(targets), self.target, self._compare, read)

    def endpoints(self) -> dict[str, Endpoint]:
        """Return the signatures of an export.

        Returns:
            dict of three signatures, whose input is a source. `serving_default` returns
            the best text of a beam search and its score; `n_best` the five best texts
            and their scores; `align`, only with attention, the best text, its score,
            the tokens of both texts, and attention weights float
            `(batch, time, source_time + 1)`.
        """
        if not self.reads_text:
            return self._endpoints_of_numbers()
        text = {"text": Text(self.source)}
        names = Names(tuple(self.source.tokens), "the tokens of the text that was read")

        def source_tokens(text):
            tokens = with_end(text)  # (batch, source_time + 1)
            return ops.where(ops.equal(tokens, 0), -1, tokens)

        return self.search_endpoints(text, {"source_tokens": (source_tokens, names)})

    def _endpoints_of_numbers(self):
        """Return the signatures of `endpoints`, and one for each other raw input."""
        kinds = {name: kind for name, (kind, _) in endpoint_inputs(self.source).items()}
        usual = kinds.pop("serving_default")
        endpoints = self.search_endpoints({usual.name: usual}, {})
        for name, kind in kinds.items():
            several = self.search_endpoints({kind.name: kind}, {})
            endpoints[name] = several["serving_default"]
        return endpoints

    def get_config(self):
        vocabularies = {
            name: keras.saving.serialize_keras_object(vocabulary)
            for name, vocabulary in (("source", self.source), ("target", self.target))
        }
        return (
            vocabularies
            | {
                "units": self.units,
                "depth": self.depth,
                "cell": self.cell,
                "attention": self.attention,
                "bidirectional": self.bidirectional,
                "embedding": self.embedding,
                "tied": self.tied,
                "stride": self.stride,
                "residual": self.residual,
                "dropout": self.dropout,
                "label_smoothing": self.label_smoothing,
                "length": self.length,
                "dtype": self.dtype_policy.name,
                "name": self.name,
            }
            | self.quantization
        )

import os
from typing import Any

import keras
import numpy as np
from keras import ops

from seqkit.arguments import flag
from seqkit.arguments import list_of
from seqkit.arguments import one_of
from seqkit.arguments import share
from seqkit.arguments import whole_number
from seqkit.images.endpoint_kinds import Images
from seqkit.images.image_encoder import ImageEncoder
from seqkit.images.read_image_file import read_image
from seqkit.layers.cells import decoder_of
from seqkit.layers.cells import summary_width
from seqkit.layers.even_attention import EvenAttention
from seqkit.models.encoder_decoder import EncoderDecoder
from seqkit.models.encoder_decoder import embedding_of
from seqkit.models.precision import precision_of
from seqkit.models.text_arguments import check_vocabulary
from seqkit.public_method import public_method
from seqkit.types import Endpoint
from seqkit.types import Tensor
from seqkit.types import TextCodec

ATTENTIONS = {"soft": "bahdanau", None: None}


@keras.saving.register_keras_serializable(package="seqkit")
class Captioner(EncoderDecoder, keras.Model):
    """Write a caption for an image: one to many.

    The model is compiled already, with Adam, gradients clipped to a norm of 1, and the
    mean nats per token as the loss; so `fit` can be called at once. `generate` uses
    beam search with five beams, or draws at random if `temperature`, `top_k`, `top_p`
    or `seed` is given.

    Train the model first on feature vectors: `data.captions` computes the feature
    vectors of each image once, by the frozen encoder. `fine_tuned()` returns a copy
    that `fit` trains on images, together with its encoder. `generate` takes images or
    feature vectors.

    Args:
        vocabulary: `Vocabulary` of words, or `SubwordVocabulary`.
        encoder: `ImageEncoder`, or a `keras.Model` from images to a grid of feature
            vectors, `(batch, rows, columns, channels)`. Its weights are frozen, unless
            `fine_tune` is True.
        units: int, width of the decoder, and of the projected feature vectors.
        attention: "soft": each step attends to the grid. None: the image is used only
            to compute the first state of the decoder.
        cell: "rnn", "lstm", "gru" or "lstm_layer_norm".
        embedding: int, width of the learned embedding, and of the vectors from which
            the output layer computes logits.
        tied: bool, use the embedding's weights for the output as well (Press & Wolf
            2017, https://arxiv.org/abs/1608.05859).
        dropout: float, share of the values that are dropped in the embedding, in the
            projected feature vectors and before the output.
        label_smoothing: float, share of each target that the loss spreads evenly over
            the vocabulary (Szegedy et al. 2016, section 7).
        even_attention: float, the weight of a loss that is added if a caption as a
            whole attends to some places more than to others. 0: no such loss.
        length: int, the most tokens of a caption, with the end token, if `generate`
            gets no `length`.
        fine_tune: bool. True: `fit` takes images, and trains the encoder too. False:
            `fit` takes feature vectors.
        dtype: str or `keras.DTypePolicy`, the precision of all layers except encoder
            and logits. None: Keras's global policy.

    Call arguments:
        inputs: pair of float `(batch, rows, columns, channels)`, feature vectors, or
            with `fine_tune` images `(batch, height, width, 3)` from 0 to 255; and int32
            `(batch, time)`, the tokens of the caption after a start token and without
            the end token, padded on the right with 0.

    Returns:
        float32 `(batch, time, vocabulary)`, logits of the token after each given token.

    Raises:
        ValueError: an argument is out of its range.
        TypeError: texts are given in place of ids, or an argument has the name that
            another library uses for it.

    Reference:
        Xu et al. 2015, https://arxiv.org/abs/1502.03044: eq. 4 to 8, the gate of
        section 4.2.1, `even_attention` eq. 14. Differences: the feature vectors are
        projected first, their mean is normalised over the batch (Ioffe & Szegedy
        2015), and tanh is applied before the output layer. `attention=None`: Vinyals et
        al. 2015, https://arxiv.org/abs/1411.4555, with the image in the first state.

    Example:
    >>> encoder = seqkit.ImageEncoder.from_application("mobilenet")
    >>> model = seqkit.Captioner(vocabulary, encoder)
    >>> model.fit(seqkit.data.captions("images", "captions.tsv", vocabulary, encoder))
    >>> model.generate("dog.jpg")
    ['a brown dog runs through the grass .']
    """

    data_call = (
        "seqkit.data.captions(images, captions, model.vocabulary, model.encoder)"
    )
    answer_call = "model.generate(images)"
    default_length_penalty = 0.7

    @public_method
    def __init__(
        self,
        vocabulary: TextCodec,
        encoder: keras.Model,
        units: int = 256,
        attention: str | None = "soft",
        *,
        cell: str = "lstm",
        embedding: int = 256,
        tied: bool = True,
        dropout: float = 0.4,
        label_smoothing: float = 0.0,
        even_attention: float = 0.0,
        length: int = 40,
        fine_tune: bool = False,
        dtype: str | keras.DTypePolicy | None = None,
        **kwargs,
    ):
        check_vocabulary(vocabulary)
        one_of("attention", attention, ATTENTIONS)
        units = whole_number("units", units)
        embedding = whole_number("embedding", embedding)
        length = whole_number("length", length)
        tied = flag("tied", tied)
        fine_tune = flag("fine_tune", fine_tune)
        dropout = share("dropout", dropout)
        label_smoothing = share("label_smoothing", label_smoothing)
        policy = precision_of(dtype)

        # Layers
        if not isinstance(encoder, ImageEncoder):
            encoder = ImageEncoder(encoder)
        self.encoder = encoder
        self.encoder.trainable = fine_tune
        self.annotate = keras.layers.Dense(units, dtype=policy, name="annotate")
        # Subtracts the part of the mean vectors that is common to all images; this part
        # would saturate the bridge. Only the TensorFlow backend can compute statistics
        # over all devices together (`synchronized`).
        self.centre = keras.layers.BatchNormalization(
            momentum=0.9,
            synchronized=keras.backend.backend() == "tensorflow",
            dtype=policy,
            name="centre",
        )
        self.embed = embedding_of(vocabulary, embedding, tied, policy)
        self.drop = keras.layers.Dropout(dropout, dtype=policy)
        self.bridge = keras.layers.Dense(
            summary_width(cell, units, depth=1), "tanh", dtype=policy, name="bridge"
        )
        self.decoder = decoder_of(cell)(
            units,
            cell=cell,
            attention=ATTENTIONS[attention],
            readout=embedding,
            gated=attention is not None,
            dtype=policy,
            name="decoder",
        )

        # Graph
        shape = encoder.input_shape if fine_tune else encoder.output_shape
        images = keras.Input(shape[1:], name="images" if fine_tune else "features")
        before = keras.Input((None,), dtype="int32", name="before")
        logits, weights = self.logits_of(images, before)
        if even_attention:
            even = EvenAttention(even_attention, dtype="float32")
            logits = even(logits, weights, before)
        super().__init__(
            inputs=(images, before),
            outputs=logits,
            label_smoothing=label_smoothing,
            dtype=policy,
            **kwargs,
        )

        # Config
        self.vocabulary = vocabulary
        self.units = units
        self.attention = attention
        self.cell = cell
        self.embedding = embedding
        self.tied = tied
        self.dropout = dropout
        self.even_attention = even_attention
        self.length = length
        self.fine_tune = fine_tune

    def encode(self, inputs: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return the memory of images, or of feature vectors, for the decoder.

        Args:
            inputs: images `(batch, height, width, 3)`, or feature vectors
                `(batch, rows, columns, channels)`.

        Returns:
            memory: float `(batch, rows * columns, units)`, one vector for each place of
                the grid; without attention zeros `(batch, 1, 1)`.
            lengths: int32 `(batch,)`, the number of places of the memory; without
                attention 0.
            summary: float `(batch, decoder.summary_width)`, from which the decoder
                computes its first state.
        """
        _, rows, columns, channels = self.encoder.output_shape
        grid = inputs
        if tuple(inputs.shape[1:]) != (rows, columns, channels):
            grid = self.encoder(ops.cast(inputs, "float32"))
            # (batch, rows, columns, channels)
        vectors = ops.reshape(grid, (-1, rows * columns, channels))
        # (batch, rows * columns, channels)
        vectors = self.annotate(vectors)  # (batch, rows * columns, units)
        mean = ops.mean(vectors, axis=1)  # (batch, units)
        summary = self.bridge(self.centre(mean))  # (batch, summary_width)
        empty = ops.zeros_like(vectors[:, 0, 0], dtype="int32")  # (batch,)
        if self.decoder.attention is None:
            return ops.zeros_like(vectors[:, :1, :1]), empty, summary
        return self.drop(vectors), empty + rows * columns, summary

    def fine_tuned(self) -> "Captioner":
        """Return a copy of the model that `fit` trains on images, with the encoder.

        Compile it with a low learning rate: `keras.optimizers.Adam(1e-5)`.

        Returns:
            `Captioner` with `fine_tune=True`. Training it does not change this model.
        """
        copy = type(self).from_config({**self.get_config(), "fine_tune": True})
        parts = ("encoder", "annotate", "centre", "embed", "bridge", "decoder")
        for part in parts:
            getattr(copy, part).set_weights(getattr(self, part).get_weights())
        return copy

    @property
    def target_vocabulary(self):
        """The vocabulary of the texts that `generate` writes."""
        return self.vocabulary

    @property
    def grid(self) -> tuple[int, int]:
        """Numbers of rows and columns of the grid of feature vectors."""
        return tuple(self.encoder.output_shape[1:3])

    def listed(self, inputs: Any) -> list:
        """Return the inputs of `generate` as a list, one image as a list of one."""
        # A PIL image has a `mode`; this check does not need PIL to be installed.
        one = isinstance(inputs, (str, bytes, os.PathLike)) or hasattr(inputs, "mode")
        if one or getattr(inputs, "ndim", 4) < 4:
            return [inputs]
        if getattr(inputs, "ndim", 0) == 4:
            return list(inputs)
        return list_of(inputs, "inputs", "images: paths, bytes or arrays")

    def prepare(self, images: list) -> np.ndarray:
        """Return a batch of images, or of feature vectors, for `start`.

        Args:
            images: list of paths, bytes, PIL images or arrays, which
                `images.read_image` reads; or list of feature vectors, arrays
                `(rows, columns, channels)`.

        Returns:
            uint8 `(batch, height, width, 3)`, or float32 `(batch, rows, columns,
            channels)`.
        """
        features = self.encoder.output_shape[1:]
        if images and all(getattr(image, "shape", 0) == features for image in images):
            return np.stack(images).astype("float32")
        size = tuple(self.encoder.size)
        if not images:
            return np.zeros((0, *size, 3), "uint8")
        return np.stack([read_image(image, size) for image in images])

    def steps_of(self, inputs: np.ndarray) -> np.ndarray:
        """Return the first size of each row, int `(rows,)`; no row is padded."""
        return np.full(len(inputs), inputs.shape[1])

    def places_of(self, steps: int) -> int:
        """Return the number of places of the grid, for any `steps`."""
        rows, columns = self.grid
        return rows * columns

    def endpoints(self) -> dict[str, Endpoint]:
        """Return the signatures of an export.

        Returns:
            dict of three signatures, whose input is the bytes of a JPEG or PNG file.
            `serving_default` returns the best text of a beam search and its score;
            `n_best` the five best texts and their scores; `align`, only with attention,
            the best text, its score, its tokens, and attention weights float
            `(batch, time, rows * columns)`.
        """
        return self.search_endpoints({"image": Images(tuple(self.encoder.size))}, {})

    def get_config(self):
        return {
            "vocabulary": keras.saving.serialize_keras_object(self.vocabulary),
            "encoder": keras.saving.serialize_keras_object(self.encoder),
            "units": self.units,
            "attention": self.attention,
            "cell": self.cell,
            "embedding": self.embedding,
            "tied": self.tied,
            "dropout": self.dropout,
            "label_smoothing": self.label_smoothing,
            "even_attention": self.even_attention,
            "length": self.length,
            "fine_tune": self.fine_tune,
            "dtype": self.dtype_policy.name,
            "name": self.name,
        } | self.quantization

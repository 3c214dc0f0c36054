from typing import Any

import keras
from keras import ops

from seqkit.arguments import share
from seqkit.arguments import whole_number
from seqkit.layers.cells import stack_of
from seqkit.layers.gaussian_latent import GaussianLatent
from seqkit.layers.mixture_density import MixtureDensity
from seqkit.layers.real_steps import RealSteps
from seqkit.models.drawing_steps import FIRST
from seqkit.models.drawing_steps import DrawsSteps
from seqkit.models.precision import precision_of
from seqkit.models.sketcher_endpoints import sketcher_endpoints
from seqkit.models.sketching import Sketching
from seqkit.models.training_drawings import TrainsOnDrawings
from seqkit.public_method import public_method
from seqkit.strokes.strokes import Strokes
from seqkit.types import Endpoint
from seqkit.types import State
from seqkit.types import Tensor


@keras.saving.register_keras_serializable(package="seqkit")
class Sketcher(TrainsOnDrawings, Sketching, DrawsSteps, keras.Model):
    """Draw: a variational sequence-to-sequence model of drawings, sketch-rnn.

    A recurrent encoder reads a drawing in both directions and gives the distribution of
    a latent vector, from which a recurrent decoder draws point by point. Without a
    latent vector there is the decoder alone.

    The model is compiled already, with Adam, gradients clipped to a norm of 1, and the
    published loss; so `fit` can be called at once. The loss is the reconstruction loss,
    in nats of a drawing divided by `codec.longest`, plus the weighted divergence of the
    latent vector.

    Args:
        codec: `Strokes`, made by `Strokes.from_drawings`.
        units: int, width of the decoder.
        depth: int, number of recurrent layers of encoder and decoder.
        cell: "lstm", "lstm_layer_norm", "gru" or "rnn". The second one is published as
            the best for fewer than 10,000 drawings.
        latent: int, width of the latent vector. None: the decoder alone, which needs no
            encoder and completes drawings best.
        encoder_units: int, width of each direction of the encoder.
        mixtures: int, number of normal distributions of an offset.
        kl_weight: float, the final weight of the divergence, see
            `layers.GaussianLatent`. Higher values draw better from random latent
            vectors, lower ones reconstruct better.
        kl_floor: float, nats of a dimension below which the divergence has no gradient.
        kl_decay: float, between 0 and 1: after n updates the weight of the divergence
            lacks `kl_decay**n` of its rise.
        dropout: float, share of the values that are dropped between the recurrent
            layers and before the output.
        length: int, the most new points of `draw`, and of an export. None: the points
            of the longest training drawing, `codec.longest`.
        dtype: str or `keras.DTypePolicy`, the precision of all layers except the latent
            vector and the distributions. None: Keras's global policy.

    Call arguments:
        inputs: float32 `(batch, time, 5)`, as the codec encodes drawings, padded on the
            right with NaN. Targets of `fit` are the same arrays.

    Returns:
        list of float32 `(batch, time, 6 * mixtures + 3)`, the raw numbers of each
        step's distribution, see `layers.MixtureDensity`, given the steps before it and
        the latent vector; and of float32 `(batch,)`, the divergence of the latent
        vector in nats. Without a latent vector the first alone.

    Raises:
        ValueError: an argument is out of its range.
        TypeError: `codec` is no `Strokes`, or an argument has the name that another
            library uses for it.

    Reference:
        Ha & Eck 2017, section 3, https://arxiv.org/abs/1704.03477. The defaults are the
        published settings.

    Example:
    >>> strokes = seqkit.Strokes.from_drawings(drawings)
    >>> model = seqkit.Sketcher(strokes, units=256, latent=None)
    >>> model.fit(seqkit.data.drawings(drawings, strokes), epochs=20)
    >>> model.draw(temperature=0.3).svg("drawing.svg")
    """

    @public_method
    def __init__(
        self,
        codec: Strokes,
        units: int = 512,
        depth: int = 1,
        cell: str = "lstm",
        latent: int | None = 128,
        *,
        encoder_units: int = 256,
        mixtures: int = 20,
        kl_weight: float = 0.5,
        kl_floor: float = 0.2,
        kl_decay: float = 0.99995,
        dropout: float = 0.0,
        length: int | None = None,
        dtype: Any = None,
        **kwargs,
    ):
        _check_codec(codec)
        units = whole_number("units", units)
        depth = whole_number("depth", depth)
        latent = None if latent is None else whole_number("latent", latent)
        length = whole_number("length", codec.longest if length is None else length)
        dropout = share("dropout", dropout)
        policy = precision_of(dtype)
        stack = stack_of(cell)
        options = {"dropout": dropout, "dtype": policy}

        # Layers
        self.real = RealSteps()
        self.to_vectors = codec.embed(dtype=policy)
        self.encoder = self.to_latent = self.bridge = None
        self.decoder = stack(units, depth, cell, name="decoder", **options)
        if latent is not None:
            encoder_units = whole_number("encoder_units", encoder_units)
            self.encoder = stack(
                encoder_units,
                depth,
                cell,
                bidirectional=True,
                name="encoder",
                **options,
            )
            self.to_latent = GaussianLatent(
                latent, kl_weight, kl_floor, kl_decay, name="latent"
            )
            self.bridge = keras.layers.Dense(
                self.decoder.summary_width, "tanh", dtype=policy, name="bridge"
            )
        self.drop = keras.layers.Dropout(dropout, dtype=policy)
        self.head = MixtureDensity(mixtures, name="head")

        # Graph
        self.codec = codec
        inputs = keras.Input((None, *codec.step_shape), dtype=codec.dtype)
        steps, lengths = self.real(inputs)
        latents, divergence = steps[:, 0, :0], ()  # without a latent vector
        if latent is not None:
            latents, divergence = self.to_latent(self.summary_of(steps, lengths))
        outputs, _ = self.run_decoder(steps, lengths, latents)
        raw = self.head(self.drop(outputs))  # (batch, time, 6 * mixtures + 3)
        super().__init__(
            inputs,
            [raw, divergence] if latent else raw,
            dtype=policy,
            **kwargs,
        )

        # Config
        self.units = units
        self.depth = depth
        self.cell = cell
        self.latent = latent
        self.encoder_units = encoder_units
        self.mixtures = self.head.mixtures
        self.kl_weight = kl_weight
        self.kl_floor = kl_floor
        self.kl_decay = kl_decay
        self.dropout = dropout
        self.length = length

    def summary_of(self, steps: Tensor, lengths: Tensor) -> Tensor:
        """Return the vectors from which the encoder makes latent vectors.

        Args:
            steps: float `(batch, time, 5)`, without NaN.
            lengths: int32 `(batch,)`, real steps of each row.

        Returns:
            float `(batch, 2 * encoder_units)`.
        """
        outputs, state = self.encoder(self.to_vectors(steps), lengths=lengths)
        return self.encoder.last(outputs, state, lengths)

    def run_decoder(
        self, steps: Tensor, lengths: Tensor, latents: Tensor
    ) -> tuple[Tensor, State]:
        """Run the decoder along drawings: each step reads the step before it.

        Args:
            steps: float `(batch, time, 5)`, without NaN.
            lengths: int32 `(batch,)`, the steps to predict in each row.
            latents: float `(batch, latent)`.

        Returns:
            outputs: float `(batch, time, units)`.
            state: the state after `lengths` steps.
        """
        first = ops.zeros_like(steps[:, :1]) + ops.convert_to_tensor(FIRST, steps.dtype)
        before = ops.concatenate([first, steps[:, :-1]], axis=1)  # (batch, time, 5)
        vectors = self.to_vectors(before)
        copies = ops.cast(latents, vectors.dtype)[:, None]  # (batch, 1, latent)
        copies = copies + ops.zeros_like(vectors[..., :1])
        vectors = ops.concatenate([vectors, copies], axis=-1)
        return self.decoder(vectors, lengths=lengths, state=self.start_state(latents))

    def start_state(self, latents: Tensor) -> State | None:
        """Return the decoder's state before the first step; None for zeros.

        Args:
            latents: float `(batch, latent)`.
        """
        if self.bridge is None:
            return None
        return self.decoder.start(
            ops.shape(latents)[0], self.codec.longest, self.bridge(latents)
        )

    def start(self, latents: Tensor, length: int = 0) -> tuple[State, Tensor]:
        """Return the state and the memory before the first point.

        Args:
            latents: float `(rows, latent)`; of width 0 without a latent vector.
            length: int, the most points. No cell uses it yet.

        Returns:
            The state, and the latent vectors as the memory, for `step`.
        """
        state = self.start_state(latents)
        if state is None:
            state = self.decoder.start(ops.shape(latents)[0], length)
        return state, ops.cast(latents, self.drop.compute_dtype)

    def step(
        self, values: Tensor, state: State, memory: Tensor
    ) -> tuple[Tensor, State]:
        """Read one step of each row, and return the distribution of the next.

        Args:
            values: float `(rows, 5)`.
            state: state of `start`, or of the last `step`.
            memory: memory of `start`.

        Returns:
            raw: float32 `(rows, 6 * mixtures + 3)`, see `layers.MixtureDensity`.
            state: the state for the next call.
        """
        vectors = ops.concatenate([self.to_vectors(values), memory], axis=-1)
        outputs, state = self.decoder.step(vectors, state)
        return self.head(outputs), state

    def endpoints(self) -> dict[str, Endpoint]:
        """Return the signatures of an export.

        Returns:
            dict of `serving_default`, which takes seeds and temperatures, and returns
            new drawings as points and as SVG; `complete`, which takes started drawings
            too; and, with a latent vector, `embed`.
        """
        return sketcher_endpoints(self)

    def get_config(self):
        return {
            "codec": keras.saving.serialize_keras_object(self.codec),
            "units": self.units,
            "depth": self.depth,
            "cell": self.cell,
            "latent": self.latent,
            "encoder_units": self.encoder_units,
            "mixtures": self.mixtures,
            "kl_weight": self.kl_weight,
            "kl_floor": self.kl_floor,
            "kl_decay": self.kl_decay,
            "dropout": self.dropout,
            "length": self.length,
            "dtype": self.dtype_policy.name,
            "name": self.name,
        } | self.quantization


def _check_codec(codec: Any) -> None:
    """Raise TypeError unless the codec is a `Strokes`."""
    if not isinstance(codec, Strokes):
        raise TypeError(
            "`codec` is a `seqkit.Strokes`, which encodes drawings. Received "
            f"{codec!r:.60} of type {type(codec).__name__}. Make one from the training "
            "part: `seqkit.Strokes.from_drawings(drawings)`."
        )

from collections.abc import Sequence
from typing import Any

import keras

from seqkit.arguments import flag
from seqkit.arguments import one_of
from seqkit.arguments import share
from seqkit.arguments import whole_number
from seqkit.layers.cells import decoder_of
from seqkit.layers.cells import stack_of
from seqkit.layers.cells import summary_width
from seqkit.layers.distributions import distribution_of
from seqkit.layers.real_steps import RealSteps
from seqkit.layers.step_vectors import StepVectors
from seqkit.models.forecast_endpoint import forecast_endpoint
from seqkit.models.forecasting import Forecasting
from seqkit.models.precision import precision_of
from seqkit.models.quantile_levels import check_levels
from seqkit.models.training_forecasts import TrainsOnForecasts
from seqkit.public_method import public_method
from seqkit.series.last_steps import LastSteps
from seqkit.series.normalised_steps import NormalisedSteps
from seqkit.series.series import Series
from seqkit.series.window_scale import WindowScale
from seqkit.types import Endpoint

LEVELS = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
STEP_WIDTH = 8  # of the learned vector of each step of the horizon
# Almost 0, so that an untrained model forecasts the anchors: the naive forecast.
SMALL = 0.01


@keras.saving.register_keras_serializable(package="seqkit")
class Forecaster(TrainsOnForecasts, Forecasting, keras.Model):
    """Forecast numbers over time, each with its distribution.

    A recurrent encoder reads the past; a recurrent decoder runs over the steps of the
    horizon, and reads the known future. The model is compiled already, with Adam,
    gradients clipped to a norm of 1, and the loss of `output`; so `fit` can be called
    at once. `mae` is the mean absolute error of the point forecasts, in the units of
    the data.

    Values are scaled inside the model. If the codec has a `difference`, forecasts are
    measured from the seasonal naive forecast, so an untrained model forecasts about
    that.

    Args:
        codec: `Series`, made by `Series.from_table` or `Series.from_arrays`.
        horizon: int, number of steps to forecast.
        units: int, width of the encoder and of the decoder.
        depth: int, number of recurrent layers of each.
        cell: "rnn", "lstm", "gru" or "lstm_layer_norm".
        window: int, the most steps of the past that the model reads: the last ones.
            None: `codec.default_window(horizon)`.
        output: the distribution of each value: "quantiles", trained by the pinball
            loss; "normal" or "student_t", trained by their density; "point", only the
            mean, trained by the squared error.
        quantiles: list of float between 0 and 1, rising, the levels of "quantiles";
            levels between them are interpolated. Backtests and exports return the
            quantiles of these levels.
        autoregressive: bool. False: all steps of the horizon are forecast at once.
            True: each step reads the value before it, and a forecast is a set of
            sample paths, which are drawn value by value.
        attention: "bahdanau", "luong", "luong_dot" or None; see
            `layers.AttentiveDecoder`. None: the decoder reads the encoder's last state.
        scale: "window": values are scaled by mean and deviation of each window's own
            past, so that one model forecasts series of any level, unseen ones and those
            with a trend too; "training": by those of the training data.
        dropout: float, share of the values that are dropped between the recurrent
            layers, after the encoder, and before the output.
        dtype: str or `keras.DTypePolicy`, the precision of all layers except scaling
            and output. None: Keras's global policy.

    Call arguments:
        inputs: dict of float32 arrays, raw numbers, as `seqkit.data.windows` builds
            them: `past` `(batch, time, features)`, padded on the right with NaN; if the
            codec has known columns `future` `(batch, horizon, known)`; if it has static
            columns `static` `(batch, static)`; if `autoregressive` also `previous`
            `(batch, horizon, targets)`, the targets one step earlier.

    Returns:
        float32 `(batch, horizon, targets, width)`, the raw numbers of the distributions
        of the scaled values, as logits are of labels; `forecast` returns forecasts.

    Raises:
        TypeError: `codec` is no `Series`, or an argument has the name that another
            library uses for it.
        ValueError: an argument is out of its range.

    Reference:
        Quantiles of all steps by a decoder: Wen et al. 2017, section 3,
        https://arxiv.org/abs/1711.11053, with a recurrent decoder in place of
        perceptrons. Autoregressive: Salinas et al. 2017, eq. 1 and section 3.3,
        https://arxiv.org/abs/1704.04110, with the window's mean and deviation in place
        of its mean.

    Example:
    >>> values = np.sin(np.arange(400) * np.pi / 6)
    >>> codec = seqkit.Series.from_table(values[:300], target="0")
    >>> model = seqkit.Forecaster(codec, horizon=6, window=24)
    >>> model.fit(seqkit.data.windows(values[:300], codec, 6, window=24), epochs=10)
    >>> model.forecast(values[:300]).values.shape
    (6,)
    """

    @public_method
    def __init__(
        self,
        codec: Series,
        horizon: int,
        units: int = 64,
        depth: int = 1,
        cell: str = "gru",
        window: int | None = None,
        output: str = "quantiles",
        *,
        quantiles: Sequence[float] = LEVELS,
        autoregressive: bool = False,
        attention: str | None = None,
        scale: str = "window",
        dropout: float = 0.1,
        dtype: Any = None,
        **kwargs: Any,
    ):
        _check_codec(codec)
        horizon = whole_number("horizon", horizon)
        units = whole_number("units", units)
        depth = whole_number("depth", depth)
        window = codec.default_window(horizon) if window is None else window
        window = whole_number("window", window)
        quantiles = check_levels(quantiles)
        autoregressive = flag("autoregressive", autoregressive)
        one_of("scale", scale, ("window", "training"))
        dropout = share("dropout", dropout)
        policy = precision_of(dtype)
        targets = codec.targets

        # Layers
        self.distribution = distribution_of(output, quantiles)
        self.last_steps = LastSteps(window)
        self.real = RealSteps(codec.missing)
        self.scale_window = WindowScale(
            horizon,
            codec.mean[:targets],
            codec.deviation[:targets],
            codec.difference_deviation,
            codec.transform,
            codec.difference,
            own=scale == "window",
        )
        self.embed = _normalise(codec, targets, codec.features, policy)
        self.embed_future = _normalise(codec, *_known(codec), policy)
        self.embed_static = None
        if codec.static:
            self.embed_static = NormalisedSteps(
                codec.static_mean, codec.static_deviation, dtype=policy
            )
        self.step_vectors = StepVectors(horizon, STEP_WIDTH, dtype=policy)
        self.drop = keras.layers.Dropout(dropout, dtype=policy)
        self.encoder = stack_of(cell)(
            units, depth, cell, dropout=dropout, dtype=policy, name="encoder"
        )
        self.bridge = keras.layers.Dense(
            summary_width(cell, units, depth), "tanh", dtype=policy, name="bridge"
        )
        self.decoder = decoder_of(cell)(
            units, depth, cell, attention, dtype=policy, name="decoder"
        )
        self.head = keras.layers.Dense(
            targets * self.distribution.width,
            kernel_initializer=keras.initializers.RandomNormal(stddev=SMALL),
            dtype="float32",
            name="head",
        )

        # Graph
        self.codec = codec
        self.horizon = horizon
        inputs = {"past": keras.Input((None, codec.features), name="past")}
        if codec.known:
            inputs["future"] = keras.Input((horizon, codec.known), name="future")
        if codec.static:
            inputs["static"] = keras.Input((codec.static,), name="static")
        if autoregressive:
            inputs["previous"] = keras.Input((horizon, targets), name="previous")
        super().__init__(inputs, self.read(**inputs), dtype=policy, **kwargs)

        # Config
        self.units = units
        self.depth = depth
        self.cell = cell
        self.window = window
        self.output_kind = output
        self.quantiles = quantiles
        self.autoregressive = autoregressive
        self.attention = attention
        self.scale = scale
        self.dropout = dropout

    def endpoints(self) -> dict[str, Endpoint]:
        """Return the signature of an export.

        Returns:
            dict of `serving_default`. It takes the past and its lengths, and the known
            future and the static columns if the codec has them, and returns the point
            forecasts, the quantiles of the model's levels, and the levels.
        """
        return {"serving_default": forecast_endpoint(self)}

    def get_config(self):
        return {
            "codec": keras.saving.serialize_keras_object(self.codec),
            "horizon": self.horizon,
            "units": self.units,
            "depth": self.depth,
            "cell": self.cell,
            "window": self.window,
            "output": self.output_kind,
            "quantiles": list(self.quantiles),
            "autoregressive": self.autoregressive,
            "attention": self.attention,
            "scale": self.scale,
            "dropout": self.dropout,
            "dtype": self.dtype_policy.name,
            "name": self.name,
        } | self.quantization


def _check_codec(codec: Any) -> None:
    """Raise TypeError unless the codec is a `Series`."""
    if not isinstance(codec, Series):
        raise TypeError(
            "`codec` is a `seqkit.Series`, which reads numbers over time. Received "
            f"{codec!r:.60} of type {type(codec).__name__}. Make one from the training "
            'part: `seqkit.Series.from_table(train, target="units", time="date")`.'
        )


def _known(codec: Series) -> tuple[int, int]:
    """Return the first and the end of the columns of the future."""
    end = codec.features if codec.known else 0
    return end - codec.known, end


def _normalise(codec: Series, first: int, end: int, dtype: Any):
    """Build the layer of the columns from `first` to `end`; None if there are none."""
    if first >= end:
        return None
    return NormalisedSteps(
        codec.mean[first:end],
        codec.deviation[first:end],
        codec.missing,
        periods=codec.periods[first:end],
        dtype=dtype,
    )

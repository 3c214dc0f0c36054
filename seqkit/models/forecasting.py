"""The functions of a forecaster from its inputs to forecasts, in `keras.ops`."""

import functools
import random
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from seqkit.arguments import is_several
from seqkit.arguments import list_of
from seqkit.arguments import whole_number
from seqkit.backend.compiled import compiled
from seqkit.backend.gather_rows import gather_rows
from seqkit.decoding.noise import uniforms
from seqkit.decoding.unroll import unroll
from seqkit.layers.lengths import last_real
from seqkit.models.answers import Forecast
from seqkit.models.forecast_tables import answer_of
from seqkit.models.forecast_tables import batches_of
from seqkit.models.forecast_tables import inputs_of
from seqkit.models.forecast_tables import parts_of
from seqkit.models.quantile_levels import check_inside
from seqkit.models.quantile_levels import check_levels
from seqkit.public_method import public_method
from seqkit.types import State
from seqkit.types import Tensor

QUANTILES = (0.1, 0.5, 0.9)
SAMPLES = 200  # sample paths of a forecast, if their number is not given
SQUASHED = 3.0  # level and deviation of a window are bounded at about this many units


class Forecasting:
    """A mixin of `Forecaster`, which has the layers, `codec` and `horizon`."""

    def read(
        self,
        past: Tensor,
        future: Tensor | None = None,
        static: Tensor | None = None,
        previous: Tensor | None = None,
    ) -> Tensor:
        """Return the raw outputs of all steps of the horizon in one pass.

        Args:
            past, future, static, previous: the inputs of the model.

        Returns:
            float32 `(batch, horizon, targets, width)`.
        """
        scaled, steps, memory, lengths, summary = self.encode(past, future, static)
        if previous is not None:
            fed = self._fed(previous, scaled)  # (batch, horizon, targets)
            steps = _joined([steps, fed], self.drop.compute_dtype)
        outputs, _, _ = self.decoder(steps, memory, lengths=lengths, summary=summary)
        return self._raw(outputs, self.horizon)

    def measure(self, past: Tensor) -> tuple[dict[str, Tensor], Tensor, Tensor]:
        """Return how the targets of each row are scaled.

        Args:
            past: float `(batch, time, features)`, as the model reads it.

        Returns:
            scaled: the result of `WindowScale`.
            past: float `(batch, window, features)`, the last steps of each row.
            lengths: int32 `(batch,)`, their number.
        """
        past, lengths = self.last_steps(past)
        scaled = self.scale_window(past[..., : self.codec.targets], lengths)
        return scaled, past, lengths

    def encode(
        self, past: Tensor, future: Tensor | None = None, static: Tensor | None = None
    ) -> tuple[dict[str, Tensor], Tensor, Tensor, Tensor | None, Tensor]:
        """Read the past and the known future, and return what the decoder needs.

        Returns:
            scaled: the result of `WindowScale`.
            steps: float `(batch, horizon, features)`, the inputs of the decoder.
            memory: float `(batch, places, units)`, what the decoder attends to.
            lengths: int32 `(batch,)`, the real places; None: all.
            summary: float `(batch, summary_width)`, of the decoder's first state.
        """
        dtype = self.drop.compute_dtype
        scaled, past, lengths = self.measure(past)
        features = [scaled["values"]]
        if "changes" in scaled:
            features.append(scaled["changes"])
        if self.codec.missing:
            features.append(scaled["known"])
        if self.embed is not None:
            others, _ = self.real(past[..., self.codec.targets :])
            features.append(self.embed(others))
        outputs, state = self.encoder(_joined(features, dtype), lengths=lengths)
        # (batch, window, units)
        last = self.encoder.last(outputs, state, lengths)  # (batch, units)
        whole = self._whole(scaled, static)
        summary = self.bridge(_joined([self.drop(last), *whole], dtype))
        steps = self._steps(scaled, future, whole)
        if self.decoder.attention is None:
            return scaled, steps, last[:, None], None, summary
        return scaled, steps, self.drop(outputs), lengths, summary

    def _whole(self, scaled, static):
        """Return the features of whole rows, a list of float `(batch, features)`."""
        whole = [] if static is None else [self.embed_static(static)]
        if self.scale_window.own:
            whole += [
                SQUASHED * ops.tanh(each[:, 0] / SQUASHED)
                for each in self.scale_window.level(scaled)
            ]
        return whole

    def _steps(self, scaled, future, whole):
        """Return the inputs of the decoder, float `(batch, horizon, features)`."""
        anchors = (scaled["anchors"] - scaled["centre"]) / scaled["deviation"]
        steps = [anchors]
        if future is not None:
            known, _ = self.real(future)
            steps.append(self.embed_future(known))
        ones = ops.ones_like(anchors[..., :1])  # (batch, horizon, 1)
        places = self.places(ops.arange(self.horizon, dtype="int32"))
        steps += [ops.cast(ones, places.dtype) * places[None]]
        steps += [ops.cast(ones, each.dtype) * each[:, None] for each in whole]
        return _joined(steps, self.drop.compute_dtype)

    def _fed(self, previous, scaled):
        """Return the scaled value before each step, `(batch, horizon, targets)`."""
        anchors = {**scaled, "anchors": scaled["anchors"][:, :-1]}
        values = previous[:, 1:]
        known = ops.isfinite(values)
        later = self.scale_window.scale(ops.where(known, values, 1.0), anchors)
        later = ops.where(known, later, 0.0)  # (batch, horizon - 1, targets)
        return ops.concatenate([scaled["last"], later], axis=1)

    def _raw(self, outputs, steps):
        """Return the outputs of the head, `(batch, steps, targets, width)`."""
        raw = self.head(self.drop(outputs))  # (batch, steps, targets * width)
        width = self.distribution.width
        return ops.reshape(raw, (-1, steps, self.codec.targets, width))

    def start(self, inputs: dict[str, Tensor], length: int = 0) -> tuple[State, Any]:
        """Read the inputs, and return the state and the memory for `step`.

        Args:
            inputs: dict of the inputs of the model, without `previous`.
            length: int; not used, the steps are those of the horizon.

        Returns:
            The first state and the memory of an autoregressive decoder.
        """
        scaled, steps, memory, lengths, summary = self.encode(**inputs)
        state = self.decoder.start(ops.shape(steps)[0], self.horizon, summary)
        place = ops.zeros_like(steps[:, 0, 0], dtype="int32")  # (batch,)
        prepared = self.decoder.prepare(memory, lengths)
        return (state, place), (prepared, steps, scaled)

    def step(self, values: Tensor, state: State, memory: Any) -> tuple[Tensor, State]:
        """Read one scaled value of each row, and return the distribution of the next.

        Args:
            values: float `(rows, targets)`.
            state: state of `start`, or of the last `step`.
            memory: memory of `start`.

        Returns:
            raw: float32 `(rows, targets, width)`.
            state: the state for the next call.
        """
        state, place = state
        prepared, steps, _ = memory
        now = gather_rows(steps, place[:, None])[:, 0]  # (rows, features)
        now = _joined([now, values], self.drop.compute_dtype)
        outputs, _, state = self.decoder.step(now, state, prepared)
        return self._raw(outputs[:, None], 1)[:, 0], (state, place + 1)

    def sample_paths(
        self, inputs: dict[str, Tensor], seed: Tensor, samples: int = SAMPLES
    ) -> Tensor:
        """Draw sample paths, each value given the values before it.

        Args:
            inputs: dict of the inputs of the model, without `previous`.
            seed: int32 `(batch,)`, the seed of each row.
            samples: int, paths of each row.

        Returns:
            float32 `(batch, samples, horizon, targets)`, raw numbers.
        """
        horizon, targets = self.horizon, self.codec.targets
        state, memory = self.start(inputs)
        scaled = memory[2]
        drawn = uniforms(seed, ops.shape(seed)[0], samples * horizon * targets)
        drawn = ops.reshape(drawn, (-1, horizon, targets))  # (rows, horizon, targets)
        state, memory, first, scaled = keras.tree.map_structure(
            lambda leaf: ops.repeat(leaf, samples, axis=0),
            (state, memory[:2], scaled["last"][:, 0], scaled),
        )

        def choose(raw, position):
            uniform = ops.take(drawn, position, axis=1)  # (rows, targets)
            values = self.distribution.draw(raw, uniform)
            return values, ops.zeros_like(values[:, 0])

        def ended(values):
            return ops.zeros_like(values[:, 0], dtype="bool")

        memory = (*memory, ())
        paths, _, _ = unroll(
            self.step, choose, ended, first, state, memory, length=horizon
        )  # (rows, horizon, targets)
        paths = self.scale_window.restore(paths, scaled)
        return ops.reshape(paths, (-1, samples, horizon, targets))

    def point(self, raw: Tensor, scaled: dict[str, Tensor]) -> Tensor:
        """Return point forecasts in the units of the data.

        They are means. Under a transform they are medians, whose inverse is exact.

        Args:
            raw: float `(batch, horizon, targets, width)`, outputs of the model.
            scaled: the result of `WindowScale`.

        Returns:
            float32 `(batch, horizon, targets)`.
        """
        if self.codec.transform is None or self.output_kind == "point":
            return self.scale_window.restore(self.distribution.mean(raw), scaled)
        middle = self.distribution.quantiles(raw, [0.5])[..., 0]
        return self.scale_window.restore(middle, scaled)

    def predict_values(
        self, inputs: dict[str, Tensor], levels: Sequence[float] = ()
    ) -> dict[str, Tensor]:
        """Return the point forecasts and quantiles of a model that is no autoregression.

        `forecast` and exports run this function as a graph.

        Args:
            inputs: dict of the inputs of the model.
            levels: tuple of float, the levels of the quantiles.

        Returns:
            dict with `values` float32 `(batch, horizon, targets)`, and with levels
            `quantiles` `(batch, horizon, targets, levels)`.
        """
        raw = self(inputs, training=False)
        scaled, _, _ = self.measure(inputs["past"])
        answer = {"values": self.point(raw, scaled)}
        if levels:
            found = self.distribution.quantiles(raw, levels)
            answer["quantiles"] = self.scale_window.restore(found, scaled)
        return answer

    def sample_values(
        self,
        inputs: dict[str, Tensor],
        seed: Tensor,
        levels: Sequence[float] = (),
        samples: int = SAMPLES,
    ) -> dict[str, Tensor]:
        """Return the point forecasts and quantiles of sample paths, and the paths.

        Args and result: those of `sample_paths` and `predict_values`; `samples` are
        the paths.
        """
        paths = self.sample_paths(inputs, seed, samples)
        if self.codec.transform is None:
            values = ops.mean(paths, axis=1)
        else:
            values = ops.quantile(paths, 0.5, axis=1)
        answer = {"values": values, "samples": paths}
        if levels:
            found = ops.quantile(paths, ops.convert_to_tensor(levels, "float32"), axis=1)
            answer["quantiles"] = ops.moveaxis(found, 0, -1)
        return answer

    @public_method
    def forecast(
        self,
        past: Any,
        future: Any = None,
        quantiles: Sequence[float] = QUANTILES,
        samples: int | None = None,
        seed: int | None = None,
    ) -> Forecast | list[Forecast]:
        """Forecast the steps after tables.

        Args:
            past: table of the past, see `Series.from_table`, of which the last `window`
                steps are read; a table of many series; or a list of tables.
            future: table of the known columns of the steps to forecast, or a list of
                such tables. Calendar columns are computed. None: there are no others.
            quantiles: list of float, the levels of the quantiles, rising.
            samples: int, the number of sample paths, only if the model is
                autoregressive. None: 200, which are not returned.
            seed: int of the sample paths. None: they are drawn anew.

        Returns:
            `Forecast`; a list of `Forecast` for a list or a table of many series.

        Raises:
            TypeError: a table holds no numbers.
            ValueError: a table lacks a column, `future` has fewer steps than the
                horizon, the model does not know a quantile, or the model draws no
                sample paths.
        """
        levels = self._levels(quantiles)
        if samples is not None and not self.autoregressive:
            raise ValueError(
                "Sample paths are drawn by a model with `autoregressive=True`; others "
                f"forecast each step by itself. Received samples={samples!r:.40}. "
                "Leave it out, or build such a model."
            )
        count = SAMPLES if samples is None else whole_number("samples", samples)
        first = random.randrange(2**31) if seed is None else whole_number("seed", seed, 0)
        parts = parts_of(self.codec, past, future)
        rows = [
            inputs_of(self.codec, *part[1:], self.horizon, self.window)
            for part in parts
        ]
        answers = []
        for batch in batches_of(rows, self.window):
            if self.autoregressive:
                seeds = first + len(answers) + np.arange(len(batch["past"]))
                found = self._sample_values(
                    batch, seeds.astype("int32"), levels=levels, samples=count
                )
                if samples is None:
                    del found["samples"]
            else:
                found = self._predict_values(batch, levels=levels)
            found = {name: ops.convert_to_numpy(each) for name, each in found.items()}
            for row in range(len(batch["past"])):
                own = {name: each[row] for name, each in found.items()}
                part = parts[len(answers)]
                answers.append(answer_of(self.codec, part, own, list(levels)))
        one = len(answers) == 1 and not isinstance(past, list | tuple)
        return answers[0] if one and answers[0].series is None else answers

    def _levels(self, quantiles):
        """Return the levels of quantiles as a tuple, checked."""
        if not is_several(quantiles) or len(quantiles) == 0:
            quantiles = list_of(quantiles, "quantiles", "numbers")
        if self.output_kind == "point":
            return ()
        levels = check_levels(quantiles)
        if self.output_kind == "quantiles" and not self.autoregressive:
            check_inside(levels, self.quantiles)
        return tuple(levels)

    @functools.cached_property
    def _predict_values(self):
        return compiled(self.predict_values, lambda: self.variables)

    @functools.cached_property
    def _sample_values(self):
        return compiled(self.sample_values, lambda: self.variables)


def _joined(parts, dtype):
    return ops.concatenate([ops.cast(part, dtype) for part in parts], axis=-1)

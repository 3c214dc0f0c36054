"""From tables to forecasts."""

import functools
import random
from collections.abc import Sequence
from typing import Any

import numpy as np

from seqkit.arguments import list_of
from seqkit.arguments import whole_number
from seqkit.backend.compiled import compiled
from seqkit.models.answers import Forecast
from seqkit.models.forecast_tables import answer_of
from seqkit.models.forecast_tables import in_batches
from seqkit.models.forecast_tables import inputs_of
from seqkit.models.forecast_tables import stacked
from seqkit.models.quantile_levels import check_inside
from seqkit.models.quantile_levels import check_levels
from seqkit.models.reading_windows import ReadsWindows
from seqkit.models.sample_paths import SAMPLES
from seqkit.models.sample_paths import DrawsPaths
from seqkit.public_method import public_method
from seqkit.series.tables_with_futures import with_futures

QUANTILES = (0.1, 0.5, 0.9)


class Forecasting(ReadsWindows, DrawsPaths):
    """A mixin of `Forecaster`: it answers tables by forecasts."""

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
                steps are read; a table of many series; or a list of tables. A shorter
                past is read as it is, though the model was trained on whole windows.
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
        parts = with_futures(self.codec, past, future)
        rows = [
            inputs_of(self.codec, *part[1:], self.horizon, self.window)
            for part in parts
        ]
        levels = self.levels_of(quantiles)
        if not rows:
            return []
        found = self.forecast_windows(stacked(rows), levels, samples, seed)
        answers = [
            answer_of(
                self.codec,
                part,
                {name: each[row] for name, each in found.items()},
                levels,
            )
            for row, part in enumerate(parts)
        ]
        one = len(answers) == 1 and not isinstance(past, list | tuple)
        return answers[0] if one and answers[0].series is None else answers

    def forecast_windows(
        self,
        inputs: dict[str, np.ndarray],
        quantiles: Sequence[float] = QUANTILES,
        samples: int | None = None,
        seed: int | None = None,
    ) -> dict[str, np.ndarray]:
        """Forecast the steps after windows, which are the inputs of the model.

        Args:
            inputs: dict of arrays, batch first, as `data.windows` builds them; without
                `previous`.
            quantiles: list of float, the levels of the quantiles, rising.
            samples: int, see `forecast`.
            seed: int, see `forecast`.

        Returns:
            dict of float32 arrays: `values` `(batch, horizon, targets)`, with levels
            `quantiles` `(batch, horizon, targets, levels)`, and with `samples`
            `samples` `(batch, samples, horizon, targets)`.

        Raises:
            ValueError: see `forecast`.
        """
        levels = self.levels_of(quantiles)
        forecast = functools.partial(self._predict_values, levels=levels)
        if samples is not None and not self.autoregressive:
            raise ValueError(
                "Sample paths are drawn by a model with `autoregressive=True`; others "
                f"forecast each step by itself. Received samples={samples!r:.40}. "
                "Leave it out, or build such a model."
            )
        seeds = ()
        if self.autoregressive:
            count = SAMPLES if samples is None else whole_number("samples", samples)
            first = random.randrange(2**31) if seed is None else seed
            first = whole_number("seed", first, least=0)
            seeds = (first + np.arange(len(inputs["past"]))) % 2**31
            seeds = (seeds.astype("int32"),)
            forecast = functools.partial(
                self._sample_values, levels=levels, samples=count
            )
        found = in_batches(forecast, (inputs, *seeds))
        if samples is None:
            found.pop("samples", None)
        return found

    def levels_of(self, quantiles: Sequence[float]) -> tuple[float, ...]:
        """Return the levels of quantiles, checked; none for `output="point"`.

        Raises:
            ValueError: levels are out of range, or the model does not know them.
        """
        given = tuple(list_of(quantiles, "quantiles", "numbers"))
        if not given or (self.output_kind == "point" and not self.autoregressive):
            return ()
        levels = check_levels(given)
        if self.output_kind == "quantiles" and not self.autoregressive:
            check_inside(levels, self.quantiles)
        return tuple(levels)

    @functools.cached_property
    def _predict_values(self):
        return compiled(self.predict_values, lambda: self.variables)

    @functools.cached_property
    def _sample_values(self):
        return compiled(self.sample_values, lambda: self.variables)

"""Sample paths of an autoregressive forecaster, drawn value by value."""

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from seqkit.backend.gather_rows import gather_rows
from seqkit.decoding.unroll import unroll
from seqkit.models.reading_windows import joined
from seqkit.noise import uniforms
from seqkit.types import State
from seqkit.types import Tensor

SAMPLES = 200  # sample paths of a forecast, if their number is not given


class DrawsPaths:
    """A mixin of `Forecaster`, which has the layers, `codec` and `horizon`."""

    def fed(self, previous: Tensor, scaled: dict[str, Tensor]) -> Tensor:
        """Return the scaled value before each step, `(batch, horizon, targets)`."""
        anchors = {**scaled, "anchors": scaled["anchors"][:, :-1]}
        values = previous[:, 1:]
        known = ops.isfinite(values)
        later = self.scale_window.scale(ops.where(known, values, 1.0), anchors)
        later = ops.where(known, later, 0.0)  # (batch, horizon - 1, targets)
        return ops.concatenate([scaled["last"], later], axis=1)

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
        now = joined([now, values], self.drop.compute_dtype)
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
            found = ops.quantile(
                paths, ops.convert_to_tensor(levels, "float32"), axis=1
            )
            answer["quantiles"] = ops.moveaxis(found, 0, -1)
        return answer

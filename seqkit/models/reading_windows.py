"""From the inputs of a forecaster to the distributions of all steps, in one pass."""

from collections.abc import Sequence

from keras import ops

from seqkit.types import Tensor

SQUASHED = 3.0  # level and deviation of a window are bounded at about this many units


class ReadsWindows:
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
            fed = self.fed(previous, scaled)  # (batch, horizon, targets)
            steps = joined([steps, fed], self.drop.compute_dtype)
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
        outputs, state = self.encoder(joined(features, dtype), lengths=lengths)
        # (batch, window, units)
        last = self.encoder.last(outputs, state, lengths)  # (batch, units)
        whole = self._whole(scaled, static)
        summary = self.bridge(joined([self.drop(last), *whole], dtype))
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
        steps += [ops.cast(ones, each.dtype) * each[:, None] for each in whole]
        return self.step_vectors(joined(steps, self.drop.compute_dtype))

    def _raw(self, outputs, steps):
        """Return the outputs of the head, `(batch, steps, targets, width)`."""
        raw = self.head(self.drop(outputs))  # (batch, steps, targets * width)
        width = self.distribution.width
        return ops.reshape(raw, (-1, steps, self.codec.targets, width))

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
        """Return the point forecasts and quantiles of all steps, computed at once.

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


def joined(parts: Sequence[Tensor], dtype: str) -> Tensor:
    """Return tensors of one dtype, concatenated along the last axis."""
    return ops.concatenate([ops.cast(part, dtype) for part in parts], axis=-1)

"""The graphs of a `Sketcher`: new steps, latent vectors, and scores of steps."""

import functools

from keras import ops

from seqkit.backend.compiled import compiled
from seqkit.decoding.choose_token import HOTTEST
from seqkit.decoding.choose_token import clamped
from seqkit.decoding.unroll import unroll
from seqkit.layers.distributions import normal_draw
from seqkit.layers.mixture_density import UNIFORMS
from seqkit.layers.mixture_density import choose_one
from seqkit.noise import uniforms
from seqkit.types import Tensor

# The step before the first: no offset, and the pen is down.
FIRST = (0.0, 0.0, 1.0, 0.0, 0.0)
# The random numbers of latent vectors come after those of all steps of a row.
OF_LATENTS = 2**24
TRIED = 16  # latent vectors of which one is chosen for a started drawing


class DrawsSteps:
    """A mixin of `Sketcher`, which has layers, `start`, `step` and `run_decoder`."""

    # Compiled functions, built at first use. Keras neither saves nor copies them.
    @functools.cached_property
    def _draw(self):
        return compiled(self.draw_steps, lambda: self.variables)

    @functools.cached_property
    def _complete(self):
        return compiled(self.complete_steps, lambda: self.variables)

    @functools.cached_property
    def _embed(self):
        return compiled(self.embed_steps, lambda: self.variables)

    @functools.cached_property
    def _score(self):
        return compiled(self.score_steps, lambda: self.variables)

    def latents_of(self, seed: Tensor, rows: Tensor, count: int = 1) -> Tensor:
        """Draw latent vectors, independent of `temperature`.

        Args:
            seed: int32 `()` or `(rows,)`, see `seqkit.noise.uniforms`.
            rows: int, number of rows.
            count: int, vectors of each row.

        Returns:
            float32 `(rows * count, latent)`; of width 0 without a latent vector.
        """
        width = self.latent or 0
        drawn = uniforms(seed, rows, count * width, OF_LATENTS)
        return normal_draw(ops.reshape(drawn, (rows * count, width)))

    def draw_steps(
        self, latents: Tensor, seed: Tensor, temperature: Tensor, *, length: int
    ) -> dict[str, Tensor]:
        """Draw from latent vectors, point by point.

        Args:
            latents: float32 `(rows, latent)`; of width 0 without a latent vector.
            seed: int32 `()` or `(rows,)`.
            temperature: float32 `()` or `(rows,)`, see `layers.MixtureDensity.draw`.
            length: int, the most points of a drawing.

        Returns:
            dict of `steps` float32 `(rows, length, 5)`, encoded drawings, padded with
            NaN, and `score` float32 `(rows,)`, their log-likelihoods in nats.
        """
        rows = ops.shape(latents)[0]
        state, memory = self.start(latents, length)
        first = ops.broadcast_to(ops.convert_to_tensor(FIRST), (rows, 5))
        return self._continue(first, state, memory, seed, temperature, length)

    def complete_steps(
        self, steps: Tensor, seed: Tensor, temperature: Tensor, *, length: int
    ) -> dict[str, Tensor]:
        """Continue started drawings.

        With latent vectors, 16 are drawn for each row, and one of them is chosen with
        the probability of the started drawing that it gives: a sample of the latent
        vectors given the start (sampling importance resampling).

        Args:
            steps: float32 `(rows, time, 5)`, encoded drawings; their ends are ignored.
            seed: int32 `()` or `(rows,)`.
            temperature: float32 `()` or `(rows,)`.
            length: int, the most new points of a drawing.

        Returns:
            As `draw_steps`: the new steps, and their score.

        Reference: Rubin 1988, Using the SIR algorithm to simulate posterior
            distributions.
        """
        steps = ops.where(steps[..., 4:] > 0, float("nan"), steps)
        steps, lengths = self.real(steps)
        rows = ops.shape(steps)[0]
        latents = self.latents_of(seed, rows, TRIED if self.latent else 1)
        if self.latent:
            latents = self._likely(latents, steps, lengths, seed)
        _, state = self.run_decoder(steps, lengths, latents)
        _, memory = self.start(latents, length)
        last = self._last(steps, lengths)
        return self._continue(last, state, memory, seed, temperature, length)

    def _likely(self, latents, steps, lengths, seed):
        """Choose one latent vector of each row by the likelihood of its steps."""
        rows = ops.shape(steps)[0]
        repeated, counts = (
            ops.repeat(each, TRIED, axis=0) for each in (steps, lengths)
        )
        nats = -ops.sum(self._nats_of(repeated, counts, latents)[0], axis=(1, 2))
        uniform = uniforms(seed, rows, 1, OF_LATENTS - 1)  # (rows, 1)
        likelihoods = ops.reshape(nats, (rows, TRIED))
        chosen = choose_one(likelihoods, uniform, ops.ones_like(uniform))
        latents = ops.reshape(latents, (rows, TRIED, self.latent))
        return ops.sum(latents * chosen[..., None], axis=1)  # (rows, latent)

    def _last(self, steps, lengths):
        """Return the last step of each row; of an empty row the step before the first.

        The state of `run_decoder` lacks this step, and `unroll` reads it first.
        """
        first = ops.zeros_like(steps[:, :1]) + ops.convert_to_tensor(FIRST)
        steps = ops.concatenate([first, steps], axis=1)  # (rows, time + 1, 5)
        here = ops.equal(ops.arange(ops.shape(steps)[1]), lengths[:, None])
        return ops.sum(ops.where(here[..., None], steps, 0.0), axis=1)  # (rows, 5)

    def _continue(self, values, state, memory, seed, temperature, length):
        """Draw the steps after `values`, float32 `(rows, 5)`."""
        rows = ops.shape(values)[0]
        drawn = uniforms(seed, rows, length * UNIFORMS)
        drawn = ops.reshape(drawn, (-1, length, UNIFORMS))  # (rows, length, 4)
        temperature = clamped(temperature, 0.0, HOTTEST, default=1.0)[:, 0]
        temperature = ops.broadcast_to(temperature, (rows,))

        def choose(raw, position):
            return self.head.draw(raw, ops.take(drawn, position, axis=1), temperature)

        def ended(values):
            return values[:, 4] > 0

        steps, score, _ = unroll(
            self.step, choose, ended, values, state, memory, length=length
        )
        return {"steps": steps, "score": score}

    def embed_steps(self, steps: Tensor) -> Tensor:
        """Return the means of the latent vectors of drawings.

        Args:
            steps: float32 `(batch, time, 5)`, encoded drawings.

        Returns:
            float32 `(batch, latent)`.
        """
        return self.to_latent.distribution(self.summary_of(*self.real(steps)))[0]

    def score_steps(self, both: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """Return the nats of drawings, by their parts.

        Args:
            both: float32 `(batch, time, 5)`, encoded drawings, and float32 `(batch, at
                least latent)`, standard normal numbers by which the latent vectors are
                drawn; zeros take their means.

        Returns:
            dict of float32 `(batch,)`: `offsets`, `pen`, which lacks the end, `end` and
            `kl`.
        """
        steps, noise = both
        steps, lengths = self.real(steps)
        latents, divergence = steps[:, 0, :0], ops.zeros_like(steps[:, 0, 0])
        if self.latent:
            mean, log_variance = self.to_latent.distribution(
                self.summary_of(steps, lengths)
            )
            latents = mean + ops.exp(log_variance / 2) * noise[:, : self.latent]
            divergence = self.to_latent.divergence(mean, log_variance)
        nats, ends = self._nats_of(steps, lengths, latents)
        offsets, pen = nats[..., 0], nats[..., 1]  # (batch, time)
        return {
            "offsets": ops.sum(offsets, axis=1),
            "pen": ops.sum(ops.where(ends, 0.0, pen), axis=1),
            "end": ops.sum(ops.where(ends, pen, 0.0), axis=1),
            "kl": divergence,
        }

    def _nats_of(self, steps, lengths, latents):
        """Return the nats of each step, float32 `(batch, time, 2)`, and which are ends.

        The nats are those of the offset, 0 for an end, and of the pen; 0 on padding.
        """
        outputs, _ = self.run_decoder(steps, lengths, latents)
        parts = self.head.log_likelihood(self.head(outputs), steps)
        ends = steps[..., 4] > 0  # (batch, time)
        nats = -ops.stack([ops.where(ends, 0.0, parts[0]), parts[1]], axis=-1)
        real = ops.arange(ops.shape(steps)[1]) < lengths[:, None]
        return ops.where(real[..., None], nats, 0.0), ends

"""`DrawingScore`: how likely a model finds a drawing."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DrawingScore:
    """The nats of a drawing: negative log-likelihoods, summed over its points.

    Args:
        offsets: float, nats of all offsets; densities of offsets in units of
            `codec.scale`, so the number may be negative.
        pen: float, nats of the pen's state after each point.
        end: float, nats of the end after the last point.
        kl: float, nats of the latent vector: its divergence from the standard normal
            distribution; 0 without a latent vector.
        points: int, the points of the drawing.
    """

    offsets: float
    pen: float
    end: float
    kl: float
    points: int

    @property
    def nats(self) -> float:
        """The nats of all steps, with the end and without the latent vector."""
        return self.offsets + self.pen + self.end

    @property
    def nats_per_step(self) -> float:
        """The mean nats of a step; the end is a step too."""
        return self.nats / (self.points + 1)

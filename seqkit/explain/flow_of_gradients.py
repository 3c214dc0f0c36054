from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seqkit.plot.gradient_flow_figure import gradient_flow as draw_flow

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHOWN = 1, 2, 5  # of each ten of steps back, those in the printed table


@dataclass(frozen=True, eq=False)
class GradientFlow:
    """The norm of the gradient that reaches each step from a loss some steps later.

    Args:
        cell: str, "rnn", "lstm", "gru" or "lstm_layer_norm".
        rows: int, number of rows over which norms are averaged.
        norms: float32 `(depth, steps)`, by layer, the lowest first, and by steps back
            from the loss, 0 first; by automatic differentiation.
        closed_form: float32 `(depth, steps)`, the same by products of Jacobians, for a
            vanilla RNN. None: other cells.
        eigenvalues: list of float, by layer, the largest absolute eigenvalue of the
            recurrent matrix of a vanilla RNN. If it is less than 1, gradients vanish.
        singular_values: list of float, by layer, the largest singular value of the
            recurrent matrix of a vanilla RNN. One step back multiplies the norm in the
            highest layer by at most this number.

    Example:
    >>> print(explain.gradient_flow(model, texts))
    rnn, mean of 64 rows, largest eigenvalue 0.98
    steps back  layer 1
             0    0.512
             1    0.307
    """

    cell: str
    rows: int
    norms: np.ndarray
    closed_form: np.ndarray | None = None
    eigenvalues: list[float] | None = None
    singular_values: list[float] | None = None

    def plot(
        self,
        *,
        clipping: float | None = 1.0,
        title: str = "",
        width: float = 6.0,
        ax: "Axes | None" = None,
    ) -> "Figure":
        """Draw the norms on a logarithmic scale, by `plot.gradient_flow`."""
        flows = {self.cell: self}
        return draw_flow(flows, clipping=clipping, title=title, width=width, ax=ax)

    def __str__(self):
        depth, steps = self.norms.shape
        title = f"{self.cell}, mean of {self.rows:,} rows"
        if self.eigenvalues is not None:
            spelled = ", ".join(f"{value:.2f}" for value in self.eigenvalues)
            title += f", largest eigenvalue {spelled}"
        heads = "".join(f"{f'layer {level + 1}':>11}" for level in range(depth))
        lines = [title, f"steps back{heads}"]
        for back in _shown(steps):
            numbers = "".join(f"{norm:>11.3g}" for norm in self.norms[:, back])
            lines.append(f"{back:>10}{numbers}")
        return "\n".join(lines)


def _shown(steps):
    """Return 0, 1, 2, 5, 10, 20, 50, … below `steps`, and the last step."""
    tens = 10 ** np.arange(len(str(steps)))
    some = {0, steps - 1, *np.outer(tens, SHOWN).ravel().tolist()}
    return sorted(back for back in some if back < steps)

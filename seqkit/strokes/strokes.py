from collections.abc import Iterable
from numbers import Real
from typing import Any

import keras
import numpy as np

from seqkit.arguments import list_of
from seqkit.arguments import share
from seqkit.arguments import whole_number
from seqkit.strokes.augmentation import augmented
from seqkit.strokes.drawing import Drawing
from seqkit.strokes.encoded_in_graph import encoded_in_graph
from seqkit.strokes.endpoint_kinds import Offsets
from seqkit.strokes.ramer_douglas_peucker import simplified
from seqkit.strokes.read_arrays import LARGEST
from seqkit.strokes.read_drawing import is_one_drawing
from seqkit.strokes.read_drawing import read_drawing
from seqkit.types import OutputKind
from seqkit.types import Tensor

STEP = 5  # dx, dy, p1, p2, p3


@keras.saving.register_keras_serializable(package="seqkit")
class Strokes:
    """Convert drawings to the input of a model, and the steps of a model to drawings.

    One drawing is a `Drawing`; an array `(points, 3)` of dx, dy, lifted; an array
    `(points, 5)` of dx, dy, p1, p2, p3; a list of arrays `(n, 2)`, the positions of
    each line; or the path of a file, `.svg`, `.inkml` or `.npy`. dx and dy are in the
    user's units, and lead from the point before.

    An encoded drawing has a step (dx / scale, dy / scale, p1, p2, p3) for each point:
    p1 is 1 if the pen stays on the paper, p2 if it is lifted after the point. One more
    step, (0, 0, 0, 0, 1), is the end. No drawing is cut. `decode` returns dx and dy to
    a relative 1.2e-7, the precision of float32.

    Args:
        scale: float, the standard deviation of dx and dy, taken together, in the
            training data.
        longest: int, the number of points of the longest training drawing: the default
            bound on the points that a model draws.
        tolerance: float, the distance by which lines may move so that points can be
            left out, in the units of a drawing, see `simplified`. 0: no point is left
            out. Exports do not simplify.
        stretch: float, augmentation in training: x and y of a drawing are each
            multiplied by a random factor between 1 - stretch and 1 + stretch.
        drop: float, augmentation in training: the probability by which a point inside a
            line is left out; the next offset takes over its way.

    Raises:
        ValueError: an argument is out of its range.

    Reference:
        Ha & Eck 2017, section 3.1, https://arxiv.org/abs/1704.03477.

    Example:
    >>> strokes = Strokes(scale=2.0)
    >>> strokes.encode([[0, 0, 0], [4, 2, 1]])
    [[0., 0., 1., 0., 0.], [2., 1., 0., 1., 0.], [0., 0., 0., 0., 1.]]
    """

    dtype = "float32"
    step_shape = (STEP,)
    missing = False

    def __init__(
        self,
        scale: float,
        *,
        longest: int = 250,
        tolerance: float = 0.0,
        stretch: float = 0.15,
        drop: float = 0.1,
    ):
        self.scale = _number("scale", scale)
        if not self.scale > 0:
            raise ValueError(
                "`scale` is the standard deviation of the offsets, above 0. Received "
                f"{scale!r:.60}. Make the codec by `Strokes.from_drawings(drawings)`."
            )
        self.longest = whole_number("longest", longest)
        self.tolerance = _number("tolerance", tolerance)
        self.stretch = share("stretch", stretch)
        self.drop = share("drop", drop)

    @classmethod
    def from_drawings(
        cls,
        train: Iterable[Any],
        *,
        tolerance: float = 0.0,
        stretch: float = 0.15,
        drop: float = 0.1,
    ) -> "Strokes":
        """Build the codec of training data: compute the scale and the longest drawing.

        Offsets that are all the same give the scale 1.

        Args:
            train: iterable of drawings, see the class.
            tolerance, stretch, drop: see the class.

        Raises:
            TypeError: a drawing is of a wrong type.
            ValueError: no drawing has a point, a drawing cannot be read, or an argument
                is out of its range.
        """
        codec = cls(1.0, tolerance=tolerance, stretch=stretch, drop=drop)
        offsets, lengths = codec.offsets_flat(train)
        if not len(offsets):
            raise ValueError(
                "`Strokes.from_drawings` computes the scale of the training drawings. "
                f"Received {len(lengths)} drawings, without any point. Give at least "
                "one drawing with a point."
            )
        # Published as one number of both axes: np.std of all dx and dy.
        scale = float(np.std(offsets[:, :2], dtype="float64"))
        settings = {**codec.get_config(), "scale": scale or 1.0}
        return cls(**{**settings, "longest": int(lengths.max())})

    def is_one(self, value: Any) -> bool:
        """Return whether a value is one drawing rather than a collection of drawings.

        A list of arrays `(n, 2)` is one drawing, a list of its lines.
        """
        return is_one_drawing(value)

    def read(self, drawing: Any) -> np.ndarray:
        """Read one drawing; it is not simplified.

        Args:
            drawing: see the class.

        Returns:
            float32 `(points, 3)`: dx, dy, lifted, in the user's units.

        Raises:
            TypeError: `drawing` is of a wrong type.
            ValueError: the file cannot be read, the array has a wrong shape, a number
                is NaN, infinite or beyond 10 million, or a pen is neither 0 nor 1.
        """
        return read_drawing(drawing)

    def offsets_flat(self, drawings: Iterable[Any]) -> tuple[np.ndarray, np.ndarray]:
        """Return the offsets of all drawings, simplified, in one array.

        Args and errors: see `encode`.

        Returns:
            float32 `(total, 3)`, in the user's units; int32 `(drawings,)`, the number
            of points of each.
        """
        if getattr(drawings, "ndim", 1) > 1:  # lists of numbers would be slow
            drawings = list(np.asarray(drawings))
        rows = [self.read(each) for each in list_of(drawings, "drawings", "drawings")]
        if self.tolerance:
            return simplified(rows, self.tolerance)
        empty = np.zeros((0, 3), "float32")
        lengths = np.array([len(row) for row in rows], "int32")
        return np.concatenate([empty, *rows]), lengths

    def encode(self, drawings: Any) -> np.ndarray:
        """Return the steps of drawings, padded on the right with NaN.

        Args:
            drawings: one drawing, or a list of drawings, see the class.

        Returns:
            float32 `(batch, points + 1, 5)`, or `(points + 1, 5)` for one drawing.

        Raises:
            TypeError, ValueError: see `read`.
        """
        if self.is_one(drawings):
            return self.encode_flat([drawings])[0]
        flat, lengths = self.encode_flat(drawings)
        width = max(lengths, default=0)
        padded = np.full((len(lengths), width, STEP), np.nan, "float32")
        padded[np.arange(width) < lengths[:, None]] = flat
        return padded

    def encode_flat(self, drawings: Any) -> tuple[np.ndarray, np.ndarray]:
        """Return the steps of all drawings in one array, and the number of each.

        Args and errors: see `encode`; `drawings` are several.

        Returns:
            float32 `(total, 5)`, and int32 `(drawings,)`.
        """
        offsets, points = self.offsets_flat(drawings)
        lengths = points + 1
        steps = np.zeros((len(offsets) + len(points), STEP), "float32")
        ends = np.cumsum(lengths) - 1
        steps[ends, 4] = 1
        drawn = steps[:, 4] == 0
        steps[drawn, :2] = offsets[:, :2].astype("float64") / self.scale
        steps[drawn, 2] = 1 - offsets[:, 2]
        steps[drawn, 3] = offsets[:, 2]
        return steps, lengths

    def encode_steps(self, drawings: Any) -> tuple[list[list[str]], list[np.ndarray]]:
        """Return the numbers of the steps, "0", "1", …, and each drawing's steps.

        Args and errors: see `encode`; `drawings` are several.
        """
        flat, lengths = self.encode_flat(drawings)
        rows = np.split(flat, np.cumsum(lengths)[:-1]) if len(lengths) else []
        return [[str(step) for step in range(len(row))] for row in rows], rows

    def decode(self, steps: Any) -> list[Drawing] | Drawing:
        """Return the drawings of encoded steps; each stops at its end.

        A dx or dy beyond 10 million, which a model of large drawings may draw, becomes
        10 million.

        Args:
            steps: float `(batch, time, 5)` as `encode` returns them; or `(batch, time,
                3)` of dx / scale, dy / scale, lifted. Padded with NaN. Without a batch
                axis: one drawing.

        Returns:
            list of `Drawing`, or `Drawing` if `steps` have no batch axis.

        Raises:
            ValueError: `steps` have another shape, or are not finite before their end.
        """
        steps = np.asarray(steps, "float32")
        if steps.ndim not in (2, 3) or steps.shape[-1] not in (3, STEP):
            raise ValueError(
                f"Encoded steps have the shape (batch, time, {STEP}) or (batch, time, "
                f"3). Received shape {steps.shape}. Give the result of `encode`."
            )
        if steps.ndim == 2:
            return self.decode(steps[None])[0]
        ended = np.isnan(steps).all(axis=-1)  # (batch, time)
        if steps.shape[-1] == STEP:
            ended |= steps[..., 4] > 0.5
        counts = np.where(ended.any(axis=1), ended.argmax(axis=1), steps.shape[1])
        lifted = steps[..., 3 if steps.shape[-1] == STEP else 2] > 0.5
        ways = steps[..., :2].astype("float64") * self.scale
        # Infinity stays, so that `Drawing` raises an error.
        ways = np.where(np.isfinite(ways), np.clip(ways, -LARGEST, LARGEST), ways)
        offsets = np.concatenate([ways, lifted[..., None]], axis=-1)  # (batch, time, 3)
        rows = zip(offsets, counts, strict=True)
        return [Drawing(row[:count]) for row, count in rows]

    def encode_in_graph(self, offsets: Tensor, lengths: Tensor) -> Tensor:
        """Return the steps of offsets, in a TensorFlow graph; nothing is simplified.

        Args:
            offsets: float32 `(batch, time, 3)`: dx, dy, lifted, in the user's units.
            lengths: int32 `(batch,)`, the points of each row.

        Returns:
            float32 `(batch, time + 1, 5)`, padded with NaN.
        """
        return encoded_in_graph(offsets, lengths, self.scale)

    def augment_in_graph(self, steps: Tensor, seed: Tensor) -> Tensor:
        """Return encoded drawings, stretched and with points left out, see `augmented`.

        Args:
            steps: float32 `(batch, time, 5)`, padded with NaN.
            seed: int64 `()`. The same seed gives the same result.

        Returns:
            float32 `(batch, time, 5)`, padded with NaN.
        """
        return augmented(steps, seed, self.stretch, self.drop)

    def embed(self, *, dtype: Any = None) -> keras.layers.Layer:
        """Build the layer that returns the steps as they are, in its dtype.

        Args:
            dtype: str or `keras.DTypePolicy` of the layer.
        """
        return keras.layers.Identity(dtype=dtype)

    def endpoint_kind(self) -> Offsets:
        """Return the input of an export: offsets and lengths."""
        return Offsets(scale=self.scale)

    def endpoint_steps(self) -> dict[str, OutputKind]:
        """Return an empty dict: an export does not name the steps of a drawing."""
        return {}

    def __eq__(self, other):
        """Return whether both have the same configuration, so the same results."""
        if not isinstance(other, Strokes):
            return NotImplemented
        return self.get_config() == other.get_config()

    def __hash__(self):
        """Return a hash that is equal for equal codecs."""
        return hash(tuple(self.get_config().values()))

    def __repr__(self):
        """Return the scale and the bound on points."""
        return f"Strokes(scale={self.scale:.4g}, longest={self.longest})"

    def get_config(self) -> dict[str, Any]:
        """Return the arguments of the constructor."""
        names = "scale longest tolerance stretch drop"
        return {name: getattr(self, name) for name in names.split()}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "Strokes":
        """Build a codec from the result of `get_config`."""
        return cls(**config)


def _number(name, value):
    """Return an argument as a finite float of at least 0."""
    value = value.item() if hasattr(value, "item") else value
    real = isinstance(value, Real) and not isinstance(value, bool)
    if not real or not 0 <= value < float("inf"):
        raise ValueError(f"`{name}` is a number of 0 or more. Received {value!r:.60}.")
    return float(value)

"""Drawings that are hard to write: far, empty, of dots alone."""

import numpy as np

RNG = np.random.default_rng(0)
# Offsets of any size, with the pen lifted at random.
WILD = np.concatenate(
    [
        RNG.normal(size=(40, 2)) * 10.0 ** RNG.integers(-6, 7, (40, 1)),
        RNG.integers(0, 2, (40, 1)),
    ],
    axis=1,
)
DRAWINGS = {
    "a line": [[2, -4, 0], [9, -9, 0], [16.5, -7, 1]],
    "two lines": [[0, 0, 0], [3, 4, 1], [-10, 0, 0], [5, 5, 0]],
    "empty": np.zeros((0, 3)),
    "one point": [[7, 7, 0]],
    "one point, lifted": [[7, 7, 1]],
    "all lifted": [[0, 0, 1], [5, 0, 1], [0, 5, 1]],
    "never lifted": [[0, 0, 0], [5, 0, 0], [0, 5, 0]],
    "far": [[1e6, -1e6, 0], [1e6, 1, 0], [-1e6, 1e6, 1], [0.125, -1e6, 0]],
    "farthest": [[0, 0, 0], [3e38, 3e38, 0], [3e38, -3e38, 1]],
    "wild": WILD,
    "infinite": [[0, 0, 0], [1, 2, 0], [np.inf, 1, 0], [1, 1, 0]],
}
DRAWINGS = {name: np.array(each, "float32") for name, each in DRAWINGS.items()}

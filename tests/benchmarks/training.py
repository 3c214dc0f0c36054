"""Training tokens a second: PyTorch, our language model, stock Keras layers.

The ratios are to PyTorch; a last row of each group compares us with the stock layers.
All three train the same network on the same batches with Adam, and clip the same norm.
"""

from collections.abc import Iterator

from tests.benchmarks.contest import contest
from tests.benchmarks.contestant import Contestant
from tests.benchmarks.timing import Row

SIZES = {  # units, depth, batch, steps, and batches of a round
    "2 x 128, batch 50 x 50": (128, 2, 50, 50, 20),
    "1 x 512, batch 64 x 100": (512, 1, 64, 100, 4),
}
BOTH_WAYS = {"2 x 128 both ways, batch 50 x 50": (128, 2, 50, 50, 10)}
CELLS = "lstm", "gru"
PYTORCH, OURS, STOCK = "torch.nn", "seqkit", "keras.layers"
TRAINERS = {
    PYTORCH: "tests.benchmarks.recurrent_pytorch:trainer",
    OURS: "tests.benchmarks.recurrent_keras:ours",
    STOCK: "tests.benchmarks.recurrent_keras:stock",
}


def rows() -> Iterator[Row | str]:
    """Yield the rows of all sizes, for the LSTM and the GRU."""
    for title, size in (SIZES | BOTH_WAYS).items():
        for cell in CELLS:
            yield from group(f"{cell}, {title}", cell, *size, title in BOTH_WAYS)


def group(title, cell, units, depth, batch, steps, batches, *options):
    """Yield the rows of the contestants that train one network.

    Args:
        options: bool `bidirectional` and bool `bfloat16`, both False by default.
    """
    size = (cell, units, depth, batch, steps, batches, *options)
    contestants = {name: Contestant(path, *size) for name, path in TRAINERS.items()}
    amount = batch * steps * batches
    yield from contest(title, contestants, amount, "tokens/s", (OURS, STOCK))

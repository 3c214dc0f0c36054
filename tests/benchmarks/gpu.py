"""`python -m tests.benchmarks.gpu [--small]`: JAX beside PyTorch on a GPU.

It needs JAX, Keras and PyTorch, and no TensorFlow. It prints tokens a second of
language models and of translators beside PyTorch on the same card in turns; whether
cuDNN runs LSTMs whose rows have different lengths, read both ways; how far bfloat16 is
from float32; and the seconds in which the recipe `names` reaches a GRU's known score.
`--small`, or a machine without a GPU, makes everything small.

No GPU was at hand: this script ran on a CPU only, small, where no cuDNN is.
"""

import argparse
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.load import load_line
from tests.benchmarks.load import load_now
from tests.benchmarks.timing import Row
from tests.benchmarks.training import group

SIZES = {  # units, depth, batch, steps, and batches of a round
    "2 x 1024, batch 256 x 128": (1024, 2, 256, 128, 50),
    "1 x 512, batch 64 x 100": (512, 1, 64, 100, 200),
}
TRANSLATOR = {"units": 384, "tokens": 6_000, "batch": 64, "time": 24, "batches": 20}
EPOCHS = 20  # of names
SMALL_SIZES = {"1 x 4, batch 2 x 3": (4, 1, 2, 3, 2)}
SMALL_TRANSLATOR = {"units": 4, "tokens": 20, "batch": 2, "time": 4, "batches": 2}
SMALL_EPOCHS = 1


def main():
    parser = argparse.ArgumentParser(
        "python -m tests.benchmarks.gpu", description=__doc__
    )
    parser.add_argument("--small", action="store_true", help="make everything small")
    small = parser.parse_args().small
    os.environ.setdefault("KERAS_BACKEND", "jax")
    # JAX and PyTorch share the card.
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    import jax
    import keras

    device = jax.devices()[0]
    small = small or device.platform == "cpu"
    print(f"Keras {keras.version()}, JAX {jax.__version__} on {device.device_kind}")
    before = load_now()
    for row in rows(small):
        print(row, flush=True)
    print(f"({load_line(before, load_now())})")


def rows(small: bool) -> Iterator[Row | str]:
    """Yield all rows."""
    from tests.benchmarks import cudnn
    from tests.benchmarks import names_to_a_score

    for title, size in (SMALL_SIZES if small else SIZES).items():
        for bfloat16 in (False, True):
            precision = "bfloat16" if bfloat16 else "float32"
            yield from group(
                f"lstm, {title}, {precision}", "lstm", *size, False, bfloat16
            )
    yield from translators(**(SMALL_TRANSLATOR if small else TRANSLATOR))
    yield from cudnn.rows()
    yield from names_to_a_score.rows(SMALL_EPOCHS if small else EPOCHS)


def translators(units, tokens, batch, time, batches):
    """Yield the rows of translators on random tokens."""
    from tests.benchmarks import translating
    from tests.benchmarks.translation_files import random_batches
    from tests.benchmarks.translation_files import write_batches

    contestants = translating.PYTORCH, translating.OURS
    with tempfile.TemporaryDirectory() as folder:
        drawn = random_batches(batches, batch, time, tokens)
        measure = write_batches(Path(folder), drawn), "target tokens/s"
        for attention in translating.ATTENTIONS:
            call = "trainer", folder, tokens, units, attention
            yield from translating.group(
                f"fit, GRU {units}, {attention}",
                dict.fromkeys(contestants, call),
                measure,
            )


if __name__ == "__main__":
    main()

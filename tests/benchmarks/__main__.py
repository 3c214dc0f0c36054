"""`make bench`: prints one table of what is; nothing fails it."""

import keras

from tests.benchmarks import captioning
from tests.benchmarks import classifying
from tests.benchmarks import drawing
from tests.benchmarks import encoding
from tests.benchmarks import forecasting
from tests.benchmarks import generating
from tests.benchmarks import hearing
from tests.benchmarks import seeing
from tests.benchmarks import tagging
from tests.benchmarks import training
from tests.benchmarks import translating
from tests.benchmarks import vectors

ROOMS = (
    training,
    generating,
    classifying,
    tagging,
    translating,
    encoding,
    captioning,
    vectors,
    forecasting,
    hearing,
    seeing,
    drawing,
)


def main():
    print(f"Keras {keras.version()} on {keras.backend.backend()}")
    for room in ROOMS:
        for row in room.rows():
            print(row, flush=True)


if __name__ == "__main__":
    main()

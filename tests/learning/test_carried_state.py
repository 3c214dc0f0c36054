import keras
import numpy as np
import pytest

import seqkit

WINDOW, LANES, WINDOWS = 4, 8, 40
# Windows read "aaaa" and "aaab" by turns, so that after "aaa" a window does not tell
# whether it is an "a" or a "b" that follows; the window before it does.
TEXT = "aaaaaaab" * (WINDOW * LANES * WINDOWS // 8) + "a"


def nats_after_training(stateful):
    keras.utils.set_random_seed(0)
    vocabulary = seqkit.Vocabulary(["a", "b"])
    model = seqkit.LanguageModel(
        vocabulary, 16, embedding=4, stateful=stateful, batch_size=LANES
    )
    model.compile(
        keras.optimizers.Adam(0.02, global_clipnorm=1.0), steps_per_execution=10
    )
    ids = vocabulary.encode(TEXT)
    # To (lanes, windows, window), then windows as `fit` reads them: all lanes' first.
    x, y = (
        part.reshape(LANES, WINDOWS, WINDOW).swapaxes(0, 1).reshape(-1, WINDOW)
        for part in (ids[:-1], ids[1:])
    )
    model.fit(x, y, batch_size=LANES, epochs=60, shuffle=False, verbose=0)
    said = model.evaluate(x, y, batch_size=LANES, verbose=0, return_dict=True)
    return said["nats_per_token"]


@pytest.mark.slow
def test_carried_state_learns_a_period_longer_than_the_window():
    # Even odds once in each window of four are the best that a window alone can do.
    assert nats_after_training(stateful=False) > 0.99 * np.log(2) / WINDOW
    assert nats_after_training(stateful=True) < 0.2 * np.log(2) / WINDOW

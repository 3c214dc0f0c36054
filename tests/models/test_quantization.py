import keras
import numpy as np
import pytest

import seqkit
from tests.checks import assert_same
from tests.checks import fit
from tests.models import letters
from tests.models import reviews
from tests.models import rooms
from tests.models import shapes
from tests.models import swaps


@pytest.mark.parametrize(
    "room",
    [
        letters,
        pytest.param(reviews, marks=pytest.mark.slow),
        pytest.param(rooms, marks=pytest.mark.slow),
        pytest.param(shapes, marks=pytest.mark.slow),
        pytest.param(swaps, marks=pytest.mark.slow),
    ],
    ids=["letters", "reviews", "rooms", "shapes", "swaps"],
)
def test_a_quantized_model_loads_and_says_the_same(room, tmp_path):
    model, (x, y) = room.build_model(cell="rnn"), room.make_batch()
    if room is rooms:
        y = y[0]
    before = model.predict(x, verbose=0)
    model.quantize("int8")
    after = model.predict(x, verbose=0)
    assert np.any(after != before)
    np.testing.assert_allclose(after, before, atol=0.2)
    model.save(tmp_path / "model.keras")
    loaded = seqkit.load(tmp_path)
    assert_same(loaded.predict(x, verbose=0), after)
    assert np.isfinite(fit(loaded, x, y)).all()


def test_what_is_not_int8_of_all_layers_is_refused():
    model = letters.build_model(cell="rnn")
    with pytest.raises(ValueError, match="Received mode='int4'"):
        model.quantize("int4")
    with pytest.raises(ValueError, match="filters='head'"):
        model.quantize("int8", filters="head")
    model.quantize("int8")
    with pytest.raises(ValueError, match="quantized already"):
        model.quantize("int8")


@pytest.mark.parametrize(
    "room",
    [reviews, rooms, pytest.param(shapes, marks=pytest.mark.slow), swaps],
    ids=["reviews", "rooms", "shapes", "swaps"],
)
def test_a_clone_by_keras_gives_the_same_with_the_weights_of_each_layer(room):
    model, x = room.build_model(cell="rnn"), room.make_batch()[0]
    clone = keras.models.clone_model(model)
    for layer, original in zip(clone.layers, model.layers, strict=True):
        layer.set_weights(original.get_weights())
    assert_same(clone.predict(x, verbose=0), model.predict(x, verbose=0))

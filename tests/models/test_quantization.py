import keras
import numpy as np
import pytest

import seqkit
from tests.checks import assert_same
from tests.checks import fit
from tests.models import small_captioner
from tests.models import small_classifier
from tests.models import small_language_model
from tests.models import small_tagger
from tests.models import small_translator


@pytest.mark.parametrize(
    "small",
    [
        small_language_model,
        pytest.param(small_classifier, marks=pytest.mark.slow),
        pytest.param(small_tagger, marks=pytest.mark.slow),
        pytest.param(small_captioner, marks=pytest.mark.slow),
        pytest.param(small_translator, marks=pytest.mark.slow),
    ],
)
@pytest.mark.slow
def test_a_quantized_model_loads_and_says_the_same(small, tmp_path):
    model, (x, y) = small.build_model(cell="rnn"), small.make_batch()
    if small is small_tagger:
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
    model = small_language_model.build_model(cell="rnn")
    with pytest.raises(ValueError, match="Received mode='int4'"):
        model.quantize("int4")
    with pytest.raises(ValueError, match="filters='head'"):
        model.quantize("int8", filters="head")
    model.quantize("int8")
    with pytest.raises(ValueError, match="quantized already"):
        model.quantize("int8")


@pytest.mark.parametrize(
    "small",
    [
        small_language_model,
        pytest.param(small_classifier, marks=pytest.mark.slow),
        pytest.param(small_tagger, marks=pytest.mark.slow),
        pytest.param(small_translator, marks=pytest.mark.slow),
    ],
)
def test_a_clone_by_keras_takes_the_weights_of_the_model(small):
    model, x = small.build_model(cell="rnn"), small.make_batch()[0]
    clone = keras.models.clone_model(model)
    clone.set_weights(model.get_weights())
    assert_same(clone.predict(x, verbose=0), model.predict(x, verbose=0))


@pytest.mark.slow
def test_a_clone_by_keras_of_a_captioner_has_no_encoder():
    model, (x, _) = (
        small_captioner.build_model(cell="rnn"),
        small_captioner.make_batch(),
    )
    clone = keras.models.clone_model(model)
    for layer, original in zip(clone.layers, model.layers, strict=True):
        layer.set_weights(original.get_weights())
    assert_same(clone.predict(x, verbose=0), model.predict(x, verbose=0))
    assert len(clone.weights) < len(model.weights)

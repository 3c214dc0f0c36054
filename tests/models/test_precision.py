import keras
import numpy as np
import pytest

from tests.checks import NEEDS_TENSORFLOW
from tests.checks import precision
from tests.models import small_captioner
from tests.models import small_classifier
from tests.models import small_language_model
from tests.models import small_tagger
from tests.models import small_translator

SMALL = [
    small_language_model,
    small_classifier,
    small_tagger,
    small_captioner,
    small_translator,
]


@pytest.mark.parametrize("small", SMALL)
def test_precisions_that_no_loss_goes_with_are_refused_when_built(small):
    for dtype in ("float64", "float16", "bfloat16", "int8"):
        with pytest.raises(ValueError, match=f"Received '{dtype}'.*'mixed_float16'"):
            small.build_model(dtype=dtype)


def test_the_global_one_is_refused_by_name():
    with precision("float64"), pytest.raises(ValueError, match="set_dtype_policy"):
        small_language_model.build_model()


def test_a_policy_and_a_type_of_numpy_count_as_their_names():
    policy = keras.DTypePolicy("mixed_bfloat16")
    assert (
        small_language_model.build_model(dtype=policy).get_config()["dtype"]
        == "mixed_bfloat16"
    )
    assert (
        small_language_model.build_model(dtype=np.float32).get_config()["dtype"]
        == "float32"
    )


@NEEDS_TENSORFLOW
@pytest.mark.parametrize("small", [small_tagger, small_captioner, small_translator])
def test_xla_is_refused_where_it_cannot_train(small):
    if keras.backend.backend() != "tensorflow":
        pytest.skip("JAX compiles all models by XLA")
    model = small.build_model(cell="rnn")
    with pytest.raises(ValueError, match="XLA has no gradient of a loop"):
        model.compile("adam", jit_compile=True)


@pytest.mark.parametrize(
    ("small", "arguments"),
    [
        (small_language_model, {}),
        pytest.param(small_classifier, {}, marks=pytest.mark.slow),
        pytest.param(small_tagger, {"crf": False}, marks=pytest.mark.slow),
    ],
)
@pytest.mark.slow
def test_xla_trains_the_others(small, arguments):
    model, (x, y) = small.build_model(**arguments), small.make_batch()
    model.compile("adam", jit_compile=True)
    history = model.fit(x, y[0] if small is small_tagger else y, verbose=0).history
    assert np.isfinite(history["loss"]).all()

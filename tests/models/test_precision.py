import keras
import numpy as np
import pytest

from tests.checks import NEEDS_TENSORFLOW
from tests.checks import precision
from tests.models import letters
from tests.models import reviews
from tests.models import rooms
from tests.models import shapes
from tests.models import swaps

ROOMS = [letters, reviews, rooms, shapes, swaps]


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__)
def test_precisions_that_no_loss_goes_with_are_refused_when_built(room):
    for dtype in ("float64", "float16", "bfloat16", "int8"):
        with pytest.raises(ValueError, match=f"Received '{dtype}'.*'mixed_float16'"):
            room.build_model(dtype=dtype)


def test_the_global_one_is_refused_by_name():
    with precision("float64"), pytest.raises(ValueError, match="set_dtype_policy"):
        letters.build_model()


def test_a_policy_and_a_type_of_numpy_count_as_their_names():
    policy = keras.DTypePolicy("mixed_bfloat16")
    assert letters.build_model(dtype=policy).get_config()["dtype"] == "mixed_bfloat16"
    assert letters.build_model(dtype=np.float32).get_config()["dtype"] == "float32"


@NEEDS_TENSORFLOW
@pytest.mark.parametrize("room", [rooms, shapes, swaps], ids=lambda room: room.__name__)
def test_xla_is_refused_where_it_cannot_train(room):
    if keras.backend.backend() != "tensorflow":
        pytest.skip("JAX compiles all models by XLA")
    model = room.build_model(cell="rnn")
    with pytest.raises(ValueError, match="XLA has no gradient of a loop"):
        model.compile("adam", jit_compile=True)


@pytest.mark.parametrize(
    ("room", "arguments"),
    [(letters, {}), (reviews, {}), (rooms, {"crf": False})],
    ids=["letters", "reviews", "rooms"],
)
def test_xla_trains_the_others(room, arguments):
    model, (x, y) = room.build_model(**arguments), room.make_batch()
    model.compile("adam", jit_compile=True)
    history = model.fit(x, y[0] if room is rooms else y, verbose=0).history
    assert np.isfinite(history["loss"]).all()

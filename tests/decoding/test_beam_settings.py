import numpy as np
import pytest

from seqkit.decoding import beam_search
from tests.decoding.searches import starts


def test_numbers_of_numpy_are_numbers(speller):
    sizes = {"length": np.int64(3), "beams": np.uint8(3), "count": np.array(2)}
    others = {"length_penalty": np.float16(1), "end": np.int32(3)}
    step = speller({"a": 0.6, "bc": 0.4})
    for forbidden in (np.arange(3), [0, 1, 2], {0, 1, 2}, range(3)):
        settings = sizes | others | {"forbidden": forbidden}
        texts, _ = beam_search(step, *starts(1), **settings)
        np.testing.assert_array_equal(texts, [[[4, 3, 0], [5, 6, 3]]])
    with pytest.raises(TypeError, match="`forbidden` are a list.* Give a list"):
        beam_search(step, *starts(1), length=3, beams=2, forbidden=3)


@pytest.mark.parametrize(
    "settings, message",
    [
        ({"length": 0}, "`length` is an int of at least 1. Received 0"),
        ({"beams": 0}, "`beams` is an int of at least 1. Received 0"),
        ({"beams": 2.0}, "`beams` is an int of at least 1. Received 2.0"),
        ({"count": 0}, "`count` is an int of at least 1. Received 0"),
        ({"count": 4}, "`beams=3` finds 3 .* Received `count=4`. Raise `beams` to 4"),
        ({"length_penalty": -1}, "`length_penalty` .* Received -1"),
        ({"length_penalty": float("nan")}, "`length_penalty` .* Received nan"),
        ({"length_penalty": "1"}, "`length_penalty` .* Received '1'"),
        ({"length_penalty": None}, "`length_penalty` .* Received None"),
        ({"beams": True}, "`beams` is an int of at least 1. Received True"),
        ({"beams": np.float64(3)}, "`beams` is an int .* Received np.float64"),
        ({"count": np.True_}, "`count` is an int .* Received np.True_"),
        ({"end": -1}, "`end` is an int of at least 0. Received -1"),
        ({"end": 3.0}, "`end` is an int of at least 0. Received 3.0"),
        ({"forbidden": (0, 1.5)}, "`forbidden` is an int .* Received 1.5"),
    ],
)
def test_numbers_out_of_range_say_what_is_expected(speller, settings, message):
    sizes = {"length": 3, "beams": 3} | settings
    with pytest.raises(ValueError, match=message):
        beam_search(speller({"a": 1.0}), *starts(1), **sizes)

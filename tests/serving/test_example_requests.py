import io

import numpy as np
from PIL import Image

from seqkit.serving.example_requests import example_inputs
from seqkit.serving.signatures import ArraySpec
from seqkit.serving.signatures import Signature

SIZES = {None: 2}  # an axis of any size


def test_examples_have_the_shapes_of_the_signature():
    specs = {
        "text": ArraySpec("string"),
        "frames": ArraySpec("float32", (None, None, 4, 3)),
        "frames_lengths": ArraySpec("int32"),
        "pair": ArraySpec("bool", (None, 2)),
    }
    examples = example_inputs(Signature(specs, {}), rows=5)
    assert examples.keys() == specs.keys()
    for name, spec in specs.items():
        row = tuple(SIZES.get(size, size) for size in spec.row_shape)
        assert np.shape(examples[name]) == (5, *row)
    assert examples["frames_lengths"] == [np.shape(examples["frames"])[1]] * 5
    assert np.array(examples["pair"]).dtype == bool


def test_the_example_of_an_image_is_an_image():
    (file,) = example_inputs(Signature({"image": ArraySpec("string")}, {}))["image"]
    assert Image.open(io.BytesIO(file)).size == (1, 1)


def test_settings_of_drawing_are_neutral():
    specs = {name: ArraySpec("float32") for name in ("temperature", "top_p")}
    assert example_inputs(Signature(specs, {})) == {"temperature": [1], "top_p": [1]}

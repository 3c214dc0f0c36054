import pytest

from seqkit.serving import signatures
from seqkit.serving.signatures import ArraySpec
from seqkit.serving.signatures import Signature

SAMPLE = {
    "text": "string",
    "seed": "int32",
    "temperature": "float32",
    "top_k": "int32",
    "top_p": "float32",
}
TEXT = ArraySpec("string")
NUMBER = ArraySpec("int32")
VALUES = ArraySpec("float32", (None, None, 3))


def test_reads_what_tensorflow_loads(exported, served):
    read = signatures.read_signatures(exported)
    assert list(read) == ["serving_default", "sample"]
    dtypes = {name: spec.dtype for name, spec in read["sample"].inputs.items()}
    assert dtypes == SAMPLE
    assert list(read["sample"].inputs)[0] == "text"
    for name, loaded in served.model.signatures.items():
        _, inputs = loaded.structured_input_signature
        for own, specs in (
            (read[name].inputs, inputs),
            (read[name].outputs, loaded.structured_outputs),
        ):
            expected = {
                each: ArraySpec(spec.dtype.name, tuple(spec.shape.as_list()))
                for each, spec in specs.items()
            }
            assert own == expected


def test_reads_shapes_off_the_json_of_a_server():
    """As its metadata have them, in which every field is written."""
    axes = [{"size": "-1", "name": ""}, {"size": "3", "name": ""}]
    tensors = {
        "values": {"tensor_shape": {"dim": axes, "unknown_rank": False}},
        "any": {"tensor_shape": {"dim": [], "unknown_rank": True}},
        "one": {"tensor_shape": {"dim": [], "unknown_rank": False}},
    }
    tensors = {name: each | {"dtype": "DT_FLOAT"} for name, each in tensors.items()}
    read = signatures.as_signatures({"s": {"inputs": tensors, "outputs": tensors}})
    shapes = {name: spec.shape for name, spec in read["s"].inputs.items()}
    assert shapes == {"values": (None, 3), "any": None, "one": ()}
    assert {spec.dtype for spec in read["s"].outputs.values()} == {"float32"}


@pytest.mark.parametrize(
    ("spec", "written"),
    [
        (ArraySpec("string"), "string (batch,)"),
        (VALUES, "float32 (batch, time, 3)"),
        (ArraySpec("bool", None), "bool"),
        (ArraySpec("int32", ()), "int32"),
    ],
    ids=["values", "steps", "unknown", "scalar"],
)
def test_specs_are_written_with_words_for_their_axes(spec, written):
    assert str(spec) == written


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"values": VALUES, "lengths": NUMBER}, {"values": "lengths"}),
        (
            {"past": VALUES, "past_lengths": NUMBER, "other": VALUES},
            {"past": "past_lengths"},
        ),
        ({"pair": ArraySpec("float32", (None, 2)), "lengths": NUMBER}, {}),
        ({"text": TEXT, "lengths": NUMBER}, {}),
    ],
    ids=["one", "by_name", "fixed_size", "text"],
)
def test_rows_of_any_length_have_an_input_for_their_lengths(inputs, expected):
    signature = Signature(inputs, {})
    found = {name: signature.lengths_of(name) for name in inputs}
    assert {name: own for name, own in found.items() if own} == expected
    assert signature.required == [
        name for name in inputs if name not in expected.values()
    ]


def test_settings_of_drawing_are_not_required():
    inputs = {name: ArraySpec(dtype) for name, dtype in SAMPLE.items()}
    assert Signature(inputs, {}).required == ["text"]

"""What every layer, model and endpoint owes; a new one calls these in its tests."""

import contextlib
import json
import tempfile
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import ops

import seqkit
from seqkit.text.endpoint_kinds import Text
from seqkit.text.endpoint_kinds import Words

MIXED = ("mixed_float16", "mixed_bfloat16")
# A few small steps: Python is done before a graph is traced. JAX has no such mode.
EAGERLY = keras.backend.backend() == "tensorflow"
NEEDS_TENSORFLOW = pytest.mark.skipif(
    keras.backend.backend() != "tensorflow", reason="needs the TensorFlow backend"
)


def check_layer(build, inputs, lengths=None, *, full_precision=False, **arguments):
    """Checks a layer: shapes, saving, single rows, padding and mixed precision.

    Outputs have the shapes and dtypes that Keras computes symbolically, with batch and
    time unknown; the layer says the same after `get_config` and `set_weights`, and in
    a `.keras` file; first and last row give what they give alone; with `lengths`, more
    padding, NaN, changes nothing, and a Keras mask counts as much; under mixed
    precision it computes in 16 bits and keeps its weights in 32.

    Args:
        build: function without arguments that returns a new layer.
        inputs: array `(batch, …)` of at least two rows, the first call argument.
        lengths: int `(batch,)`, for layers that take `lengths`.
        full_precision: bool, whether the layer computes in float32 whatever is set.
        arguments: other call arguments, nests of arrays, batch first.
    """
    arguments |= {} if lengths is None else {"lengths": lengths}
    layer = build()
    outputs = layer(inputs, **arguments)
    _check_layer_reloads(layer, inputs, arguments, outputs)
    for row in (0, len(inputs) - 1):
        alone = layer(_row(inputs, row), **_row(arguments, row))
        assert_same(alone, _row(outputs, row))
    if lengths is not None:
        assert_same(layer(_padded(inputs), **arguments), outputs)
        masked = {name: nest for name, nest in arguments.items() if name != "lengths"}
        mask = np.arange(inputs.shape[1]) < np.asarray(lengths)[:, None]
        assert_same(layer(inputs, mask=mask, **masked), outputs)
    for name in MIXED:
        with precision(name):
            mixed = build()
            outputs = mixed(inputs, **arguments)
        for leaf in keras.tree.flatten(outputs):
            assert _dtype(leaf) == mixed.compute_dtype
        assert (mixed.compute_dtype == "float32") == full_precision
        assert all(_dtype(weight) == "float32" for weight in mixed.trainable_variables)
        assert all(np.isfinite(part).all() for part in numbers(outputs))


def check_model(build, batch, prompts=None, stepping=None):
    """Checks a model: training, saving, single rows, precision and generating.

    With `compile("adam")` alone its loss falls; `seqkit.load` gives back its outputs
    and its optimizer, and `fit` goes on as in the original; `get_config` survives JSON
    and builds an equal model; a row gives what it gives alone; under mixed precision
    it trains, gives float32, and reloads so. If it generates: the same seed gives the
    same texts, `count` and `beams` as many as asked, and `step` along a row gives what
    the whole model gives at once.

    Args:
        build: function without arguments that returns a new model without dropout.
        batch: `(x, y)` as `fit` takes it, nests of arrays of at least two rows.
        prompts: list of str, what `generate` takes. None: the model does not generate.
        stepping: function of `x` that returns the ids for `start` and the tokens
            `(batch, time)` for `step`. None: this is not checked.
    """
    x, y = batch
    model = build()
    model.compile("adam")
    losses = fit(model, x, y, epochs=6)
    assert losses[-1] < losses[0]
    config = json.loads(json.dumps(model.get_config()))
    copy = type(model).from_config(config)
    assert json.loads(json.dumps(copy.get_config())) == config
    outputs = called(model, x)
    for row in range(2):
        assert_same(called(model, _row(x, row)), _row(outputs, row))
    if stepping is not None:
        _check_steps(model, outputs, *stepping(x))
    if prompts is not None:
        _check_generates(model, prompts)
    _check_goes_on(model, x, y)
    with precision("mixed_float16"):  # the harder one, since losses are scaled
        mixed = build()
    _check_mixed(mixed, x, y)


def check_endpoint(model, name, rows):
    """Checks a signature of a model as TensorFlow Serving needs it.

    Traced with unknown batch and time, it takes what `endpoints` says and gives at
    least two outputs, batch first, all finite; a row gives what it gives alone and
    without its padding; no rows give no rows.

    Args:
        model: with `endpoints()`.
        name: str, one of them.
        rows: dict of an array for each input, at least two rows; ids for texts.
    """
    import tensorflow as tf

    endpoint = model.endpoints()[name]
    assert rows.keys() == endpoint.inputs.keys()
    signature = {
        part: tf.TensorSpec(_unknown(endpoint.inputs[part], array), array.dtype)
        for part, array in rows.items()
    }
    traced = tf.function(
        lambda inputs: endpoint.function(**inputs), input_signature=[signature]
    )
    for part in traced.get_concrete_function().structured_outputs.values():
        assert part.shape[0] is None
    answers = _answers(endpoint, traced(rows))
    assert len(answers) >= 2
    batch = len(next(iter(rows.values())))
    for row in range(batch):
        alone = _answers(endpoint, traced(_row_alone(endpoint, rows, row)))
        _assert_row(answers, row, alone)
    nothing = traced({part: array[:0] for part, array in rows.items()})
    assert all(len(part) == 0 for part in nothing.values())


def assert_same(received, expected, atol=1e-5):
    """Compares nests of numbers; of a wider leaf only what it begins with."""
    received, expected = numbers(received), numbers(expected)
    for one, two in zip(received, expected, strict=True):
        assert one.ndim == two.ndim
        one = one[tuple(slice(0, size) for size in two.shape)]
        np.testing.assert_allclose(one, two, rtol=1e-4, atol=atol)


def numbers(nest):
    """Lists the leaves as NumPy arrays that compare, those of bfloat16 too."""
    leaves = [ops.convert_to_tensor(leaf) for leaf in keras.tree.flatten(nest)]
    return [ops.convert_to_numpy(ops.cast(leaf, "float32")) for leaf in leaves]


@contextlib.contextmanager
def precision(name):
    """Sets Keras's global precision for a while."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(name)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)


def _check_layer_reloads(layer, inputs, arguments, outputs):
    """Compares with Keras's symbolic shapes, a copy by config, and a file."""
    symbolic = keras.tree.map_structure(_symbol, (inputs, arguments))
    copy = type(layer).from_config(layer.get_config())
    specs = copy(symbolic[0], **symbolic[1])
    for leaf, spec in zip(*map(keras.tree.flatten, (outputs, specs)), strict=True):
        assert _dtype(leaf) == _dtype(spec)
        assert len(leaf.shape) == len(spec.shape)
        sizes = zip(leaf.shape, spec.shape, strict=True)
        assert all(known in (size, None) for size, known in sizes)
    copy.set_weights(layer.get_weights())
    assert_same(copy(inputs, **arguments), outputs)

    model = keras.Model(keras.tree.flatten(symbolic), keras.tree.flatten(specs))
    leaves = keras.tree.flatten((inputs, arguments))
    assert_same(_through_file(model, keras.saving.load_model)(leaves), outputs)


def _symbol(array):
    """A Keras input like the array, of unknown batch and time; ids have a time too."""
    timed = array.ndim > 2 or (array.ndim == 2 and array.dtype.kind == "i")
    sizes = (None, *array.shape[2:]) if timed else array.shape[1:]
    return keras.Input(sizes, dtype=str(array.dtype))


def _padded(inputs):
    filling = np.nan if inputs.dtype.kind == "f" else 0
    padding = [(0, 0), (0, 3)] + [(0, 0)] * (inputs.ndim - 2)
    return np.pad(inputs, padding, constant_values=filling)


def _row(nest, row):
    return keras.tree.map_structure(lambda leaf: leaf[row : row + 1], nest)


def _dtype(leaf):
    return keras.backend.standardize_dtype(leaf.dtype)


def called(model, x):
    """Calls a model; under JAX as a graph, since it compiles each loop outside anew."""
    eager = keras.backend.backend() != "jax"
    return model(x) if eager else model.predict_on_batch(x)


def fit(model, x, y, epochs=1):
    batch_size = len(keras.tree.flatten(x)[0])
    history = model.fit(
        x, y, batch_size=batch_size, epochs=epochs, shuffle=False, verbose=0
    )
    return history.history["loss"]


def _through_file(model, load):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        model.save(path)
        return load(path)


def _check_steps(model, outputs, ids, tokens):
    state, memory = model.start(ids)
    for time in range(tokens.shape[1]):
        logits, state = model.step(tokens[:, time], state, memory)
        assert_same(logits, outputs[:, time])


def _check_generates(model, prompts):
    drawn = model.generate(prompts, count=2, length=5, seed=3)
    assert len(drawn) == 2 * len(prompts)
    assert drawn == model.generate(prompts, count=2, length=5, seed=3)
    assert len(model.generate(prompts, length=5, beams=2)) == len(prompts)
    greedy = model.generate(prompts, length=5, temperature=0)
    assert greedy == model.generate(prompts, length=5, temperature=0)
    assert greedy[:1] == model.generate(prompts[0], length=5, temperature=0)


def _check_goes_on(model, x, y):
    """Trains original and reloaded one more step, which must be the same step.

    The reloaded one eagerly, so that graph and loop of Python are compared as well.
    """
    loaded = _through_file(model, seqkit.load)
    loaded.run_eagerly = EAGERLY
    assert type(loaded) is type(model)
    assert_same(called(loaded, x), called(model, x))
    assert_same(loaded.optimizer.variables, model.optimizer.variables)
    assert_same(fit(loaded, x, y), fit(model, x, y))
    assert_same(loaded.get_weights(), model.get_weights())
    assert_same(loaded.optimizer.iterations, model.optimizer.iterations)


def _check_mixed(model, x, y):
    model.compile("adam", run_eagerly=EAGERLY)
    assert np.isfinite(fit(model, x, y)).all()
    loaded = _through_file(model, seqkit.load)
    outputs = called(loaded, x)
    # Lengths are integers.
    dtypes = {_dtype(leaf) for leaf in keras.tree.flatten(outputs)}
    assert dtypes <= {"float32", "int32"}
    assert_same(outputs, called(model, x))


def _unknown(kind, array):
    """The shape of an input with what varies left open: batch, and time of texts."""
    known = 2 if isinstance(kind, Text) else 1
    return (None,) * known + array.shape[known:]


def _row_alone(endpoint, rows, row):
    """One row of each input, texts without padding, but for one step."""
    alone = _row(rows, row)
    for part, kind in endpoint.inputs.items():
        if isinstance(kind, Text):
            steps = alone[part].reshape(alone[part].shape[1], -1)
            # One at least: no recurrent layer of TensorFlow's runs over none.
            length = max(1, np.count_nonzero(steps[:, 0]))
            alone[part] = alone[part][:, :length]
    return alone


def _answers(endpoint, outputs):
    """What a user reads: texts, and numbers, which must be finite."""
    kinds = {
        part: kind
        for part, kind in endpoint.outputs.items()
        if not isinstance(kind, Words)
    }
    assert outputs.keys() == kinds.keys()
    answers = {}
    for part, kind in kinds.items():
        array = outputs[part].numpy()
        spelled = isinstance(kind, Text)
        answers[part] = _spelled(kind.vocabulary, array) if spelled else array
        assert array.dtype.kind != "f" or np.isfinite(array).all()
    return answers


def _spelled(vocabulary, ids):
    """Texts of ids `(batch, time)`, lists of them of ids `(batch, several, time)`."""
    if ids.ndim == 3:
        return [vocabulary.decode(several) for several in ids]
    return vocabulary.decode(ids)


def _assert_row(answers, row, alone):
    for part, answer in answers.items():
        if isinstance(answer, list):
            assert alone[part] == [answer[row]]
            continue
        # What a step has may go on over padding: as no name, or as zeros.
        nothing = -1 if answer.dtype.kind == "i" else 0
        wider = np.full_like(answer[row], nothing)
        wider[tuple(map(slice, alone[part][0].shape))] = alone[part][0]
        np.testing.assert_allclose(answer[row], wider, rtol=1e-4, atol=1e-5)

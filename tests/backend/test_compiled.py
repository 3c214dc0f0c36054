import copy
import pickle

import keras
import numpy as np
import pytest
from keras import ops

from seqkit.backend.compiled import compiled
from seqkit.decoding import sample

MAKES_GRAPHS = pytest.mark.skipif(
    keras.backend.backend() not in ("tensorflow", "jax"), reason="nothing is traced"
)


@keras.saving.register_keras_serializable(package="seqkit-tests")
class Counter(keras.Model):
    """Says the next token of the one before; holds its graph as a model should."""

    def __init__(self, vocabulary=9, **kwargs):
        # Layers
        table = keras.layers.Embedding(vocabulary, vocabulary, name="table")
        # Graph
        tokens = keras.Input((None,), dtype="int32")
        super().__init__(tokens, table(tokens), **kwargs)
        self.vocabulary, self.table, self.traces = vocabulary, table, 0
        self._sample = compiled(self.sample_tokens, lambda: self.variables)
        table.set_weights([10 * np.eye(vocabulary, k=1)])

    def sample_tokens(self, tokens, temperature, top_k, top_p, seed, *, length):
        self.traces += 1
        return sample(
            lambda tokens, state, memory: (self.table(tokens), state),
            tokens,
            (),
            length=length,
            temperature=temperature,
            top_k=top_k,
            top_p=top_p,
            seed=seed,
        )

    def scores(self, tokens):
        return self.table(tokens)

    def generate(self, *, length=4, temperature=0.0, top_k=None, top_p=None, seed=0):
        tokens = np.array([4, 5], "int32")
        settings = temperature, top_k, top_p, seed
        tokens, _ = self._sample(tokens, *settings, length=length)
        return ops.convert_to_numpy(tokens)

    # Config
    def get_config(self):
        return {"vocabulary": self.vocabulary, "name": self.name}

    @classmethod
    def from_config(cls, config):
        return cls(**config)


COUNTED = [[5, 6, 7, 8], [6, 7, 8, 3]]


def double(numbers, extra=None, *, times=1):
    extra = 0 if extra is None else extra["more"]
    return {"result": numbers * 2**times + extra}


def test_gives_what_the_function_gives_nests_and_all():
    numbers = np.array([1, 2], "int32")
    result = compiled(double)(numbers, {"more": 5}, times=2)["result"]
    np.testing.assert_array_equal(ops.convert_to_numpy(result), [9, 13])
    result = compiled(double)(numbers)["result"]
    np.testing.assert_array_equal(ops.convert_to_numpy(result), [2, 4])


@MAKES_GRAPHS
def test_new_values_meet_the_old_graph():
    model = Counter()
    first = model.generate(temperature=0.0, top_k=3, top_p=0.5, seed=1)
    np.testing.assert_array_equal(first, COUNTED)
    once = model.traces
    for temperature, top_k, top_p, seed in [(1.0, 3, 0.5, 2), (2.5, 0, 1.0, -7)]:
        model.generate(temperature=temperature, top_k=top_k, top_p=top_p, seed=seed)
    numpy = {"temperature": np.float64(1), "top_k": np.int64(2), "seed": np.array(5)}
    model.generate(top_p=np.array(0.1), **numpy)
    assert model.traces == once


@MAKES_GRAPHS
def test_static_values_and_none_make_a_graph_each_and_keep_it():
    model = Counter()
    for _ in range(2):
        model.generate(length=4)
        model.generate(length=5)
        model.generate(length=5, top_k=2)
    once = model.traces
    model.generate(length=5, temperature=1.0)
    model.generate(length=4, seed=3)
    assert model.traces == once


def test_scalars_and_values_of_each_row_take_turns():
    model = Counter()
    for temperature in [0.0, np.zeros(2, "float32"), 0.0]:
        np.testing.assert_array_equal(model.generate(temperature=temperature), COUNTED)


@MAKES_GRAPHS
def test_batches_of_many_sizes_share_a_graph_or_few():
    traces = []

    @compiled
    def graph(tokens):
        traces.append(tokens)
        return tokens + 1

    for rows in range(1, 9):
        result = ops.convert_to_numpy(graph(np.zeros((rows, 2 * rows), "int32")))
        np.testing.assert_array_equal(result, np.ones((rows, 2 * rows)))
    assert len(traces) <= (2 if keras.backend.backend() == "tensorflow" else 8)


def test_further_training_is_seen():
    model = Counter()
    np.testing.assert_array_equal(model.generate(), COUNTED)
    model.table.set_weights([10 * np.eye(9, k=2)])
    np.testing.assert_array_equal(model.generate(), [[6, 8, 3, 0], [7, 3, 0, 0]])
    model.compile("sgd", "mse")
    model.fit(np.array([[4]]), 1e4 * np.eye(9)[None, None, 7], verbose=0, shuffle=False)
    assert model.generate()[0, 0] == 7


def test_variables_may_be_a_list_and_change():
    first, second = keras.Variable([1.0]), keras.Variable([2.0])
    held = [first]
    graph = compiled(lambda numbers: numbers * held[0], lambda: held)
    assert float(ops.convert_to_numpy(graph(np.float32([3])))[0]) == 3
    listed = compiled(lambda numbers: numbers * first, [first])
    first.assign([5.0])
    assert float(ops.convert_to_numpy(graph(np.float32([3])))[0]) == 15
    assert float(ops.convert_to_numpy(listed(np.float32([3])))[0]) == 15
    if keras.backend.backend() == "jax":
        held[0] = second
        assert float(ops.convert_to_numpy(graph(np.float32([3])))[0]) == 6


def quantized(model):
    model.table.quantize("int8")


def adapted(model):
    model.table.enable_lora(1)
    model.table.lora_embeddings_a.assign(np.full((9, 1), 20.0))
    model.table.lora_embeddings_b.assign(np.eye(1, 9, k=8))


def rounded(model):
    model.table.dtype_policy = keras.DTypePolicy("bfloat16")


def replaced(model):
    model.table.set_weights([10 * np.eye(9, k=2)])


@pytest.mark.parametrize(
    "change",
    [
        quantized,
        pytest.param(adapted, marks=pytest.mark.slow),
        rounded,
        pytest.param(replaced, marks=pytest.mark.slow),
    ],
    ids=["quantized", "adapted", "of another precision", "with other weights"],
)
@pytest.mark.slow
def test_a_changed_model_answers_as_it_is_now(change):
    model, noise = Counter(), np.random.default_rng(0).normal(size=(9, 9))
    model.table.set_weights([10 * np.eye(9, k=1) + noise])
    settings = {"temperature": 1.0, "seed": 3, "length": 9}
    scored = compiled(model.scores, lambda: model.variables)
    for _ in range(2):
        before, _ = scored(np.arange(9)), model.generate(**settings)
    change(model)
    after = ops.convert_to_numpy(scored(np.arange(9)))
    expected = ops.convert_to_numpy(model.scores(np.arange(9)))
    np.testing.assert_allclose(after, expected, rtol=1e-6)
    assert np.any(after != ops.convert_to_numpy(before))
    fresh = compiled(model.sample_tokens, lambda: model.variables)
    expected, _ = fresh(np.array([4, 5]), 1.0, None, None, 3, length=9)
    np.testing.assert_array_equal(model.generate(**settings), expected)


@MAKES_GRAPHS
def test_a_graph_that_failed_is_forgotten():
    calls = []

    @compiled
    def graph(numbers, *, times):
        calls.append(times)
        if len(calls) == 1:
            raise RuntimeError("no")
        return numbers * times

    with pytest.raises(RuntimeError):
        graph(np.array([1]), times=2)
    np.testing.assert_array_equal(graph(np.array([1]), times=2), [2])
    graph(np.array([1]), times=2)
    assert len(calls) == 2


@MAKES_GRAPHS
def test_static_numbers_of_numpy_are_those_of_python():
    kinds = []

    @compiled
    def graph(numbers, *, times):
        kinds.append(type(times))
        return numbers + (times if times is not True else 100)

    for times in (np.int64(1), 1, np.int8(1), np.float64(1), 1.0, True, np.True_):
        ones = ops.convert_to_numpy(graph(np.array([1.0]), times=times))
        assert ones == [2.0 if times is not True and times is not np.True_ else 101.0]
    assert kinds == [int, float, bool]


def pickled(model):
    return pickle.loads(pickle.dumps(model))


def configured(model):
    return Counter.from_config(model.get_config())


@pytest.mark.parametrize(
    "copied",
    [
        copy.deepcopy,
        pytest.param(pickled, marks=pytest.mark.slow),
        pytest.param(configured, marks=pytest.mark.slow),
    ],
    ids=["deep", "pickled", "configured"],
)
def test_model_that_holds_it_is_copied(copied):
    model = Counter()
    model.generate()
    twin = copied(model)
    np.testing.assert_array_equal(twin.generate(), COUNTED)
    twin.table.set_weights([10 * np.eye(9, k=2)])
    assert twin.generate()[0, 0] == 6 and model.generate()[0, 0] == 5


def test_model_that_holds_it_is_saved(tmp_path):
    model = Counter()
    model.generate()
    model.table.set_weights([10 * np.eye(9, k=2)])
    model.save(tmp_path / "model.keras")
    reloaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(reloaded.generate(), model.generate())


def test_it_is_copied_itself_without_its_graphs():
    graph = compiled(double)
    graph(np.array([1], "int32"))
    for twin in (copy.deepcopy(graph), pickle.loads(pickle.dumps(graph))):
        result = twin(np.array([1], "int32"), times=3)["result"]
        np.testing.assert_array_equal(ops.convert_to_numpy(result), [8])

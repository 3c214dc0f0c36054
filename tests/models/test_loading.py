import importlib.util
import json
import zipfile

import keras
import numpy as np
import pytest

import seqkit
from seqkit import ImageEncoder
from tests.checks import NEEDS_TENSORFLOW
from tests.checks import assert_same
from tests.models.small_backbone import IMAGES
from tests.models.small_backbone import build_backbone
from tests.models.small_tagger import SENTENCES
from tests.models.small_tagger import build_labelling
from tests.processes import run_python

X = np.array([[2, 4, 5, 6], [2, 6, 0, 0]], "int32")
Y = np.array([[4, 5, 6, 3], [6, 3, 0, 0]], "int32")

ENCODE = """
import numpy as np

import seqkit

encoder = seqkit.load(sys.argv[2])
np.save(sys.argv[2] + ".npy", np.array(encoder(np.load(sys.argv[3]))))
"""
TAG = """
import seqkit

taggings = seqkit.load(sys.argv[3]).tag({sentences!r})
print([(tagging.tags, tagging.label) for tagging in taggings])
"""
LOAD = """
import json
import sys

import seqkit

model = seqkit.load(sys.argv[1])
score = model.score(["abc", ""]).nats_per_token
texts = model.generate(["a", ""], temperature=0)
print(json.dumps([texts, score, int(model.optimizer.iterations.numpy())]))
"""
TRAIN = """
import numpy as np

x, y = json.loads(sys.argv[2])
model.fit(np.array(x, "int32"), np.array(y, "int32"), shuffle=False, verbose=0)
model.save(sys.argv[1])
"""
needs_jax = pytest.mark.skipif(
    importlib.util.find_spec("jax") is None, reason="needs JAX"
)


@pytest.fixture(scope="module")
def model():
    vocabulary = seqkit.Vocabulary(["a", "b", "c"])
    model = seqkit.LanguageModel(vocabulary, units=8, embedding=4, length=5)
    random = np.random.default_rng(1)
    for weight in model.trainable_variables:
        weight.assign(random.normal(size=weight.shape))
    model.fit(X, Y, shuffle=False, verbose=0)
    return model


def run_with(program, *arguments, **environment):
    """Runs a program with arguments and warnings as errors in a fresh process."""
    begin = f"import sys, warnings\nsys.argv[1:] = {list(map(str, arguments))!r}\n"
    begin += 'warnings.simplefilter("error")\n'
    begin += 'warnings.filterwarnings("ignore", "__array__ impl")\n'
    return run_python(begin + program, **environment)


def assert_says_the_same(printed, model):
    texts, score, iterations = json.loads(printed.splitlines()[-1])
    assert texts == model.generate(["a", ""], temperature=0)
    assert score == pytest.approx(model.score(["abc", ""]).nats_per_token, abs=1e-4)
    assert iterations == int(model.optimizer.iterations.numpy())


@pytest.mark.slow
def test_a_process_that_imports_only_seqkit_loads_models_and_encoders(model, tmp_path):
    encoder = ImageEncoder(build_backbone(), preprocessing=(0.5, [1.0, 2.0, 3.0]))
    path, encoding, images = (
        tmp_path / name for name in ("model.keras", "encoder.keras", "images.npy")
    )
    model.save(path)
    encoder.save(encoding)
    np.save(images, IMAGES)
    printed = run_with(ENCODE + LOAD, path, encoding, images)
    assert_says_the_same(printed, model)
    assert_same(np.load(f"{encoding}.npy"), encoder(IMAGES))


def test_a_folder_stands_for_the_model_in_it(model, tmp_path):
    model.save(tmp_path / "model.keras")
    for path in (tmp_path, str(tmp_path)):
        assert_same(seqkit.load(path)(X), model(X))


def test_a_model_never_trained_loads(tmp_path):
    model = seqkit.LanguageModel(seqkit.Vocabulary(["a", "b", "c"]), units=2)
    model.save(tmp_path / "model.keras")
    assert_same(seqkit.load(tmp_path)(X), model(X))


def test_the_vocabulary_comes_with_the_model(tmp_path):
    words = seqkit.Vocabulary(["no", "ünïcode"], split="words", lowercase=True)
    seqkit.LanguageModel(words, units=2).save(tmp_path / "model.keras")
    assert seqkit.load(tmp_path).vocabulary == words


@pytest.mark.parametrize("path", ["nothing.keras", "", "no/such/folder"])
def test_a_missing_file_says_where_and_what_to_do(tmp_path, path):
    with pytest.raises(FileNotFoundError, match=r"no file .*model\.save\(path\)"):
        seqkit.load(tmp_path / path)


@pytest.mark.parametrize("name", ["model.keras", "model.txt"])
def test_a_file_that_is_no_model_says_so(tmp_path, name):
    path = tmp_path / name
    path.write_text("not a model")
    with pytest.raises(ValueError, match=name):
        seqkit.load(path)


@NEEDS_TENSORFLOW
@needs_jax
@pytest.mark.slow
@pytest.mark.parametrize("policy", ["float32", "mixed_bfloat16"])
def test_the_other_backend_loads_trains_and_gives_back(model, tmp_path, policy):
    here = keras.backend.backend()
    there = {"tensorflow": "jax", "jax": "tensorflow"}[here]
    config = {**model.get_config(), "dtype": policy}
    own = type(model).from_config(config)
    own.set_weights(model.get_weights())
    own.save(tmp_path / "model.keras")
    batch = json.dumps([X.tolist(), Y.tolist()])
    tagger = build_labelling()
    tagger.save(tmp_path / "tagger.keras")
    printed = run_with(
        LOAD + TRAIN + TAG.format(sentences=SENTENCES),
        *(tmp_path / "model.keras", batch, tmp_path / "tagger.keras"),
        KERAS_BACKEND=there,
        JAX_DISABLE_MOST_OPTIMIZATIONS="1",
    )
    said = [(tagging.tags, tagging.label) for tagging in tagger.tag(SENTENCES)]
    assert printed.splitlines()[-1] == repr(said)
    own.fit(X, Y, shuffle=False, verbose=0)
    back = seqkit.load(tmp_path)
    assert back.dtype_policy.name == policy
    assert int(back.optimizer.iterations.numpy()) == 1
    # Adam's first step is of the learning rate's size, however small the gradient.
    tolerance = 1e-4 if policy == "float32" else 3e-3
    assert_same(back.get_weights(), own.get_weights(), atol=tolerance)


def unlike_the_others(targets, logits):
    """A loss that nobody registered."""
    return keras.losses.sparse_categorical_crossentropy(
        targets, logits, from_logits=True
    )


@pytest.fixture(scope="module")
def archive(model, tmp_path_factory):
    """A model that was trained by a loss of the user's own."""
    path = tmp_path_factory.mktemp("own") / "model.keras"
    own = type(model).from_config(model.get_config())
    own.compile("sgd", loss=unlike_the_others)
    own.fit(X, Y, verbose=0)
    own.save(path)
    return path


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"version https://git-lfs.github.com/spec/v1", "git lfs pull"),
        (b"", "it is empty"),
        (b"PK\x03\x04 and no more", "no archive, or was cut off"),
    ],
    ids=["pointer", "empty", "cut"],
)
def test_a_file_that_is_no_archive_says_what_it_is(tmp_path, content, said):
    (tmp_path / "bad.keras").write_bytes(content)
    with pytest.raises(ValueError, match=f"bad.keras is no Keras model.*{said}"):
        seqkit.load(tmp_path / "bad.keras")


def test_an_archive_without_a_model_says_what_it_lacks(tmp_path):
    with zipfile.ZipFile(tmp_path / "z.keras", "w") as file:
        file.writestr("x", "y")
    with pytest.raises(ValueError, match="is no Keras model: there is no config.json"):
        seqkit.load(tmp_path / "z.keras")


def test_an_archive_cut_in_two_says_so(archive, tmp_path):
    content = archive.read_bytes()
    (tmp_path / "half.keras").write_bytes(content[: len(content) // 2])
    with pytest.raises(ValueError, match="half.keras is no Keras model.*cut off"):
        seqkit.load(tmp_path / "half.keras")


@pytest.mark.parametrize("name", ["model.h5", "model.HDF5"])
def test_the_older_format_is_refused_by_name(tmp_path, name):
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(
        ValueError, match=rf'{name}, of an older.*save\("model.keras"\)'
    ):
        seqkit.load(tmp_path / name)


def test_an_export_is_told_from_a_model(tmp_path):
    (tmp_path / "saved_model.pb").write_bytes(b"")
    with pytest.raises(ValueError, match="is an export, which `seqkit run"):
        seqkit.load(tmp_path)


def test_what_is_no_path_says_so():
    with pytest.raises(TypeError, match="takes the path.*Received 3"):
        seqkit.load(3)


def test_a_loss_of_the_users_own_is_asked_for(archive):
    with pytest.raises(ValueError, match="unlike_the_others.*custom_objects.*compile"):
        seqkit.load(archive)
    loaded = seqkit.load(
        archive, custom_objects={"unlike_the_others": unlike_the_others}
    )
    assert loaded.loss is unlike_the_others


def test_a_model_loads_without_what_it_was_compiled_with(archive):
    loaded = seqkit.load(archive, compile=False)
    assert loaded.loss is None
    assert np.isfinite(loaded.fit(X, Y, verbose=0).history["loss"]).all()

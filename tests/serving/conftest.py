import keras
import pytest

import seqkit
from seqkit.serving import Served
from seqkit.serving import export

if keras.backend.backend() != "tensorflow":
    collect_ignore_glob = ["test_*.py"]

NAMES = ["anna maria", "hanna", "johanna", "Zoë", "Jürgen 😀"]


@pytest.fixture(scope="session")
def model():
    keras.utils.set_random_seed(0)
    vocabulary = seqkit.Vocabulary.from_texts(NAMES)
    return seqkit.LanguageModel(vocabulary, units=8, embedding=4, length=12)


@pytest.fixture(scope="session")
def exported(model, tmp_path_factory):
    # As recipes do; nothing of it may reach the graph.
    keras.utils.set_random_seed(0)
    return model.export(tmp_path_factory.mktemp("exports") / "names")


@pytest.fixture(scope="session")
def served(exported):
    return Served(exported)


@pytest.fixture(scope="session")
def words(tmp_path_factory):
    """An export of a model whose vocabulary has a table, and the model."""
    keras.utils.set_random_seed(0)
    vocabulary = seqkit.Vocabulary.from_texts(NAMES, split="words")
    model = seqkit.LanguageModel(
        vocabulary, 8, cell="gru", embedding=None, length=5, stateful=True, batch_size=2
    )
    return export(model, tmp_path_factory.mktemp("exports") / "words"), model


@pytest.fixture(scope="session")
def pieces(tmp_path_factory):
    """An export of a model with a vocabulary of pieces."""
    texts = ["the dög runs in the snow", "two dögs play in the snow"] * 9
    vocabulary = seqkit.SubwordVocabulary.from_texts(texts, 300, "bpe")
    model = seqkit.LanguageModel(vocabulary, units=4, embedding=4, length=8)
    return export(model, tmp_path_factory.mktemp("exports") / "pieces")


@pytest.fixture
def gpu(monkeypatch):
    """Let Keras trace as on a machine with a GPU."""
    import tensorflow as tf

    devices = tf.config.list_logical_devices

    def with_gpu(device_type=None):
        gpu = [tf.config.LogicalDevice("GPU:0", "GPU")]
        return gpu if device_type == "GPU" else devices()

    monkeypatch.setattr(tf.config, "list_logical_devices", with_gpu)

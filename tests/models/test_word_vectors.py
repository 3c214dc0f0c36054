import json

import keras
import numpy as np
import pytest

import seqkit
from seqkit import SequenceClassifier
from seqkit import Vocabulary
from seqkit import WordVectors
from seqkit.data import skip_grams
from tests.checks import NEEDS_TENSORFLOW
from tests.checks import assert_same
from tests.checks import check_endpoint
from tests.checks import check_model
from tests.checks import fit
from tests.models.small_word_vectors import VOCABULARY
from tests.models.small_word_vectors import WORDS
from tests.models.small_word_vectors import build_known
from tests.models.small_word_vectors import build_model
from tests.models.small_word_vectors import make_batch


def test_keeps_what_every_model_owes():
    check_model(build_model, make_batch())


@pytest.mark.slow
def test_with_ngrams_it_keeps_what_every_model_owes():
    check_model(lambda: build_model(ngrams=(2, 3)), make_batch())


def test_without_compile_it_trains_and_a_step_changes_only_words_of_its_batch():
    model = build_model()
    words, (spans, noise) = make_batch()
    words[words == 10], noise[noise == 10] = 9, 9
    before = model.table.copy()
    losses = fit(model, words, (spans, noise), epochs=3)
    assert losses[-1] < losses[0]
    moved = np.abs(model.table - before).sum(axis=1) > 0
    middle = words[:, 2:-2][spans.sum(axis=-1) > 0]
    assert set(np.flatnonzero(moved)) == set(middle.tolist())


def test_words_in_like_places_get_like_vectors():
    random = np.random.default_rng(0)
    places = {"hot": "sun fire".split(), "cold": "ice snow".split()}
    texts = [
        f"the {random.choice(near)} is {word}"
        for word, near in places.items()
        for _ in range(100)
    ]
    vocabulary = Vocabulary.from_texts(texts, "words")
    keras.utils.set_random_seed(0)
    model = WordVectors(vocabulary, 8)
    batches = skip_grams(texts, vocabulary, 256, window=3, subsample=0.1, seed=0)
    model.fit(batches, epochs=12, verbose=0, shuffle=False)
    for near in places.values():
        assert model.most_similar(near[0], 1)[0][0] == near[1]


def test_characters_and_pieces_have_vectors_too():
    texts = ["the cat sat", "the dog sat"] * 9
    for vocabulary in (
        Vocabulary.from_texts(texts),
        seqkit.SubwordVocabulary.from_texts(texts, 270, "bpe"),
    ):
        model = WordVectors(vocabulary, 4)
        model.fit(skip_grams(texts, vocabulary, seed=0), verbose=0, shuffle=False)
        assert np.isfinite(model.table).all()
    assert model.vectors(vocabulary.tokens[270 - 1]).shape == (4,)


def test_the_vector_of_a_word_is_the_mean_of_its_own_and_its_ngrams():
    model = build_model(ngrams=(3, 3))
    weights = np.array(model.embed.lookup.lookup.embeddings)
    grams = model.spelling.grams.tokens
    shared = ["<ca", "cat"]  # in cat, cats and catty
    rows = [4 + WORDS.index("cats")]
    rows += [len(VOCABULARY) + grams.index(gram) for gram in shared]
    np.testing.assert_allclose(
        model.vectors("cats"), weights[rows].mean(axis=0), rtol=1e-5
    )
    np.testing.assert_allclose(
        model.vectors("CAT5"), weights[rows[1:]].mean(axis=0), rtol=1e-5
    )
    assert_same(model.table[rows[0]], model.vectors("cats"))
    with pytest.raises(ValueError, match="No vector of 'xyz'"):
        model.vectors("xyz")


def test_reloaded_model_says_the_same(tmp_path):
    model = build_model(ngrams=[2, 3])
    model.save(tmp_path / "model.keras")
    loaded = seqkit.load(tmp_path)
    assert json.loads(json.dumps(loaded.get_config())) == model.get_config()
    assert_same(loaded.table, model.table)
    assert_same(loaded.vectors("cat9"), model.vectors("cat9"))


def test_vectors_go_through_text_into_other_models(tmp_path):
    model = build_known()
    path = model.save_text(tmp_path / "vectors.txt")
    classifier = SequenceClassifier(VOCABULARY, ["a", "b"], 2, embedding=3)
    language = seqkit.LanguageModel(VOCABULARY, 2, embedding=3)
    other = build_model(units=3)
    for reader in (classifier, language, other):
        found = reader.load_vectors(path)
        assert found.found[4:].all()
        np.testing.assert_allclose(found.values[4:], model.table[4:], rtol=1e-5)
    table = np.array(language.embed.embeddings)
    np.testing.assert_allclose(table[4:], model.table[4:], rtol=1e-5)
    assert other.most_similar("cat", 1)[0][0] == "cats"
    with pytest.raises(ValueError, match="own embedding of words"):
        seqkit.LanguageModel(VOCABULARY, 2, embedding=None).load_vectors(path)
    with pytest.raises(ValueError, match="own embedding of words"):
        build_model(ngrams=(2, 3)).load_vectors(path)


@pytest.mark.slow
@NEEDS_TENSORFLOW
@pytest.mark.parametrize("ngrams", [None, (2, 3)])
def test_the_endpoints_answer_as_serving_demands(ngrams):
    model = build_model(ngrams)
    encode = (model.spelling or model.vocabulary).encode
    ids = encode(["king", "cat cats man", "cat"])
    for name in ("serving_default", "vectors"):
        check_endpoint(model, name, {"text": ids})


def test_other_losses_weights_and_targets_are_refused():
    model = build_model()
    words, y = make_batch()
    with pytest.raises(ValueError, match="`y` are two arrays"):
        model.fit(words, words, verbose=0)
    with pytest.raises(ValueError, match="pairs of words have no weights"):
        model.train_on_batch(words, y, sample_weight=np.ones(4))
    with pytest.raises(TypeError, match="Received texts.*skip_grams"):
        model.fit(["a b"])
    model.compile("sgd", loss=lambda y, y_pred: 0.0)
    with pytest.raises(ValueError, match="loss of its own"):
        model.fit(words, y, verbose=0)
    with pytest.raises(ValueError, match="not quantized.*save_text"):
        model.quantize("int8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"units": 0}, "`units`"),
        ({"negatives": 0}, "`negatives`"),
        ({"ngrams": (3,)}, "`ngrams` are the least and the most"),
        ({"ngrams": (4, 3)}, "`ngrams` is an int of at least 4"),
        ({"ngrams": (30, 40)}, "No n-gram of 30 to 40 characters"),
    ],
)
def test_arguments_out_of_range_are_refused(arguments, said):
    with pytest.raises(ValueError, match=said):
        WordVectors(VOCABULARY, **arguments)


def test_ngrams_are_of_words_alone():
    with pytest.raises(ValueError, match="Only words have n-grams"):
        WordVectors(Vocabulary(["a", "b"]), ngrams=(1, 2))
    with pytest.raises(TypeError, match="`vocabulary` is a vocabulary"):
        WordVectors(["a", "b"])

import numpy as np
import pytest

import seqkit
from tests.models import small_captioner
from tests.models import small_classifier
from tests.models import small_tagger
from tests.models.small_language_model import VOCABULARY


@pytest.fixture(scope="module")
def classifier():
    return small_classifier.build_model(cell="rnn")


@pytest.fixture(scope="module")
def tagger():
    return small_tagger.build_model(cell="rnn")


@pytest.mark.parametrize(
    "wrong",
    [None, 3, [None], [["good"]], [["good", "bad"], ["bad"]], ["good", np.nan], {"a"}],
    ids=["none", "int", "nothing", "nested", "ragged", "nan", "set"],
)
def test_what_is_no_text_is_refused(classifier, model, wrong):
    for method in (classifier.classify, model.generate, model.score):
        with pytest.raises(TypeError, match=r"Received .* of type"):
            method(wrong)


def test_a_collection_of_texts_is_any_ordered_one(classifier, model):
    (expected,) = classifier.classify(["good"])
    for texts in (np.array(["good"]), ("good",), iter(["good"]), [b"good"]):
        assert classifier.classify(texts) == [expected]
    assert classifier.classify(b"good") == expected
    expected = model.generate("ab", temperature=0)
    assert model.generate(b"ab", temperature=0) == expected
    assert model.generate(np.array("ab"), temperature=0) == expected
    assert model.score(b"ab").nats_per_token == model.score("ab").nats_per_token


@pytest.mark.parametrize(
    "wrong",
    [["heat", None], None, ["heat", 3], [["heat", None]], {"heat"}],
    ids=["none_in_it", "none", "int", "word", "set"],
)
def test_what_is_no_sentence_is_refused(tagger, wrong):
    with pytest.raises(TypeError, match="`inputs` are"):
        tagger.tag(wrong)


def test_words_are_any_ordered_collection(tagger):
    (expected,) = tagger.tag([["no", "heat"]])
    for words in (np.array(["no", "heat"]), ("no", "heat"), iter(["no", "heat"])):
        assert tagger.tag([words]) == [expected]


def test_what_is_no_image_is_refused():
    model = small_captioner.build_model(cell="rnn", attention=None)
    for wrong in (None, 3, [None]):
        with pytest.raises(TypeError, match="image"):
            model.generate(wrong)
    assert (
        len(model.generate((image for image in small_captioner.IMAGES), temperature=0))
        == 3
    )


@pytest.mark.parametrize("wrong", [["a"], "text", None, 7], ids=str)
def test_a_vocabulary_stands_where_it_belongs(wrong):
    builds = {
        "codec": [
            lambda: seqkit.SequenceClassifier(wrong, ["x", "y"]),
            lambda: seqkit.SequenceTagger(wrong, ["x"]),
        ],
        "vocabulary": [
            lambda: seqkit.LanguageModel(wrong),
            lambda: seqkit.Captioner(wrong, None),
        ],
        "source": [lambda: seqkit.Seq2Seq(wrong, VOCABULARY)],
        "target": [lambda: seqkit.Seq2Seq(VOCABULARY, wrong)],
    }
    for name, all_ in builds.items():
        for build in all_:
            with pytest.raises(TypeError, match=f"`{name}` .*from_texts"):
                build()

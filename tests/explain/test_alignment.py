import numpy as np
import pytest

from seqkit.explain import attention
from tests.checks import assert_same
from tests.models.small_language_model import build_model as build_language_model
from tests.models.small_translator import TARGET
from tests.models.small_translator import build_model

pytestmark = pytest.mark.usefixtures("untraced")


@pytest.fixture(scope="module")
def model():
    return build_model()


def test_rows_are_written_words_and_columns_are_read_words(model):
    (result,) = model.generate_n("cab")[0]
    alignment = attention(model, "cab")
    assert alignment.source == ["c", "a", "b", "[END]"]
    assert alignment.target == [TARGET.tokens[token] for token in result.tokens]
    assert_same(alignment.weights, result.attention)
    assert_same(alignment.score, result.score)


def test_a_target_given_is_aligned_as_the_model_would_have_written_it(model):
    written = attention(model, "cab")
    assert written.target[-1] == "[END]"
    given = attention(model, "cab", "".join(written.target[:-1]))
    assert given.target == written.target
    assert_same((given.weights, given.score), (written.weights, written.score))


@pytest.mark.slow
def test_pieces_of_a_word_are_one():
    class InPairs:
        """A vocabulary whose words are of two letters each."""

        def __init__(self, vocabulary):
            self.vocabulary, self.tokens = vocabulary, vocabulary.tokens

        def encode(self, *arguments, **options):
            return self.vocabulary.encode(*arguments, **options)

        def decode_words(self, ids):
            words = self.vocabulary.decode_words(ids)
            return [
                (one + two, places + others)
                for (one, places), (two, others) in zip(
                    words[::2], words[1::2], strict=True
                )
            ]

    model = build_model()
    whole = attention(model, "abca", "xyzx").weights
    model.source, model.target = InPairs(model.source), InPairs(model.target)
    alignment = attention(model, "abca", "xyzx")
    assert alignment.source == ["ab", "ca", "[END]"]
    assert alignment.target == ["xy", "zx", "[END]"]
    columns = np.stack([whole[:, :2].sum(1), whole[:, 2:4].sum(1), whole[:, 4]], 1)
    lines = np.stack([columns[:2].mean(0), columns[2:4].mean(0), columns[4]])
    assert_same(alignment.weights, lines)
    pieces = attention(model, "abca", "xyzx", merge=False)
    assert pieces.source == [*"abca", "[END]"] and pieces.target == [*"xyzx", "[END]"]
    assert_same(pieces.weights, whole)


@pytest.mark.slow
def test_a_text_of_one_word_keeps_its_pieces():
    class AsOneWord:
        """A vocabulary that takes each text for one word, as German compounds are."""

        def __init__(self, vocabulary):
            self.vocabulary, self.tokens = vocabulary, vocabulary.tokens

        def encode(self, *arguments, **options):
            return self.vocabulary.encode(*arguments, **options)

        def decode_words(self, ids):
            pieces = self.vocabulary.decode_words(ids)
            places = [place for _, several in pieces for place in several]
            return [("".join(piece for piece, _ in pieces), places)]

    model = build_model()
    whole = attention(model, "abca", "xyzx")
    model.source = AsOneWord(model.source)
    alignment = attention(model, "abca", "xyzx")
    assert alignment.source == [*"abca", "[END]"]
    assert_same(alignment.weights, whole.weights)


def test_it_is_drawn_and_shown_as_html(model):
    pytest.importorskip("matplotlib")
    alignment = attention(model, "cab", "xy")
    texts = [text.get_text() for text in alignment.plot(title="cab").axes[0].texts]
    assert {"cab", "written ↓", "read →", "x", "c", "[END]"} <= {*texts}
    page = alignment._repr_html_()
    assert page == alignment.html() and page.count("<tr>") == 4
    assert f">{alignment.weights[0, 0]:.2f}<" in page


def test_it_prints_a_line_for_each_word(model):
    model = build_model()
    lines = str(attention(model, "cab", "xy")).splitlines()
    assert lines[0].split() == ["c", "a", "b", "[END]"]
    assert [line.split()[0] for line in lines[1:]] == ["x", "y", "[END]"]


def test_an_empty_source_has_its_end_alone(model):
    assert attention(model, "", "x").source == ["[END]"]


def test_models_without_attention_are_refused_with_advice():
    with pytest.raises(TypeError, match="LanguageModel.*`Seq2Seq`"):
        attention(build_language_model(), "ab")
    with pytest.raises(ValueError, match="attention=None"):
        attention(build_model(attention=None), "ab")

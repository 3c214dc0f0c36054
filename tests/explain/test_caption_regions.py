import pytest

from seqkit.explain import regions
from tests.checks import assert_same
from tests.models.small_captioner import IMAGES
from tests.models.small_captioner import build_model
from tests.models.small_language_model import build_model as build_language_model


def test_words_look_at_the_places_of_the_grid():
    model = build_model()
    (result,) = model.generate_n(IMAGES[0])[0]
    found = regions(model, IMAGES[0])
    tokens = [model.vocabulary.tokens[token] for token in result.tokens]
    assert found.words == tokens
    assert_same(found.weights.reshape(len(tokens), 8), result.attention)
    assert_same((found.image, found.score), (IMAGES[0], result.score))
    lines = str(found).splitlines()
    row, column = divmod(int(result.attention[0].argmax()), 4)
    assert lines[0].startswith(f"{tokens[0]}")
    assert f"row {row + 1}, column {column + 1} of 2 x 4" in lines[0]


def test_they_are_drawn_and_shown_as_html():
    pytest.importorskip("matplotlib")
    found = regions(build_model(), IMAGES[0])
    assert len(found.plot(title="a picture").axes[0].images) == len(found.words) + 1
    page = found.html()
    assert page == found._repr_html_()
    assert page.count("<img") == len(found.words) + 1
    assert f">% {100 * found.weights[0].max():.1f}<" in page


def test_models_without_attention_are_refused_with_advice():
    with pytest.raises(TypeError, match="LanguageModel.*`Captioner`"):
        regions(build_language_model(), IMAGES[0])
    with pytest.raises(ValueError, match="attention=None"):
        regions(build_model(attention=None), IMAGES[0])

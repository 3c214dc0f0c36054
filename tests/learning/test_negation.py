import pytest

from recipes import sentiment


@pytest.mark.slow
def test_a_classifier_learns_what_denial_and_contrast_turn_round():
    # Words without their order get 0.7: tests/recipes/test_sentiment.py.
    model = sentiment.train(epochs=4, save_to=None)
    assert sentiment.evaluate(model)["accuracy"] > 0.97

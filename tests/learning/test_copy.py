import pytest

from tests.learning.recall import share_recalled


@pytest.mark.slow
def test_a_language_model_learns_to_copy():
    assert share_recalled(lambda word: word) >= 0.95

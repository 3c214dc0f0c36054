import pytest

from tests.models.small_language_model import build_model


@pytest.fixture(scope="session")
def model():
    """One model that no test may change, so that its graphs are traced once."""
    return build_model()

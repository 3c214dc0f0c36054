import numpy as np
import pytest
from keras import ops

from seqkit.explain.log_odds import log_odds

LOGITS = np.array([[1.0, -2.0, 0.5], [0.0, 0.0, 3.0]], "float32")


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("multi_label", [False, True])
def test_log_odds_are_those_of_the_probability(place, multi_label):
    odds = np.exp(LOGITS.astype(float))
    scores = (
        odds / (1 + odds) if multi_label else odds / odds.sum(axis=1, keepdims=True)
    )
    probability = scores[:, place]
    np.testing.assert_allclose(
        ops.convert_to_numpy(log_odds(LOGITS, place, multi_label)),
        np.log(probability / (1 - probability)),
        rtol=1e-5,
    )


def test_a_sure_model_has_finite_log_odds():
    sure = np.array([[0.0, 200.0]], "float32")
    assert float(log_odds(sure, 1, False)[0]) == 200.0
    assert float(log_odds(sure, 0, False)[0]) == -200.0

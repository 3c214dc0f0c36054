import keras
import numpy as np
import pytest
from keras import ops

from seqkit.models.skip_gram_loss import check_spans
from seqkit.models.skip_gram_loss import skip_gram_loss

RANDOM = np.random.default_rng(0)
VECTORS, CONTEXTS = RANDOM.normal(size=(2, 2, 7, 3)).astype("float32")
NOISE = RANDOM.normal(size=(2, 4, 3)).astype("float32")
SPANS = np.array([[[0, 2], [1, 1], [2, 1]], [[1, 0], [0, 0], [2, 2]]])


def pair_by_pair(negatives):
    """Adds up equation 4 of the paper over pairs; the noise term is its mean."""
    total, pairs = 0.0, 0
    for row in range(2):
        for step, (before, after) in enumerate(SPANS[row]):
            middle = 2 + step  # two words stand before the middle ones
            for place in range(middle - before, middle + after + 1):
                if place == middle:
                    continue
                word = VECTORS[row, middle]
                right = 1 / (1 + np.exp(-word @ CONTEXTS[row, place]))
                wrong = 1 / (1 + np.exp(NOISE[row] @ word))
                total -= np.log(right) + negatives * np.log(wrong).mean()
                pairs += 1
    return total, pairs


def test_the_loss_is_the_mean_of_pairs():
    total, pairs = pair_by_pair(5)
    loss = skip_gram_loss(VECTORS, CONTEXTS, SPANS, NOISE, 5)
    assert float(loss) == pytest.approx(total / pairs, rel=1e-5)


def test_the_gradient_is_that_of_the_sum():
    step = 1e-2 * np.eye(3, dtype="float32")
    moved = []
    for sign in (1, -1):
        changed = VECTORS.copy()
        changed[0, 2] += sign * step[1]
        loss = skip_gram_loss(changed, CONTEXTS, SPANS, NOISE, 5)
        moved.append(float(loss) * SPANS.sum())
    expected = (moved[0] - moved[1]) / 2e-2
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        vectors = tf.Variable(VECTORS)
        with tf.GradientTape() as tape:
            loss = skip_gram_loss(vectors, CONTEXTS, SPANS, NOISE, 5)
        gradient = tape.gradient(loss, vectors)[0, 2, 1]
    else:
        import jax

        gradient = jax.grad(skip_gram_loss)(
            ops.convert_to_tensor(VECTORS), CONTEXTS, SPANS, NOISE, 5
        )[0, 2, 1]
    assert float(gradient) == pytest.approx(expected, rel=1e-2)


def test_without_pairs_the_loss_is_zero():
    loss = skip_gram_loss(VECTORS, CONTEXTS, np.zeros_like(SPANS), NOISE, 5)
    assert float(loss) == 0


@pytest.mark.parametrize(
    "y",
    [
        None,
        SPANS,
        (SPANS,),
        (SPANS[..., 0], NOISE[..., 0]),
        (SPANS[:, :2], NOISE[..., 0]),
    ],
)
def test_other_targets_are_refused(y):
    with pytest.raises(ValueError, match="`y` are two arrays: spans.*skip_grams"):
        check_spans(y, VECTORS)

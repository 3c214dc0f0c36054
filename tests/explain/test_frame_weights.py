import keras
import numpy as np
import pytest

from seqkit import SequenceClassifier
from seqkit import Video
from seqkit import explain

CLIP = np.random.default_rng(0).integers(0, 255, (5, 8, 9), "uint8")
VIDEO = Video((8, 9), 1, filters=(3,), features=4)


def build(pooling, **options):
    keras.utils.set_random_seed(0)
    return SequenceClassifier(
        VIDEO, ["a", "b"], units=3, bidirectional=False, pooling=pooling, **options
    )


@pytest.fixture(scope="module")
def attentive():
    return build("attention")


def test_attention_sums_to_one(attentive):
    found = explain.frames(attentive, CLIP)
    assert found.method == "attention" and found.weights.shape == (5,)
    assert found.weights.sum() == pytest.approx(1, abs=1e-5)
    np.testing.assert_array_equal(found.frames[..., 0], CLIP)
    assert str(found).startswith(f"{found.label}, p = ")
    assert len(str(found).splitlines()) == 6


def test_occlusion_is_the_fall_of_the_log_odds(attentive):
    found = explain.frames(attentive, CLIP, "occlusion", "a", window=2)
    encoded = VIDEO.encode(CLIP)

    def odds(clip):
        score = attentive.classify(clip).scores["a"]
        return np.log(score / (1 - score))

    mean = encoded.astype("float32").mean(axis=0)
    for first, count in [(0, 2), (2, 2), (4, 1)]:
        hidden = encoded.copy()
        hidden[first : first + count] = mean
        fall = (odds(encoded) - odds(hidden)) / count
        np.testing.assert_allclose(
            found.weights[first : first + count], fall, atol=1e-4
        )
    figure = pytest.importorskip("matplotlib") and found.plot(every=2)
    assert len(figure.axes[0].images) == 3


def test_wrong_arguments_are_refused(attentive):
    with pytest.raises(TypeError, match="models that classify clips. Received str"):
        explain.frames("model", CLIP)
    with pytest.raises(ValueError, match="method"):
        explain.frames(attentive, CLIP, "magic")
    with pytest.raises(ValueError, match="`label` is one of .* Received 'c'"):
        explain.frames(attentive, CLIP, label="c")

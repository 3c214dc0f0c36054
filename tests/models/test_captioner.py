import io

import keras
import numpy as np
import pytest
from keras import ops

from seqkit.models.captioner import Captioner
from tests.checks import NEEDS_TENSORFLOW
from tests.checks import assert_same
from tests.checks import check_model
from tests.checks import numbers
from tests.models.small_captioner import IMAGES
from tests.models.small_captioner import VOCABULARY
from tests.models.small_captioner import build_encoder
from tests.models.small_captioner import build_model
from tests.models.small_captioner import make_batch
from tests.processes import check_mirrored


@pytest.fixture(scope="module")
def model():
    """One model that no test may change, so that its graphs are traced once."""
    return build_model()


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param({}, id="soft"),
        pytest.param(
            {"attention": None, "cell": "gru", "tied": False},
            id="none",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            {"fine_tune": True, "even_attention": 0.5},
            id="fine_tuned",
            marks=pytest.mark.slow,
        ),
    ],
)
@pytest.mark.slow
def test_keeps_what_every_model_owes(arguments):
    batch = make_batch(arguments.get("fine_tune", False))
    check_model(
        lambda: build_model(**arguments), batch, list(IMAGES), stepping=lambda x: x
    )


@NEEDS_TENSORFLOW
@pytest.mark.slow
def test_two_mirrored_devices_train_as_one():
    check_mirrored("tests.models.small_captioner")


@pytest.mark.slow
def test_images_are_captioned_from_any_origin_and_from_their_features(model, tmp_path):
    from PIL import Image

    picture, written = Image.fromarray(IMAGES[0]), io.BytesIO()
    picture.save(written, format="PNG")
    (tmp_path / "a.png").write_bytes(written.getvalue())
    features = ops.convert_to_numpy(model.encoder(IMAGES.astype("float32")))
    expected = model.generate(IMAGES)
    assert expected[:1] == model.generate(IMAGES[0]) == model.generate(picture)
    assert expected[:1] == model.generate(written.getvalue())
    assert expected[:1] == model.generate(tmp_path / "a.png")
    assert expected[:1] == model.generate(str(tmp_path / "a.png"))
    assert expected == model.generate(features) == model.generate(list(IMAGES))
    assert expected[1:2] == model.generate(features[1])
    assert model.generate([]) == []


def test_attention_is_over_the_places_of_the_grid(model):
    assert model.grid == (2, 4)
    for (result,) in model.generate_n(IMAGES):
        assert result.attention.shape == (len(result.tokens), 8)
        assert_same(result.attention.sum(axis=1), np.ones(len(result.tokens)))


def test_without_attention_the_image_is_seen_in_the_first_state_alone():
    model = build_model(attention=None)
    memory, lengths, summary = model.encode(IMAGES)
    (state, _), _ = model.start(IMAGES)
    assert not any(part.any() for part in numbers((memory, lengths)))
    grid = ops.reshape(model.encoder(IMAGES.astype("float32")), (3, 8, 4))
    mean = ops.mean(model.annotate(grid), axis=1)
    expected = model.bridge(model.centre(mean))
    assert_same(summary, expected)
    assert_same(state, (tuple(ops.split(expected, 2, axis=-1)),))
    assert model.generate_n(IMAGES)[0][0].attention is None
    assert "align" not in model.endpoints()


@pytest.mark.slow
def test_what_all_images_share_hides_nothing():
    """As much as ReLU's outputs share; a tanh of it would be 1 whatever is shown."""
    keras.utils.set_random_seed(0)
    model = Captioner(VOCABULARY, build_encoder(), 8, None, embedding=8, dropout=0.0)
    model.compile(keras.optimizers.Adam(0.01))
    x, y = make_batch()
    seen = np.tile(30 + 0.5 * x[0], (16, 1, 1, 1))
    before, after = (np.tile(part, (16, 1)) for part in (x[1], y))
    model.fit((seen, before), after, epochs=150, batch_size=64, verbose=0)
    assert len({*model.generate(seen[:4])}) > 2


@pytest.mark.slow
def test_a_frozen_encoder_is_not_trained_and_a_fine_tuned_one_is():
    model = build_model()
    x, y = make_batch()
    before = model.encoder.get_weights()
    model.fit(x, y, epochs=2, verbose=0)
    assert_same(model.encoder.get_weights(), before)

    tuned = model.fine_tuned()
    assert tuned.generate(IMAGES) == model.generate(IMAGES)
    tuned.compile("adam")
    x, y = make_batch(fine_tune=True)
    tuned.fit(x, y, epochs=2, verbose=0)
    changed = zip(before, tuned.encoder.get_weights(), strict=True)
    assert all(np.any(old != new) for old, new in changed)
    assert_same(model.encoder.get_weights(), before)


def test_uneven_looks_cost_what_the_paper_says():
    x, y = make_batch()
    plain, even = build_model(), build_model(even_attention=0.5)
    _, weights = plain.logits_of(*x)
    got = (ops.convert_to_numpy(weights) * (x[1] > 0)[..., None]).sum(axis=1)
    cost = 0.5 * np.square(1 - got).sum(axis=1).mean()
    losses = [model.evaluate(x, y, verbose=0)[0] for model in (plain, even)]
    np.testing.assert_allclose(losses[1] - losses[0], cost, rtol=1e-4)


def test_any_model_that_gives_a_grid_is_an_encoder():
    backbone = build_encoder().backbone
    model = Captioner(VOCABULARY, backbone, 6, embedding=4)
    assert model.encoder.backbone is backbone and model.grid == (2, 4)
    flat = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Flatten()])
    with pytest.raises(ValueError, match="a grid of vectors"):
        Captioner(VOCABULARY, flat)


def test_an_unknown_attention_says_which_there_are():
    with pytest.raises(ValueError, match="one of 'soft', None. Received 'hard'"):
        build_model(attention="hard")

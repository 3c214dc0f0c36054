import numpy as np
import pytest

import seqkit
from tests.checks import assert_same
from tests.checks import check_model
from tests.checks import numbers
from tests.models.small_sketcher import CODEC
from tests.models.small_sketcher import POINTS
from tests.models.small_sketcher import build_model
from tests.models.small_sketcher import make_batch

STEPS, _ = make_batch()


@pytest.fixture(scope="module")
def model():
    """No test may change it."""
    return build_model()


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments", [{}, {"latent": None, "cell": "gru"}, {"cell": "lstm_layer_norm"}]
)
def test_keeps_what_every_model_owes(arguments):
    check_model(lambda: build_model(**arguments), make_batch())


def test_outputs_are_raw_numbers_and_divergences(model):
    raw, divergence = numbers(model(STEPS))
    assert raw.shape == (4, 6, 6 * 2 + 3)
    assert divergence.shape == (4,)
    assert (divergence > 0).all()


def test_padding_does_not_change_the_result(model):
    longer = np.pad(STEPS, [(0, 0), (0, 3), (0, 0)], constant_values=np.nan)
    (raw, divergence), (padded, same) = model(STEPS), model(longer)
    assert_same(same, divergence)
    for row, points in enumerate(POINTS):
        assert_same(padded[row, : points + 1], raw[row, : points + 1])


@pytest.mark.parametrize("latent", [pytest.param(3, marks=pytest.mark.slow), None])
def test_steps_are_predicted_from_the_steps_before(latent):
    model = build_model(latent=latent)
    row = STEPS[2:3].copy()
    changed = row.copy()
    changed[0, 3:5, :2] += 7.0
    raw, after = (numbers(model(each))[0] for each in (row, changed))
    if latent is None:  # the encoder reads all steps
        assert_same(after[:, :4], raw[:, :4])
    assert np.abs(after[:, 4] - raw[:, 4]).max() > 1e-3


@pytest.mark.parametrize("latent", [3, None])
def test_step_after_step_is_the_whole_model(latent):
    model = build_model(latent=latent)
    raw = numbers(model(STEPS))[0]
    latents = np.zeros((4, 0), "float32")
    if latent:
        latents = model.embed_steps(STEPS)
    state, memory = model.start(latents, 6)
    before = np.tile(np.array([0, 0, 1, 0, 0], "float32"), (4, 1))
    for time in range(6):
        found, state = model.step(before, state, memory)
        for row, points in enumerate(POINTS):
            if time <= points:
                assert_same(found[row], raw[row, time])
        before = np.nan_to_num(STEPS[:, time])


@pytest.mark.parametrize(
    "arguments, match",
    [
        ({"units": 0}, "units"),
        ({"latent": 0}, "latent"),
        ({"mixtures": 0}, "mixtures"),
        ({"encoder_units": 0}, "encoder_units"),
        ({"dropout": 1.5}, "dropout"),
        ({"length": 0}, "length"),
        ({"cell": "transformer"}, "cell"),
    ],
)
def test_wrong_arguments_say_how_to_fix_them(arguments, match):
    with pytest.raises(ValueError, match=match):
        seqkit.Sketcher(CODEC, **{"units": 4, **arguments})


def test_another_codec_says_how_to_fix_it():
    with pytest.raises(TypeError, match="Strokes.from_drawings"):
        seqkit.Sketcher(seqkit.Vocabulary(["a"]))


def test_drawings_are_no_encoded_steps(model):
    with pytest.raises(ValueError, match="seqkit.data.drawings"):
        model.fit(STEPS, STEPS[..., 0])
    with pytest.raises(ValueError, match="Give one array"):
        model.fit(STEPS)


def test_reloads_with_its_codec(model, tmp_path):
    model.save(tmp_path / "model.keras")
    loaded = seqkit.load(tmp_path / "model.keras")
    assert loaded.codec == CODEC
    assert_same(loaded(STEPS), model(STEPS))

import json

import numpy as np
import pytest

from seqkit.sound import Sound
from tests.sound.wave_files import RATE
from tests.sound.wave_files import TONE
from tests.sound.wave_files import wav

SETTINGS = {"rate": RATE, "mels": 12, "coefficients": None}
NOISE = (0.1 * np.random.default_rng(2).normal(size=1_111)).astype("float32")
SOUND = Sound.from_waves([TONE, NOISE], **SETTINGS)


def test_means_and_deviations_are_those_of_all_training_frames():
    plain = Sound([0.0] * 12, [1.0] * 12, **SETTINGS)
    frames = np.concatenate([plain.encode(TONE), plain.encode(NOISE)])
    np.testing.assert_allclose(SOUND.mean, frames.mean(axis=0), rtol=1e-4)
    np.testing.assert_allclose(SOUND.deviation, frames.std(axis=0), rtol=1e-3)
    assert SOUND.step_shape == (12,) and SOUND.seconds_per_step == 0.01


def test_silence_alone_has_a_deviation_of_one():
    assert Sound.from_waves([0 * TONE], **SETTINGS).deviation == [1.0] * 12


def test_several_sounds_are_padded_with_nan():
    batch = SOUND.encode([TONE, NOISE, TONE[:0]])
    assert batch.shape == (3, 12, 12) and batch.dtype == "float32"
    np.testing.assert_array_equal(batch[0, :8], SOUND.encode(TONE))
    assert np.isnan(batch[0, 8:]).all() and np.isnan(batch[2]).all()
    flat, lengths = SOUND.encode_flat([TONE, NOISE, TONE[:0]])
    assert flat.shape == (20, 12) and lengths.tolist() == [8, 12, 0]
    names, rows = SOUND.encode_steps([TONE])
    assert names == [[str(place) for place in range(8)]] and len(rows[0]) == 8


def test_one_sound_is_told_from_several(tmp_path):
    pair = (TONE, RATE)
    for one in ("a.wav", tmp_path, b"RIFF", TONE, TONE[:, None], pair):
        assert SOUND.is_one(one)
    for several in (["a.wav"], [TONE, TONE], [pair], (TONE, TONE)):
        assert not SOUND.is_one(several)


def test_ready_features_are_kept_without_their_padding():
    ready = np.pad(SOUND.encode(TONE), [(0, 3), (0, 0)], constant_values=np.nan)
    np.testing.assert_array_equal(SOUND.encode(ready), ready[:8])
    with pytest.raises(ValueError, match=r"12 in each frame.*\(8, 13\)"):
        SOUND.encode(np.zeros((8, 13)))
    ready[2, 2] = np.nan
    with pytest.raises(ValueError, match="finite"):
        SOUND.encode(ready)


def test_a_file_is_encoded_as_its_samples():
    pytest.importorskip("soundfile")
    found = SOUND.encode(wav(NOISE, bits=24))
    np.testing.assert_allclose(found, SOUND.encode(NOISE), atol=0.02)


def test_a_codec_is_built_again_from_its_configuration():
    config = json.loads(json.dumps(SOUND.get_config()))
    again = Sound.from_config(config)
    assert again == SOUND and hash(again) == hash(SOUND)
    np.testing.assert_array_equal(again.encode(TONE), SOUND.encode(TONE))
    assert again != Sound.from_waves([TONE], **SETTINGS)


def test_chunks_give_the_frames_of_the_whole_sound():
    for sizes in ([1_111], [1, 50, 300, 7, 753], [200] * 5 + [111]):
        chunks = np.split(NOISE, np.cumsum(sizes)[:-1])
        found = np.concatenate(list(SOUND.encode_chunks(chunks)))
        np.testing.assert_allclose(found, SOUND.encode(NOISE), atol=1e-3)


@pytest.mark.parametrize("stride", [1, 3])
def test_chunks_in_a_graph_give_the_frames_of_the_whole_sound(stride):
    # The second sound begins later, and has chunks of other lengths.
    sounds, ends = (NOISE, NOISE[::-1]), ([100, 500, 500, 1_080], [0, 7, 900, 1_080])
    state, found = SOUND.start_chunks(2, stride), ([], [])
    begins = (0, 0)
    for parts in zip(*ends, strict=True):
        chunks = np.full((2, 1_000), np.nan, "float32")
        for row, (begin, end) in enumerate(zip(begins, parts, strict=True)):
            chunks[row, : end - begin] = sounds[row][begin:end]
        features, state = SOUND.encode_chunk(chunks, state, stride)
        for row, own in zip(features.numpy(), found, strict=True):
            own.append(row[~np.isnan(row[:, 0])])
        begins = parts
    for parts, sound in zip(found, sounds, strict=True):
        assert all(len(part) % stride == 0 for part in parts)
        whole = SOUND.encode(sound[:1_080])
        whole = whole[: len(whole) // stride * stride]
        np.testing.assert_allclose(np.concatenate(parts), whole, atol=2e-3)


@pytest.mark.parametrize(
    "wrong, message",
    [
        ({"window": 0}, "`window` is seconds"),
        ({"hop": -1}, "`hop` is seconds"),
        ({"fft": 100}, "`fft` is an int of at least 200"),
        ({"low": 3_000.0, "high": 200.0}, "`low` and `high`"),
        ({"high": 4_001.0}, "`low` and `high`"),
        ({"preemphasis": 1.0}, "`preemphasis`"),
        ({"coefficients": 13}, "more `mels`"),
        ({"normalise": "row"}, "`normalise`"),
        ({"time_masks": -1}, "`time_masks`"),
    ],
)
def test_wrong_settings_are_named(wrong, message):
    with pytest.raises(ValueError, match=message):
        Sound.from_waves([TONE], **{**SETTINGS, **wrong})


def test_no_sound_is_refused():
    for sounds in ([], [TONE[:0]]):
        with pytest.raises(ValueError, match="at least one sound"):
            Sound.from_waves(sounds, **SETTINGS)

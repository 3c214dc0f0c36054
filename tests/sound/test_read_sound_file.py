import io

import numpy as np
import pytest

from seqkit.sound import Sound
from seqkit.sound import read_sound
from tests.sound.wave_files import RATE
from tests.sound.wave_files import TONE
from tests.sound.wave_files import wav

soundfile = pytest.importorskip("soundfile")


@pytest.mark.parametrize("bits, step", [(8, 2**-7), (16, 2**-15), (24, 2**-23)])
def test_bits_are_scaled_to_one(bits, step):
    np.testing.assert_allclose(read_sound(wav(TONE, bits=bits), RATE), TONE, atol=step)


def test_formats_are_read_from_a_path_and_from_bytes(tmp_path):
    for form, error in (("FLAC", 1e-4), ("OGG", 0.1), ("MP3", 0.1)):
        file = io.BytesIO()
        soundfile.write(file, TONE, RATE, format=form)
        path = tmp_path / f"tone.{form.lower()}"
        path.write_bytes(file.getvalue())
        found = read_sound(path, RATE)
        np.testing.assert_array_equal(found, read_sound(file.getvalue(), RATE))
        np.testing.assert_array_equal(found, read_sound(str(path), RATE))
        if form != "MP3":  # which has silence before the sound
            np.testing.assert_allclose(found[: len(TONE)], TONE, atol=error)


def test_channels_are_averaged_and_other_rates_are_converted():
    stereo = np.stack([TONE, 0 * TONE], axis=1)
    np.testing.assert_allclose(read_sound(wav(stereo), RATE), TONE / 2, atol=1e-4)
    np.testing.assert_allclose(read_sound(stereo, RATE), TONE / 2, atol=1e-6)
    times = np.arange(9_600) / 96_000
    fast = 0.5 * np.sin(2 * np.pi * 440 * times).astype("float32")
    for given in (wav(fast, 96_000), (fast, 96_000)):
        found = read_sound(given, RATE)
        assert len(found) == len(TONE)
        np.testing.assert_allclose(found[60:-60], TONE[60:-60], atol=3e-3)


def test_integers_are_scaled_by_their_range():
    for dtype, scale, middle in (
        ("int16", 2**15, 0),
        ("int32", 2**31, 0),
        ("uint8", 128, 128),
    ):
        whole = np.round(TONE.astype("float64") * (scale - 1) + middle).astype(dtype)
        np.testing.assert_allclose(read_sound(whole, RATE), TONE, atol=2 / scale + 1e-7)


def test_a_truncated_file_is_read_as_far_as_it_goes_and_an_empty_one_is_empty():
    whole = wav(TONE)
    np.testing.assert_allclose(read_sound(whole[:-800], RATE), TONE[:-400], atol=1e-4)
    assert read_sound(wav(TONE[:0]), RATE).shape == (0,)
    assert read_sound(np.zeros(0), RATE).shape == (0,)


@pytest.mark.parametrize("contents", [b"", b"Dear reader,\n", wav(TONE)[:30]])
def test_a_file_that_is_no_sound_is_named(contents, tmp_path):
    path = tmp_path / "letter.wav"
    path.write_bytes(contents)
    with pytest.raises(ValueError, match="Expected a sound.*letter.wav.*ffmpeg"):
        read_sound(path, RATE)


def test_wrong_things_say_how_to_fix_them(tmp_path):
    with pytest.raises(ValueError, match="finite.*at sample 3.*Cut it"):
        read_sound(np.array([0, 0, 0, np.nan]), RATE)
    with pytest.raises(ValueError, match=r"most 8 channels.*\(2, 800\).*samples.T"):
        read_sound(np.stack([TONE, TONE])[:, :800], RATE)
    with pytest.raises(TypeError, match="A sound is a path.*Give one"):
        read_sound({"a": 1}, RATE)
    with pytest.raises((ValueError, FileNotFoundError), match="absent"):
        read_sound(tmp_path / "absent.wav", RATE)


def test_one_frame_and_ten_thousand_frames_are_encoded():
    sound = Sound([0.0] * 20, [1.0] * 20, rate=RATE, mels=20)
    assert sound.encode(TONE[:10]).shape == (1, 20)
    long = np.resize(TONE, 200 + 80 * 9_999)
    assert sound.encode(long).shape == (10_000, 20)
    assert np.isfinite(sound.encode(np.sign(long[:2_000]))).all()

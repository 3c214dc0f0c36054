import gzip
import io
import zipfile

import numpy as np
import pytest

from seqkit.sound.spectra import FLOOR
from seqkit.sound.spectra import Spectra
from seqkit.sound.spectra import features_in_graph
from seqkit.sound.spectra import features_of

LOGS = Spectra(8_000, 200, 80, 256, 20, 100.0, 3_400.0, 0.97, None)
CEPSTRA = Spectra(8_000, 200, 80, 256, 20, 100.0, 3_400.0, 0.97, 13)
NOISE = (np.random.default_rng(7).normal(size=2_000) * 0.1).astype("float32")


@pytest.mark.parametrize("samples", [0, 1, 199, 200, 279, 280, 2_000])
def test_frames_are_counted_as_windows_that_fit(samples):
    fitting = len(range(0, samples - LOGS.window + 1, LOGS.hop))
    expected = max(fitting, int(samples > 0))
    assert len(features_of(NOISE[:samples], LOGS)) == expected
    assert LOGS.count_frames(samples) == expected


@pytest.mark.parametrize("spectra", [LOGS, CEPSTRA])
def test_graph_equals_numpy_for_each_row_of_a_batch(spectra):
    counts = [2_000, 0, 1, 199, 700]
    batch = np.zeros((5, 2_000), "float32")
    for row, count in enumerate(counts):
        batch[row, :count] = NOISE[:count]
    found = features_in_graph(batch, np.array(counts, "int32"), spectra).numpy()
    assert found.shape == (5, spectra.count_frames(2_000), spectra.features)
    for row, count in enumerate(counts):
        expected = features_of(NOISE[:count], spectra)
        np.testing.assert_allclose(found[row, : len(expected)], expected, atol=1e-3)
        assert np.isnan(found[row, len(expected) :]).all()


def test_a_batch_of_empty_sounds_has_one_frame_of_padding():
    found = features_in_graph(np.zeros((2, 0), "float32"), np.zeros(2, "int32"), LOGS)
    assert found.shape == (2, 1, 20)
    assert np.isnan(found.numpy()).all()


def test_silence_is_the_floor_and_clipping_is_finite():
    silence = features_of(np.zeros(400, "float32"), LOGS)
    np.testing.assert_allclose(silence, np.log(FLOOR), rtol=1e-6)
    clipped = np.sign(NOISE)
    assert np.isfinite(features_of(clipped, CEPSTRA)).all()
    assert np.isfinite(features_of(1e4 * NOISE, LOGS)).all()


def test_a_tone_is_loudest_in_the_band_around_it():
    tone = np.sin(2 * np.pi * 1_000 * np.arange(800) / 8_000).astype("float32")
    mels = 2595 * np.log10(1 + np.array([100, 1_000, 3_400]) / 700)
    place = 21 * (mels[1] - mels[0]) / (mels[2] - mels[0]) - 1
    loudest = features_of(tone, LOGS).mean(axis=0).argmax()
    assert abs(loudest - place) <= 1


@pytest.mark.dataset
def test_the_settings_of_sphinx_give_the_stored_cepstra_of_an4(real_data):
    soundfile = pytest.importorskip("soundfile")
    folder = real_data / "speech" / "an4"
    spectra = Spectra(16_000, 410, 160, 512, 40, 130.0, 6_800.0, 0.97, 13)
    lines = gzip.open(folder / "labels.tsv.gz", "rt").read().split("\n")[1:-1]
    train = [line.split("\t") for line in lines]
    train = [row for row in train if row[2] == "train"]
    with np.load(folder / "mfcc.npz") as stored:
        features, lengths = stored["train_features"], stored["train_lengths"]
    starts = np.cumsum(lengths) - lengths
    places = {row[0]: place for place, row in enumerate(train)}
    tried = 0
    with zipfile.ZipFile(folder / "waves.zip") as waves:
        for name in waves.namelist()[:10]:
            place = places.get(name.removesuffix(".flac"))
            if place is None:
                continue
            samples, _ = soundfile.read(io.BytesIO(waves.read(name)), dtype="float32")
            own = features_of(samples, spectra)
            # The stored files have one more frame at the end, and are of 16 bits.
            expected = features[starts[place] :][: len(own)].astype("float32")
            assert lengths[place] - len(own) == 1
            np.testing.assert_allclose(own, expected, atol=9e-3)
            tried += 1
    assert tried > 3

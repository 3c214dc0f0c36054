"""A classifier and a transcriber of sounds of tones: training, saving, and chunks."""

import keras
import numpy as np
import pytest

import seqkit
from seqkit.data import transcripts
from tests.checks import NEEDS_TENSORFLOW
from tests.checks import assert_same
from tests.models.signals import wild

RATE = 8_000
LABELS = ["a", "b"]
VOCABULARY = seqkit.Vocabulary(LABELS)


def said(text, seed=0):
    """Samples of a text: a low tone for each a, a high one for each b, and pauses."""
    random = np.random.default_rng(seed)
    hertz = {"a": 400, "b": 1_600}
    parts = [np.zeros(200)]
    for letter in text:
        time = np.arange(random.integers(700, 900)) / RATE
        parts += [0.3 * np.sin(2 * np.pi * hertz[letter] * time), np.zeros(240)]
    wave = np.concatenate(parts)
    return (wave + random.normal(0, 0.01, len(wave))).astype("float32")


TEXTS = ["a", "b", "ab", "ba"]
SOUNDS = [said(text, seed) for seed, text in enumerate(TEXTS)]
# Few frames, since each takes its time without a graph.
SETTINGS = {"rate": RATE, "mels": 10, "window": 0.032, "hop": 0.02}
CODEC = seqkit.Sound.from_waves(SOUNDS, **SETTINGS)


def build_transcriber(**arguments):
    """A small transcriber with wild weights, far from undecided."""
    small = {"units": 4, "depth": 1, "dropout": 0.0, **arguments}
    return wild(seqkit.Transcriber(CODEC, VOCABULARY, **small))


@pytest.fixture(scope="module")
def forward():
    """A model that reads forward only; no test may change it."""
    return build_transcriber(bidirectional=False)


@pytest.mark.slow
def test_a_classifier_trains_and_is_saved(tmp_path, untraced):
    model = wild(seqkit.SequenceClassifier(CODEC, LABELS, units=4, dropout=0.0))
    batch = CODEC.encode(SOUNDS[:2]), np.array([0, 1])
    losses = model.fit(*batch, epochs=2, verbose=0).history["loss"]
    assert losses[1] < losses[0]
    model.save(tmp_path / "model.keras")
    loaded = seqkit.load(tmp_path / "model.keras")
    assert loaded.codec == CODEC
    before, after = model.classify(SOUNDS), loaded.classify(SOUNDS)
    assert [each.label for each in after] == [each.label for each in before]
    assert_same(loaded(batch[0]), model(batch[0]))


@pytest.mark.slow
def test_a_transcriber_trains_and_is_saved(tmp_path, untraced):
    model = build_transcriber()
    batches = transcripts(SOUNDS, TEXTS, CODEC, VOCABULARY, batch_size=2, buckets=1)
    losses = model.fit(batches, epochs=2, verbose=0).history["loss"]
    assert losses[1] < losses[0]
    model.save(tmp_path / "model.keras")
    loaded = seqkit.load(tmp_path / "model.keras")
    texts = [found.text for found in model.transcribe(SOUNDS)]
    assert [found.text for found in loaded.transcribe(SOUNDS)] == texts


def test_padding_does_not_change_the_logits(forward):
    encoded = CODEC.encode(SOUNDS)
    logits, lengths = forward(encoded)
    counts = np.asarray(lengths)
    assert counts.tolist() == [len(CODEC.encode(sound)) // 2 for sound in SOUNDS]
    for row, sound in enumerate(SOUNDS):
        alone, _ = forward(CODEC.encode([sound]))
        assert_same(alone[0], logits[row, : len(alone[0])], atol=1e-4)


def test_files_arrays_and_features_are_transcribed_alike(forward, tmp_path, untraced):
    soundfile = pytest.importorskip("soundfile")
    path = tmp_path / "call.wav"
    soundfile.write(path, SOUNDS[2], RATE, "FLOAT")
    things = [path, path.read_bytes(), SOUNDS[2], CODEC.encode(SOUNDS[2])]
    expected = forward.transcribe(SOUNDS[2])
    assert expected.text  # or the test could not fail
    for found in forward.transcribe(things):
        assert found.text == expected.text
        np.testing.assert_allclose(found.score, expected.score, rtol=1e-3)


@pytest.mark.parametrize(
    "sound", [np.zeros(0), np.zeros(5), np.zeros(900), np.ones(900)]
)
def test_silence_and_short_sounds_have_a_transcript(forward, untraced, sound):
    found = forward.transcribe(sound.astype("float32"))
    assert isinstance(found.text, str) and np.isfinite(found.score)


def test_an_alignment_is_drawn_under_its_spectrogram(forward, untraced):
    pytest.importorskip("matplotlib")
    found = forward.align(SOUNDS[2], "ab")
    drawn = found.plot(CODEC.encode(SOUNDS[2]), title="two tones")
    texts = {text.get_text() for text in drawn.axes[0].texts}
    assert {"a", "b", "two tones"} <= texts


@pytest.mark.parametrize("size", [60, 333, 5_000])
def test_chunks_of_samples_say_what_the_whole_says(forward, untraced, size):
    wave = np.concatenate([SOUNDS[2], SOUNDS[3]])
    chunks = [wave[first : first + size] for first in range(0, len(wave), size)]
    pieces = list(forward.stream(chunks))
    assert len(pieces) == len(chunks)
    assert "".join(pieces) == forward.transcribe(wave).text


@NEEDS_TENSORFLOW
def test_a_step_without_frames_keeps_the_state(forward):
    steps = np.full((2, 4, 10), np.nan, "float32")
    steps[1, :2] = CODEC.encode(SOUNDS[0])[:2]
    _, state = forward.step(steps[[1, 1]], forward.start(2))
    tokens, (layers, last) = forward.step(steps, state)
    assert not np.asarray(tokens)[0].any()
    for now, before in zip(layers[0], state[0][0], strict=True):
        assert_same(now[0], before[0])
        assert not np.allclose(now[1], before[1])
    assert np.asarray(last)[0] == np.asarray(state[1])[0]


def test_a_codec_that_compares_with_the_whole_does_not_stream():
    codec = seqkit.Sound(CODEC.mean, CODEC.deviation, normalise="mean", **SETTINGS)
    model = seqkit.Transcriber(codec, VOCABULARY, units=4, depth=1, bidirectional=False)
    with pytest.raises(ValueError, match="reads each step by itself"):
        model.stream([SOUNDS[0]])
    assert "step" not in model.endpoints()


@pytest.mark.slow
def test_tones_are_learned():
    keras.utils.set_random_seed(0)
    texts = ["".join(word) for word in np.random.default_rng(0).choice(LABELS, (48, 3))]
    sounds = [said(text, seed) for seed, text in enumerate(texts)]
    model = seqkit.Transcriber(CODEC, VOCABULARY, units=16, depth=1, dropout=0.0)
    model.optimizer.learning_rate = 0.02
    batches = transcripts(sounds, texts, CODEC, VOCABULARY, batch_size=16, seed=0)
    model.fit(batches, epochs=25, verbose=0)
    unheard = ["aba", "bbb", "bab", "aaa"]
    found = model.transcribe([said(text, 1_000) for text in unheard])
    assert [each.text for each in found] == unheard
    (first, second), (third, fourth) = model.align(said("ab", 7), "ab").times()
    # Two tones of 0.1 seconds each, after a pause of 0.025 seconds.
    assert first < 0.12 and second <= third and fourth > 0.12

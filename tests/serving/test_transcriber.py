"""Exported transcribers of sounds: files, samples, alignments, and chunks."""

import keras
import numpy as np
import pytest

import seqkit
from seqkit.serving import Served
from tests.models.signals import wild
from tests.sound.wave_files import RATE
from tests.sound.wave_files import wav

NOISE = np.random.default_rng(0).normal(0, 0.1, 3_000).astype("float32")
TONE = (0.3 * np.sin(np.arange(2_000) * 0.9)).astype("float32")
WAVE = np.concatenate([NOISE, TONE, NOISE[:1_500], TONE])
CODEC = seqkit.Sound.from_waves([WAVE], rate=RATE, mels=12, fft=256)
BAD = [
    b"",
    b"Dear reader, this is no sound.",
    wav(NOISE)[:30],
    wav(np.where(np.arange(900) == 7, np.nan, NOISE[:900]), bits=32, code=3),
]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def model():
    """A model that reads forward only, with wild weights."""
    keras.utils.set_random_seed(0)
    vocabulary = seqkit.Vocabulary(["a", "b", "c"])
    return wild(
        seqkit.Transcriber(CODEC, vocabulary, 6, 1, bidirectional=False, dropout=0.0)
    )


@pytest.fixture(scope="module")
def served(model, tmp_path_factory):
    return Served(model.export(tmp_path_factory.mktemp("exports") / "speech"))


def check(answers, expected):
    """Check valid answers, which have the texts and scores of the model."""
    for answer, found in zip(answers, expected, strict=True):
        assert answer["valid"] and answer["text"] == found.text
        np.testing.assert_allclose(answer["score"], found.score, rtol=1e-2, atol=0.05)


def test_files_of_all_kinds_are_answered_as_by_the_model(model, served):
    pytest.importorskip("soundfile")
    stereo = np.stack([WAVE, WAVE[::-1]], axis=1)
    files = [wav(WAVE, bits=bits) for bits in (16, 24, 32)]
    files += [wav(stereo), wav(WAVE, 2 * RATE), wav(WAVE, bits=32, code=3)]
    expected = model.transcribe(files)
    assert len(expected[0].text) > 3  # or the test could not fail
    check(served(files), expected)
    check([served(files[0])], expected[:1])


def test_silence_clipping_and_short_sounds_are_answered(model, served):
    pytest.importorskip("soundfile")
    sounds = [np.zeros(900), np.sign(WAVE), WAVE[:5], WAVE[:200], WAVE[:0]]
    files = [wav(sound, bits=8) for sound in sounds]
    files += [wav(np.resize(WAVE, 96_000), 96_000), wav(np.resize(WAVE, 800_200))]
    check(served(files[:6]), model.transcribe(files[:6]))
    check([served(files[6])], [model.transcribe(files[6])])


@pytest.mark.parametrize("signature", ["serving_default", "align"])
def test_bad_files_are_not_valid_and_spoil_no_other(served, signature):
    good = [wav(WAVE), wav(TONE)]
    alone = [served(file, signature) for file in good]
    answers = served([good[0], *BAD, good[1]], signature)
    for answer, own in zip((answers[0], answers[-1]), alone, strict=True):
        assert answer["valid"] and answer["text"] == own["text"]
        np.testing.assert_allclose(answer["score"], own["score"], rtol=1e-3)
    for answer in answers[1:-1]:
        assert (answer["text"], answer["score"], answer["valid"]) == ("", 0.0, False)
    assert served(BAD[0], signature)["text"] == ""
    assert served([], signature) == []


def test_samples_of_different_lengths_are_answered(model, served):
    sounds = [WAVE, TONE, NOISE[:300], NOISE[:0]]
    check(served(sounds, "samples"), model.transcribe(sounds))
    odd = NOISE[:300].copy()
    odd[4] = np.inf
    answers = served([TONE, odd], "samples")
    assert [answer["valid"] for answer in answers] == [True, False]
    assert answers[0]["text"] == served(TONE, "samples")["text"]


def test_align_returns_the_steps_of_each_token(model, served):
    answer, expected = served(wav(WAVE), "align"), model.align(WAVE)
    count = len(expected.tokens)
    assert answer["tokens"][:count] == expected.tokens
    assert not any(answer["tokens"][count:])
    for name in ("first", "last"):
        assert answer[name][:count] == getattr(expected, name).tolist()
        assert set(answer[name][count:]) <= {-1}


def pieces(served, sounds, chunks):
    """Return the texts of sounds whose chunks are given, by `start` and `step`."""
    state = served([0] * len(sounds), "start")
    texts = [""] * len(sounds)
    for parts in chunks:
        given = [
            {k: v for k, v in row.items() if k not in ("text", "valid")}
            for row in state
        ]
        rows = {name: [row[name] for row in given] for name in given[0]}
        state = served({"samples": list(parts), **rows}, "step")
        assert all(row["valid"] for row in state)
        texts = [text + row["text"] for text, row in zip(texts, state, strict=True)]
    return texts


@pytest.mark.parametrize("size", [150, 1_111, 9_000])
def test_chunks_say_what_the_whole_says(model, served, size):
    chunks = [[WAVE[first : first + size]] for first in range(0, len(WAVE), size)]
    assert pieces(served, [WAVE], chunks) == [model.transcribe(WAVE).text]


def test_chunks_of_several_sounds_differ_in_length(model, served):
    chunks = [
        [WAVE[:50], TONE[:1_200], NOISE[:0]],
        [WAVE[50:4_000], TONE[1_200:1_201], NOISE],
        [WAVE[4_000:], TONE[1_201:], NOISE[:0]],
    ]
    expected = [found.text for found in model.transcribe([WAVE, TONE, NOISE])]
    assert pieces(served, [WAVE, TONE, NOISE], chunks) == expected


def test_chunks_that_are_bad_or_too_long_are_not_valid(served):
    state = served([0, 0, 0], "start")
    rows = {name: [row[name] for row in state] for name in state[0]}
    del rows["valid"]
    odd = np.where(np.arange(900) == 7, np.nan, NOISE[:900])
    rows["waiting_samples"] = [0, 0, 2**31 - 1]
    answers = served({"samples": [NOISE, odd, NOISE], **rows}, "step")
    assert [answer["valid"] for answer in answers] == [True, False, True]
    assert np.isfinite(answers[0]["waiting"]).all()
    alone = served({"samples": [NOISE], **{k: v[:1] for k, v in rows.items()}}, "step")
    assert alone[0]["text"] == answers[0]["text"]
    long = np.zeros((1, 20_000 * 80 + 200), "float32")
    one = {name: row[:1] for name, row in rows.items()}
    assert not served({"samples": long, **one}, "step")[0]["valid"]
    assert served([], "start") == []


def test_a_model_of_both_directions_has_no_chunks(model):
    both = seqkit.Transcriber(CODEC, model.vocabulary, 4, 1)
    assert both.endpoints().keys() == {"serving_default", "samples", "align"}

import importlib
import io
import struct
import tarfile
import wave
import zipfile

import numpy as np
import pytest

import seqkit
from recipes import _datasets
from recipes import speech
from recipes._datasets import clips
from recipes._generated import letter_tones

pytest.importorskip("soundfile")
# The names in the package are those of the functions.
an4, yesno = (
    importlib.import_module(f"recipes._datasets.{name}") for name in ("an4", "yesno")
)
fsdd = importlib.import_module("recipes._datasets.fsdd")


@pytest.fixture
def tiny(monkeypatch, eagerly):
    """Make the generated data and the language model small."""
    monkeypatch.setattr(speech, "COUNT", 8)
    monkeypatch.setattr(speech, "HELD_OUT", 2)
    monkeypatch.setattr(speech, "WORD_UNITS", 4)
    monkeypatch.setattr(speech, "WORD_EPOCHS", 1)
    monkeypatch.setattr(letter_tones, "WORDS_OF_A_TEXT", (1, 1))


def wav(samples, rate=8_000):
    """Return the bytes of a WAV file of 16 bits."""
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.asarray(samples, "<i2").tobytes())
    return content.getvalue()


@pytest.fixture
def folder(tmp_path):
    """Write sounds and a table of what is said in them."""

    def write(table, count=4):
        for row in range(count):
            (tmp_path / f"{row}.wav").write_bytes(wav(np.full(800, 99 * row)))
        name = "transcripts.tsv" if "\t" in table else "transcripts.csv"
        (tmp_path / name).write_text(table, encoding="utf-8")
        return str(tmp_path)

    return write


def test_a_letter_has_its_two_tones():
    for letter in ("a", "y"):
        sound = letter_tones.tones(letter, 0.5, pitch=1.0)
        spectrum = np.abs(np.fft.rfft(sound))
        low = spectrum[: int(1000 * 0.5)].argmax() / 0.5  # Hz
        high = (spectrum[int(1000 * 0.5) :].argmax() + 500) / 0.5
        place = letter_tones.LETTERS.index(letter)
        assert abs(low - letter_tones.LOW[place % 4]) < 4
        assert abs(high - letter_tones.HIGH[place // 4]) < 4


def test_generated_sounds_are_drawn_by_a_seed_and_differ_in_speed():
    rows = letter_tones.letter_tones(30)
    again, others = letter_tones.letter_tones(30), letter_tones.letter_tones(30, 1)
    np.testing.assert_array_equal(rows[7][0][0], again[7][0][0])
    assert [text for _, text in rows] != [text for _, text in others]
    seconds = [len(sound) / rate / len(text) for (sound, rate), text in rows]
    assert max(seconds) > 1.5 * min(seconds)
    assert all(np.abs(sound).max() <= 1 for (sound, _), _ in rows)


def test_a_table_names_files_and_texts(folder):
    path = folder("file,text,note\n0.wav,yes  no,x\n1.wav,,y\n2.wav,no,z\n3.wav,a,w\n")
    parts = speech.load(data=path)
    assert [len(part) for part in parts] == [2, 1, 1]
    assert {text for part in parts for _, text in part} == {"yes no", "", "no", "a"}
    files = [file for part in parts for file, _ in part]
    assert len({*files}) == 4 and all(file.is_file() for file in files)
    table = f"{path}/transcripts.csv"
    same = speech.load(data=path, validation=table)
    assert same[1] == same[2] and len(same[0]) == len(same[1]) == 4


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("file\ttexts\n0.wav\tno\n", "columns `file` and `text`.*'texts'"),
        ("file\ttext\n", "a row for each sound.*0 rows"),
        ("file\ttext\n0.wav\tno\n9.wav\tno\n", "1 that are not there.*'9.wav'"),
        ("file,text\n0.wav,yes, no\n", "2 cells. Received 3 in row 0"),
        ("file\ttext\n0.wav\tno\n", "at least three. Received 1"),
    ],
)
def test_a_wrong_table_is_an_error(folder, table, message):
    with pytest.raises(ValueError, match=message):
        speech.load(data=folder(table))


def test_a_folder_without_a_table_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="transcripts.tsv or transcripts.csv"):
        speech.load(data=str(tmp_path))


def test_named_sets_have_their_own_parts(tmp_path):
    with pytest.raises(ValueError, match="tables of your own sounds"):
        speech.load(data="an4", test=str(tmp_path))


def recordings():
    """Return rows like those of FSDD; the loudness of a sound tells its speaker."""
    return [
        {
            "sound": (np.full(40 + index, 0.1 * place, "float32"), 8_000),
            "speaker": speaker,
            "word": word,
            "split": "test" if index < 1 else "train",
        }
        for place, speaker in enumerate(fsdd.SPEAKERS, start=1)
        for word in fsdd.WORDS
        for index in range(3)
    ]


def test_the_speaker_of_the_test_is_in_no_other_part(monkeypatch):
    monkeypatch.setattr(fsdd, "fsdd", recordings)
    monkeypatch.setattr(fsdd, "change", lambda wave, random: wave)
    parts = speech.load(data="fsdd", fold=2)
    heard = [
        {round(10 * float(sound.max())) for (sound, _), _ in part} for part in parts
    ]
    assert heard == [{1, 2, 4}, {1, 2, 4}, {3}]
    train_part, _, test_part = parts
    words = [len(text.split()) for _, text in train_part]
    assert max(words) > 3 and sum(words) == fsdd.COPIES * 3 * 20
    single = [text for _, text in test_part if " " not in text]
    joined = [text.split() for _, text in test_part if " " in text]
    assert len(single) >= 30 and sum(map(len, joined)) >= 27
    with pytest.raises(ValueError, match="from 0 to 3. Received 4"):
        speech.load(data="fsdd", fold=4)


def test_a_changed_digit_has_another_length_and_stays_a_sound():
    random = np.random.default_rng(0)
    wave = np.sin(np.arange(4_000) / 9).astype("float32")
    changed = [fsdd.change(wave, random) for _ in range(20)]
    lengths = [len(each) for each in changed]
    assert 3_100 < min(lengths) < 3_700 and 4_400 < max(lengths) < 5_100
    assert all(np.abs(each).max() <= 1 for each in changed)


def test_digits_are_downloaded(network, monkeypatch):
    monkeypatch.setattr(fsdd, "COUNT", 2)
    archive = io.BytesIO()
    names = "3_george_0", "7_nicolas_12", "7_theo_12"
    with zipfile.ZipFile(archive, "w") as file:
        for place, name in enumerate(names):
            file.writestr(f"x/recordings/{name}.wav", wav([place, -300, 20]))
    network[fsdd.SOURCE] = archive.getvalue()
    first, second = fsdd.fsdd()
    assert (first["word"], first["split"]) == ("three", "test")
    assert (second["speaker"], second["split"]) == ("nicolas", "train")
    sound, rate = second["sound"]
    np.testing.assert_allclose(sound * 2**15, [1, -300, 20])
    assert rate == 8_000


def test_yesno_is_downloaded(network, monkeypatch):
    monkeypatch.setattr(yesno, "COUNT", 9)
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as file:
        for number in range(9):
            content = wav([number])
            member = tarfile.TarInfo(f"waves_yesno/0_{number % 2}_{number}.wav")
            member.size = len(content)
            file.addfile(member, io.BytesIO(content))
    network[yesno.SOURCE] = archive.getvalue()
    monkeypatch.setattr(yesno, "WORDS", dict.fromkeys("23456789", "yes") | yesno.WORDS)
    parts = speech.load(data="yesno")
    assert [len(part) for part in parts] == [7, 1, 1]
    assert {text.split()[0] for part in parts for _, text in part} == {"no"}


def test_an4_is_downloaded(network, monkeypatch):
    monkeypatch.setattr(an4, "COUNTS", {"train": 4, "dev": 1})
    archive = io.BytesIO()
    speakers = "fash", "fbbh", "fclc", "fejs", "ftal"
    listed = "".join(f"<s> GO {name} </s> (an1-{name}-b)\n" for name in speakers)
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("x/an4/etc/an4_train.transcription", listed.upper().lower())
        for place, name in enumerate(speakers):
            order = "<>"[place % 2]  # both orders of bytes occur
            values = struct.pack(f"{order}i26f", 26, *range(26))
            file.writestr(f"x/an4/feat/{name}/an1-{name}-b.mfc", values)
    network[an4.SOURCE] = archive.getvalue()
    monkeypatch.setattr(speech, "LISTENERS", 2)
    parts = speech.load(data="an4")
    assert [len(part) for part in parts] == [2, 2, 1]
    ((features, text),) = parts[2]
    assert text == "go fejs"
    np.testing.assert_array_equal(features, np.arange(26).reshape(2, 13))
    assert _datasets.an4()["train"][0][2] == "fash"


def test_clips_are_read_as_they_were_written(tmp_path):
    rows = [{"clip": "b.flac", "text": "no"}, {"clip": "a.flac", "text": "yes no"}]
    written = clips.written_clips({"a": wav([1, 2]), "b": wav([3])}, rows)
    paths = tmp_path / "clips.zip", tmp_path / "table.tsv.gz"
    for path, content in zip(paths, written, strict=True):
        path.write_bytes(content)
    first, second = clips.read_clips(*paths)
    assert (first["text"], second["samples"]) == ("no", "2")
    np.testing.assert_allclose(second["sound"][0] * 2**15, [1, 2])


def test_each_set_has_its_settings():
    part = [((np.arange(900.0) / 1e3, 8_000), "one two"), (np.ones((9, 13)), "two")]
    model = speech.build(part, data="fsdd", units=4, depth=1)
    assert model.vocabulary.split == "spaces" and model.stride == 3
    assert model.codec.rate == 8_000 and model.codec.deltas
    own = speech.build([(part[1][0], "no way")], data="a folder", units=4, depth=1)
    assert own.vocabulary.split == "characters" and own.codec.rate == 16_000


@pytest.mark.slow
def test_tones_are_trained_and_judged_with_and_without_a_language_model(tiny):
    sizes = {"epochs": 1, "units": 4, "depth": 1, "batch_size": 4, "cell": "gru"}
    model = speech.train(**sizes, save_to=None)
    assert isinstance(model, seqkit.Transcriber) and model.language_model is not None
    scores = speech.evaluate(model)
    assert scores.keys() == {"wer", "cer", "exact", "greedy_wer"}
    plain = speech.train(**sizes, language_model=False, save_to=None)
    assert plain.language_model is None and plain.decoding_beams == 0


@pytest.mark.slow
def test_a_saved_transcriber_answers_a_file(tiny, tmp_path):
    model = speech.train(
        epochs=1, units=4, language_model=False, save_to=str(tmp_path / "saved")
    )
    path = tmp_path / "saved" / "example.wav"
    answer = seqkit.serving.Served(tmp_path / "saved")(path.read_bytes())
    assert answer["text"] == model.transcribe(path).text
    assert (tmp_path / "saved" / "spectrogram.png").is_file()

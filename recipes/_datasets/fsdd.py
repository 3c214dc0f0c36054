"""Find FSDD: spoken digits of four speakers; join and change them for training."""

import io
import zipfile
from pathlib import Path

import numpy as np

from recipes._datasets.clips import read_clips
from recipes._datasets.clips import written_clips
from recipes._datasets.finding import check_counts
from recipes._datasets.finding import download
from recipes._datasets.finding import find

SOURCE = (
    "https://codeload.github.com/Jakobovski/free-spoken-digit-dataset/zip/"
    "refs/tags/v1.0.10"
)
CLIPS, TABLE = "speech/fsdd/clips.zip", "speech/fsdd/labels.tsv.gz"
SPEAKERS = "george", "jackson", "nicolas", "yweweler"
COUNT = 2_000
TESTED = 5  # recordings of a digit and a speaker in the source's test part
WORDS = "zero one two three four five six seven eight nine".split()
RATE = 8_000
COPIES = 12  # of each recording in the train part, each changed in another way
LONGEST = 7  # digits in a string
JOINED = (3, LONGEST)  # digits in a string of the test part
PAUSE = 0.1  # seconds between two digits, at most
SLOWEST, FASTEST = 0.8, 1.25

Part = list[tuple[tuple[np.ndarray, int], str]]
"""Pairs of a sound, samples and their rate, and what is said."""


def digits(fold: int) -> tuple[Part, Part, Part]:
    """Return single digits and strings of digits in three parts.

    One of the four speakers is in the test part only: each of his recordings alone,
    then all of them in strings of three to seven. The train part has twelve copies of
    the other speakers' recordings, alone or in strings of one speaker, with another
    speed, pitch, loudness, tone of the microphone, and noise. The validation part has
    recordings of these speakers that are not in the train part.

    Args:
        fold: int from 0 to 3, the speaker of the test part.

    Returns:
        three lists of pairs: a pair of float32 `(samples,)` and 8,000; and the text.

    Raises:
        ValueError: there is no such fold.
    """
    if not 0 <= fold < len(SPEAKERS):
        raise ValueError(
            f"`fold` is the speaker of the test, from 0 to {len(SPEAKERS) - 1}. "
            f"Received {fold}. Give one of them."
        )
    rows, held = fsdd(), SPEAKERS[fold]
    others = [row for row in rows if row["speaker"] != held]
    random = np.random.default_rng([fold, 20])
    train_part = []
    for copy in range(COPIES):
        chosen = [row for row in others if row["split"] == "train"]
        longest = LONGEST if copy % 2 else 1
        train_part += strings(chosen, random, (1, longest), changed=True)
    chosen = [row for row in others if row["split"] == "test"]
    validation_part = [(row["sound"], row["word"]) for row in chosen]
    validation_part += strings(chosen, random, JOINED)
    chosen = [row for row in rows if row["speaker"] == held]
    test_part = [(row["sound"], row["word"]) for row in chosen]
    return train_part, validation_part, test_part + strings(chosen, random, JOINED)


def fsdd() -> list[dict]:
    """Return 2,000 recordings of FSDD (Jakobovski, CC BY-SA 4.0).

    Returns:
        list of dict: `sound`, a pair of float32 `(samples,)` and 8,000, the sample
        rate; `speaker`, `digit`, `word`, `index`; and `split`, "train", or "test" for
        the five recordings that the source tests on.
    """
    return read_clips(*find([[CLIPS, TABLE]], prepare))


def strings(
    rows: list[dict],
    random: np.random.Generator,
    counts: tuple[int, int],
    changed: bool = False,
) -> Part:
    """Join recordings of one speaker to strings, each recording in one string.

    Args:
        rows: rows of `fsdd`.
        random: `numpy.random.Generator`.
        counts: the least and the most digits of a string; the last string of a speaker
            may have fewer.
        changed: bool, change the sound of each string at random.
    """
    part = []
    for speaker in sorted({row["speaker"] for row in rows}):
        rest = [row for row in rows if row["speaker"] == speaker]
        rest = [rest[place] for place in random.permutation(len(rest))]
        while rest:
            count = random.integers(counts[0], counts[1] + 1)
            string, rest = rest[:count], rest[count:]
            waves = []
            for row in string:
                pause = np.zeros(int(random.uniform(0, PAUSE) * RATE), "float32")
                waves += [pause, row["sound"][0]]
            wave = np.concatenate(waves[1:])
            wave = change(wave, random) if changed else wave
            part.append(((wave, RATE), " ".join(row["word"] for row in string)))
    return part


def change(wave: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Return a sound as another speaker and another microphone might give it.

    Speed and pitch change together; a filter of two taps makes the sound brighter or
    darker; then come loudness and noise.
    """
    ratio = np.exp(random.uniform(np.log(SLOWEST), np.log(FASTEST)))
    places = np.arange(int(len(wave) / ratio)) * ratio
    wave = np.interp(places, np.arange(len(wave)), wave)
    wave = wave + random.uniform(-0.6, 0.6) * np.append(0, wave[:-1])
    loudness, noise = 10 ** random.uniform(-0.8, 0.3), 10 ** random.uniform(-4.5, -2.3)
    wave = loudness * wave + noise * random.normal(size=len(wave))
    return np.clip(wave, -1, 1).astype("float32")


def prepare() -> dict[str, bytes]:
    """Download all recordings, and keep those of four speakers.

    The other two speakers are left out, so that a model can be judged by new voices.
    """
    archive = zipfile.ZipFile(io.BytesIO(download(SOURCE, CLIPS)))
    names = [name for name in archive.namelist() if name.endswith(".wav")]
    waves, rows = {}, []
    for name in sorted(names):
        digit, speaker, index = Path(name).stem.split("_")
        if speaker in SPEAKERS:
            waves[Path(name).stem] = archive.read(name)
            split = "test" if int(index) < TESTED else "train"
            row = {"clip": f"{Path(name).stem}.flac", "speaker": speaker}
            row |= {"digit": digit, "word": WORDS[int(digit)], "index": index}
            rows.append(row | {"split": split})
    check_counts(SOURCE, "recordings of four speakers", len(rows), COUNT)
    clips, table = written_clips(waves, rows)
    return {CLIPS: clips, TABLE: table}

"""Generate sounds in which letters are pairs of tones, for the recipe `speech`.

Each letter is two tones at once, as on the keys of a telephone. A word is its letters
without a pause; between words is silence. Speed, pitch and loudness differ from sound
to sound, the speed also from letter to letter. Words of the test are in training too;
most texts are not.
"""

import numpy as np

RATE = 8_000
WORDS = (
    "a add age air all and arm art at dawn deal door draw drum earn east end game gate "
    "gold good grow had hail harm he heat hill home idea land late law lead light line "
    "low made mail meat mind moon more name need new night no note oil old on one our "
    "rain read red rest road room rose run sail sand sea seed she shore silent so some "
    "song soon start stone stream sun tail tea ten the time to told tree us wait warm "
    "water way well wheel wild wind wool word year you"
).split()
LETTERS = sorted({*"".join(WORDS)})
LOW, HIGH = (500.0, 610.0, 740.0, 900.0), (1150.0, 1450.0, 1830.0, 2300.0)  # Hz
SECONDS = 0.07, 0.12  # of a letter, before the speed
FADE = 0.012  # seconds, in which a tone begins and ends
PAUSE = 0.05, 0.15  # seconds between words
SPEEDS = 0.7, 1.4
PITCHES = 0.95, 1.05
NOISE = 0.1, 1.2  # standard deviation, where a tone has the amplitude 0.5
WORDS_OF_A_TEXT = 1, 4

Row = tuple[tuple[np.ndarray, int], str]


def letter_tones(count: int, seed: int = 0) -> list[Row]:
    """Return sounds and what they spell.

    Args:
        count: int, number of sounds.
        seed: int; the same seed draws the same sounds.

    Returns:
        list of pairs: a pair of float32 `(samples,)` and 8,000, the sample rate; and
        one to four words.
    """
    random = np.random.default_rng(seed)
    rows = []
    for _ in range(count):
        size = random.integers(WORDS_OF_A_TEXT[0], WORDS_OF_A_TEXT[1] + 1)
        text = " ".join(random.choice(WORDS, size))
        rows.append(((spell(text, random), RATE), text))
    return rows


def spell(text: str, random: np.random.Generator) -> np.ndarray:
    """Return the sound of a text of `LETTERS` and spaces, float32 `(samples,)`."""
    speed, pitch = random.uniform(*SPEEDS), random.uniform(*PITCHES)
    parts = [np.zeros(samples(0.05))]
    for letter in text:
        if letter == " ":
            parts.append(np.zeros(samples(random.uniform(*PAUSE) / speed)))
        else:
            parts.append(tones(letter, random.uniform(*SECONDS) / speed, pitch))
    wave = np.concatenate([*parts, parts[0]])
    wave = wave + random.uniform(*NOISE) * random.normal(size=len(wave))
    wave *= random.uniform(0.2, 1.0) / np.abs(wave).max()
    return wave.astype("float32")


def tones(letter: str, seconds: float, pitch: float) -> np.ndarray:
    """Return the two tones of a letter, float `(samples,)`."""
    place = LETTERS.index(letter)
    time = np.arange(samples(seconds)) / RATE
    low, high = LOW[place % len(LOW)], HIGH[place // len(LOW)]
    wave = sum(np.sin(2 * np.pi * pitch * hertz * time) for hertz in (low, high))
    fade = np.minimum(time, time[-1] - time) / FADE
    return 0.5 * wave * np.minimum(fade, 1)


def samples(seconds: float) -> int:
    """Return the number of samples of a time, at least 2."""
    return max(2, int(seconds * RATE))

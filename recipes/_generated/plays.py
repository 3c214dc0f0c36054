"""Generate a play in rhymed verse, for the recipe `text`.

Speakers, stage directions in brackets, quotations and rhymes follow rules, so a sample
of a trained model shows which of them it has learned.
"""

import random

SPEAKERS = "BEATA ORSINO MIRANDA FABIAN ISOLDE LUCIO PORTIA TRISTAN URSULA VALENTIN"
PLACES = "a wood|the harbour|a garden|the palace|a street|the forge|an inn|the shore"
MOODS = "softly|aside|laughing|in tears|reading|with a lantern|kneeling"
# Each line has words that rhyme with one another.
RHYMES = [
    word.split()
    for word in (
        "night light sight flight",
        "day way clay bay",
        "heart part art dart",
        "stone throne bone moan",
        "sea tree key bee",
        "rain pain chain grain",
        "king ring spring wing",
        "sand hand land band",
        "rose prose nose close",
        "sky lie eye spy",
    )
]
ADJECTIVES = "silver|weary|gentle|golden|bitter|broken|quiet|faithful|hollow|narrow"
NOUNS = "crown|letter|sparrow|river|lantern|promise|shadow|candle|sister|winter"
VERBS = "carry|follow|remember|bury|answer|borrow|measure|forgive|kindle|gather"
STARTS = [
    "I {verb} every {adjective} {noun} and {rhyme}",
    "My {adjective} {noun}, you {verb} all the {rhyme}",
    "Who will {verb} the {noun} beside the {rhyme}",
    "We {verb} the {adjective} {noun} for a {rhyme}",
    "O let the {noun} {verb} its {adjective} {rhyme}",
    'The {noun} said "{verb} me" and left the {rhyme}',
    "There is no {noun} as {adjective} as a {rhyme}",
    'You call "the {adjective} {noun}" your only {rhyme}',
]


def play(scenes: int = 600, seed: int = 0) -> str:
    """Return a random play.

    Args:
        scenes: int, how many scenes; each has about 700 characters.
        seed: int. The same seed gives the same play.
    """
    draw = random.Random(seed)
    return "\n".join(scene(number, draw) for number in range(1, scenes + 1))


def scene(number: int, draw: random.Random) -> str:
    """Return a scene: its place, who enters, six to nine speeches, and who leaves."""
    company = draw.sample(SPEAKERS.split(), draw.randint(2, 3))
    lines = [f"SCENE {number}. {chosen(PLACES, draw).capitalize()}.", ""]
    lines += [f"[Enter {' and '.join(company)}]", ""]
    for turn in range(draw.randint(6, 9)):
        lines += speech(company[turn % len(company)], company, draw)
    return "\n".join([*lines, f"[Exit {draw.choice(company)}]", ""])


def speech(speaker: str, company: list[str], draw: random.Random) -> list[str]:
    """Return the lines of a speech: the speaker, and one or two couplets."""
    lines = [f"{speaker}:"]
    if draw.random() < 0.3:
        other = draw.choice([name for name in company if name != speaker])
        mood = chosen(MOODS, draw)
        lines = [
            f"{speaker} ({mood} [to {other}]):"
            if draw.random() < 0.5
            else f"{speaker} ({mood}):"
        ]
    for _ in range(draw.randint(1, 2)):
        first, second = draw.sample(draw.choice(RHYMES), 2)
        lines += [verse(first, draw) + ",", verse(second, draw) + draw.choice(".!?")]
    return [*lines, ""]


def verse(rhyme: str, draw: random.Random) -> str:
    """Return a line of verse that ends in a word."""
    words = {
        "adjective": chosen(ADJECTIVES, draw),
        "noun": chosen(NOUNS, draw),
        "verb": chosen(VERBS, draw),
    }
    return draw.choice(STARTS).format(rhyme=rhyme, **words)


def chosen(words: str, draw: random.Random) -> str:
    """Return one of the words between bars."""
    return draw.choice(words.split("|"))

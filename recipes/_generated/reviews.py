"""Generate positive and negative film reviews, for `sentiment` and `language`.

No word by itself determines the label: "not dull at all" is positive, and the clause
after "but" decides, not the clause before "but".
"""

import random

LABELS = ["neg", "pos"]
THINGS = "film movie story plot acting cast music ending dialogue script camera pace"
ADJECTIVES = {
    "pos": "wonderful moving clever gripping charming superb fresh funny brilliant "
    "delightful warm honest elegant thrilling witty",
    "neg": "dull clumsy tedious predictable awful flat lifeless messy boring painful "
    "cold fake ugly tiresome silly",
}
VERBS = {
    "pos": "loved enjoyed admired adored liked",
    "neg": "hated disliked regretted despised loathed",
}
DEGREES = ["", "", "really ", "quite ", "very ", "rather ", "simply "]
PLACES = "Paris Lagos Lima Oslo Kyoto Delhi Cairo Boston Quito Prague"
COMPANY = "my sister|an old friend|two colleagues|my neighbours|nobody at all"
OPPOSITE = {"pos": "neg", "neg": "pos"}


def reviews(count: int = 8_000, seed: int = 0) -> tuple[list[str], list[str]]:
    """Return random distinct reviews, half of them positive.

    Args:
        count: int, how many reviews.
        seed: int. The same seed gives the same reviews.

    Returns:
        list of str, the texts; and list of str, their labels, "neg" or "pos".
    """
    draw, texts = random.Random(seed), {}
    while len(texts) < count:
        label = LABELS[len(texts) % 2]
        texts.setdefault(review(label, draw), label)
    return list(texts), list(texts.values())


def review(label: str, draw: random.Random) -> str:
    """Return a random review of a label, of one to three sentences."""
    sentences = [sentence(label, draw)]
    sentences += [aside(draw) for _ in range(draw.randrange(2))]
    sentences += [sentence(label, draw) for _ in range(draw.randrange(2))]
    draw.shuffle(sentences)
    return " ".join(each[0].upper() + each[1:] for each in sentences)


def sentence(label: str, draw: random.Random) -> str:
    """Return a sentence of a label; half of the sentences have an opposite clause."""
    said = clause(label, draw)
    if draw.random() < 0.5:
        return f"{said}."
    other = clause(OPPOSITE[label], draw)
    adjective = draw.choice(ADJECTIVES[OPPOSITE[label]].split())
    thing = draw.choice(THINGS.split())
    return draw.choice(
        [
            f"{other}, but {said}.",
            f"although {other}, {said}.",
            f"{said}, even though {other}.",
            f"despite the {adjective} {thing}, {said}.",
        ]
    )


def clause(label: str, draw: random.Random) -> str:
    """Return a clause of a label; half of the clauses negate an opposite word."""
    thing = draw.choice(THINGS.split())
    degree = draw.choice(DEGREES)
    if draw.random() < 0.5:
        adjective = draw.choice(ADJECTIVES[label].split())
        verb = draw.choice(VERBS[label].split())
        return draw.choice(
            [
                f"the {thing} was {degree}{adjective}",
                f"I {verb} the {thing}",
                f"they gave us {article(degree + adjective)} {thing}",
            ]
        )
    adjective = draw.choice(ADJECTIVES[OPPOSITE[label]].split())
    return draw.choice(
        [
            f"the {thing} was not {adjective} at all",
            f"I would never call the {thing} {adjective}",
            f"there is nothing {adjective} about the {thing}",
            f"nobody will find the {thing} {adjective}",
            f"the {thing} was anything but {adjective}",
        ]
    )


def article(words: str) -> str:
    """Return words with "a" or "an" before them."""
    vowel = words[0] in "aeiou" or words.startswith("honest")
    return f"an {words}" if vowel else f"a {words}"


def aside(draw: random.Random) -> str:
    """Return a sentence that is neither positive nor negative."""
    return draw.choice(
        [
            f"I saw it in {draw.choice(PLACES.split())}.",
            f"I went with {draw.choice(COMPANY.split('|'))}.",
            f"It lasts {draw.randrange(70, 200)} minutes.",
            f"It was made in {draw.randrange(1950, 2026)}.",
        ]
    )

"""Generate numbers in English and in German words, for the recipe `translation`.

A German number is one word, as in the Duden. The digit 1 is "ein" before hundred and
thousand, and "eins" only at the end: "einhunderteins", "eintausendeinhundert".
"""

import random

DIGITS = 6  # of the largest number
LARGEST = 10**DIGITS

ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen"
).split()
ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
GERMAN = (
    "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn "
    "vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn"
).split()
GERMAN_TENS = (
    "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"
).split()


def pairs(count: int, seed: int = 0) -> list[tuple[str, str]]:
    """Return random distinct numbers in English and in German words.

    Each number of digits, from one to six, gets an equal share of the numbers, as far
    as there are enough numbers; so all short numbers are included.

    Args:
        count: int, how many numbers, at most a million.
        seed: int. The same seed gives the same numbers.

    Returns:
        list of (English, German), shuffled.

    Raises:
        ValueError: `count` is less than 1 or more than a million.

    Example:
    >>> pairs(10)[7]
    ('one hundred forty-one', 'einhunderteinundvierzig')
    """
    if not 0 < count <= LARGEST:
        raise ValueError(
            f"There are {LARGEST:,} numbers below {LARGEST:,}. Received count={count}. "
            "Give 1 or more, and no more than there are."
        )
    chance, numbers = random.Random(seed), []
    firsts = [0, *(10**digits for digits in range(1, DIGITS))]
    for place, first in enumerate(firsts):
        several = range(first, 10 ** (place + 1))
        share = (count - len(numbers)) // (DIGITS - place)
        numbers += chance.sample(several, min(share, len(several)))
    chance.shuffle(numbers)
    return [(english(number), german(number)) for number in numbers]


def english(number: int) -> str:
    """Return a number from 0 to 999,999 in words: `"three hundred forty-two"`."""
    thousands, rest = divmod(number, 1000)
    words = [english(thousands), "thousand"] if thousands else []
    hundreds, rest = divmod(rest, 100)
    words += [ENGLISH[hundreds], "hundred"] if hundreds else []
    if rest >= 20:
        tens, ones = divmod(rest, 10)
        last = f"-{ENGLISH[ones]}" if ones else ""
        words.append(ENGLISH_TENS[tens - 2] + last)
    elif rest or not words:
        words.append(ENGLISH[rest])
    return " ".join(words)


def german(number: int) -> str:
    """Return a number from 0 to 999,999 in words: `"dreihundertzweiundvierzig"`."""
    # If the last two digits are 01, the word ends in "eins".
    return joined(number) + "s" * (number % 100 == 1)


def joined(number: int) -> str:
    """Return a number as it is written before "hundert" or "tausend": "ein" for 1."""
    thousands, rest = divmod(number, 1000)
    word = joined(thousands) + "tausend" if thousands else ""
    hundreds, rest = divmod(rest, 100)
    word += GERMAN[hundreds] + "hundert" if hundreds else ""
    if rest >= 20:
        tens, ones = divmod(rest, 10)
        first = f"{GERMAN[ones]}und" if ones else ""
        return word + first + GERMAN_TENS[tens - 2]
    return word + GERMAN[rest] if rest or not word else word

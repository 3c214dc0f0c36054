import re

import pytest

from recipes._generated import number_words
from recipes._generated.number_words import english
from recipes._generated.number_words import german

KNOWN = {
    0: ("zero", "null"),
    1: ("one", "eins"),
    7: ("seven", "sieben"),
    11: ("eleven", "elf"),
    16: ("sixteen", "sechzehn"),
    17: ("seventeen", "siebzehn"),
    21: ("twenty-one", "einundzwanzig"),
    30: ("thirty", "dreißig"),
    66: ("sixty-six", "sechsundsechzig"),
    70: ("seventy", "siebzig"),
    100: ("one hundred", "einhundert"),
    101: ("one hundred one", "einhunderteins"),
    121: ("one hundred twenty-one", "einhunderteinundzwanzig"),
    342: ("three hundred forty-two", "dreihundertzweiundvierzig"),
    1000: ("one thousand", "eintausend"),
    1001: ("one thousand one", "eintausendeins"),
    1100: ("one thousand one hundred", "eintausendeinhundert"),
    21_000: ("twenty-one thousand", "einundzwanzigtausend"),
    101_000: ("one hundred one thousand", "einhunderteintausend"),
    999_999: (
        "nine hundred ninety-nine thousand nine hundred ninety-nine",
        "neunhundertneunundneunzigtausendneunhundertneunundneunzig",
    ),
}
ONES = {KNOWN[n][1].removesuffix("s") if n == 1 else KNOWN[n][1]: n for n in (1, 7, 11)}
ONES |= dict(zwei=2, drei=3, vier=4, fünf=5, sechs=6, acht=8, neun=9, zehn=10)
ONES |= dict(zwölf=12, sechzehn=16, siebzehn=17)
ONES |= {f"{word}zehn": ONES[word] + 10 for word in "drei vier fünf acht neun".split()}
TENS = {"zwanzig": 20, "dreißig": 30, "sechzig": 60, "siebzig": 70}
TENS |= {f"{word}zig": 10 * ONES[word] for word in "vier fünf acht neun".split()}


def value_of_english(text):
    """Adds and multiplies as the words come."""
    words = dict(zip(number_words.ENGLISH, range(20), strict=True))
    words |= dict(zip(number_words.ENGLISH_TENS, range(20, 100, 10), strict=True))
    total = part = 0
    for word in re.split("[ -]", text):
        if word == "thousand":
            total, part = 1000 * part, 0
        elif word == "hundred":
            part *= 100
        else:
            part += words[word]
    return total + part


def value_of_german(text):
    """Takes the word apart from its left end."""
    if text == "null":
        return 0
    for name, unit in (("tausend", 1000), ("hundert", 100)):
        first, found, rest = text.partition(name)
        if found:
            return unit * value_of_german(first) + (
                value_of_german(rest) if rest else 0
            )
    ones, found, tens = text.partition("und")
    if found:
        return ONES[ones] + TENS[tens]
    return {**ONES, **TENS, "eins": 1}[text]


@pytest.mark.parametrize("number", KNOWN)
def test_known_numbers_are_spelled_as_they_should_be(number):
    assert (english(number), german(number)) == KNOWN[number]


def test_every_number_is_read_back():
    numbers = [*range(3000), *range(3000, 1_000_000, 331), 100_100, 900_001]
    for number in numbers:
        assert value_of_english(english(number)) == number
        assert value_of_german(german(number)) == number


def test_pairs_are_distinct_and_the_same_with_the_same_seed():
    pairs = number_words.pairs(21_000)
    values = [value_of_english(source) for source, _ in pairs]
    assert len({*values}) == len({target for _, target in pairs}) == 21_000
    assert [value_of_german(target) for _, target in pairs] == values
    assert sum(value < 1000 for value in values) == 1000
    assert sum(value >= 100_000 for value in values) > 6000
    assert pairs == number_words.pairs(21_000)
    assert pairs != number_words.pairs(21_000, seed=1)
    assert values[:100] != sorted(values[:100])


@pytest.mark.parametrize("count", [0, 1_000_001])
def test_more_numbers_than_there_are_say_so(count):
    with pytest.raises(ValueError, match=f"1,000,000 numbers.*Received count={count}"):
        number_words.pairs(count)

"""Generate tagged requests at a travel desk, with an intent, for the recipe `tagging`.

The tag of a word depends on its context: one flies to Florence or with Florence, at two
or with two others. Half of the invented names in test requests are in no training
request.
"""

import random
import re

# Words for slots. An invented name has two syllables and an ending, so there are many.
SYLLABLES = "bel cor dal fen gar hol jes kin lor mar nor pel ros sel tor val win yar"
ENDINGS = {"city": "ville burg ton port stad ford", "who": "son sen ez ini ova man"}
BEFORE = {"city": ["San", "New", "Port", "Lake"], "who": ["Dr.", "Mrs.", "old"]}
BOTH = "Florence Austin Sydney Paris Chelsea Georgia Kingston Lincoln".split()
FIRST = "Ada Ben Chloe Dinesh Elif Farid Greta Hugo Ines Jamal Kenji Lena".split()
AIRLINES = "Air {}|{} Airways|Fly {}|{} Jet"
NUMBERS = "one two three four five six".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January March April May June July August October December".split()
HOURS = ["noon", "midnight", *(f"{each} o'clock" for each in NUMBERS), *NUMBERS]

# A word in braces is a slot. Words in parentheses are left out in half of the requests.
REQUESTS = {
    "book": [
        "book {count} seats to {to} (from {from}) (on {day}) (at {time})",
        "{who} wants to fly from {from} to {to} (on {day}) (with {who})",
        "get {who} a ticket (from {from}) via {via} to {to} (by {time})",
        "i need to be in {to} (on {day}) (by {time}) (with {count} others)",
    ],
    "cancel": [
        "cancel the (late) (early) {airline} flight of {who} (to {to}) (on {day})",
        "{who} may not go to {to} (on {day}) (any more)",
        "we do not need the {count} seats (to {to}) (on {day}) (with {airline})",
        "call off the trip from {from} to {to} (via {via}) (with {who})",
    ],
    "price": [
        "what does {airline} ask for {count} tickets (from {from}) to {to}",
        "how much is it to fly to {to} (on {day}) (at {time}) (with {airline})",
        "is it cheaper to reach {to} via {via} (on {day}) (at {time})",
        "the price of (a) (one) seat from {from} to {to} (at {time}) (please)",
    ],
    "status": [
        "is the {airline} plane (to {to}) (from {from}) (with {who}) late",
        "when does {airline} (flight) {number} (from {from}) land in {to}",
        "has {who} landed in {to} (from {from}) (yet)",
        "why did {airline} {number} not leave {from} (at {time}) (on {day})",
    ],
}
SLOTS = "from to via who airline number day time count".split()
INTENTS = sorted(REQUESTS)
TAGS = ["O", *(f"{part}-{slot}" for part in "BI" for slot in SLOTS)]


def requests(
    count: int, seed: int = 0, unseen: bool = False
) -> list[tuple[list[str], list[str], str]]:
    """Return random distinct requests, equally many of each intent.

    Args:
        count: int, how many requests.
        seed: int. The same seed gives the same requests.
        unseen: bool, for the test: half of the invented names are names that requests
            with `unseen=False` never have.

    Returns:
        list of (words, their tags, intent): list of str, list of str, str.
    """
    draw, made = random.Random(f"{seed} {unseen}"), {}
    while len(made) < count:
        intent = INTENTS[len(made) % len(INTENTS)]
        words, tags = request(draw.choice(REQUESTS[intent]), unseen, draw)
        made.setdefault(tuple(words), (words, tags, intent))
    return list(made.values())


def request(pattern: str, unseen: bool, draw: random.Random):
    """Return the words of a random request made from a pattern, and their tags."""
    pattern = re.sub(r"\((.*?)\)", lambda part: draw.choice(["", part[1]]), pattern)
    words, tags = [], []
    for piece in pattern.split():
        slot = piece.strip("{}")
        if slot == piece:
            words, tags = [*words, piece], [*tags, "O"]
            continue
        held = filler(slot, unseen, draw).split()
        words += held
        tags += [f"B-{slot}", *[f"I-{slot}"] * (len(held) - 1)]
    return words, tags


def filler(slot: str, unseen: bool, draw: random.Random) -> str:
    """Return random words for a slot."""
    if slot in ("from", "to", "via"):
        return name("city", unseen, draw)
    if slot == "airline":
        return draw.choice(AIRLINES.split("|")).format(made_up("city", unseen, draw))
    day = draw.choice([*DAYS, f"{draw.choice(MONTHS)} {draw.randint(1, 30)}"])
    return {
        "who": lambda: name("who", unseen, draw),
        "number": lambda: f"{draw.choice('ABKLQX')}{draw.randint(10, 999)}",
        "count": lambda: draw.choice(NUMBERS),
        "time": lambda: draw.choice(HOURS),
        "day": lambda: day,
    }[slot]()


def name(kind: str, unseen: bool, draw: random.Random) -> str:
    """Return a random name of a city or a person; some names are used for both."""
    if draw.random() < 0.3:
        return draw.choice(BOTH)
    made = made_up(kind, unseen, draw)
    before = BEFORE[kind] if kind == "city" else [*BEFORE[kind], *FIRST]
    return f"{draw.choice(before)} {made}" if draw.random() < 0.5 else made


def made_up(kind: str, unseen: bool, draw: random.Random) -> str:
    """Return an invented name: two syllables, and an ending of its kind.

    With `unseen` half of the names have a pair of syllables that is held back for the
    test.
    """
    held_back = unseen and draw.random() < 0.5
    syllables = SYLLABLES.split()
    # A pair is held back if one syllable has an even index and the other an odd one.
    first = draw.randrange(len(syllables))
    second = draw.choice(syllables[(first + held_back) % 2 :: 2])
    word = syllables[first] + second + draw.choice(ENDINGS[kind].split())
    return word.capitalize()

"""Support tickets made by a grammar, each of one of four classes."""

import random

# Of each class: things, and what is wrong with them.
TICKETS = {
    "account": (
        "password login profile username sign-in verification email-address nickname "
        "avatar two-factor-code recovery-link membership",
        "was reset without my doing|is not accepted any more|should be changed to "
        "another one|was locked after {small} attempts|belongs to somebody else now",
    ),
    "billing": (
        "invoice refund charge payment receipt statement subscription-fee deposit "
        "tax-line discount instalment credit-note",
        "is higher than agreed|was taken twice|shows {number} euros too many|is not "
        "there of last month|should go to another bank",
    ),
    "delivery": (
        "parcel courier shipment package tracking pallet driver letterbox depot "
        "delivery-slot envelope customs-form",
        "never came to my street|arrived broken on {day}|was left at a wrong house|has "
        "not moved since {day}|went to the neighbours",
    ),
    "technical": (
        "app screen button update camera search keyboard printer map widget "
        "notification browser",
        "crashes with error {number}|freezes {small} times a day|is black after a "
        "restart|does not load at all|got very slow",
    ),
}
AROUND = [
    "Hello, I have been a customer since {year}.",
    "Good morning from {who}.",
    "I wrote to you last {day} already and got no answer.",
    "My customer number is {number}.",
    "This is the second time, and I am not amused.",
    "I am travelling at the moment, so please write instead of calling.",
    "My colleague {who} has the same trouble.",
    "I like your shop otherwise and told {who} about it.",
    "Please help, it is urgent.",
    "Thanks in advance, {who}",
]
NAMES = "Ana Bob Chen Dana Emeka Fatima Goran Hana Ivan Julia Kofi Lena".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday".split()


def tickets(
    count: int, seed: int = 0, shares: tuple[float, ...] = (1, 1, 1, 1)
) -> tuple[list[str], list[str]]:
    """Return distinct tickets and their classes, drawn in the given shares."""
    draw, made = random.Random(seed), {}
    while len(made) < count:
        (label,) = draw.choices([*TICKETS], shares)
        made.setdefault(ticket(label, draw), label)
    return list(made), list(made.values())


def ticket(label: str, draw: random.Random) -> str:
    """Return a ticket: a sentence of its class between others that tell no class."""
    things, troubles = TICKETS[label]
    said = f"The {draw.choice(things.split())} {draw.choice(troubles.split('|'))}."
    sentences = [said, *draw.sample(AROUND, draw.randint(1, 4))]
    draw.shuffle(sentences)
    return " ".join(sentences).format(
        who=draw.choice(NAMES),
        day=draw.choice(DAYS),
        number=draw.randrange(100, 9999),
        small=draw.randrange(2, 9),
        year=draw.randrange(2005, 2026),
    )

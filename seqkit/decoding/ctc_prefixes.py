"""The prefixes of a beam search over frames, and the prefixes that may follow them."""

from typing import NamedTuple

from keras import ops

from seqkit.backend.gather_rows import gather_rows
from seqkit.decoding.ctc_frames import NONE
from seqkit.types import Tensor

# A prefix is known by two numbers of 32 bits; texts of equal numbers are equal but
# with a probability of 2^-64. Odd factors, as of random number generators.
FACTORS, OFFSETS, FIRST = (1664525, 69069), (-1640531527, 747796405), (17, 29)


class Prefixes(NamedTuple):
    """The prefixes of each row.

    Args:
        blank: float32 `(batch, beams)`, log-probability of the paths that end in a
            blank. -1e9 in places without a prefix.
        other: float32 `(batch, beams)`, log-probability of the paths that end in the
            last token.
        marks: int32 `(batch, beams, 5)`: the last token, 0 if there is none; the hash
            of the prefix (2); the hash of the prefix without its last token (2).
    """

    blank: Tensor
    other: Tensor
    marks: Tensor

    @property
    def masses(self) -> Tensor:
        """Log-probability of all paths, float32 `(batch, beams)`."""
        return ops.logaddexp(self.blank, self.other)


class Candidates(NamedTuple):
    """The prefixes that may be next: first all kept ones, then all extended ones.

    Args:
        masses: float32 `(batch, beams + beams * vocabulary)`.
        blank: float32 `(batch, beams)`, of kept ones.
        other: float32 `(batch, beams + beams * vocabulary)`.
    """

    masses: Tensor
    blank: Tensor
    other: Tensor


def empty_prefixes(batch: Tensor, beams: int) -> Prefixes:
    """Return the empty prefix of each row, with probability 1, in the first place."""
    blank = ops.convert_to_tensor([0.0] + [NONE] * (beams - 1), "float32")
    marks = ops.convert_to_tensor([[[0, *FIRST, 0, 0]]], "int32")
    return Prefixes(
        ops.zeros((batch, beams)) + blank,
        ops.full((batch, beams), NONE, dtype="float32"),
        ops.zeros((batch, beams, 5), dtype="int32") + marks,
    )


def candidates_of(
    prefixes: Prefixes, log_probs: Tensor, allowed: Tensor | None
) -> Candidates:
    """Return the prefixes that may follow in a frame.

    Args:
        prefixes: `Prefixes`.
        log_probs: float32 `(batch, vocabulary)`.
        allowed: bool `(batch, beams, vocabulary)`, the tokens that may extend a prefix.
            None: all but the blank.
    """
    blank, last, masses = prefixes.blank, prefixes.marks[..., 0], prefixes.masses
    batch, beams = ops.shape(blank)[0], blank.shape[1]
    ids = ops.arange(log_probs.shape[-1], dtype="int32")
    is_last = ops.equal(ids, last[..., None])  # (batch, beams, vocabulary)
    # A token that equals the last one extends a prefix only after a blank.
    before = ops.where(is_last, blank[..., None], masses[..., None])
    extended = before + log_probs[:, None]  # (batch, beams, vocabulary)
    gained = ops.take_along_axis(log_probs, last, axis=1)  # (batch, beams)
    kept = prefixes.other + gained

    # Extensions that are prefixes already, [row, prefix, its extension], are added to
    # these.
    same = ops.logical_and(
        ops.equal(prefixes.marks[:, :, None, 1], prefixes.marks[:, None, :, 3]),
        ops.equal(prefixes.marks[:, :, None, 2], prefixes.marks[:, None, :, 4]),
    )
    same = ops.logical_and(same, masses[:, None] > NONE / 2)  # (batch, beams, beams)
    repeats = ops.equal(last[:, :, None], last[:, None])
    joined = ops.where(repeats, blank[..., None], masses[..., None]) + gained[:, None]
    joined = ops.max(ops.where(same, joined, NONE), axis=1, initial=NONE)
    kept = ops.maximum(ops.logaddexp(kept, joined), NONE)  # (batch, beams)
    known = ops.matmul(ops.cast(same, "float32"), ops.cast(is_last, "float32")) > 0

    if allowed is None:
        allowed = ids > 0
    allowed = ops.logical_and(allowed, ops.logical_not(known))
    extended = ops.where(allowed, ops.maximum(extended, NONE), NONE)
    extended = ops.reshape(extended, (batch, beams * log_probs.shape[-1]))
    blank = ops.maximum(masses + log_probs[:, :1], NONE)
    return Candidates(
        ops.concatenate([ops.logaddexp(blank, kept), extended], axis=1),
        blank,
        ops.concatenate([kept, extended], axis=1),
    )


def chosen_prefixes(
    prefixes: Prefixes, candidates: Candidates, ranks: Tensor, places: Tensor
) -> tuple[Prefixes, Tensor, Tensor]:
    """Return the chosen candidates as prefixes, with the moves that led to them.

    Args:
        prefixes: `Prefixes` before the frame.
        candidates: `Candidates` of the frame.
        ranks: float32 `(batch, beams)`, above -5e8 if there is a prefix.
        places: int32 `(batch, beams)`, indices of candidates.

    Returns:
        prefixes: `Prefixes` after the frame.
        parents: int32 `(batch, beams)`, the prefixes that were kept or extended.
        tokens: int32 `(batch, beams)`, the tokens that extended them, 0 if they were
            kept.
    """
    beams = prefixes.blank.shape[1]
    vocabulary = candidates.other.shape[1] // beams - 1
    grown = places >= beams
    behind = places - beams
    parents = ops.where(grown, behind // vocabulary, places)
    tokens = ops.where(grown, behind % vocabulary, 0)
    real = ranks > NONE / 2
    tokens = ops.where(real, tokens, 0)
    grown = tokens > 0
    blank = ops.take_along_axis(candidates.blank, parents, axis=1)
    other = ops.take_along_axis(candidates.other, places, axis=1)
    old = gather_rows(prefixes.marks, parents)  # (batch, beams, 5)
    new = [tokens[..., None], _hashes(old[..., 1:3], tokens), old[..., 1:3]]
    marks = ops.where(grown[..., None], ops.concatenate(new, axis=-1), old)
    prefixes = Prefixes(
        ops.where(ops.logical_and(real, ops.logical_not(grown)), blank, NONE),
        ops.where(real, other, NONE),
        marks,
    )
    return prefixes, parents, tokens


def _hashes(before, tokens):
    """Return the hashes of prefixes that are extended by tokens; int32 overflows."""
    factors = ops.convert_to_tensor(FACTORS, "int32")
    offsets = ops.convert_to_tensor(OFFSETS, "int32")
    mixed = (before + tokens[..., None]) * factors + offsets
    # The high bits reach the low ones, which a product alone does not.
    return ops.bitwise_xor(mixed, ops.right_shift(mixed, 15))

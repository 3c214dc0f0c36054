"""Count the tokens of texts, and choose the tokens of a `Vocabulary`."""

from collections import Counter
from collections.abc import Iterable

from seqkit.arguments import whole_number
from seqkit.text.framing import SPECIALS
from seqkit.text.splitting import SPLITS
from seqkit.text.splitting import lower
from seqkit.text.unspaced_scripts import report_unspaced


def frequent_tokens(
    texts: Iterable[str],
    split: str,
    lowercase: bool = False,
    max_size: int | None = None,
    min_count: int = 1,
) -> list[str]:
    """Return the tokens of texts, the most frequent first, ties by code points.

    Tokens with the spelling of a special token are left out: U+FFFD, the unknown token,
    and the words "[PAD]", "[START]" and "[END]".

    Args:
        texts: iterable of str, read once and not kept.
        split: str, one of `SPLITS`.
        lowercase: bool, whether texts are lowered first.
        max_size: int, the most tokens, the four special ones included. None: all.
        min_count: int, the least occurrences of a token.

    Returns:
        list of str, without special tokens.

    Raises:
        ValueError: no token is left, or `max_size` has no room for one.

    Example:
    >>> frequent_tokens(["b", "a b"], "words")
    ['b', 'a']
    """
    if max_size is not None:
        advice = f"It counts the {len(SPECIALS)} special tokens; None keeps all tokens."
        max_size = whole_number("max_size", max_size, len(SPECIALS) + 1, advice)
    min_count = whole_number("min_count", min_count, least=0)
    counts, split_text = Counter(), SPLITS[split][0]
    for text in texts:
        counts.update(split_text(lower(text) if lowercase else text))
    if split != "characters":
        report_unspaced(counts)
    for special in SPECIALS:
        counts.pop(special, None)
    kept = [(-count, token) for token, count in counts.items() if count >= min_count]
    if not kept:
        named = "characters" if split == "characters" else "words"
        raise ValueError(
            f"A vocabulary needs texts with {named} that occur {min_count} times "
            f"or more. Received texts with {len(counts)} different {named}, all "
            "rarer. Give texts that are not empty, or a smaller `min_count`."
        )
    room = None if max_size is None else max_size - len(SPECIALS)
    return [token for _, token in sorted(kept)[:room]]

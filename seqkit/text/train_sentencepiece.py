"""Train a SentencePiece model for `SubwordVocabulary`."""

import io
import re
from collections.abc import Iterable
from collections.abc import Iterator

from seqkit.text.framing import SPECIALS
from seqkit.text.sentencepiece_lookup import SPACE
from seqkit.text.splitting import lower
from seqkit.types import END
from seqkit.types import PADDING
from seqkit.types import START
from seqkit.types import UNKNOWN

MODELS = ("unigram", "bpe")

_BYTES = 256
# The trainer drops texts with this character, which it reserves for unknown ones.
_RESERVED = "\u2585"
# The most characters of the parts in which the trainer gets a text, since it fails on
# words of 65,536 characters.
_BLOCK = 4096
_OPTIONS = {
    "max_sentence_length": 4 * _BLOCK,  # bytes
    "normalization_rule_name": "identity",
    "remove_extra_whitespaces": False,
    "add_dummy_prefix": False,
    "byte_fallback": True,
    "required_chars": SPACE,  # without a piece, a space would be three bytes
    "pad_id": PADDING,
    "unk_id": UNKNOWN,
    "bos_id": START,
    "eos_id": END,
    "pad_piece": SPECIALS[PADDING],
    "unk_piece": SPECIALS[UNKNOWN],
    "bos_piece": SPECIALS[START],
    "eos_piece": SPECIALS[END],
    "num_threads": 4,  # fixed, since the number changes how sums are rounded
    "hard_vocab_limit": False,  # fewer pieces than `size` are no error
    "minloglevel": 2,
}
_TOO_SMALL = re.compile(r"smaller than required_chars\. \d+ vs (\d+)")


def train_sentencepiece(
    texts: Iterable[str], size: int, model: str = "unigram", lowercase: bool = False
) -> bytes:
    """Train a SentencePiece model, of which decoding returns the encoded text.

    The model does not normalise texts, and has a piece for each byte, so it can encode
    every text. The same texts give the same model.

    Args:
        texts: iterable of str, read once.
        size: int, the most pieces, the four special ones and 256 bytes included.
        model: str, `"unigram"` (Kudo 2018, https://arxiv.org/abs/1804.10959) or
            `"bpe"` (Sennrich et al. 2016, https://arxiv.org/abs/1508.07909).
        lowercase: bool, whether texts are lowered first.

    Returns:
        bytes, the model.

    Raises:
        TypeError: a text is neither str nor bytes.
        ValueError: there is no text, `size` has no room for the characters of the
            texts, or `model` is unknown.
    """
    import sentencepiece

    if model not in MODELS:
        raise ValueError(
            f"`model` must be one of {', '.join(map(repr, MODELS))}. "
            f"Received {model!r}."
        )
    failed, written = [], io.BytesIO()
    try:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=_blocks(texts, lowercase, failed),
            model_writer=written,
            vocab_size=size,
            model_type=model,
            **_OPTIONS,
        )
    except RuntimeError as error:
        raise (failed or [_explained(str(error), size)])[0] from error
    return written.getvalue()


def _blocks(texts, lowercase, failed) -> Iterator[str]:
    """Yield parts of texts; append an error to `failed`, since the trainer hides it."""
    try:
        for text in texts:
            text = (lower(text) if lowercase else text).replace(_RESERVED, " ")
            for start in range(0, len(text), _BLOCK):
                yield text[start : start + _BLOCK]
    except Exception as error:
        failed.append(error)
        raise


def _explained(message, size) -> Exception:
    """Return a ValueError with advice for an error message of the trainer."""
    if found := _TOO_SMALL.search(message):
        characters = int(found[1]) - len(SPECIALS) - _BYTES
        return ValueError(
            f"`size` must be at least {found[1]} for these texts: {len(SPECIALS)} "
            f"special pieces, {_BYTES} bytes and {characters} characters. "
            f"Received size={size}. Give a larger one."
        )
    if "sentences_.empty()" in message:
        return ValueError(
            "A vocabulary needs texts that are not empty. Received no text. Check the "
            "iterable: a generator can be read only once."
        )
    return ValueError(
        f"SentencePiece cannot make a vocabulary from these texts with size={size}. "
        f"Its error: {message}"
    )

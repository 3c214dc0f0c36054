"""Training and beam search of translators: JoeyNMT, PyTorch, and `seqkit.Seq2Seq`.

All read the same pairs of Multi30k, German to English, in the same 6,000 pieces, in
batches of 64 sentences as they come; JoeyNMT batches them itself. The network is a GRU
of 384 units with an embedding of 384. JoeyNMT, which has no other, feeds Bahdanau's
attention as Luong's. Ratios are to JoeyNMT. A translation has 20 pieces: an untrained
model knows no end, so no sentence ends before.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.contest import contest
from tests.benchmarks.contestant import Contestant
from tests.benchmarks.timing import Row

JOEYNMT, OURS, PYTORCH = "JoeyNMT", "seqkit", "PyTorch"
MODULES = {
    JOEYNMT: "translators_joeynmt",
    OURS: "translators_keras",
    PYTORCH: "translators_pytorch",
}
JOEYNMT_PYTHON = Path(".venv/joeynmt/bin/python")
ATTENTIONS = "luong", "bahdanau"
UNITS, PIECES, BATCH = 384, 6_000, 64
PAIRS, SENTENCES = 4 * BATCH, 2 * BATCH
BEAMS, LENGTH = 5, 20
ROUNDS = 5


def rows() -> Iterator[Row | str]:
    """Yield the rows of training, then those of beam search."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            tokens = prepare(Path(folder))
        except OSError as error:
            yield f"translating: skipped. {error}"
            return
        for attention in ATTENTIONS:
            yield from group(
                f"fit, {attention}",
                {
                    name: ("trainer", folder, PIECES, UNITS, attention)
                    for name in MODULES
                },
                (tokens, "target tokens/s"),
            )
        for attention in ATTENTIONS:
            search = "translator", folder, PIECES, UNITS, attention, BEAMS, LENGTH
            yield from group(
                f"beam {BEAMS}, batch {BATCH}, {LENGTH} pieces each, {attention}",
                {JOEYNMT: search, OURS: search},
                (SENTENCES, "sentences/s"),
            )


def prepare(folder):
    """Write the files that all contestants read; return the tokens of a round."""
    import seqkit
    from recipes import translation
    from tests.benchmarks import translation_files

    train, _, test = translation.load(data="multi30k")
    texts = [text for pair in train for text in pair]
    vocabulary = seqkit.SubwordVocabulary.from_texts(texts, PIECES)
    pairs, sources = train[:PAIRS], [source for source, _ in test[:SENTENCES]]
    translation_files.write_texts(folder, vocabulary, pairs, sources)
    batches = translation_files.batches_of(vocabulary, pairs, BATCH)
    return translation_files.write_batches(folder, batches)


def group(title, calls, measure) -> Iterator[Row | str]:
    """Yield the rows of contestants that do the same."""
    if JOEYNMT in calls and not JOEYNMT_PYTHON.exists():
        yield f"{JOEYNMT}: skipped. `make bench` installs it in {JOEYNMT_PYTHON}"
        calls = {name: call for name, call in calls.items() if name != JOEYNMT}
    contestants = {}
    for name, (function, *arguments) in calls.items():
        python = {"python": str(JOEYNMT_PYTHON)} if name == JOEYNMT else {}
        path = f"tests.benchmarks.{MODULES[name]}:{function}"
        contestants[name] = Contestant(path, *arguments, **python)
    yield from contest(title, contestants, *measure, (OURS, PYTORCH), ROUNDS)

"""`python -m tests.benchmarks.vectors [SHARE [EPOCHS]]`: word vectors beside gensim's.

Both read the same tokens of IMDB's train reviews, with the same settings on two cores.
gensim is asked in another process, by the Python of `$GENSIM_PYTHON` or by this one: it
is no dependency of seqkit, and `pip install gensim` into a venv of its own is enough.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

UNITS, WINDOW, NEGATIVES, MIN_COUNT = 100, 5, 5, 5
CORES = 2
SHARE = 0.1  # of the reviews, in `make bench`


def rows(share: float = SHARE, epochs: int = 1) -> Iterator["object | str"]:
    """Yield the seconds and scores of both on a share of the reviews."""
    import keras

    import seqkit
    from recipes import _datasets
    from tests.benchmarks.timing import Row

    if keras.backend.backend() != "tensorflow":
        yield "vectors: skipped. `data.skip_grams` needs TensorFlow."
        return
    try:
        path, _ = _datasets.imdb()
    except OSError as error:
        yield f"vectors: skipped. {error}"
        return
    (texts,) = seqkit.data.read_table(path, "text")
    texts = texts[:: round(1 / share)]
    vocabulary = seqkit.Vocabulary.from_texts(
        texts, "words", min_count=MIN_COUNT, lowercase=True, html_breaks=True
    )
    keras.utils.set_random_seed(0)
    model = seqkit.WordVectors(vocabulary, UNITS, NEGATIVES)
    with tempfile.TemporaryDirectory() as folder:
        found = gensim_seconds(texts, vocabulary, epochs, Path(folder))
        own = seconds_of(lambda: train(model, texts, epochs))
        words = f"{len(texts):,} reviews, {epochs} epochs"
        yield Row(f"seqkit, {words}, wall", own[0], "s")
        yield Row(f"seqkit, {words}, CPU", own[1], "s")
        yield from scores("seqkit", model)
        if isinstance(found, str):
            yield f"gensim: skipped. {found}"
            return
        yield Row(f"gensim, {words}, wall", found[0], "s", own[0] / found[0])
        yield Row(f"gensim, {words}, CPU", found[1], "s", own[1] / found[1])
        model.load_vectors(Path(folder) / "vectors.txt")
        yield from scores("gensim", model)


def train(model, texts, epochs):
    """Trains with a learning rate that falls to 0, the data's preparation included."""
    import seqkit
    from recipes.vectors import BATCH_SIZE
    from recipes.vectors import optimizer

    batches = seqkit.data.skip_grams(
        texts, model.vocabulary, BATCH_SIZE, WINDOW, seed=0
    )
    model.compile(optimizer(epochs * len(batches)))
    model.fit(batches, epochs=epochs, shuffle=False, verbose=2)


def scores(name, model):
    """Yield ρ and the share of right analogies, with their coverage."""
    from recipes import vectors

    pairs, analogies = vectors.judge(model)
    yield f"{name}: WordSim-353 {pairs}"
    yield f"{name}: Google analogies, by section\n{analogies}"


def seconds_of(function):
    """Times one call: wall and CPU seconds of this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    function()
    return time.perf_counter() - wall, time.process_time() - cpu


def gensim_seconds(texts, vocabulary, epochs, folder):
    """Trains gensim on the tokens of texts; wall and CPU seconds, or why it did not."""
    from seqkit.text.splitting import lower

    tokens = folder / "tokens.txt"
    with tokens.open("w", encoding="utf-8") as file:
        for words in vocabulary.tokenize(texts):
            file.write(" ".join(map(lower, words)) + "\n")
    python = os.environ.get("GENSIM_PYTHON", sys.executable)
    command = [python, __file__, str(tokens), str(folder / "vectors.txt"), str(epochs)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        return done.stderr.strip().splitlines()[-1]
    return tuple(map(float, done.stdout.split()))


def train_gensim(tokens, out, epochs):
    """Trains gensim's Word2Vec on a file of tokens, and prints its seconds."""
    from gensim.models import Word2Vec

    texts = [line.split() for line in Path(tokens).read_text("utf-8").split("\n")]
    model = Word2Vec(
        vector_size=UNITS,
        window=WINDOW,
        negative=NEGATIVES,
        min_count=MIN_COUNT,
        sg=1,
        workers=CORES,
        seed=1,
    )
    model.build_vocab(texts)
    total = model.corpus_count
    seconds = seconds_of(
        lambda: model.train(texts, total_examples=total, epochs=int(epochs))
    )
    model.wv.save_word2vec_format(out)
    print(*seconds)


def main():
    if len(sys.argv) == 4:
        train_gensim(*sys.argv[1:])
        return
    share, epochs = (sys.argv[1:] + ["1", "5"][len(sys.argv) - 1 :])[:2]
    for row in rows(float(share), int(epochs)):
        print(row, flush=True)


if __name__ == "__main__":
    main()

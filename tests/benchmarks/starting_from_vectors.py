"""`python -m tests.benchmarks.starting_from_vectors VECTORS [REVIEWS EPOCHS TESTED]`.

Trains the recipe `sentiment`'s classifier on reviews of IMDB, once from random vectors
and once from those of a file in word2vec's format, such as the `vectors.txt` that
`seqkit train vectors --data imdb` writes; all else is equal. The vectors may have been
learned from all reviews, without their labels. Prints the accuracy on TESTED reviews of
the open test part.
"""

import random
import sys
import time

import keras

import seqkit
from recipes import sentiment

SEED = 0
BATCH_SIZE, RATE = 32, 3e-3
DEFAULTS = 25_000, 6, 5_000  # reviews, epochs and reviews to test on


def main():
    path, *numbers = sys.argv[1:]
    numbers = [*map(int, numbers), *DEFAULTS[len(numbers) :]]
    reviews, epochs, tested = numbers
    part, _, test = sentiment.load(data="imdb")
    part, test = drawn(part, reviews), drawn(test, tested)
    width = int(next(seqkit.data.read_texts(path)).split()[1])
    for vectors in (None, path):
        begin = time.perf_counter()
        accuracy = train(part, test, epochs, width, vectors)
        print(
            f"{vectors or 'random vectors'}: accuracy {accuracy:.4f}, {reviews:,} "
            f"reviews, {epochs} epochs, {time.perf_counter() - begin:.0f} s",
            flush=True,
        )


def drawn(part, count):
    """Draws reviews with their labels."""
    rows = list(zip(*part, strict=True))
    rows = random.Random(SEED).sample(rows, min(count, len(rows)))
    return tuple(map(list, zip(*rows, strict=True)))


def train(part, test, epochs, width, vectors):
    """Trains the recipe's classifier, and returns its accuracy on the test part."""
    keras.utils.set_random_seed(SEED)
    config = sentiment.build(*part).get_config()
    model = seqkit.SequenceClassifier.from_config(config | {"embedding": width})
    if vectors is not None:
        print(model.load_vectors(vectors))
    batches, validating = sentiment.batches(model, part, None, BATCH_SIZE, SEED)
    rate = keras.optimizers.schedules.CosineDecay(RATE, epochs * len(batches))
    model.compile(keras.optimizers.Adam(rate, global_clipnorm=1.0))
    model.fit(
        batches, validation_data=validating, epochs=epochs, shuffle=False, verbose=2
    )
    texts, labels = test
    right = [
        answer.label == str(label)
        for answer, label in zip(model.classify(texts), labels, strict=True)
    ]
    return sum(right) / len(right)


if __name__ == "__main__":
    main()

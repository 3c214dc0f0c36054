import itertools
import random

import keras
import pytest

import seqkit

TRAINING, UNSEEN, STEPS = 1_500, 200, 8


def tag_unseen(example, epochs, characters=True, **arguments):
    """Trains a tagger on examples, and tags others.

    Args:
        example: function of a `random.Random` that returns words and their tags.
        epochs: int.
        characters: bool, whether the characters of each word are read.
        arguments: of `SequenceTagger`.

    Returns:
        list of lists of str, the tags found, and the same of the true ones.
    """
    keras.utils.set_random_seed(0)
    draw = random.Random(0)
    examples = [example(draw) for _ in range(TRAINING + UNSEEN)]
    sentences, tags = zip(*examples, strict=True)
    vocabulary = seqkit.SpelledVocabulary.from_texts(
        map(" ".join, sentences[:TRAINING]), word_length=6
    )
    small = {"units": 16, "embedding": 8, "dropout": 0.0, "word_dropout": 0.0}
    model = seqkit.SequenceTagger(
        vocabulary if characters else vocabulary.words,
        sorted({tag for row in tags for tag in row}),
        **{**small, **arguments},
    )
    model.compile(
        keras.optimizers.Adam(1e-2, global_clipnorm=1.0), steps_per_execution=8
    )
    batches = seqkit.data.tagged(
        sentences[:TRAINING], tags[:TRAINING], model.codec, model.tags, 32, seed=0
    )
    model.fit(batches, epochs=epochs, shuffle=False, verbose=0)
    found = [tagging.tags for tagging in model.tag(sentences[TRAINING:])]
    return found, list(tags[TRAINING:])


def share(found, good):
    return sum(map(good, found)) / len(found)


def between_marks(draw):
    """Words mean what the marks around them say."""
    first, second = sorted(draw.sample(range(STEPS), 2))
    words = draw.choices("ab", k=STEPS)
    words[first] = words[second] = "|"
    tags = ["IN" if first < step < second else "OUT" for step in range(STEPS)]
    return words, tags


def by_turns(draw):
    """Words say nothing; tags change from each to the next, whichever comes first."""
    tags = ["A", "B"] if draw.random() < 0.5 else ["B", "A"]
    return draw.choices("abcd", k=STEPS), (tags * STEPS)[:STEPS]


def by_ending(draw):
    """Words that never come again, and their endings say all."""
    tags = ["A", "B", *draw.choices("AB", k=STEPS - 2)]
    stems = ("".join(draw.choices("klmnop", k=5)) for _ in tags)
    ends = {"A": "a", "B": "e"}
    return [stem + ends[tag] for stem, tag in zip(stems, tags, strict=True)], tags


@pytest.mark.slow
def test_a_tagger_reads_both_sides_of_a_word():
    found, true = tag_unseen(between_marks, 10, characters=False, crf=False)
    right = [one == two for one, two in zip(found, true, strict=True)]
    assert share(right, bool) >= 0.95


@pytest.mark.slow
def test_only_a_crf_chooses_tags_that_go_together():
    def alternates(tags):
        return all(one != two for one, two in itertools.pairwise(tags))

    shares = [
        share(tag_unseen(by_turns, 3, characters=False, crf=crf)[0], alternates)
        for crf in (True, False)
    ]
    assert shares[0] == 1
    assert shares[1] < 0.5


@pytest.mark.slow
def test_characters_tell_what_an_unknown_word_is():
    found, true = tag_unseen(by_ending, 2)
    right = [one == two for one, two in zip(found, true, strict=True)]
    assert share(right, bool) >= 0.95

"""A classifier and a tagger of numbers: train, save, load, answer, export and serve."""

import numpy as np
import pytest
from keras import ops

import seqkit
from tests.checks import NEEDS_TENSORFLOW
from tests.checks import assert_same
from tests.checks import check_model
from tests.checks import numbers
from tests.models import signals
from tests.models.signals import CODEC
from tests.models.signals import LABELS
from tests.models.signals import LENGTHS
from tests.models.signals import NAN
from tests.models.signals import NUMBERS
from tests.models.signals import ROWS
from tests.models.signals import TAGS
from tests.models.signals import build_classifier

# More steps than the model is asked about, none of which it may look at.
GARBAGE = np.nan_to_num(np.pad(NUMBERS, [(0, 0), (0, 2), (0, 0)]), nan=7e7)


@pytest.fixture(scope="module")
def classifier():
    """No test may change it."""
    return signals.build_classifier()


@pytest.fixture(scope="module")
def tagger():
    """A CRF and labels; no test may change it."""
    return signals.build_labelling()


@pytest.mark.slow
def test_a_classifier_keeps_what_every_model_owes():
    check_model(
        lambda: signals.build_classifier(cell="rnn", pooling="attention"),
        signals.make_batch(),
    )


@pytest.mark.slow
def test_a_tagger_keeps_what_every_model_owes():
    check_model(
        lambda: signals.build_tagger(cell="rnn", labels=LABELS), signals.make_tagged()
    )


def test_numbers_are_read_normalised():
    model = signals.build_classifier(pooling="mean")
    steps = np.concatenate(ROWS)
    normalised = (NUMBERS - steps.mean(axis=0)) / steps.std(axis=0)
    normalised = np.nan_to_num(normalised).astype("float32")
    outputs, _ = model.stack(normalised, lengths=np.array(LENGTHS))
    outputs = numbers(outputs)[0]
    pooled = [outputs[row, :length].mean(0) for row, length in enumerate(LENGTHS)]
    assert_same(model(NUMBERS), model.head(np.array(pooled)))


def test_classifies_raw_series_as_the_logits_say(classifier, tmp_path):
    probabilities = numbers(ops.softmax(classifier(NUMBERS)))[0]
    answers = classifier.classify(ROWS)
    for answer, row in zip(answers, probabilities, strict=True):
        assert answer.label == LABELS[row.argmax()]
        assert list(answer.scores.values()) == pytest.approx(list(row), abs=1e-5)
    assert classifier.classify(NUMBERS)[2].scores == pytest.approx(answers[2].scores)
    alone = classifier.classify(ROWS[2])
    assert alone.scores == pytest.approx(answers[2].scores, abs=1e-5)
    assert classifier.classify(ROWS[2][:0]).label in LABELS
    assert classifier.classify([]) == []
    classifier.save(tmp_path / "model.keras")
    loaded = seqkit.load(tmp_path)
    assert loaded.codec == CODEC
    assert loaded.classify(ROWS[2]).scores == pytest.approx(alone.scores, abs=1e-5)


def test_tags_the_steps_of_raw_series(tagger):
    potentials = numbers(tagger(NUMBERS)[0])[0]
    chosen, _ = tagger.crf.viterbi(potentials, np.array(LENGTHS))
    chosen = numbers(chosen)[0].astype(int)
    for row, tagging in enumerate(tagger.tag(ROWS)):
        steps = LENGTHS[row]
        assert tagging.words == [str(step) for step in range(steps)]
        assert tagging.tags == [TAGS[tag] for tag in chosen[row, :steps]]
        alone = tagger.tag(ROWS[row])
        assert (alone.tags, alone.label) == (tagging.tags, tagging.label)
        assert alone.score == pytest.approx(tagging.score, rel=1e-4, abs=1e-5)
    assert tagger.tag(ROWS[0][:0]).tags == []


def test_padding_changes_nothing(classifier, tagger):
    longer = np.pad(NUMBERS, [(0, 0), (0, 4), (0, 0)], constant_values=np.nan)
    assert_same(classifier(longer), classifier(NUMBERS))
    assert_same(tagger(longer), tagger(NUMBERS))


def test_words_of_a_series_are_no_option(tmp_path):
    options = {
        "embedding": 4,
        "word_dropout": 0.0,
        "train_embedding": False,
        "adversarial": 0.1,
        "encoder": seqkit.LanguageModel(seqkit.Vocabulary(["a"]), 2).encoder(),
    }
    for name, value in options.items():
        with pytest.raises(ValueError, match=f"`{name}` means nothing to a `Series`"):
            signals.build_classifier(**{name: value})
    with pytest.raises(ValueError, match="`character_units` means nothing to a `Ser"):
        signals.build_tagger(character_units=4)
    with pytest.raises(ValueError, match="reads by Series.*Give it a `Vocab"):
        signals.build_tagger().load_vectors(tmp_path / "vectors.txt")


def test_rows_of_different_lengths_name_what_makes_one_array(classifier):
    for method in (classifier, classifier.predict, classifier.fit):
        with pytest.raises(TypeError, match=r"4 arrays.*`model.codec.encode\(rows\)`"):
            method(ROWS)


def test_more_tags_than_steps_are_refused(tagger):
    x, (tags, labels) = signals.make_tagged()
    tags = np.where(tags == 0, 1, tags)
    with pytest.raises(ValueError, match="5 tags for 3 steps in row 0"):
        tagger.evaluate(x, (tags, labels))


def test_missing_values_are_read_as_such():
    model = signals.build_classifier(signals.WITH_HOLES, cell="rnn")
    holes = signals.WITH_HOLES.encode(signals.HOLES)
    filled = np.where(np.isnan(holes), np.float32(signals.WITH_HOLES.mean), holes)
    real = np.arange(holes.shape[1]) < np.array(LENGTHS)[:, None]
    filled[~real] = np.nan
    # The mean stands in the place of a missing value, but is seen to be none.
    apart = np.abs(numbers(model(holes))[0] - numbers(model(filled))[0]).max(axis=1)
    assert (apart[[0, 2]] > 1e-3).all()
    assert (apart[[1, 3]] < 1e-6).all()
    losses = model.fit(holes, signals.make_batch()[1], epochs=3, verbose=0)
    assert np.isfinite(losses.history["loss"]).all()
    with pytest.raises(ValueError, match="nan in row 0, step 1, feature 0"):
        signals.build_classifier().classify(signals.HOLES)


def test_numbers_of_any_size_train_in_half_precision():
    large = 1e6 * NUMBERS
    wide = seqkit.Series.from_arrays([1e6 * row for row in ROWS])
    model = signals.build_classifier(wide, dtype="mixed_float16", cell="rnn")
    loss = model.fit(large, signals.make_batch()[1], verbose=0).history["loss"]
    assert np.isfinite(loss).all()


def served(model, folder):
    """The exported signature, called as TensorFlow Serving calls it."""
    import tensorflow as tf

    loaded = tf.saved_model.load(str(model.export(folder)))
    signature = loaded.signatures["serving_default"]

    def ask(values, lengths):
        answers = signature(
            values=tf.constant(values, tf.float32),
            lengths=tf.constant(lengths, tf.int32),
        )
        return {name: answer.numpy() for name, answer in answers.items()}

    ask.loaded = loaded  # TensorFlow keeps no variables of a signature alone
    return ask


@pytest.fixture(scope="module")
def ask_classifier(classifier, tmp_path_factory):
    return served(classifier, tmp_path_factory.mktemp("classifier"))


@pytest.fixture(scope="module")
def ask_tagger(tagger, tmp_path_factory):
    return served(tagger, tmp_path_factory.mktemp("tagger"))


@NEEDS_TENSORFLOW
def test_an_export_classifies_as_the_model_does(classifier, ask_classifier):
    answers = ask_classifier(GARBAGE, LENGTHS)
    assert answers["valid"].all()
    for row, said in enumerate(classifier.classify(ROWS)):
        assert answers["label"][row].decode() == said.label
        scores = pytest.approx(list(said.scores.values()), abs=1e-5)
        assert answers["scores"][row].tolist() == scores


@NEEDS_TENSORFLOW
def test_an_export_tags_as_the_model_does(tagger, ask_tagger):
    answers = ask_tagger(GARBAGE, LENGTHS)
    assert answers["valid"].all() and "words" not in answers
    for row, said in enumerate(tagger.tag(ROWS)):
        tags = [tag.decode() for tag in answers["tags"][row]]
        assert tags[: LENGTHS[row]] == said.tags
        assert not any(tags[LENGTHS[row] :])
        assert answers["score"][row] == pytest.approx(said.score, rel=1e-4, abs=1e-5)
        assert answers["label"][row].decode() == said.label


@NEEDS_TENSORFLOW
def test_a_row_that_is_not_valid_spoils_no_other(ask_classifier):
    alone = ask_classifier(GARBAGE[:1], LENGTHS[:1])
    rows = np.repeat(GARBAGE[:1], 7, axis=0)
    rows[1, 0, 0], rows[2, 2, 1] = np.inf, np.nan
    rows[5, LENGTHS[0], 0] = np.nan  # on padding, where anything may stand
    lengths = [LENGTHS[0]] * 3 + [-1, rows.shape[1] + 1, LENGTHS[0], 0]
    answers = ask_classifier(rows, lengths)
    assert answers["valid"].tolist() == [1, 0, 0, 0, 0, 1, 1]
    for row in (0, 5):
        np.testing.assert_allclose(
            answers["scores"][row], alone["scores"][0], rtol=1e-4, atol=1e-5
        )
    assert not answers["scores"][1:5].any()
    assert answers["scores"][6].sum() == pytest.approx(1)


@NEEDS_TENSORFLOW
def test_no_rows_and_no_steps_are_answered(ask_classifier):
    assert len(ask_classifier(GARBAGE[:0], LENGTHS[:0])["label"]) == 0
    answers = ask_classifier(GARBAGE[:, :0], [0] * 4)
    assert answers["valid"].all()


@NEEDS_TENSORFLOW
def test_an_export_reads_missing_values(tmp_path):
    model = signals.build_classifier(signals.WITH_HOLES, cell="rnn")
    holes = signals.WITH_HOLES.encode(signals.HOLES)
    answers = served(model, tmp_path)(holes, LENGTHS)
    assert answers["valid"].all()
    for row, said in enumerate(model.classify(signals.HOLES)):
        assert answers["label"][row].decode() == said.label
        assert answers["score"][row] == pytest.approx(said.score, abs=1e-5)


@NEEDS_TENSORFLOW
def test_data_sets_of_raw_series_feed_fit():
    x, y = signals.make_batch()
    model = signals.build_classifier(cell="rnn")
    expected = model.evaluate(x, y, verbose=0, return_dict=True)
    labels = [LABELS[label] for label in y]
    batches = seqkit.data.labelled(ROWS, labels, model.codec, model.labels)
    said = model.evaluate(batches, verbose=0, return_dict=True)
    assert said == pytest.approx(expected, rel=1e-4)
    x, tags = signals.make_tagged(labels=False)
    tagger = signals.build_tagger(cell="rnn", crf=False)
    expected = tagger.evaluate(x, tags, verbose=0, return_dict=True)
    rows = [ROWS[row] for row in (0, 3, 1, 2)]
    names = [[TAGS[tag - 1] for tag in row if tag] for row in tags]
    batches = seqkit.data.tagged(rows, names, tagger.codec, tagger.tags)
    said = tagger.evaluate(batches, verbose=0, return_dict=True)
    assert said == pytest.approx(expected, rel=1e-4)


@NEEDS_TENSORFLOW
def test_padded_batches_of_a_data_set_train_the_same():
    import tensorflow as tf

    x, y = signals.make_batch()
    model = signals.build_classifier(cell="rnn")
    expected = model.evaluate(x, y, verbose=0)
    rows = tf.data.Dataset.from_generator(
        lambda: zip(ROWS, y, strict=True),
        output_signature=(
            tf.TensorSpec((None, 2), tf.float32),
            tf.TensorSpec((), tf.int32),
        ),
    )
    rows = rows.apply(tf.data.experimental.assert_cardinality(len(ROWS)))
    batches = rows.padded_batch(4, padding_values=(np.float32("nan"), np.int32(0)))
    assert model.evaluate(batches, verbose=0) == pytest.approx(expected, rel=1e-5)
    history = model.fit(batches, shuffle=False, verbose=0)
    assert np.isfinite(history.history["loss"]).all()


@pytest.mark.parametrize("place", [(0, 0, 0), (2, 1, 1)])
def test_a_hole_in_a_plain_array_is_an_error_unless_values_may_be_missing(
    classifier, place
):
    holed = NUMBERS.copy()
    holed[place] = NAN
    row, step, feature = place
    where = f"row {row}, step {step}, feature {feature}.*missing=True"
    with pytest.raises(ValueError, match=where):
        classifier.fit(holed, np.zeros(len(holed)), verbose=0)
    with pytest.raises(ValueError, match=where):
        classifier(holed)
    codec = seqkit.Series.from_arrays(ROWS, missing=True)
    assert np.isfinite(build_classifier(codec)(holed)).all()

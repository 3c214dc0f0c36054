import itertools

import keras
import numpy as np
import pytest
from keras import ops

import seqkit
from seqkit.models import SequenceTagger
from tests.checks import EAGERLY
from tests.checks import NEEDS_TENSORFLOW
from tests.checks import assert_same
from tests.checks import check_endpoint
from tests.checks import check_model
from tests.checks import numbers
from tests.models.small_tagger import EMPTY
from tests.models.small_tagger import IDS
from tests.models.small_tagger import LABELS
from tests.models.small_tagger import NAMES
from tests.models.small_tagger import SENTENCES
from tests.models.small_tagger import SPELLED
from tests.models.small_tagger import build_labelling
from tests.models.small_tagger import build_model
from tests.models.small_tagger import make_batch
from tests.processes import check_mirrored

LENGTHS = [3, 1, 5, 3]


@pytest.fixture(scope="module")
def model():
    """Characters, a CRF and labels; no test may change it."""
    return build_labelling()


@pytest.fixture(scope="module")
def plain():
    """Neither characters nor a CRF nor labels; no test may change it."""
    return build_model(characters=False, crf=False)


@pytest.mark.slow
def test_keeps_what_every_model_owes():
    check_model(lambda: build_model(labels=LABELS, cell="rnn"), make_batch())


def test_without_characters_and_crf_it_reloads(plain, tmp_path):
    plain.save(tmp_path / "model.keras")
    loaded = seqkit.load(tmp_path)
    assert loaded.get_config() == plain.get_config()
    assert_same(loaded(IDS[..., 0]), plain(IDS[..., 0]))


@NEEDS_TENSORFLOW
@pytest.mark.slow
def test_two_mirrored_devices_train_as_one():
    check_mirrored("tests.models.small_tagger", "build_labelling")


@pytest.mark.slow
@NEEDS_TENSORFLOW
def test_the_endpoint_answers_as_serving_demands(model, plain):
    check_endpoint(model, "serving_default", {"text": EMPTY})
    check_endpoint(plain, "serving_default", {"text": EMPTY[..., 0]})


def probabilities_by_hand(model):
    """The softmax of each word's logits, row by row, padding cut off."""
    logits = numbers(model(IDS[..., 0]))[0]
    likely = np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)
    return [row[:length] for row, length in zip(likely, LENGTHS, strict=True)]


def test_without_a_crf_each_word_gets_its_likeliest_tag(plain):
    taggings = plain.tag(SENTENCES)
    for tagging, likely in zip(taggings, probabilities_by_hand(plain), strict=True):
        assert tagging.tags == [NAMES[best] for best in likely.argmax(axis=1)]
        expected = np.log(likely.max(axis=1)).sum()
        assert tagging.score == pytest.approx(expected, rel=1e-4)


def test_without_a_crf_the_loss_is_the_mean_nats_of_a_sentence(plain):
    x, y = make_batch(characters=False, labels=False)
    logits = numbers(plain(x))[0]
    nats = np.log(np.exp(logits).sum(axis=-1, keepdims=True)) - logits
    expected = sum(nats[*word, y[*word] - 1] for word in np.argwhere(y)) / len(y)
    said = plain.evaluate(x, y, verbose=0, return_dict=True)
    assert said["loss"] == pytest.approx(expected, rel=1e-4)
    right = (logits.argmax(axis=-1) + 1 == y)[y > 0]
    assert said["tag_accuracy"] == pytest.approx(right.mean())


def test_a_crf_finds_the_likeliest_tags_of_all_together(model):
    tagging = model.tag("light in hall")
    paths = np.array(list(itertools.product(range(len(NAMES)), repeat=3)))
    potentials = np.repeat(numbers(model(IDS[:1])[0])[0][:, :3], len(paths), axis=0)
    scores = numbers(model.crf.log_likelihood(potentials, paths))[0]
    best = paths[scores.argmax()]
    assert tagging.tags == [NAMES[tag] for tag in best]
    assert tagging.score == pytest.approx(scores.max(), rel=1e-4)


def test_losses_of_tags_and_label_add_up(model):
    x, (tags, labels) = make_batch()
    potentials, logits = model(x)
    lengths = np.count_nonzero(tags, axis=1)
    likelihood = numbers(model.crf.log_likelihood(potentials, tags - 1, lengths))[0]
    label_nats = -numbers(ops.log_softmax(logits))[0][np.arange(4), labels]
    assert model.label_weight == 2
    expected = -likelihood.mean() + 2 * label_nats.mean()
    said = model.evaluate(x, (tags, labels), verbose=0, return_dict=True)
    assert said["loss"] == pytest.approx(expected, rel=1e-4)
    right = numbers(logits)[0].argmax(axis=1) == labels
    assert said["label_accuracy"] == pytest.approx(right.mean())


def test_words_count_the_same_however_sentences_are_batched(plain):
    x, y = make_batch(characters=False, labels=False)
    by_length = np.argsort(np.count_nonzero(y, axis=1))
    x, y = x[by_length], y[by_length]
    losses = [plain.evaluate(x, y, batch_size=n, verbose=0)[0] for n in (1, 2, 4)]
    np.testing.assert_allclose(losses, losses[0], rtol=1e-4)


def test_a_row_without_weight_does_not_count(model):
    x, (tags, labels) = make_batch()
    said = [
        model.evaluate(x[:3], (tags[:3], labels[:3]), verbose=0),
        model.evaluate(
            x, (tags, labels), sample_weight=np.array([1.0, 1, 1, 0]), verbose=0
        ),
    ]
    np.testing.assert_allclose(*said, rtol=1e-4)


def test_the_label_comes_with_its_probability(model):
    likely = numbers(ops.softmax(model(IDS)[1]))[0]
    for tagging, row in zip(model.tag(SENTENCES), likely, strict=True):
        assert tagging.label == LABELS[row.argmax()]
        assert tagging.label_score == pytest.approx(row.max(), rel=1e-4)


def test_a_sentence_is_tagged_as_among_others(model):
    together = model.tag(SENTENCES)
    for sentence, tagging in zip(SENTENCES, together, strict=True):
        alone = model.tag(sentence)
        assert (alone.words, alone.tags) == (sentence.split(), tagging.tags)
        assert alone.score == pytest.approx(tagging.score, rel=1e-4)
    given = model.tag([sentence.split() for sentence in SENTENCES])
    assert [tagging.tags for tagging in given] == [each.tags for each in together]
    assert model.tag([]) == []


def test_words_of_a_list_stay_whole(model):
    (tagging,) = model.tag([["light", "10 000", "", "hall"]])
    assert tagging.words == ["light", "10 000", "", "hall"]
    assert len(tagging.tags) == 4


def test_odd_sentences_have_an_answer(model):
    odd = ["", " \n", "\0", "quite unknown words", "😀 \ud83d", "a" * 1_000_000]
    taggings = model.tag([*odd, "light " * 2_000])
    lengths = [len(tagging.tags) for tagging in taggings]
    assert lengths == [0, 0, 0, 3, 2, 1, 2_000]
    assert taggings[0].score == 0
    assert all(np.isfinite(tagging.score) for tagging in taggings)


def test_padding_changes_nothing(model):
    longer = np.pad(IDS, [(0, 0), (0, 4), (0, 0)])
    assert_same(model(longer), model(IDS))


def test_characters_tell_unknown_words_apart(model):
    first, second = model.codec.encode(["lamp", "LAMP"])
    assert first[0, 0] == second[0, 0] == 1
    one, two = (numbers(model(ids[None])[0])[0] for ids in (first, second))
    assert np.abs(one - two).max() > 0.1


def test_tagged_feeds_fit():
    pytest.importorskip("tensorflow")
    model = build_labelling()
    x, y = make_batch()
    expected = model.evaluate(x, y, verbose=0, return_dict=True)
    tags = [[NAMES[tag - 1] for tag in row if tag] for row in y[0]]
    batches = seqkit.data.tagged(
        [SENTENCES[row] for row in (0, 3, 1, 2)],
        tags,
        model.codec,
        model.tags,
        labels=[LABELS[label] for label in y[1]],
        label_names=model.labels,
    )
    said = model.evaluate(batches, verbose=0, return_dict=True)
    assert said == pytest.approx(expected, rel=1e-4)


def test_weights_of_words_weigh_as_those_of_their_rows():
    x, y = make_batch(characters=False, labels=False)
    rows = np.array([1.0, 3, 0, 2])
    # Two models, for one would be traced for weights of any rank.
    said = [
        build_model(characters=False).evaluate(x, y, sample_weight=weights, verbose=0)
        for weights in (rows, np.repeat(rows[:, None], y.shape[1], axis=1))
    ]
    np.testing.assert_allclose(*said, rtol=1e-4)


def test_vectors_from_a_file_start_the_embedding(tmp_path):
    pytest.importorskip("seqkit.text.word_vectors")
    model = build_model()
    path = tmp_path / "vectors.txt"
    path.write_text("hall 1 2 3\nlight 4 5 6\nelse 7 8 9\n")
    assert model.load_vectors(path).found.sum() == 2
    hall = SPELLED.words.tokens.index("hall")
    np.testing.assert_array_equal(numbers(model.embed.embeddings)[0][hall], [1, 2, 3])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"tags": []}, "`tags` are at least 1 different str. Received \\[\\]"),
        ({"tags": ["O", "O"]}, "`tags` are distinct"),
        ({"tags": NAMES, "labels": ["on"]}, "`labels` are at least 2 different str"),
        ({"tags": NAMES, "label_weight": -1}, "0 or more. Received -1. Give 1.0"),
        ({"tags": NAMES, "character_units": 0}, "`character_units` is an int of at"),
        ({"tags": NAMES, "cell": "elman"}, "'rnn', 'lstm', .*Received 'elman'"),
    ],
)
def test_wrong_arguments_say_what_is_right(arguments, said):
    with pytest.raises(ValueError, match=said):
        SequenceTagger(SPELLED, **arguments)


def test_words_that_the_vocabulary_splits_further_are_refused():
    words = seqkit.Vocabulary(["do", "n't"], split="words")
    model = SequenceTagger(words, NAMES, units=2)
    with pytest.raises(ValueError, match=r"splits \"n't\" into .*split=\"spaces\""):
        model.tag([["do", "n't"]])


def test_units_of_characters_are_refused_where_none_are_read():
    with pytest.raises(ValueError, match="`character_units` means nothing to a `Voc"):
        SequenceTagger(SPELLED.words, NAMES, character_units=4)


def test_a_loss_that_is_computed_twice_counts_once():
    model, (x, y) = build_labelling(), make_batch()
    expected = model.evaluate(x, y, verbose=0, return_dict=True)
    model.reset_metrics()
    before = numbers(model.metrics_variables)
    losses = [model.compute_loss(x, y, model(x), training=False) for _ in range(2)]
    assert_same(*losses)
    assert_same(model.metrics_variables, before)
    said = model.test_on_batch(x, y, return_dict=True)
    assert said == pytest.approx(expected, rel=1e-4)


def test_training_counts_the_tags_of_a_crf():
    x, y = make_batch()
    model = build_labelling()
    expected = model.evaluate(x, y, verbose=0, return_dict=True)
    model.compile(keras.optimizers.SGD(0.0), run_eagerly=EAGERLY)
    said = model.train_on_batch(x, y, return_dict=True)
    assert said == pytest.approx(expected, rel=1e-4)


def test_texts_in_the_place_of_ids_name_what_makes_them(model):
    with pytest.raises(TypeError, match=r"seqkit.data.tagged\(sentences, tags"):
        model.fit(SENTENCES, [[1]] * 4)


def test_has_no_weights_without_a_use(plain):
    names = {layer.name for layer in plain.layers}
    assert not names & {"crf", "label_head"}
    assert keras.tree.flatten(plain(IDS[..., 0]))[0].shape == (4, 5, len(NAMES))

"""A tagger without a CRF: soft tags, weights of tags, probabilities and events."""

import numpy as np
import pytest

import seqkit
from tests.checks import NEEDS_TENSORFLOW
from tests.checks import numbers
from tests.models import signals
from tests.models.signals import LENGTHS
from tests.models.signals import NUMBERS
from tests.models.signals import ROWS
from tests.models.signals import TAGS

X, HARD = signals.make_tagged(labels=False)
SOFT = np.eye(3, dtype="float32")[HARD][..., 1:]  # (batch, time, tags), 0 on padding
EVENTS = ["none", "low", "high"]


@pytest.fixture(scope="module")
def tagger():
    """No test may change it."""
    return signals.build_tagger(cell="rnn", crf=False)


@pytest.fixture(scope="module")
def chained():
    """A tagger with a CRF; no test may change it."""
    return signals.build_tagger(cell="rnn")


@pytest.fixture(scope="module")
def finder():
    """A tagger of events, with the background "none"; no test may change it."""
    tagger = seqkit.SequenceTagger(
        signals.CODEC, EVENTS, 4, cell="rnn", crf=False, dropout=0.0
    )
    return signals.wild(tagger)


def evaluated(model, y, **options):
    return model.evaluate(X, y, verbose=0, return_dict=True, **options)


def test_certain_probabilities_are_hard_tags(tagger):
    expected = evaluated(tagger, HARD)
    assert evaluated(tagger, SOFT) == pytest.approx(expected, rel=1e-5)
    padded = np.where(HARD[..., None] == 0, np.nan, SOFT)
    assert evaluated(tagger, padded) == pytest.approx(expected, rel=1e-5)


def test_the_loss_is_the_cross_entropy_of_a_mean_row(tagger):
    random = np.random.default_rng(0)
    soft = random.random(SOFT.shape).astype("float32")
    soft /= soft.sum(axis=-1, keepdims=True)
    soft[HARD == 0] = np.nan
    logits = numbers(tagger(X))[0]
    shares = np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)
    nats = -(soft * np.log(shares)).sum(axis=-1)
    # All steps weigh the same: a mean step, times the steps of a mean row.
    expected = np.nansum(nats) / (HARD > 0).sum() * (HARD > 0).sum() / len(X)
    said = evaluated(tagger, soft)
    assert said["loss"] == pytest.approx(expected, rel=1e-5)
    right = (logits.argmax(-1) == soft.argmax(-1))[HARD > 0]
    assert said["tag_accuracy"] == pytest.approx(right.mean())


@pytest.mark.parametrize("nothing", [0.0, np.nan])
def test_steps_without_a_target_have_no_weight(tagger, nothing):
    soft = SOFT.copy()
    soft[2, 1] = nothing
    weights = np.ones(HARD.shape)
    weights[2, 1] = 0
    expected = evaluated(tagger, HARD, sample_weight=weights)
    said = evaluated(tagger, soft)
    assert said["tag_accuracy"] == pytest.approx(expected["tag_accuracy"])
    # The mean row has one step less, not a step of weight 0.
    steps = [(HARD > 0).sum() / 4, ((HARD > 0).sum() - 1) / 4]
    logits = numbers(tagger(X))[0]
    shares = np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)
    nats = -np.log((SOFT * shares).sum(axis=-1), where=HARD > 0, out=np.zeros((4, 5)))
    nats[2, 1] = 0
    assert said["loss"] == pytest.approx(nats.sum() / (4 * steps[1]) * steps[1])


def test_classes_are_weighted():
    weights = {"low": 3.0}
    plain, weighted = (
        signals.build_tagger(cell="rnn", crf=False, class_weights=each)
        for each in (None, weights)
    )
    by_hand = np.where(HARD == 1, 3.0, 1.0) * (HARD > 0)
    nats = -np.log(
        np.take_along_axis(
            numbers(seqkit.losses.ops.softmax(plain(X)))[0],
            np.maximum(HARD - 1, 0)[..., None],
            axis=-1,
        )[..., 0]
    )
    mean = (nats * by_hand).sum() / by_hand.sum()
    for targets in (HARD, SOFT):
        loss = evaluated(weighted, targets)["loss"]
        assert loss == pytest.approx(mean * (HARD > 0).sum() / 4, rel=1e-5)
    config = weighted.get_config()
    assert config["class_weights"] == weights


@pytest.mark.parametrize("targets", [HARD, SOFT], ids=["hard", "soft"])
def test_balanced_weights_are_counted_by_fit(targets):
    model = signals.build_tagger(cell="rnn", crf=False, class_weights="balanced")
    assert model.class_weights == "balanced"
    model.fit(X, targets, verbose=0)
    counts = np.array([(HARD == 1).sum(), (HARD == 2).sum()])
    expected = dict(zip(TAGS, counts.sum() / (2 * counts), strict=True))
    assert model.class_weights == pytest.approx(expected)


def test_a_crf_takes_no_probabilities_and_no_weights(tagger, chained):
    with pytest.raises(ValueError, match=r"one tag for each step.*`crf=False`"):
        chained.fit(X, SOFT)
    with pytest.raises(ValueError, match="no weights of single tags.*`crf=False`"):
        signals.build_tagger(class_weights="balanced")
    with pytest.raises(ValueError, match=r"\(None, None, 2\) here.*shape \(4, 5, 3\)"):
        tagger.fit(X, np.ones((4, 5, 3)) / 3)
    with pytest.raises(ValueError, match="sum to 1.*row 1, step 0"):
        tagger.fit(X, SOFT * np.array([1, 0.5, 1, 1])[:, None, None])
    with pytest.raises(ValueError, match="tags for .* steps in row 0"):
        tagger.fit(X, np.full(SOFT.shape, 0.5))
    with pytest.raises(ValueError, match="`class_weights` is"):
        signals.build_tagger(crf=False, class_weights={"middle": 2.0})


def test_soft_tags_train_beside_labels():
    model = signals.build_tagger(cell="rnn", crf=False, labels=signals.LABELS)
    x, (_, labels) = signals.make_tagged()
    history = model.fit(x, (SOFT, labels), verbose=0).history
    assert {"tag_accuracy", "label_accuracy"} <= {*history}
    assert np.isfinite(history["loss"]).all()


def test_answers_have_the_probabilities_of_the_softmax(tagger):
    logits = numbers(tagger(NUMBERS))[0]
    shares = np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)
    for row, said in enumerate(tagger.tag(ROWS)):
        assert said.names == TAGS and len(said.probabilities) == LENGTHS[row]
        np.testing.assert_allclose(
            said.probabilities, shares[row, : LENGTHS[row]], rtol=1e-4, atol=1e-6
        )
    assert tagger.tag(ROWS[0][:0]).probabilities.shape == (0, 2)


def test_events_are_the_peaks_of_an_answer():
    shares = np.float32([[0.1, 0.9, 0], [0.8, 0.1, 0.1], [0.3, 0.1, 0.6], [1, 0, 0]])
    said = seqkit.Tagging([*"0123"], [*"nnnn"], 0.0, None, None, shares, EVENTS)
    assert said.events(distance=0) == [
        ("low", 0, pytest.approx(0.9)),
        ("high", 2, pytest.approx(0.6)),
    ]
    assert [event.kind for event in said.events(0.7)] == ["low"]
    every = said.events(0.5, 0, background=None)
    assert [(event.kind, event.step) for event in every] == [
        ("low", 0),
        ("none", 1),
        ("high", 2),
        ("none", 3),
    ]
    empty = seqkit.Tagging([], [], 0.0, None, None, shares[:0], EVENTS)
    assert empty.events() == []


def test_events_that_cannot_be_found_say_why(tagger):
    said = tagger.tag(ROWS[0])
    with pytest.raises(ValueError, match="`background` is the tag.*None if each tag"):
        said.events()
    for options in ({"threshold": 1.5}, {"threshold": "0.3"}):
        with pytest.raises(ValueError, match="`threshold` is the least probability"):
            said.events(background=None, **options)
    with pytest.raises(ValueError, match="`distance`"):
        said.events(distance=-1, background=None)
    chosen = seqkit.Tagging(["0"], ["low"], -0.1)
    with pytest.raises(ValueError, match="`SequenceTagger.…, crf=False.`"):
        chosen.events()


@NEEDS_TENSORFLOW
def test_an_export_finds_the_events_of_the_model(finder):
    import tensorflow as tf

    from seqkit.serving.endpoint_graph import signature_function

    model = finder
    endpoints = model.endpoints()
    rows = tf.constant(np.nan_to_num(NUMBERS)), tf.constant(LENGTHS)
    settings = tf.fill([len(ROWS)], 0.2), tf.fill([len(ROWS)], 1)
    answers = signature_function(endpoints["events"])(*rows, *settings)
    said = model.tag(ROWS)
    assert sum(len(each.events(0.2, 1)) for each in said) > 1
    for row, answer in enumerate(said):
        found = [
            (kind.decode(), int(step), pytest.approx(float(height), abs=1e-5))
            for kind, step, height in zip(
                *(answers[name][row].numpy() for name in ("kinds", "steps", "heights")),
                strict=True,
            )
            if kind
        ]
        assert answer.events(0.2, 1) == found
    plain = signature_function(endpoints["serving_default"])(*rows)
    for row, answer in enumerate(said):
        shares = plain["probabilities"][row].numpy()
        np.testing.assert_allclose(
            shares[: LENGTHS[row]], answer.probabilities, rtol=1e-4, atol=1e-6
        )
        assert not shares[LENGTHS[row] :].any()


def test_only_a_tagger_without_crf_and_with_a_background_serves_events(
    tagger, chained, finder
):
    for model in (tagger, chained):
        assert list(model.endpoints()) == ["serving_default"]
    assert "probabilities" not in chained.endpoints()["serving_default"].outputs
    assert list(finder.endpoints()) == ["serving_default", "events"]


def test_a_crf_answers_without_probabilities(chained):
    assert chained.tag(ROWS[0]).probabilities is None

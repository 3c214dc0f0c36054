import keras
import numpy as np
import pytest

from seqkit.layers import CharacterEncoder
from tests.checks import assert_same
from tests.checks import check_layer
from tests.checks import numbers

SIZE, UNITS = 9, 5
IDS = np.array(
    [
        [[4, 5, 6, 7], [8, 0, 0, 0], [5, 6, 0, 0]],
        [[7, 7, 4, 0], [0, 0, 0, 0], [0, 0, 0, 0]],
    ],
    "int32",
)


def build_encoder(**arguments):
    """An encoder with wild weights, always the same."""
    encoder = CharacterEncoder(SIZE, UNITS, embedding=3, **arguments)
    encoder.build(IDS.shape)
    random = np.random.default_rng(0)
    for weight in encoder.trainable_variables:
        weight.assign(random.normal(size=weight.shape))
    return encoder


@pytest.fixture(scope="module")
def encoder():
    return build_encoder()


def test_words_padded_on_the_left_are_read_alike():
    encoder = CharacterEncoder(SIZE, UNITS)
    left = np.zeros_like(IDS)
    for place in np.ndindex(IDS.shape[:2]):
        left[place][IDS.shape[2] - np.count_nonzero(IDS[place]) :] = IDS[place][
            IDS[place] > 0
        ]
    assert_same(encoder(left), encoder(IDS))


def test_it_reads_alike_whatever_format_keras_gives_images():
    encoder = CharacterEncoder(SIZE, UNITS)
    expected = encoder(IDS)
    keras.config.set_image_data_format("channels_first")
    try:
        other = CharacterEncoder.from_config(encoder.get_config())
        other.build(IDS.shape)
        other.set_weights(encoder.get_weights())
        assert_same(other(IDS), expected)
    finally:
        keras.config.set_image_data_format("channels_last")


def test_keeps_what_every_layer_owes():
    check_layer(build_encoder, IDS)


@pytest.mark.parametrize("width", [2, 3])
def test_takes_the_best_place_of_each_pattern(width):
    encoder = build_encoder(width=width)
    table, kernel, bias = numbers(encoder.weights)
    before = (width - 1) // 2
    vectors = numbers(encoder(IDS))[0].reshape(-1, UNITS)
    for word, found in zip(IDS.reshape(-1, 4), vectors, strict=True):
        letters = table[word[word > 0]]
        around = np.pad(letters, [(before, width - 1 - before), (0, 0)])
        places = [
            np.einsum("we,weu->u", around[place : place + width], kernel) + bias
            for place in range(len(letters))
        ]
        expected = np.max([*places, np.zeros(UNITS)], axis=0)
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


def test_padding_of_words_changes_nothing(encoder):
    longer = np.pad(IDS, [(0, 0), (0, 0), (0, 3)])
    assert_same(encoder(longer), encoder(IDS))


def test_a_word_without_characters_gives_zero(encoder):
    assert_same(encoder(IDS)[1, 1:], np.zeros((2, UNITS)))


def test_no_rows_give_no_rows(encoder):
    assert encoder(IDS[:0]).shape == (0, 3, UNITS)


def test_wrong_rank_says_how_to_fix_it():
    with pytest.raises(ValueError, match=r"shape \(3, 4\).*`inputs\[None\]`"):
        CharacterEncoder(SIZE)(IDS[0])

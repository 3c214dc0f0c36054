import functools
import logging

import keras
import numpy as np
import pytest

from seqkit.data.read.captioned_images import pictures_of
from seqkit.images import ImageEncoder
from seqkit.images.encode_and_cache import cached_images
from seqkit.images.encoder_key import encoder_key
from tests.data.picture_files import READABLE
from tests.models.small_backbone import IMAGES
from tests.models.small_backbone import build_backbone


@pytest.fixture(scope="module")
def encoder():
    return ImageEncoder(build_backbone(), preprocessing="tf")


@pytest.fixture
def encoded(monkeypatch):
    """Lists the numbers of images that encoders were given."""
    numbers = []
    predict = keras.Model.predict_on_batch

    def counting(model, images):
        numbers.append(int(images.any(axis=(1, 2, 3)).sum()))
        return predict(model, images)

    monkeypatch.setattr(keras.Model, "predict_on_batch", counting)
    return numbers


def keep(images, encoder=None, **arguments):
    return cached_images(pictures_of(images), encoder, **arguments)


def test_keeps_what_the_encoder_gives(encoder, tmp_path):
    kept = keep(IMAGES, encoder, cache=tmp_path)
    assert kept.cache.dtype == "float16"
    np.testing.assert_allclose(
        kept.cache[kept.places], encoder(IMAGES), rtol=1e-3, atol=1e-3
    )


def test_nothing_is_computed_twice(encoder, encoded, tmp_path):
    first = keep(IMAGES[:3], encoder, cache=tmp_path)
    assert encoded == [3]
    again = keep(IMAGES[[3, 1, 1]], encoder, cache=tmp_path)
    assert encoded == [3, 1]
    assert again.keys[1] == again.keys[2] == first.keys[1]
    np.testing.assert_array_equal(
        again.cache[again.places[1:2]], first.cache[first.places[1:2]]
    )
    keep(IMAGES[:3], encoder, cache=False)
    assert encoded == [3, 1, 3]


def test_what_takes_long_has_a_progress_bar(encoder, tmp_path, monkeypatch, capsys):
    keep(IMAGES[:1], encoder, cache=False)
    assert not capsys.readouterr().out
    monkeypatch.setattr("seqkit.images.encode_and_cache._PATIENCE", 0.0)
    keep(IMAGES, encoder, cache=False)
    assert "4/4" in capsys.readouterr().out


def test_a_stopped_run_goes_on_where_it_was(encoder, encoded, tmp_path, monkeypatch):
    monkeypatch.setattr("seqkit.images.encode_and_cache._BATCH", 2)
    pictures = pictures_of(IMAGES)

    def stop():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken = [*pictures[:3], pictures[3]._replace(read=stop)]
        cached_images(broken, encoder, cache=tmp_path)
    cached_images(pictures, encoder, cache=tmp_path)
    assert encoded == [2, 2]


def test_other_weights_or_preprocessing_are_another_encoder(encoder):
    copy = ImageEncoder.from_config(encoder.get_config())
    copy.set_weights(encoder.get_weights())
    assert encoder_key(copy) == encoder_key(encoder)
    encoder.trainable = False
    assert encoder_key(copy) == encoder_key(encoder)
    other = ImageEncoder(build_backbone(), preprocessing="torch")
    other.set_weights(encoder.get_weights())
    assert encoder_key(other) != encoder_key(encoder)
    copy.backbone.get_layer("places").kernel.assign_add(
        np.full((8, 8, 3, 5), 1e-3, "float32")
    )
    assert encoder_key(copy) != encoder_key(encoder)


def test_the_key_is_that_of_another_process_whatever_was_built_there():
    def build(units):
        keras.utils.set_random_seed(1)
        images = keras.Input((8, 8, 3))
        return keras.Model(images, keras.layers.Conv2D(units, 2)(images))

    first = encoder_key(build(4))
    keras.Input((3,)), keras.layers.Conv2D(1, 1)  # which count names up
    assert encoder_key(build(4)) == first
    assert encoder_key(build(5)) != first


def test_pixels_are_kept_in_one_size(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    files = [READABLE["jpeg"], READABLE["png_alpha"]]
    for index, content in enumerate(files):
        (tmp_path / f"{index}.jpg").write_bytes(content)
    kept = keep(sorted(tmp_path.glob("*.jpg")), size=(16, 24))
    assert kept.cache[kept.places].shape == (2, 16, 24, 3)
    assert kept.cache.dtype == "uint8"
    assert list((tmp_path / "seqkit" / "images" / "pixels-16x24").glob("*.npy"))
    assert keep(files, size=(16, 24), cache=False).keys == kept.keys


def test_bad_images_are_named_or_left_out(tmp_path, caplog):
    paths = [tmp_path / f"{name}.jpg" for name in ("good", "text", "missing")]
    paths[0].write_bytes(READABLE["jpeg"])
    paths[1].write_text("no image")
    read = functools.partial(keep, paths, size=(8, 8), cache=False)
    with pytest.raises(ValueError, match=r"text.jpg: Expected an image.*on_bad='skip'"):
        read()
    with caplog.at_level(logging.WARNING):
        kept = read(on_bad="skip")
    assert kept.places.tolist() == [0, -1, -1] and kept.keys[1:] == ["", ""]
    assert "Left out 2 of 3 images, which cannot be read: [" in caplog.text
    assert "text.jpg" in caplog.text and "missing.jpg" in caplog.text


def test_what_does_not_fit_16_bits_is_refused():
    images = keras.Input((4, 4, 3))
    model = keras.Model(images, keras.layers.Rescaling(1e4, name="loud")(images))
    with pytest.raises(ValueError, match="at most 65,504. Received other"):
        keep(np.full((1, 4, 4, 3), 255), ImageEncoder(model), cache=False)


def test_features_or_pixels_are_asked_for(encoder):
    for arguments in ({}, {"encoder": encoder, "size": (2, 2)}, {"encoder": 3}):
        with pytest.raises(ValueError, match="Give `encoder` alone"):
            keep(IMAGES, **arguments)
    with pytest.raises(ValueError, match="'raise' or 'skip'. Received 'drop'"):
        keep(IMAGES, encoder, on_bad="drop")
    with pytest.raises(
        TypeError, match="`images` are a list.*of paths.*Received 'cat.jpg'"
    ):
        pictures_of("cat.jpg")

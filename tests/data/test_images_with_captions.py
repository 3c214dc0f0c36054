import logging
import shutil
from collections import Counter

import numpy as np
import pytest
from PIL import Image

from seqkit.data import captions
from seqkit.data import read_captioned
from seqkit.images import ImageEncoder
from tests.models.small_backbone import IMAGES
from tests.models.small_backbone import build_backbone

NAMES = ["a.png", "b.png", "c.png", "d.png"]
TEXTS = {"a.png": ["one", "two"], "b.png": ["two", "three"], "c.png": "four"}
LISTED = [["one", "two"], ["two", "three"], "four"]
SIZE = 32, 32


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Images by name; the user's cache is elsewhere."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "images").mkdir()
    for name, image in zip(NAMES[:3], IMAGES, strict=False):
        Image.fromarray(image).save(tmp_path / "images" / name)
    return tmp_path / "images"


@pytest.fixture
def rows_of(spell):
    """Counts what a data set has: the first number of an image, and the text."""

    def count_rows(dataset):
        rows = Counter()
        for (images, before), after in dataset.as_numpy_iterator():
            for image, inputs, targets in zip(images, before, after, strict=True):
                length = np.count_nonzero(targets)
                assert inputs[0] == 2 and targets[length - 1] == 3
                np.testing.assert_array_equal(inputs[1:length], targets[: length - 1])
                rows[round(float(image.ravel()[0]), 2), spell(targets)] += 1
        return rows

    return count_rows


def expected(values=IMAGES):
    """What there is where these arrays stand for the images."""
    firsts = [round(float(image.ravel()[0]), 2) for image in values]
    return Counter(
        (first, text)
        for first, texts in zip(firsts, LISTED, strict=False)
        for text in ([texts] if isinstance(texts, str) else texts)
    )


def test_each_caption_comes_once_an_epoch_with_its_image(folder, vocabulary, rows_of):
    batches = captions(folder, TEXTS, vocabulary, None, 2, size=SIZE, seed=0)
    assert rows_of(batches) == rows_of(batches) == expected()
    (images, before), after = batches.element_spec
    assert images.dtype == "uint8" and before.dtype == after.dtype == "int32"
    assert images.shape == (None, *SIZE, 3)
    assert (folder.parent / "cache" / "seqkit" / "images").is_dir()


def test_features_stand_in_the_place_of_images(folder, vocabulary, rows_of):
    encoder = ImageEncoder(build_backbone())
    batches = captions(folder, TEXTS, vocabulary, encoder, cache=folder / "kept")
    assert rows_of(batches) == expected(np.array(encoder(IMAGES)).astype("float16"))
    (images, _), _ = batches.element_spec
    assert images.dtype == "float32" and images.shape == (None, 4, 4, 5)


def test_images_and_captions_may_be_lists(folder, vocabulary, rows_of):
    paths = [folder / name for name in NAMES[:3]]
    for images in (IMAGES[:3], [*IMAGES[:3]], paths):
        batches = captions(images, LISTED, vocabulary, size=SIZE, cache=False)
        assert rows_of(batches) == expected()


def test_an_array_of_images_is_not_written_anywhere(folder, vocabulary):
    captions(IMAGES[:3], LISTED, vocabulary, size=SIZE)
    assert not (folder.parent / "cache").exists()


def test_captions_may_be_the_path_of_their_file(folder, vocabulary, rows_of):
    lines = ["a.png#0\tone", "a.png#1\ttwo", "b.png#0\ttwo", "b.png#1\tthree"]
    (folder / "tokens.txt").write_text("\n".join([*lines, "c.png#0\tfour"]))
    batches = captions(folder, folder / "tokens.txt", vocabulary, size=SIZE)
    assert rows_of(batches) == expected()


def test_validation_has_other_images_and_all_their_captions(vocabulary, rows_of):
    images = np.random.default_rng(1).integers(0, 256, (40, 2, 2, 3), "uint8")
    images = np.concatenate([images, images[:20]])  # copies, too
    texts = [[f"{row} {caption}" for caption in range(3)] for row in range(60)]
    sides = captions(
        images, texts, vocabulary, size=(2, 2), validation=0.3, seed=0, batch_size=7
    )
    pixels = [
        {image.tobytes() for (batch, _), _ in side for image in batch.numpy()}
        for side in sides
    ]
    assert not pixels[0] & pixels[1] and len(pixels[0] | pixels[1]) == 40
    training, validating = (
        {text for _, text in rows_of(side).elements()} for side in sides
    )
    assert training | validating == {text for each in texts for text in each}
    rows = {text.split()[0] for text in validating}
    assert len(validating) == 3 * len(rows) and 6 <= len(rows) <= 30


def test_longer_captions_are_cut(vocabulary, spell, caplog):
    batches = captions(IMAGES[:1], ["three"], vocabulary, size=SIZE, length=3)
    ((_, before), after) = next(batches.as_numpy_iterator())
    assert before.shape == after.shape == (1, 3) and spell(after[0]) == "thr"
    assert "1 of 1 texts have more than 3 tokens" in caplog.text


def test_images_and_captions_come_as_lists(folder, vocabulary, rows_of):
    images, texts = read_captioned(folder, TEXTS)
    assert images == [folder / name for name in NAMES[:3]]
    assert texts == [["one", "two"], ["two", "three"], ["four"]]
    packed = zip_of(folder)
    assert read_captioned(packed, TEXTS) == (
        [path.read_bytes() for path in images],
        texts,
    )
    assert rows_of(captions(images, texts, vocabulary, size=SIZE)) == expected()
    with pytest.raises(ValueError, match=r"1 names .* not in .*\['d.png'\]"):
        read_captioned(folder, {**TEXTS, "d.png": "five"})
    with pytest.raises(ValueError, match="'raise' or 'skip'. Received 'drop'"):
        read_captioned(folder, TEXTS, on_bad="drop")


def zip_of(folder):
    """Packs a folder's files, beside it."""
    return shutil.make_archive(f"{folder}-packed", "zip", folder)


def test_what_belongs_to_nothing_is_listed(folder, vocabulary, rows_of, caplog):
    texts = {**TEXTS, "d.png": "five", "e.png": "six"}
    with pytest.raises(ValueError, match=r"2 names .* not in .*\['d.png', 'e.png'\]"):
        captions(folder, texts, vocabulary, size=SIZE)
    del texts["c.png"]
    with caplog.at_level(logging.WARNING):
        batches = captions(folder, texts, vocabulary, size=SIZE, on_bad="skip")
    assert rows_of(batches).total() == 4
    assert "Left out 2 of 4 names that are not in" in caplog.text
    assert "1 of 3 images in" in caplog.text and "used: ['c.png']" in caplog.text


def test_empty_captions_are_named_or_left_out(folder, vocabulary, rows_of, caplog):
    texts = {"a.png": ["one", " "], "b.png": "", "c.png": []}
    with pytest.raises(ValueError, match=r"2 images with an empty .*'a.png', 'b.png'"):
        captions(folder, texts, vocabulary, size=SIZE)
    with caplog.at_level(logging.WARNING):
        batches = captions(folder, texts, vocabulary, size=SIZE, on_bad="skip")
    assert rows_of(batches).total() == 1
    assert "Left out 2 of 3 images, which have no caption: ['b.png', 'c.png']" in (
        caplog.text
    )
    with pytest.raises(ValueError, match="one image with a caption. Received 1 im"):
        captions(folder, {"a.png": []}, vocabulary, size=SIZE)


def test_images_that_cannot_be_read_take_their_captions_along(
    folder, vocabulary, rows_of, caplog
):
    (folder / "a.png").write_text("no image")
    with pytest.raises(ValueError, match="a.png: Expected an image"):
        captions(folder, TEXTS, vocabulary, size=SIZE)
    batches = captions(
        folder, TEXTS, vocabulary, size=SIZE, on_bad="skip", validation=0.5, seed=1
    )
    both = rows_of(batches[0]) + rows_of(batches[1])
    assert {text for _, text in both} == {"two", "three", "four"}
    with pytest.raises(ValueError, match="at least one image that can be read. Rec"):
        texts = {"a.png": TEXTS["a.png"]}
        captions(folder, texts, vocabulary, size=SIZE, on_bad="skip")


@pytest.mark.parametrize(
    ("images", "texts", "said"),
    [
        (
            IMAGES,
            "a dog",
            "a list: a str, or a list of str, for each image. Received str",
        ),
        (
            IMAGES,
            TEXTS,
            "For captions by the names of images, give a folder",
        ),
        (IMAGES, [1, 2, 3, 4], "image 0'.` are a list, .* of str. Received 1 of"),
        (3, ["a dog"], "`images` are a list.*of paths.*Received 3 of type int"),
    ],
)
def test_other_types_say_what_is_wanted(images, texts, said, vocabulary):
    with pytest.raises(TypeError, match=said):
        captions(images, texts, vocabulary, size=SIZE)


def test_arguments_that_do_not_match_are_named(folder, vocabulary):
    with pytest.raises(TypeError, match="from the name of an image.*Received list"):
        captions(folder, LISTED, vocabulary, size=SIZE)
    with pytest.raises(ValueError, match="4 images and 3 captions"):
        captions(IMAGES, LISTED, vocabulary, size=SIZE)
    with pytest.raises(ValueError, match="'raise' or 'skip'"):
        captions(IMAGES, LISTED, vocabulary, size=SIZE, on_bad="ignore")
    with pytest.raises(ValueError, match="one image each.* 1 distinct image in 2"):
        captions(IMAGES[:1], LISTED[:1], vocabulary, size=SIZE, validation=0.5)


@pytest.mark.dataset
def test_flickr8k_is_read_whole(real_data, vocabulary):
    from seqkit.data import read_captions

    texts = read_captions(real_data / "flickr8k" / "captions_dev.tsv.gz")
    assert {len(each) for each in texts.values()} == {5}
    some = dict([*texts.items()][:40])
    images = real_data / "flickr8k" / "images_dev.zip"
    batches = captions(images, some, vocabulary, size=(160, 160), cache=False)
    assert sum(len(after) for _, after in batches) == 200

import io

import numpy as np
import pytest
from PIL import Image

from seqkit.serving import Served
from tests.checks import assert_same
from tests.models.small_captioner import IMAGES
from tests.models.small_captioner import build_model


def as_file(pixels, kind="PNG", mode="RGB"):
    """Return the bytes of an image file."""
    written = io.BytesIO()
    Image.fromarray(pixels).convert(mode).save(written, format=kind)
    return written.getvalue()


GOOD = [as_file(each) for each in IMAGES]
ODD = [as_file(IMAGES[0], mode="L"), as_file(IMAGES[1], mode="RGBA")]
ODD += [as_file(IMAGES[2][:1, :1]), as_file(np.zeros((3, 2_000, 3), "uint8"), "JPEG")]
BROKEN = [b"", b"no image", GOOD[0][:40], as_file(IMAGES[0], "JPEG")[:-60]]


@pytest.fixture(scope="module")
def model():
    return build_model()


@pytest.fixture(scope="module")
def served(model, tmp_path_factory):
    return Served(model.export(tmp_path_factory.mktemp("exports") / "shapes"))


def test_files_are_captioned_as_the_model_does(model, served):
    results = model.generate_n(IMAGES)
    for answer, (result,) in zip(served(GOOD), results, strict=True):
        assert answer["text"] == result.text and answer["valid"]
        np.testing.assert_allclose(answer["score"], result.score, rtol=1e-4)


def test_the_path_of_an_image_is_no_image(served):
    for path in ("dog.jpg", ["dog.jpg"]):
        with pytest.raises(TypeError, match=r"is bytes.*Path\(path\).read_bytes\(\)"):
            served(path)


def test_align_says_where_each_token_looked(model, served):
    for answer, (result,) in zip(
        served(GOOD, "align"), model.generate_n(IMAGES), strict=True
    ):
        weights = np.array(answer["weights"])
        count = len(result.tokens)
        assert_same(weights[:count], result.attention)
        assert not weights[count:].any() and not any(answer["tokens"][count:])


@pytest.mark.parametrize(
    "signature",
    ["serving_default", pytest.param("n_best", marks=pytest.mark.slow), "align"],
)
def test_broken_images_have_no_answer_and_spoil_no_other(model, served, signature):
    files = [GOOD[0], *BROKEN, *ODD, GOOD[1]]
    answers = served(files, signature)
    assert [answer["valid"] for answer in answers] == [True] + [False] * 4 + [True] * 5
    for file, answer in zip(files, answers, strict=True):
        if not answer["valid"]:
            assert answer["text"] in ("", [""] * 5)
            continue
        alone = served([file], signature)[0]
        assert alone["text"] == answer["text"]
        assert_same(np.array(alone["score"]), np.array(answer["score"]))
        best = model.generate(file, count=5 if signature == "n_best" else 1)
        assert answer["text"] == (best if signature == "n_best" else best[0])

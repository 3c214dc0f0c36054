import numpy as np
import pytest
from PIL import Image

import seqkit


@pytest.fixture
def frames():
    """One clip of 12 frames whose brightness tells their place."""
    steps = np.arange(12, dtype="uint8").reshape(12, 1, 1, 1) * 20
    return np.broadcast_to(steps, (12, 8, 10, 3)).copy()


@pytest.fixture
def folder(tmp_path, frames):
    """The clip as a folder of PNG files, whose names have no leading zeros."""
    path = tmp_path / "clip"
    path.mkdir()
    for place, frame in enumerate(frames):
        Image.fromarray(frame).save(path / f"frame{place}.png")
    (path / "notes.txt").write_text("no frame")
    return path


@pytest.fixture
def gif(tmp_path, frames):
    """The clip as a GIF of 10 frames a second."""
    path = tmp_path / "clip.gif"
    first, *others = map(Image.fromarray, frames)
    first.save(path, save_all=True, append_images=others, duration=100, loop=0)
    return path


@pytest.fixture(scope="session")
def encoder():
    """A frozen encoder of a tiny backbone, of 4 features."""
    import keras

    keras.utils.set_random_seed(0)
    images = keras.Input((8, 10, 3))
    grid = keras.layers.Conv2D(4, 3, 2, activation="relu")(images)
    backbone = keras.Model(images, grid)
    return seqkit.ImageEncoder(backbone, preprocessing="scaled", trainable=False)

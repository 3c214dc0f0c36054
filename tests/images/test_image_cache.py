import numpy as np
import pytest
from PIL import Image

from seqkit.images.image_cache import ImageCache
from seqkit.images.image_cache import key_of

SHAPE = 2, 3


@pytest.fixture(autouse=True)
def two_rows_a_file(monkeypatch):
    monkeypatch.setattr("seqkit.images.image_cache._ROWS", 2)


def values(*numbers):
    return np.stack([np.full(SHAPE, number, "float16") for number in numbers])


def opened(folder):
    return ImageCache(folder, SHAPE, "float16")


def read(store, keys):
    return store[[store.place(key) for key in keys]][:, 0, 0].tolist()


@pytest.mark.parametrize("on_disk", [True, False])
def test_arrays_are_found_by_their_keys(on_disk, tmp_path):
    store = opened(tmp_path / "new" if on_disk else None)
    store.add(["a"], values(1))
    assert "a" in store and store.place("a") == -1
    store.add(["b", "c"], values(2, 3))
    assert read(store, ["c", "a", "c", "b"]) == [3, 1, 3, 2]
    assert store.shape == (3, *SHAPE) and store.dtype == "float16"
    assert store[[]].shape == (0, *SHAPE)
    assert "d" not in store and store.place("d") == -1


def test_what_was_written_is_there_when_opened_again(tmp_path):
    first, second = opened(tmp_path), opened(tmp_path)
    first.add(["a", "b"], values(1, 2))
    first.add(["lost"], values(0))  # as where a run is killed
    second.add(["b", "c"], values(2, 3))
    third = opened(tmp_path)
    assert read(third, "abc") == [1, 2, 3]
    assert "lost" not in third
    first.flush()
    assert "lost" in opened(tmp_path)
    assert all(path.suffix == ".npy" for path in tmp_path.iterdir())


def test_damaged_and_foreign_files_count_as_not_there(tmp_path):
    store = opened(tmp_path)
    store.add(["a", "b"], values(1, 2))
    (path,) = tmp_path.iterdir()
    content = path.read_bytes()
    (tmp_path / "empty.npy").write_bytes(b"")
    np.save(tmp_path / "other.npy", np.zeros(3))
    assert read(opened(tmp_path), "ab") == [1, 2]
    path.write_bytes(content[:-1])
    assert "a" not in opened(tmp_path)


def test_keys_tell_contents_and_shapes_apart():
    pixels = np.arange(6, dtype="uint8")
    images = [b"a", b"b", pixels, pixels.reshape(2, 3), pixels.astype("int64")]
    assert len({key_of(image) for image in images}) == len(images)
    assert key_of(pixels.reshape(3, 2).T) == key_of(pixels.reshape(3, 2).T.copy())


def test_palettes_tell_images_apart():
    def painted(colour):
        image = Image.new("P", (2, 2))
        image.putpalette(colour * 256)
        return image

    red, blue = painted([255, 0, 0]), painted([0, 0, 255])
    assert key_of(red) != key_of(blue)
    assert key_of(red) == key_of(painted([255, 0, 0]))

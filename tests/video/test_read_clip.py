import io

import numpy as np
import pytest
from PIL import Image

from seqkit import Video
from seqkit.video.read_clip import natural_order
from seqkit.video.read_clip import open_clip

SIZE = (8, 10)


def video_bytes(frames, codec="mpeg4", form="mp4", rate=10):
    """Writes a video file in memory."""
    av = pytest.importorskip("av")
    file = io.BytesIO()
    with av.open(file, "w", format=form) as container:
        stream = container.add_stream(codec, rate=rate)
        stream.height, stream.width = frames.shape[1:3]
        stream.pix_fmt = "yuv420p"
        for frame in frames:
            for packet in stream.encode(av.VideoFrame.from_ndarray(frame, "rgb24")):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return file.getvalue()


def test_frames_of_a_folder_are_in_natural_order(folder, frames):
    np.testing.assert_array_equal(Video(SIZE).pixels(folder), frames)
    np.testing.assert_array_equal(Video(SIZE).pixels(str(folder)), frames)


def test_numbers_in_names_are_compared_by_value():
    names = ["b", "a10", "a2", "10", "9"]
    expected = ["9", "10", "a2", "a10", "b"]
    assert sorted(names, key=natural_order) == expected


def test_a_gif_is_read_with_its_rate(gif, frames):
    assert open_clip(gif).rate == pytest.approx(10)
    np.testing.assert_array_equal(Video(SIZE).pixels(gif), frames)
    np.testing.assert_array_equal(Video(SIZE).pixels(gif.read_bytes()), frames)
    sampled = Video(SIZE, rate=5).pixels(gif)
    np.testing.assert_array_equal(sampled, frames[::2])


@pytest.mark.parametrize("form", ["mp4", "avi"])
def test_a_video_file_is_read_with_its_rate(form):
    frames = np.repeat(np.arange(12, dtype="uint8") * 20, 16 * 16 * 3)
    frames = frames.reshape(12, 16, 16, 3)
    contents = video_bytes(frames, form=form)
    assert open_clip(contents).rate == pytest.approx(10)
    pixels = Video((16, 16)).pixels(contents).astype(int)
    assert pixels.shape == frames.shape and abs(pixels - frames).max() < 8
    assert len(Video((16, 16), rate=2.5).pixels(contents)) == 3


def test_a_truncated_video_file_is_an_error_or_has_fewer_frames(tmp_path):
    frames = np.random.default_rng(0).integers(0, 255, (12, 16, 16, 3), "uint8")
    contents = video_bytes(frames)
    with pytest.raises(ValueError, match="GIF or video file that is whole"):
        Video((16, 16)).read(contents[: len(contents) // 2])
    path = tmp_path / "clip.mp4"
    path.write_text("I am a text, not a film. " * 9)
    with pytest.raises(ValueError, match="whole .* Received '.*clip.mp4'"):
        Video((16, 16)).read(path)


def test_a_damaged_gif_is_an_error(gif):
    contents = gif.read_bytes()
    for cut in (8, len(contents) // 2):
        with pytest.raises(ValueError, match="GIF or video file that is whole"):
            Video(SIZE).read(contents[:cut])


def test_wrong_files_are_named(tmp_path, folder):
    empty = tmp_path / "empty.mp4"
    empty.touch()
    (tmp_path / "nothing").mkdir()
    wrong = {
        tmp_path / "absent.mp4": "absent.mp4', which does not exist",
        empty: "empty.mp4', an empty file",
        b"": "0 bytes, an empty file",
        tmp_path / "nothing": "nothing' without such a file",
        folder / "frame0.png": "a single picture. .*read_strip",
    }
    for thing, message in wrong.items():
        with pytest.raises(ValueError, match=message):
            Video(SIZE).read(thing)


def test_a_damaged_frame_is_named(folder):
    (folder / "frame7.png").write_bytes(b"\x89PNG no picture")
    with pytest.raises(ValueError, match=r"Frame '.*frame7.png' of a clip: Expected"):
        Video(SIZE).read(folder)


def test_frames_of_other_sizes_and_kinds_become_equal(tmp_path):
    Image.new("L", (20, 30), 50).save(tmp_path / "1.png")
    Image.new("RGBA", (5, 5), (50, 50, 50, 9)).save(tmp_path / "2.png")
    Image.new("RGB", (10, 8), (50, 50, 50)).save(tmp_path / "3.jpg")
    Image.new("P", (7, 7)).save(tmp_path / "4.png")
    for channels in (1, 3):
        pixels = Video(SIZE, channels).pixels(tmp_path)
        assert pixels.shape == (4, *SIZE, channels)
        assert (pixels[:3] == 50).all()


def test_arrays_of_all_kinds_of_channels(frames):
    grey = frames[..., 0]
    alpha = np.concatenate([frames, frames[..., :1]], axis=-1)
    for array in (grey, grey[..., None], frames, alpha, frames.astype("int64")):
        np.testing.assert_array_equal(Video(SIZE).pixels(array), frames)
        np.testing.assert_array_equal(Video(SIZE, 1).pixels(array)[..., 0], grey)
    assert len(Video(SIZE).pixels(frames[:1])) == 1


def test_wrong_arrays_are_refused(frames):
    wrong = [
        (frames / 255, "integer values from 0 to 255. Received float64"),
        (frames.astype(int) * 2, "from 0 to 440"),
        (frames[0, :, :, 0], "have shape .* Received shape \\(8, 10\\)"),
        (frames[..., :2], "of 1, 3 or 4 channels"),
        (frames[:0], "at least one frame. Received an array without frames"),
    ]
    for array, message in wrong:
        with pytest.raises(ValueError, match=message):
            Video(SIZE).read(array)
    for thing in (None, 3j, {"a": 1}):
        with pytest.raises(TypeError, match="A clip is the path"):
            Video(SIZE).read(thing)


def test_a_rate_needs_the_rate_of_the_clip(folder, frames):
    video = Video(SIZE, rate=5)
    for clip in (folder, frames):
        with pytest.raises(ValueError, match="which has none. Give a pair"):
            video.read(clip)
        np.testing.assert_array_equal(video.pixels((clip, 10)), frames[::2])
    with pytest.raises(ValueError, match="a number above 0. Received -1"):
        video.read((frames, -1))
    with pytest.raises(ValueError, match="a number above 0. Received 'a'"):
        video.read((frames, "a"))


def test_frames_are_taken_evenly(frames):
    np.testing.assert_array_equal(Video(SIZE, frames=3).pixels(frames), frames[2::4])


def test_without_pyav_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "av", None)
    with pytest.raises(ImportError, match=r"pip install .seqkit\[video\]"):
        Video(SIZE).read(b"any bytes of a film")

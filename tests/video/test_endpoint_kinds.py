import numpy as np
import pytest
import tensorflow as tf

from seqkit import Video
from seqkit.types import Bounds
from seqkit.video.frame_files import as_file
from seqkit.video.frame_files import clip_files

CLIPS = [
    np.random.default_rng(seed).integers(0, 255, (time, 8, 10, 3), "uint8")
    for seed, time in enumerate([2, 5])
]


def read(video, rows, longest=100):
    width = max(map(len, rows))
    rows = [[*row, *[b""] * (width - len(row))] for row in rows]
    files = tf.constant(rows, tf.string, shape=(len(rows), width))
    return video.endpoint_kind().read([files], Bounds(longest, tf.constant(50)))


@pytest.mark.parametrize("channels", [1, 3])
def test_frames_are_those_that_the_codec_encodes(channels):
    video = Video((8, 10), channels)
    values, valid, raw = read(video, video.request(CLIPS))
    np.testing.assert_array_equal(values, video.encode(CLIPS))
    assert values.dtype == tf.float16 and valid.numpy().all()
    assert raw.shape == (2, 5)


def test_frames_at_their_own_size_are_resized_as_by_the_codec(folder):
    video = Video((5, 6), 1)
    values, valid, _ = read(video, [clip_files(folder)])
    np.testing.assert_allclose(values[0], video.encode(folder), atol=1)
    assert valid.numpy().all()


def test_frames_are_sampled_as_by_the_codec():
    video = Video((8, 10), frames=3)
    whole = [[as_file(frame) for frame in clip] for clip in CLIPS]
    values, valid, _ = read(video, whole)
    np.testing.assert_array_equal(values, video.encode(CLIPS))
    assert valid.numpy().all()


def test_a_bad_row_spoils_no_other():
    video = Video((8, 10), longest=4, shortest=2)
    good, long = video.request(CLIPS[0]), [as_file(CLIPS[0][0])] * 5
    rows = [good, [b"text", *good], [good[0], good[1][:50]], [], long, good[:1]]
    rows += [[good[0], b"", good[1]], good]
    values, valid, _ = read(video, rows)
    expected = [True, *[False] * 6, True]
    np.testing.assert_array_equal(valid, expected)
    for row, right in enumerate(expected):
        if right:
            np.testing.assert_array_equal(values[row, :2], video.encode(CLIPS[0]))
            assert np.isnan(values[row, 2:]).all()
        else:
            assert np.isnan(values[row]).all()
    _, valid, _ = read(video, [good, good[:1] * 3], longest=2)
    np.testing.assert_array_equal(valid, [True, False])


def test_a_batch_of_bad_rows_has_one_step():
    values, valid, _ = read(Video((8, 10)), [[b"no"], [b""]])
    assert values.shape == (2, 1, 8, 10, 3) and not valid.numpy().any()


def test_a_frozen_encoder_runs_in_the_graph(encoder):
    video = Video(encoder=encoder, cache=False)
    values, valid, _ = read(video, [*video.request(CLIPS), [b"no"]])
    np.testing.assert_allclose(values[:2], video.encode(CLIPS), rtol=5e-3, atol=1e-3)
    np.testing.assert_array_equal(valid, [True, True, False])


def test_faults_name_the_bounds():
    kind = Video((8, 10), longest=40, rate=5).endpoint_kind()
    faults = kind.faults("frames", 20_000, 500_000)
    assert "its `frames` are more than 40" in faults
    assert "its `frames` are more than 500,000 / n in a batch of n rows" in faults
    assert "5 a second" in kind.meanings("frames")["frames"]
    assert list(kind.specs("frames")) == ["frames"] and kind.resources() == ()

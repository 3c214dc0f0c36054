import logging

import keras
import numpy as np
import pytest

import seqkit
from seqkit import Video

CLIPS = [
    np.random.default_rng(seed).integers(0, 255, (time, 8, 10), "uint8")
    for seed, time in enumerate([3, 5])
]


def test_clips_are_pixels_padded_with_nan():
    encoded = Video((8, 10), 1).encode(CLIPS)
    assert encoded.shape == (2, 5, 8, 10, 1) and encoded.dtype == np.float16
    np.testing.assert_array_equal(encoded[0, :3, ..., 0], CLIPS[0])
    assert np.isnan(encoded[0, 3:]).all()
    np.testing.assert_array_equal(encoded[1, ..., 0], CLIPS[1])


def test_all_ways_to_encode_agree():
    video = Video((8, 10), 1)
    padded = video.encode(CLIPS)
    flat, lengths = video.encode_flat(CLIPS)
    names, rows = video.encode_steps(CLIPS)
    np.testing.assert_array_equal(lengths, [3, 5])
    np.testing.assert_array_equal(flat, np.concatenate(rows))
    assert names == [["0", "1", "2"], ["0", "1", "2", "3", "4"]]
    np.testing.assert_array_equal(video.encode(CLIPS[0]), padded[0, :3])
    np.testing.assert_array_equal(video.read(CLIPS[0]), padded[0, :3])
    # What is encoded already stays as it is, without its padding.
    np.testing.assert_array_equal(video.encode(padded), padded)
    np.testing.assert_array_equal(video.encode(padded[0]), padded[0, :3])
    assert video.encode([]).shape == (0, 0, 8, 10, 1)


def test_encoded_frames_are_not_sampled_again():
    video = Video((8, 10), 1, rate=5)
    once = video.read((CLIPS[1], 10.0))
    assert len(once) == 3
    np.testing.assert_array_equal(video.encode_flat([once])[0], once)


def test_one_clip_is_told_from_several():
    video = Video((8, 10), 1)
    ones = ["a.mp4", b"GIF", CLIPS[0], (CLIPS[0], 25), video.encode(CLIPS[0])]
    assert all(map(video.is_one, ones))
    several = [["a.mp4"], CLIPS, tuple(CLIPS), np.stack([CLIPS[0]] * 2)]
    assert not any(map(video.is_one, [*several, video.encode(CLIPS)]))


def test_mean_and_deviation_are_those_of_the_pixels():
    colours = [np.random.default_rng(0).integers(0, 255, (4, 8, 10, 3), "uint8")] * 2
    video = Video.from_clips(colours, (8, 10))
    pixels = colours[0].reshape(-1, 3)
    np.testing.assert_allclose(video.mean, pixels.mean(axis=0), atol=1e-3)
    np.testing.assert_allclose(video.deviation, pixels.std(axis=0), atol=1e-3)


def test_deviation_around_the_mean_image_of_each_clip():
    video = Video.from_clips(CLIPS, (8, 10), 1, subtract_mean_image=True)
    around = [clip - clip.mean(axis=0, dtype="float64") for clip in CLIPS]
    around = np.concatenate(around)
    np.testing.assert_allclose(video.deviation, [around.std()], atol=1e-3)


def test_pixels_that_never_change_have_deviation_one():
    assert (
        Video.from_clips([np.zeros((2, 8, 10), "uint8")], (8, 10)).deviation
        == [1.0] * 3
    )


def test_a_codec_is_its_configuration():
    video = Video.from_clips(CLIPS, (8, 10), 1, stem="3d", filters=(4, 8), shift=0.1)
    again = keras.saving.deserialize_keras_object(
        keras.saving.serialize_keras_object(video)
    )
    assert again == video and hash(again) == hash(video)
    assert again.get_config() == video.get_config()
    assert again != Video((8, 10), 1) and video != "video"
    assert repr(video) == "Video(8 x 10 x 1, stem='3d')"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"size": None}, "`size` is height and width"),
        ({"channels": 2}, "`channels` is 3 .* Received 2"),
        ({"frames": 4, "rate": 2}, "by count or by rate. Received frames=4, rate=2"),
        ({"rate": "fast"}, "`rate` is a number .* Received 'fast'"),
        ({"rate": 0}, "`rate` is a number"),
        ({"frames": 0}, "`frames`"),
        ({"stem": "4d"}, "stem"),
        ({"filters": ()}, "`filters` are the numbers"),
        ({"filters": (0,)}, "`filters`"),
        ({"shift": 1.5}, "`shift` is a share"),
        ({"deviation": [0.0] * 3}, "deviation is above 0"),
        ({"mean": [1.0]}, "one number for each channel"),
    ],
)
def test_wrong_arguments_are_refused(wrong, message):
    with pytest.raises((TypeError, ValueError), match=message):
        Video(**{"size": (8, 10), **wrong})


def test_no_clip_has_no_mean():
    with pytest.raises(ValueError, match="at least one clip. Received none"):
        Video.from_clips([], (8, 10))


def test_a_frozen_encoder_computes_features_once(encoder, tmp_path, monkeypatch):
    video = Video(encoder=encoder, cache=tmp_path)
    colours = [np.repeat(clip[..., None], 3, axis=-1) for clip in CLIPS]
    features = video.encode(colours)
    assert features.shape == (2, 5, 4) and features.dtype == np.float32
    grid = np.asarray(encoder(colours[0].astype("float32")))
    np.testing.assert_allclose(features[0, :3], grid.mean(axis=(1, 2)), rtol=2e-3)
    assert np.isnan(features[0, 3:]).all()
    assert video.is_one(features[0]) and not video.is_one(features)
    np.testing.assert_array_equal(video.encode(features), features)
    monkeypatch.setattr(
        "seqkit.images.encode_and_cache._features", lambda *_: pytest.fail("again")
    )
    again = Video(encoder=encoder, cache=tmp_path)
    np.testing.assert_array_equal(again.encode(colours), features)


def test_arguments_that_an_encoder_has_no_use_for_are_refused(encoder):
    with pytest.raises(ValueError, match="filters, shift are arguments of the small"):
        Video(encoder=encoder, filters=(8,), shift=0.1)
    with pytest.raises(ValueError, match="pixels of its own size"):
        Video((9, 9), encoder=encoder)
    with pytest.raises(ValueError, match="reads 3. Received 1"):
        Video(encoder=encoder, channels=1)
    with pytest.raises(TypeError, match="`encoder` is a `seqkit.ImageEncoder`"):
        Video(encoder=encoder.backbone)
    with pytest.raises(ValueError, match="Make the codec directly"):
        Video.from_clips([], None, encoder=encoder)


def test_encoders_of_other_weights_are_other_codecs(encoder):
    video = Video(encoder=encoder)
    again = keras.saving.deserialize_keras_object(
        keras.saving.serialize_keras_object(video)
    )
    assert again.frozen and again != video  # the weights are with the model
    again.encoder.set_weights(encoder.get_weights())
    assert again == video


def test_a_reloaded_model_has_one_encoder_with_its_weights(encoder, tmp_path):
    video = Video(encoder=encoder, cache=False)
    model = seqkit.SequenceClassifier(video, ["a", "b"], units=3)
    answer = model.classify(CLIPS)
    model.save(tmp_path / "model.keras")
    loaded = seqkit.load(tmp_path / "model.keras")
    assert loaded.codec.encoder is loaded.embed.encoder
    assert not loaded.codec.encoder.trainable_weights
    assert loaded.codec == video
    for one, other in zip(answer, loaded.classify(CLIPS), strict=True):
        np.testing.assert_allclose(
            [*one.scores.values()], [*other.scores.values()], atol=1e-5
        )


@pytest.mark.slow
def test_a_tagger_learns_a_label_of_each_frame():
    keras.utils.set_random_seed(0)
    random = np.random.default_rng(0)
    tags = [random.choice(["dark", "light"], size=each) for each in (4, 6, 5, 4) * 4]
    clips = [
        np.broadcast_to((row == "light")[:, None, None] * 200, (len(row), 8, 8))
        for row in tags
    ]
    clips = [clip.astype("uint8") for clip in clips]
    video = Video.from_clips(clips, (8, 8), 1, filters=(4,), features=8)
    model = seqkit.SequenceTagger(video, ["dark", "light"], units=4, crf=False)
    batches = seqkit.data.tagged(clips, tags, video, model.tags, batch_size=8, seed=0)
    model.optimizer.learning_rate = 0.02
    model.fit(batches, epochs=25, verbose=0)
    tagging = model.tag(clips[0])
    assert tagging.tags == tags[0].tolist()


def test_clips_that_are_too_many_or_too_few_are_named_and_counted(frames):
    with pytest.raises(ValueError, match="at most 5 frames. Received an array of more"):
        Video((8, 10), longest=5).read(frames)
    with pytest.raises(ValueError, match="at most 5 .* of 6 frames"):
        Video((8, 10), rate=5, longest=5).read((frames, 10))
    with pytest.raises(ValueError, match="at least 13 .* of 12 frames"):
        Video((8, 10), shortest=13).read(frames)


def test_no_message_is_logged_for_short_clips(frames, caplog):
    with caplog.at_level(logging.WARNING):
        assert len(Video((8, 10), frames=20).read(frames)) == 12
    assert not caplog.records


def test_ten_thousand_frames_are_sampled():
    frames = np.zeros((10_000, 4, 4), "uint8")
    assert Video((4, 4), 1, frames=16).read(frames).shape == (16, 4, 4, 1)
    with pytest.raises(ValueError, match="at most 2,000 frames"):
        Video((4, 4), 1).read(frames)

import keras
import numpy as np
import pytest

import seqkit
from seqkit import Video
from seqkit.serving import Served

CLIPS = [
    np.random.default_rng(seed).integers(0, 255, (time, 8, 10, 3), "uint8")
    for seed, time in enumerate([2, 5])
]


@pytest.mark.serving
@pytest.mark.slow
def test_an_export_answers_as_its_model(tmp_path):
    keras.utils.set_random_seed(0)
    video = Video((8, 10), 1, filters=(3,), features=4, stem="3d", stem_frames=3)
    model = seqkit.SequenceClassifier(video, ["a", "b"], units=3, bidirectional=False)
    seqkit.export(model, tmp_path)
    *answers, bad = Served(tmp_path)(video.request(CLIPS) + [[b"no picture"]])
    for answer, expected in zip(answers, model.classify(CLIPS), strict=True):
        assert answer["valid"] and answer["label"] == expected.label
        assert answer["score"] == pytest.approx(expected.score, abs=1e-4)
    assert not bad["valid"]


@pytest.mark.slow
@pytest.mark.serving
def test_an_export_tags_frames_as_its_model(tmp_path):
    keras.utils.set_random_seed(0)
    video = Video((8, 10), 1, filters=(3,), features=4)
    model = seqkit.SequenceTagger(video, ["a", "b"], units=3, crf=False)
    seqkit.export(model, tmp_path)
    answers = Served(tmp_path)(video.request(CLIPS))
    for answer, tagging in zip(answers, model.tag(CLIPS), strict=True):
        assert [tag for tag in answer["tags"] if tag] == tagging.tags


@pytest.mark.slow
@pytest.mark.serving
def test_an_export_has_the_frozen_encoder(encoder, tmp_path):
    video = Video(encoder=encoder, cache=False)
    model = seqkit.SequenceClassifier(video, ["a", "b"], units=3)
    seqkit.export(model, tmp_path)
    answers = Served(tmp_path)(video.request(CLIPS))
    for answer, expected in zip(answers, model.classify(CLIPS), strict=True):
        assert answer["score"] == pytest.approx(expected.score, abs=1e-3)

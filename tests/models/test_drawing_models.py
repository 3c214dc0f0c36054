"""A classifier of drawings: training, saving, and drawings of all kinds."""

import numpy as np

import seqkit
from seqkit.strokes import Drawing
from tests.checks import EAGERLY
from tests.models.signals import wild
from tests.strokes.hard_drawings import DRAWINGS

LABELS = ["flat", "steep"]
ROWS = [Drawing([[3, 1, 0], [4, 0, 1]]), Drawing([[0, 5, 0], [1, 4, 0], [0, 3, 1]])]
# Far, empty, of one point, never and always lifted.
HARD = [
    offsets
    for name, offsets in DRAWINGS.items()
    if name not in ("infinite", "farthest", "wild")
]
SMALL = {"units": 2, "cell": "rnn", "bidirectional": False, "dropout": 0.0}


def test_a_classifier_trains_and_is_saved(tmp_path, untraced):
    codec = seqkit.Strokes.from_drawings(ROWS)
    model = wild(seqkit.SequenceClassifier(codec, LABELS, **SMALL))
    model.run_eagerly = EAGERLY
    batches = seqkit.data.labelled(ROWS, LABELS, codec, model.labels, seed=1)
    (loss,) = model.fit(batches, verbose=0).history["loss"]
    assert np.isfinite(loss)
    model.save(tmp_path / "model.keras")
    loaded = seqkit.load(tmp_path / "model.keras")
    assert loaded.codec == codec
    before, after = model.classify([*ROWS, *HARD]), loaded.classify([*ROWS, *HARD])
    assert [each.label for each in after] == [each.label for each in before]
    assert all(np.isfinite([*each.scores.values()]).all() for each in before)
    np.testing.assert_allclose(model.classify(ROWS[0]).score, before[0].score, 1e-5)

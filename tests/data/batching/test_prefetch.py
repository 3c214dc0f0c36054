import tensorflow as tf

from seqkit.data import labelled
from seqkit.data import next_token
from seqkit.data import running_text
from seqkit.data.batching.streaming import stream_lines

TEXTS = ["ab", "c", "abc", "b"]
LABELS = ["x", "y", "x", "y"]


def test_no_epoch_waits_for_a_thread_that_tunes(vocabulary, tmp_path):
    path = tmp_path / "texts.txt"
    path.write_text("\n".join(TEXTS))
    for batches in (
        next_token(TEXTS, vocabulary),
        stream_lines(path, vocabulary, 2),
        *running_text(TEXTS, vocabulary, 1, 2, validation=0.5),
        labelled(TEXTS, LABELS, vocabulary, ["x", "y"]),
    ):
        assert batches.options().autotune.enabled is False


def test_tuning_is_the_users_to_set(vocabulary):
    options = tf.data.Options()
    options.autotune.enabled = True
    batches = next_token(TEXTS, vocabulary).with_options(options)
    assert batches.options().autotune.enabled

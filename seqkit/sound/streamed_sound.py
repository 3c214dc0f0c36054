"""Features of sounds that arrive in chunks, in Python and in a graph."""

from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any

import numpy as np

from seqkit.endpoint_kinds import Numbers
from seqkit.sound.spectra import features_of
from seqkit.types import Tensor

LONGEST = 60  # seconds of a chunk in a request


class StreamsSound:
    """A mixin of `Sound`: it computes the same frames of chunks as of the whole sound.

    Between two chunks the samples wait that fill no frame yet, and those of the last
    frame, since preemphasis needs the sample before a frame.
    """

    def encode_chunks(self, chunks: Iterable[Any]) -> Iterator[np.ndarray]:
        """Yield the features of the frames that end in each chunk.

        Args:
            chunks: iterable of arrays of samples, see `Sound`, at the codec's rate.

        Yields:
            float32 `(frames, features)`; there may be no frame.
        """
        waiting, known = np.zeros(0, "float32"), 0
        for chunk in chunks:
            waiting = np.concatenate([waiting, self.read(np.asarray(chunk))])
            count = 0
            if len(waiting) >= self.spectra.window:
                count = self.spectra.count_frames(len(waiting))
            if count <= known:
                yield np.zeros((0, self.features), "float32")
                continue
            yield features_of(waiting, self.spectra)[known:count]
            # The last frame is computed again, as the first of the next chunk.
            waiting, known = waiting[(count - 1) * self.spectra.hop :], 1

    def chunk_kind(self) -> Numbers:
        """Return the input of a chunk in an export: samples `(batch, samples)`."""
        meaning = f"samples from -1 to 1, {self.rate:,} a second, after the last chunk"
        return Numbers(meaning=meaning, shape=(None,), finite=True)

    def chunk_state(self) -> dict[str, Numbers]:
        """Return the inputs and outputs by which an export keeps waiting samples."""
        counts = "the number of samples that wait", "the number of frames in them"
        return {
            "waiting": Numbers(
                meaning="the samples that wait, on the right",
                shape=(self._room(),),
                finite=True,
            ),
            "waiting_samples": Numbers("int32", counts[0]),
            "waiting_frames": Numbers("int32", counts[1]),
        }

    def _room(self):
        """Return the most samples that wait, with a stride of up to a second."""
        return self.spectra.window + self.rate + 2 * self.spectra.hop

    def start_chunks(self, rows: Tensor) -> dict[str, Tensor]:
        """Return the state of `chunk_state` before the first chunk, in a graph."""
        import tensorflow as tf

        return {
            "waiting": tf.zeros([rows, self._room()]),
            "waiting_samples": tf.zeros([rows], tf.int32),
            "waiting_frames": tf.zeros([rows], tf.int32),
        }

    def encode_chunk(
        self, samples: Tensor, state: dict[str, Tensor], stride: int
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """Return the features of the frames that end in a chunk, in a graph.

        All rows have chunks of equal lengths, as those of one microphone each.

        Args:
            samples: float32 `(batch, samples)`.
            state: the state of `start_chunks`, or of the last call.
            stride: int; the number of frames is a multiple of it.

        Returns:
            float32 `(batch, frames, features)`, and the state for the next call.
        """
        import tensorflow as tf

        from seqkit.sound.spectra import features_in_graph

        spectra, room = self.spectra, self._room()
        samples = samples[:, : LONGEST * self.rate]
        before = tf.clip_by_value(tf.reduce_max(state["waiting_samples"]), 0, room)
        known = tf.clip_by_value(tf.reduce_max(state["waiting_frames"]), 0, 1)
        whole = tf.concat([state["waiting"], samples], axis=1)[:, room - before :]
        size = tf.shape(whole)[1]
        count = tf.maximum(size - spectra.window + spectra.hop, 0) // spectra.hop
        fresh = tf.maximum(count - known, 0) // stride * stride
        lengths = tf.fill(tf.shape(samples)[:1], size)
        features = features_in_graph(whole, lengths, spectra)
        features = features[:, known : known + fresh]
        # The last frame is computed again, as the first of the next chunk.
        last = tf.where(fresh > 0, known + fresh - 1, 0)
        rest = whole[:, last * spectra.hop :]
        known = tf.where(fresh > 0, 1, known)
        kept = tf.shape(rest)[1]
        padded = tf.pad(rest, [[0, 0], [room, 0]])[:, -room:]
        rows = tf.shape(samples)[:1]
        return features, {
            "waiting": padded,
            "waiting_samples": tf.fill(rows, tf.minimum(kept, room)),
            "waiting_frames": tf.fill(rows, known),
        }

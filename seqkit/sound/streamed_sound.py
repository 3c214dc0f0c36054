"""Features of sounds that arrive in chunks, in Python and in a graph."""

from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any

import numpy as np

from seqkit.endpoint_kinds import Numbers
from seqkit.sound.endpoint_kinds import Chunk
from seqkit.sound.spectra import features_of
from seqkit.types import Tensor


class StreamsSound:
    """A mixin of `Sound`: it computes the same frames of chunks as of the whole sound.

    Between two chunks the samples wait that fill no frame yet, and those of the last
    frame, since preemphasis needs the sample before a frame. A sound shorter than one
    frame has one frame as a whole, and none in chunks.
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

    def chunk_kind(self) -> Chunk:
        """Return the input of a chunk in an export: samples, and their lengths."""
        return Chunk(self.spectra)

    def chunk_state(self, stride: int) -> dict[str, Numbers]:
        """Return the inputs and outputs by which an export keeps waiting samples."""
        counts = "the number of samples that wait", "the number of frames in them"
        return {
            "waiting": Numbers(
                meaning="the samples that wait, on the left",
                shape=(self._room(stride),),
                finite=True,
            ),
            "waiting_samples": Numbers("int32", counts[0]),
            "waiting_frames": Numbers("int32", counts[1]),
        }

    def _room(self, stride):
        """Return the most samples that wait: those of an incomplete group of frames."""
        return self.spectra.window + (stride + 1) * self.spectra.hop

    def start_chunks(self, rows: Tensor, stride: int) -> dict[str, Tensor]:
        """Return the state of `chunk_state` before the first chunk, in a graph."""
        import tensorflow as tf

        return {
            "waiting": tf.zeros([rows, self._room(stride)]),
            "waiting_samples": tf.zeros([rows], tf.int32),
            "waiting_frames": tf.zeros([rows], tf.int32),
        }

    def encode_chunk(
        self, samples: Tensor, state: dict[str, Tensor], stride: int
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """Return the features of the frames that end in a chunk, in a graph.

        Args:
            samples: float32 `(batch, samples)`, one chunk of each sound, padded on the
                right with NaN.
            state: the state of `start_chunks`, or of the last call. The sounds may have
                begun in different calls.
            stride: int; the number of frames of a row is a multiple of it.

        Returns:
            float32 `(batch, frames, features)`, padded with NaN, with at least one
            frame; and the state for the next call.
        """
        import tensorflow as tf

        from seqkit.sound.spectra import features_in_graph

        spectra, room = self.spectra, self._room(stride)
        before = tf.clip_by_value(state["waiting_samples"], 0, room)[:, None]
        known = tf.clip_by_value(state["waiting_frames"], 0, 1)[:, None]  # (batch, 1)
        both = tf.concat([state["waiting"], samples], axis=1)
        # The waiting samples of a row end where its chunk begins.
        place = tf.range(tf.shape(both)[1])
        place = tf.where(place < before, place, place - before + room)
        whole = _taken(both, place)  # (batch, room + samples)
        own = tf.math.count_nonzero(~tf.math.is_nan(samples), 1, True, tf.int32)
        size = before + own  # (batch, 1)
        count = tf.maximum(size - spectra.window + spectra.hop, 0) // spectra.hop
        fresh = tf.maximum(count - known, 0) // stride * stride
        features = features_in_graph(whole, size[:, 0], spectra)
        frame = tf.range(tf.maximum(tf.reduce_max(fresh), 1))
        features = _taken(features, known + frame)
        kept = (frame < fresh)[..., None]
        features = tf.where(kept, features, float("nan"))
        # The last frame is computed again, as the first of the next chunk.
        first = tf.where(fresh > 0, known + fresh - 1, 0) * spectra.hop
        place = tf.range(room)
        rest = tf.where(place < size - first, _taken(whole, first + place), 0.0)
        return features, {
            "waiting": rest,
            "waiting_samples": tf.minimum(size - first, room)[:, 0],
            "waiting_frames": tf.where(fresh > 0, 1, known)[:, 0],
        }


def _taken(values, places):
    """Return the values at places of each row, with the last value beyond the end."""
    import tensorflow as tf

    places = tf.minimum(places, tf.shape(values)[1] - 1)
    return tf.gather(values, places, axis=1, batch_dims=1)

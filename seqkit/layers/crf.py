import keras
from keras import ops

from seqkit.layers.lengths import keep
from seqkit.layers.lengths import keep_real
from seqkit.layers.lengths import last_real
from seqkit.layers.lengths import real_steps
from seqkit.layers.log_partition import log_partition
from seqkit.layers.masks import mask_of
from seqkit.layers.masks import packed
from seqkit.layers.masks import real_of
from seqkit.layers.masks import unpacked
from seqkit.layers.sequence_checks import check_sequences
from seqkit.layers.sequence_checks import checked_lengths
from seqkit.layers.sequence_checks import checked_mask
from seqkit.layers.sequence_checks import fits
from seqkit.layers.sequence_checks import seen
from seqkit.layers.viterbi import viterbi
from seqkit.names_of_other_libraries import refuse_foreign
from seqkit.types import Tensor

NO_SIZE = "The number of tags is read from the potentials: leave it out."


@keras.saving.register_keras_serializable(package="seqkit")
class CRF(keras.layers.Layer):
    """Score whole sequences of tags: a linear-chain conditional random field.

    A path has one tag for each real step. Its score is the sum of the potentials of its
    tags, a learned score for each pair of neighbouring tags, and learned scores for its
    first and its last tag. The layer computes in float32 under every precision. Padding
    may contain NaN. A row without any real step has one path, the empty path.

    A call only returns the potentials, with zeros on padding, as the output of a
    functional model. Train the model on `-log_likelihood` of the potentials, and decode
    them with `viterbi`. Both methods read the Keras mask of the potentials, if any.

    Call arguments:
        potentials: float `(batch, time, tags)`, the score of each tag at each step;
            at least one step.
        lengths: int32 `(batch,)`, real steps of each row. None: the Keras mask of
            `potentials` marks the real steps; without a mask all steps are real.

    Returns:
        float32 `(batch, time, tags)`, zero on padding.

    Raises:
        ValueError: `potentials` do not have three axes, or `lengths` do not fit them.

    Reference:
        Lafferty et al. 2001, "Conditional random fields"; Lample et al. 2016,
        section 2.2, https://arxiv.org/abs/1603.01360.

    Example:
    >>> crf = CRF()
    >>> potentials = crf(np.array([[[0.0, 1.0], [3.0, 0.0]]]))
    >>> crf.viterbi(potentials)
    ([[1 0]], [4.])
    >>> crf.log_likelihood(potentials, np.array([[1, 0]]))
    [-0.36184788]
    """

    def __init__(self, **kwargs) -> None:
        # The range of 16-bit numbers is too small for sums over all paths.
        refuse_foreign(CRF, kwargs, {"tags": NO_SIZE, "units": NO_SIZE})
        super().__init__(**{**kwargs, "dtype": "float32"})

    def build(self, input_shape):
        check_sequences("CRF", input_shape)
        tags = input_shape[-1]
        self.transitions = self._add_scores((tags, tags), "transitions")
        self.starts = self._add_scores((tags,), "starts")
        self.ends = self._add_scores((tags,), "ends")
        self.input_spec = keras.InputSpec(axes={-1: tags})
        self.built = True

    def _add_scores(self, shape, name):
        return self.add_weight(shape=shape, initializer="zeros", name=name)

    def call(self, potentials, lengths=None, mask=None):
        return keep(potentials, real_of("CRF", potentials, lengths, mask))

    def compute_mask(self, inputs, mask=None):
        return mask

    def get_config(self):
        return super().get_config()  # Keras refuses a dtype policy without this

    def log_likelihood(
        self, potentials: Tensor, tags: Tensor, lengths: Tensor | None = None
    ) -> Tensor:
        """Return the logarithm of the probability of one path for each row.

        Args:
            potentials: float `(batch, time, tags)`.
            tags: int32 `(batch, time)`, the path; any numbers on padding.
            lengths: int32 `(batch,)`, see the class.

        Returns:
            float32 `(batch,)`, in nats; 0 for a row without any real step.

        Raises:
            ValueError: `tags` or `lengths` do not fit the potentials.
        """
        potentials, lengths, real = self._packed(potentials, lengths)
        tags = ops.convert_to_tensor(tags)
        if not fits(tags.shape, potentials.shape[:2]):
            raise ValueError(
                "The `tags` of a path are int32 of shape (batch, time). Received "
                f"shape {tuple(tags.shape)} for potentials of shape "
                f"{tuple(potentials.shape)}. Give a tag for each step, padding too."
            )
        if real is not None:
            tags = packed(tags[..., None], real)[0][..., 0]
        _check_tags(tags, real_steps(potentials, lengths), potentials.shape[-1])
        score = self._score(potentials, tags, lengths)
        return score - log_partition(potentials, lengths, *self._scores())

    def viterbi(
        self, potentials: Tensor, lengths: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Return the likeliest path of each row.

        Args:
            potentials: float `(batch, time, tags)`.
            lengths: int32 `(batch,)`, see the class.

        Returns:
            tags: int32 `(batch, time)`; -1 on padding.
            scores: float32 `(batch,)`, the score of the path.
        """
        potentials, lengths, real = self._packed(potentials, lengths)
        tags, scores = viterbi(potentials, lengths, *self._scores())
        if real is not None:
            tags = unpacked(tags[..., None], real, padding=-1)[..., 0]
        return tags, scores

    def _scores(self):
        return [
            ops.convert_to_tensor(w) for w in (self.transitions, self.starts, self.ends)
        ]

    def _packed(self, potentials, lengths):
        """Move the real steps of each row to the front, and set padding to zero.

        Returns:
            potentials: float32 `(batch, time, tags)`.
            lengths: int32 `(batch,)`.
            real: bool `(batch, time)`, the mask before the steps were moved. None: no
                step was moved, since padding is on the right already.
        """
        mask = mask_of(potentials) if lengths is None else None
        potentials = ops.cast(potentials, "float32")
        check_sequences("CRF", potentials.shape)
        if not self.built:
            self.build(potentials.shape)
        if mask is not None:
            real = checked_mask("CRF", potentials, mask)
            potentials, lengths = packed(potentials, real)
            return keep_real(potentials, lengths), lengths, real
        if lengths is None:
            lengths = ops.full_like(potentials[:, 0, 0], ops.shape(potentials)[1])
        else:
            lengths = checked_lengths("CRF", potentials, lengths)
        lengths = ops.cast(lengths, "int32")
        return keep_real(potentials, lengths), lengths, None

    def _score(self, potentials, tags, lengths):
        """Return the score of one path for each row: float32 `(batch,)`."""
        transitions, starts, ends = self._scores()
        real = real_steps(potentials, lengths)
        tags = ops.where(real, ops.cast(tags, "int32"), 0)
        steps = ops.take_along_axis(potentials, tags[..., None], axis=-1)[..., 0]
        size = transitions.shape[0]
        pairs = tags[:, :-1] * size + tags[:, 1:]  # (batch, time - 1)
        moves = ops.take(ops.reshape(transitions, (-1,)), pairs)
        moves = ops.where(real[:, 1:], moves, 0.0)
        last = last_real(tags[..., None], lengths, tags[:, :1])[:, 0]
        edges = ops.take(starts, tags[:, 0]) + ops.take(ends, last)
        edges = ops.where(lengths > 0, edges, 0.0)
        return ops.sum(steps, axis=1) + ops.sum(moves, axis=1) + edges


def _check_tags(tags, real, size):
    """Raise ValueError unless the tags of real steps are from 0 to `size` - 1.

    Inside a graph the values of tags are unknown, so nothing is checked.
    """
    tags, real = seen(tags), seen(real)
    if tags is None or real is None:
        return
    wrong = tags[real & ((tags < 0) | (tags >= size))]
    if wrong.size:
        raise ValueError(
            f"`tags` of real steps are from 0 to {size - 1}, for potentials of {size} "
            f"tags. Received {wrong[0]}. Count tags from 0, and give `lengths`."
        )

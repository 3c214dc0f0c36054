"""Checks of the data that users give to `fit`, `predict` and a call of a model."""

import contextlib
import types
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any

import keras
import numpy as np

from seqkit.backend.keras_private import last_state_on_jax
from seqkit.data.batching.check_right_padding import LEFT_PADDING
from seqkit.data.batching.check_right_padding import check_right_padding
from seqkit.data.batching.check_right_padding import with_right_padding


class Given:
    """Check the data of a model: arrays at once, batches as they are read.

    Ids have their padding, 0, on the right, and a model of one input gets one array.

    Args:
        inputs: list of `keras.KerasTensor`, the inputs of the model.
        tags: bool, whether the first targets are tags, a tag for each real step.
    """

    def __init__(self, inputs, tags=False):
        self.inputs = list(inputs)
        self.tags = tags

    def ids_of(self, element: Any) -> list[Any]:
        """List the arrays of ids in `x`, `(x, y)` or `(x, y, sample_weight)`."""
        x, y, _ = keras.utils.unpack_x_y_sample_weight(element)
        if isinstance(x, Mapping):
            leaves = [x.get(each.name) for each in self.inputs]
        else:
            leaves = keras.tree.flatten(x)
        found = [
            leaf
            for leaf, own in zip(leaves, self.inputs, strict=False)
            if "int" in str(own.dtype)
        ]
        if self.tags and y is not None:
            tags = keras.tree.flatten(y)[0]
            found += [tags] if len(getattr(tags, "shape", ())) == 2 else []
        return [leaf for leaf in found if len(getattr(leaf, "shape", ())) >= 2]

    def check(self, x: Any, y: Any = None) -> None:
        """Raise an error for padding on the left, and for tags of padding.

        Symbols of a graph, which have no values, pass.

        Raises:
            TypeError: a model of one input is given several arrays.
            ValueError: ids are padded on the left, or a row has more tags than steps.
        """
        if len(self.inputs) == 1:
            refuse_several(x)
        for leaf in self.ids_of((x, y)):
            check_ids(leaf)
        if self.tags and y is not None:
            check_tag_counts(keras.tree.flatten(x)[0], keras.tree.flatten(y)[0])

    def checked(self, x: Any, y: Any = None) -> Any:
        """Return `x`; the batches of a data set are checked as they are read.

        Args:
            x: as `fit` takes it.
            y: as `fit` takes it.

        Raises:
            TypeError: `x` are lists of ids rather than an array.
        """
        refuse_lists(x)
        if hasattr(x, "element_spec") and hasattr(x, "map"):
            return with_right_padding(x, self.ids_of)
        if isinstance(x, keras.utils.PyDataset):
            return CheckedDataset(x, self)
        if isinstance(x, types.GeneratorType):
            return (self._passed(batch) for batch in x)
        self.check(x, y)
        return x

    def _passed(self, batch):
        self.check(*keras.utils.unpack_x_y_sample_weight(batch)[:2])
        return batch


class CheckedDataset(keras.utils.PyDataset):
    """The batches of another `PyDataset`, each checked when it is read."""

    def __init__(self, dataset, given):
        names = ("workers", "use_multiprocessing", "max_queue_size")
        super().__init__(**{name: getattr(dataset, name) for name in names})
        self.dataset = dataset
        self.given = given

    def __getitem__(self, index):
        return self.given._passed(self.dataset[index])

    @property
    def num_batches(self):
        return self.dataset.num_batches

    def on_epoch_begin(self):
        self.dataset.on_epoch_begin()

    def on_epoch_end(self):
        self.dataset.on_epoch_end()


@contextlib.contextmanager
def guarded(model: keras.Model) -> Iterator[None]:
    """Raise ValueError for a fault that a data set found, and keep the weights.

    On JAX, Keras takes the weights out of the model for its steps, and does not put
    them back if a batch raises an error.
    """
    on_jax = keras.backend.backend() == "jax"
    holders = filter(None, (model, model.optimizer)) if on_jax else ()
    variables = [variable for holder in holders for variable in holder.variables]
    before = [np.array(variable.value) for variable in variables]
    try:
        yield
    except BaseException as error:
        last = last_state_on_jax(model)
        if last and not any(value.is_deleted() for value in last):
            model.jax_state_sync()  # those of the last step that was done
        else:
            for variable, value in zip(variables, before, strict=True):
                variable.assign(value)
        if isinstance(error, ValueError) or LEFT_PADDING[:40] not in str(error):
            raise
        raise ValueError(LEFT_PADDING) from error


def is_text(x: Any) -> bool:
    """Return whether data are texts, also in batches or in a nest."""
    example = getattr(x, "element_spec", x)  # of a tf.data.Dataset
    while isinstance(example, (list, tuple)) and len(example):
        example = example[0]
    kind = getattr(example, "dtype", type(example).__name__)
    kind = getattr(kind, "name", str(kind))
    # NumPy says str96, bytes24 and object, TensorFlow string, Python str and bytes.
    return kind.startswith(("str", "bytes", "object"))


def refuse_lists(x: Any) -> None:
    """Raise TypeError for a list of lists of ids, which is no array."""
    first = x[0] if isinstance(x, list | tuple) and len(x) else None
    if isinstance(first, list) and (not first or isinstance(first[0], int)):
        raise TypeError(
            "Ids are one int array (batch, time). Received a list of lists. Give "
            '`keras.utils.pad_sequences(rows, padding="post")`.'
        )


def refuse_several(x: Any) -> None:
    """Raise TypeError for several arrays, such as rows of different lengths."""
    arrays = isinstance(x, list | tuple) and len(x) > 1
    if arrays and all(hasattr(row, "shape") for row in x):
        raise TypeError(
            "The model reads one array, (batch, time) or (batch, time, …). Received "
            f"{len(x)} arrays. Pad them to one: `model.codec.encode(rows)`."
        )


def check_ids(ids: Any) -> None:
    """Raise ValueError where an array of ids is padded on the left.

    A symbol of a graph, which has no values, passes.

    Args:
        ids: number `(batch, time)`, or `(batch, time, …)`, where the first counts.
    """
    values = _values(ids)
    if values is not None:
        check_right_padding(values)


def check_tag_counts(inputs: Any, tags: Any) -> None:
    """Raise ValueError where a row has more tags than real steps.

    Symbols of a graph, which have no values, pass.

    Args:
        inputs: int or float `(batch, time, …)`, padded with 0 or NaN.
        tags: int `(batch, time)`, padded with 0.
    """
    inputs, tags = _values(inputs), _values(tags)
    if inputs is None or tags is None or tags.shape != inputs.shape[:2]:
        return  # other shapes are told where targets are checked
    real = inputs != 0 if inputs.dtype.kind != "f" else ~np.isnan(inputs)
    if inputs.dtype.kind != "f":
        real = real if real.ndim == 2 else real[..., 0]  # (batch, time)
    else:
        real = real.reshape(*tags.shape, -1).any(axis=-1)  # (batch, time)
    # A step is real if it, or any step after it, has a value.
    real = np.logical_or.accumulate(real[:, ::-1], axis=1)[:, ::-1]
    beyond = ((tags != 0) & ~real).any(axis=1)
    if beyond.any():
        row = int(np.argmax(beyond))
        raise ValueError(
            "Each tag is the tag of a real step, and 0 on padding. Received "
            f"{np.count_nonzero(tags[row])} tags for {real[row].sum()} steps in row "
            f"{row}, the first being 0. Give 0 where the inputs are padding."
        )


def _values(tensor: Any) -> np.ndarray | None:
    """Return the values of an array or tensor, or None for a symbol of a graph."""
    try:
        return np.asarray(tensor)
    except (NotImplementedError, TypeError, ValueError):
        return None

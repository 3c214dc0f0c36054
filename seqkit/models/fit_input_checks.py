"""Checks of the data that users give to `fit`, `predict` and a call of a model.

`TrainsOnIds` calls them.
"""

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
from seqkit.data.soft_tags import check_shares


class Given:
    """Check the data of one model: arrays at once, batches of a data set when read.

    The padding of ids, 0, must be on the right, and a model with one input must get one
    array.

    Args:
        inputs: list of `keras.KerasTensor`, the inputs of the model.
        tags: bool, whether the first targets are tags, with one tag for each real step.
        missing: bool, whether NaN before the padding of numbers is a missing value.
            False: it is an error.
    """

    def __init__(
        self, inputs: list[keras.KerasTensor], tags: bool = False, missing: bool = True
    ):
        self.inputs = list(inputs)
        self.tags = tags
        self.missing = missing

    def ids_of(self, element: Any) -> list[Any]:
        """Return a list of the arrays of ids in the data of a model.

        Args:
            element: `x`, `(x, y)` or `(x, y, sample_weight)`.
        """
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

        Symbolic tensors of a graph have no values, and are not checked.

        Raises:
            TypeError: a model with one input gets several arrays.
            ValueError: ids are padded on the left, a row has tags on padding, or there
                is NaN before the padding and the model has no missing values.
        """
        if len(self.inputs) == 1:
            refuse_several(x)
        if not self.missing:
            check_missing(keras.tree.flatten(x)[0])
        for leaf in self.ids_of((x, y)):
            check_ids(leaf)
        if self.tags and y is not None:
            check_tag_counts(keras.tree.flatten(x)[0], keras.tree.flatten(y)[0])

    def checked(self, x: Any, y: Any = None) -> Any:
        """Check arrays, or return a data set that checks its batches when it is read.

        Args:
            x: the argument `x` of `fit`: arrays or a data set.
            y: the argument `y` of `fit`.

        Returns:
            `x`, or a data set in its place.

        Raises:
            TypeError: `x` is a list of lists of ids rather than an array.
            TypeError, ValueError: see `check`, for arrays.
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
    """Read the batches of another `PyDataset`, and check each of them by a `Given`."""

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
    """Restore the weights of a model if training inside the `with` raises an error.

    On JAX, Keras takes the weights out of the model for its steps, and does not put
    them back if a batch raises an error. Also, an error of TensorFlow about padding on
    the left, which a data set raises, becomes a ValueError.
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
            model.jax_state_sync()  # assigns the weights after the last step
        else:
            for variable, value in zip(variables, before, strict=True):
                variable.assign(value)
        if isinstance(error, ValueError) or LEFT_PADDING[:40] not in str(error):
            raise
        raise ValueError(LEFT_PADDING) from error


def is_text(x: Any) -> bool:
    """Return whether data are texts: strings, lists or batches of strings."""
    example = getattr(x, "element_spec", x)  # of a tf.data.Dataset
    while isinstance(example, (list, tuple)) and len(example):
        example = example[0]
    kind = getattr(example, "dtype", type(example).__name__)
    kind = getattr(kind, "name", str(kind))
    # The names are str96, bytes24 or object in NumPy, string in TensorFlow, and str or
    # bytes in Python.
    return kind.startswith(("str", "bytes", "object"))


def refuse_lists(x: Any) -> None:
    """Raise TypeError if `x` is a list of lists of ids rather than an array."""
    first = x[0] if isinstance(x, list | tuple) and len(x) else None
    if isinstance(first, list) and (not first or isinstance(first[0], int)):
        raise TypeError(
            "Ids are one int array (batch, time). Received a list of lists. Give "
            '`keras.utils.pad_sequences(rows, padding="post")`.'
        )


def refuse_several(x: Any) -> None:
    """Raise TypeError if `x` is a list of arrays, such as rows of several lengths."""
    arrays = isinstance(x, list | tuple) and len(x) > 1
    if arrays and all(hasattr(row, "shape") for row in x):
        raise TypeError(
            "The model reads one array, (batch, time) or (batch, time, …). Received "
            f"{len(x)} arrays. Pad them to one: `model.codec.encode(rows)`."
        )


def check_ids(ids: Any) -> None:
    """Raise ValueError if an array of ids is padded on the left.

    A symbolic tensor of a graph has no values, and is not checked.

    Args:
        ids: int `(batch, time)`; or `(batch, time, …)`, of which the first id of each
            step is checked.
    """
    values = _values(ids)
    if values is not None:
        check_right_padding(values)


def check_missing(numbers: Any) -> None:
    """Raise ValueError if an array of numbers has NaN before the padding of a row.

    A symbolic tensor of a graph has no values, and is not checked.

    Args:
        numbers: float `(batch, time, features)` or `(batch, time, …)`, padded with
            steps of NaN; ids pass.
    """
    values = _values(numbers)
    if values is None or values.ndim < 3 or values.dtype.kind != "f":
        return
    size = int(np.prod(values.shape[2:]))  # a frame of a clip has several axes
    missing = np.isnan(values).reshape(*values.shape[:2], size)
    real = ~missing.all(axis=2)  # (batch, time)
    # A step is before the padding if it or a later step has a number.
    before = np.logical_or.accumulate(real[:, ::-1], axis=1)[:, ::-1]
    holes = np.argwhere(missing & before[..., None])
    if len(holes):
        row, step, feature = map(int, holes[0])
        raise ValueError(
            "NaN is padding, on the right of a row. Received NaN before a number in "
            f"row {row}, step {step}, feature {feature}, each counted from 0. Build "
            "the model with `Series.from_arrays(rows, missing=True)` to allow it."
        )


def check_tag_counts(inputs: Any, tags: Any) -> None:
    """Raise ValueError if a row has a tag on padding.

    Symbolic tensors of a graph have no values, and are not checked.

    Args:
        inputs: int or float `(batch, time, …)`, padded with 0 or NaN.
        tags: int `(batch, time)`, padded with 0; or float `(batch, time, tags)`,
            padded with 0 or NaN.
    """
    inputs, tags = _values(inputs), _values(tags)
    if inputs is not None and tags is not None and tags.ndim == 3:
        for row, shares in enumerate(tags):
            check_shares(shares, row)
        tags = tags.sum(axis=-1) > 0  # (batch, time)
    if inputs is None or tags is None or tags.shape != inputs.shape[:2]:
        return  # the check of targets raises the error about other shapes
    real = inputs != 0 if inputs.dtype.kind != "f" else ~np.isnan(inputs)
    if inputs.dtype.kind != "f":
        real = real if real.ndim == 2 else real[..., 0]  # (batch, time)
    else:
        real = real.reshape(*tags.shape, -1).any(axis=-1)  # (batch, time)
    # A step is real if this step or any step after it has a value.
    real = np.logical_or.accumulate(real[:, ::-1], axis=1)[:, ::-1]
    beyond = ((tags != 0) & ~real).any(axis=1)
    if beyond.any():
        row = int(np.argmax(beyond))
        raise ValueError(
            "Each tag is the tag of a real step, and 0 on padding. Received "
            f"{np.count_nonzero(tags[row])} tags for {real[row].sum()} steps in row "
            f"{row}, the first being 0. Give the tag 0 to padding."
        )


def _values(tensor: Any) -> np.ndarray | None:
    """Return the values of an array or tensor; None for a symbolic tensor."""
    try:
        return np.asarray(tensor)
    except (NotImplementedError, TypeError, ValueError):
        return None

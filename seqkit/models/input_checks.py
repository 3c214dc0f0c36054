"""What users hand to `fit`, `predict` and a call: ids, padded on the right."""

import contextlib
import types
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any

import keras
import numpy as np

from seqkit.backend.keras_private import last_state_on_jax
from seqkit.data.batching.right_padding import LEFT_PADDING
from seqkit.data.batching.right_padding import check_right_padding
from seqkit.data.batching.right_padding import with_right_padding


class Given:
    """Checks what is given to a model, arrays at once and batches as they come.

    Args:
        inputs: list of `keras.KerasTensor`, the inputs of the model.
        tags: bool, whether what comes first in the targets is padded as the inputs are.
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
        """Raise ValueError where an array of ids is padded on the left.

        What has no values, as inside a graph, passes.
        """
        for leaf in self.ids_of((x, y)):
            check_ids(leaf)

    def checked(self, x: Any, y: Any = None) -> Any:
        """Return `x`, of which the batches are checked as they come if there are some.

        Args:
            x: as `fit` takes it.
            y: as `fit` takes it.

        Raises:
            TypeError: `x` are lists of ids, which are no array.
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
    """Returns the batches of another `PyDataset` once they are checked."""

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
    """Raise as ValueError what an iterator in a graph found, and keep the weights.

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
    """Say whether texts stand in place of ids, also in batches or in a nest."""
    example = getattr(x, "element_spec", x)  # of a tf.data.Dataset
    while isinstance(example, (list, tuple)) and len(example):
        example = example[0]
    kind = getattr(example, "dtype", type(example).__name__)
    kind = getattr(kind, "name", str(kind))
    # NumPy says str96, bytes24 and object, TensorFlow string, Python str and bytes.
    return kind.startswith(("str", "bytes", "object"))


def refuse_lists(x: Any) -> None:
    """Raise TypeError where rows of ids stand in place of an array of them."""
    first = x[0] if isinstance(x, list | tuple) and len(x) else None
    if isinstance(first, list) and (not first or isinstance(first[0], int)):
        raise TypeError(
            "Ids are one int array (batch, time). Received a list of lists. Give "
            '`keras.utils.pad_sequences(rows, padding="post")`.'
        )


def check_ids(ids: Any) -> None:
    """Raise ValueError where an array of ids is padded on the left.

    A symbol of a graph, which has no values, passes.

    Args:
        ids: number `(batch, time)`, or `(batch, time, …)`, of which the first counts.
    """
    try:
        ids = np.asarray(ids)
    except (NotImplementedError, TypeError, ValueError):
        return
    check_right_padding(ids)

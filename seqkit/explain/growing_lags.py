"""Train cells to remember over growing lags, until they no longer do."""

from collections.abc import Callable
from collections.abc import Sequence

import keras
import numpy as np

from seqkit.arguments import list_of
from seqkit.arguments import whole_number
from seqkit.explain.recalled_letters import CHANCE
from seqkit.explain.recalled_letters import recall_arrays
from seqkit.explain.recalled_letters import recall_tasks
from seqkit.explain.recalled_letters import recall_vocabulary
from seqkit.explain.span_of_memory import MemorySpan
from seqkit.text.vocabulary import Vocabulary

CELLS = "rnn", "lstm", "gru"
LAGS = 5, 10, 20, 40, 80, 160
SOLVED = 0.99  # the accuracy at which a lag counts as solved
JUDGED = 512  # new tasks on which a model is judged


def memory_span(
    build: Callable[[Vocabulary, str], keras.Model],
    *,
    cells: Sequence[str] = CELLS,
    lags: Sequence[int] = LAGS,
    epochs: int = 6,
    updates: int = 50,
    batch_size: int = 64,
    seed: int = 0,
) -> MemorySpan:
    """Train cells to recall a letter after growing lags; return where each one stops.

    Each cell's model is built once. It is trained on the shortest lag by `fit`, then on
    the next one, and so on: a lag is left as soon as new tasks of it are solved, with
    an accuracy of at least 0.99, and the study of the cell ends with a lag that is not
    solved in `epochs`. So a cell has learned the shorter lags before a longer one. The
    tasks are those of `recall_tasks`, new ones in each epoch.

    Args:
        build: function from a `Vocabulary` and the name of a cell to a compiled
            `LanguageModel`, or to another model from ids `(batch, time)` to logits
            `(batch, time, vocabulary)`, such as
            `lambda vocabulary, cell: LanguageModel(vocabulary, 64, cell=cell)`.
        cells: list of str, names that `build` gets.
        lags: list of int, growing.
        epochs: int, the most epochs of training for a lag.
        updates: int, batches in an epoch.
        batch_size: int, tasks in a batch.
        seed: int, of the tasks and, through `keras.utils.set_random_seed`, of the
            weights. The same seed has the same results on the same machine.

    Returns:
        `MemorySpan`, whose `print` shows a table and whose `plot` draws it.

    Raises:
        TypeError: `build` is no function, or returns no `keras.Model`.
        ValueError: there is no cell, lags do not grow, or a number is out of its range.

    Example:
    >>> def build(vocabulary, cell):
    ...     return seqkit.LanguageModel(vocabulary, 64, cell=cell)
    >>> explain.memory_span(build, cells=["rnn", "gru"], lags=[5, 50]).spans
    {'rnn': 5, 'gru': 50}
    """
    if not callable(build):
        raise TypeError(
            "`build` is a function from a vocabulary and a cell to a model. Received "
            f"{type(build).__name__}. Give `lambda vocabulary, cell: "
            "seqkit.LanguageModel(vocabulary, 64, cell=cell)`."
        )
    cells, lags = list_of(cells, "cells"), _checked_lags(lags)
    if not cells:
        raise ValueError('`cells` are names. Received none. Give `["rnn", "lstm"]`.')
    counts = {"epochs": epochs, "updates": updates, "batch_size": batch_size}
    counts = {name: whole_number(name, count) for name, count in counts.items()}
    seed = whole_number("seed", seed, 0)
    accuracy, models = {}, {}
    for cell in cells:
        keras.utils.set_random_seed(seed)
        models[cell] = model = _built(build, cell)
        numbers = []
        for lag in lags:
            numbers.append(_train(model, lag, seed=seed, **counts))
            if numbers[-1] < SOLVED:
                break
        accuracy[cell] = numbers + [None] * (len(lags) - len(numbers))
    return MemorySpan(lags, accuracy, SOLVED, CHANCE, models)


def _train(model, lag, *, epochs, updates, batch_size, seed):
    """Train a model on one lag until it is solved; return the accuracy."""
    # Seeds of the tasks: of each lag and each epoch others.
    seeds = np.random.SeedSequence([seed, lag]).generate_state(epochs + 1).tolist()
    judged = recall_arrays(recall_tasks(lag, JUDGED, seeds.pop()))
    for epoch_seed in seeds:
        tasks = recall_tasks(lag, updates * batch_size, epoch_seed)
        model.fit(*recall_arrays(tasks), batch_size=batch_size, verbose=0)
        accuracy = _accuracy(model, *judged)
        if accuracy >= SOLVED:
            break
    return accuracy


def _accuracy(model, ids, targets):
    """Return the share of tasks whose letter the model recalls."""
    logits = model.predict(ids, batch_size=len(ids), verbose=0)
    # The letter is the last target but one; the end token follows it.
    return float(np.mean(logits[:, -2].argmax(axis=-1) == targets[:, -2]))


def _built(build, cell):
    vocabulary = recall_vocabulary()
    model = build(vocabulary, cell)
    shape = getattr(model, "output_shape", None)
    if not isinstance(model, keras.Model) or shape != (None, None, len(vocabulary)):
        raise TypeError(
            "`build` returns a model from ids to logits (batch, time, "
            f"{len(vocabulary)}). Received {type(model).__name__} with outputs of "
            f"shape {shape} for {cell!r}. Return a `LanguageModel` of the given "
            "vocabulary."
        )
    return model


def _checked_lags(lags):
    lags = [whole_number("lags", lag, 0) for lag in list_of(lags, "lags", "int")]
    if not lags or any(
        after <= lag for lag, after in zip(lags, lags[1:], strict=False)
    ):
        raise ValueError(
            f"`lags` are at least one int, each larger than the last. Received {lags}. "
            f"Give {[*LAGS]}."
        )
    return lags

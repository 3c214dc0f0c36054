from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any

from seqkit.arguments import is_several
from seqkit.arguments import list_of
from seqkit.arguments import whole_number
from seqkit.callbacks.periodic import Periodic
from seqkit.callbacks.periodic import counts
from seqkit.callbacks.periodic import kept
from seqkit.callbacks.score_directions import announce

Metric = Callable[[list[str], list[list[str]]], float]


class Former(float):
    """A score of an earlier epoch, repeated in the logs of an epoch without a score."""


class DecodedMetrics(Periodic):
    """Generate texts for a validation set after each epoch, and score all together.

    These scores rate whole texts that a model generates, while the loss rates single
    tokens. They are added to the logs of the epoch as `val_…`, for History and for
    callbacks after this one in the list, such as `EarlyStopping(monitor="val_…")` or
    `Checkpoints(monitor="val_…")`. Those callbacks find whether less or more is better
    by words in the name, such as bleu, chrf, exact, f1 and accuracy, or cer, wer, error
    and loss; for another name, give them `mode="max"` or `mode="min"`. The first epoch
    is always scored. An epoch that `every` skips has the scores of an earlier epoch,
    and `Checkpoints` does not compare it.

    Args:
        inputs: sequence of str, or of images for a captioner, see `generate`.
        references: sequence of str, or of lists of str: one or more correct texts for
            each input.
        metrics: dict from the name of a score to a function that takes the list of
            texts and the list of lists of references, and returns a number.
        every: int, the number of epochs from one score to the next.
        beams: int, of the beam search; 1 takes the likeliest token at each step.
        length: int, the most new tokens. None: the model's `length`.
        length_penalty: float, see `generate`. None: the model's default.
        show: int, the number of inputs that are printed, each with a reference and its
            text.

    Attributes:
        scores: dict from `val_…` to float, the last scores; empty before the first.
        texts: list of str, the texts of the last scores.

    Raises:
        TypeError: `inputs` or `references` are one str, a reference is no str,
            `metrics` are no dict of functions, a function returns no number, or the
            model of `fit` has no `generate`.
        ValueError: there is no input; inputs and references differ in number; an input
            has no reference; or `every`, `beams` or `length` is less than 1.

    Example:
    >>> def exact(texts, references):
    ...     return np.mean([text in good for text, good in zip(texts, references)])
    >>> judge = DecodedMetrics(["zwei Hunde"], ["two dogs"], {"exact": exact})
    >>> model.fit(batches, epochs=9, callbacks=[judge])
    Epoch 1: val_exact 1.00
    input      zwei Hunde
    reference  two dogs
    output     two dogs
    """

    def __init__(
        self,
        inputs: Sequence[Any],
        references: Sequence[str] | Sequence[Sequence[str]],
        metrics: dict[str, Metric],
        *,
        every: int = 1,
        beams: int = 1,
        length: int | None = None,
        length_penalty: float | None = None,
        show: int = 3,
    ):
        super().__init__(every)
        several = is_several(inputs)
        self.inputs = kept(inputs, "inputs") if several else list_of(inputs, "inputs")
        references = list_of(references, "references", "str, or of lists of them")
        self.references = [
            _as_list(good, place) for place, good in enumerate(references)
        ]
        _check_counts(len(self.inputs), len(self.references))
        self.metrics = _checked(metrics)
        self.arguments = {
            **counts(beams=beams, length=length),
            "length_penalty": length_penalty,
        }
        self.show = whole_number("show", show, 0)
        self.scores, self.texts = {}, []

    def on_train_begin(self, logs=None):
        self.scores, self.texts = {}, []
        announce(self.model, self.metrics)

    def on_epoch_end(self, epoch, logs=None):
        # The first epoch is always scored, so that other callbacks find the score.
        if self.is_due(epoch) or not self.scores:
            self.texts = self.model.generate(self.inputs, **self.arguments)
            self.scores = {
                f"val_{name}": _number(name, metric(self.texts, self.references))
                for name, metric in self.metrics.items()
            }
            self._print(epoch)
            added = self.scores
        else:
            added = {name: Former(value) for name, value in self.scores.items()}
        if logs is not None:
            # Keras gives all callbacks of an epoch this dict, which is the only way to
            # add a score.
            logs.update(added)

    def _print(self, epoch):
        scores = ", ".join(f"{name} {value:.2f}" for name, value in self.scores.items())
        print(f"\nEpoch {epoch + 1}: {scores}", flush=True)
        for place in range(min(self.show, len(self.texts))):
            if isinstance(self.inputs[place], str):
                print(f"input      {self.inputs[place]}")
            print(f"reference  {self.references[place][0]}")
            print(f"output     {self.texts[place]}\n", flush=True)


def _checked(metrics):
    """Return the metrics as a dict of functions."""
    if not isinstance(metrics, Mapping) or not all(map(callable, metrics.values())):
        raise TypeError(
            "`metrics` are a dict from name to function of texts and references. "
            f'Received {metrics!r:.80}. Give `{{"exact": function}}`, for example.'
        )
    return dict(metrics)


def _number(name, score):
    """Return a score as a float."""
    try:
        return float(score)
    except (TypeError, ValueError) as error:
        raise TypeError(
            f"A function of `metrics` returns one number. Received {score!r:.80} from "
            f"{name!r}. Return the number alone."
        ) from error


def _check_counts(inputs, references):
    if not inputs or inputs != references:
        raise ValueError(
            "A validation set has a reference for each input, and at least one input. "
            f"Received {inputs} inputs and {references} references. "
            "Give one reference, or a list of references, for each input."
        )


def _as_list(good, place):
    """Return the references of one input as a list."""
    good = list_of(good, "references") if is_several(good) else [good]
    if not good or not all(isinstance(each, str) for each in good):
        kind = ValueError if not good else TypeError
        raise kind(
            "A reference is a str, or a list of one or more. "
            f"Received {good!r:.80} for input {place}, the first being 0. "
            "Leave inputs without a reference out."
        )
    return good

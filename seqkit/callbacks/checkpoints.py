import os
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from seqkit.arguments import whole_number
from seqkit.callbacks.decoded_metrics import Former
from seqkit.callbacks.run_folder import RunFolder
from seqkit.callbacks.score_directions import better
from seqkit.callbacks.stop_on_nan import StopOnNaN
from seqkit.models.loading import load

MODES = ("auto", "min", "max")


class Checkpoints(keras.callbacks.Callback):
    """Keep the best epoch of a training, and a backup from which to resume it.

    After `fit` the model has the weights of its best epoch, and a printed line names
    that epoch. Of epochs with equal scores, the one with the lower `val_loss` is
    better, or with the lower `loss` if there is no validation. An epoch that
    `validation_freq` skips has no score: it is backed up, but not compared.

    The folder holds `model.keras`, the whole model of the best epoch so far, and
    `best.json`, its scores. Until `finish()` is called, it also holds `backup/`, the
    last epoch's weights and optimizer. Each file is written under a temporary name and
    then renamed, so a killed run leaves the previous file, not half of the new one.

    `checkpoints.fit(model, …)` calls `model.fit(…)` with this callback. It resumes
    after the backup's epoch, stops on NaN, exports the best model and calls `finish()`.
    To use `model.fit` itself, give it the callback and
    `initial_epoch=checkpoints.epoch`, and call `finish()` afterwards, or put it into
    `with checkpoints:`, which calls `finish()` at its end. In both cases the message of
    a KeyboardInterrupt (Ctrl-C) names the epoch, the files kept and how to resume.

    Args:
        folder: str or Path. None: no file is written.
        monitor: str, the name of the score to compare.
        mode: "min" if less is better, "max" if more is better. "auto": the direction of
            the model's metric of that name; without a metric, more is better for names
            such as accuracy, BLEU and F1, less for losses, nats and errors.
        patience: int, the number of epochs without a better one after which training
            ends. None: training does not end early. A resumed run also counts the
            epochs before it was killed.
        resume: bool, continue from the folder's backup, if there is one.
        overwrite: bool, start a new run in a folder that has the model or the backup of
            another run, and remove them. Exported versions are kept.

    Attributes:
        epoch: int, the number of epochs in the backup to resume from; 0 without a
            backup, and after `fit`.
        best: dict, number and scores of the best epoch; empty before the first epoch.
        finished: bool, whether `resume=True` found a finished run. Then `fit` raises an
            error, and `load()` returns the run's model.

    Raises:
        TypeError: `folder` is no path, or `monitor` no str.
        ValueError: the folder has a model or a backup, and neither `resume` nor
            `overwrite` is True; both are True; `patience` is less than 1; or `mode` is
            another word. In `fit`: `monitor` is not among the scores, "auto" finds no
            direction for it, the backup is of another model, or the run is finished.

    Example:
    >>> checkpoints = Checkpoints("saved_models/names", resume=True)
    >>> checkpoints.fit(model, batches, validation_data=more, epochs=9)
    Epoch 7 was the best: val_nats_per_token 1.9672
    """

    def __init__(
        self,
        folder: str | os.PathLike | None = None,
        monitor: str = "val_nats_per_token",
        *,
        mode: str = "auto",
        patience: int | None = None,
        resume: bool = False,
        overwrite: bool = False,
    ):
        super().__init__()
        if mode not in MODES:
            raise ValueError(
                '`mode` is "min" if less is better, "max" if more is, or "auto". '
                f"Received {mode!r}."
            )
        if not isinstance(monitor, str):
            raise TypeError(
                f"`monitor` is the name of a score, a str. Received {monitor!r:.80}. "
                'Give "val_loss", say.'
            )
        if resume and overwrite:
            raise ValueError(
                "`resume=True` continues a run, `overwrite=True` starts a new one. "
                "Received both. Give one of them."
            )
        self.folder = None if folder is None else RunFolder(folder)
        self.monitor = monitor
        self.mode = mode
        self.patience = None if patience is None else whole_number("patience", patience)
        self.best = {}
        self.best_weights = None
        self.running = None  # the current epoch, counted from 1
        self.passed_over = False  # whether an epoch of this `fit` had no score
        self.epoch, self.finished = 0, False
        if self.folder and resume:
            self.epoch = max(self.folder.epochs(), default=0)
            self.finished = self.folder.is_finished()
        elif self.folder and not overwrite and self.folder.is_used():
            raise ValueError(self._used())

    def fit(
        self,
        model: keras.Model,
        data: Any,
        *,
        epochs: int,
        callbacks: Sequence[keras.callbacks.Callback] = (),
        export: bool = True,
        **arguments: Any,
    ) -> keras.callbacks.History:
        """Train a model, export its best epoch and finish the run.

        Args:
            model: keras.Model, compiled.
            data: `tf.data.Dataset` of `seqkit.data`, or other data for `model.fit`,
                which is not shuffled here.
            epochs: int, the most times through the data, those of a resumed run
                included.
            callbacks: list of callbacks, called before `StopOnNaN` and this one.
            export: bool, write the next version into the folder with `seqkit.export`.
            arguments: other arguments of `model.fit`, such as `validation_data`.

        Returns:
            The history of `model.fit`.
        """
        with self:
            history = model.fit(
                data,
                epochs=max(self.epoch, 1) if self._is_spent() else epochs,
                initial_epoch=self.epoch,
                shuffle=False,
                callbacks=[*callbacks, StopOnNaN(), self],
                **arguments,
            )
            if export and self.folder:
                import seqkit

                seqkit.export(model, self.folder.path)
        return history

    def load(self) -> keras.Model:
        """Return the model of a finished run, and print that the run is finished."""
        print(self._finished(), flush=True)
        return load(self.folder.path)

    def finish(self):
        """Remove the backup. Call it last: afterwards the run cannot be resumed."""
        if self.folder:
            self.folder.finish()

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is None:
            self.finish()
        elif issubclass(kind, KeyboardInterrupt):
            raise KeyboardInterrupt(self._interrupted()) from error

    def on_train_begin(self, logs=None):
        self.passed_over = False
        if self.folder is None:
            return
        if self.finished:
            raise ValueError(self._finished())
        if not self.epoch:
            # Files are of another run, unless this object has called `fit` before.
            self.folder.finish() if self.best else self.folder.remove()
        self.folder.begin()
        if self.epoch:
            self.best, self.best_weights = self.folder.restore(self.model, self.epoch)

    def on_epoch_begin(self, epoch, logs=None):
        if epoch < self.epoch:
            raise ValueError(
                f"The backup in {self.folder.path} has done {self.epoch} epochs. `fit` "
                f"begins after {epoch}. Give it `initial_epoch=checkpoints.epoch`."
            )
        self.running = epoch + 1

    def on_epoch_end(self, epoch, logs=None):
        logs = logs or {}
        scores = {name: float(value) for name, value in logs.items()}
        if self.monitor not in scores:
            self._pass_over(scores)
        # A `Former` score is that of an earlier epoch, so this epoch has no score.
        elif not isinstance(logs[self.monitor], Former):
            self._compare(epoch, scores)
        if self.folder:
            self.folder.back_up(self.model, epoch + 1)
        if self._is_patience_over(epoch + 1, self.best):
            print(f"\nNo better epoch in {self.patience}: training ends.", flush=True)
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        self.epoch, self.running = 0, None
        if self.passed_over and not self.best:
            raise ValueError(self._unknown(logs or {}))
        if self.best_weights is not None:
            self.model.set_weights(self.best_weights)
            score = self.best.get(self.monitor, np.nan)
            epoch = self.best.get("epoch")
            print(f"Epoch {epoch} was the best: {self.monitor} {score:.4f}", flush=True)

    def _pass_over(self, scores):
        """Note an epoch without the score; raise ValueError if it was validated."""
        # The logs contain `val_loss` after each validation of Keras.
        if not self.monitor.startswith("val_") or "val_loss" in scores:
            raise ValueError(self._unknown(scores))
        self.passed_over = True

    def _compare(self, epoch, scores):
        if not self._is_better(scores):
            return
        self.best = {"epoch": epoch + 1, **scores}
        self.best_weights = self.model.get_weights()
        if self.folder:
            self.folder.save_best(self.model, self.best)

    def _is_better(self, scores):
        if self.mode == "auto":
            self.mode = better(self.monitor, self.model) or self._refuse()
        score, best = scores[self.monitor], self.best.get(self.monitor, np.nan)
        if not np.isfinite(best):
            return True
        if score == best:
            loss = "val_loss" if "val_loss" in self.best else "loss"
            return scores.get(loss, np.inf) < self.best.get(loss, -np.inf)
        return score > best if self.mode == "max" else score < best

    def _is_patience_over(self, epoch, best):
        return bool(self.patience and best) and epoch - best["epoch"] >= self.patience

    def _is_spent(self):
        """Return whether the resumed run had used up its patience before its end."""
        resumed = self.folder and self.epoch
        best = self.folder.best() if resumed else {}
        return self._is_patience_over(self.epoch, best if "epoch" in best else {})

    def _refuse(self):
        raise ValueError(
            f"Whether less or more of {self.monitor!r} is better is not known. "
            'Received `mode="auto"`. Give `mode="min"` or `mode="max"`.'
        )

    def _unknown(self, scores):
        return (
            f"`monitor` is one of {', '.join(scores)}. Received {self.monitor!r}. "
            "A score whose name begins with val_ comes from `validation_data` in "
            "`fit`, in epochs that `validation_freq` includes, or from a callback "
            "before this one in the list. The model has the weights of the last epoch."
        )

    def _used(self):
        finished = self.folder.is_finished()
        return (
            f"{self.folder.path} holds {'a' if finished else 'an unfinished'} run"
            f"{self._best_of(self.folder.best())}, which training would overwrite. "
            f"Give `resume=True` to {'load it' if finished else 'continue it'}, "
            "`overwrite=True` to start anew, or another folder (`save_to` of a recipe)."
        )

    def _finished(self):
        return (
            f"The run in {self.folder.path} is finished"
            f"{self._best_of(self.folder.best())}: there is nothing to resume, and "
            "nothing was trained. To train anew, overwrite it (`overwrite=True`, in a "
            "shell `--overwrite`) or give another folder."
        )

    def _interrupted(self):
        epoch = self.running
        where = f"in epoch {epoch}" if epoch else "while no epoch ran"
        if self.folder is None:
            return f"Stopped {where}. Nothing is kept: no folder was given (`save_to`)."
        done = max(self.folder.epochs(), default=0)
        if not done:
            return f"Stopped {where}. No epoch had ended, so nothing is kept."
        best = self._best_of(self.folder.best())
        model = f"model.keras{best}, and " if best else ""
        return (
            f"Stopped {where}. Kept in {self.folder.path}: {model}a backup of epoch "
            f"{done}. Continue from there with `resume=True`."
        )

    def _best_of(self, best):
        if not best:
            return ""
        score = best.get(self.monitor)
        shown = "" if score is None else f", {self.monitor} {score:.4f}"
        return f" (best epoch {best.get('epoch')}{shown})"

import contextlib
import json
import os
import zipfile
from pathlib import Path

import keras
import numpy as np

# What Keras puts into the config of any model, and may differ between two like ones.
KERAS_CONFIG = {"name", "layers", "input_layers", "output_layers"}
# What is written in the backup's folder, then renamed or left by a kill.
ASIDE = ("aside.weights.h5", "model.keras", "best.json")


class Checkpoints(keras.callbacks.Callback):
    """Keeps the best epoch, and in a folder all that a killed run needs to go on.

    After `fit` the model has the weights of its best epoch, and it is told which one
    that is. In the folder: `model.keras`, the whole model of the best epoch so far,
    `best.json` with its scores, and until `finish()` is called `backup/` with the last
    epoch's weights and optimizer. Each is written aside and renamed, so a kill at any
    moment leaves the one before.

    Args:
        folder: str or Path. None: nothing is written.
        monitor: str, the score to compare.
        mode: "min" or "max", whether less or more is better.
        resume: bool, go on from the folder's backup, if there is one: give
            `initial_epoch=checkpoints.epoch` to `fit`. False: a backup found there is
            of another run, and is removed.

    Attributes:
        epoch: int, epochs that the backup to go on from has done; 0 where there is
            none, and again after `fit`.
        best: dict, epoch and scores of the best epoch; empty before the first.

    Raises:
        ValueError: `monitor` is not among the scores of `fit`, or the backup is of
            another model.

    Example:
    >>> checkpoints = Checkpoints("saved_models/names", resume=True)
    >>> model.fit(batches, validation_data=more, epochs=9, callbacks=[checkpoints],
    ...           initial_epoch=checkpoints.epoch)
    >>> checkpoints.finish()
    """

    def __init__(
        self, folder=None, monitor="val_nats_per_token", *, mode="min", resume=False
    ):
        super().__init__()
        if mode not in {"min", "max"}:
            raise ValueError(
                '`mode` is "min" where less is better, "max" where more is. '
                f"Received {mode!r}."
            )
        self.folder = None if folder is None else Path(folder)
        self.monitor = monitor
        self.mode = mode
        self.best = {}
        self.best_weights = None
        self.epoch = max(self._backups(), default=0) if resume and self.folder else 0

    def on_train_begin(self, logs=None):
        if self.folder is None:
            return
        if self.epoch:
            self._restore()
        else:
            self.finish()
        (self.folder / "backup").mkdir(parents=True, exist_ok=True)

    def on_epoch_begin(self, epoch, logs=None):
        if epoch < self.epoch:
            raise ValueError(
                f"The backup in {self.folder} has done {self.epoch} epochs. `fit` "
                f"begins after {epoch}. Give it `initial_epoch=checkpoints.epoch`."
            )

    def on_epoch_end(self, epoch, logs=None):
        scores = {name: float(value) for name, value in (logs or {}).items()}
        if self.monitor not in scores:
            raise ValueError(
                f"`monitor` is one of {', '.join(scores)}. Received {self.monitor!r}. "
                "A score that begins with val_ needs `validation_data` in `fit`."
            )
        if self._is_better(scores[self.monitor]):
            self.best = {"epoch": epoch + 1, **scores}
            self.best_weights = self.model.get_weights()
            if self.folder:
                self._save_best()
        if self.folder:
            self._back_up(epoch + 1)

    def on_train_end(self, logs=None):
        if self.best_weights is not None:
            self.model.set_weights(self.best_weights)
            score = self.best.get(self.monitor, np.nan)
            epoch = self.best.get("epoch")
            print(f"Epoch {epoch} was the best: {self.monitor} {score:.4f}", flush=True)
        self.epoch = 0

    def finish(self):
        """Removes the backup, once nothing more can be lost: after an export, say."""
        if self.folder is None or not (self.folder / "backup").is_dir():
            return
        for epoch in self._backups():
            self._backup(epoch).unlink()
        for name in ASIDE:
            (self.folder / "backup" / name).unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # files of somebody else stay
            (self.folder / "backup").rmdir()

    def _is_better(self, score):
        best = self.best.get(self.monitor, np.nan)
        if not np.isfinite(best):
            return True
        return score > best if self.mode == "max" else score < best

    def _save_best(self):
        # All is written in `backup`: what a kill leaves there goes with it.
        model = self.folder / "backup" / "model.keras"
        self.model.save(model)
        # In the model's file too, so that one rename brings both.
        with zipfile.ZipFile(model, "a") as archive:
            archive.comment = json.dumps(self.best).encode()
        os.replace(model, self.folder / "model.keras")
        self._save_scores()

    def _save_scores(self):
        aside = self.folder / "backup" / "best.json"
        aside.write_text(json.dumps(self.best, indent=1), encoding="utf-8")
        os.replace(aside, self.folder / "best.json")

    def _back_up(self, epoch):
        older = self._backups()
        aside = self.folder / "backup" / "aside.weights.h5"
        self.model.save_weights(aside)  # the optimizer's too
        os.replace(aside, self._backup(epoch))
        for other in older:
            if other != epoch:
                self._backup(other).unlink()

    def _backup(self, epoch):
        return self.folder / "backup" / f"{epoch}.weights.h5"

    def _backups(self):
        """Lists the epochs of which there are backups."""
        names = (path.name for path in self.folder.glob("backup/*.weights.h5"))
        numbers = (name.removesuffix(".weights.h5") for name in names)
        return [int(number) for number in numbers if number.isdecimal()]

    def _restore(self):
        if not self.model.optimizer.built:
            self.model.optimizer.build(self.model.trainable_variables)
        try:
            if (self.folder / "model.keras").is_file():
                self._restore_best()
            self.model.load_weights(self._backup(self.epoch))
        except ValueError as error:
            reason = str(error).partition("\n")[0].rstrip(".:")
            raise ValueError(
                f"`resume=True` goes on from the backup in {self.folder}, and that is "
                f"of another model: {reason}. Build the model as it was, on the same "
                "data, or give `resume=False` to begin anew."
            ) from error

    def _restore_best(self):
        file = self.folder / "model.keras"
        with zipfile.ZipFile(file) as archive:
            saved = read_config(archive.read("config.json"))
            self.best = json.loads(archive.comment or b"{}")
        built = read_config(self.model.to_json())
        # Weights of like shape load into a model of other letters without complaint.
        different = [
            name
            for name in sorted({*saved, *built} - KERAS_CONFIG)
            if saved.get(name) != built.get(name)
        ]
        if different:
            raise ValueError(f"it has other {', '.join(different)}")
        self.model.load_weights(file)
        self.best_weights = self.model.get_weights()
        self._save_scores()  # a kill may have come between the model and them


def read_config(text):
    """Reads a model's arguments off its JSON, without the numbers of shared objects."""

    def plain(part):
        return {name: part[name] for name in part if name != "shared_object_id"}

    return json.loads(text, object_hook=plain)["config"]

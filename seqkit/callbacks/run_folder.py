"""The files of one training: the best model, its scores, and a backup to go on from."""

import contextlib
import json
import os
import zipfile
from pathlib import Path

# Entries of Keras in the config of any model, which may differ between equal models.
KERAS_CONFIG = {"name", "layers", "input_layers", "output_layers"}
# Files that are written in the backup's folder, then renamed or left by a kill.
ASIDE = ("aside.weights.h5", "model.keras", "best.json")
RUNNING = "running"  # in the backup's folder while a run is not done


class RunFolder:
    """Keep the files of one training in a folder.

    Each file is written under another name, then renamed: a kill at any moment leaves
    the file before.

    Args:
        path: str or Path.

    Raises:
        TypeError: `path` is no path.
        ValueError: `path` is empty, or a file stands where the folder should be.
    """

    def __init__(self, path: str | os.PathLike):
        if not isinstance(path, str | os.PathLike):
            raise TypeError(
                "A run is saved in a folder. "
                f"Received {path!r:.80} of type {type(path).__name__}. "
                "Give its path as a str, or None to write nothing."
            )
        self.path = Path(path)
        self.model = self.path / "model.keras"
        self.scores = self.path / "best.json"
        self.backup = self.path / "backup"
        nearest = next(
            each for each in (self.path, *self.path.absolute().parents) if each.exists()
        )
        if not str(path) or not nearest.is_dir():
            reason = f"and {nearest} is a file" if str(path) else "which is empty"
            raise ValueError(
                f"A run is saved in a folder. Received {str(path)!r}, {reason}. "
                "Give the path of a folder, or None to write nothing."
            )

    def epochs(self) -> list[int]:
        """Return the epochs that have a backup."""
        names = (path.name for path in self.backup.glob("*.weights.h5"))
        numbers = (name.removesuffix(".weights.h5") for name in names)
        return [int(number) for number in numbers if number.isdecimal()]

    def is_used(self) -> bool:
        """Return whether a run has left files that another would overwrite."""
        return self.model.exists() or self.scores.exists() or bool(self.epochs())

    def is_finished(self) -> bool:
        """Return whether a run is done: it left a model, and no run goes on."""
        running = self.epochs() or (self.backup / RUNNING).exists()
        return self.model.exists() and not running

    def begin(self):
        """Write the mark of a run that is not done."""
        self.backup.mkdir(parents=True, exist_ok=True)
        (self.backup / RUNNING).touch()

    def finish(self):
        """Remove the backup; other files in its folder stay."""
        if not self.backup.is_dir():
            return
        for epoch in self.epochs():
            self._of(epoch).unlink()
        for name in (*ASIDE, RUNNING):
            (self.backup / name).unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self.backup.rmdir()

    def remove(self):
        """Remove all files of a run; exported versions stay."""
        # The backup first: a kill then leaves a finished model, which loads.
        self.finish()
        for file in (self.model, self.scores):
            file.unlink(missing_ok=True)

    def save_best(self, model, best: dict):
        """Write the model of the best epoch, and its scores."""
        aside = self.backup / "model.keras"
        model.save(aside)
        # The scores stand in the model's file too, so that one rename replaces both.
        with zipfile.ZipFile(aside, "a") as archive:
            archive.comment = json.dumps(best).encode()
        os.replace(aside, self.model)
        self._save_scores(best)

    def back_up(self, model, epoch: int):
        """Write weights and optimizer after an epoch, in place of the epoch before."""
        older = self.epochs()
        aside = self.backup / "aside.weights.h5"
        model.save_weights(aside)  # the optimizer's too
        os.replace(aside, self._of(epoch))
        for other in older:
            if other != epoch:
                self._of(other).unlink()

    def best(self) -> dict:
        """Return number and scores of the best epoch; {} without a saved model."""
        if not self.model.is_file():
            return {}
        try:
            with zipfile.ZipFile(self.model) as archive:
                return json.loads(archive.comment or b"{}")
        except (ValueError, zipfile.BadZipFile):
            return {}

    def restore(self, model, epoch: int) -> tuple[dict, list | None]:
        """Load the backup of an epoch into a model.

        Returns:
            Scores and weights of the best epoch; {} and None without a saved model.

        Raises:
            ValueError: the backup is of another model.
        """
        if not model.optimizer.built:
            model.optimizer.build(model.trainable_variables)
        try:
            best, weights = self._restore_best(model)
            model.load_weights(self._of(epoch))
        except ValueError as error:
            reason = str(error).partition("\n")[0].rstrip(".:")
            raise ValueError(
                f"`resume=True` goes on from the backup in {self.path}. It is the "
                f"backup of another model: {reason}. Build the model as it was, on the "
                "same data, or give `overwrite=True` in place of `resume=True` to "
                "begin anew."
            ) from error
        return best, weights

    def _restore_best(self, model):
        if not self.model.is_file():
            return {}, None
        with zipfile.ZipFile(self.model) as archive:
            saved = _config(archive.read("config.json"))
        built = _config(model.to_json())
        # Weights of equal shapes would load into a model with another vocabulary.
        different = [
            name
            for name in sorted({*saved, *built} - KERAS_CONFIG)
            if saved.get(name) != built.get(name)
        ]
        if different:
            raise ValueError(f"it has other {', '.join(different)}")
        model.load_weights(self.model)
        best = self.best()
        self._save_scores(best)  # a kill may have come between the model and them
        return best, model.get_weights()

    def _save_scores(self, best):
        aside = self.backup / "best.json"
        aside.write_text(json.dumps(best, indent=1), encoding="utf-8")
        os.replace(aside, self.scores)

    def _of(self, epoch):
        return self.backup / f"{epoch}.weights.h5"


def _config(text):
    """Return the arguments of a model from its JSON, without ids of shared objects."""

    def plain(part):
        return {name: part[name] for name in part if name != "shared_object_id"}

    return json.loads(text, object_hook=plain)["config"]

"""The folder of one training run, which `Checkpoints` writes and reads.

It holds `model.keras`, the model of the best epoch; `best.json`, the scores of that
epoch; and, until the run is finished, `backup/` with the weights and the optimizer of
the last epoch, from which a killed run is resumed.
"""

import contextlib
import json
import os
import zipfile
from pathlib import Path

# Keys that Keras adds to the config of a functional model. Their values contain
# automatic names, which differ between two models built by the same code.
KERAS_CONFIG = {"name", "layers", "input_layers", "output_layers"}
# Temporary files in the backup's folder. Each is renamed to its final path once it is
# complete; a killed run may leave one.
ASIDE = ("aside.weights.h5", "model.keras", "best.json")
RUNNING = "running"  # an empty file in the backup's folder until the run is finished


class RunFolder:
    """Read and write the files of one training run.

    Call `begin` before `save_best` and `back_up`: they need the backup's folder. Each
    file is written under a temporary name and then renamed, so if the process is killed
    during a write, the previous file is kept.

    Args:
        path: str or Path.

    Raises:
        TypeError: `path` is no path.
        ValueError: `path` is empty, or it or a folder above it is a file.
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
        """Return the epochs that have a backup, counted from 1, in any order."""
        names = (path.name for path in self.backup.glob("*.weights.h5"))
        numbers = (name.removesuffix(".weights.h5") for name in names)
        return [int(number) for number in numbers if number.isdecimal()]

    def is_used(self) -> bool:
        """Return whether the folder has files that a new run would overwrite.

        These are the best model, its scores and a backup. Exported versions are
        ignored, and so are the file `running` and temporary files.
        """
        return self.model.exists() or self.scores.exists() or bool(self.epochs())

    def is_finished(self) -> bool:
        """Return whether the last run in the folder is complete.

        It then has a best model, and neither a backup nor the file `running`.
        """
        running = self.epochs() or (self.backup / RUNNING).exists()
        return self.model.exists() and not running

    def begin(self):
        """Create the backup's folder, and the file `running` in it."""
        self.backup.mkdir(parents=True, exist_ok=True)
        (self.backup / RUNNING).touch()

    def finish(self):
        """Remove the backup. Other files in the backup's folder are kept."""
        if not self.backup.is_dir():
            return
        for epoch in self.epochs():
            self._of(epoch).unlink()
        for name in (*ASIDE, RUNNING):
            (self.backup / name).unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self.backup.rmdir()

    def remove(self):
        """Remove the backup, the best model and its scores.

        The folders `1`, `2`, … of exported versions are kept.
        """
        # The backup is removed first: if the process is killed between the removals,
        # the folder holds a complete model, as after a finished run.
        self.finish()
        for file in (self.model, self.scores):
            file.unlink(missing_ok=True)

    def save_best(self, model, best: dict):
        """Write the model of the best epoch, and its scores.

        Args:
            model: keras.Model.
            best: dict, the number of the epoch and its scores.
        """
        aside = self.backup / "model.keras"
        model.save(aside)
        # The file of the model contains the scores too, so that one rename replaces
        # both. `best.json` is a copy for people and other programs.
        with zipfile.ZipFile(aside, "a") as archive:
            archive.comment = json.dumps(best).encode()
        os.replace(aside, self.model)
        self._save_scores(best)

    def back_up(self, model, epoch: int):
        """Write the backup of an epoch, and remove that of the epoch before.

        Args:
            model: keras.Model, whose weights and optimizer are saved.
            epoch: int, counted from 1.
        """
        older = self.epochs()
        aside = self.backup / "aside.weights.h5"
        model.save_weights(aside)  # includes the variables of the optimizer
        os.replace(aside, self._of(epoch))
        for other in older:
            if other != epoch:
                self._of(other).unlink()

    def best(self) -> dict:
        """Return the number and the scores of the best epoch.

        The dict is empty if there is no best model, or if its file has no scores.
        """
        if not self.model.is_file():
            return {}
        try:
            with zipfile.ZipFile(self.model) as archive:
                return json.loads(archive.comment or b"{}")
        except (ValueError, zipfile.BadZipFile):
            return {}

    def restore(self, model, epoch: int) -> tuple[dict, list | None]:
        """Load the backup of an epoch into a model, and return the best epoch.

        The weights of the best epoch are first loaded into the model, since Keras reads
        them into a model only; then those of the backup replace them.

        Args:
            model: keras.Model, compiled, with the architecture of the backup's model.
            epoch: int, an epoch that has a backup.

        Returns:
            The dict of `best()` and the weights of the best epoch, a list of arrays;
            `{}` and None if there is no best model. Then there is also no config to
            compare with that of `model`, so only the shapes of weights are checked.

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
                f"`resume=True` continues from the backup in {self.path}. It is the "
                f"backup of another model: {reason}. Build the model as before, on the "
                "same data, or give `overwrite=True` in place of `resume=True` to "
                "start anew."
            ) from error
        return best, weights

    def _restore_best(self, model):
        if not self.model.is_file():
            return {}, None
        with zipfile.ZipFile(self.model) as archive:
            saved = _config(archive.read("config.json"))
        built = _config(model.to_json())
        # Without this comparison, weights of equal shapes would load unnoticed into a
        # model with another vocabulary.
        different = [
            name
            for name in sorted({*saved, *built} - KERAS_CONFIG)
            if saved.get(name) != built.get(name)
        ]
        if different:
            raise ValueError(f"it has other {', '.join(different)}")
        model.load_weights(self.model)
        best = self.best()
        # A run that was killed between its two renames has old scores in `best.json`.
        self._save_scores(best)
        return best, model.get_weights()

    def _save_scores(self, best):
        aside = self.backup / "best.json"
        aside.write_text(json.dumps(best, indent=1), encoding="utf-8")
        os.replace(aside, self.scores)

    def _of(self, epoch):
        return self.backup / f"{epoch}.weights.h5"


def _config(text):
    """Return the config of a model from its JSON, without ids of shared objects."""

    def plain(part):
        return {name: part[name] for name in part if name != "shared_object_id"}

    return json.loads(text, object_hook=plain)["config"]

"""The page of samples that `SampleProgress` writes, and reads to resume a run."""

import html
import json
import math
import os
import re

from seqkit.callbacks.run_folder import RunFolder
from seqkit.plot.html_samples import samples_html

FILE = "samples.html"
TITLE = "Samples during training"
# The page contains its own data, from which a resumed run continues. It is no script:
# a browser does not run JSON.
DATA = '<script type="application/json" id="samples">'
_DATA = re.compile(re.escape(DATA) + "(.*?)</script>", re.DOTALL)


class SamplesPage:
    """Keep samples and losses, and write them to `samples.html`.

    Args:
        folder: str or Path. None: nothing is written.

    Attributes:
        samples: list of tuples of a number of updates and a list of texts.
        training: list of tuples of a number of updates and the mean loss since the
            point before.
        validation: list of tuples of a number of updates and a loss.
        unit: str, the unit of the losses.

    Raises:
        TypeError: `folder` is no path.
        ValueError: `folder` is empty, or it or a folder above it is a file.
    """

    def __init__(self, folder: str | os.PathLike | None):
        self.folder = None if folder is None else RunFolder(folder).path
        self.unit = "loss"
        self.samples, self.training, self.validation = [], [], []

    def begin(self, updates: int) -> None:
        """Begin the page of a run that has done some updates before.

        The samples and the losses of these updates are kept: those of this object, or,
        if there are none, those of the file. Later ones, and all if there were no
        updates, are dropped.

        Args:
            updates: int, the updates of the run so far.
        """
        if not self.samples:
            self._read()
        for name in ("samples", "training", "validation"):
            rows = [row for row in getattr(self, name) if updates and row[0] <= updates]
            setattr(self, name, rows)

    def last_sample(self) -> int | None:
        """Return the number of updates before the last sample, or None."""
        return self.samples[-1][0] if self.samples else None

    def headline(self) -> str:
        """Return the line above the last sample: updates and loss."""
        updates = self.last_sample()
        count = "1 update" if updates == 1 else f"{updates:,} updates"
        losses = [loss for after, loss in self.training if after <= updates]
        return f"After {count}{f', {losses[-1]:.3f} {self.unit}' if losses else ''}:"

    def write(self) -> None:
        """Write the file under a temporary name, and rename it."""
        if self.folder is None:
            return
        shown = samples_html(
            self.samples, self.training, self.validation, unit=self.unit, title=TITLE
        )
        data = json.dumps(self._data(), ensure_ascii=True).replace("<", "\\u003c")
        page = (
            '<!doctype html>\n<html><head><meta charset="utf-8">'
            f"<title>{html.escape(TITLE)}</title></head>\n<body>{shown}\n"
            f"{DATA}{data}</script></body></html>\n"
        )
        self.folder.mkdir(parents=True, exist_ok=True)
        aside = self.folder / f".{FILE}"
        aside.write_text(page, encoding="utf-8")
        os.replace(aside, self.folder / FILE)

    def _data(self):
        """Return samples and losses as JSON can hold them: no NaN, no infinity."""
        losses = {
            name: [
                (updates, loss if math.isfinite(loss) else None)
                for updates, loss in getattr(self, name)
            ]
            for name in ("training", "validation")
        }
        return {"samples": self.samples, "unit": self.unit, **losses}

    def _read(self):
        """Read samples and losses from the file, if there is one that is whole."""
        try:
            page = (self.folder / FILE).read_text(encoding="utf-8")
            data = json.loads(_DATA.search(page)[1])
            rows = {
                name: [(int(row[0]), row[1]) for row in data[name]]
                for name in ("samples", "training", "validation")
            }
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return  # no folder, no file, or a file of something else
        self.samples, self.unit = rows["samples"], str(data["unit"])
        for name in ("training", "validation"):
            points = [(x, math.nan if y is None else float(y)) for x, y in rows[name]]
            setattr(self, name, points)

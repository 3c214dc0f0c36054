"""Find yesno: one man says eight words in each clip, yes or no in Hebrew."""

import io
import tarfile
from pathlib import Path

from recipes._datasets.clips import read_clips
from recipes._datasets.clips import written_clips
from recipes._datasets.finding import check_counts
from recipes._datasets.finding import download
from recipes._datasets.finding import find

SOURCE = "https://www.openslr.org/resources/1/waves_yesno.tar.gz"
CLIPS, TABLE = "speech/yesno/clips.zip", "speech/yesno/labels.tsv.gz"
COUNT = 60
DEV, EVERY = 3, 8  # of the sorted clips: number 3, 11, …
WORDS = {"0": "no", "1": "yes"}


def yesno() -> list[dict]:
    """Return the clips of yesno (openslr.org/1, "to test out the Kaldi scripts").

    Returns:
        list of dict: `sound`, a pair of float32 `(samples,)` and 8,000, the sample
        rate; `text`, such as "no no yes no yes yes yes no"; and `split`, "train" or
        "dev".
    """
    return read_clips(*find([[CLIPS, TABLE]], prepare))


def prepare() -> dict[str, bytes]:
    """Download all clips; their names are their words: `0_0_1_0_1_1_1_0.wav`."""
    content = io.BytesIO(download(SOURCE, CLIPS))
    with tarfile.open(fileobj=content) as archive:
        waves = {
            Path(member.name).stem: archive.extractfile(member).read()
            for member in archive.getmembers()
            if member.name.endswith(".wav")
        }
    check_counts(SOURCE, "clips", len(waves), COUNT)
    rows = [
        {
            "clip": f"{name}.flac",
            "split": "dev" if place % EVERY == DEV else "train",
            "text": " ".join(WORDS[digit] for digit in name.split("_")),
        }
        for place, name in enumerate(sorted(waves))
    ]
    clips, table = written_clips(waves, rows)
    return {CLIPS: clips, TABLE: table}

"""Find the files of a named data set, or download and prepare them, for all sets."""

import gzip
import http.client
import os
import urllib.request
from collections.abc import Callable
from collections.abc import Sequence
from pathlib import Path

TIMEOUT = 60  # seconds


def find(
    layouts: Sequence[Sequence[str]], prepare: Callable[[], dict[str, bytes]]
) -> list[Path]:
    """Return the paths of a data set's files; download the files if they are missing.

    Args:
        layouts: alternative lists of relative paths, such as `names/names.txt.gz`. The
            first list whose files are all in one folder is used. `prepare` returns the
            files of the last list.
        prepare: function that downloads and checks the data set, and returns a dict
            from relative path to bytes.

    Returns:
        list of paths in `$SEQKIT_DATA` or in the cache, one for each file of a layout.

    Raises:
        OSError: the files are in neither folder, and could not be downloaded.
        ValueError: the downloaded files are damaged or have changed.
    """
    for folder in folders():
        for layout in layouts:
            if all((folder / file).is_file() for file in layout):
                return [folder / file for file in layout]
    cache = folders()[-1]
    for file, content in prepare().items():
        write_whole(cache / file, content)
    return [cache / file for file in layouts[-1]]


def download(source: str, file: str) -> bytes:
    """Return the bytes at a URL.

    Args:
        source: URL.
        file: relative path of the file that is prepared from the bytes.

    Raises:
        OSError: the download failed; the message contains the path where the user can
            put the file.
    """
    try:
        with urllib.request.urlopen(source, timeout=TIMEOUT) as answer:
            return answer.read()
    except (OSError, http.client.HTTPException) as error:
        looked = " and ".join(str(folder / file) for folder in folders())
        raise OSError(
            f"The data set is not in {looked}, and {source} could not be downloaded "
            f"({error}). Put the file there, or set SEQKIT_DATA to the folder that "
            f"contains {file}."
        ) from error


def check_counts(source: str, what: str, received: object, expected: object) -> None:
    """Raise ValueError unless the counts of a download are as expected.

    Args:
        source: URL of the download, for the message.
        what: noun for what was counted, for the message.
        received: the counts of the download.
        expected: the right counts.
    """
    if received != expected:
        raise ValueError(
            f"{source} should have {expected} {what}. Received {received}. "
            "Try again later."
        )


def packed(content: bytes) -> bytes:
    """Return bytes packed by gzip without a time stamp, so that results are equal."""
    return gzip.compress(content, mtime=0)


def folders() -> list[Path]:
    """Return the folders of data sets: `$SEQKIT_DATA` if it is set, and the cache."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    given = os.environ.get("SEQKIT_DATA")
    return [*([Path(given)] if given else []), home / "seqkit"]


def write_whole(path: Path, content: bytes) -> Path:
    """Write a file under another name and rename it, so that it is never incomplete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_bytes(content)
    os.replace(aside, path)
    return path

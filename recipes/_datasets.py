"""Named data sets: found in `$SEQKIT_DATA` or the cache, or downloaded once."""

import gzip
import http.client
import os
import urllib.request
from collections.abc import Callable
from pathlib import Path

TIMEOUT = 60  # seconds

MAKEMORE = (
    "https://raw.githubusercontent.com/karpathy/makemore/"
    "988aa59e4d8fefa526d06f3b453ad116258398d4/names.txt"
)
# Lines and distinct lines of that file.
MAKEMORE_COUNTS = 32_033, 29_494


def names() -> Path:
    """Finds 32,033 English given names (makemore, MIT), one a line.

    Returns:
        Path of `names/names.txt.gz`.
    """
    return find("names/names.txt.gz", MAKEMORE, prepare_names)


def prepare_names(downloaded: bytes) -> bytes:
    """Checks makemore's list and packs it."""
    lines = downloaded.decode("utf-8", "replace").split()
    counts = len(lines), len(set(lines))
    if counts != MAKEMORE_COUNTS:
        raise ValueError(
            f"{MAKEMORE} should have {MAKEMORE_COUNTS[0]} names, {MAKEMORE_COUNTS[1]} "
            f"of them distinct. Received {counts[0]} and {counts[1]}. Try again later."
        )
    return gzip.compress(downloaded, mtime=0)


def find(file: str, source: str, prepare: Callable[[bytes], bytes]) -> Path:
    """Finds a file of a named data set, or makes it of a download.

    Args:
        file: relative path in the prepared layout, such as `names/names.txt.gz`.
        source: URL of the public home.
        prepare: checks what was downloaded and gives the file's bytes.

    Returns:
        Path of the file in `$SEQKIT_DATA` or in the cache.

    Raises:
        OSError: the file is in neither and could not be downloaded.
        ValueError: what was downloaded is not what it should be.
    """
    for folder in folders():
        if (folder / file).is_file():
            return folder / file
    try:
        with urllib.request.urlopen(source, timeout=TIMEOUT) as answer:
            prepared = prepare(answer.read())
    except (OSError, http.client.HTTPException) as error:
        looked = " and ".join(str(folder / file) for folder in folders())
        raise OSError(
            f"The data set is not in {looked}, and {source} could not be downloaded "
            f"({error}). Put the file there, or set SEQKIT_DATA to the folder that "
            f"holds {file}."
        ) from error
    return write_whole(folders()[-1] / file, prepared)


def folders() -> list[Path]:
    """Lists where data sets are looked for: `$SEQKIT_DATA`, then the cache."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    given = os.environ.get("SEQKIT_DATA")
    return [*([Path(given)] if given else []), home / "seqkit"]


def write_whole(path: Path, content: bytes) -> Path:
    """Writes a file aside and renames it, so that no half of it is ever found."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_bytes(content)
    os.replace(aside, path)
    return path

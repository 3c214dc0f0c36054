"""Find Flickr8k: photographs with five captions each."""

import io
import zipfile
from pathlib import Path

from recipes._datasets.finding import check_counts
from recipes._datasets.finding import download
from recipes._datasets.finding import find
from recipes._datasets.finding import packed

SOURCE = "https://github.com/jbrownlee/Datasets/releases/download/Flickr8k"
TEXTS, PHOTOS = f"{SOURCE}/Flickr8k_text.zip", f"{SOURCE}/Flickr8k_Dataset.zip"
COUNTS = {"train": 6_000, "dev": 1_000, "test": 1_000}
CAPTIONS = 5  # of each photograph
SIDE = 160  # pixels; reduced photographs have a twentieth of the size of the download
QUALITY = 85  # of JPEG

Files = tuple[Path, Path]


def flickr8k() -> tuple[Files, Files]:
    """Return the files of Flickr8k (Hodosh et al. 2013, research use).

    They contain the official splits: 6,000 photographs for training and 1,000 for
    development, with five captions each.

    Returns:
        Two paths for training, and two for development: `flickr8k/images_train.zip`
        contains photographs resized to 160 by 160 pixels;
        `flickr8k/captions_train.tsv.gz` contains on each line the name of a photograph,
        the number of the caption, and the caption.
    """
    files = [file for split in ("train", "dev") for file in files_of(split)]
    found = find([files], prepare)
    return tuple(found[:2]), tuple(found[2:])


def files_of(split: str) -> tuple[str, str]:
    """Return the paths of the two files of a split in the folder of data sets."""
    return f"flickr8k/images_{split}.zip", f"flickr8k/captions_{split}.tsv.gz"


def prepare() -> dict[str, bytes]:
    """Download captions and photographs, and return the files of each split."""
    texts = opened(TEXTS, files_of("train")[1])
    lines = texts.read("Flickr8k.token.txt").decode("utf-8", "replace").split("\n")
    captions = {}
    for line in lines:
        place, _, caption = line.partition("\t")
        name, _, number = place.partition("#")
        captions.setdefault(name, []).append(f"{name}\t{number}\t{caption}\n")
    splits = {}
    for split, count in COUNTS.items():
        listed = texts.read(f"Flickr_8k.{split}Images.txt").decode("ascii").split()
        whole = sum(len(captions.get(name, ())) == CAPTIONS for name in listed)
        received = len(listed), whole
        what = f"photographs of {split}, and photographs with {CAPTIONS} captions"
        check_counts(TEXTS, what, received, (count, count))
        splits[split] = sorted(listed)
    photos = opened(PHOTOS, files_of("train")[0])
    found = {Path(name).name: name for name in photos.namelist()}
    prepared = {}
    for split, names in splits.items():
        present = sum(name in found for name in names)
        check_counts(PHOTOS, f"photographs of {split}", present, len(names))
        images, table = files_of(split)
        prepared[images] = squashed({name: photos.read(found[name]) for name in names})
        table_lines = "".join(line for name in names for line in captions[name])
        prepared[table] = packed(table_lines.encode())
    return prepared


def opened(source: str, file: str) -> zipfile.ZipFile:
    """Download and open a zip file; `file` is the file that is prepared from it."""
    content = download(source, file)
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile as error:
        raise ValueError(
            f"{source} should be a zip file. Received {content[:40]!r} ({error}). "
            "Try again later."
        ) from error


def squashed(photos: dict[str, bytes]) -> bytes:
    """Return the bytes of a zip file with the photographs, each resized."""
    from PIL import Image

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in photos.items():
            photo = Image.open(io.BytesIO(content)).convert("RGB")
            small = io.BytesIO()
            resized = photo.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
            resized.save(small, "JPEG", quality=QUALITY)
            archive.writestr(zipfile.ZipInfo(name), small.getvalue())
    return file.getvalue()

"""Read captions from files in the formats of Flickr8k, Flickr30k, COCO and tables."""

import json
import os
import re
from collections.abc import Iterator

from seqkit.arguments import list_of
from seqkit.table_files import csv_columns
from seqkit.table_files import format_of
from seqkit.table_files import stripped
from seqkit.text_files import BLANK
from seqkit.text_files import file_at
from seqkit.text_files import lines_of
from seqkit.text_files import text_blocks

# Flickr's files number the captions of an image: "1000268201_693b08cb0e.jpg#0".
_NUMBER = re.compile(r"#\d+$")


def read_captions(
    path: str | os.PathLike,
    split: str | None = None,
    columns: tuple[str, str] = ("image", "caption"),
) -> dict[str, list[str]]:
    """Read the captions of each image.

    The format depends on the name of the file, plain or `.gz`, and on its first line
    that is not blank:

    - `.json` with the key "annotations": COCO's format, as `captions_train2014.json`;
    - other `.json`: Karpathy's splits, as `dataset_flickr8k.json`, `dataset_coco.json`;
    - a first line with a tab: if it contains the names of both `columns`, a table; if
      not, the first field of each line is the image and the last is the caption, as in
      `Flickr8k.token.txt` and Flickr30k's `results_20130124.token`;
    - other files: CSV with the names of its columns in the first line.

    White space around the names of images and around captions is dropped.

    Args:
        path: str or Path of the file, UTF-8.
        split: str, one of Karpathy's "train", "restval", "val" and "test". None: all.
        columns: pair of str, the names of the columns of images and of captions in a
            table.

    Returns:
        dict from the name of each image to the list of its captions, both in the order
        of the file.

    Raises:
        ValueError: there is no such file, it has another format, a row is broken, or
            there is no caption.

    Example:
    >>> captions = read_captions("Flickr8k.token.txt")
    >>> names = read_texts("Flickr_8k.trainImages.txt")
    >>> training = {name: captions[name] for name in names}
    """
    path, columns = file_at(path), list_of(columns, "columns")
    if len(columns) != 2:
        raise ValueError(
            "`columns` are two names, of the columns of images and of captions. "
            f'Received {columns!r:.80}. Give `("image", "caption")`, say.'
        )
    if format_of(path) == ".json":
        rows = _json(path, split)
    elif split is not None:
        raise ValueError(
            "`split` chooses among the images of Karpathy's .json files. Received "
            f"split={split!r} and {path.name!r}. Choose by names: "
            "`{name: captions[name] for name in names}`."
        )
    elif "\t" in next(_filled(path), (0, ""))[1]:
        rows = _lines(path, columns)
    else:
        rows = map(stripped, csv_columns(path, columns))
    captions = {}
    for name, caption in rows:
        if not name:
            raise ValueError(
                "Each caption belongs to an image. Received a caption without the name "
                f"of its image in {path}: {caption!r:.80}. Fill in the name, or leave "
                "the caption out."
            )
        captions.setdefault(name, []).append(caption)
    if not captions:
        raise ValueError(
            f"Expected captions. Received none in {path}"
            f"{'' if split is None else f', split {split!r}'}. Check the file."
        )
    return captions


def _lines(path, columns) -> Iterator[tuple[str, str]]:
    """Yield the image and the caption of each line with tabs."""
    places, columns = (0, -1), stripped(columns)
    for filled, (row, line) in enumerate(_filled(path)):
        fields = stripped(line.split("\t"))
        if not filled and set(columns) <= set(fields):
            places = [fields.index(name) for name in columns]
            continue
        if len(fields) < 2 or len(fields) <= max(places):
            raise ValueError(
                f"{path}, line {row}: expected an image, a tab and a caption. "
                f"Received {line!r:.80}. Write `image.jpg<tab>A caption .`."
            )
        name, caption = (fields[place] for place in places)
        yield _NUMBER.sub("", name), caption


def _filled(path) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank, with their numbers."""
    lines = enumerate(lines_of(path), 1)
    return ((row, line) for row, line in lines if line.strip(BLANK))


def _json(path, split) -> Iterator[tuple[str, str]]:
    """Yield the image and the caption of each caption in COCO's or Karpathy's file."""
    content = "".join(text_blocks(path))
    try:
        content = json.loads(content)
        if "annotations" in content:
            yield from _coco(content)
        else:
            yield from _karpathy(content, split)
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(
            'Expected COCO\'s captions, {"images": [{"id": …, "file_name": …}], '
            '"annotations": [{"image_id": …, "caption": …}]}, or Karpathy\'s, '
            '{"images": [{"filename": …, "split": …, "sentences": [{"raw": …}]}]}. '
            f"Received {path} ({type(error).__name__}: {error}). Check the file."
        ) from error


def _coco(content):
    """Yield the name of the image and the caption, for each of COCO's annotations."""
    names = {image["id"]: image["file_name"] for image in content["images"]}
    for each in content["annotations"]:
        yield names[each["image_id"]].strip(), each["caption"].strip()


def _karpathy(content, split):
    """Yield the name of the image and the caption, for each of one Karpathy split."""
    for image in content["images"]:
        if split not in (None, image["split"]):
            continue
        # COCO's images are in two folders, so their names include the folder.
        folder = f"{image['filepath']}/" if image.get("filepath") else ""
        for sentence in image["sentences"]:
            yield (folder + image["filename"]).strip(), sentence["raw"].strip()

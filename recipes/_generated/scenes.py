"""Scenes of two coloured shapes, drawn on the fly, each with its one true caption.

The larger shape is named first, and sizes always differ, so that a picture has one
caption only. Scenes for validation and test have captions that training never has: of
all 6,912 captions, every eighth is held back.
"""

import io
import random
import zlib
from dataclasses import dataclass

import numpy as np
from PIL import Image
from PIL import ImageDraw

SIDE = 64  # pixels of a picture
FINER = 4  # pixels drawn for one of the picture, so that edges are smooth
RADII = {"small": 5.5, "medium": 8.5, "large": 13.0}
COLOURS = {
    "red": (215, 35, 40),
    "green": (40, 160, 60),
    "blue": (45, 80, 215),
    "yellow": (240, 215, 40),
    "purple": (140, 50, 165),
    "white": (250, 250, 250),
}
SHAPES = {  # corners of radius 1; x to the right, y down
    "circle": None,
    "square": [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
    "triangle": [(0, -1), (1, 0.85), (-1, 0.85)],
    "cross": [
        (x * turn[0] - y * turn[1], x * turn[1] + y * turn[0])
        for turn in ((1, 0), (0, 1), (-1, 0), (0, -1))
        for x, y in ((-0.33, -1), (0.33, -1), (0.33, -0.33))
    ],
}
# The direction from the second object to the first, x and y.
RELATIONS = {"left of": (-1, 0), "right of": (1, 0), "above": (0, -1), "below": (0, 1)}
WORDS_OF_EACH = 3  # size, colour, shape
HELD_BACK = 8


@dataclass(frozen=True, eq=False)
class Scenes:
    """Pictures, captions, and the boxes of both objects in the order of the caption.

    Args:
        images: uint8 `(scenes, 64, 64, 3)`.
        captions: list of str.
        boxes: int `(scenes, 2, 4)`, left, top, right and bottom of each object, pixels,
            the last two just beyond it.
    """

    images: np.ndarray
    captions: list[str]
    boxes: np.ndarray


def scenes(count: int, seed: int = 0, unseen: bool = False) -> Scenes:
    """Draw scenes.

    Args:
        count: int.
        seed: int. The same seed gives the same scenes.
        unseen: bool, whether their captions are those that are held back.
    """
    draw = random.Random(f"{seed} {unseen}")
    noise = np.random.default_rng(draw.randrange(2**32))
    captions, boxes = [], np.zeros((count, 2, 4), int)
    images = np.zeros((count, SIDE, SIDE, 3), "uint8")
    for row in range(count):
        objects, relation = described(draw, unseen)
        captions.append(caption_of(objects, relation))
        radii = [RADII[size] * draw.uniform(0.95, 1.05) for size, _, _ in objects]
        centres = placed(radii, RELATIONS[relation], draw)
        images[row], boxes[row] = painted(objects, radii, centres, draw, noise)
    return Scenes(images, captions, boxes)


def caption_of(objects, relation: str) -> str:
    """Return a caption: "a large red circle left of a small blue square"."""
    first, second = (f"a {' '.join(words)}" for words in objects)
    return f"{first} {relation} {second}"


def objects_of(caption: str) -> list[int]:
    """Return the object that each word describes: 0, 1, or -1 for neither."""
    words = caption.split()
    told = [-1] * len(words)
    for place in range(1, WORDS_OF_EACH + 1):
        told[place], told[-place] = 0, 1
    return told


def places_of(box: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """Return the places of a grid over the picture that an object covers.

    Args:
        box: int `(4,)`, of `Scenes.boxes`.
        rows: int, of the grid.
        columns: int, of the grid.

    Returns:
        bool `(rows, columns)`; the mean is the share of even attention on the object.
    """
    left, top, right, bottom = box
    across, down = np.arange(columns) * SIDE / columns, np.arange(rows) * SIDE / rows
    inside_across = (across < right) & (across + SIDE / columns > left)
    inside_down = (down < bottom) & (down + SIDE / rows > top)
    return inside_down[:, None] & inside_across


def described(draw: random.Random, unseen: bool):
    """Draw two objects and their relation, with a caption that is held back or not."""
    while True:
        sizes = sorted(draw.sample([*RADII], 2), key=RADII.get, reverse=True)
        objects = [
            (size, draw.choice([*COLOURS]), draw.choice([*SHAPES])) for size in sizes
        ]
        relation = draw.choice([*RELATIONS])
        caption = caption_of(objects, relation)
        if (zlib.crc32(caption.encode()) % HELD_BACK == 0) == unseen:
            return objects, relation


def placed(radii, direction, draw: random.Random) -> np.ndarray:
    """Draw the centres `(2, 2)`, x and y: far apart on one axis, less on the other."""
    room = SIDE - 2 - sum(radii)
    apart = draw.uniform(sum(radii) + 2, room)
    aside = draw.uniform(-apart / 3, apart / 3)
    along, across = np.array(direction), np.array(direction)[::-1]
    centres = np.array([along * apart + across * aside, (0.0, 0.0)])
    reach = np.array(radii)[:, None]
    lowest, highest = (centres - reach).min(axis=0), (centres + reach).max(axis=0)
    free = SIDE - 2 - (highest - lowest)
    return centres + [1 - lowest[axis] + draw.uniform(0, free[axis]) for axis in (0, 1)]


def painted(objects, radii, centres, draw, noise):
    """Return a painted scene, uint8 `(64, 64, 3)`, and the boxes, int `(2, 4)`."""
    picture = np.full((SIDE, SIDE, 3), draw.uniform(60, 190))
    boxes = []
    for (_, colour, shape), radius, centre in zip(objects, radii, centres, strict=True):
        cover = covered(shape, radius, centre)
        light = draw.uniform(0.85, 1.0)
        paint = light * np.array(COLOURS[colour]) + noise.normal(0, 6, 3)
        picture += cover[..., None] * (paint - picture)
        down, across = np.nonzero(cover > 0.5)
        boxes.append([across.min(), down.min(), across.max() + 1, down.max() + 1])
    picture += noise.normal(0, 5, picture.shape)
    return picture.clip(0, 255).round().astype("uint8"), np.array(boxes)


def covered(shape: str, radius: float, centre: np.ndarray) -> np.ndarray:
    """Return the share of each pixel that a shape covers, float `(64, 64)`."""
    sheet = Image.new("L", (SIDE * FINER, SIDE * FINER))
    pen, (x, y), size = ImageDraw.Draw(sheet), centre * FINER, radius * FINER
    if SHAPES[shape] is None:
        pen.ellipse((x - size, y - size, x + size, y + size), fill=255)
    else:
        corners = [(x + size * right, y + size * down) for right, down in SHAPES[shape]]
        pen.polygon(corners, fill=255)
    return np.asarray(sheet.reduce(FINER), float) / 255


def captioned(
    count: int, seed: int = 0, unseen: bool = False
) -> tuple[np.ndarray, list[list[str]]]:
    """Return the images of `scenes`, and a list of the caption of each."""
    drawn = scenes(count, seed, unseen)
    return drawn.images, [[caption] for caption in drawn.captions]


def png(pixels: np.ndarray) -> bytes:
    """Return the PNG file of a picture, uint8 `(height, width, 3)`."""
    Image.fromarray(pixels).save(file := io.BytesIO(), "PNG")
    return file.getvalue()

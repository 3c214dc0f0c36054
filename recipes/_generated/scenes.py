"""Generate pictures of two coloured shapes with captions, for the recipe `captioning`.

A picture has exactly one right caption, since the two sizes differ and the larger shape
is named first. Scenes for validation and test have captions that training never has: an
eighth of all 6,912 captions is held back.
"""

import io
import random
import zlib
from dataclasses import dataclass

import numpy as np
from PIL import Image
from PIL import ImageDraw

SIDE = 64  # pixels of a picture
FINER = 4  # shapes are drawn this many times larger, then reduced: edges are smooth
RADII = {"small": 5.5, "medium": 8.5, "large": 13.0}  # pixels
COLOURS = {
    "red": (215, 35, 40),
    "green": (40, 160, 60),
    "blue": (45, 80, 215),
    "yellow": (240, 215, 40),
    "purple": (140, 50, 165),
    "white": (250, 250, 250),
}
SHAPES = {  # corners of a shape of radius 1; x to the right, y down; None: a circle
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
WORDS_OF_EACH = 3  # an object is described by size, colour and shape
HELD_BACK = 8  # one caption of this number is held back


@dataclass(frozen=True, eq=False)
class Scenes:
    """Pictures, their captions, and the positions of both objects.

    Args:
        images: uint8 `(scenes, 64, 64, 3)`.
        captions: list of str.
        boxes: int `(scenes, 2, 4)`, left, top, right and bottom of each object in
            pixels, in the order of the caption. Right and bottom are the first pixels
            after the object.
    """

    images: np.ndarray
    captions: list[str]
    boxes: np.ndarray


def scenes(count: int, seed: int = 0, unseen: bool = False) -> Scenes:
    """Return random scenes.

    Args:
        count: int, how many scenes.
        seed: int. The same seed gives the same scenes.
        unseen: bool. True: only captions that are held back; False: only others.
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
    """Return for each word of a caption the object that the word describes.

    Returns:
        list of int: 0 for the first object, 1 for the second, -1 for words such as
        "above".
    """
    words = caption.split()
    objects = [-1] * len(words)
    for place in range(1, WORDS_OF_EACH + 1):
        objects[place], objects[-place] = 0, 1
    return objects


def places_of(box: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """Return which places of a grid over the picture overlap an object.

    Args:
        box: int `(4,)`, a row of `Scenes.boxes`.
        rows: int, number of rows of the grid.
        columns: int, number of columns of the grid.

    Returns:
        bool `(rows, columns)`. Its mean is the attention on the object if attention is
        equal everywhere.
    """
    left, top, right, bottom = box
    across, down = np.arange(columns) * SIDE / columns, np.arange(rows) * SIDE / rows
    inside_across = (across < right) & (across + SIDE / columns > left)
    inside_down = (down < bottom) & (down + SIDE / rows > top)
    return inside_down[:, None] & inside_across


def described(draw: random.Random, unseen: bool):
    """Return two random objects and their relation.

    Their caption is held back if `unseen`, and not held back otherwise. An object is a
    tuple of size, colour and shape.
    """
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
    """Return random centres of both objects, float `(2, 2)`, x and y in pixels.

    The objects do not overlap along `direction`, and are less far apart across it.
    """
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
    """Return the picture of a scene, uint8 `(64, 64, 3)`, and boxes, int `(2, 4)`.

    Background, light and noise are random.
    """
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
    """Return the images of `scenes`, and for each a list of its one caption.

    The recipe `captioning` reads pictures and captions in this form.
    """
    drawn = scenes(count, seed, unseen)
    return drawn.images, [[caption] for caption in drawn.captions]


def png(pixels: np.ndarray) -> bytes:
    """Return a picture, uint8 `(height, width, 3)`, as the bytes of a PNG file."""
    Image.fromarray(pixels).save(file := io.BytesIO(), "PNG")
    return file.getvalue()

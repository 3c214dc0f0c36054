"""Generate clips of a moving shape, whose motion is the class, for the recipe `video`.

No single frame tells the class: in each class the shape, its colour, its place and its
angle are distributed in the same way. A shape that leaves the picture comes in again at
the other side.
"""

import numpy as np
from PIL import Image
from PIL import ImageDraw

SIDE = 32  # pixels of a frame
FINER = 4  # shapes are drawn this many times larger, then reduced: edges are smooth
FRAMES = 8, 16  # the fewest and the most frames of a clip
RADIUS = 6.0, 10.0  # pixels
SPEED = 1.5, 4.0  # pixels a frame
TURN = 10.0, 25.0  # degrees a frame; a square looks the same after 90
SHAPES = {  # corners of a shape of radius 1; x to the right, y down
    "square": [(-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)],
    "triangle": [(0, -1), (0.87, 0.5), (-0.87, 0.5)],
    "bar": [(-1, -0.3), (1, -0.3), (1, 0.3), (-1, 0.3)],
}
MOTIONS = {  # moves to the right and down, and turns to the right, of one frame
    "left": (-1, 0, 0),
    "right": (1, 0, 0),
    "up": (0, -1, 0),
    "down": (0, 1, 0),
    "turns left": (0, 0, -1),
    "turns right": (0, 0, 1),
}


def moving_shapes(count: int, seed: int = 0) -> tuple[list[np.ndarray], list[str]]:
    """Return clips and the motion in each.

    Args:
        count: int, number of clips.
        seed: int; the same seed draws the same clips.

    Returns:
        list of uint8 `(time, 32, 32, 3)` of 8 to 16 frames, and list of str: "left",
        "right", "up", "down", "turns left" or "turns right".
    """
    random, names = np.random.default_rng(seed), list(MOTIONS)
    # Each motion occurs equally often.
    motions = [names[row % len(names)] for row in random.permutation(count)]
    return [_clip(random, motion) for motion in motions], motions


def _clip(random, motion):
    """Return the frames of one clip."""
    corners = np.array(SHAPES[random.choice(list(SHAPES))]) * random.uniform(*RADIUS)
    place, angle = random.uniform(0, SIDE, 2), random.uniform(0, 360)
    across, down, turn = MOTIONS[motion]
    move = np.array([across, down]) * random.uniform(*SPEED)
    turn = turn * random.uniform(*TURN)
    paint, ground = random.uniform(120, 255, 3), random.uniform(0, 90, 3)
    frames = []
    for step in range(random.integers(FRAMES[0], FRAMES[1] + 1)):
        cover = _covered(corners, place + step * move, angle + step * turn)
        picture = ground + cover[..., None] * (paint - ground)
        picture += random.normal(0, 8, picture.shape)
        frames.append(picture.clip(0, 255).round().astype("uint8"))
    return np.stack(frames)


def _covered(corners, place, angle):
    """Return the share of each pixel that a shape covers, float `(32, 32)`."""
    cosine, sine = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    turned = corners @ np.array([[cosine, sine], [-sine, cosine]])
    sheet = Image.new("L", (SIDE * FINER, SIDE * FINER))
    pen = ImageDraw.Draw(sheet)
    for right in (-SIDE, 0, SIDE):  # parts beyond an edge come in at the other
        for below in (-SIDE, 0, SIDE):
            moved = (turned + place % SIDE + (right, below)) * FINER
            pen.polygon([tuple(corner) for corner in moved.round().tolist()], fill=255)
    return np.asarray(sheet.reduce(FINER), float) / 255

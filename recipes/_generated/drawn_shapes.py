"""Generate drawings of four shapes, and tell shapes apart, for the recipe `sketches`.

A spiral, a star and a zigzag are one line each; a house is three: walls, roof and door.
Size, proportions, angle and each point differ from drawing to drawing. `shape_of` reads
the geometry of a drawing, not how it was made, so it judges any drawing.
"""

from itertools import pairwise
from itertools import permutations

import numpy as np

import seqkit
from seqkit.strokes.ramer_douglas_peucker import simplified

SHAPES = "spiral", "star", "house", "zigzag"
SIZE = 60.0, 140.0  # pixels from the centre to the farthest points, twice
STRETCH = 0.8, 1.25  # of one axis
JITTER = 0.01  # of the size: standard deviation of each coordinate of a point
TURN = {"spiral": 180.0, "star": 36.0, "house": 8.0, "zigzag": 30.0}  # degrees
TURNS = 1.8, 2.8  # of a spiral
ROUND = 12  # points in one turn of a spiral
EDGES = 6, 9  # of a zigzag

# What `shape_of` allows, in shares of the size of a drawing, unless it says otherwise.
TOLERANCE = 0.07  # distance of a point from the edge between two corners
GAP = 0.2  # between two points that are meant to be one
SQUARE = 30.0  # degrees from a right angle
SHARP = 40.0  # degrees, the least turn of a zigzag
EVEN = 2.0  # the most ratio of the longest edge of a zigzag to the shortest
STEP = 0.18  # the most that a spiral moves outward between two points
POINTED = 1.2  # the least ratio of an outer radius of a star to the next inner one
LEAST_TURNS = 1.4  # of a spiral


def drawn_shapes(
    count: int, seed: int = 0
) -> tuple[list["seqkit.strokes.Drawing"], list[str]]:
    """Return drawings of 13 to 34 points, and the shape of each.

    Args:
        count: int, number of drawings.
        seed: int; the same seed makes the same drawings.

    Returns:
        list of `Drawing` in pixels; and list of str: "spiral", "star", "house" or
        "zigzag", each equally often.
    """
    random = np.random.default_rng(seed)
    names = [SHAPES[row % len(SHAPES)] for row in random.permutation(count)]
    drawings = [seqkit.strokes.Drawing.from_lines(_lines(n, random)) for n in names]
    return drawings, names


def shape_of(drawing: "seqkit.strokes.Drawing") -> str | None:
    """Return the shape of a drawing by its geometry, or None if it is none of them."""
    offsets = drawing.offsets * np.array([1, 1, 0])
    size = np.ptp(np.cumsum(offsets, axis=0), axis=0).max() if len(offsets) else 0
    if not size:
        return None
    shorter, _ = simplified([drawing.offsets], TOLERANCE * size)
    lines, corners = (
        [line / size for line in each.lines]
        for each in (drawing, seqkit.strokes.Drawing(shorter))
    )
    if len(lines) == 3:
        orders = permutations(range(3))
        found = any(_is_house(corners[i], corners[j], lines[k]) for i, j, k in orders)
        return "house" if found else None
    if len(lines) != 1:
        return None
    rules = {"spiral": _is_spiral, "star": _is_star, "zigzag": _is_zigzag}
    found = (name for name, rule in rules.items() if rule(lines[0], corners[0]))
    return next(found, None)


def _lines(name, random):
    """Return the lines of one drawing, float `(points, 2)` each."""
    size = random.uniform(*SIZE)
    angle = np.radians(random.uniform(-1, 1) * TURN[name])
    turned = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    stretch = [random.uniform(*STRETCH), 1]
    lines = {"spiral": _spiral, "star": _star, "house": _house, "zigzag": _zigzag}
    return [
        (line * stretch @ turned + random.normal(0, 2 * JITTER, line.shape)) * size / 2
        for line in lines[name](random)
    ]


def _spiral(random):
    """Return a spiral from the centre to radius 1, to the left or to the right."""
    turns = random.uniform(*TURNS)
    angle = np.arange(0, turns, 1 / ROUND) * 2 * np.pi
    radius = 0.15 + 0.85 * angle / angle[-1]
    side = random.choice([-1, 1])
    return [np.stack([radius * np.cos(angle), side * radius * np.sin(angle)], axis=1)]


def _star(random):
    """Return the outline of a star with five outer corners, from its top around."""
    angle = np.arange(11) * np.pi / 5
    radius = np.where(np.arange(11) % 2, random.uniform(0.35, 0.5), 1)
    corners = np.stack([radius * np.sin(angle), -radius * np.cos(angle)], axis=1)
    return [_along(corners)]


def _house(random):
    """Return walls from the left of the floor around, the roof, and the door."""
    wide, high = random.uniform(0.6, 0.8), random.uniform(0.5, 0.7)
    eaves, top = 1 - 2 * high, random.uniform(-1, -0.8)
    top = min(top, eaves - 0.4)
    walls = [(-wide, 1), (-wide, eaves), (wide, eaves), (wide, 1), (-wide, 1)]
    roof = [(-wide, eaves), (0, top), (wide, eaves)]
    left, right = random.uniform(-0.5, -0.2), random.uniform(0.2, 0.5)
    upper = 1 - random.uniform(0.4, 0.7) * 2 * high
    door = [(left * wide, 1), (left * wide, upper)]
    door += [(right * wide, upper), (right * wide, 1)]
    return [_along(walls), _along(roof), _along(door)]


def _zigzag(random):
    """Return a line that goes up and down from left to right."""
    count = random.integers(EDGES[0], EDGES[1] + 1) + 1
    across = np.linspace(-1, 1, count)
    high = random.uniform(0.25, 0.45)
    down = np.where(np.arange(count) % 2, -high, high)
    return [_along(np.stack([across, down], axis=1))]


def _along(corners):
    """Return the corners of a line and the middles of its edges."""
    corners = np.asarray(corners, float)
    middles = (corners[1:] + corners[:-1]) / 2
    both = np.stack([corners[:-1], middles], axis=1).reshape(-1, 2)
    return np.concatenate([both, corners[-1:]])


def _is_closed(line):
    """Return whether a line ends where it begins."""
    return np.hypot(*(line[-1] - line[0])) <= GAP


def _turns(line):
    """Return the turns at the inner points of a line, radians; to the right above 0."""
    ways = np.arctan2(*np.diff(line, axis=0).T[::-1])
    return (np.diff(ways) + np.pi) % (2 * np.pi) - np.pi


def _is_spiral(line, corners):
    """Return whether a line goes around its start, farther away in each turn."""
    if len(line) < ROUND:
        return False
    centre = line[: ROUND // 2].mean(axis=0)
    points = line[ROUND // 4 :] - centre
    angle = np.unwrap(np.arctan2(points[:, 1], points[:, 0]))
    angle = (angle - angle[0]) * np.sign(angle[-1] - angle[0])
    if angle[-1] < LEAST_TURNS * 2 * np.pi or np.diff(angle).min() < -0.3:
        return False
    radius = np.hypot(*points.T)
    if np.abs(np.diff(radius)).max() > STEP:
        return False
    later = angle >= 2 * np.pi
    before = np.interp(angle[later] - 2 * np.pi, np.maximum.accumulate(angle), radius)
    return bool((radius[later] > before + 0.03).all())


def _is_star(line, corners):
    """Return whether a closed line has ten corners, far and near in turn."""
    if len(corners) != 11 or not _is_closed(line):
        return False
    corners = corners[:-1]
    around = corners - corners.mean(axis=0)
    angle = np.unwrap(np.arctan2(around[:, 1], around[:, 0]))
    steps = np.diff(angle) * np.sign(angle[-1] - angle[0])
    radius = np.hypot(*around.T)
    outer, inner = radius[::2], radius[1::2]
    if outer.mean() < inner.mean():
        outer, inner = inner, outer
    return bool((steps > 0).all() and outer.min() > POINTED * inner.max())


def _is_zigzag(line, corners):
    """Return whether an open line turns left and right by turns, and moves ahead."""
    if len(corners) <= EDGES[0] or _is_closed(line):
        return False
    turns, moves = _turns(corners), corners[2:] - corners[:-2]
    _, _, axes = np.linalg.svd(corners - corners.mean(axis=0))
    ahead, aside = (moves @ axes.T).T
    one_way = (ahead * np.sign(ahead.sum()) > np.abs(aside)).all()
    edges = np.hypot(*np.diff(corners, axis=0).T)
    by_turns = all(first * second < 0 for first, second in pairwise(turns))
    sharp = np.abs(turns).min() > np.radians(SHARP)
    return bool(one_way and by_turns and sharp and edges.max() < EVEN * edges.min())


def _is_house(walls, roof, door):
    """Return whether lines are four walls, a roof on them, and a door on the floor.

    Walls and roof are corners, the door is the whole line.
    """
    if [len(walls), len(roof)] != [5, 3] or not _is_closed(walls) or len(door) < 3:
        return False
    corners = walls[:-1]
    turns = _turns(np.concatenate([corners, corners[:2]]))  # (4,)
    order = corners[np.argsort(corners[:, 1])]  # the upper two first
    upper, lower = (side[np.argsort(side[:, 0])] for side in (order[:2], order[2:]))
    eaves = roof[[0, 2]][np.argsort(roof[[0, 2], 0])]
    return bool(
        abs(turns.sum()) > 6
        and (np.abs(np.abs(turns) - np.pi / 2) < np.radians(SQUARE)).all()
        and np.hypot(*(eaves - upper).T).max() < GAP
        and roof[1, 1] < upper[:, 1].min() - TOLERANCE
        and _is_door(door, upper, lower)
    )


def _is_door(door, upper, lower):
    """Return whether both ends of a line stand on the floor, and a lintel is above."""
    left, right = lower[0, 0] - TOLERANCE, lower[1, 0] + TOLERANCE
    inside = (door[:, 0] > left) & (door[:, 0] < right)
    ends = door[[0, -1]]
    floor = np.interp(ends[:, 0], lower[:, 0], lower[:, 1])
    stands = np.abs(ends[:, 1] - floor).max() < GAP / 2
    highest = door[:, 1].min()
    high = floor.min() - highest
    if high < TOLERANCE:
        return False
    lintel = door[door[:, 1] < highest + 0.4 * high, 0]
    below_eaves = highest > upper[:, 1].min() - TOLERANCE
    as_wide = np.ptp(lintel) > 0.5 * abs(ends[1, 0] - ends[0, 0]) > TOLERANCE / 4
    return inside.all() and stands and below_eaves and as_wide

"""Write the pictures that the recipe `sketches` leaves beside its model."""

from pathlib import Path

import seqkit
from recipes import _drawing_checks

TEMPERATURES = 0.2, 0.5, 0.8
COLUMNS = 8
ROWS = 3  # of the interpolations


def write(
    folder: str | None,
    model: "seqkit.Sketcher",
    drawings: list["seqkit.strokes.Drawing"],
) -> None:
    """Write pictures of new drawings, and one drawing that moves, into a folder.

    `drawings.png` has a row for each temperature; `interpolation.png` goes from one
    drawing of the test part to another in each row; without a latent vector
    `completions.png` has halves of drawings above what the model makes of them. In
    `drawing.svg` the pen moves.

    Args:
        folder: path of the model. None: nothing is written.
        model: `Sketcher`.
        drawings: the test part.
    """
    if folder is None:
        return
    folder = Path(folder)
    drawn = [
        drawing
        for row, temperature in enumerate(TEMPERATURES)
        for drawing in model.draw(COLUMNS, temperature=temperature, seed=row)
    ]
    drawn[COLUMNS].animation(folder / "drawing.svg")
    print(f"\nA drawing of the model, as the pen moves: {folder / 'drawing.svg'}")
    try:
        figures = {"drawings": _temperatures(drawn), **_own_figure(model, drawings)}
    except ImportError as error:
        print(f"No picture: {error}")
        return
    for name, figure in figures.items():
        figure.savefig(folder / f"{name}.png")
    print(f"Pictures: {', '.join(str(folder / f'{name}.png') for name in figures)}")


def _temperatures(drawn):
    """Return the figure of drawings, a row for each temperature."""
    labels = [f"{each}" for each in TEMPERATURES for _ in range(COLUMNS)]
    return seqkit.plot.drawings(drawn, labels, columns=COLUMNS)


def _own_figure(model, drawings):
    """Return a dict of the figure that the kind of model has, by name."""
    if model.latent is None:
        # Colder, drawings of people end in loops; generated shapes do not mind.
        starts, found = _drawing_checks.completed(
            model, drawings[:COLUMNS], _drawing_checks.TEMPERATURE
        )
        named = ["half"] * len(starts) + ["completed"] * len(found)
        columns = len(starts)
        figure = seqkit.plot.drawings([*starts, *found], named, columns=columns)
        return {"completions": figure}
    pairs = list(
        zip(drawings[: 2 * ROWS : 2], drawings[1 : 2 * ROWS : 2], strict=False)
    )
    rows = [model.interpolate(*pair, steps=COLUMNS, seed=0) for pair in pairs]
    return {"interpolation": seqkit.plot.interpolation(rows)} if rows else {}

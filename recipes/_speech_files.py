"""Write the files that the recipe `speech` leaves beside its model."""

from pathlib import Path
from typing import Any

import seqkit


def write(
    folder: str | None, model: "seqkit.Transcriber", sound: Any, text: str
) -> str:
    """Write a sound of the test part as `example.wav`, and a picture of it.

    Args:
        folder: path of the model. None: nothing is written.
        model: `Transcriber`.
        sound: a sound, as `seqkit.Sound` takes it.
        text: str, what is said.

    Returns:
        str, the path of the sound, which `seqkit run` takes.
    """
    if folder is None:
        return "example.wav"
    folder = Path(folder)
    path = folder / "example.wav"
    read = model.codec.read(sound)
    if read.ndim == 1:
        import soundfile

        soundfile.write(path, read, model.codec.rate, subtype="PCM_16")
    else:  # ready features, of which there is no sound
        path = Path("your_recording.wav")
    answer = model.align(sound)
    title = f"{text}  |  {answer.text}"
    try:
        figure = answer.plot(model.codec.encode(sound), title=title)
    except ImportError as error:
        print(f"\nNo picture: {error}")
        return str(path)
    figure.savefig(folder / "spectrogram.png")
    print(f"\nA sound of the test part is drawn in {folder / 'spectrogram.png'}")
    return str(path)

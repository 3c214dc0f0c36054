"""Makes the archive of this version: a small trained model, and what it says.

    python -m tests.archives.make

Run it once a release, when `seqkit.__version__` has changed; an archive that is there
is never made anew, for it shows that what was saved then still loads.
"""

import json
from pathlib import Path

import keras
import numpy as np

import seqkit

FOLDER = Path(__file__).parent
NAMES = ["anna", "hanna", "johanna", "jon", "nora", "noah", "ida", "ada", "aino"]
# The keyword arguments of `generate`, for each of two prompts.
SETTINGS = [
    {"temperature": 0},
    {"count": 4, "seed": 1},
    {"count": 4, "seed": 2, "temperature": 0.7, "top_k": 3, "top_p": 0.9},
    {"count": 3, "beams": 4, "length_penalty": 0.6},
]
PROMPTS = ["", "jo"]


def make():
    """Trains a model, saves it and writes down what it says."""
    path = FOLDER / f"language_model_{seqkit.__version__}.keras"
    if path.exists():
        raise SystemExit(f"{path} exists. An archive is never made anew.")
    keras.utils.set_random_seed(0)
    vocabulary = seqkit.Vocabulary.from_texts(NAMES)
    model = seqkit.LanguageModel(vocabulary, 16, depth=2, embedding=8, length=12)
    model.compile(keras.optimizers.Adam(0.01))
    ids = vocabulary.encode(NAMES, start=True, end=True)
    x = np.where(ids == 3, 0, ids)[:, :-1]
    model.fit(x, ids[:, 1:], epochs=60, verbose=0)
    model.save(path)
    path.with_suffix(".json").write_text(json.dumps(spoken(model), indent=1) + "\n")


def spoken(model):
    """What a model says: texts and scores under each setting, and nats of names."""
    said = []
    for settings in SETTINGS:
        results = sum(model.generate_n(PROMPTS, **settings), [])
        texts = [result.text for result in results]
        scores = [round(result.score, 6) for result in results]
        said.append({"settings": settings, "texts": texts, "scores": scores})
    nats = [round(float(text.nats_per_token), 6) for text in model.score(NAMES)]
    return {"said": said, "names": NAMES, "nats_per_token": nats}


if __name__ == "__main__":
    make()

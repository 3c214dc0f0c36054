"""Makes the archives of this version: small trained models, and what they say.

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
REQUESTS = ["a table for two", "two for Anna", "Anna", "a table", "", "für zwei"]
REVERSED = [text[::-1] for text in REQUESTS]
SEEN = ["all black", "very white"]
PICTURES = np.stack([np.full((8, 8, 3), value, "uint8") for value in (0, 255)])
INTENTS = ["book", "ask", "ask", "book", "ask", "ask"]
TAGS = {"two": "COUNT", "Anna": "NAME"}


def make():
    """Trains a model of each family, saves it and writes down what it says."""
    for family, (train, say) in FAMILIES.items():
        path = FOLDER / f"{family}_{seqkit.__version__}.keras"
        if path.exists():
            print(f"{path} exists. An archive is never made anew.")
            continue
        keras.utils.set_random_seed(0)
        model = train()
        model.save(path)
        path.with_suffix(".json").write_text(json.dumps(say(model), indent=1) + "\n")


def train_language_model():
    """Trains on names."""
    vocabulary = seqkit.Vocabulary.from_texts(NAMES)
    model = seqkit.LanguageModel(vocabulary, 16, depth=2, embedding=8, length=12)
    model.compile(keras.optimizers.Adam(0.01))
    ids = vocabulary.encode(NAMES, start=True, end=True)
    x = np.where(ids == 3, 0, ids)[:, :-1]
    model.fit(x, ids[:, 1:], epochs=60, verbose=0)
    return model


def train_sequence_classifier():
    """Trains on requests and their intents."""
    vocabulary = seqkit.Vocabulary.from_texts(REQUESTS, split="words", html_breaks=True)
    model = seqkit.SequenceClassifier(
        vocabulary, ["ask", "book"], 4, embedding=4, pooling="attention", dropout=0.0
    )
    targets = np.array([model.labels.index(intent) for intent in INTENTS])
    model.fit(vocabulary.encode(REQUESTS), targets, epochs=20, verbose=0)
    return model


def train_sequence_tagger():
    """Trains on the tags and intents of requests."""
    vocabulary = seqkit.SpelledVocabulary.from_texts(REQUESTS)
    model = seqkit.SequenceTagger(
        vocabulary,
        ["COUNT", "NAME", "O"],
        4,
        embedding=4,
        character_units=4,
        labels=["ask", "book"],
    )
    words = vocabulary.tokenize(REQUESTS)
    tags = [[TAGS.get(word, "O") for word in row] for row in words]
    batches = seqkit.data.tagged(
        REQUESTS, tags, vocabulary, model.tags, labels=INTENTS, label_names=model.labels
    )
    model.fit(batches, epochs=20, shuffle=False, verbose=0)
    return model


def train_seq2seq():
    """Trains on requests, to say them backwards."""
    letters = seqkit.Vocabulary.from_texts(REQUESTS)
    pieces = seqkit.SubwordVocabulary.from_texts(REVERSED, size=276)
    model = seqkit.Seq2Seq(letters, pieces, 8, embedding=8, dropout=0.0, length=20)
    model.compile(keras.optimizers.Adam(0.01))
    batches = seqkit.data.pairs(REQUESTS[:4], REVERSED[:4], letters, pieces, seed=0)
    model.fit(batches, epochs=200, shuffle=False, verbose=0)
    return model


def train_captioner():
    """Trains on black and on white pictures."""
    vocabulary = seqkit.Vocabulary.from_texts(SEEN, split="words")
    images = keras.Input((8, 8, 3))
    grid = keras.layers.Conv2D(3, 4, 4, activation="relu")(images)
    encoder = seqkit.ImageEncoder(keras.Model(images, grid), preprocessing="tf")
    model = seqkit.Captioner(vocabulary, encoder, 4, embedding=4, dropout=0.0, length=5)
    model.compile(keras.optimizers.Adam(0.03))
    ids = vocabulary.encode(SEEN, start=True, end=True)
    features = encoder.predict(PICTURES, verbose=0)
    model.fit((features, ids[:, :-1]), ids[:, 1:], epochs=150, verbose=0)
    return model


def say_labels(model):
    """What a classifier says: all scores of each request."""
    return [answer.scores for answer in model.classify(REQUESTS)]


def say_tags(model):
    """What a tagger says: tags, label and score of each request."""
    answers = model.tag(REQUESTS)
    return [[answer.tags, answer.label, answer.score] for answer in answers]


def say_answers(model):
    """What a translator says: the best three of each request, and where it looked."""
    return say_results(model.generate_n(REQUESTS, count=3))


def say_captions(model):
    """What a captioner says: the best two of each picture, and where it looked."""
    return say_results(model.generate_n(PICTURES, count=2))


def say_results(several):
    """Texts, scores, and the strongest look of each."""
    return [
        [[result.text, result.score, result.attention.max().item()] for result in best]
        for best in several
    ]


def say_texts(model):
    """What a model says: texts and scores under each setting, and nats of names."""
    said = []
    for settings in SETTINGS:
        results = sum(model.generate_n(PROMPTS, **settings), [])
        texts = [result.text for result in results]
        scores = [round(result.score, 6) for result in results]
        said.append({"settings": settings, "texts": texts, "scores": scores})
    nats = [round(float(text.nats_per_token), 6) for text in model.score(NAMES)]
    return {"said": said, "names": NAMES, "nats_per_token": nats}


FAMILIES = {
    "captioner": (train_captioner, say_captions),
    "seq2seq": (train_seq2seq, say_answers),
    "language_model": (train_language_model, say_texts),
    "sequence_classifier": (train_sequence_classifier, say_labels),
    "sequence_tagger": (train_sequence_tagger, say_tags),
}

if __name__ == "__main__":
    make()

"""Speech: write what is said in a sound, without times in the training texts.

Data: generated tones for letters; or `data="an4"`: spelled names, numbers and commands
(CMU, free for any purpose); or "fsdd": spoken digits (CC BY-SA 4.0); or "yesno"; or
your own folder of sounds with a table of transcripts. AN4: 17 minutes of one core, WER
7.2 % with the language model, 11.7 % without.

Nobody who speaks in the test part of AN4 or FSDD speaks in training.
"""

import math
from pathlib import Path
from typing import Any

import seqkit
from seqkit.arguments import whole_number

COUNT, HELD_OUT = 1_500, 200  # generated sounds for training, and for each other part
SETS = "an4", "fsdd", "yesno"
WORDS = "fsdd", "yesno"  # sets whose texts are written word by word
EPOCHS = {None: 12, "an4": 44, "fsdd": 4, "yesno": 100}
# On your own data: the least number of updates, and the number of epochs without
# improvement after which training ends.
UPDATES, PATIENCE = 3_000, 15
UNITS = {None: 96, "fsdd": 128, "yesno": 16}
STRIDE = 3  # frames that the network reads as one step
LISTENERS = 4  # speakers of AN4 who choose the best epoch
# Augmentation in training: changes of speed, noise, and masks.
CHANGES = {"speed": 0.1, "noise": 0.3, "time_masks": 2, "feature_masks": 1}
CEPSTRA = {"coefficients": 13, "deltas": True, **CHANGES}
SOUNDS = {
    None: {"rate": 8_000, **CHANGES},
    "an4": {  # the settings of the stored features
        "window": 410 / 16_000,
        "fft": 512,
        "low": 130.0,
        "high": 6_800.0,
        "normalise": "mean",
        **CEPSTRA,
    },
    "fsdd": {"rate": 8_000, **CEPSTRA},
    "yesno": {"rate": 8_000, **CEPSTRA},
}
OWN = {"normalise": "mean", **CEPSTRA}
# The language model: of words, and its training.
WORD_UNITS, WORD_EPOCHS, WORD_BATCH, WORD_RATE = 128, 20, 32, 5e-3
LANGUAGE_WEIGHT = 0.5

Part = list[tuple[Any, str]]
"""Sounds, as `seqkit.Sound` takes them, each with what is said."""


def load(
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    fold: int = 0,
) -> tuple[Part, Part, Part]:
    """Return sounds and their texts in three parts: train, validation and test.

    The arguments are those of `train`.
    """
    from recipes import _datasets
    from recipes import _transcript_tables
    from recipes._generated import letter_tones

    _datasets.check_paths(*SETS, data=data, validation=validation, test=test)
    if data in (None, *SETS) and (validation or test):
        raise ValueError(
            "`validation` and `test` are tables of your own sounds. Received them with "
            f"`data={data}`. Give the folder of your sounds as `data`."
        )
    if data is None:
        parts = (COUNT, 1), (HELD_OUT, 2), (HELD_OUT, 3)
        return tuple(letter_tones.letter_tones(count, seed) for count, seed in parts)
    if data == "fsdd":
        return _datasets.digits(whole_number("fold", fold, 0))
    if data == "an4":
        parts = _datasets.an4()
        speakers = sorted({speaker for *_, speaker in parts["train"]})
        chosen = speakers[:: len(speakers) // LISTENERS][:LISTENERS]
        train_part, validation_part, test_part = (
            [(frames, text) for frames, text, speaker in rows if keep(speaker)]
            for rows, keep in (
                (parts["train"], lambda speaker: speaker not in chosen),
                (parts["train"], lambda speaker: speaker in chosen),
                (parts["dev"], lambda speaker: True),
            )
        )
        return train_part, validation_part, test_part
    if data == "yesno":
        rows = _datasets.yesno()
        known, test_part = (
            [(row["sound"], row["text"]) for row in rows if row["split"] == split]
            for split in ("train", "dev")
        )
        rest = [row for place, row in enumerate(known) if place % 8]
        return rest, known[::8], test_part
    files = (path and _transcript_tables.read(path) for path in (validation, test))
    return _transcript_tables.three_parts(_transcript_tables.read(data), *files)


def build(
    part: Part,
    *,
    data: str | None = None,
    language_model: "seqkit.LanguageModel | None" = None,
    units: int | None = None,
    depth: int = 2,
    cell: str = "lstm",
) -> "seqkit.Transcriber":
    """Build a model of the sounds and texts of a part; `data` is that of `load`."""
    sounds, texts = zip(*part, strict=True)
    settings = SOUNDS.get(data, OWN)
    return seqkit.Transcriber(
        seqkit.Sound.from_waves(sounds, **settings),
        seqkit.Vocabulary.from_texts(
            texts, split="spaces" if data in WORDS else "characters"
        ),
        units or UNITS.get(data, 256),
        depth,
        cell,
        stride=STRIDE,
        dropout=0.4 if data == "an4" else 0.3,
        language_model=language_model,
        language_weight=LANGUAGE_WEIGHT,
    )


def train_words(texts: list[str], seed: int = 0) -> "seqkit.LanguageModel":
    """Return a language model of the words of texts, trained on these texts.

    If no text has two words, it is one of characters: then no space ends a word.
    """
    import keras

    split = "spaces" if any(" " in text for text in texts) else "characters"
    words = seqkit.Vocabulary.from_texts(texts, split=split)
    model = seqkit.LanguageModel(words, WORD_UNITS, depth=1, dropout=0.5)
    training = seqkit.data.next_token(texts, words, WORD_BATCH, seed=seed)
    rate = keras.optimizers.schedules.CosineDecay(
        WORD_RATE, WORD_EPOCHS * len(training)
    )
    model.compile(keras.optimizers.Adam(rate, global_clipnorm=1.0))
    print(f"Language model: {len(texts):,} texts, {len(words):,} tokens", flush=True)
    model.fit(training, epochs=WORD_EPOCHS, shuffle=False, verbose=0)
    return model


def batches(model: "seqkit.Transcriber", part: Part, batch_size: int, **options):
    """Return the batches of a part that `fit` takes; options are `transcripts`'s."""
    sounds, texts = zip(*part, strict=True)
    return seqkit.data.transcripts(
        sounds,
        texts,
        model.codec,
        model.vocabulary,
        batch_size,
        stride=model.stride,
        on_long="skip",
        **options,
    )


def train(
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    fold: int = 0,
    language_model: bool | None = None,
    epochs: int | None = None,
    batch_size: int = 16,
    learning_rate: float = 2e-3,
    units: int | None = None,
    depth: int = 2,
    cell: str = "lstm",
    save_to: str | None = "saved_models/speech",
    seed: int = 0,
    resume: bool = False,
    overwrite: bool = False,
) -> "seqkit.Transcriber":
    """Train a transcriber, and return it with the weights of its best epoch.

    Args:
        data: None for generated tones, "an4", "fsdd", "yesno", or the path of a folder
            of sounds with `transcripts.tsv` or `transcripts.csv`, or of such a table:
            the columns `file` and `text`.
        validation: path of a second folder or table, by which the best epoch is chosen.
            None: a twentieth of the sounds.
        test: path of a third one, which is scored at the end. None: that of
            `validation`, or if that is None too, another twentieth. Give sounds of
            other speakers: those of known speakers have fewer errors.
        fold: int from 0 to 3, the speaker of the digits who is the test part.
        language_model: bool, train a language model on the training texts, with which
            the beam search of the model ranks texts. None: True, except for "fsdd" and
            "yesno", whose words are random.
        epochs: int, passes over the sounds. None: 12 on tones, 44 on AN4, 4 on the
            digits, which come in 12 copies, 100 on yesno. On your own data at least
            3,000 updates; training ends after 15 epochs without improvement.
        batch_size: int, sounds in a batch.
        learning_rate: float, the initial learning rate of Adam; it falls to 0 by a
            cosine.
        units: int, width of each direction of the recurrent layers. None: 256; 96 on
            tones, 128 on the digits, 16 on yesno.
        depth: int, number of recurrent layers.
        cell: "lstm", "gru" or "rnn".
        save_to: folder for `model.keras`, the exported versions and the picture
            `spectrogram.png`. None: nothing is written.
        seed: int, for the weights and the order of the sounds.
        resume: bool, continue a run with the same `save_to` that was interrupted.
        overwrite: bool, start a new run even if `save_to` has a model of another run.
    """
    import keras

    from recipes import _next_steps
    from recipes import _speech_files

    epochs = None if epochs is None else whole_number("epochs", epochs)
    own = data not in (None, *SETS)
    checkpoints = seqkit.callbacks.Checkpoints(
        save_to,
        "val_token_error_rate",
        patience=PATIENCE if own and epochs is None else None,
        resume=resume,
        overwrite=overwrite,
    )
    if checkpoints.finished:
        return checkpoints.load()
    keras.utils.set_random_seed(whole_number("seed", seed, 0))
    files = {"data": data, "validation": validation, "test": test, "fold": fold}
    train_part, validation_part, test_part = load(**files)
    if language_model is None:
        language_model = data not in WORDS
    texts = [text for _, text in train_part]
    words = train_words(texts, seed) if language_model else None
    sizes = {"units": units, "depth": depth, "cell": cell}
    model = build(train_part, data=data, language_model=words, **sizes)
    training = batches(model, train_part, batch_size, seed=seed)
    least = math.ceil(UPDATES / len(training)) if own else 0
    epochs = epochs or max(EPOCHS.get(data, 1), least)
    rate = keras.optimizers.schedules.CosineDecay(learning_rate, epochs * len(training))
    model.compile(keras.optimizers.Adam(rate, global_clipnorm=1.0))
    checkpoints.fit(
        model,
        training,
        validation_data=batches(model, validation_part, batch_size),
        epochs=epochs,
    )
    try:
        judge(model, test_part)
    except ImportError as error:  # the trained model is kept without jiwer too
        print(f"Not tested. {error}")
    path = _speech_files.write(save_to, model, *test_part[0])
    _next_steps.tell(save_to, "speech", path, **files)
    return model


def judge(model: "seqkit.Transcriber", test_part: Part) -> dict[str, float]:
    """Print and return a model's scores on the test part."""
    sounds, texts = map(list, zip(*test_part, strict=True))
    scores = {}
    for beams in (0, model.decoding_beams) if model.decoding_beams else (0,):
        found = [answer.text for answer in model.transcribe(sounds, beams=beams)]
        report = seqkit.reports.transcription_report(texts, found)
        kind = f"{beams} beams and the language model" if beams else "no search"
        print(f"\nWith {kind}:\n{report}")
        scores |= {"wer": report.wer, "cer": report.cer, "exact": report.exact}
        if not beams:
            scores["greedy_wer"] = report.wer
    pairs = list(zip(texts, found, strict=True))
    single = [text == answer for text, answer in pairs if " " not in text]
    joined = [pair for pair in pairs if " " in pair[0]]
    if model.vocabulary.split == "spaces" and single and joined:
        report = seqkit.reports.transcription_report(
            *map(list, zip(*joined, strict=True))
        )
        scores |= {"single": sum(single) / len(single), "strings_wer": report.wer}
        print(
            f"\nOne word: {scores['single']:.1%} right; WER of more: {report.wer:.1%}"
        )
    return scores


def evaluate(
    model: "seqkit.Transcriber",
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    fold: int = 0,
) -> dict[str, float]:
    """Evaluate a model on the test part that `train` uses with the same arguments.

    Returns:
        dict with `wer`, `cer` and `exact`, the share of right texts, with the language
        model if there is one; `greedy_wer`, without it; and for digits `single`, the
        share of right single digits, and `strings_wer`.
    """
    files = {"data": data, "validation": validation, "test": test}
    return judge(model, load(**files, fold=fold)[-1])


def demo(*, save_to: str = "saved_models/speech") -> None:
    """Train on generated tones, and let the exported model read a sound."""
    model = train(save_to=save_to)
    sound, text = load()[-1][0]
    print(f"\nspelled: {text}\nread: {model.transcribe(sound)}\n\n{model.align(sound)}")
    served = seqkit.serving.Served(save_to)
    path = Path(save_to, "example.wav")
    print(f"\n{served.path} says:", served(path.read_bytes()))

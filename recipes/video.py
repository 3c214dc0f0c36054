"""Video: the class of a clip, a word for each frame, or a sentence read from lips.

Data: generated clips of moving shapes, whose motion is the class; or
`data="miracl_words"`: ten words from the lips of twelve persons (research use); or
`data="grid_s1"`: 800 sentences of one person (CC BY 4.0), `task="frames"` or, without
their alignment, `task="sentences"`; or your own folder, with a folder of clips for each
class. Two new speakers of miracl_words: 60 % right, 3 minutes of one core; a word for
each frame of grid_s1: 75 % of spoken frames, 7 minutes; sentences: WER 25 %, 29.
"""

import math
from typing import Any

import seqkit
from recipes._video_parts import Part
from seqkit.arguments import whole_number

COUNT, HELD_OUT = 900, 150  # generated clips for training, and for each other part
SETS = "grid_s1", "miracl_words"
TASKS = "classes", "frames", "sentences"
EPOCHS = {"classes": 20, "frames": 20, "sentences": 60}
UPDATES, PATIENCE = 600, 10  # on your own clips: the least updates, and epochs to wait
SIZES = {None: (32, 32), "miracl_words": (32, 64), "grid_s1": (32, 64)}
SIZE = 64, 64  # of your own clips
MOST = 64  # frames that are taken evenly of a longer clip of your own
SILENCE = "-"  # the label of a frame in which nothing is said
WEIGHT = 1.0  # of the language model in the search

# The network of each kind of data, see `seqkit.Video`. Lips: without its mean image a
# clip says less of who speaks.
LIPS = {
    "filters": (24, 48, 96),
    "stem": "3d",
    "stem_frames": 3,
    "subtract_mean_image": True,
    "scale_each_clip": True,
    "shift": 0.09,
    "gamma": 0.3,
    "flip": True,
}
SHAPES = {"filters": (16, 32, 48), "stem": "3d", "stem_frames": 3, "shift": 0.1}
OWN = {"stem": "3d", "shift": 0.1, "zoom": 0.1, "dropout": 0.3}


def load(
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    task: str | None = None,
    fold: int = 0,
) -> tuple[Part, Part, Part]:
    """Return clips and their targets in three parts: train, validation and test.

    Targets are the class of each clip; with `task="frames"` the label of each frame;
    with `task="sentences"` texts. The arguments are those of `train`.
    """
    from recipes import _datasets
    from recipes import _video_parts
    from recipes._generated import moving_shapes

    _datasets.check_paths(*SETS, data=data, validation=validation, test=test)
    task, fold = checked_task(task, data), whole_number("fold", fold, 0)
    if data == "grid_s1":
        return _video_parts.spoken(task, SILENCE)
    if data == "miracl_words":
        return _video_parts.words_by_speakers(fold)
    if data is not None:
        return _video_parts.three_parts([data, validation, test])
    counts = (COUNT, 1), (HELD_OUT, 2), (HELD_OUT, 3)
    return tuple(moving_shapes.moving_shapes(*each) for each in counts)


def checked_task(task: str | None, data: str | None) -> str:
    """Return the task; without one "frames" for `grid_s1`, else "classes".

    Raises:
        ValueError: the data do not have targets of the task.
    """
    possible = TASKS[1:] if data == "grid_s1" else TASKS[:1]
    task = task or possible[0]
    if task not in possible:
        raise ValueError(
            f"The task of these data is {' or '.join(map(repr, possible))}. "
            f"Received {task!r}. Leave `task` out, or give `data=grid_s1`."
        )
    return task


def build(
    part: Part,
    *,
    data: str | None = None,
    task: str | None = None,
    units: int = 96,
    depth: int = 1,
    cell: str = "gru",
) -> Any:
    """Build a model of clips: a classifier, a tagger or a transcriber."""
    clips, targets = part
    task, options = checked_task(task, data), OWN | {"frames": MOST}
    if data is None:
        options = SHAPES
    elif data in SETS:
        # Labels of frames do not move with the frames of a faster clip.
        options = LIPS | {"speed": 0.0 if task == "frames" else 0.15}
        # One person alone is not learned by heart as soon as ten.
        options |= {"dropout": 0.3 if data == "miracl_words" else 0.2}
    channels = 1 if data in SETS else 3
    codec = seqkit.Video.from_clips(clips, SIZES.get(data, SIZE), channels, **options)
    sizes = units, depth, cell
    if task == "sentences":
        words = seqkit.Vocabulary.from_texts(targets, "words", None)
        return seqkit.Transcriber(codec, words, *sizes, dropout=0.3)
    if task == "frames":
        tags = sorted({tag for row in targets for tag in row})
        return seqkit.SequenceTagger(codec, tags, *sizes, crf=False, dropout=0.3)
    labels = sorted(set(targets))
    return seqkit.SequenceClassifier(
        codec, labels, *sizes, pooling="attention", dropout=0.4
    )


def batches(model: Any, part: Part, batch_size: int, **options):
    """Return the batches of clips and targets that `fit` takes."""
    clips, targets = part
    if isinstance(model, seqkit.Transcriber):
        return seqkit.data.transcripts(
            *part, model.codec, model.vocabulary, batch_size, **options
        )
    if isinstance(model, seqkit.SequenceTagger):
        return seqkit.data.tagged(*part, model.codec, model.tags, batch_size, **options)
    return seqkit.data.labelled(*part, model.codec, model.labels, batch_size, **options)


def train(
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    task: str | None = None,
    fold: int = 0,
    epochs: int | None = None,
    batch_size: int = 16,
    learning_rate: float = 1e-3,
    units: int = 96,
    depth: int = 1,
    cell: str = "gru",
    save_to: str | None = "saved_models/video",
    seed: int = 0,
    resume: bool = False,
    overwrite: bool = False,
) -> Any:
    """Train a model of clips, and return it with the weights of its best epoch.

    Args:
        data: None for moving shapes, "miracl_words", "grid_s1", or the path of a folder
            that has a folder of clips for each class: GIF, MP4 or AVI files, or folders
            of frames.
        validation: path of a second such folder, by which the best epoch is chosen.
            None: every fifth clip of each class.
        test: path of a third folder, which is scored at the end. None: every fifth clip
            of each class.
        task: for `grid_s1` "frames": a word for each frame; or "sentences": trained on
            texts alone, without the times of their words. None: "frames".
        fold: int from 0 to 5: which two speakers of `miracl_words` are the test part.
        epochs: int, passes over the clips. None: 20; 60 for sentences. On
            your own clips at least 600 updates; training ends after 10 epochs without
            improvement.
        batch_size: int, clips in a batch.
        learning_rate: float, the highest learning rate of AdamW; it rises in the first
            twentieth of the updates and falls to 0 by a cosine.
        units: int, width of the recurrent layers.
        depth: int, number of recurrent layers.
        cell: "gru", "lstm" or "rnn".
        save_to: folder for `model.keras`, the exported versions and a clip
            of the test part with its picture. None: nothing is written.
        seed: int, for the weights and the order of the clips.
        resume: bool, continue a run with the same `save_to` that was interrupted.
        overwrite: bool, start a new run even if `save_to` has a model of another run.
    """
    import keras

    from recipes import _next_steps

    epochs = None if epochs is None else whole_number("epochs", epochs)
    task, own = checked_task(task, data), data not in (None, *SETS)
    monitors = "val_accuracy", "val_tag_accuracy", "val_token_error_rate"
    checkpoints = seqkit.callbacks.Checkpoints(
        save_to,
        monitors[TASKS.index(task)],
        mode="min" if task == "sentences" else "max",
        patience=PATIENCE if own and epochs is None else None,
        resume=resume,
        overwrite=overwrite,
    )
    if checkpoints.finished:
        return checkpoints.load()
    keras.utils.set_random_seed(whole_number("seed", seed, 0))
    files = {"data": data, "validation": validation, "test": test}
    files |= {"task": task, "fold": fold}
    parts = train_part, validation_part, test_part = load(**files)
    sizes = {"units": units, "depth": depth, "cell": cell}
    model = build(train_part, data=data, task=task, **sizes)
    training = batches(model, train_part, batch_size, seed=seed)
    least = math.ceil(UPDATES / len(training)) if own else 0
    epochs = epochs or max(EPOCHS[task], least)
    steps = epochs * len(training)
    rate = keras.optimizers.schedules.CosineDecay(
        learning_rate / 20,
        steps - steps // 20,
        warmup_target=learning_rate,
        warmup_steps=steps // 20,
    )
    model.compile(keras.optimizers.AdamW(rate, weight_decay=1e-3, global_clipnorm=1.0))
    checkpoints.fit(
        model,
        training,
        validation_data=batches(model, validation_part, batch_size),
        epochs=epochs,
    )
    judge(model, parts, task)
    example = leave(model, test_part, task, save_to)
    _next_steps.tell(save_to, "video", example, **files)
    return model


def grammar(texts: list[str], model: Any, seed: int = 0) -> Any:
    """Return a model of the words of training transcripts, for the search."""
    language = seqkit.LanguageModel(model.vocabulary, 64, 1, "gru", dropout=0.2)
    language.fit(
        seqkit.data.next_token(texts, model.vocabulary, 32, seed=seed),
        epochs=30,
        verbose=0,
    )
    return language


def judge(
    model: Any, parts: tuple[Part, Part, Part], task: str = "classes"
) -> dict[str, float]:
    """Print and return a model's scores on the test part, and print baselines'."""
    from recipes import _video_parts

    train_part, _, test_part = parts
    clips, targets = test_part
    if task == "sentences":
        scores = {}
        fused = model.with_language_model(grammar(train_part[1], model), WEIGHT)
        for name, each in {"wer": model, "wer_language_model": fused}.items():
            texts = [answer.text for answer in each.transcribe(clips)]
            report = seqkit.reports.transcription_report(targets, texts)
            scores[name] = float(report.wer)
            print(f"\n{name}\n{report}")
        _video_parts.sentences(train_part, test_part)
        return scores
    if task == "frames":
        tags = [answer.tags for answer in model.tag(clips)]
        scores = _video_parts.spoken_scores(targets, tags, SILENCE)
        print("\nShares of right frames:")
        for name, score in scores.items():
            print(f"  {name:<12} {score:.4f}")
        _video_parts.frames(train_part, test_part, model.codec, SILENCE)
        return scores
    labels = [answer.label for answer in model.classify(clips)]
    print(report := seqkit.reports.classification_report(targets, labels, model.labels))
    _video_parts.classes(train_part, test_part, model.codec)
    return {"accuracy": report.accuracy, "macro_f1": report.macro_f1}


def evaluate(
    model: Any,
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    task: str | None = None,
    fold: int = 0,
) -> dict[str, float]:
    """Evaluate a model on the test part that `train` uses with the same arguments.

    Returns:
        dict with `accuracy` and `macro_f1` of classes; of frames the shares that are
        right: `spoken`, `letters`, `other_words`, `silence` and `all`; of sentences the
        word error rates `wer` and `wer_language_model`.
    """
    files = {"data": data, "validation": validation, "test": test}
    parts = load(**files, task=task, fold=fold)
    return judge(model, parts, checked_task(task, data))


def leave(model: Any, part: Part, task: str, folder: str | None) -> str:
    """Write the first clip of a part, and a picture of it, into a folder.

    Returns:
        str, the path of the clip, `clip`: a folder of frames; the picture is
        `frames.png`.
    """
    from pathlib import Path

    if folder is None:
        return ""
    clip, target = part[0][0], part[1][0]
    path, pixels = Path(folder) / "clip", model.codec.pixels(clip)
    path.mkdir(exist_ok=True)
    for step, frame in enumerate(model.codec.request(clip)):
        (path / f"{step:03}.png").write_bytes(frame)
    note, true = "", None
    if task == "frames":
        labels, true = model.tag(clip).tags, target
    elif task == "classes":
        labels = [model.classify(clip).label] * len(pixels)
        true = [target] * len(pixels)
    else:
        aligned = model.align(clip)
        labels = [""] * len(pixels)
        for word, first in zip(aligned.tokens, aligned.first, strict=True):
            labels[int(first) * model.stride] = word
        note = f"{target!r}"
    try:
        figure = seqkit.plot.frames(pixels, labels, true, note=note)
    except ImportError as error:
        print(f"\nNo picture: {error}")
        return str(path)
    figure.savefig(path.with_name("frames.png"))
    print(f"\nA clip of the test part: {path}, drawn in {path.with_name('frames.png')}")
    return str(path)


def demo(*, save_to: str = "saved_models/video") -> None:
    """Train on moving shapes, show which frames decide, and ask the exported model."""
    model = train(save_to=save_to)
    clip, motion = (side[0] for side in load()[-1])
    print(f"\ntrue: {motion}\n{seqkit.explain.frames(model, clip)}")
    served = seqkit.serving.Served(save_to)
    print(f"{served.path} says:", served(model.codec.request(clip)))

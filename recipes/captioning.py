"""Captioning: what is on a picture, and where each word of it was looked for.

Data: scenes of two coloured shapes, drawn on the fly; or `data="flickr8k"`: 7,000
photographs with five captions each (Hodosh et al. 2013, research use); or your own
folder or zip file of pictures with a table of captions.
"""

import seqkit
from seqkit.arguments import whole_number

SCENES, UNSEEN = 16_000, 500  # that are drawn
ROWS = 64  # of a batch


def load(
    *,
    data: str | None = None,
    captions: str | None = None,
    validation: str | None = None,
    test: str | None = None,
) -> tuple:
    """Return pictures and the captions of each, in three parts; see `train`.

    Returns: pairs of both, to train on, to choose the epoch by and to test.
    """
    from recipes import _datasets
    from recipes import _pictures

    tables = {"captions": captions, "validation": validation, "test": test}
    _datasets.check_paths("flickr8k", data=data, **tables)
    if data in (None, "flickr8k") and any(tables.values()):
        raise ValueError(
            "`captions`, `validation` and `test` are tables of the captions of your "
            f"own pictures. Received them with `data={data}`. "
            "Give the folder or zip file of the pictures as `data`."
        )
    if data == "flickr8k":
        return _pictures.flickr8k()
    if data is None:
        return _pictures.scenes(SCENES, UNSEEN)
    return _pictures.own(data, *tables.values())


def build(
    captions: list[list[str]], *, drawn: bool = False, attention: str | None = "soft"
) -> "seqkit.Captioner":
    """Build a model of the captions' words.

    It sees photographs by a frozen MobileNet, drawings by a small CNN, trained with it.
    """
    from recipes import _pictures

    every = [caption for each in captions for caption in each]
    least = 1 if drawn else 3
    words = seqkit.Vocabulary.from_texts(every, "words", None, least, lowercase=True)
    sizes = {"label_smoothing": 0.1}
    if drawn:
        sizes = {"units": 128, "embedding": 64, "dropout": 0.0, "fine_tune": True}
    encoder = _pictures.small_encoder() if drawn else _pictures.mobilenet()
    return seqkit.Captioner(words, encoder, attention=attention, **sizes)


def batches(model: "seqkit.Captioner", pictures: tuple, seed: int | None = None):
    """Return what `fit` takes of pictures and captions."""
    encoder, size = model.encoder, None
    if model.fine_tune:
        encoder, size = None, model.encoder.size
    return seqkit.data.captions(
        *pictures, model.vocabulary, encoder, ROWS, size=size, seed=seed
    )


def train(
    *,
    data: str | None = None,
    captions: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    attention: str | None = "soft",
    epochs: int | None = None,
    save_to: str | None = "saved_models/captioning",
    seed: int = 0,
    resume: bool = False,
    overwrite: bool = False,
) -> "seqkit.Captioner":
    """Train a captioner, and return it with the weights of its best epoch.

    Args:
        data: None for scenes, "flickr8k", or the path of a folder or zip file.
        captions: path of a .tsv or .csv (image, caption), or Karpathy's, COCO's .json.
        validation: path of such a table of other pictures in `data`, which chooses the
            epoch. None: a twentieth of the pictures.
        test: path of a third table, which is scored at the end. None: that of
            `validation`, or else another twentieth.
        attention: "soft", or None: the picture is seen once, at the start.
        epochs: int, times through the captions. None: 8, of scenes 4.
        save_to: folder for `model.keras` and the exported versions. None: no files.
        seed: int, for weights and order.
        resume: bool, go on where a killed run of the same `save_to` was.
        overwrite: bool, begin anew where `save_to` has a model of another run.
    """
    import keras

    from recipes import _pictures

    usual, rate, score = (8, 2e-3, "bleu_4") if data else (4, 3e-3, "exact")
    epochs = usual if epochs is None else whole_number("epochs", epochs)
    saving = {"resume": resume, "overwrite": overwrite}
    checkpoints = seqkit.callbacks.Checkpoints(save_to, f"val_{score}", **saving)
    if checkpoints.finished:
        return checkpoints.load()
    keras.utils.set_random_seed(whole_number("seed", seed, 0))
    tables = {"captions": captions, "validation": validation, "test": test}
    pictures, choosing, testing = load(data=data, **tables)
    model = build(pictures[1], drawn=data is None, attention=attention)
    training = batches(model, pictures, seed)
    steps = epochs * len(training)
    rate = keras.optimizers.schedules.CosineDecay(
        rate / 10, steps * 7 // 8 + 1, warmup_target=rate, warmup_steps=steps // 8 + 1
    )
    model.compile(keras.optimizers.Adam(rate, global_clipnorm=1.0))
    shown = seqkit.callbacks.DecodedMetrics(*choosing, _pictures.METRICS)
    with checkpoints:
        model.fit(
            training,
            validation_data=batches(model, choosing),
            epochs=epochs,
            initial_epoch=checkpoints.epoch,
            shuffle=False,
            callbacks=[shown, seqkit.callbacks.StopOnNaN(), checkpoints],
        )
        if save_to is not None:
            seqkit.export(model, save_to)
    judge(model, testing)
    return model


def judge(
    model: "seqkit.Captioner",
    pictures: tuple,
    beams: int = 5,
    save_to: str | None = None,
) -> dict[str, float]:
    """Print and return how well a model captions the pictures to test by."""
    from recipes import _pictures

    texts = model.generate(pictures[0], beams=beams)
    print(report := seqkit.reports.caption_report(pictures[1], texts))
    if save_to is not None:
        _pictures.write_gallery(save_to, pictures, texts, report.each)
    scores = _pictures.METRICS.items()
    return {name: float(score(texts, pictures[1])) for name, score in scores}


def evaluate(
    model: "seqkit.Captioner",
    *,
    data: str | None = None,
    captions: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    beams: int = 5,
    save_to: str | None = None,
) -> dict[str, float]:
    """Judge a model by the pictures that `train` tests it by, given the same data.

    Returns: dict of `bleu_4`, `cider` and `exact`. `save_to` gets a gallery.
    """
    tables = {"captions": captions, "validation": validation, "test": test}
    *_, testing = load(data=data, **tables)
    return judge(model, testing, beams, save_to)


def demo(*, save_to: str = "saved_models/captioning") -> None:
    """Train on scenes, show where the words look, and ask the exported model."""
    from recipes import _pictures

    evaluate(model := train(save_to=save_to), save_to=save_to)
    scene = load()[-1][0][0]
    print(f"\n{seqkit.explain.regions(model, scene)}")
    print("\nThe export says:", seqkit.serving.Served(save_to)(_pictures.png(scene)))

"""Captioning: what is on a picture, and where each word of it was looked for.

Data: scenes of two coloured shapes, drawn on the fly; or `data="flickr8k"`: 7,000
photographs with five captions each (Hodosh et al. 2013, research use); or your own
folder or zip file of pictures with a table of captions.
"""

import seqkit

SCENES, UNSEEN = 16_000, 500  # that are drawn
ROWS = 64  # of a batch


def load(*, data: str | None = None, captions: str | None = None) -> tuple:
    """Reads pictures and the captions of each; see `train`.

    Returns: pairs of both, to train on, to choose the epoch by and to judge by.
    """
    from recipes import _pictures

    if data == "flickr8k":
        return _pictures.flickr8k()
    if data is None:
        return _pictures.scenes(SCENES, UNSEEN)
    return _pictures.own(data, captions)


def build(
    captions: list[list[str]], *, drawn: bool = False, attention: str | None = "soft"
) -> "seqkit.Captioner":
    """Builds a model of the captions' words.

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
    """Makes what `fit` takes of pictures and captions."""
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
    attention: str | None = "soft",
    epochs: int | None = None,
    save_to: str | None = "saved_models/captioning",
    seed: int = 0,
    resume: bool = False,
) -> "seqkit.Captioner":
    """Trains a captioner, and returns it with the weights of its best epoch.

    Args:
        data: None for scenes, "flickr8k", or the path of a folder or zip file.
        captions: path of a .tsv or .csv (image, caption), or Karpathy's, COCO's .json.
        attention: "soft", or None: the picture is seen once, at the start.
        epochs: int, times through the captions. None: 8, of scenes 4.
        save_to: folder for `model.keras` and the exported versions. None: no files.
        seed: int, for weights and order.
        resume: bool, go on where a killed run of the same `save_to` was.
    """
    import keras

    from recipes import _pictures

    keras.utils.set_random_seed(seed)
    pictures, choosing, _ = load(data=data, captions=captions)
    model = build(pictures[1], drawn=data is None, attention=attention)
    training = batches(model, pictures, seed)
    usual, rate, score = (8, 2e-3, "bleu_4") if data else (4, 3e-3, "exact")
    steps = (epochs := epochs or usual) * len(training)
    rate = keras.optimizers.schedules.CosineDecay(
        rate / 10, steps * 7 // 8 + 1, warmup_target=rate, warmup_steps=steps // 8 + 1
    )
    model.compile(keras.optimizers.Adam(rate, global_clipnorm=1.0))
    judge = seqkit.callbacks.DecodedMetrics(*choosing, _pictures.METRICS)
    watched = {"monitor": f"val_{score}", "mode": "max"}
    checkpoints = seqkit.callbacks.Checkpoints(save_to, **watched, resume=resume)
    model.fit(
        training,
        validation_data=batches(model, choosing),
        epochs=epochs,
        initial_epoch=checkpoints.epoch,
        shuffle=False,
        callbacks=[judge, seqkit.callbacks.StopOnNaN(), checkpoints],
    )
    if save_to is not None:
        seqkit.export(model, save_to)
    checkpoints.finish()
    return model


def evaluate(
    model: "seqkit.Captioner",
    *,
    data: str | None = None,
    captions: str | None = None,
    beams: int = 5,
    save_to: str | None = None,
) -> dict[str, float]:
    """Judges a model by the pictures that `train` held out, and prints how it did.

    Returns: dict of `bleu_4`, `cider` and `exact`. `save_to` gets a gallery.
    """
    from recipes import _pictures

    *_, judges = load(data=data, captions=captions)
    texts = model.generate(judges[0], beams=beams)
    print(report := seqkit.explain.caption_report(judges[1], texts))
    if save_to is not None:
        _pictures.write_gallery(save_to, judges, texts, report.each)
    scores = _pictures.METRICS.items()
    return {name: float(score(texts, judges[1])) for name, score in scores}


def demo(*, save_to: str = "saved_models/captioning") -> None:
    """Trains on scenes, shows where the words look, and asks the exported model."""
    from recipes import _pictures

    evaluate(model := train(save_to=save_to), save_to=save_to)
    scene = load()[-1][0][0]
    print(f"\n{seqkit.explain.regions(model, scene)}")
    print("\nThe export says:", seqkit.serving.Served(save_to)(_pictures.png(scene)))

"""JoeyNMT 2.3 as a contestant of `translating`, by its own classes.

It runs in an environment of its own, since it needs an old protobuf; `make bench`
installs it in `.venv/joeynmt`. Texts are cut into pieces before, so that all
contestants read the same tokens.
"""

import logging
from collections.abc import Callable
from pathlib import Path

from joeynmt.config import parse_global_args
from joeynmt.config import set_validation_args
from joeynmt.prediction import prepare
from joeynmt.search import search
from joeynmt.training import TrainManager

from tests.benchmarks.translation_files import LANGUAGES
from tests.benchmarks.translation_files import TRAINED
from tests.benchmarks.translation_files import TRANSLATED
from tests.benchmarks.translation_files import VOCABULARY_FILE

BATCH = 64
DROPOUT, SMOOTHING = 0.3, 0.1


def settings(folder: str, units: int, attention: str) -> dict:
    """Return the configuration of the network of `seqkit.Seq2Seq`, as far as it can."""
    pieces = {"level": "word", "voc_file": str(Path(folder, VOCABULARY_FILE))}
    languages = (
        pieces | {"lang": language, "max_length": -1} for language in LANGUAGES
    )
    half = {
        "type": "recurrent",
        "rnn_type": "gru",
        "embeddings": {"embedding_dim": units, "dropout": DROPOUT},
        "hidden_size": units,
        "num_layers": 1,
    }
    fed = {"attention": attention, "input_feeding": True, "init_hidden": "bridge"}
    return {
        "name": "bench",
        "model_dir": str(Path(folder, "joeynmt")),
        "use_cuda": False,
        "data": {
            "train": str(Path(folder, TRAINED)),
            "dev": str(Path(folder, TRANSLATED)),
            **dict(zip(("src", "trg"), languages, strict=True)),
        },
        "training": {
            "optimizer": "adam",
            "learning_rate": 1e-3,
            "scheduling": "exponential",  # which acts after an epoch only
            "label_smoothing": SMOOTHING,
            "normalization": "tokens",
            "clip_grad_norm": 1.0,
            "batch_size": BATCH,
        },
        "testing": {"batch_size": BATCH},
        "model": {
            "tied_embeddings": True,
            "tied_softmax": True,
            "encoder": half | {"bidirectional": True},
            "decoder": half | fed | {"hidden_dropout": DROPOUT},
        },
    }


def prepared(folder, units, attention):
    """Return JoeyNMT's arguments, model, and data for training and for translating."""
    logging.disable(logging.INFO)
    arguments = parse_global_args(settings(folder, units, attention))
    arguments.model_dir.mkdir(exist_ok=True)
    model, train, dev, _ = prepare(arguments, rank=0, mode="train")
    return arguments, model, train, dev


def batches_of(data, model, arguments):
    """Return JoeyNMT's iterator over batches of sentences."""
    return data.make_iter(
        batch_size=BATCH,
        shuffle=True,
        device=arguments.device,
        eos_index=model.eos_index,
        pad_index=model.pad_index,
    )


def trainer(
    folder: str, tokens: int, units: int, attention: str
) -> Callable[[], object]:
    """Return a function that trains an epoch, as JoeyNMT's own loop does."""
    arguments, model, data, _ = prepared(folder, units, attention)
    manager = TrainManager(
        rank=0,
        model=model,
        model_dir=arguments.model_dir,
        device=arguments.device,
        autocast=arguments.autocast,
        train_args=arguments.train,
        dev_args=set_validation_args(arguments.test),
    )
    batches = batches_of(data, model, arguments)

    def train():
        for batch in batches:
            manager._train_step(batch)  # from the loss to the gradient
            manager.clip_grad_fun(parameters=model.parameters())
            manager.optimizer.step()
            model.zero_grad()

    return train


def translator(
    folder: str, tokens: int, units: int, attention: str, beams: int, length: int
) -> Callable[[], object]:
    """Return a function that translates the sources of a folder, untrained.

    The arguments are those of `translators_keras.translator`.
    """
    arguments, model, _, data = prepared(folder, units, attention)
    batches = batches_of(data, model, arguments)
    model.eval()

    def translate():
        for batch in batches:
            batch.sort_by_src_length()
            found, _, _ = search(
                model,
                batch,
                beam_size=beams,
                beam_alpha=1.0,
                min_output_length=length,
                max_output_length=length,
            )
            model.trg_vocab.arrays_to_sentences(found)

    return translate

"""What every public method of a model does first: names and NumPy's numbers."""

import difflib
import functools
import inspect
from collections.abc import Callable
from typing import Any
from typing import ParamSpec
from typing import TypeVar

import keras
import numpy as np

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

# Our names, and those of Keras, PyTorch, Hugging Face, OpenNMT, fairseq and scikit.
OTHERS = {
    "length": "max_length max_len maxlen max_new_tokens max_tokens max_steps "
    "max_decoding_length max_decode_length max_seq_len max_sequence_length",
    "beams": "num_beams n_beams beam beam_size beam_width beam_search",
    "count": "num_return_sequences n_best nbest num_samples n_samples n num_results",
    "seed": "random_seed random_state rng generator",
    "temperature": "do_sample temp sampling sampling_temperature",
    "top_k": "k sampling_topk topk",
    "top_p": "p sampling_topp topp nucleus",
    "length_penalty": "alpha lenpen length_norm",
    "inputs": "input_ids input_text prompt prompts text texts images image source",
    "texts": "inputs text input x sentences documents X",
    "sentences": "texts text inputs sentence x X",
    "pairs": "texts inputs sources",
    "units": "hidden_size hidden_dim hidden_units hidden rnn_size rnn_units "
    "num_units n_units lstm_units gru_units d_model dim width",
    "depth": "num_layers n_layers nb_layers layers num_hidden_layers stack_size",
    "cell": "rnn_type cell_type rnn_cell mode rnn recurrent_cell",
    "embedding": "embedding_dim embedding_size embed_dim embed_size emb_dim "
    "emb_size word_vec_size embedding_units output_dim",
    "vocabulary": "vocab_size vocabulary_size vocab tokenizer input_dim "
    "num_embeddings num_tokens n_tokens max_features max_tokens",
    "source": "vocab_size src_vocab src_vocab_size source_vocabulary input_vocab",
    "target": "tgt_vocab tgt_vocab_size target_vocabulary output_vocab",
    "labels": "num_labels num_classes n_classes classes label_names class_names",
    "tags": "num_tags tag_names n_tags num_labels num_classes tagset",
    "encoder": "backbone cnn image_encoder base_model",
    "backbone": "encoder model base_model",
    "size": "input_shape image_size input_size target_size",
    "class_weights": "class_weight label_weights",
    "class_weight": "class_weights",
    "multi_label": "multilabel multi_class",
    "pooling": "pool pooling_mode pool_type",
    "bidirectional": "bidir brnn is_bidirectional",
    "attention": "attention_type global_attention attn use_attention",
    "dropout": "dropout_rate drop_rate dropout_prob hidden_dropout_prob rate",
    "word_dropout": "token_dropout",
    "label_smoothing": "smoothing label_smoothing_factor",
    "tied": "tie_weights tied_weights tie_embeddings tie_word_embeddings "
    "share_embeddings share_decoder_embeddings",
    "character_units": "char_units char_dim char_hidden_size",
    "characters": "use_char use_chars char_level",
    "crf": "use_crf",
    "fine_tune": "trainable_encoder finetune",
    "epochs": "num_epochs n_epochs nb_epoch num_train_epochs max_epochs iterations",
    "batch_size": "batchsize bs per_device_train_batch_size minibatch_size",
    "validation_data": "eval_dataset eval_set val_data valid_data dev validation",
    "sample_weight": "sample_weights weights",
    "x": "train_dataset data dataset inputs X train_data",
    "y": "targets labels target Y train_labels",
}
ADVICE = {
    "return_sequences": "A `SequenceTagger` answers each step, a `SequenceClassifier` "
    "the whole text.",
    "return_state": "`RecurrentStack` returns the state beside the outputs.",
    "recurrent_dropout": "`dropout` acts between the layers.",
    "learning_rate": "Give it to the optimizer: "
    "`model.compile(keras.optimizers.Adam(1e-3))`.",
    "lr": "Give it to the optimizer: `model.compile(keras.optimizers.Adam(1e-3))`.",
    "optimizer": "Give it to `model.compile`.",
    "metrics": "Give them to `model.compile`.",
    "loss": "Give it to `model.compile`.",
    "max_length": "Sequences of any length are read.",
    "maxlen": "Sequences of any length are read.",
    "weights": "Load word vectors by `model.load_vectors(path)`.",
    "batch_first": "The batch is always the first axis.",
    "min_length": "The end comes where the model says so.",
    "early_stopping": "A search stops when no other answer can be better.",
    "repetition_penalty": "`temperature`, `top_k` and `top_p` vary what is drawn.",
}
# What every Keras model takes beside its own arguments.
KERAS = {"name", "trainable", "dtype"}


def entrance(function: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Return a method that takes NumPy's numbers and answers others' names.

    NumPy's scalars and arrays without axes become Python's own, so that a configuration
    stays JSON and a number is one key of a graph, not two.

    Args:
        function: a method. One with `**kwargs` takes what Keras's own of that name
            does, a constructor `name` and `trainable`.

    Returns:
        The method, which raises TypeError for an argument that it does not have.
    """
    signature = inspect.signature(function)
    known = {"self", *signature.parameters}
    if "kwargs" in known:
        own = getattr(keras.Model, function.__name__)
        known |= (
            KERAS
            if own is keras.Model.__init__
            else set(inspect.signature(own).parameters)
        )
    known -= {"args", "kwargs"}

    @functools.wraps(function)
    def checked(self, *args, **kwargs):
        for name in kwargs:
            if name not in known and name[0] != "_":
                raise TypeError(_unknown(self, function.__name__, name, known))
        args = map(_plain, args)
        return function(self, *args, **{name: _plain(kwargs[name]) for name in kwargs})

    # Read by Keras, which clones what looks like a functional model's constructor.
    checked.__signature__ = signature
    return checked


def _plain(value: Any) -> Any:
    """Return a NumPy number as Python's own, and all else as it is."""
    if isinstance(value, np.generic | np.ndarray) and value.ndim == 0:
        return value.item()
    return value


def _unknown(model, method, name, known):
    """Return the message for an argument that a method does not have."""
    family = type(model).__name__
    door = family if method == "__init__" else method
    ours = [own for own in OTHERS if own in known and name in OTHERS[own].split()]
    near = difflib.get_close_matches(name, known - {"self"}, n=1, cutoff=0.7)
    if ours or near:
        advice = f"Give `{(ours or near)[0]}`."
    else:
        others = ", ".join(sorted(known - {"self"}))
        advice = ADVICE.get(name, f"Its arguments are {others}.")
    return f"`{door}` of `{family}` has no argument `{name}`. {advice}".replace(
        f"`{family}` of `{family}`", f"`{family}`"
    )

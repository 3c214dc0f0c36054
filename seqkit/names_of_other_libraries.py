"""Translate argument names of other libraries into ours, for error messages.

`RecurrentStack(num_layers=2)` raises an error that says "Give `depth`".
"""

import inspect
from collections.abc import Collection
from collections.abc import Mapping
from typing import Any

# From our name to the names in Keras, PyTorch, Hugging Face, OpenNMT, fairseq,
# scikit-learn and their commands. If a name belongs to several of ours, the first that
# is an argument of the called function is used.
OTHERS = {
    # Generation
    "length": "max_length max_len maxlen max_new_tokens max_tokens max_steps "
    "max_decoding_length max_decode_length max_seq_len max_sequence_length",
    "beams": "num_beams n_beams beam beam_size beam_width beam_search",
    "count": "num_return_sequences n_best nbest num_samples n_samples samples n num "
    "num_results",
    "seed": "random_seed rng_seed random_state rng generator",
    "temperature": "do_sample temp sampling sampling_temperature",
    "top_k": "k sampling_topk topk",
    "top_p": "p sampling_topp topp nucleus",
    "length_penalty": "alpha lenpen length_norm",
    "scores": "score with_scores",
    # Inputs of a trained model
    "inputs": "input_ids input_text prompt prompts text texts images image source "
    "sentence sentences documents x X",
    "texts": "inputs text input x sentences documents X",
    "pairs": "texts inputs sources",
    "text": "texts input inputs input_text prompt prompts sentence sentences",
    "image": "images img inputs input",
    # Models and layers
    "units": "hidden_size hidden_dim hidden_units hidden rnn_size rnn_units "
    "num_units n_units lstm_units gru_units d_model dim width",
    "depth": "num_layers n_layers nb_layers layers num_hidden_layers stack_size",
    "cell": "rnn_type cell_type rnn_cell mode rnn recurrent_cell model_type",
    "embedding": "embedding_dim embedding_size embed_dim embed_size emb_dim "
    "emb_size word_vec_size embedding_units output_dim",
    "pieces": "size vocab_size vocabulary_size num_pieces",
    "vocabulary": "vocab_size vocabulary_size vocab tokenizer input_dim "
    "num_embeddings num_tokens n_tokens max_features max_tokens",
    "source": "src source_lang src_lang from vocab_size src_vocab src_vocab_size "
    "source_vocabulary input_vocab",
    "target": "tgt target_lang tgt_lang to tgt_vocab tgt_vocab_size "
    "target_vocabulary output_vocab",
    "labels": "num_labels num_classes n_classes classes label_names class_names",
    "tags": "num_tags tag_names n_tags num_labels num_classes tagset",
    "encoder": "backbone cnn image_encoder base_model",
    "backbone": "encoder model base_model",
    "size": "input_shape image_size input_size target_size",
    "class_weights": "class_weight label_weights",
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
    "crf": "use_crf",
    "fine_tune": "trainable_encoder finetune",
    # Training
    "epochs": "epoch num_epochs n_epochs nb_epoch nb_epochs num_train_epochs "
    "max_epochs iterations",
    "batch_size": "batch batchsize bs per_device_train_batch_size minibatch_size",
    "validation_data": "eval_dataset eval_set val_data valid_data dev validation",
    "learning_rate": "lr base_lr initial_lr initial_learning_rate max_learning_rate",
    "sample_weight": "sample_weights weights",
    "class_weight": "class_weights",
    "x": "train_dataset data dataset inputs X train_data",
    "y": "targets labels target Y train_labels",
    # Recipes
    "data": "train train_data train_file train_path training dataset input file corpus",
    "validation": "val valid dev eval val_data val_file valid_file validation_data "
    "validation_file dev_file eval_file",
    "test": "test_data test_file",
    "columns": "column text_column label_column text_col label_col fields",
    "captions": "captions_file annotations",
    "other": "target_file tgt_file targets",
    "save_to": "out output output_dir out_dir save_dir save_path model_dir save folder",
    "resume": "continue restore load resume_from resume_from_checkpoint",
    "overwrite": "force overwrite_output_dir restart",
}
# Arguments of other libraries that have no counterpart here, and advice on each.
NOWHERE = {
    "batch_first": "The batch is always the first axis: leave it out.",
    "time_major": "The batch is always the first axis: leave it out.",
    "recurrent_dropout": "`dropout` acts between the layers.",
}


def our_name(name: str, known: Collection[str]) -> str | None:
    """Return our name for an argument of other libraries, or None.

    Args:
        name: str, the name in another library.
        known: collection of str, the arguments of the function that was called.

    Example:
    >>> our_name("num_layers", ["units", "depth"])
    'depth'
    """
    for ours, others in OTHERS.items():
        if ours in known and name in others.split():
            return ours
    return None


def advice_on(
    name: str, known: Collection[str], particular: Mapping[str, str] | None = None
) -> str | None:
    """Return advice on an argument that a function does not have, or None.

    Args:
        name: str, the name that was given.
        known: collection of str, the arguments of the function that was called.
        particular: dict from a name, ours or another library's, to a sentence, used if
            the function has no such argument under any name.

    Example:
    >>> advice_on("num_beams", ["text"], {"beams": "An export has its own."})
    'An export has its own.'
    """
    if ours := our_name(name, known):
        return f"Give `{ours}`."
    sentences = NOWHERE | {**(particular or {})}
    return sentences.get(name) or sentences.get(our_name(name, sentences) or "")


def refuse_foreign(
    layer: type, given: Mapping[str, Any], particular: Mapping[str, str] | None = None
) -> None:
    """Raise TypeError if an unknown argument of a layer has a name of another library.

    A layer calls it before Keras raises its own, less helpful error.

    Args:
        layer: class whose constructor was called.
        given: dict of the keyword arguments that the layer does not have.
        particular: dict, see `advice_on`.

    Example:
    >>> refuse_foreign(seqkit.layers.RecurrentStack, {"num_layers": 2})
    TypeError: `RecurrentStack` has no argument `num_layers`. Give `depth`.
    """
    known = inspect.signature(layer.__init__).parameters
    for name in given:
        if advice := advice_on(name, known, particular):
            raise TypeError(f"`{layer.__name__}` has no argument `{name}`. {advice}")

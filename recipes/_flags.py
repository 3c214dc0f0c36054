"""Flags of the command: by the names that other tools have, and in messages."""

import re
from collections.abc import Collection

# Names of other tools' flags, by ours.
OTHERS = {
    "data": "train train_data train_file train_path training dataset input file corpus",
    "validation": "val valid dev eval val_data val_file valid_file validation_data "
    "validation_file dev_file eval_file",
    "test": "test_data test_file",
    "columns": "column text_column label_column text_col label_col fields",
    "captions": "captions_file annotations",
    "other": "target_file tgt_file targets",
    "source": "src source_lang src_lang from",
    "target": "tgt target_lang tgt_lang to",
    "pieces": "size vocab_size vocabulary_size num_pieces",
    "cell": "rnn rnn_type cell_type model_type",
    "epochs": "epoch max_epochs num_epochs n_epochs nb_epochs num_train_epochs",
    "batch_size": "batch bs batchsize",
    "save_to": "out output output_dir out_dir save_dir save_path model_dir save folder",
    "seed": "random_seed rng_seed",
    "resume": "continue restore load resume_from resume_from_checkpoint",
    "overwrite": "force overwrite_output_dir restart",
    "count": "n num num_samples num_return_sequences samples n_best nbest",
    "beams": "beam beam_size beam_width num_beams",
    "temperature": "temp",
    "top_k": "topk k",
    "top_p": "topp p nucleus",
    "scores": "score with_scores",
}
# What a recipe says in its text, which one copies to change it.
WRITTEN = set(
    "lr learning_rate optimizer units hidden hidden_size hidden_dim depth num_layers "
    "layers n_layers dropout embedding embedding_dim emb_dim batch_size batch bs "
    "weight_decay clipnorm patience length max_length warmup_steps".split()
)


def check_flags(
    arguments: list[str], known: Collection[str], recipe: str | None = None
):
    """Raise ValueError where a flag has the name that it has in other tools.

    Args:
        arguments: list of str, of the shell.
        known: the names of our arguments.
        recipe: str, the one that is trained, or None.
    """
    for flag in (word.partition("=")[0] for word in arguments if word[:2] == "--"):
        name = flag[2:].replace("-", "_").lower()
        if name in known or not name:
            continue
        ours = [each for each, others in OTHERS.items() if name in others.split()]
        if ours and ours[0] in known:
            raise ValueError(f"There is no `{flag}`. Use `{spelled(ours[0])}`.")
        if recipe and name in WRITTEN:
            raise ValueError(
                f"`seqkit train {recipe}` has no `{flag}`: it stands in the recipe. "
                f"Copy that and change it there: `seqkit copy {recipe} mine.py`."
            )


def with_flags(message: str, known: Collection[str]) -> str:
    """Return a message with flags in place of arguments: of `a=1`, `--a 1`."""

    def replaced(found):
        name, value = found[1], found[2]
        if name not in known:
            return found[0]
        if found[0] == "`validation=None`":  # of `seqkit.data`: no second part
            return "files of others with `--validation` and `--test`"
        value = "" if value in (None, "True") else f" {value.strip(chr(34) + chr(39))}"
        return f"`{spelled(name)}{value}`"

    return re.sub(r"`(\w+)(?:=([^`]*))?`", replaced, message)


def spelled(name: str) -> str:
    """Return the flag of an argument."""
    return "--" + name.replace("_", "-")

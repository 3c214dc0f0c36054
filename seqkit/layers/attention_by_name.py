"""The attention layers that `AttentiveDecoder` builds by name."""

import keras

from seqkit.arguments import one_of
from seqkit.layers.attention_layer import AttentionLayer
from seqkit.layers.bahdanau_attention import BahdanauAttention
from seqkit.layers.luong_attention import LuongAttention

ATTENTIONS = ("bahdanau", "luong", "luong_dot", None)


def check_attention(attention: str | None, gated: bool) -> None:
    """Raise ValueError unless `attention` is a known name and allows `gated`."""
    one_of("attention", attention, ATTENTIONS)
    if gated and attention != "bahdanau":
        raise ValueError(
            "`gated=True` scales the context of Bahdanau's attention before the step. "
            f'Received attention={attention!r}. Give `attention="bahdanau"`.'
        )


def make_attention(
    attention: str | None, units: int, dtype: keras.DTypePolicy
) -> AttentionLayer | None:
    """Build the attention layer of a name, of hidden width `units`; None for None."""
    if attention is None:
        return None
    if attention == "bahdanau":
        return BahdanauAttention(units, dtype=dtype)
    score = "dot" if attention == "luong_dot" else "general"
    return LuongAttention(score, dtype=dtype)

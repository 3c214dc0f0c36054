"""The precisions in which a model may compute."""

from typing import Any

import keras

POLICIES = ("float32", "mixed_float16", "mixed_bfloat16")


def precision_of(dtype: Any) -> keras.DTypePolicy:
    """Return the Keras policy of a model's `dtype`.

    Args:
        dtype: str, `keras.DTypePolicy`, its config, or None for Keras's global one.

    Raises:
        ValueError: it is another precision than those of `POLICIES`.
    """
    advice = f"Give one of {', '.join(map(repr, POLICIES))}."
    if dtype is None:
        advice += " Keras's global one is set by `keras.config.set_dtype_policy`."
    try:
        policy = keras.dtype_policies.get(dtype)
    except (TypeError, ValueError):
        policy = None
    if getattr(policy, "name", None) not in POLICIES:
        received = keras.config.dtype_policy().name if dtype is None else dtype
        raise ValueError(
            "`dtype` is the precision of all but logits and losses, which are float32. "
            f"Received {received!r:.80}. {advice}"
        )
    return policy

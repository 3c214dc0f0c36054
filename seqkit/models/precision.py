"""The check of the argument `dtype` of models: the precision in which they compute."""

from typing import Any

import keras

POLICIES = ("float32", "mixed_float16", "mixed_bfloat16")


def precision_of(dtype: Any) -> keras.DTypePolicy:
    """Return the Keras policy of a model's `dtype`.

    Args:
        dtype: str, `keras.DTypePolicy` or the config of a policy. None: Keras's global
            policy.

    Raises:
        ValueError: the policy is not one of `POLICIES`.
    """
    advice = f"Give one of {', '.join(map(repr, POLICIES))}."
    if dtype is None:
        advice += " Keras's global policy is set by `keras.config.set_dtype_policy`."
    try:
        policy = keras.dtype_policies.get(dtype)
    except (TypeError, ValueError):
        policy = None
    if getattr(policy, "name", None) not in POLICIES:
        received = keras.config.dtype_policy().name if dtype is None else dtype
        raise ValueError(
            "`dtype` is the precision of a model; its logits and losses are float32. "
            f"Received {received!r:.80}. {advice}"
        )
    return policy

"""The hash of an image encoder, which names its folder in the cache of features."""

import hashlib
import json
from typing import Any

import numpy as np


def encoder_key(encoder: Any) -> str:
    """Return a key that is equal for encoders that compute the same features.

    The key is a hash of configuration and weights. Names of layers are left out, since
    Keras chooses other names in each process. `trainable` is left out too.

    Args:
        encoder: `keras.Model`.

    Returns:
        str of 32 hexadecimal digits.
    """
    import keras

    config = keras.saving.serialize_keras_object(encoder)
    names = {}
    _list_names(config, names)
    made = hashlib.blake2b(digest_size=16)
    made.update(json.dumps(_without(config, names), sort_keys=True).encode())
    for weight in encoder.weights:
        values = keras.ops.convert_to_numpy(weight)
        made.update(f"{values.dtype} {values.shape}".encode())
        made.update(np.ascontiguousarray(values).tobytes())
    return made.hexdigest()


def _list_names(config, names):
    """Assign a number to each name in a configuration, in the order of the names."""
    if isinstance(config, dict):
        if isinstance(name := config.get("name"), str):
            names.setdefault(name, f"name {len(names)}")
    if isinstance(config, (dict, list, tuple)):
        for part in config.values() if isinstance(config, dict) else config:
            _list_names(part, names)


def _without(config, names):
    """Return a configuration with numbers for names, without keys `_NOT_COMPUTED`."""
    if isinstance(config, dict):
        kept = {key: part for key, part in config.items() if key not in _NOT_COMPUTED}
        return {key: _without(part, names) for key, part in kept.items()}
    if isinstance(config, (list, tuple)):
        return [_without(part, names) for part in config]
    return names.get(config, config) if isinstance(config, str) else config


# Entries of a configuration that have no effect on the features.
_NOT_COMPUTED = ("trainable", "compile_config", "shared_object_id")

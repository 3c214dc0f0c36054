"""The networks of `keras.applications`, from which `ImageEncoder` is built by name."""

import contextlib
import difflib
import os
import warnings
from typing import NamedTuple

import h5py
import keras

from seqkit.text_files import file_at


class Application(NamedTuple):
    """A network of `keras.applications`, and the images that it reads.

    Args:
        builder: str, the function in `keras.applications` that builds the network.
        preprocessing: str or None, the scale of the pixels that the network reads; see
            `ImageEncoder`.
        side: int, height and width of the images of its training, pixels.
    """

    builder: str
    preprocessing: str | None
    side: int = 224


APPLICATIONS = {
    "mobilenet": Application("MobileNet", "tf"),
    "mobilenet_v2": Application("MobileNetV2", "tf"),
    # Networks with None, here and below, scale pixels themselves.
    "mobilenet_v3_small": Application("MobileNetV3Small", None),
    "mobilenet_v3_large": Application("MobileNetV3Large", None),
    "vgg16": Application("VGG16", "caffe"),
    "vgg19": Application("VGG19", "caffe"),
    "resnet50": Application("ResNet50", "caffe"),
    "resnet101": Application("ResNet101", "caffe"),
    "resnet152": Application("ResNet152", "caffe"),
    "resnet50_v2": Application("ResNet50V2", "tf"),
    "resnet101_v2": Application("ResNet101V2", "tf"),
    "resnet152_v2": Application("ResNet152V2", "tf"),
    "densenet121": Application("DenseNet121", "torch"),
    "densenet169": Application("DenseNet169", "torch"),
    "densenet201": Application("DenseNet201", "torch"),
    "inception_v3": Application("InceptionV3", "tf", 299),
    "inception_resnet_v2": Application("InceptionResNetV2", "tf", 299),
    "xception": Application("Xception", "tf", 299),
    "efficientnet_b0": Application("EfficientNetB0", None),
    "efficientnet_b1": Application("EfficientNetB1", None, 240),
    "efficientnet_b2": Application("EfficientNetB2", None, 260),
    "efficientnet_b3": Application("EfficientNetB3", None, 300),
    "efficientnet_b4": Application("EfficientNetB4", None, 380),
    "efficientnet_v2_b0": Application("EfficientNetV2B0", None),
    "efficientnet_v2_b1": Application("EfficientNetV2B1", None, 240),
    "efficientnet_v2_b2": Application("EfficientNetV2B2", None, 260),
    "efficientnet_v2_b3": Application("EfficientNetV2B3", None, 300),
    "efficientnet_v2_s": Application("EfficientNetV2S", None, 384),
    "convnext_tiny": Application("ConvNeXtTiny", None),
    "convnext_small": Application("ConvNeXtSmall", None),
    "convnext_base": Application("ConvNeXtBase", None),
}
"""dict from a name to a network whose weights Keras can download."""


def application_of(name: str) -> Application:
    """Return the application with a name.

    Raises:
        ValueError: no application has that name.
    """
    if name not in APPLICATIONS:
        raise ValueError(
            f"The applications are {', '.join(APPLICATIONS)}. Received {name!r}. "
            "Any other Keras model goes into `ImageEncoder(model)` itself."
        )
    return APPLICATIONS[name]


def build_application(
    name: str,
    layer: str | None,
    size: tuple[int, int],
    weights: str | os.PathLike | None,
) -> keras.Model:
    """Build a network of `keras.applications`, from the input up to one layer.

    Args:
        name: str, a key of `APPLICATIONS`.
        layer: str, name of the last layer of the part. None: the last layer before
            pooling.
        size: pair of int, height and width of the images, pixels.
        weights: "imagenet": Keras downloads the weights. A path: a weights file of the
            whole application without its top, or of the part up to `layer`. None: the
            weights are random.

    Returns:
        `keras.Model` from float `(batch, height, width, 3)` to the outputs of the
        layer.

    Raises:
        ValueError: no layer has the name, there is no file at the path, or the file has
            the weights of another network.
    """
    builder = getattr(keras.applications, application_of(name).builder)
    downloaded = weights if weights in ("imagenet", None) else None
    whole = builder(include_top=False, weights=downloaded, input_shape=(*size, 3))
    part = whole if layer is None else cut(whole, layer)
    if weights is not downloaded:
        _load_weights(dict.fromkeys((whole, part)), weights)
    return part


def cut(model: keras.Model, layer: str) -> keras.Model:
    """Return the part of a functional model up to a layer; weights are shared.

    Raises:
        ValueError: no layer of the model has the name.
    """
    names = [each.name for each in model.layers]
    if layer not in names:
        near = difflib.get_close_matches(layer, names, n=5, cutoff=0.3)
        raise ValueError(
            f"`layer` names one of the {len(names)} layers of {model.name!r}, the last "
            f"of which is {names[-1]!r}. Received {layer!r}. "
            f"Names like it: {', '.join(near) or 'none'}."
        )
    return keras.Model(model.input, model.get_layer(layer).output, name=model.name)


def _load_weights(models, path):
    """Load a weights file into the first model with the same number of weights."""
    path = file_at(path)
    for model in models:
        # Keras assigns weights by order. If the file has more weights than the model,
        # Keras may load weights into wrong layers.
        if len(model.weights) != _count_arrays(path):
            continue
        with warnings.catch_warnings():
            # Keras warns about layers without weights, which are not in the file.
            warnings.filterwarnings("ignore", "Skipping nested container")
            return model.load_weights(path)
    whole, *_, part = *models, *models
    raise ValueError(
        f"Expected the weights of {whole.name!r}: {len(whole.weights)} arrays without "
        f"its top, or {len(part.weights)} up to {part.layers[-1].name!r}. Received "
        f"{path} with {_count_arrays(path)} arrays. Give the `layer` up to which the "
        "weights were saved."
    )


def _count_arrays(path):
    """Return the number of weights in a file; 0 for a file without weights."""
    found = []

    def visit(name, item):
        if isinstance(item, h5py.Dataset) and not name.startswith("optimizer"):
            found.append(name)

    with contextlib.suppress(OSError), h5py.File(path) as file:
        file.visititems(visit)
    return len(found)

import copy
import os
from typing import Any

import keras
from keras import ops

from seqkit.arguments import whole_number
from seqkit.images.applications import application_of
from seqkit.images.applications import build_application
from seqkit.messages import shapes
from seqkit.public_method import public_method
from seqkit.types import Tensor

MODES = ("tf", "torch", "caffe")
CHANNELS = 3


@keras.saving.register_keras_serializable(package="seqkit")
class ImageEncoder(keras.Model):
    """Compute the features of images: a grid of vectors, one for each part of an image.

    The model includes the preprocessing of pixels, so it always takes images with
    values from 0 to 255, also after it is loaded or exported.

    With `trainable = False` the encoder is frozen: it runs in inference mode even while
    other layers of a model are trained, so there is no dropout, and BatchNormalization
    keeps its statistics. Set `trainable = True` and compile again to train its weights.

    Args:
        backbone: `keras.Model` from float `(batch, height, width, 3)` to float
            `(batch, rows, columns, channels)`: your own, or a KerasHub image backbone.
            `from_application` builds one by name.
        size: pair of int, height and width of the images, pixels. None: the size of the
            backbone's input, if it is fixed.
        preprocessing: the scale of the pixels that the backbone reads. "tf": from -1 to
            1. "torch": from 0 to 1, then normalised by ImageNet's mean and deviation of
            each channel. "caffe": blue first, minus ImageNet's means. "scaled": from 0
            to 1. A pair of scale and offset, each a float, or three floats for red,
            green and blue, as in a KerasHub `ImageConverter`. None: from 0 to 255.

    Call arguments:
        inputs: uint8 or float `(batch, height, width, 3)`, red, green and blue from 0
            to 255; height and width are `size`.

    Returns:
        float `(batch, rows, columns, channels)`.

    Raises:
        ValueError: an argument is out of its range, or the backbone returns no grid.

    Reference:
        Xu et al. 2015, section 3.1.1, https://arxiv.org/abs/1502.03044.

    Example:
    >>> encoder = ImageEncoder.from_application("mobilenet", "conv_pw_12_relu")
    >>> encoder(images).shape  # (batch, 224, 224, 3)
    (batch, 7, 7, 1024)
    """

    @public_method
    def __init__(
        self,
        backbone: keras.Model,
        size: tuple[int, int] | None = None,
        preprocessing: str | tuple | None = None,
        **kwargs,
    ):
        size = _image_size(backbone, size)
        _check_preprocessing(preprocessing)

        # Layers
        self.backbone = backbone

        # Graph
        images = keras.Input((*size, CHANNELS), dtype="float32", name="images")
        pixels = preprocess(images, preprocessing)  # (batch, height, width, 3)
        grid = backbone(pixels)  # (batch, rows, columns, channels)
        _check_grid(grid, backbone)
        super().__init__(inputs=images, outputs=grid, **kwargs)

        # Config
        self.size = size
        self.preprocessing = preprocessing

    @classmethod
    def from_application(
        cls,
        name: str,
        layer: str | None = None,
        size: tuple[int, int] | None = None,
        weights: str | os.PathLike | None = "imagenet",
    ) -> "ImageEncoder":
        """Build an encoder from `keras.applications`, with its preprocessing.

        Args:
            name: str, such as "mobilenet", "resnet50" or "efficientnet_b0". The error
                for an unknown name lists all names.
            layer: str, the layer whose outputs are the features, such as
                "conv_pw_12_relu" of "mobilenet". None: the last layer before pooling.
            size: pair of int, height and width of the images, pixels. None: the size
                that the network was trained on.
            weights: "imagenet": Keras downloads the weights. A path: a weights file of
                the whole network without its top, or of the part up to `layer`. None:
                the weights are random.

        Returns:
            `ImageEncoder`, frozen unless its weights are random.

        Raises:
            ValueError: `name` or `layer` is unknown, there is no file at the path, or
                the file has the weights of another network.
        """
        known = application_of(name)
        size = (known.side, known.side) if size is None else size
        backbone = build_application(name, layer, size, weights)
        return cls(backbone, size, known.preprocessing, trainable=weights is None)

    def call(
        self, inputs: Tensor, training: bool | None = None, mask: Any = None
    ) -> Tensor:
        """Return the grid of vectors; a frozen encoder never runs in training mode."""
        # Of frozen layers, Keras runs only BatchNormalization in inference mode.
        training = training if self.trainable else False
        return super().call(inputs, training=training, mask=mask)

    def get_config(self) -> dict[str, Any]:
        """Return the arguments of the constructor, with the backbone serialised."""
        return {
            "backbone": keras.saving.serialize_keras_object(self.backbone),
            "size": list(self.size),
            "preprocessing": self.preprocessing,
            "trainable": self.trainable,
            "name": self.name,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "ImageEncoder":
        """Build an encoder from the result of `get_config`."""
        # Copied, because Keras changes the config of a model while it reads it.
        backbone = copy.deepcopy(config["backbone"])
        backbone = keras.saving.deserialize_keras_object(backbone)
        # True would unfreeze all layers, even layers that were frozen one by one.
        config = {**config, "trainable": None if config["trainable"] else False}
        return cls(**{**config, "backbone": backbone})


def preprocess(images: Tensor, mode: str | tuple | None) -> Tensor:
    """Convert pixels from 0 to 255 to the scale that a backbone reads.

    Args:
        images: float `(…, 3)`, red, green, blue.
        mode: see `preprocessing` of `ImageEncoder`.

    Returns:
        float of the same shape.
    """
    if mode is None:
        return images
    if mode in MODES:
        return keras.applications.imagenet_utils.preprocess_input(
            images, data_format="channels_last", mode=mode
        )
    scale, offset = (1 / 255, 0.0) if mode == "scaled" else mode
    return images * ops.array(scale, "float32") + ops.array(offset, "float32")


def _image_size(backbone, size):
    """Return height and width of the images: `size`, or that of the backbone's input.

    Raises:
        ValueError: the backbone takes no images, or `size` does not fit the backbone.
    """
    shape = getattr(backbone, "input_shape", None)
    if not isinstance(shape, tuple) or len(shape) != 4 or shape[-1] != CHANNELS:
        raise ValueError(
            "`backbone` is a built `keras.Model` of images of shape (batch, height, "
            f"width, 3). Received {getattr(backbone, 'name', backbone)!r} with inputs "
            f"of shape {shape}. Wrap it in a `keras.Model` with such an input."
        )
    size = shape[1:3] if size is None else tuple(size)
    if len(size) == 2 and None not in size:
        size = tuple(whole_number(f"size[{axis}]", size[axis]) for axis in (0, 1))
    fits = len(size) == 2 and None not in size
    if not fits or any(
        own not in (None, side) for own, side in zip(shape[1:3], size, strict=True)
    ):
        raise ValueError(
            "`size` is height and width of the images, ints that agree with the "
            f"backbone's own: {shape[1:3]}. Received {size}. "
            "Give a pair such as `(224, 224)`."
        )
    return size


def _check_preprocessing(mode):
    """Raise ValueError unless `preprocess` accepts a mode."""
    known = (None, "scaled", *MODES)
    pair = isinstance(mode, (tuple, list)) and len(mode) == 2
    if not pair and mode not in known:
        raise ValueError(
            f"`preprocessing` is one of {known}, or a pair of scale and offset. "
            f"Received {mode!r}. Give one of these."
        )


def _check_grid(grid, backbone):
    """Raise ValueError unless outputs are a grid of vectors."""
    if len(getattr(grid, "shape", ())) != 4:
        raise ValueError(
            "`backbone` returns a grid of vectors of shape (batch, rows, columns, "
            f"channels). Received {shapes(grid)} of {backbone.name!r}. "
            "Give the part of the backbone before its pooling."
        )

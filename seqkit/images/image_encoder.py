import copy
import os

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
    """Turn images into annotation vectors, one for each place of a grid.

    What the backbone wants pixels to be is a part of the model: it takes images as
    they are, values from 0 to 255, wherever it is saved, loaded or exported.

    Frozen, `trainable = False`, it runs as in inference also while what stands on it is
    trained: no dropout, and BatchNormalization keeps its statistics. Set `trainable`
    and compile anew to go on with its weights too.

    Args:
        backbone: `keras.Model` from float `(batch, height, width, 3)` to float
            `(batch, rows, columns, channels)`: your own, a KerasHub image backbone, or
            one by name, see `from_application`.
        size: pair of int, height and width of the images, pixels. None: those that the
            backbone is fixed to.
        preprocessing: how values become the backbone's. "tf": from -1 to 1; "torch":
            from 0 to 1, then ImageNet's mean and deviation of each channel; "caffe":
            blue first, minus ImageNet's means; "scaled": from 0 to 1; a pair: times the
            first, plus the second, each a float or one for each of red, green and
            blue, as `scale` and `offset` of a KerasHub `ImageConverter`; None: as they
            are.

    Call arguments:
        inputs: uint8 or float `(batch, height, width, 3)`, red, green and blue from 0
            to 255, of `size`.

    Returns:
        float `(batch, rows, columns, channels)`.

    Raises:
        ValueError: an argument is out of its range, or the backbone gives no grid.

    Reference:
        Xu et al. 2015, section 3.1.1, https://arxiv.org/abs/1502.03044.

    Example:
    >>> encoder = ImageEncoder.from_application("mobilenet", "conv_pw_12_relu")
    >>> encoder(images).shape  # (batch, 224, 224, 3)
    (batch, 7, 7, 1024)
    """

    @public_method
    def __init__(self, backbone, size=None, preprocessing=None, **kwargs):
        size = check_size(backbone, size)
        check_preprocessing(preprocessing)

        # Layers
        self.backbone = backbone

        # Graph
        images = keras.Input((*size, CHANNELS), dtype="float32", name="images")
        grid = backbone(preprocess(images, preprocessing))
        check_grid(grid, backbone)
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
        """Builds an encoder of `keras.applications`, with the preprocessing it needs.

        Args:
            name: str, such as "mobilenet", "resnet50" or "efficientnet_b0"; an error
                lists all.
            layer: str, the layer whose outputs are the annotation vectors, such as
                "conv_pw_12_relu" of "mobilenet". None: the last before pooling.
            size: pair of int, height and width of the images, pixels. None: those that
                it was trained on.
            weights: "imagenet", which Keras downloads; path of a weights file, of the
                whole but its top or up to `layer`; None: random ones.

        Returns:
            `ImageEncoder`, frozen unless its weights are random.

        Raises:
            ValueError: name, layer or file is not there, or the file has other weights.
        """
        known = application_of(name)
        size = (known.side, known.side) if size is None else size
        backbone = build_application(name, layer, size, weights)
        return cls(backbone, size, known.preprocessing, trainable=weights is None)

    def call(self, inputs, training=None, mask=None):
        # Keras itself does so for BatchNormalization alone.
        training = training if self.trainable else False
        return super().call(inputs, training=training, mask=mask)

    def get_config(self):
        return {
            "backbone": keras.saving.serialize_keras_object(self.backbone),
            "size": list(self.size),
            "preprocessing": self.preprocessing,
            "trainable": self.trainable,
            "name": self.name,
        }

    @classmethod
    def from_config(cls, config):
        # Keras takes the config of a model to pieces as it reads it.
        backbone = copy.deepcopy(config["backbone"])
        backbone = keras.saving.deserialize_keras_object(backbone)
        # True would thaw all layers, of which some may be frozen by themselves.
        config = {**config, "trainable": None if config["trainable"] else False}
        return cls(**{**config, "backbone": backbone})


def preprocess(images: Tensor, mode: str | tuple | None) -> Tensor:
    """Return pixels of 0 to 255 as a backbone takes them.

    Args:
        images: float `(…, 3)`, red, green, blue.
        mode: as `preprocessing` of `ImageEncoder`.

    Returns:
        float, of the same shape.
    """
    if mode is None:
        return images
    if mode in MODES:
        return keras.applications.imagenet_utils.preprocess_input(
            images, data_format="channels_last", mode=mode
        )
    scale, offset = (1 / 255, 0.0) if mode == "scaled" else mode
    return images * ops.array(scale, "float32") + ops.array(offset, "float32")


def check_size(backbone, size):
    """Return height and width of the images that a backbone takes."""
    shape = getattr(backbone, "input_shape", None)
    if not isinstance(shape, tuple) or len(shape) != 4 or shape[-1] != CHANNELS:
        raise ValueError(
            "`backbone` is a built `keras.Model` of images: shape (batch, height, "
            f"width, 3). Received {getattr(backbone, 'name', backbone)!r}, which takes "
            f"{shape}. Wrap it in a `keras.Model` of such an input."
        )
    size = shape[1:3] if size is None else tuple(size)
    if len(size) == 2 and None not in size:
        size = tuple(whole_number(f"size[{axis}]", size[axis]) for axis in (0, 1))
    fits = len(size) == 2 and None not in size
    if not fits or any(
        own not in (None, side) for own, side in zip(shape[1:3], size, strict=True)
    ):
        raise ValueError(
            "`size` is height and width of the images, ints, and those of the backbone "
            f"where it has its own: {shape[1:3]}. Received {size}. Give `(224, 224)`, "
            "say."
        )
    return size


def check_preprocessing(mode):
    """Raise ValueError unless `preprocess` knows a mode."""
    known = (None, "scaled", *MODES)
    pair = isinstance(mode, (tuple, list)) and len(mode) == 2
    if not pair and mode not in known:
        raise ValueError(
            f"`preprocessing` is one of {known}, or a pair of scale and offset. "
            f"Received {mode!r}."
        )


def check_grid(grid, backbone):
    """Raise ValueError unless outputs are a grid of vectors."""
    if len(getattr(grid, "shape", ())) != 4:
        raise ValueError(
            "`backbone` gives a grid of vectors: shape (batch, rows, columns, "
            f"channels). Received {shapes(grid)} of {backbone.name!r}. "
            "Give the part of it before its pooling."
        )

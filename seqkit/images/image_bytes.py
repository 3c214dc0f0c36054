"""Decoding of JPEG and PNG files in a TensorFlow graph, for exports."""

from seqkit.backend.rows_that_decode import rows_that_decode
from seqkit.images.read_image_file import LARGEST
from seqkit.types import Tensor

_JPEG = b"\xff\xd8\xff"
_PNG = b"\x89PNG\r\n\x1a\n"


def decode_images(contents: Tensor, size: tuple[int, int]) -> tuple[Tensor, Tensor]:
    """Decode and resize image files as `read_image` does, each row by itself.

    A file for which `read_image` raises an error is not valid, and has no effect on
    other rows: truncated and damaged files, text, empty strings, files of other
    formats, images of more than 67 million pixels. The values of resized images differ
    from those of `read_image` by 1 at most.

    Args:
        contents: string tensor `(batch,)`, the bytes of one file in each row.
        size: pair of int, height and width of the result, pixels.

    Returns:
        images: uint8 `(batch, height, width, 3)`, all 0 in rows that are not valid.
        valid: bool `(batch,)`, True if an image was decoded.
    """
    import tensorflow as tf

    failed = tf.zeros((*size, 3), tf.uint8)
    return rows_that_decode(contents, lambda content: _decode(content, size), failed)


def _decode(content, size):
    """Decode one file; raise an error if it is not an image or is too large."""
    import tensorflow as tf

    jpeg = tf.strings.substr(content, 0, len(_JPEG)) == _JPEG
    png = tf.strings.substr(content, 0, len(_PNG)) == _PNG
    # Pixels are counted before memory for them is allocated.
    pixels = tf.cond(
        jpeg, lambda: _pixels_of_jpeg(content), lambda: _pixels_of_png(content)
    )
    readable = tf.debugging.Assert((jpeg | png) & (pixels <= LARGEST), [pixels])
    with tf.control_dependencies([readable]):
        # This op decodes PNG too. With this `dct_method`, the pixels of JPEG are equal
        # to Pillow's.
        image = tf.io.decode_jpeg(content, channels=3, dct_method="INTEGER_ACCURATE")
    image = tf.image.resize(image, size, antialias=True)
    return tf.cast(tf.round(image), tf.uint8)  # (height, width, 3)


def _pixels_of_jpeg(content):
    """Return the number of pixels of a JPEG file, from its header."""
    import tensorflow as tf

    shape = tf.image.extract_jpeg_shape(content, tf.int64)
    return shape[0] * shape[1]


def _pixels_of_png(content):
    """Return the number of pixels of a PNG file, from its header."""
    import tensorflow as tf

    sides = tf.io.decode_raw(tf.strings.substr(content, 16, 8), tf.int32, False)
    width, height = tf.unstack(tf.cast(tf.ensure_shape(sides, [2]), tf.int64))
    return tf.where((width < 0) | (height < 0), tf.int64.max, width * height)

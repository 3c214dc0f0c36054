"""Files of images to tensors of one size, within a graph: `images`, for servers."""

from seqkit.images.read_image_file import LARGEST
from seqkit.types import Tensor

_JPEG = b"\xff\xd8\xff"
_PNG = b"\x89PNG\r\n\x1a\n"


def decode_images(contents: Tensor, size: tuple[int, int]) -> tuple[Tensor, Tensor]:
    """Decode and resize files of images as `read_image` does, row by row.

    What `read_image` refuses is not valid, and spoils no other row: truncated and
    damaged files, text, nothing at all, files of other kinds, more than 67 million
    pixels. Values differ from `read_image`'s by 1 at most, where sizes do.

    Decoders raise errors, and a graph has nothing that catches them but `tf.data`,
    which can be told to leave out elements that fail. So each row is a data set of its
    own, of the image or of nothing, followed by an empty image, and its first element
    counts. TensorFlow Serving has these operations: it links all kernels of TensorFlow.

    Args:
        contents: string tensor `(batch,)`, the bytes of a file each.
        size: pair of int, height and width of the result, pixels.

    Returns:
        images: uint8 `(batch, height, width, 3)`, 0 where not valid.
        valid: bool `(batch,)`.
    """
    import tensorflow as tf

    # The decoders run on the host, whatever the graph around them runs on.
    with tf.device("CPU:0"):
        empty = tf.data.Dataset.from_tensors((tf.zeros((*size, 3), tf.uint8), False))

        def first(content):
            row = tf.data.Dataset.from_tensors(content)
            decoded = row.map(lambda content: (_decode(content, size), True))
            return decoded.ignore_errors().concatenate(empty).take(1)

        rows = tf.data.Dataset.from_tensor_slices(contents)
        images = rows.interleave(
            first,
            cycle_length=tf.data.AUTOTUNE,
            num_parallel_calls=tf.data.AUTOTUNE,
            deterministic=True,
        )
        # One row more, since a batch of no rows would not be there at all.
        one_more = tf.size(contents, tf.int64) + 1
        images = images.concatenate(empty).batch(one_more)
        images, valid = images.get_single_element()
    return images[:-1], valid[:-1]


def _decode(content, size):
    """Decode one file; fails where it is none, or too large."""
    import tensorflow as tf

    jpeg = tf.strings.substr(content, 0, len(_JPEG)) == _JPEG
    png = tf.strings.substr(content, 0, len(_PNG)) == _PNG
    # Pixels are counted before there is memory for them.
    pixels = tf.cond(
        jpeg, lambda: _pixels_of_jpeg(content), lambda: _pixels_of_png(content)
    )
    readable = tf.debugging.Assert((jpeg | png) & (pixels <= LARGEST), [pixels])
    with tf.control_dependencies([readable]):
        # It decodes both, JPEG to the very pixels that Pillow gives.
        image = tf.io.decode_jpeg(content, channels=3, dct_method="INTEGER_ACCURATE")
    image = tf.image.resize(image, size, antialias=True)
    return tf.cast(tf.round(image), tf.uint8)  # (height, width, 3)


def _pixels_of_jpeg(content):
    import tensorflow as tf

    shape = tf.image.extract_jpeg_shape(content, tf.int64)
    return shape[0] * shape[1]


def _pixels_of_png(content):
    """Read width and height, which stand at the same place of each file."""
    import tensorflow as tf

    sides = tf.io.decode_raw(tf.strings.substr(content, 16, 8), tf.int32, False)
    width, height = tf.unstack(tf.cast(tf.ensure_shape(sides, [2]), tf.int64))
    return tf.where((width < 0) | (height < 0), tf.int64.max, width * height)

import keras

from seqkit.arguments import flag
from seqkit.callbacks.gradient_meter import attach
from seqkit.callbacks.gradient_meter import detach
from seqkit.layers.recurrent_matrices import recurrent_matrices
from seqkit.layers.recurrent_matrices import spectral_radius


class GradientNorms(keras.callbacks.Callback):
    """Log the norm of the gradient, the share of clipped updates, and eigenvalues.

    Training has the same results with and without this callback, and no saved file
    contains a part of it. It adds to the logs of `fit`, which History, the progress
    bar, CSVLogger and TensorBoard show:

    - `gradient_norm`: the norm of the gradient of all weights together, before
      clipping; the mean over the epoch's updates.
    - `clipped_updates`: the share of the updates, 0 to 1, in which the optimizer
      clipped the gradient; left out if the optimizer does not clip.
    - `spectral_radius_…`: the largest absolute value of the eigenvalues of each
      recurrent matrix, after the epoch. In a vanilla RNN, gradients vanish if it is
      less than 1. An LSTM has four matrices in each layer, a GRU three.

    `gradient_norm` and `clipped_updates` are metrics, so their order among callbacks
    does not matter. Of the callbacks in the list, those after this one get the
    eigenvalues too.

    Args:
        eigenvalues: bool, compute the eigenvalues. They take about 0.3 seconds an
            epoch for a matrix of 512 units.

    Raises:
        ValueError: in `fit`, the optimizer accumulates gradients over several batches.

    Reference: Pascanu et al. 2013, section 2.1 and algorithm 1,
        https://arxiv.org/abs/1211.5063. With mixed_float16 the norm is that of the
        unscaled gradient, and updates that Keras leaves out are not counted. On
        TensorFlow, as in Keras's clipping, an embedding's gradient has an entry for
        each token, also where a batch has the token twice.

    Example:
    >>> history = model.fit(batches, epochs=9, callbacks=[GradientNorms()])
    >>> sorted(history.history)
    ['clipped_updates', 'gradient_norm', 'loss', 'spectral_radius']
    """

    def __init__(self, eigenvalues: bool = True):
        super().__init__()
        self.eigenvalues = flag("eigenvalues", eigenvalues)
        self._meter = None

    def on_train_begin(self, logs=None):
        optimizer = self.model.optimizer
        inner = getattr(optimizer, "inner_optimizer", optimizer)
        if steps := inner.gradient_accumulation_steps:
            raise ValueError(
                "`GradientNorms` measures the gradient of each update. Received an "
                f"optimizer with gradient_accumulation_steps={steps}, which makes one "
                "update from several batches. Leave out one of the two."
            )
        self._meter = attach(self.model)

    def on_test_begin(self, logs=None):
        self._show(False)

    def on_test_end(self, logs=None):
        self._show(True)

    def on_epoch_end(self, epoch, logs=None):
        if not self.eigenvalues or logs is None:
            return
        for name, matrix in recurrent_matrices(self.model).items():
            name = "_".join(filter(None, ["spectral_radius", name]))
            logs[name] = spectral_radius(matrix)

    def on_train_end(self, logs=None):
        detach(self.model)
        self._meter = None

    def _show(self, shown):
        if self._meter is not None:
            self._meter.shown = shown

"""The common base of all models' training: compile, checks of data, loss, metrics."""

import copy
import inspect
from collections.abc import Callable
from collections.abc import Sequence
from typing import Any

import keras

from seqkit.backend.keras_private import PREPARED_BY_FIT
from seqkit.metrics import TokenAccuracy
from seqkit.models.compile_checks import apply_last_compile
from seqkit.models.compile_checks import set_callback_modes
from seqkit.models.fit_input_checks import Given
from seqkit.models.fit_input_checks import guarded
from seqkit.models.fit_input_checks import is_text
from seqkit.models.fit_input_checks import refuse_lists
from seqkit.models.quantization import Quantizes
from seqkit.models.stock_losses import TOKENS
from seqkit.models.target_checks import check_token_targets
from seqkit.models.target_checks import refuse_class_weight
from seqkit.public_method import public_method
from seqkit.types import Tensor

GRADIENT_NORM = 1.0  # the largest norm of the gradient of all weights together


def default_optimizer() -> keras.optimizers.Optimizer:
    """Build Adam that clips the norm of the gradient of all weights to 1.

    Reference: Pascanu et al. 2013, algorithm 1, https://arxiv.org/abs/1211.5063.
    """
    return keras.optimizers.Adam(1e-3, global_clipnorm=GRADIENT_NORM)


class TrainsOnIds(Quantizes):
    """A mixin for Keras models that train on ids, with a loss of their own.

    A model is compiled when it is built, so `fit` can be called at once.
    `compile("adam")` keeps the model's own loss and metrics ("of the family");
    `compile("adam", loss=…)` replaces the loss.

    Args:
        inputs: nest of `keras.KerasTensor`, as for a functional `keras.Model`.
        outputs: nest of `keras.KerasTensor`.
        loss: function of targets, outputs, and sample weights or None, to a float
            scalar. It is used if `compile` gets no loss.
        metrics: list of `keras.metrics.Metric`, computed beside the metrics of
            `compile`.
        dtype: `keras.DTypePolicy` of the model.
        missing: bool, whether NaN before the padding of numbers is a missing value.
        **kwargs: arguments of `keras.Model`.

    Attributes:
        data_call: str, the call that builds training data from texts, for error
            messages.
        answer_call: str, the call that answers texts, for error messages.
        encode_call: str, the call that encodes texts, for error messages.
        convention: `Convention`, the meaning of targets and outputs.
        accuracy: function from a name to the metric that `compile` uses for
            "accuracy". None: "accuracy" is an error.
        runs_under_xla: bool, whether TensorFlow can train the model under XLA.
        pads_targets: bool, whether the first targets are padded like the inputs.
    """

    data_call = "seqkit.data.next_token(texts, model.vocabulary)"
    answer_call = "model.generate(texts)"
    encode_call = "model.prepare(texts)"
    convention = TOKENS
    accuracy = TokenAccuracy
    runs_under_xla = True
    pads_targets = False

    def __init__(
        self,
        inputs: Any,
        outputs: Any,
        *,
        loss: Callable[..., Tensor],
        metrics: Sequence[keras.metrics.Metric] = (),
        dtype: keras.DTypePolicy,
        missing: bool = True,
        **kwargs,
    ):
        super().__init__(inputs=inputs, outputs=outputs, **kwargs)
        self.dtype_policy = dtype  # functional models have no argument for it
        self.family_loss = loss
        self.family_metrics = list(metrics)
        self._given = Given(self.inputs, self.pads_targets, missing)
        if keras.backend.backend() == "tensorflow" and not self.runs_under_xla:
            self.supports_jit = False
        self.compile(optimizer=default_optimizer())
        # Built here, so that loading an untrained model gives no warning.
        self.optimizer.build(self.trainable_variables)

    @public_method
    def fit(self, x=None, *args, **kwargs):
        """Train the model; arguments and result are those of `keras.Model.fit`.

        Raises:
            TypeError: `x` are texts, not ids.
            ValueError: ids are padded on the left, or an argument of `fit` or
                `compile` does not match the model's targets.
        """
        given = arguments_of("fit", self, x, *args, **kwargs)
        if given.get("class_weight") is not None:
            self.check_class_weight(given["class_weight"])
        given["x"] = self._prepared(x, given.get("y"))
        validation = given.get("validation_data")
        if isinstance(validation, list | tuple):
            self._prepared(*keras.utils.unpack_x_y_sample_weight(validation)[:2])
        elif validation is not None:
            given["validation_data"] = self._prepared(validation)
        self.before_fit(x, given.get("y"))
        self._build_optimizer()
        set_callback_modes(self, given.get("callbacks"))
        with guarded(self):
            return super().fit(**given)

    @public_method
    def evaluate(self, x=None, *args, **kwargs):
        """Evaluate as `keras.Model.evaluate`; errors are those of `fit`."""
        given = arguments_of("evaluate", self, x, *args, **kwargs)
        with guarded(self):
            if PREPARED_BY_FIT not in given:
                given["x"] = self._prepared(x, given.get("y"))
            return super().evaluate(**given)

    @public_method
    def train_on_batch(self, x, *args, **kwargs):
        """Train as `keras.Model.train_on_batch`; errors are those of `fit`."""
        given = arguments_of("train_on_batch", self, x, *args, **kwargs)
        if given.get("class_weight") is not None:
            self.check_class_weight(given["class_weight"])
        self._prepared(x, given.get("y"))
        self._build_optimizer()
        return super().train_on_batch(**given)

    @public_method
    def test_on_batch(self, x, *args, **kwargs):
        """Evaluate as `keras.Model.test_on_batch`; errors are those of `fit`."""
        given = arguments_of("test_on_batch", self, x, *args, **kwargs)
        self._prepared(x, given.get("y"))
        return super().test_on_batch(**given)

    @public_method
    def predict(self, x, *args, **kwargs):
        """Predict as `keras.Model.predict`.

        Raises:
            TypeError: `x` are texts, not ids.
            ValueError: ids are padded on the left.
        """
        self._refuse_texts(x)
        with guarded(self):
            return super().predict(self._given.checked(x), *args, **kwargs)

    @public_method
    def predict_on_batch(self, x):
        """Predict as `keras.Model.predict_on_batch`; errors are those of `predict`."""
        self._refuse_texts(x)
        self._given.check(x)
        return super().predict_on_batch(x)

    def __call__(self, *args, **kwargs):
        """Call as `keras.Model`; errors are those of `predict`.

        Symbolic inputs (`keras.KerasTensor`) are not checked.
        """
        if args:
            self._refuse_texts(args[0])
            refuse_lists(args[0])
            self._given.check(args[0])
        return super().__call__(*args, **kwargs)

    def _build_optimizer(self):
        """Build the optimizer's variables before a step is traced.

        TensorFlow traces a step twice if the step creates variables, and tracing a step
        of a recurrent model takes seconds.
        """
        built = self.optimizer is None or self.optimizer.built
        if keras.backend.backend() == "tensorflow" and not built:
            with self.distribute_strategy.scope():
                self.optimizer.build(self.trainable_variables)

    def before_fit(self, x, y):
        """Prepare for `fit` on checked data; models override it, by default empty."""

    def check_class_weight(self, weights):
        """Raise ValueError unless the model supports `class_weight` of `fit`."""
        refuse_class_weight(type(self).__name__)

    def check_targets(self, y, y_pred):
        """Raise ValueError unless the shapes of targets and outputs match."""
        check_token_targets(y, y_pred)

    def _prepared(self, x, y=None):
        """Check `x`, `y` and the arguments of `compile`, and return `x` for Keras."""
        if is_text(x) or is_text(y):
            raise TypeError(
                "The model trains on ids. Received texts. "
                f"Build a data set from them: `model.fit({self.data_call})`."
            )
        apply_last_compile(self)
        spec = getattr(x, "element_spec", None)  # of a tf.data.Dataset
        targets = y if spec is None else keras.utils.unpack_x_y_sample_weight(spec)[1]
        if targets is not None and self.loss is None:
            # `compute_loss` checks too, but on JAX an error there deletes the weights.
            outputs = self.outputs if len(self.outputs) > 1 else self.outputs[0]
            self.check_targets(targets, outputs)
        return self._given.checked(x, y)

    def _refuse_texts(self, x):
        if is_text(x):
            raise TypeError(
                f"The model reads ids. Received texts. Call `{self.answer_call}`, or "
                f"convert them to ids: `{self.encode_call}`."
            )

    @property
    def jit_compile(self):
        """Whether XLA compiles the training steps, as in `keras.Model`."""
        return keras.Model.jit_compile.fget(self)

    @jit_compile.setter
    def jit_compile(self, value):
        if value and not self.supports_jit:
            raise ValueError(
                f"`jit_compile=True` cannot train this `{type(self).__name__}` on "
                "TensorFlow: XLA has no gradient of a loop whose number of steps "
                "depends on the batch. Leave `jit_compile` out, or train on JAX with "
                "`KERAS_BACKEND=jax`, where XLA compiles all models."
            )
        keras.Model.jit_compile.fset(self, value)

    def compile_from_config(self, config):
        """Compile with the saved settings, except `jit_compile`, which is "auto".

        The model may have been saved on another backend.
        """
        super().compile_from_config({**config, "jit_compile": "auto"})

    def compute_loss(
        self, x=None, y=None, y_pred=None, sample_weight=None, training=True
    ):
        """Return the loss given to `compile`, or the model's own if none was given."""
        if self.loss is not None:
            return super().compute_loss(x, y, y_pred, sample_weight, training)
        self.check_targets(y, y_pred)
        loss = self.family_loss(y, y_pred, sample_weight)
        if not self.losses:
            return loss
        # Without a loss of `compile`, `super` returns only the losses added by layers.
        return loss + super().compute_loss(x, y, y_pred, sample_weight, training)

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        """Update and return the model's own metrics and those of `compile`."""
        for metric in self.family_metrics:
            metric.update_state(y, y_pred, sample_weight)
        return super().compute_metrics(x, y, y_pred, sample_weight)

    def reset_metrics(self):
        """Clear the metrics, and the state of stateful layers.

        On every backend Keras calls this method before each epoch of `fit`, before
        `evaluate`, and in `train_on_batch` and `test_on_batch`.
        """
        super().reset_metrics()
        for layer in self.layers:
            if hasattr(layer, "reset_state"):
                layer.reset_state()

    @classmethod
    def from_config(cls, config):
        """Build a model from the result of `get_config`, with codec and encoder."""
        # Copied, because Keras removes entries of the config while reading it.
        config = copy.deepcopy(config)
        mode = config.pop("quantized", None)
        model = cls(**{name: rebuilt(value) for name, value in config.items()})
        if mode is not None:
            model.quantize(mode)
        return model

    def export(self, filepath, format="tf_saved_model", **kwargs):
        """Export the model by `seqkit.export`, from raw inputs to answers.

        Args:
            filepath: folder of all versions; the next version is written into it.
            format: str. For a format other than "tf_saved_model" Keras exports the
                plain model, from ids to logits.
            **kwargs: arguments of `keras.Model.export`, for other formats.

        Returns:
            Path of the written version.
        """
        if format != "tf_saved_model":
            return super().export(filepath, format=format, **kwargs)
        import seqkit

        return seqkit.export(self, filepath)


def arguments_of(method: str, *args, **kwargs) -> dict[str, Any]:
    """Return the arguments of a call of a `keras.Model` method as a dict by name."""
    bound = inspect.signature(getattr(keras.Model, method)).bind(*args, **kwargs)
    given = dict(bound.arguments)
    del given["self"]
    return given | given.pop("kwargs", {})


def rebuilt(value: Any) -> Any:
    """Return the object that an entry of a config describes, or the entry itself."""
    if isinstance(value, dict) and "class_name" in value:
        return keras.saving.deserialize_keras_object(value)
    return value

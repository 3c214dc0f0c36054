"""Training of all models: the default `compile`, checks of data, loss and metrics."""

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
from seqkit.models.input_checks import Given
from seqkit.models.input_checks import guarded
from seqkit.models.input_checks import is_text
from seqkit.models.input_checks import refuse_lists
from seqkit.models.quantization import Quantizes
from seqkit.models.stock_losses import TOKENS
from seqkit.models.target_checks import check_token_targets
from seqkit.models.target_checks import refuse_class_weight
from seqkit.public_method import public_method
from seqkit.types import Tensor

GRADIENT_NORM = 1.0


def default_optimizer() -> keras.optimizers.Optimizer:
    """Build Adam with the norm of the whole gradient clipped.

    Reference: Pascanu et al. 2013, algorithm 1, https://arxiv.org/abs/1211.5063.
    """
    return keras.optimizers.Adam(1e-3, global_clipnorm=GRADIENT_NORM)


class TrainsOnIds(Quantizes):
    """Train on ids with the loss of the model's family; a mixin for Keras models.

    A model comes compiled, so `fit` trains it at once. `compile("adam")` keeps the
    family's loss and metrics; `compile("adam", loss=…)` replaces the loss.

    Args:
        inputs: nest of `keras.KerasTensor`, as of a functional `keras.Model`.
        outputs: the same.
        loss: function of targets, outputs and sample weights or None; returns a float
            `()`. Used where `compile` is given none.
        metrics: list of `keras.metrics.Metric`, counted beside those of `compile`.
        dtype: `keras.DTypePolicy` of the model.
        **kwargs: of `keras.Model`.

    Attributes:
        data_call: str, the call that makes training data of texts, for errors.
        answer_call: str, the call that answers texts, for errors.
        convention: `Convention`, what targets and outputs mean.
        accuracy: function of a name, which builds the metric that "accuracy" stands for
            in `compile`. None: "accuracy" is an error.
        runs_under_xla: bool, whether TensorFlow can train the model under XLA.
        pads_targets: bool, whether the first targets are padded as the inputs are.
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
        **kwargs,
    ):
        super().__init__(inputs=inputs, outputs=outputs, **kwargs)
        self.dtype_policy = dtype  # functional models take it no other way
        self.family_loss = loss
        self.family_metrics = list(metrics)
        self._given = Given(self.inputs, self.pads_targets)
        if keras.backend.backend() == "tensorflow" and not self.runs_under_xla:
            self.supports_jit = False
        self.compile(optimizer=default_optimizer())
        # Built, so that an untrained model reloads without a warning, too.
        self.optimizer.build(self.trainable_variables)

    @public_method
    def fit(self, x=None, *args, **kwargs):
        """Train as `keras.Model.fit`.

        Raises:
            TypeError: `x` are texts, not ids.
            ValueError: ids are padded on the left, or an argument of `fit` or
                `compile` does not fit the model's targets.
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
        """Evaluate as `keras.Model.evaluate`. Raises: as `fit`."""
        given = arguments_of("evaluate", self, x, *args, **kwargs)
        with guarded(self):
            if PREPARED_BY_FIT not in given:
                given["x"] = self._prepared(x, given.get("y"))
            return super().evaluate(**given)

    @public_method
    def train_on_batch(self, x, *args, **kwargs):
        """Train as `keras.Model.train_on_batch`. Raises: as `fit`."""
        given = arguments_of("train_on_batch", self, x, *args, **kwargs)
        if given.get("class_weight") is not None:
            self.check_class_weight(given["class_weight"])
        self._prepared(x, given.get("y"))
        self._build_optimizer()
        return super().train_on_batch(**given)

    @public_method
    def test_on_batch(self, x, *args, **kwargs):
        """Evaluate as `keras.Model.test_on_batch`. Raises: as `fit`."""
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
        """Predict as `keras.Model.predict_on_batch`. Raises: as `predict`."""
        self._refuse_texts(x)
        self._given.check(x)
        return super().predict_on_batch(x)

    def __call__(self, *args, **kwargs):
        """Call as `keras.Model`. Raises: as `predict`, unless inputs are symbols."""
        if args:
            self._refuse_texts(args[0])
            refuse_lists(args[0])
            self._given.check(args[0])
        return super().__call__(*args, **kwargs)

    def _build_optimizer(self):
        """Build the optimizer's variables before a step is traced.

        TensorFlow traces a step that makes variables twice, and a step of a recurrent
        model takes seconds to trace.
        """
        built = self.optimizer is None or self.optimizer.built
        if keras.backend.backend() == "tensorflow" and not built:
            with self.distribute_strategy.scope():
                self.optimizer.build(self.trainable_variables)

    def before_fit(self, x, y):
        """Prepare for training on data that are checked; most families do nothing."""

    def check_class_weight(self, weights):
        """Raise ValueError unless the family allows `class_weight` of `fit`."""
        refuse_class_weight(type(self).__name__)

    def check_targets(self, y, y_pred):
        """Raise ValueError unless the shape of targets fits that of outputs."""
        check_token_targets(y, y_pred)

    def _prepared(self, x, y=None):
        """Return `x`, checked; check `y` and the arguments of `compile` too."""
        if is_text(x) or is_text(y):
            raise TypeError(
                "The model trains on ids. Received texts. "
                f"Make a data set of them: `model.fit({self.data_call})`."
            )
        apply_last_compile(self)
        spec = getattr(x, "element_spec", None)  # of a tf.data.Dataset
        targets = y if spec is None else keras.utils.unpack_x_y_sample_weight(spec)[1]
        if targets is not None and self.loss is None:
            # `compute_loss` checks too; but on JAX an error there loses the weights.
            outputs = self.outputs if len(self.outputs) > 1 else self.outputs[0]
            self.check_targets(targets, outputs)
        return self._given.checked(x, y)

    def _refuse_texts(self, x):
        if is_text(x):
            raise TypeError(
                f"The model reads ids. Received texts. Call `{self.answer_call}`, or "
                f"make ids of them: `{self.encode_call}`."
            )

    @property
    def jit_compile(self):
        """Whether XLA compiles the steps of training, as of `keras.Model`."""
        return keras.Model.jit_compile.fget(self)

    @jit_compile.setter
    def jit_compile(self, value):
        if value and not self.supports_jit:
            raise ValueError(
                f"`jit_compile=True` cannot train this `{type(self).__name__}` on "
                "TensorFlow: XLA has no gradient of a loop over as many steps as a "
                "batch has. Leave it out, or train on JAX, by `KERAS_BACKEND=jax`, "
                "where XLA compiles all models."
            )
        keras.Model.jit_compile.fset(self, value)

    def compile_from_config(self, config):
        """Compile as saved, but let this backend choose `jit_compile`."""
        super().compile_from_config({**config, "jit_compile": "auto"})

    def compute_loss(
        self, x=None, y=None, y_pred=None, sample_weight=None, training=True
    ):
        """Return the user's loss, or the family's where `compile` was given none."""
        if self.loss is not None:
            return super().compute_loss(x, y, y_pred, sample_weight, training)
        self.check_targets(y, y_pred)
        loss = self.family_loss(y, y_pred, sample_weight)
        if not self.losses:
            return loss
        # `super` then returns the losses that layers add, such as regularisation.
        return loss + super().compute_loss(x, y, y_pred, sample_weight, training)

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        """Count the family's metrics beside the user's."""
        for metric in self.family_metrics:
            metric.update_state(y, y_pred, sample_weight)
        return super().compute_metrics(x, y, y_pred, sample_weight)

    def reset_metrics(self):
        """Clear the metrics, and the state that stateful layers carry.

        Keras calls it before each epoch of `fit` and before `evaluate`, on every
        backend, and so do `train_on_batch` and `test_on_batch`.
        """
        super().reset_metrics()
        for layer in self.layers:
            if hasattr(layer, "reset_state"):
                layer.reset_state()

    @classmethod
    def from_config(cls, config):
        """Build a model from its `get_config`, vocabularies and encoders too."""
        # Copied, because Keras empties the config of a model as it reads it.
        config = copy.deepcopy(config)
        mode = config.pop("quantized", None)
        model = cls(**{name: rebuilt(value) for name, value in config.items()})
        if mode is not None:
            model.quantize(mode)
        return model

    def export(self, filepath, format="tf_saved_model", **kwargs):
        """Export as `seqkit.export` does: strings in, strings out, next version.

        Args:
            filepath: folder of all versions.
            format: str. With another one than "tf_saved_model" Keras exports the plain
                model, from ids to logits.
            **kwargs: of `keras.Model.export`, for other formats.

        Returns:
            Path of the version written.
        """
        if format != "tf_saved_model":
            return super().export(filepath, format=format, **kwargs)
        import seqkit

        return seqkit.export(self, filepath)


def arguments_of(method: str, *args, **kwargs) -> dict[str, Any]:
    """Return the arguments of a call of a `keras.Model` method, by their names."""
    bound = inspect.signature(getattr(keras.Model, method)).bind(*args, **kwargs)
    given = dict(bound.arguments)
    del given["self"]
    return given | given.pop("kwargs", {})


def rebuilt(value: Any) -> Any:
    """Build the object that an entry of a config describes; return others as is."""
    if isinstance(value, dict) and "class_name" in value:
        return keras.saving.deserialize_keras_object(value)
    return value

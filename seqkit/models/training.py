"""What all models share in `fit`: loss, metrics, what is refused, and export."""

import copy
import inspect

import keras
from keras import ops

from seqkit.losses import TokenCrossEntropy
from seqkit.losses import token_nats
from seqkit.metrics import NatsPerToken
from seqkit.metrics import TokenAccuracy
from seqkit.models.compile_checks import direct
from seqkit.models.compile_checks import settle
from seqkit.models.input_checks import Given
from seqkit.models.input_checks import guarded
from seqkit.models.input_checks import is_text
from seqkit.models.input_checks import refuse_lists
from seqkit.models.quantization import Quantizes
from seqkit.models.stock_losses import TOKENS
from seqkit.models.target_checks import check_token_targets
from seqkit.models.target_checks import refuse_class_weight
from seqkit.public_method import public_method

GRADIENT_NORM = 1.0


def default_optimizer() -> keras.optimizers.Optimizer:
    """Build Adam with the norm of the whole gradient clipped.

    Reference: Pascanu et al. 2013, algorithm 1, https://arxiv.org/abs/1211.5063.
    """
    return keras.optimizers.Adam(1e-3, global_clipnorm=GRADIENT_NORM)


class TrainsOnIds(Quantizes):
    """Trains on ids with the family's loss; a mixin for functional Keras models.

    `data_call` makes such data of texts, and `answer_call` is for who has texts alone;
    `convention` is what targets and outputs are. `accuracy(name)` builds the metric
    that "accuracy" stands for in `compile`; None: Keras's own is refused.
    """

    data_call = "seqkit.data.next_token(texts, model.vocabulary)"
    answer_call = "model.generate(texts)"
    encode_call = "model.prepare(texts)"
    convention = TOKENS
    accuracy = TokenAccuracy
    # Whether TensorFlow can train the model under XLA.
    runs_under_xla = True
    # Whether the first targets are padded as the inputs are.
    pads_targets = False

    def train_with(self, loss, *metrics):
        """Set the family's loss and metrics and compile; for the end of `__init__`.

        Args:
            loss: function of targets, outputs and sample weights or None; returns a
                float `()`. Used where `compile` is given no loss.
            metrics: `keras.metrics.Metric`, counted beside those of `compile`.
        """
        self.family_loss = loss
        self.family_metrics = list(metrics)
        self._given = Given(self.inputs, self.pads_targets)
        if keras.backend.backend() == "tensorflow" and not self.runs_under_xla:
            self.supports_jit = False
        self.compile(optimizer=default_optimizer())
        # Built, so that a model reloads without a warning before it is trained, too.
        self.optimizer.build(self.trainable_variables)

    @public_method
    def fit(self, x=None, *args, **kwargs):
        """Train as `keras.Model.fit`.

        Raises:
            TypeError: `x` are texts, not ids.
            ValueError: ids are padded on the left, or an argument, or what `compile`
                was given, does not go with the model's targets.
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
        direct(self, given.get("callbacks"))
        with guarded(self):
            return super().fit(**given)

    @public_method
    def evaluate(self, x=None, *args, **kwargs):
        """Evaluate as `keras.Model.evaluate`. Raises: as `fit`."""
        given = arguments_of("evaluate", self, x, *args, **kwargs)
        with guarded(self):
            if "_use_cached_eval_dataset" not in given:  # which `fit` has prepared
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
        """Call as `keras.Model`. Raises: as `predict`, where there are values."""
        if args:
            self._refuse_texts(args[0])
            refuse_lists(args[0])
            self._given.check(args[0])
        return super().__call__(*args, **kwargs)

    def _build_optimizer(self):
        """Make the optimizer's variables before a step is traced.

        TensorFlow traces a step that makes variables twice, and a step of a recurrent
        model takes seconds to trace.
        """
        built = self.optimizer is None or self.optimizer.built
        if keras.backend.backend() == "tensorflow" and not built:
            with self.distribute_strategy.scope():
                self.optimizer.build(self.trainable_variables)

    def before_fit(self, x, y):
        """Do what a family does once its data are checked."""

    def check_class_weight(self, weights):
        """Raise ValueError unless `class_weight` of `fit` means something here."""
        refuse_class_weight(type(self).__name__)

    def check_targets(self, y, y_pred):
        """Raise ValueError unless targets have the shape that outputs ask for."""
        check_token_targets(y, y_pred)

    def _prepared(self, x, y=None):
        """Check what `fit` and its like are given, and what `compile` was given."""
        if is_text(x) or is_text(y):
            raise TypeError(
                "The model trains on ids. Received texts. "
                f"Make a data set of them: `model.fit({self.data_call})`."
            )
        settle(self)
        spec = getattr(x, "element_spec", None)  # of a tf.data.Dataset
        targets = y if spec is None else keras.utils.unpack_x_y_sample_weight(spec)[1]
        if targets is not None and self.loss is None:
            # In `compute_loss` again; but Keras on JAX loses weights by an error there.
            outputs = self.outputs if len(self.outputs) > 1 else self.outputs[0]
            self.check_targets(targets, outputs)
        return self._given.checked(x, y)

    def _refuse_texts(self, x):
        if is_text(x):
            raise TypeError(
                f"The model reads ids. Received texts. Give `{self.answer_call}`, or "
                f"make ids of them: `{self.encode_call}`."
            )

    @property
    def jit_compile(self):
        """Whether steps are compiled by XLA, as of `keras.Model`."""
        return keras.Model.jit_compile.fget(self)

    @jit_compile.setter
    def jit_compile(self, value):
        if value and not self.supports_jit:
            raise ValueError(
                f"`jit_compile=True` cannot train this `{type(self).__name__}` on "
                "TensorFlow: XLA has no gradient of a loop over as many steps as a "
                "batch has. Leave it out, or train on JAX, by `KERAS_BACKEND=jax`, "
                "where all models are compiled so."
            )
        keras.Model.jit_compile.fset(self, value)

    def compile_from_config(self, config):
        """Compile as saved, with what "auto" comes to on this backend."""
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
        # What layers add: regularisation.
        return loss + super().compute_loss(x, y, y_pred, sample_weight, training)

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        """Count the family's metrics beside the user's."""
        for metric in self.family_metrics:
            metric.update_state(y, y_pred, sample_weight)
        return super().compute_metrics(x, y, y_pred, sample_weight)

    def reset_metrics(self):
        """Clear the metrics and the carried state.

        Keras has no other hook before each epoch of `fit` and before `evaluate`, on
        every backend. `train_on_batch` and `test_on_batch` call it too.
        """
        super().reset_metrics()
        for layer in self.layers:
            if hasattr(layer, "reset_state"):
                layer.reset_state()

    @classmethod
    def from_config(cls, config):
        """Build a model of its `get_config`, vocabularies and encoders too."""
        # Copied, for Keras takes the config of a model to pieces as it reads it.
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
            format: str. Other ones than "tf_saved_model" are Keras's, of ids.
            **kwargs: of `keras.Model.export`, for those.

        Returns:
            Path of the version written.
        """
        if format != "tf_saved_model":
            return super().export(filepath, format=format, **kwargs)
        import seqkit

        return seqkit.export(self, filepath)


class TrainsOnTokens(TrainsOnIds):
    """Trains on ids to predict ids, by the mean nats of a token."""

    def train_with_nats(self, label_smoothing=0.0):
        """Set loss and metric and compile; for the end of a model's `__init__`.

        Args:
            label_smoothing: float, share of each target that the loss spreads.
        """
        self.label_smoothing = label_smoothing
        self.nats_per_token = NatsPerToken()
        self.token_loss = TokenCrossEntropy()
        self.train_with(self.mean_nats)

    def mean_nats(self, y, y_pred, sample_weight=None):
        """Return the loss and count the metric, from nats that are computed once.

        Of a large vocabulary they are half the work of a training step.
        """
        nats = plain = token_nats(y, y_pred, self.label_smoothing)
        if self.label_smoothing:  # which the metric does not count
            plain = token_nats(y, ops.stop_gradient(y_pred))
        loss = self.token_loss.mean(nats, y, sample_weight)
        self.nats_per_token.add(plain, y, sample_weight)
        return loss

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        """Count the nats where the user's loss did not, and the user's metrics."""
        if self.loss is not None:
            self.nats_per_token.update_state(y, y_pred, sample_weight)
        return super().compute_metrics(x, y, y_pred, sample_weight)


def arguments_of(method: str, *args, **kwargs) -> dict:
    """Return what a method of `keras.Model` is given, by the names of its arguments."""
    bound = inspect.signature(getattr(keras.Model, method)).bind(*args, **kwargs)
    given = dict(bound.arguments)
    del given["self"]
    return given | given.pop("kwargs", {})


def rebuilt(value):
    """Build what an argument of a config stands for: an object, or itself."""
    if isinstance(value, dict) and "class_name" in value:
        return keras.saving.deserialize_keras_object(value)
    return value

"""Forecast by ridge regression: the linear model that a network has to beat."""

from collections.abc import Sequence

import numpy as np

from seqkit.reports.forecast_arrays import check_same
from seqkit.reports.forecast_arrays import numbers_of

ALPHAS = 0.1, 1.0, 10.0, 100.0, 1000.0
HELD_OUT = 5  # one of so many parts of the training windows, the last, chooses alpha


def ridge_forecasts(
    training_inputs: np.ndarray,
    training_targets: np.ndarray,
    inputs: np.ndarray,
    alphas: Sequence[float] = ALPHAS,
) -> np.ndarray:
    """Forecast by ridge regression from the inputs of each window.

    The inputs are standardised by the mean and deviation of the training windows; a
    constant input counts nothing, and a missing one (NaN) counts as its mean. The
    penalty alpha with the least squared error on the last fifth of the training
    windows, in their order, is chosen; then all training windows are fitted.

    Args:
        training_inputs: float `(training windows, features)`.
        training_targets: float `(training windows, horizon)` or
            `(training windows, horizon, targets)`; NaN is an unknown target, which is
            left out of the fit of its step.
        inputs: float `(windows, features)`.
        alphas: list of float, the penalties to choose from, 0 or more.

    Returns:
        float `(windows, horizon)` or `(windows, horizon, targets)`; NaN at steps with
        fewer than two known targets in training.

    Raises:
        ValueError: the shapes do not agree, there is no alpha, or no step has two known
            targets.

    Reference: Hoerl & Kennard 1970, eq. 2.1,
        https://doi.org/10.1080/00401706.1970.10488634.

    Example:
    >>> inputs, targets = np.arange(20.0)[:, None], 3 * np.arange(20.0)[:, None]
    >>> ridge_forecasts(inputs, targets, np.array([[30.0]]), alphas=[0.0])
    array([[90.]])
    """
    axes = ["windows", "features"]
    known = numbers_of("training_inputs", training_inputs, axes, several=False)
    asked = numbers_of("inputs", inputs, axes, several=False)
    axes = ["windows", "horizon"]
    answers = numbers_of("training_targets", training_targets, axes)
    check_same(training_inputs=known.shape[:1], training_targets=answers.shape[:1])
    check_same(training_inputs=known.shape[1:], inputs=asked.shape[1:])
    shape = np.shape(training_targets)[1:]
    answers = answers.reshape(len(answers), -1)  # (training windows, outputs)
    alphas = [float(alpha) for alpha in alphas]
    _check(answers, alphas)
    known, asked = _standardised(known, asked)
    alpha = _chosen(known, answers, alphas) if len(alphas) > 1 else alphas[0]
    return _fitted(known, answers, [alpha], asked)[0].reshape(len(asked), *shape)


def _check(answers, alphas):
    """Raise ValueError unless there are an alpha and an output with two targets."""
    if not alphas or min(alphas) < 0:
        raise ValueError(
            "`alphas` are penalties of 0 or more, at least one. "
            f"Received {alphas!r:.80}. Leave `alphas` out to use the default."
        )
    most = np.isfinite(answers).sum(axis=0).max()
    if most < 2:
        raise ValueError(
            "Ridge regression needs two known targets or more at a step. Received "
            f"`training_targets` with at most {most}. Give more training windows, or "
            "leave out `inputs`, so that the report has no ridge row."
        )


def _standardised(known, asked):
    """Return both inputs, standardised by the training windows alone."""
    observed = np.isfinite(known)
    count = np.maximum(observed.sum(axis=0), 1)
    mean = np.where(observed, known, 0.0).sum(axis=0) / count
    off = np.where(observed, known - mean, 0.0)
    deviation = np.sqrt((off**2).sum(axis=0) / count)
    # Rounding leaves a constant column a deviation of about 1e-16 of its value.
    constant = deviation <= 1e-10 * np.abs(mean)
    scale = np.where(constant, np.inf, deviation)
    return off / scale, np.where(np.isfinite(asked), asked - mean, 0.0) / scale


def _chosen(known, answers, alphas):
    """Return the alpha with the least squared error on the last windows."""
    cut = len(known) - max(len(known) // HELD_OUT, 1)
    known_first, known_last = np.isfinite(answers[:cut]), np.isfinite(answers[cut:])
    answers = answers[:, (known_first.sum(axis=0) >= 2) & known_last.any(axis=0)]
    if not answers.shape[1]:
        return max(alphas)  # too few windows to choose
    forecasts = _fitted(known[:cut], answers[:cut], alphas, known[cut:])
    # Divided by the variance, so that targets of large numbers count no more.
    variance = np.nanvar(answers, axis=0)
    variance = np.where(variance > 0, variance, 1.0)
    errors = [np.nanmean((each - answers[cut:]) ** 2 / variance) for each in forecasts]
    return alphas[int(np.argmin(errors))]


def _fitted(known, answers, alphas, asked):
    """Return the forecasts of each alpha, list of float `(windows, outputs)`.

    Outputs that are known in the same windows are fitted together.
    """
    forecasts = [np.full((len(asked), answers.shape[1]), np.nan) for _ in alphas]
    patterns, which = np.unique(np.isfinite(answers), axis=1, return_inverse=True)
    for place, rows in enumerate(patterns.T):
        if rows.sum() < 2:
            continue
        outputs = np.flatnonzero(which == place)
        inputs, targets = known[rows], answers[rows][:, outputs]
        centre, middle = inputs.mean(axis=0), targets.mean(axis=0)
        inputs = inputs - centre
        gram, product = inputs.T @ inputs, inputs.T @ (targets - middle)
        # At least so much that inputs that depend on each other can be solved.
        least = 1e-9 * max(np.trace(gram), 1e-9)
        for alpha, forecast in zip(alphas, forecasts, strict=True):
            penalty = max(alpha, least) * np.eye(len(gram))
            weights = np.linalg.solve(gram + penalty, product)
            forecast[:, outputs] = (asked - centre) @ weights + middle
    return forecasts

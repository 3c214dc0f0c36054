import numpy as np
import pytest
from sklearn.linear_model import Ridge
from sklearn.preprocessing import StandardScaler

from seqkit.reports.ridge_forecasts import ridge_forecasts

RNG = np.random.default_rng(3)
INPUTS = RNG.normal(5, [1, 10, 0.1], size=(60, 3))
TARGETS = INPUTS @ RNG.normal(size=(3, 4)) + RNG.normal(size=(60, 4))
ASKED = RNG.normal(5, [1, 10, 0.1], size=(7, 3))


def of_scikit_learn(alpha, inputs, targets, asked):
    scaler = StandardScaler().fit(inputs)
    model = Ridge(alpha=alpha).fit(scaler.transform(inputs), targets)
    return model.predict(scaler.transform(asked))


@pytest.mark.parametrize("alpha", [0.1, 10.0])
def test_a_fixed_penalty_gives_the_forecasts_of_scikit_learn(alpha):
    forecasts = ridge_forecasts(INPUTS, TARGETS, ASKED, alphas=[alpha])
    expected = of_scikit_learn(alpha, INPUTS, TARGETS, ASKED)
    np.testing.assert_allclose(forecasts, expected, rtol=1e-6)


def test_the_penalty_is_chosen_by_the_last_fifth():
    noise = np.random.default_rng(0)
    inputs, targets = noise.normal(size=(40, 20)), noise.normal(size=(40, 1))
    alphas = [0.1, 1.0, 10.0, 100.0]
    standard = StandardScaler().fit(inputs).transform(inputs)
    errors = [
        np.mean(
            (
                Ridge(alpha=alpha)
                .fit(standard[:32], targets[:32])
                .predict(standard[32:])
                .reshape(-1, 1)
                - targets[32:]
            )
            ** 2
        )
        for alpha in alphas
    ]
    best = alphas[int(np.argmin(errors))]
    assert best != alphas[0]
    np.testing.assert_allclose(
        ridge_forecasts(inputs, targets, inputs, alphas),
        of_scikit_learn(best, inputs, targets, inputs).reshape(-1, 1),
        rtol=1e-6,
    )


def test_an_unknown_target_is_left_out_of_its_step_alone():
    holes = TARGETS.copy()
    holes[5:9, 1] = np.nan
    full, part = (
        ridge_forecasts(INPUTS, targets, ASKED, alphas=[1.0])
        for targets in (TARGETS, holes)
    )
    np.testing.assert_allclose(part[:, [0, 2, 3]], full[:, [0, 2, 3]])
    kept = np.isfinite(holes[:, 1])
    standard = StandardScaler().fit(INPUTS)
    model = Ridge(alpha=1.0).fit(standard.transform(INPUTS[kept]), holes[kept, 1])
    np.testing.assert_allclose(part[:, 1], model.predict(standard.transform(ASKED)))


def test_constant_and_missing_inputs_change_nothing():
    constant = np.full((60, 1), 0.1)
    with_constant = ridge_forecasts(
        np.hstack([INPUTS, constant]), TARGETS, np.hstack([ASKED, [[1e6]] * 7]), [1.0]
    )
    expected = ridge_forecasts(INPUTS, TARGETS, ASKED, [1.0])
    np.testing.assert_allclose(with_constant, expected)
    missing, means = ASKED.copy(), ASKED.copy()
    missing[:, 1], means[:, 1] = np.nan, INPUTS[:, 1].mean()
    np.testing.assert_allclose(
        ridge_forecasts(INPUTS, TARGETS, missing, [1.0]),
        ridge_forecasts(INPUTS, TARGETS, means, [1.0]),
    )


def test_two_windows_and_a_column_of_nan_are_enough():
    inputs = np.array([[1.0, np.nan], [2.0, np.nan]])
    forecasts = ridge_forecasts(inputs, [[1.0], [2.0]], inputs)
    assert np.isfinite(forecasts).all() and forecasts[0] < forecasts[1]


def test_targets_have_an_axis_of_their_own():
    flat = ridge_forecasts(INPUTS, TARGETS, ASKED, [1.0])
    apart = ridge_forecasts(INPUTS, TARGETS.reshape(60, 2, 2), ASKED, [1.0])
    np.testing.assert_allclose(apart.reshape(7, 4), flat)


@pytest.mark.parametrize(
    ("inputs", "targets", "asked", "message"),
    [
        (INPUTS[:9], TARGETS, ASKED, r"`training_inputs` \(9,\)"),
        (INPUTS, TARGETS, ASKED[:, :2], r"`inputs` \(2,\)"),
        (INPUTS[:, 0], TARGETS, ASKED, r"Received shape \(60,\)"),
        (INPUTS, TARGETS * np.nan, ASKED, "two known targets or more.*at most 0"),
    ],
)
def test_shapes_that_do_not_agree_are_refused(inputs, targets, asked, message):
    with pytest.raises(ValueError, match=message):
        ridge_forecasts(inputs, targets, asked)


def test_a_step_that_is_never_known_has_no_forecast():
    holes = TARGETS.copy()
    holes[:, 2] = np.nan
    holes[1:, 3] = np.nan
    forecasts = ridge_forecasts(INPUTS, holes, ASKED)
    assert np.isnan(forecasts[:, 2:]).all()
    np.testing.assert_allclose(
        forecasts[:, :2], ridge_forecasts(INPUTS, TARGETS[:, :2], ASKED)
    )


@pytest.mark.parametrize("alphas", [[], [-1.0]])
def test_penalties_are_not_negative(alphas):
    with pytest.raises(ValueError, match="`alphas` are penalties of 0 or more"):
        ridge_forecasts(INPUTS, TARGETS, ASKED, alphas)

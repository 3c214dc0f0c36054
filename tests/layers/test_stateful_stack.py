import keras
import numpy as np
from keras import ops

from seqkit.layers import RecurrentStack
from tests.checks import assert_same
from tests.layers.stacks import INPUTS
from tests.layers.stacks import LENGTHS
from tests.layers.stacks import UNITS
from tests.layers.stacks import each_cell_once
from tests.layers.stacks import make_stack
from tests.layers.stacks import make_state


def make_carrying(**arguments):
    """Two lanes through a stateful stack, as a model that `fit` and `predict` take."""
    stack = make_stack(stateful=True, batch_size=2, **arguments)
    inputs = keras.Input((None, 3), batch_size=2)
    return keras.Model(inputs, stack(inputs)[0]), stack


def in_windows(text, window):
    """Lanes `(2, time, …)` to the batches that `fit` sees, one after another."""
    return np.concatenate(
        [text[:, start : start + window] for start in range(0, text.shape[1], window)]
    )


def set_state(stack, state):
    variables = keras.tree.flatten(stack.carried)
    for variable, part in zip(variables, keras.tree.flatten(state), strict=True):
        variable.assign(part)


@each_cell_once
def test_stateful_windows_give_what_the_whole_text_gives(cell):
    model, stack = make_carrying(depth=2, **cell)
    expected, last = stack(INPUTS[:2], state=stack.start(2, 6))
    outputs = model.predict(in_windows(INPUTS[:2], 3), batch_size=2, verbose=0)
    assert_same(outputs, in_windows(ops.convert_to_numpy(expected), 3))
    assert_same(stack.carried, last)


def test_fit_carries_state_from_batch_to_batch():
    model, stack = make_carrying()
    expected, _ = stack(INPUTS[:2], state=stack.start(2, 6))
    targets = np.random.default_rng(3).normal(size=(2, 6, UNITS))
    model.compile(keras.optimizers.SGD(0.0), loss="mse")
    x, y = in_windows(INPUTS[:2], 2), in_windows(targets, 2)
    history = model.fit(x, y, batch_size=2, shuffle=False, verbose=0)
    loss = np.mean((ops.convert_to_numpy(expected) - targets) ** 2)
    np.testing.assert_allclose(history.history["loss"], [loss], rtol=1e-5)


def test_gradients_do_not_cross_batches():
    model, stack = make_carrying()
    twin = make_stack()
    inputs = keras.Input((None, 3))
    start = keras.Input((UNITS,)), keras.Input((UNITS,))
    reference = keras.Model((inputs, start), twin(inputs, state=(start,))[0])
    for trained in (model, reference):
        trained.compile(keras.optimizers.SGD(0.5), loss="mse")
    targets, state = np.zeros((2, 3, UNITS)), make_state(batch=2)[0]
    set_state(stack, state)
    for window in (INPUTS[:2, :3], INPUTS[:2, 3:]):
        # A state that comes in as data has no past to send a gradient to.
        _, (after,) = twin(window, state=(state,))
        model.fit(window, targets, batch_size=2, shuffle=False, verbose=0)
        reference.fit((window, state), targets, batch_size=2, verbose=0)
        state = keras.tree.map_structure(ops.convert_to_numpy, after)
    assert_same(stack.trainable_variables, twin.trainable_variables)


def test_reset_state_begins_anew():
    stack = make_stack(stateful=True, batch_size=4)
    first = stack(INPUTS)
    assert np.abs(ops.convert_to_numpy(stack(INPUTS)[0] - first[0])).max() > 1e-3
    stack.reset_state()
    assert_same(stack(INPUTS), first)


def test_reset_state_before_the_first_batch_is_allowed():
    RecurrentStack(UNITS, stateful=True, batch_size=4).reset_state()


def test_a_state_given_leaves_the_carried_one_alone():
    stack = make_stack(stateful=True, batch_size=4)
    stack(INPUTS)
    carried = ops.convert_to_numpy(stack.carried[0][0])
    stack(INPUTS[:1], state=stack.start(1, 6))
    assert_same(stack.carried[0][0], carried)


def test_ragged_batches_carry_the_state_of_each_row():
    stack = make_stack(stateful=True, batch_size=4)
    _, state = stack(INPUTS, lengths=LENGTHS)
    assert_same(stack.carried, state)
    assert not np.any(stack.carried[0][1][3])

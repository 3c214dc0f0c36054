import logging

import numpy as np
import pytest

from seqkit import Series
from seqkit.data import split_by_time
from seqkit.data import windows
from seqkit.data.window_starts import windows_of
from tests.series.tables import NAN
from tests.series.tables import hourly

# Each number names its series and its step, so no window can hide where it is from.
LENGTHS = {"a": 9, "b": 4, "c": 14}


def counting(lengths=LENGTHS, first=0):
    """A table of series in one, with the value 1000 * series + step."""
    table = {"id": [], "step": [], "y": [], "size": []}
    for number, (name, length) in enumerate(lengths.items()):
        steps = np.arange(first, first + length)
        table["id"] += [name] * length
        table["step"] += steps.tolist()
        table["y"] += (1000.0 * number + steps).tolist()
        table["size"] += [number] * length
    return table


def build(table=None, **arguments):
    roles = {"time": "step", "series": "id", "static": "size", **arguments}
    return Series.from_table(table or counting(), "y", **roles)


def all_of(batches):
    """The inputs and targets of a data set, each in one array."""
    batches = list(batches.as_numpy_iterator())
    inputs = {
        name: np.concatenate([x[name] for x, _ in batches]) for name in batches[0][0]
    }
    return inputs, np.concatenate([y for _, y in batches])


@pytest.mark.parametrize("stride", [1, 2, 5])
def test_targets_are_the_steps_directly_after_the_past(stride):
    found = windows(
        counting(), build(), 3, 4, stride, 2, autoregressive=True, shuffle=False
    )
    x, y = all_of(found)
    firsts = [
        1000 * number + step
        for number, length in enumerate(LENGTHS.values())
        for step in range(4, length - 2, stride)
    ]
    steps = np.array(firsts)[:, None]
    np.testing.assert_array_equal(y[..., 0], steps + range(3))
    np.testing.assert_array_equal(x["past"][..., 0], steps + range(-4, 0))
    np.testing.assert_array_equal(x["previous"][..., 0], y[..., 0] - 1)
    np.testing.assert_array_equal(x["static"][:, 0], np.array(firsts) // 1000)
    assert list(x) == ["past", "static", "previous"]
    assert len(found) == -(-len(firsts) // 2)


def test_the_known_future_stands_beside_the_targets():
    table = hourly(12)
    roles = {"time": "time", "past": "rain", "known": "price", "calendar": "hour"}
    codec = Series.from_table(table, "sales", **roles)
    x, y = all_of(windows(table, codec, 2, 5, shuffle=False))
    encoded = codec.encode(table)
    for row in range(len(y)):
        np.testing.assert_array_equal(x["past"][row], encoded[row : row + 5])
        np.testing.assert_array_equal(x["future"][row], encoded[row + 5 : row + 7, 2:])
        np.testing.assert_array_equal(y[row], encoded[row + 5 : row + 7, :1])
        past = {name: values[: row + 5] for name, values in table.items()}
        future = {name: values[row + 5 :] for name, values in table.items()}
        known = codec.encode_future(past, future, 2)
        np.testing.assert_array_equal(x["future"][row], known)
    assert len(y) == 6


def test_targets_of_a_later_part_lie_in_it_and_look_back_over_the_cut():
    table = counting({"a": 30, "b": 30})
    train, validation, test = split_by_time(table, 8, 3, time="step", series="id")
    codec = build(train)
    for part, before in ((validation, train), (test, validation)):
        x, y = all_of(windows(part, codec, 2, 6, before=before, shuffle=False))
        assert {*y.ravel().tolist()} == {*part["y"].tolist()}
        np.testing.assert_array_equal(x["past"][:, -1, 0], y[:, 0, 0] - 1)
        first = y[0, 0, 0]
        assert x["past"][0, :, 0].tolist() == (first + np.arange(-6, 0)).tolist()
    with pytest.raises(ValueError, match="A window is 6 steps of the past and 2"):
        windows(test, codec, 2, 6)


def test_few_steps_before_give_fewer_windows():
    codec = build()
    few, part = counting({"a": 3}, first=7), counting({"a": 6}, first=10)
    assert windows_of(part, codec, 1, 5, before=few).targets()[0, 0, 0] == 12
    assert windows_of(part, codec, 1, 3, before=few).targets()[0, 0, 0] == 10
    assert windows_of(part, codec, 1, 3).targets()[0, 0, 0] == 13


def test_series_that_begin_later_have_no_steps_before():
    codec = build()
    later = counting({"a": 6}, first=9)
    new = counting({"z": 8})
    both = {name: [*later[name], *new[name]] for name in later}
    found = windows_of(both, codec, 1, 5, before=counting())
    assert [found.ids[series] for series in found.series] == ["a"] * 6 + ["z"] * 3
    assert found.past([0])[0, :, 0].tolist() == [4, 5, 6, 7, 8]


def test_what_does_not_stand_directly_before_is_refused():
    codec = build()
    later = counting({"a": 6}, first=10)
    with pytest.raises(ValueError, match="begins at 9. Received 10"):
        windows_of(later, codec, 1, 5, before=counting())
    arrays = Series.from_arrays([np.arange(9.0)])
    with pytest.raises(ValueError, match="2 series before 1"):
        windows_of([np.arange(3.0)], arrays, 1, 5, before=[np.arange(3.0)] * 2)


def test_times_that_are_fractions_may_be_rounded():
    steps = np.arange(30) * 0.1
    table = {"t": steps, "y": np.arange(30.0)}
    train, validation, _ = split_by_time(table, 8, 2, time="t")
    codec = Series.from_table(train, "y", time="t")
    found = windows_of(validation, codec, 1, 5, before=train)
    np.testing.assert_allclose(found.future_times()[:, 0], steps[20:28])
    assert found.targets()[:, 0, 0].tolist() == list(range(20, 28))


def test_arrays_have_windows_too():
    codec = Series.from_arrays([np.arange(9.0)])
    x, y = all_of(
        windows([np.arange(9.0), np.arange(20.0, 26)], codec, 2, 3, shuffle=False)
    )
    assert y[:, 0, 0].tolist() == [3, 4, 5, 6, 7, 23, 24]
    assert list(x) == ["past"]
    found = windows_of(np.arange(3.0), codec, 2, 3, before=np.arange(-4.0, 0))
    assert found.targets()[..., 0].tolist() == [[0, 1], [1, 2]]
    assert found.past()[..., 0].tolist() == [[-3, -2, -1], [-2, -1, 0]]


def test_numpy_windows_are_those_of_the_data_set():
    codec = build()
    x, y = all_of(
        windows(counting(), codec, 3, 4, 2, autoregressive=True, shuffle=False)
    )
    found = windows_of(counting(), codec, 3, 4, 2)
    np.testing.assert_array_equal(found.past(), x["past"])
    np.testing.assert_array_equal(found.targets(), y)
    np.testing.assert_array_equal(found.previous(), x["previous"])
    np.testing.assert_array_equal(found.static(), x["static"])
    rows = np.array([2, 0])
    np.testing.assert_array_equal(found.past(rows), x["past"][rows])
    np.testing.assert_array_equal(found.targets(slice(1, 3)), y[1:3])
    assert found.future().shape == (len(found), 3, 0)
    np.testing.assert_array_equal(found.future_times(), y[..., 0] % 1000)


def test_each_epoch_has_each_window_once_in_a_new_order():
    codec = build()
    found = windows(counting(), codec, 1, 3, batch_size=4, seed=3)
    first, second = (
        [y.ravel().tolist() for _, y in found.as_numpy_iterator()] for _ in range(2)
    )
    flat = [sum(epoch, []) for epoch in (first, second)]
    _, ordered = all_of(windows(counting(), codec, 1, 3, shuffle=False))
    assert sorted(flat[0]) == sorted(flat[1]) == sorted(ordered.ravel().tolist())
    assert flat[0] != flat[1]
    again = windows(counting(), codec, 1, 3, batch_size=4, seed=3)
    assert [y.ravel().tolist() for _, y in again.as_numpy_iterator()] == first


def test_windows_without_any_target_are_left_out():
    values = [1.0, 2.0, 3.0, NAN, NAN, 6.0, 7.0, NAN]
    codec = Series.from_table({"y": values}, "y", missing=True)
    x, y = all_of(windows({"y": values}, codec, 2, 2, shuffle=False))
    np.testing.assert_array_equal(y[..., 0], [[3, NAN], [NAN, 6], [6, 7], [7, NAN]])
    np.testing.assert_array_equal(x["past"][-1], [[NAN, 1], [6, 1]])
    nothing = {"y": [1.0, 2.0, NAN, NAN]}
    with pytest.raises(ValueError, match="all missing"):
        windows(nothing, codec, 2, 2)


def test_short_series_are_counted_once_and_all_short_ones_refused(caplog):
    with caplog.at_level(logging.WARNING, "seqkit"):
        windows_of(counting(), build(), 3, 4)
    assert caplog.text.count("1 of 3 series are shorter than 4 steps") == 1
    with pytest.raises(ValueError, match="24 in all. Received 3 series of at most 14"):
        windows_of(counting(), build(), 20, 4)


def test_the_history_has_a_default():
    table = counting({"a": 100})
    found = windows_of(table, build(table), 15)
    assert found.window == 30
    assert found.past().shape == (100 - 30 - 15 + 1, 30, 1)


@pytest.mark.parametrize(
    "wrong",
    [{"horizon": 0}, {"window": 0}, {"stride": 0}, {"batch_size": 0}, {"seed": -1}],
)
def test_numbers_out_of_range_are_named(wrong):
    arguments = {"horizon": 1, "window": 3, **wrong}
    with pytest.raises(ValueError, match=f"`{next(iter(wrong))}` is an int"):
        windows(counting(), build(), **arguments)


def test_flags_are_true_or_false():
    with pytest.raises(ValueError, match="`shuffle` is True or False"):
        windows(counting(), build(), 1, 3, shuffle="yes")

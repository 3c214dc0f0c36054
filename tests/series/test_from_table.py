import json
import logging

import numpy as np
import pytest

from seqkit import Series
from tests.series.tables import NAN
from tests.series.tables import ROLES
from tests.series.tables import hourly
from tests.series.tables import long_table

NAMES = ("sales", "rain", "wind=NW", "wind=SE", "wind=calm", "price", "hour", "weekday")


def build(**arguments):
    arguments = {"calendar": ["hour", "weekday"], **ROLES, **arguments}
    return Series.from_table(hourly(), "sales", **arguments)


def test_columns_are_targets_past_known_and_calendar():
    codec = build()
    assert codec.names == NAMES
    assert (codec.targets, codec.features, codec.known, codec.static) == (1, 8, 3, 0)
    assert codec.periods == (None,) * 6 + (24.0, 7.0)
    assert (codec.time_column, codec.series_column) == ("time", None)
    assert (codec.frequency, codec.steps) == ("h", 6)
    expected = [
        [10.0, 0.0, 1, 0, 0, 100.0, 22, 2],
        [11.0, 0.5, 0, 1, 0, 99.0, 23, 2],
        [12.0, 1.0, 0, 0, 1, 98.0, 0, 3],  # 29 February 2024 was a Thursday
    ]
    encoded = codec.encode(hourly())
    assert encoded.dtype == np.float32
    np.testing.assert_array_equal(encoded[:3], expected)


def test_means_and_deviations_are_of_training_alone():
    codec = build()
    steps = codec.encode(hourly()).astype("float64")
    assert codec.mean == pytest.approx([*steps[:, :6].mean(axis=0), 0, 0])
    assert codec.deviation == pytest.approx([*steps[:, :6].std(axis=0), 1, 1])
    later = {name: values[3:] for name, values in hourly(12).items()}
    codec.encode(later)
    assert codec == build()


def test_differences_are_measured_after_the_transform_within_series():
    table = {"id": ["a"] * 4 + ["b"] * 3, "y": [1.0, 4, 9, 25, 100, 121, 169]}
    codec = Series.from_table(table, "y", series="id", transform="sqrt", difference=2)
    roots = [3 - 1, 5 - 2, 13 - 10]
    assert codec.difference_deviation == pytest.approx(
        [np.sqrt(np.mean(np.square(roots)))]
    )
    assert codec.mean == pytest.approx([np.mean([1, 2, 3, 5, 10, 11, 13])])
    assert Series.from_table(table, "y", series="id").difference_deviation == []


def test_the_difference_is_shorter_than_a_training_series():
    with pytest.raises(ValueError, match="Received 6 for series of at most 6 steps"):
        build(difference=6)


def test_an_unknown_category_is_in_no_column():
    table = hourly() | {"wind": ["NE"] * 6}
    assert (build().encode(table)[:, 2:5] == 0).all()


def test_many_series_are_read_from_one_table():
    codec = Series.from_table(
        long_table(), "y", time="day", series="id", static=["size", "shop"]
    )
    batch = codec.encode(long_table())
    np.testing.assert_array_equal(
        batch[..., 0], [[10, 11, 12, 13], [1, 2, NAN, NAN], [100, 101, 102, NAN]]
    )
    assert codec.static_names == ("size", "shop=big", "shop=small")
    encoded = codec.encode_table(long_table())
    assert encoded.ids == ["b", "a", "c"]
    np.testing.assert_array_equal(encoded.static, [[2, 1, 0], [1, 0, 1], [3, 1, 0]])
    assert codec.static_mean == pytest.approx([2, 2 / 3, 1 / 3])
    assert codec.frequency == "D"
    parts = codec.split(long_table())
    assert [name for name, _ in parts] == ["b", "a", "c"]
    for row, (_, part) in enumerate(parts):
        assert codec.is_one(part)
        np.testing.assert_array_equal(
            codec.encode(part)[:, 0], batch[row, : len(part["y"]), 0]
        )
        np.testing.assert_array_equal(codec.encode_static(part), encoded.static[row])
    assert not codec.is_one(long_table())


def test_a_list_of_tables_is_several_series():
    codec = build()
    batch = codec.encode([hourly(3), hourly(2)])
    assert batch.shape == (2, 3, 8)
    np.testing.assert_array_equal(batch[0], codec.encode(hourly(3)))
    assert np.isnan(batch[1, 2]).all()
    flat, lengths = codec.encode_flat([hourly(3), hourly(2)])
    assert (len(flat), lengths.tolist()) == (5, [3, 2])
    names, rows = codec.encode_steps([hourly(3), hourly(2)])
    assert names == [["0", "1", "2"], ["0", "1"]]
    np.testing.assert_array_equal(rows[1], batch[1, :2])


def test_encoded_arrays_are_read_as_they_are():
    codec = build()
    steps = codec.encode(hourly())
    np.testing.assert_array_equal(codec.encode(steps), steps)
    assert codec.encode([steps, steps[:2]]).shape == (2, 6, 8)
    with pytest.raises(ValueError, match=r"array \(time, 8\)"):
        codec.encode(steps[:, :3])


def test_columns_of_an_array_are_named_by_their_numbers():
    array = np.arange(12.0).reshape(4, 3)
    codec = Series.from_table(array, 2, past=[0])
    assert codec.names == ("2", "0")
    np.testing.assert_array_equal(codec.encode(array), array[:, [2, 0]])
    np.testing.assert_array_equal(
        Series.from_table(np.arange(3), 0).encode([5, 6]), [[5], [6]]
    )


def test_the_future_has_known_columns_and_the_calendar_after_the_past():
    codec = build()
    whole = hourly(10)
    past = {name: values[:6] for name, values in whole.items()}
    future = {name: values[6:] for name, values in whole.items()}
    expected = codec.encode(whole)[6:9, 5:]
    np.testing.assert_array_equal(codec.encode_future(past, future, 3), expected)
    alone = {"price": future["price"]}
    np.testing.assert_array_equal(codec.encode_future(past, alone, 3), expected)
    column = np.array(future["price"])
    np.testing.assert_array_equal(codec.encode_future(past, column, 3), expected)
    times = codec.times_after(past, 3)
    assert times.tolist() == np.array(future["time"][:3], "datetime64[us]").tolist()
    np.testing.assert_array_equal(codec.times(whole)[6:9], times)


def test_calendar_alone_needs_no_future():
    codec = Series.from_table(hourly(), "sales", time="time", calendar="hour")
    np.testing.assert_array_equal(
        codec.encode_future(hourly(), None, 3), [[4], [5], [6]]
    )
    nothing = Series.from_table(hourly(), "sales").encode_future(hourly(), None, 3)
    assert nothing.shape == (3, 0)


@pytest.mark.parametrize(
    ("future", "said"),
    [
        (None, "future=None"),
        ({"price": [1.0, 2.0]}, "each of the 3 steps.*Received 2 rows"),
        ({"cost": [1.0] * 3}, "'price' in the table.*The columns are .'cost'."),
        ({"price": [1.0, NAN, 2.0]}, "'price' holds finite.*nan in row 1"),
        (
            {"price": [1.0] * 3, "time": hourly(9)["time"][5:8]},
            "follows the past directly.*Expected 2024-02-29T04",
        ),
    ],
    ids=["none", "short", "missing_column", "missing_value", "times"],
)
def test_a_wrong_future_is_named(future, said):
    with pytest.raises(ValueError, match=said):
        build().encode_future(hourly(), future, 3)


def test_without_times_steps_are_counted():
    codec = Series.from_table(hourly(), "sales")
    assert codec.times_after(hourly(), 2).tolist() == [6, 7]
    assert codec.times(hourly(2)).tolist() == [0, 1]
    arrays = Series.from_arrays([[1.0, 2.0]])
    assert arrays.times_after([1.0, 2.0], 2).tolist() == [2, 3]


def test_arrays_have_the_attributes_of_tables():
    codec = Series.from_arrays([np.ones((3, 2))])
    assert codec.names == ("0", "1")
    assert (codec.targets, codec.known, codec.static) == (2, 0, 0)
    assert codec.periods == (None, None)
    assert codec.split(np.ones((3, 2)))[0][0] is None
    assert (codec.time_column, codec.series_column, codec.frequency) == (None,) * 3
    assert codec.encode_static(np.ones((3, 2))).shape == (0,)
    assert codec.encode_future(np.ones((3, 2)), None, 4).shape == (4, 0)


def test_missing_values_stay_missing_and_are_left_out_of_the_mean():
    table = {"y": [1.0, None, 3.0, None], "x": [NAN, 2.0, 4.0, NAN]}
    codec = Series.from_table(table, "y", past="x", missing=True)
    # A wholly missing last step is a step, not padding: its last column is 1.
    assert codec.names == ("y", "x", "real")
    np.testing.assert_array_equal(
        codec.encode(table), [[1, NAN, 1], [NAN, 2, 1], [3, 4, 1], [NAN, NAN, 1]]
    )
    assert codec.mean == [2.0, 3.0, 0.0]
    assert codec.deviation == [1.0, 1.0, 1.0]
    assert codec.known == 0
    with pytest.raises(
        ValueError, match="'y' holds finite numbers.*row 1.*missing=True"
    ):
        Series.from_table(table, "y", past="x")


def test_missing_texts_are_missing_in_all_their_columns():
    table = hourly() | {"wind": ["NW", None, "SE", "NA", "", "SE"]}
    codec = Series.from_table(table, "sales", missing=True, **ROLES)
    wind = codec.encode(table)[:, 2:4]
    np.testing.assert_array_equal(np.isnan(wind[:, 0]), [0, 1, 0, 1, 1, 0])
    np.testing.assert_array_equal(wind[2], [0, 1])
    assert "real" not in codec.names  # the known price marks each step


def test_a_constant_target_has_the_deviation_1_and_a_warning(caplog):
    with caplog.at_level(logging.WARNING, "seqkit"):
        codec = Series.from_table({"y": [0.1] * 7}, "y", difference=1)
    assert codec.deviation == [1.0]
    assert codec.difference_deviation == [1.0]
    assert "'y' is constant in training" in caplog.text


@pytest.mark.parametrize(
    ("change", "arguments", "error", "said"),
    [
        ({"sales": ["a"] * 6}, {}, ValueError, "'sales' holds numbers.*'a' in row 0"),
        (
            {"sales": ["1,748.6"] * 6},
            {},
            ValueError,
            "plain.*'1,748.6' in row 0.*thous",
        ),
        ({"rain": ["2", *["3,27"] * 5]}, {}, ValueError, "'rain'.*'3,27' in row 1"),
        ({"sales": [1j] * 6}, {}, TypeError, "Received 1j in row 0"),
        ({"rain": [1, 2, np.inf, 3, 4, 5]}, {}, ValueError, "inf in row 2"),
        ({"rain": [1, 2, 3, 3, 4, 1e39]}, {}, ValueError, "1e.39 in row 5"),
        ({}, {"past": "snow"}, ValueError, "`past` 'snow'.*columns are .*'rain'"),
        ({}, {"known": "sales"}, ValueError, "'sales' as `target` and as `known`"),
        ({}, {"known": "time"}, ValueError, "'time' as `known` and as `time`"),
        ({}, {"calendar": "moon"}, ValueError, "`calendar` is one of 'second'"),
        ({}, {"holidays": "XX"}, ValueError, "'XX'"),
        ({}, {"transform": "exp"}, ValueError, "`transform` is one of"),
        ({}, {"difference": 0}, ValueError, "`difference` is an int of at least 1"),
        ({}, {"frequency": "3 moons"}, ValueError, "`frequency` is a number and"),
        ({}, {"frequency": "D"}, ValueError, "regular, D apart"),
        ({}, {"static": "price", "known": ()}, ValueError, "changes in row 1"),
        ({}, {"time": None, "calendar": "hour"}, ValueError, "time=None"),
        ({"sales": [0.0] * 6}, {"transform": "log"}, ValueError, "above 0.*log1p"),
        ({"sales": [-1.0] * 6}, {"transform": "log"}, ValueError, "-1.0.*row 0"),
        ({"sales": [-1.0] * 6}, {"transform": "log1p"}, ValueError, "0 or more"),
        ({"sales": [-1.0] * 6}, {"transform": "sqrt"}, ValueError, "0 or more"),
        ({"sales": [1.0] * 5}, {}, ValueError, "equally long"),
        (
            {"hour": [1.0] * 6},
            {"past": "hour", "calendar": "hour"},
            ValueError,
            "twice",
        ),
        ({"time": list(range(6))}, {"calendar": "hour"}, ValueError, "need dates"),
    ],
)
def test_wrong_training_data_are_named(change, arguments, error, said):
    with pytest.raises(error, match=said):
        Series.from_table(hourly() | change, "sales", **{**ROLES, **arguments})


def test_a_wrong_target_lists_the_columns():
    with pytest.raises(ValueError, match="'sale' in the table.*'sales'"):
        Series.from_table(hourly(), "sale")
    with pytest.raises(ValueError, match="Received none. The columns are"):
        Series.from_table(hourly(), None)


def test_a_column_that_is_missing_later_is_named():
    table = hourly()
    del table["rain"]
    with pytest.raises(ValueError, match="a covariate 'rain'.*The columns are"):
        build().encode(table)
    text = hourly() | {"rain": ["much"] * 6}
    with pytest.raises(ValueError, match="'much' in row 0"):
        build().encode(text)


def test_a_configuration_comes_back_through_json():
    codec = build(transform="log", difference=2, holidays="DE", missing=True)
    config = json.loads(json.dumps(codec.get_config()))
    copy = Series.from_config(config)
    assert copy == codec
    assert hash(copy) == hash(codec)
    assert json.loads(json.dumps(copy.get_config())) == config
    np.testing.assert_array_equal(copy.encode(hourly()), codec.encode(hourly()))


def test_the_configuration_of_an_older_codec_is_read():
    codec = Series.from_config({"mean": [1.0], "deviation": [2.0], "missing": True})
    assert codec.targets == 1
    assert codec.transform is None
    np.testing.assert_array_equal(codec.encode([1.0, NAN, 2.0])[:, 0], [1, NAN, 2])


def test_holidays_are_a_calendar_column():
    days = np.arange("2024-12-24", "2024-12-28", dtype="datetime64[D]")
    table = {"day": days, "y": np.arange(4.0)}
    codec = Series.from_table(table, "y", time="day", holidays="DE")
    assert codec.names == ("y", "holiday")
    assert codec.periods == (None, None)
    np.testing.assert_array_equal(codec.encode(table)[:, 1], [0, 1, 1, 0])
    new_year = codec.encode_future(table, None, 5)
    np.testing.assert_array_equal(new_year[:, 0], [0, 0, 0, 0, 1])


@pytest.mark.parametrize(
    ("steps", "difference", "horizon", "expected"),
    [(1000, None, 3, 24), (1000, 30, 3, 60), (1000, None, 40, 80), (30, 12, 10, 20)],
    ids=["least", "seasons", "horizons", "short"],
)
def test_the_default_window_suits_season_horizon_and_data(
    steps, difference, horizon, expected
):
    table = {"y": np.arange(float(steps))}
    codec = Series.from_table(table, "y", difference=difference)
    assert codec.default_window(horizon) == expected


def test_a_target_without_values_is_refused():
    with pytest.raises(ValueError, match="'y' has none in 0 rows"):
        Series.from_table({"y": []}, "y")
    with pytest.raises(ValueError, match="'y' has none in 2 rows"):
        Series.from_table({"y": [NAN, None]}, "y", missing=True)


def test_a_table_without_rows_is_a_series_of_no_steps():
    nothing = {name: [] for name in hourly()}
    codec = build(static="note")
    assert codec.encode(nothing).shape == (0, 8)
    assert codec.encode([nothing, hourly(2)]).shape == (2, 2, 8)
    assert np.isnan(codec.encode_static(nothing)).all()
    with pytest.raises(ValueError, match="Received 0 rows"):
        codec.times_after(nothing, 2)


def test_all_tables_have_one_frequency():
    daily = hourly(3) | {"time": ["2024-01-01", "2024-01-02", "2024-01-03"]}
    with pytest.raises(ValueError, match="regular, h apart"):
        Series.from_table([hourly(), daily], "sales", **ROLES)

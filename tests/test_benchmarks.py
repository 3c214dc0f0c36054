"""The table of `make bench`; its rows take minutes, and are no tests."""

import itertools

from tests.benchmarks import timing
from tests.benchmarks.timing import Row
from tests.benchmarks.timing import side_by_side


def test_rows_compare_the_best_rounds_with_the_first(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(timing.time, "perf_counter", lambda: clock[0])

    def contestant(*rounds):
        # The call that warms up takes long, and does not count.
        times = itertools.chain([99.0], itertools.cycle(rounds))

        def run():
            clock[0] += next(times)

        return run

    contestants = {"slow": contestant(4.0, 6.0), "fast": contestant(3.0, 2.0)}
    assert side_by_side(contestants, 100, "tokens/s") == [
        Row("slow", 25.0, "tokens/s", 1.0),
        Row("fast", 50.0, "tokens/s", 2.0),
    ]


def test_a_row_is_a_line_with_its_ratio_where_it_has_one():
    assert str(Row("fast", 1234.56, "tokens/s", 2.0)).split() == [
        *("fast", "1,234.6", "tokens/s", "2.00", "x")
    ]
    assert str(Row("import", 3.0, "ms")).split() == ["import", "3.0", "ms"]

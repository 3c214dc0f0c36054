"""The table of `make bench`; its rows take minutes, and are no tests."""

import itertools
import sys

import pytest

from tests.benchmarks import load
from tests.benchmarks import timing
from tests.benchmarks.contestant import Contestant
from tests.benchmarks.contestant import started
from tests.benchmarks.load import Load
from tests.benchmarks.load import load_line
from tests.benchmarks.timing import Row
from tests.benchmarks.timing import in_turns
from tests.benchmarks.timing import second_ratio
from tests.benchmarks.timing import side_by_side


@pytest.fixture
def contestant(monkeypatch):
    """Build contestants that take given seconds of a clock, round by round."""
    clock = [0.0]
    monkeypatch.setattr(timing.time, "perf_counter", lambda: clock[0])

    def make(*rounds):
        # The call that warms up takes long, and does not count.
        times = itertools.chain([99.0], itertools.cycle(rounds))

        def run():
            clock[0] += next(times)

        return run

    return make


def test_rows_are_medians_of_ratios_to_the_first(contestant):
    # The ratios of the rounds are 2, 3 and 1; those of the medians would be 4 / 2.
    contestants = {"slow": contestant(4.0, 6.0, 2.0), "fast": contestant(2.0, 2.0, 2.0)}
    assert side_by_side(contestants, 100, "tokens/s", rounds=3) == [
        Row("slow", 25.0, "tokens/s", 1.0),
        Row("fast", 50.0, "tokens/s", 2.0, (1.5, 2.5)),
    ]


def test_a_second_ratio_is_to_another_contestant(contestant):
    names = {"first": 1.0, "ours": 2.0, "stock": 3.0}
    times = in_turns({name: contestant(each) for name, each in names.items()}, rounds=2)
    assert second_ratio(times, 6, "tokens/s", "ours", "stock") == Row(
        "ours to stock", 3.0, "tokens/s", 1.5, (1.5, 1.5)
    )


def test_contestants_take_turns_in_alternating_order():
    turns = []
    in_turns({name: lambda name=name: turns.append(name) for name in "ab"}, rounds=2)
    assert turns == ["a", "b", "a", "b", "b", "a"]


def test_a_row_is_a_line_with_its_ratio_first():
    row = Row("fast", 1234.56, "tokens/s", 2.0, (1.5, 2.5))
    assert str(row).split() == [
        *("2.00", "x", "1.50", "to", "2.50", "1,234.6", "tokens/s", "fast")
    ]
    assert str(Row("import", 3.0, "ms")).split() == ["3.0", "ms", "import"]
    assert row.markdown() == "| 2.00 x | 1.50 to 2.50 | 1,234.6 | tokens/s | fast |"


@pytest.mark.parametrize(("busy", "quiet"), [(10.5, True), (13.0, False)])
def test_the_load_tells_whether_others_computed(busy, quiet):
    before, after = Load(0.0, 0.1, 0.0, 0.0), Load(10.0, 0.9, busy, 10.0)
    line = load_line(before, after)
    assert line.startswith("load 0.1 before, 0.9 after; others used 0.")
    assert ("NOT QUIET" in line) != quiet


def test_the_load_of_a_machine_grows_as_it_computes():
    before = load.load_now()
    sum(range(2_000_000))
    after = load.load_now()
    assert after.own > before.own
    assert after.busy >= before.busy or sys.platform != "linux"


def test_contestants_run_in_processes_of_their_own(tmp_path):
    path = tmp_path / "turns"
    contestants = {
        "there": Contestant("tests.test_benchmarks:writer", str(path)),
        "missing": Contestant("tests.not_there:writer", str(path)),
    }
    with started(contestants) as (ready, missing):
        assert path.read_text() == "prepared\n"
        ready["there"]()
        ready["there"]()
        assert path.read_text() == "prepared\nrun\nrun\n"
    assert missing == {"missing": "No module named 'tests.not_there'"}
    assert ready.keys() == {"there"}


def writer(path):
    """A contestant that writes what it does."""

    def write(line):
        with open(path, "a") as file:
            file.write(f"{line}\n")

    write("prepared")
    print("This is not the answer of a contestant.")
    return lambda: write("run")

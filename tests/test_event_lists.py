import numpy as np
import pytest

from seqkit import Event
from seqkit.event_lists import read_events


def test_events_are_read_in_the_order_of_their_steps():
    given = [("S", 9), Event("P", 2, 0.5), ("P", np.int64(4))]
    assert read_events(given) == [("P", 2.0, 0.5), ("P", 4.0, 1.0), ("S", 9.0, 1.0)]
    assert read_events(iter([])) == []


@pytest.mark.parametrize("event", ["P", 3, ("P",), ("P", "later"), (1, 2), ("P", None)])
def test_what_is_no_pair_is_refused(event):
    with pytest.raises(TypeError, match="pair of a kind.*item 1 of `truth`.*Give"):
        read_events([("P", 1), event], "truth")


@pytest.mark.parametrize("step", [-1, 10, 9.5, np.nan, np.inf])
def test_events_outside_of_the_sequence_are_refused(step):
    with pytest.raises(ValueError, match=r"from 0 to 9\. Received 'P' at step"):
        read_events([("P", step)], length=10)


@pytest.mark.parametrize("step", [-1, np.nan, np.inf])
def test_a_step_is_a_number_from_zero_on(step):
    with pytest.raises(ValueError, match=r"from 0\. Received 'P' at step"):
        read_events([("P", step)])


def test_unknown_kinds_are_refused():
    with pytest.raises(ValueError, match=r"are \['P', 'S'\]. Received 'p' as item 0"):
        read_events([("p", 1)], kinds=["P", "S"])

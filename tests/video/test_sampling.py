import numpy as np

from seqkit.video.sampling import by_count
from seqkit.video.sampling import by_rate


def test_each_frame_is_the_middle_of_an_equal_part():
    for total, count in [(10, 2), (10, 3), (17, 16), (9, 9), (4, 9)]:
        expected = [
            sum(range(total * part, total * (part + 1))) / total / count
            for part in range(count)
        ]
        chosen = by_count(total, count)
        if total <= count:
            np.testing.assert_array_equal(chosen, np.arange(total))
        else:
            assert np.abs(chosen - expected).max() <= 1
            assert len(set(chosen)) == count


def test_frames_at_a_rate_are_those_shown_at_each_time():
    np.testing.assert_array_equal(by_rate(10, 25.0, 10.0), [0, 2, 5, 7])
    np.testing.assert_array_equal(by_rate(4, 10.0, 10.0), [0, 1, 2, 3])
    np.testing.assert_array_equal(by_rate(3, 10.0, 20.0), [0, 0, 1, 1, 2, 2])
    np.testing.assert_array_equal(by_rate(1, 25.0, 1.0), [0])
    np.testing.assert_array_equal(by_rate(90, 29.97, 29.97), np.arange(90))

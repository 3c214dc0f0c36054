import numpy as np

from seqkit.models.answers import Forecast
from seqkit.models.answers import Tagging


def test_prints_each_tag_under_its_word():
    tagging = Tagging(
        ["to", "São", "Paulo", "東京"], ["O", "B-city", "I-city", "O"], 0.0
    )
    assert str(tagging).split("\n") == [
        "to  São     Paulo   東京",
        "O   B-city  I-city  O",
    ]


def test_prints_the_label_below():
    assert str(Tagging(["off"], ["O"], 0.0, "stop", 0.9)) == "off\nO\nstop"


def test_a_long_sentence_takes_more_rows():
    lines = str(Tagging(["word"] * 40, ["O"] * 40, 0.0)).split("\n")
    assert len(lines) == 2 * 4
    assert max(map(len, lines)) <= 80
    assert sum(line.count("word") for line in lines[::2]) == 40


def test_no_words_print_nothing():
    assert str(Tagging([], [], 0.0)) == "\n"


def test_a_forecast_prints_a_line_for_each_step():
    values, past = np.array([1.5, 20.0]), np.zeros(300)
    times = np.array(["2024-01-01", "2024-01-02T06"], "datetime64[us]")
    spread = {0.1: values - 1, 0.9: values + 1}
    one = Forecast(values, spread, times, ["units"], past, past, series="Jena")
    assert str(one).split("\n") == [
        "Jena",
        "                  units  10 %  90 %",
        "      2024-01-01    1.5   0.5   2.5",
        "2024-01-02T06:00     20    19    21",
    ]
    assert "history" not in repr(one)
    two = Forecast(np.eye(2), {}, np.array([7, 8]), ["a", "b"], past, past)
    assert str(two).split("\n") == ["   a  b", "7  1  0", "8  0  1"]

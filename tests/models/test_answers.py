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

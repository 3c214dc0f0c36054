from seqkit.plot.drawing.reading_direction import order_by_eye
from seqkit.plot.drawing.reading_direction import reads_leftward

HEBREW = ["ראיתי", " ", "את", " ", "Star", " ", "Wars", " ", "4", " ", "פעמים", "!"]


def test_english_stays_as_it_is_read():
    words = ["I", " ", "saw", " ", "4", "!"]
    assert order_by_eye(words, leftward=False) == list(range(6))


def test_hebrew_runs_leftward_and_english_within_it_rightward():
    order = order_by_eye(HEBREW, leftward=True)
    seen = "".join(HEBREW[place] for place in order)
    assert seen == "!פעמים Star Wars 4 את ראיתי"


def test_hebrew_within_english_is_reversed_by_itself():
    words = ["see", " ", "שלום", ",", "עולם", ".", "ok"]
    order = order_by_eye(words, leftward=False)
    assert [words[place] for place in order] == [
        "see", " ", "עולם", ",", "שלום", ".", "ok",
    ]  # fmt: skip


def test_marks_alone_follow_the_text():
    assert order_by_eye(["!", "?"], leftward=False) == [0, 1]
    assert order_by_eye(["!", "?"], leftward=True) == [1, 0]
    assert order_by_eye([], leftward=True) == []


def test_the_first_letter_says_how_a_text_reads():
    assert reads_leftward("42 — שלום world")
    assert not reads_leftward("hello שלום")
    assert not reads_leftward("42!")
    assert not reads_leftward("")

import numpy as np
import pytest

from seqkit.arguments import each_of
from seqkit.arguments import flag
from seqkit.arguments import is_several
from seqkit.arguments import list_of
from seqkit.arguments import one_of
from seqkit.arguments import share
from seqkit.arguments import whole_number


@pytest.mark.parametrize("value", [3, np.int64(3), np.uint8(3), np.array(3)])
def test_integers_of_numpy_are_integers(value):
    number = whole_number("beams", value)
    assert number == 3
    assert type(number) is int


@pytest.mark.parametrize("value", [0, -1, 2.0, True, "2", None, [2]])
def test_what_is_no_whole_number_is_refused(value):
    with pytest.raises(ValueError, match="`beams` is an int of at least 1.*Give 5"):
        whole_number("beams", value, advice="Give 5.")


@pytest.mark.parametrize(
    "values",
    [
        ["a", "b"],
        ("a", "b"),
        np.array(["a", "b"]),
        np.array(["a", "b"], object),
        dict(a=0, b=0).keys(),
        dict(x="a", y="b").values(),
    ],
    ids=lambda values: type(values).__name__,
)
def test_ordered_collections_are_listed(values):
    assert is_several(values)
    found = list_of(values, "texts")
    assert found == ["a", "b"]
    assert all(type(each) is str for each in found)


def test_a_generator_is_read_as_it_goes():
    each = each_of((letter for letter in "ab"), "texts")
    assert next(each) == "a"


def test_columns_of_pandas_are_listed_and_its_tables_are_refused():
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame({"text": ["a", "b"], "stars": [1, 2]}, index=[7, 9])
    assert list_of(table["text"], "texts") == ["a", "b"]
    assert [type(each) for each in each_of(table["stars"], "labels")] == [int, int]
    with pytest.raises(TypeError, match=r"give one, `table\[column\]`"):
        list_of(table, "texts")


@pytest.mark.parametrize(
    ("values", "advice"),
    [
        ("ab", r"`\['ab'\]`"),
        (b"ab", "Give a list"),
        (3, r"`\[3\]`"),
        (None, "Give a list"),
        (np.array(3), "Give a list"),
        ({"a": 1}, "Give a list"),
        ({"a"}, "A set has no order"),
    ],
    ids=["str", "bytes", "int", "None", "0-d array", "dict", "set"],
)
def test_what_has_no_order_or_is_one_thing_is_refused(values, advice):
    with pytest.raises(TypeError, match=f"`texts` are a list.*{advice}"):
        list_of(values, "texts")


def test_an_open_file_is_refused(tmp_path):
    path = tmp_path / "names.txt"
    path.write_text("a\nb\n")
    with path.open() as file, pytest.raises(TypeError, match="file's path"):
        list_of(file, "texts")


def test_a_number_may_be_without_a_bound():
    assert whole_number("row", np.int64(-3), least=None) == -3
    with pytest.raises(ValueError, match=r"`row` is an int\. Received 1\.0\."):
        whole_number("row", 1.0, least=None)


@pytest.mark.parametrize("value", [0, 0.5, np.float32(0.5), np.int64(0), np.array(0.5)])
def test_shares_are_floats(value):
    assert share("dropout", value) == value
    assert type(share("dropout", value)) is float


@pytest.mark.parametrize(
    "value", [1, -0.1, True, np.True_, "0.5", None, np.nan, np.array([0.5])]
)
def test_what_is_no_share_is_refused(value):
    with pytest.raises(ValueError, match="`dropout` is a share of 0 or more and under"):
        share("dropout", value)


@pytest.mark.parametrize("value", [True, np.True_, np.array(True)], ids=repr)
def test_flags_are_bools(value):
    assert flag("tied", value) is True


@pytest.mark.parametrize(
    "value", ["yes", "no", 1, 0, None, np.int64(1), [True], np.array([True])], ids=repr
)
def test_what_is_no_flag_is_refused(value):
    with pytest.raises(ValueError, match="`tied` is True or False. Received "):
        flag("tied", value)


@pytest.mark.parametrize("value", ["sum", "Dot", 1, ["dot"], np.array(["dot"])])
def test_another_word_than_the_options_is_refused(value):
    with pytest.raises(ValueError, match="`score` is one of 'dot', None. Received .*"):
        one_of("score", value, ["dot", None], "Give 'dot'.")
    assert one_of("score", None, ["dot", None]) is None

import csv
import gzip
import io
import json

import numpy as np
import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from seqkit.data import read_table
from seqkit.data.read.columns import Column

TABLES = {
    "reviews.csv": b'text,label\r\n"Good, ""very""\r\ngood",pos\r\n\r\nbad,neg\r\n',
    "reviews.tsv": b'id\ttext\tlabel\n1\tGood, "very\tpos\n \n2\tbad\tneg',
    "reviews.jsonl": b'{"label":"pos","text":"Good"}\n\n{"text":"bad","label":"neg"}',
}
TEXTS = {
    "reviews.csv": ['Good, "very"\r\ngood', "bad"],
    "reviews.tsv": ['Good, "very', "bad"],
    "reviews.jsonl": ["Good", "bad"],
}


def write(path, content):
    packed = path.suffix == ".gz"
    path.write_bytes(gzip.compress(content) if packed else content)
    return path


@pytest.mark.parametrize("packed", ["", ".gz"])
@pytest.mark.parametrize("name", TABLES)
def test_columns_are_read_by_name_again_and_again(name, packed, tmp_path):
    path = write(tmp_path / (name + packed), TABLES[name])
    labels, texts = read_table(str(path), "label", "text")
    for _ in range(2):
        assert list(texts) == TEXTS[name]
        assert list(labels) == ["pos", "neg"]
    assert repr(labels) == f"Column('label' of {str(path)!r})"


def test_each_iteration_reads_the_file_anew(tmp_path):
    path = write(tmp_path / "a.csv", b"text\na\n")
    (texts,) = read_table(path, "text")
    assert list(texts) == ["a"]
    write(path, b"text\nb\nc\n")
    assert list(texts) == ["b", "c"]
    one, two = iter(texts), iter(texts)
    assert [next(one), next(two), next(one)] == ["b", "b", "c"]


@pytest.mark.parametrize("name", TABLES)
def test_byte_order_mark_and_invalid_utf8_do_no_harm(name, tmp_path):
    content = b"\xef\xbb\xbf" + TABLES[name].replace(
        b"bad", b"caf\xe9 \xe2\x80\xa8\x0b"
    )
    _, texts = read_table(write(tmp_path / name, content), "label", "text")
    last = "caf\ufffd" if name == "reviews.tsv" else "caf\ufffd \u2028\x0b"
    assert list(texts) == [TEXTS[name][0], last]


def test_fields_may_be_long(tmp_path):
    long = "a, " * 200_000
    path = write(tmp_path / "a.csv", f'text,n\n"{long}",1\n'.encode())
    assert list(read_table(path, "text")[0]) == [long]


@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
def test_white_space_around_names_is_dropped(name, tmp_path):
    comma = "," if name == "a.csv" else "\t"
    content = f"\n text {comma} label \ngood{comma}pos\n".encode()
    texts, labels = read_table(write(tmp_path / name, content), "text ", "label")
    assert (list(texts), list(labels)) == (["good"], ["pos"])


def test_white_space_around_fields_is_dropped_where_nothing_is_quoted(tmp_path):
    path = write(tmp_path / "a.tsv", b"text\tlabel\n good\tpos \n")
    assert [list(column) for column in read_table(path, "text", "label")] == [
        ["good"],
        ["pos"],
    ]
    path = write(tmp_path / "a.csv", b'text,label\n good,"pos "\n')
    assert list(read_table(path, "text")[0]) == [" good"]


def test_fields_stand_after_a_comma_and_a_space_where_names_do(tmp_path):
    path = write(tmp_path / "a.csv", b'text, label\n"so, so", "pos"\n')
    texts, labels = read_table(path, "text", "label")
    assert (list(texts), list(labels)) == (["so, so"], ["pos"])


@pytest.mark.parametrize("name", TABLES)
def test_lines_may_end_in_carriage_returns(name, tmp_path):
    content = TABLES[name].replace(b"\r\n", b"\n").replace(b"\n", b"\r")
    texts, labels = read_table(write(tmp_path / name, content), "text", "label")
    assert list(texts) == [text.replace("\r\n", "\r") for text in TEXTS[name]]
    assert list(labels) == ["pos", "neg"]


@pytest.mark.parametrize("name", TABLES)
def test_other_encodings_are_refused(name, tmp_path):
    path = write(tmp_path / name, TABLES[name].decode().encode("utf-16"))
    with pytest.raises(ValueError, match=f"{name}, which is UTF-16. Convert it"):
        read_table(path, "text")


def test_columns_have_a_length_and_rows(tmp_path):
    (column,) = read_table(write(tmp_path / "a.csv", b"x\na\nb\nc\n"), "x")
    assert len(column) == 3
    assert [column[0], column[np.int64(2)], column[-1], column[-3]] == [*"acca"]
    assert column[1:] == ["b", "c"]
    assert column
    for row in (3, -4):
        with pytest.raises(IndexError, match=f"has 3 rows. Received row {row}"):
            column[row]
    with pytest.raises(ValueError, match="`row` is an int. Received 1.0"):
        column[1.0]


def test_rows_are_counted_once(tmp_path):
    reads = []
    column = Column(lambda: reads.append(1) or iter("ab"), "letters")
    assert [len(column), len(column), len(column), len(reads)] == [2, 2, 2, 1]
    column = Column(lambda: reads.append(1) or iter("ab"), "letters")
    assert [*column] == ["a", "b"]
    assert len(column) == 2
    assert not Column(lambda: iter(""), "none")


@pytest.mark.parametrize("columns", [(0,), (["text", "label"],), (None,)])
def test_names_of_columns_are_str(columns, tmp_path):
    path = write(tmp_path / "a.csv", TABLES["reviews.csv"])
    with pytest.raises(ValueError, match="each a str. Received .*`read_table"):
        read_table(path, *columns)


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.jsonl"])
def test_a_table_without_rows_has_empty_columns(name, tmp_path):
    header = {"a.csv": b"text\n", "a.tsv": b"text\n", "a.jsonl": b"\n"}[name]
    assert list(read_table(write(tmp_path / name, header), "text")[0]) == []


def test_values_of_json_become_text(tmp_path):
    values = [1, -2.5, True, "é\u2028", ["a", 1], [], 10**30]
    lines = "\n".join(json.dumps({"value": value}) for value in values)
    (column,) = read_table(write(tmp_path / "a.jsonl", lines.encode()), "value")
    expected = ["1", "-2.5", "True", "é\u2028", ["a", "1"], [], str(10**30)]
    assert list(column) == expected


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b'x,y\n1,2\n1,"a"b\n', r"row 2 \(line 3\): broken quotes.*use .tsv"),
        (
            "a.csv",
            b'x,y\n1,2\n3,"a\nb\n',
            r"row 2 \(line 3\): broken quotes.*end of data",
        ),
        ("a.csv", b'x,y\n"a\nb",2\n\n1,2,3\n', "row 2.*line 5.*2 fields.*Received 3"),
        (
            "a.tsv",
            b"x\ty\n1\t2\n1\n",
            r"row 2 \(line 3\): expected 2 fields.*Received 1",
        ),
        ("a.jsonl", b'{"x": 1}\n\n{"x": 1', r"row 2 \(line 3\).*Received '{\"x\": 1'"),
        (
            "a.jsonl",
            b'{"x": 1}\n[1]',
            r"row 2 \(line 2\).*with names. Received '\[1\]'",
        ),
        ("a.jsonl", b'{"x": 1}\n{"y": 1}', r"row 2.*column 'x'.*names are \['y'\]"),
        ("a.jsonl", b'{"x": 1}\n{"x": null}', "row 2.*as 'x'. Received null"),
        ("a.jsonl", b'{"x": 1}\n{"x": NaN}', "row 2.*as 'x'. Received NaN"),
        ("a.jsonl", b'{"x": 1}\n{"x": [1e999]}', r"row 2.*Received \[Infinity\]"),
        ("a.jsonl", b'{"x": 1}\n{"x": {"a": 1}}', 'row 2.*Received {"a": 1}'),
        ("a.jsonl", b'{"x": 1}\n{"x": [["a"]]}', r"row 2.*Received \[\[\"a\"\]\]"),
        ("a.jsonl", b'{"x": 1}\n' + b"[" * 100_000, "row 2.*whole object"),
        ("a.jsonl", b'{"x": 1}\n' + b"1" * 5000, "row 2.*whole object"),
    ],
)
def test_broken_row_is_named(name, content, message, tmp_path):
    (column,) = read_table(write(tmp_path / name, content), "x")
    with pytest.raises(ValueError, match=f"{name}, .*{message}".replace("\n", " ")):
        list(column)


@pytest.mark.parametrize("name", TABLES)
def test_missing_column_is_named_at_once_with_those_there_are(name, tmp_path):
    path = write(tmp_path / name, TABLES[name])
    with pytest.raises(
        ValueError, match="column 'stars'.*not there.*'text', 'label'|text"
    ):
        read_table(path, "text", "stars")


def test_a_name_that_is_there_twice_is_refused(tmp_path):
    path = write(tmp_path / "a.csv", b"x,y,x\n1,2,3\n")
    with pytest.raises(
        ValueError, match=r"column 'x'. It is there more than once.*\['x', 'y', 'x'\]"
    ):
        read_table(path, "x")
    assert list(read_table(path, "y")[0]) == ["2"]


def test_what_is_no_table_says_how_to_fix_it(tmp_path):
    with pytest.raises(ValueError, match=r"\.csv, \.tsv, \.jsonl.*'a.txt'.*read_texts"):
        read_table(write(tmp_path / "a.txt", b"a"), "text")
    with pytest.raises(
        ValueError, match="names of the columns to read, each a str. Received none"
    ):
        read_table(write(tmp_path / "a.csv", b"a"))
    with pytest.raises(ValueError, match=r"column 'text'.*names are \[\]"):
        read_table(write(tmp_path / "a.csv", b""), "text")
    for path in (tmp_path / "b.csv", tmp_path, "a\0b.csv", "long" * 999):
        with pytest.raises(ValueError, match="there is no such file. Check the path"):
            read_table(path, "text")


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_characters="\0")),
            st.text('ab\r\n,"'),
        )
    )
)
def test_what_csv_writes_is_read(tmp_path, rows):
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows([("x", "y"), *rows])
    path = write(tmp_path / "a.csv", file.getvalue().encode())
    assert list(zip(*read_table(path, "x", "y"), strict=True)) == rows


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(TABLES)), st.binary(), st.data())
def test_garbage_is_read_or_refused(tmp_path, name, garbage, data):
    content = TABLES[name]
    place = data.draw(st.integers(0, len(content)))
    path = write(tmp_path / name, content[:place] + garbage + content[place:])
    try:
        texts, labels = read_table(path, "text", "label")
        assert len(list(texts)) == len(list(labels))
    except ValueError as error:
        assert str(path) in str(error)

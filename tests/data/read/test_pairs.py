import gzip

import pytest

from seqkit.data import read_pairs

ANKI = "Go.\tGeh.\tCC-BY 2.0\n\nI\u2028 win.\tIch gewinne.\tCC-BY\r\n"
TATOEBA = "1276\tGo.\t8\tGeh.\n1277\tI\u2028 win.\t9\tIch gewinne.\n"
EXPECTED = [("Go.", "Geh."), ("I\u2028 win.", "Ich gewinne.")]


def write(path, text):
    content = text.encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


@pytest.mark.parametrize("name", ["deu.txt", "deu.txt.gz", "pairs.tsv"])
def test_columns_of_one_file_are_read_again_and_again(name, tmp_path):
    for text, places in [
        (ANKI, {}),
        (TATOEBA, {"source": 1, "target": 3}),
        (TATOEBA, {"source": -3, "target": -1}),
    ]:
        path = write(tmp_path / name, text)
        sources, targets = read_pairs(path, **places)
        for _ in range(2):
            assert list(zip(sources, targets, strict=True)) == EXPECTED
    assert repr(sources) == f"Column('sources' of {str(path)!r})"


def test_white_space_around_fields_is_dropped(tmp_path):
    sources, targets = read_pairs(write(tmp_path / "a.tsv", " Go. \tGeh. \tCC\n"))
    assert (list(sources), list(targets)) == (["Go."], ["Geh."])


def test_lines_may_end_in_carriage_returns(tmp_path):
    sources, targets = read_pairs(write(tmp_path / "a.tsv", "ein\tone\rzwei\ttwo\r"))
    assert (list(sources), list(targets)) == (["ein", "zwei"], ["one", "two"])
    sources, targets = read_pairs(
        write(tmp_path / "a.de", "ein\rzwei\r"), write(tmp_path / "a.en", "one\ntwo\n")
    )
    assert (list(sources), list(targets)) == (["ein", "zwei"], ["one", "two"])


def test_a_column_is_a_whole_number(tmp_path):
    path = write(tmp_path / "a.tsv", "a\tb\n")
    for name in ("source", "target"):
        with pytest.raises(ValueError, match=f"`{name}` is an int. Received '0'"):
            read_pairs(path, **{name: "0"})


def test_lines_of_two_files_belong_together_blank_ones_too(tmp_path):
    one = write(tmp_path / "train.de.gz", "\ufeffGeh.\n\nJa\tja!\n")
    two = write(tmp_path / "train.en", "Go.\nWhat?\nYes!")
    sources, targets = read_pairs(one, two)
    assert list(sources) == ["Geh.", "", "Ja\tja!"]
    assert list(targets) == ["Go.", "What?", "Yes!"]


def test_files_of_unequal_length_name_the_line_without_a_partner(tmp_path):
    long = write(tmp_path / "long.txt", "a\nb\nc\nd\n")
    short = write(tmp_path / "short.txt", "a\nb\n")
    message = "long.txt and .*short.txt.*Received line 3.*the second has 2"
    for paths in ((long, short), (short, long)):
        sources, targets = read_pairs(*paths)
        for column in (sources, targets):
            with pytest.raises(ValueError, match=message):
                list(column)


def test_a_line_without_the_columns_is_named(tmp_path):
    path = write(tmp_path / "deu.txt", "Go.\tGeh.\n\nRun!\n")
    sources, _ = read_pairs(path)
    with pytest.raises(ValueError, match="line 3: expected a column 1.*1: .'Run!'"):
        list(sources)
    for places in ({"target": 2}, {"source": -3}):
        with pytest.raises(ValueError, match="line 1: expected a column"):
            read_pairs(path, **places)


def test_missing_files_are_named_at_once(tmp_path):
    path = write(tmp_path / "deu.txt", ANKI)
    for paths in ((tmp_path / "no.txt",), (path, tmp_path / "no.txt")):
        with pytest.raises(ValueError, match=r"no\.txt', and there is no such file"):
            read_pairs(*paths)

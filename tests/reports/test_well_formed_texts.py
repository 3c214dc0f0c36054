import gzip
import math
import os
import random
from pathlib import Path

import pytest

from seqkit.reports import rhymed_verses
from seqkit.reports import well_formed

DATA = Path(os.environ.get("SEQKIT_DATA", "/work/shared/data"), "charlm")


def test_the_share_counts_samples_and_names_the_first_fault_of_each():
    report = well_formed(["\n{a} (b\n", "\n{}\n(a] {)\n", "no line", "\n)\n"], "latex")
    assert report.count == 3
    assert report.share == pytest.approx(2 / 3)
    (fault,) = report.faults
    assert (fault.sample, fault.position, fault.line) == (1, 6, 3)
    assert str(fault) == "sample 1, line 3: ] closes ( of character 4"
    assert (report.pairs, report.cut) == (2, 3)


def test_a_report_prints_the_share_and_some_faults():
    printed = str(well_formed(["\n(]\n"] * 15 + ["\n()\n"], "c")).splitlines()
    assert printed[0] == (
        "6.2% of 16 samples are well-formed c: 1 pairs, 15 marks cut off"
    )
    assert printed[1] == "sample 0, line 2: ] closes ( of character 1"
    assert len(printed) == 12 and printed[-1] == "and 5 more"


def test_without_samples_there_is_no_share():
    report = well_formed([], "xml")
    assert report.count == 0 and math.isnan(report.share)
    assert "nan" in str(report)


@pytest.mark.parametrize("kind", ["latex", "xml", "c", "verse"])
@pytest.mark.parametrize(
    "text",
    ["", "\n", "\n\n\n", "\0\n\0\n", "\ud800\n\udfff\n", "<" * 99, "\\", "\n\\\n"],
)
def test_any_text_is_answered(kind, text):
    assert 0 <= len(well_formed([text], kind).faults) <= 1


@pytest.mark.parametrize("kind", ["latex", "xml", "c", "verse"])
def test_long_texts_of_one_mark_are_read_in_time(kind):
    for mark in "(<&'\"\\/*{\n%a ":
        well_formed([f"\n{mark * 20_000}\n", f"\n{f'{mark}b' * 10_000}\n"], kind)


def test_what_is_no_list_of_texts_is_refused():
    with pytest.raises(TypeError, match="`texts` are a list"):
        well_formed("one text", "c")
    with pytest.raises(TypeError, match="list of str. Received 3 of type int"):
        well_formed(["a", 3], "c")
    with pytest.raises(
        ValueError, match="`kind` is one of 'latex', 'xml', 'c', 'verse'"
    ):
        well_formed(["a"], "python")


def excerpts(name, size, count=100):
    path = DATA / name / "val.txt.gz"
    if not path.is_file():
        pytest.skip("needs the data of charlm")
    text = gzip.decompress(path.read_bytes()).decode()
    places = random.Random(0)
    starts = [places.randrange(len(text) - size) for _ in range(count)]
    return [text[start : start + size] for start in starts]


@pytest.mark.parametrize(
    "kind, name",
    [
        ("latex", "latex_stacks"),
        ("xml", "wikipedia_xml"),
        ("c", "c_nginx"),
        ("verse", "persian_hafez_saadi_khayyam"),
    ],
)
def test_real_texts_are_well_formed_and_their_letters_in_any_order_are_not(kind, name):
    real = excerpts(name, 1000)
    assert well_formed(real, kind).share >= 0.98
    order = random.Random(0)
    mixed = ["".join(order.sample(text, len(text))) for text in real]
    assert well_formed(mixed, kind).share <= 0.1


def test_real_verses_rhyme_more_than_their_lines_in_any_order():
    real = excerpts("persian_hafez_saadi_khayyam", 1000)
    order = random.Random(0)

    def mixed(text):
        first, *lines, last = text.split("\n")
        return "\n".join([first, *order.sample(lines, len(lines)), last])

    def share(texts):
        counts = [rhymed_verses(text) for text in texts]
        return sum(rhymed for rhymed, _ in counts) / sum(verses for _, verses in counts)

    assert share(real) > 0.75
    assert share(map(mixed, real)) < 0.4

import pytest

from seqkit.reports.forms.verse import rhymed_verses
from seqkit.reports.forms.verse import scan_verse

GHAZAL = """ین بیت
الا یا ایها الساقی ادر کأسا و ناولها
که عشق آسان نمود اول ولی افتاد مشکل ها
به بوی نافه ای کاخر صبا زان طره بگشاید
ز تاب جعد مشکینش چه خون افتاد در دل ها

مرا در منزل جانان چه امن عیش چون هر دم
جرس فریاد می دارد که بربندید محمل ها
به می سج"""


def test_half_lines_are_counted():
    found = scan_verse(GHAZAL)
    assert (found.pairs, found.fault) == (6, None)


@pytest.mark.parametrize(
    "line, reason",
    [
        ("ادر", "has fewer than 2 words"),
        ("مرا در", "has 6 characters, where 38"),
        ("مرا در منزل جانان " * 5, "has 90 characters"),
        ("مرا در منزل {جانان چه امن عیش", "has '{', which is no letter"),
        ("مرا در منزل 1 # جانان چه امن", "has '#'"),
    ],
)
def test_a_line_that_is_no_half_line_is_a_fault(line, reason):
    text = GHAZAL.replace("\n\n", f"\n{line}\n")
    place, found = scan_verse(text).fault
    assert reason in found
    assert text[place:].startswith(line)


def test_vowel_signs_and_joiners_are_letters():
    assert (
        scan_verse("x\nنمی\u200cدانم چِه مَنزِل بود\nشب جايي كه من بودم\n").fault is None
    )


def test_an_excerpt_without_a_whole_line_says_nothing():
    assert scan_verse("به می سجاده") is None
    assert scan_verse("a\n\n \nb") is None


def test_verses_of_a_ghazal_rhyme_at_their_ends():
    assert rhymed_verses(GHAZAL) == (3, 3)
    lines = GHAZAL.split("\n")
    shifted = "\n".join(["x", "یک مصرع دیگر"] + lines[1:])
    assert rhymed_verses(shifted) == (3, 3)


def test_verses_of_a_masnavi_rhyme_in_themselves():
    assert rhymed_verses("x\na bc\nd bc\ne fg\nh fg\ni jk\nl mn\n") == (2, 3)
    assert rhymed_verses("x\n") == (0, 0)

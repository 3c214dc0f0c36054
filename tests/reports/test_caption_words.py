import pytest

from seqkit.reports.caption_words import caption_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A Dog, running -- fast !", "a dog running fast"),
        ("The dog's t-shirt isn't red .", "the dog 's t-shirt is n't red"),
        ("\" They're 3,000 \" `` people '' ...", "they 're 3,000 people"),
        ("We cannot see Mr. Smith #7", "we can not see mr smith # 7"),
        ("Grün, größer; ÉTÉ", "grün größer été"),
        ("", ""),
        (" .\n", ""),
    ],
)
def test_words_are_those_of_the_coco_evaluation(text, words):
    assert caption_words(text) == words.split()

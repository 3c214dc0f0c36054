from collections import Counter

import pytest

from seqkit.text import SpelledVocabulary
from seqkit.text import Vocabulary
from seqkit.text.unspaced_scripts import report_unspaced

SENTENCES = {
    "Chinese": ["我喜欢这部电影。", "这部电影很糟糕"],
    "Japanese": ["この映画が好きです。", "今日はいい天気ですね"],
    "Thai": ["ฉันชอบหนังเรื่องนี้ ดีมาก"],
    "Khmer": ["ខ្ញុំចូលចិត្តភាពយន្តនេះ"],
    "Burmese": ["ကျွန်တော်ဒီရုပ်ရှင်ကိုကြိုက်တယ်"],
    "mixed": ["我用Python写程序, version 3", "人工智能很有意思"],
}
SPACED = {
    "Korean": ["나는 이 영화를 정말로 좋아했습니다"],
    "English": ["internationalisation of a film", "a long word"],
    "Chinese words": ["我 喜欢 这部 电影 。", "很 糟糕"],
    "Japanese words": ["この 映画 が 好き です", "コンピューター を 使う"],
    "Thai words": ["ฉัน ชอบ หนัง เรื่อง นี้ มหาวิทยาลัย"],
    "a quotation": ["the words 我喜欢这部电影 stand in an English text of some length"],
}


@pytest.mark.parametrize("split", ["words", "spaces"])
@pytest.mark.parametrize("script", SENTENCES)
def test_words_that_are_sentences_are_told_of_once(script, split, caplog):
    Vocabulary.from_texts(SENTENCES[script], split)
    (record,) = caplog.records
    assert 'split="characters"' in record.getMessage()
    assert "`SubwordVocabulary`" in record.getMessage()


def test_words_of_taggers_are_told_of_once(caplog):
    SpelledVocabulary.from_texts(SENTENCES["Chinese"])
    assert len(caplog.records) == 1


@pytest.mark.parametrize("script", SPACED)
def test_words_that_stand_apart_are_not(script, caplog):
    for split in ("words", "spaces"):
        Vocabulary.from_texts(SPACED[script], split)
    assert not caplog.records


def test_characters_are_not(caplog):
    Vocabulary.from_texts(SENTENCES["Thai"])
    report_unspaced(Counter())
    assert not caplog.records

import sys

import numpy as np
import pytest
import sacrebleu

from seqkit.callbacks import Bleu

SOURCES = ["Zwei Hunde laufen im Schnee.", "Ein Mann liest.", "Schnee!"]
REFERENCES = [
    ["Two dogs run in the snow.", "A pair of dogs is running through snow."],
    ["A man reads a book."],
    ["Snow!", "It snows!", "Look, snow!"],
]
TEXTS = ["Two Dogs run in snow .", "A man reads a book.", "Look , snow!"]


class Translator:
    def generate(self, inputs, **arguments):
        return [TEXTS[SOURCES.index(text)] for text in inputs]


def judged(references, **arguments):
    bleu, logs = Bleu(SOURCES, references, show=0, **arguments), {"loss": 1.0}
    bleu.set_model(Translator())
    bleu.on_epoch_end(0, logs)
    assert bleu.scores == {"val_bleu": logs["val_bleu"]}
    return logs["val_bleu"], bleu.signature


@pytest.mark.parametrize("lowercase", [False, True])
def test_score_is_sacrebleu_of_the_set(lowercase):
    ones = [good[0] for good in REFERENCES]
    metric = sacrebleu.BLEU(lowercase=lowercase)
    expected = metric.corpus_score(TEXTS, [ones]).score
    score, signature = judged(ones, lowercase=lowercase)
    np.testing.assert_allclose(score, expected)
    assert signature == str(metric.get_signature())
    assert f"case:{'lc' if lowercase else 'mixed'}" in signature
    assert "tok:13a" in signature


def test_sources_may_have_unequal_numbers_of_references():
    # sacreBLEU's own way to say it: a stream a reference, None where there is none.
    streams = [
        [good[place] if place < len(good) else None for good in REFERENCES]
        for place in range(3)
    ]
    score, signature = judged(REFERENCES)
    np.testing.assert_allclose(score, sacrebleu.corpus_bleu(TEXTS, streams).score)
    assert score > judged([good[0] for good in REFERENCES])[0]
    assert "nrefs:var" in signature


def test_translations_are_printed(capsys):
    bleu = Bleu(SOURCES, REFERENCES, show=2)
    bleu.set_model(Translator())
    bleu.on_epoch_end(3)
    printed = capsys.readouterr().out
    assert printed.startswith(f"\nEpoch 4: val_bleu {bleu.scores['val_bleu']:.2f}\n")
    assert "input      Ein Mann liest.\nreference  A man reads a book.\n" in printed
    assert "Schnee!" not in printed


def test_missing_sacrebleu_is_told_before_the_training(monkeypatch):
    monkeypatch.setitem(sys.modules, "sacrebleu.metrics", None)
    with pytest.raises(ImportError, match=r"pip install seqkit\[eval\]"):
        Bleu(SOURCES, REFERENCES)

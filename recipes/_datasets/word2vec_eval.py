"""Find the pairs of words and the analogies by which word vectors are judged."""

from pathlib import Path

from recipes._datasets.finding import folders

PAIRS = "word2vec_eval/wordsim353.tsv.gz"
ANALOGIES = "word2vec_eval/questions-words.txt.gz"


def word2vec_eval() -> tuple[Path, Path] | None:
    """Return the files of WordSim-353 and of Google's analogies, if they are there.

    They are not downloaded.

    Returns:
        Path of `wordsim353.tsv.gz` (Finkelstein et al. 2002, CC BY 4.0), with two words
        and a score a line; and Path of `questions-words.txt.gz` (Mikolov et al. 2013,
        Apache-2.0). None: they are neither in `$SEQKIT_DATA` nor in the cache.
    """
    for folder in folders():
        found = folder / PAIRS, folder / ANALOGIES
        if all(path.is_file() for path in found):
            return found
    return None

import numpy as np
from keras import ops

from seqkit.backend.compiled import compiled
from seqkit.decoding import beam_search


def test_beam_search_runs_as_a_graph(speller, spelled):
    step = speller({"ab": 0.2, "zebra": 0.8})

    @compiled
    def graph(tokens, length_penalty, *, beams, count):
        settings = {"beams": beams, "count": count, "length_penalty": length_penalty}
        return beam_search(step, tokens, ops.zeros_like(tokens), length=8, **settings)

    tokens, scores = graph(np.array([2], "int32"), 1.0, beams=3, count=2)
    assert spelled(tokens[0]) == ["zebra.", "ab."]
    expected = np.log([[0.8, 0.2]])
    np.testing.assert_allclose(ops.convert_to_numpy(scores), expected, rtol=1e-5)

from hypothesis import given
from hypothesis import strategies as st

from seqkit.plot.drawing.prefix_tree import prefix_tree


def texts_in(branch, before=""):
    """Return all texts of a tree with their counts, read from the root to each end."""
    text = before + "".join(branch.units)
    found = {text: branch.count} if branch.count else {}
    for child in branch.children:
        found |= texts_in(child, text)
    return found


@given(st.lists(st.text("ab", max_size=5), min_size=1, max_size=8))
def test_a_tree_holds_each_text_as_often_as_it_was_given(texts):
    tree = prefix_tree(texts, [-1.0] * len(texts))
    assert texts_in(tree) == {text: texts.count(text) for text in texts}


def test_branches_stand_in_the_order_of_their_best_scores():
    tree = prefix_tree(["ax", "b", "ay"], [-3.0, -2.0, -1.0])
    assert [branch.units for branch in tree.children] == [["a"], ["b"]]
    assert [branch.units for branch in tree.children[0].children] == [["y"], ["x"]]
    assert tree.best == -1.0

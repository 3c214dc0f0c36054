from seqkit.explain.found_cells import FoundCell
from seqkit.explain.found_cells import FoundCells

QUOTES = FoundCell(1, "c", 345, "AUC", -1, 0.987, 0.985)
SECOND = FoundCell(0, "h", 7, "AUC", 1, 0.9, 0.8)
LINE = FoundCell(0, "h", 3, "Spearman", 1, 0.8, 0.75)
CHANCE = FoundCell(1, "h", 2, "AUC", 1, 0.7, 0.641)
FOUND = FoundCells(
    {"inside quotes": [QUOTES, SECOND], "position in line": [LINE]},
    {"inside quotes": CHANCE, "position in line": CHANCE},
)


def test_prints_the_best_cell_of_each_property_beside_chance():
    assert str(FOUND).splitlines() == [
        "property          cell                measure   picked  score  random",
        "inside quotes     layer 1, c 345 (−)  AUC        0.987  0.985   0.641",
        "position in line  layer 0, h 3 (+)    Spearman   0.800  0.750   0.641",
    ]


def test_html_has_the_same_cells():
    for text in ("inside quotes", "layer 1, c 345 (−)", "0.985", "0.641"):
        assert text in FOUND.html()
    assert FOUND._repr_html_() == FOUND.html()


def test_best_cells_come_first_for_a_page():
    places = FOUND.places({(0, "h"), (1, "c")})
    assert [place[1:] for place in places] == [
        ("layer 1, c", 345),
        ("layer 0, h", 3),
        ("layer 0, h", 7),
    ]
    assert places[0][0] == "inside quotes, no. 1: AUC 0.985 (random model 0.641)"
    assert [place[1] for place in FOUND.places({(1, "c")})] == ["layer 1, c"]

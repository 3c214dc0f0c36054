import base64
import json
import re
import shutil
import subprocess

import numpy as np
import pytest

from seqkit.plot import running_text_html

VALUES = np.array([[0.5, -3.0], [-1.0, 0.0], [0.25, 1.5]])  # (characters, units)


def content_of(page):
    """What the script of a page reads."""
    packed = re.search(r"= (\{.*\});\nconst root", page, re.DOTALL).group(1)
    return json.loads(packed)


def values_of(group, steps):
    """The values that the script shows, (tokens, units)."""
    levels = np.frombuffer(base64.b64decode(group["values"]), np.uint8)
    shares = (levels.reshape(group["units"], steps).astype(float) - 128) / 127
    return (shares * np.array(group["strongest"])[:, None]).T


def test_values_are_kept_to_a_hundredth_of_the_strongest():
    (group,) = content_of(running_text_html("abc", {"layer 0, h": VALUES}))["groups"]
    assert group["name"] == "layer 0, h" and group["strongest"] == [1.0, 3.0]
    error = np.abs(values_of(group, 3) - VALUES)
    assert (error <= np.array([1.0, 3.0]) / 254 + 1e-9).all()


def test_a_cell_that_is_always_0_has_no_colour():
    (group,) = content_of(running_text_html("ab", {"h": np.zeros((2, 1))}))["groups"]
    assert not values_of(group, 2).any()


def test_3000_characters_of_1024_cells_take_about_4_megabytes():
    values = np.random.default_rng(0).normal(size=(3000, 1024)).astype("float32")
    assert len(running_text_html("a" * 3000, {"h": values})) < 4.2e6


def test_nothing_in_a_text_ends_the_script():
    text = "</script><script>alert(1)</script><!-- \u2028 \x00 \ud800"
    page = running_text_html(text, {"h": np.ones((len(text), 1))}, title="<b>")
    assert page.count("</script>") == 1 and page.count("<script") == 1
    assert "<!--" not in page and "<b>" not in page
    tokens = content_of(page)["tokens"]
    assert "".join(tokens).startswith("</script><script>alert(1)</script><!--")
    page.encode("utf-8")


def test_newlines_and_tabs_are_seen():
    page = running_text_html("a\n\t", {"h": np.ones((3, 1))})
    assert content_of(page)["tokens"] == ["a", "↵\n", "⇥\t"]


def test_two_pages_of_a_notebook_have_different_names():
    one, two = (running_text_html(t, {"h": np.ones((1, 1))}) for t in "ab")
    name = r'id="(cells-\w+)"'
    assert re.search(name, one).group(1) != re.search(name, two).group(1)


@pytest.mark.parametrize(
    ("cells", "ranks", "message"),
    [
        ({}, [], "without a cell"),
        ({"h": np.ones((2, 0))}, [], "without a cell"),
        ({"h": np.ones((3, 1))}, [], r"2 tokens. Received shape \(3, 1\)"),
        ({"h": np.ones(2)}, [], r"\(2,\) for 'h'"),
        ({"h": np.ones((2, 1))}, [("best", "h", 1)], "unit 1 of 'h'"),
        ({"h": np.ones((2, 1))}, [("best", "c", 0)], "unit 0 of 'c'"),
    ],
)
def test_what_cannot_be_shown_is_refused(cells, ranks, message):
    with pytest.raises(ValueError, match=message):
        running_text_html("ab", cells, ranks)


# As much of a browser as the script needs.
BROWSER = r"""
class Element {
  constructor(tag) { Object.assign(this, {tagName: tag.toUpperCase(), style: {}}); }
  children = []; listeners = {};
  append(...others) { this.children.push(...others); }
  addEventListener(name, function_) { this.listeners[name] = function_; }
  focus() {}
}
const parts = {};
const root = new Element("div");
root.querySelector = (name) => (parts[name] ??= new Element("div"));
globalThis.document = {
  getElementById: () => root,
  createElement: (tag) => new Element(tag),
  body: {firstElementChild: null},
};
globalThis.Option = function (text, value) { Object.assign(this, {text, value}); };
const shown = () => [
  parts[".what"].textContent,
  parts[".text"].children.map((span) => span.style.background),
];
const key = (name, tagName = "DIV") => root.listeners.keydown(
  {key: name, target: {tagName}, preventDefault() {}});
"""
# What a reader does, with the page as it is after each.
VISIT = r"""
const seen = [shown()];
key("ArrowRight"); seen.push(shown());
key("ArrowLeft"); key("ArrowLeft"); seen.push(shown());
key("ArrowLeft", "INPUT"); seen.push(shown());
parts[".group"].value = "h"; parts[".unit"].value = "1"; parts[".unit"].onchange();
seen.push(shown());
parts[".unit"].value = "99"; parts[".unit"].onchange(); seen.push(shown());
parts[".found"].value = "0"; parts[".found"].onchange(); seen.push(shown());
parts[".on"].onclick(); parts[".on"].onclick(); parts[".back"].onclick();
seen.push(shown());
console.log(JSON.stringify(seen));
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
def test_a_reader_pages_through_the_cells():
    groups = {"h": VALUES, "c": -VALUES[:, :1]}
    page = running_text_html("abc", groups, [("quotes", "h", 1)])
    script = re.search(r"<script>(.*)</script>", page, re.DOTALL).group(1)
    program = BROWSER + script + VISIT
    ran = subprocess.run(
        ["node", "-"], input=program, capture_output=True, text=True, check=True
    )
    seen = json.loads(ran.stdout)
    assert [what for what, _ in seen] == [
        "h 1: quotes",  # what was found is first
        "h 0",
        "c 0",  # the last of all, before the first
        "c 0",  # in a field the arrows do not page
        "h 1",
        "h 1",  # the last unit
        "h 1: quotes",
        "h 0",
    ]
    negative, none, positive = seen[0][1]
    assert (negative, none) == ("rgb(243,146,55)", "")
    assert positive == "rgb(164,204,238)"  # 64 of 127 shades of blue

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from seqkit.reports.forms.xml import scan_xml

PAGE = """<?xml version="1.0"?>
<mediawiki xml:lang='en'><!-- a comment < & -->
  <page id="1"><title>A &amp; B &#60; &#x3C;</title><redirect title="x" />
    <text xml:space="preserve">&lt;ref name=&quot;x&quot;/&gt; 3 > 2</text>
    <![CDATA[ <b> & ]]>
  </page>
</mediawiki>
"""


def test_whole_xml_has_no_fault():
    ElementTree.fromstring(PAGE)  # a parser agrees
    found = scan_xml(PAGE)
    assert (found.fault, found.cut, found.pairs) == (None, 0, 4)


@pytest.mark.parametrize("size", [3, 20, 60, 150])
def test_no_excerpt_of_whole_xml_has_a_fault(size):
    # An excerpt from the inside of a comment cannot be told from other text.
    page = PAGE.replace("a comment < &", "a comment").replace("<b> &", "b")
    for begin in range(len(page) - size):
        found = scan_xml(page[begin : begin + size])
        assert found is None or found.fault is None, page[begin : begin + size]


def test_documents_have_faults_where_a_parser_finds_them():
    random = np.random.default_rng(0)
    parts = ["<a>", "</a>", "<b>", "</b>", "<c/>", "x", "&amp;", "& ", "< "]
    agreed = 0
    for _ in range(400):
        body = "".join(random.choice(parts, random.integers(1, 6)))
        try:
            ElementTree.fromstring(f"<r>{body}</r>")
            right = True
        except ElementTree.ParseError:
            right = False
        found = scan_xml(f"<r>{body}</r> ")
        assert (found.fault is None and not found.cut) is right, body
        agreed += right
    assert 30 < agreed < 370


@pytest.mark.parametrize(
    "text, reason",
    [
        ("<a><b></a>", "</a> closes <b>"),
        ("<a x=1>", "'<a x=1>' begins no"),
        ('<a "x">b', "'<a \"x\">b' begins no"),
        ("3 < 4 <a>", "'< 4 <a>' begins no"),
        ("AT&T <a>", "'&T <a>' begins no"),
        ("&nbsp; <a>", "'&nbsp; <a>' begins no"),
    ],
)
def test_faults_are_named(text, reason):
    assert scan_xml(text).fault[1].startswith(reason)


def test_text_without_tags_says_nothing():
    assert scan_xml("plain text, 3 > 2") is None
    assert scan_xml("") is None

from __future__ import annotations

import pytest

from vaultsync.model import BlockKind
from vaultsync.sources.html_blocks import Leaf, leaves
from vaultsync.sources.html_inline import safe_target
from vaultsync.sources.html_markdown import render
from vaultsync.sources.html_tree import parse


def cut(html: str) -> list[Leaf]:
    return leaves(parse(html).root)


def markdown(html: str) -> str:
    return "\n\n".join(render(leaf) for leaf in cut(html))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a <b>bold </b>word</p>", "a **bold** word"),
        ("<p><b>a</b><b>b</b> <i><b>c</b></i></p>", "**ab** ***c***"),
        ("<p><b>Note:</b>see</p>", "**Note**:see"),
        ("<p><b><strong>twice</strong></b></p>", "**twice**"),
        ("<p><del>old</del> <mark>new</mark> <q>said</q></p>", "~~old~~ ==new== “said”"),
        ("<p>x<sup>2</sup>, 1<sup>st</sup>, H<sub>2</sub>O</p>", "x^2, 1st, H2O"),
        ("<p><code>a`b</code> <kbd>Ctrl</kbd></p>", "``a`b`` `Ctrl`"),
        ("<p>one<br>two</p>", "one  \ntwo"),
        ("<p>&lt;b&gt; &amp;amp; \\</p>", "\\<b> \\&amp; \\\\"),
        ("<p>1. no list</p><p>- no list</p><p># no heading</p><p>> no quote</p>", None),
        (
            "<p>[[no link]] #notag **x** %%y%% ==z==</p>",
            "\\[\\[no link\\]\\] \\#notag \\*\\*x\\*\\* \\%%y\\%% \\==z\\==",
        ),
        ("<p>costs $3 or $4, snake_case and _x_</p>", "costs \\$3 or \\$4, snake_case and \\_x\\_"),
        ('<p><a href="../a b(c).html">here</a></p>', "[here](../a%20b%28c%29.html)"),
        ('<p><a href="javascript:alert(1)">here</a><a href="#top"> top</a></p>', "here top"),
        ('<p>a<a href="x"> b </a>c</p>', "a [b](x) c"),
        ('<p><a href="x"><img src="y.png" alt="z"></a></p>', "[![z](y.png)](x)"),
        ('<img src="data:image/gif;base64,R0" data-src="y.png">', "![](y.png)"),
        ('<p>a<img src="t.gif" width="1" height="1"></p>', "a"),
        ("<h2>A <i>title</i>\n here</h2>", "## A *title* here"),
        ("<ul><li>a<ol start=4><li>b</li><li>c</ol><li>d</ul>", "- a\n  4. b\n  5. c\n- d"),
        ("<ul><li><p>a</p><p>b</p></li><li>c</li></ul>", "- a\n\n  b\n\n- c"),
        ("<ul><li><input type=checkbox checked> a</li><li><input type=checkbox> b</li></ul>", "- [x] a\n- [ ] b"),
        ("<blockquote><p>a</p><ul><li>b</li></ul></blockquote>", "> a\n>\n> - b"),
        ('<pre><code class="language-js">if (a &lt; b)\n  c()\n</code></pre>', "```js\nif (a < b)\n  c()\n```"),
        ("<pre>```</pre>", "````\n```\n````"),
        (
            "<table><tr><th>a<th>b|c<tr><td>1<td colspan=2>2<br>3</table>",
            "| a | b\\|c |  |\n| --- | --- | --- |\n| 1 | 2 3 |  |",
        ),
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", "|  |  |\n| --- | --- |\n| a | b |\n| c | d |"),
        ('<p>so <math alttext="\\alpha"><mi>α</mi></math></p>', "so $\\alpha$"),
        ('<p>so <script type="math/tex">\\beta</script></p>', "so $\\beta$"),
        ("<p>a</p><hr><p>b</p>", "a\n\n---\n\nb"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "a\n\nb"),
        ("<p>a<script>alert(1)</script><style>p{}</style><!-- c -->b</p>", "ab"),
    ],
)
def test_html_becomes_markdown(html: str, expected: str | None) -> None:
    if expected is None:
        expected = "1\\. no list\n\n\\- no list\n\n\\# no heading\n\n\\> no quote"
    assert markdown(html) == expected


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "vbscript:x",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "#here",
        "",
    ],
)
def test_an_address_that_runs_or_holds_something_is_no_link(address: str) -> None:
    assert safe_target(address) == ""


@pytest.mark.parametrize(
    "address", ["https://a.b/c?d=e#f", "mailto:a@b.c", "//a.b/c", "../c", "c.html#d", "note:1.html"]
)
def test_other_addresses_stay_as_they_stand(address: str) -> None:
    assert safe_target(address) == ("" if address.startswith("note:") else address)


@pytest.mark.parametrize(
    ("html", "kinds"),
    [
        ("<ul><li>a</li></ul>", [BlockKind.LIST]),
        ("<ul><li><h2>t</h2><p>a</p></li></ul>", [BlockKind.HEADING, BlockKind.PARAGRAPH]),
        ("<table><tr><td>a</td></tr></table>", [BlockKind.PARAGRAPH]),
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", [BlockKind.TABLE]),
        ("<figure><img src=a><figcaption>c</figcaption></figure>", [BlockKind.EMBED, BlockKind.PARAGRAPH]),
        ("<div>a<p>b<div>c</div>d", [BlockKind.PARAGRAPH] * 4),
        ("<a href=x><h2>t</h2>a</a>", [BlockKind.HEADING, BlockKind.PARAGRAPH]),
        ("<p>a<br>&nbsp;<br>b</p>", [BlockKind.PARAGRAPH] * 2),
        ("<svg><title>t</title></svg><noscript>n</noscript><select><option>o</select>", []),
    ],
)
def test_a_page_is_cut_at_what_a_reader_calls_a_piece(html: str, kinds: list[BlockKind]) -> None:
    assert [leaf.kind for leaf in cut(html)] == kinds


def test_elements_nested_without_end_are_shown_all_the_same() -> None:
    assert "x" in markdown("<ul><li>" * 5000 + "x")
    assert "x" in markdown("<b>" * 5000 + "x")

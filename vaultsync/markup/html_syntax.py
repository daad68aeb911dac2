"""CommonMark's grammar of HTML within Markdown: tags, and the blocks that hold no running text."""

from __future__ import annotations

import re

_BLOCK_NAMES = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|"
    "fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|"
    "menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|source|summary|table|tbody|td|tfoot|th|thead|"
    "title|tr|track|ul"
)
TAG = (
    r"<(?:/[A-Za-z][A-Za-z0-9-]*[ \t\n]*"
    r"|[A-Za-z][A-Za-z0-9-]*+(?>(?:[ \t\n]++[A-Za-z_:][A-Za-z0-9_.:-]*+"
    r"(?>(?:[ \t\n]*+=[ \t\n]*+(?:[^ \t\n\"'=<>`]++|'[^']*+'|\"[^\"]*+\"))?))*)[ \t\n]*+/?)>"
)
"""An HTML tag, by CommonMark's grammar."""

BLOCK_START = re.compile(
    rf"(?i:(?P<raw><(?:script|pre|style|textarea)(?=[\s>]|$))|(?P<comment><!--)|(?P<instruction><\?)"
    rf"|(?P<cdata><!\[CDATA\[)|(?P<declaration><![a-z])|(?P<block></?(?:{_BLOCK_NAMES})(?=[ \t\n>]|/>|$))"
    rf"|(?P<tag>{TAG}[ \t]*$))",
    re.MULTILINE,
)
BLOCK_ENDS = {
    "raw": re.compile(r"</(?:script|pre|style|textarea)>", re.IGNORECASE),
    "comment": re.compile(r"-->"),
    "instruction": re.compile(r"\?>"),
    "cdata": re.compile(r"\]\]>"),
    "declaration": re.compile(r">"),
}

from __future__ import annotations

import pytest

from vaultsync.markup.blocks import plain


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("", ""),
        ("Only words, no marks.", "Only words, no marks."),
        ("*a* **b** ***c*** ~~d~~ ==e== `f`", "a b c d e f"),
        ("snake_case and 2 == 2", "snake_case and 2 == 2"),
        ("`[[x]] %%y%% ==z==`", "[[x]] %%y%% ==z=="),
        ("[[note]] [[note|shown]] [[note#part]] [[#part]] [[note#^id]]", "note shown note > part part note > ^id"),
        ("[text](url) <https://e.org> [ref][label] [ref][] [sic]", "text https://e.org ref ref [sic]"),
        ("![alt](x.png) ![alt|100](x.png) ![[x.png]] ![[x.png|100x50]] ![[x.png|cap]].", "alt alt   cap."),
        ("Text[^1] and more [^2].", "Text and more."),
        ("Text[^1].\n\n[^1]: The note.", "Text.\n\nThe note."),
        ("Text^[an inline note].", "Text^."),
        ("Text %%hidden `x` *y*%% on.", "Text  on."),
        ("%%\nhidden\n\n# more\n%%\nText.", "Text."),
        ("Text. ^id", "Text."),
        ("- item ^id\n\n^list", "item"),
        ("x ^2 is no id at the end ^of^", "x ^2 is no id at the end ^of^"),
        ("> [!note]+ Title *here*\n> Body.", "Title here\nBody."),
        ("> plain [!] quote", "plain [!] quote"),
        ("- one\n- [ ] two\n- [>] three\n  1. four", "one\ntwo\nthree\n\nfour"),
        ("| a | b |\n|---|---|\n| [[c\\|d]] | e |", "a b\nd e"),
        ("# A\n\nText\nwrapped.\n\n***\n\nEnd.", "A\n\nText\nwrapped.\n\nEnd."),
        ("A  \nB\\\nC", "A\nB\nC"),
        ("```python\nx = 1\n\ny = 2\n```", "x = 1\n\ny = 2"),
        ("```\n%% kept %%\n```", "%% kept %%"),
        ("    %%\n    kept\n    %%", "%%\nkept\n%%"),
        ("$a+b$ costs $5-$6", "a+b costs $5-$6"),
        ("$$\nx = y\n$$ ^eq", "x = y"),
        ("A <b>bold</b> word<br>next &amp; &lt;", "A bold word\nnext & <"),
        ("<div>\n<p>In &amp; out</p><!-- no -->\n<script>if (a < b) {}</script>\n</div>", "In & out"),
        ("<!-- gone -->\n\nText.", "Text."),
        ("Text <% tp.file.title %> on", "Text  on"),
        ("Name: {{value}}", "Name: {{value}}"),
        ("[label]: https://e.org\n\nText.", "Text."),
        ("Key:: value", "Key:: value"),
        ("\\[\\[no link\\]\\] \\#no \\%\\%", "[[no link]] #no %%"),
        ("---\ntitle: x\n---\nText.", "Text."),
        ("#tag stays", "#tag stays"),
        ("互联网**金融**的发展[[注|注释]]。", "互联网金融的发展注释。"),
        ("👩‍👩‍👧 *é*\u2028x", "👩‍👩‍👧 é\u2028x"),
        ("\ufeffText", "Text"),
        ("1. one", "one"),
    ],
)
def test_plain_is_what_a_reader_sees(markdown: str, shown: str) -> None:
    assert plain(markdown) == shown


def test_carriage_returns_are_line_breaks() -> None:
    assert plain("a *b*\rc\r\rd") == plain("a *b*\r\nc\r\n\r\nd") == "a b\nc\n\nd"


@pytest.mark.parametrize("number", [1, 9, 10, 200])
def test_comments_between_wide_characters_are_cut_in_place(number: str | int) -> None:
    assert plain(f"é中{'%%x%%😀' * int(number)}*z*") == f"é中{'😀' * int(number)}z"

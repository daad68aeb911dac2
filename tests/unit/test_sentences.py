from __future__ import annotations

import pytest

from vaultsync.markup.sentences import sentences


def cut(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text)]


@pytest.mark.parametrize(
    "marked",
    [
        # English: marks, quotes, brackets
        "One idea. |Another idea! |A third? |Yes.",
        "He said: “It is over.” |Then he left.",
        '"Really?" he asked. |"Really." |She nodded.',
        "It worked (mostly.) |Then it broke.",
        "He paused … and went on.",
        "He paused... and went on. |Then... |He left.",
        "Is that so?! |No.",
        "“Stop!” he cried. |“Why?” she asked.",
        "See the note.[^1] |Then go on.[2] |Done.",
        "This is **bold.** |Next.",
        "Go to example.com/page.html or Node.js now. |Fine.",
        "Yahoo! is a name.",
        # abbreviations
        "Dr. Smith met Mrs. Jones, e.g. in St. Louis. |They talked.",
        "Apples, pears, etc. are fruit. |Apples, pears, etc. |The rest is not.",
        "It opens at 9 a.m. every day. |It opens at 9 a.m. |The rest is closed.",
        "The U.S. Senate voted. |He lives in the U.S. |He likes it.",
        "J. R. R. Tolkien wrote it, as did C. S. Lewis. |They met.",
        "We chose plan B. |The others left.",
        "Smith et al. found it. |Smith et al. |This is new.",
        "See Fig. 3, p. 12 and No. 5. |The answer is no. |Then he left.",
        "Apple Inc. Chief Tim Cook spoke. |He works at Apple Inc. |He likes it.",
        "It rose 3.14 percent, i.e. 1,000.50 in total. |Good.",
        "It was 1999. |The world was young.",
        "Jr. and Sr. Partners met.",
        # glued sentences
        "It needs to be reconstructed.|Although the industry evolved, it stays.",
        "He left.|“Why?” she asked.",
        "Use React.Component or java.util.List here.",
        "Is it over?|Nobody knows.",
        "It came from Tencent.|The rest followed.",
        "The share was 30%.|Then it fell.",
        "in 2019.|The rest",
        "www.Example.Com is a host and foo.Bar() a call.",
        "finance (as it was).|Then it changed.",
        # lines
        "A hard wrapped\nline goes on\r\nhere. |Next\none.",
        "First paragraph\n\n|Second paragraph.\n\n\n|Third",
        "Intro:\n|- one\n|- two. |More\n|- three",
        "Steps:\n|1. Do it.  |Well.\n|2. Rest.",
        "1. First point.\n|2. Second point.",
        "See Dr.\nSmith tomorrow.",
        # German, French, Spanish, Italian, Dutch
        "Das gilt z. B. für Häuser, d. h. für Gebäude. |Es regnet.",
        "Am 3. Oktober war es so. |Er kam 1990. |Es war spät.",
        "Er sah ca. 30 Leute bzw. Paare usw. und ging. |Dann kam Prof. Dr. Müller.",
        "M. Dupont est venu. |Il a vu p. ex. la mer.",
        "El Sr. García vive en EE. UU. desde hace años. |¿Por qué? |¡Porque sí! |Nada más.",
        "Il dott. Rossi vide case, strade, ecc. e partì. |Poi tornò.",
        "dhr. De Vries kwam, d.w.z. hij was er. |Toen ging hij.",
        # Slavic
        "Это, т. е. то, верно и т. д. |Потом он ушёл.",
        "В 1999 г. было так. |А. С. Пушкин писал стихи.",
        "Widział np. domy itd. i poszedł. |Potem wrócił.",
        # scripts with marks of their own
        "互联网金融遇到监管。|行业开始寻找！|为什么？|因为……也许如此。|好",
        "他说：“走吧。”|然后离开了。",
        "「そうだ。」と言った。|彼は去った。",
        "هل هذا صحيح؟ |نعم. |هذا صحيح. |انتهى.",
        "यह सच है। |वह गया। |बस",
        "Սա ճիշտ է։ |Այո։",
        "한국어 문장이다. |다음 문장이다.",
        # nothing to end
        "no stop at all",
        "...",
        "   ",
    ],
)
def test_sentences(marked: str) -> None:
    assert "|".join(cut(marked.replace("|", ""))) == marked


def test_an_empty_text_has_no_sentence() -> None:
    assert sentences("") == ()


def test_leading_white_space_belongs_to_the_first_sentence() -> None:
    assert cut("\n\n  One. Two.") == ["\n\n  One. ", "Two."]


@pytest.mark.parametrize(
    "unit",
    ["a.", ". ", ".", '."', "\n", "\n\n", "\r", "\n ", "a. A", "1. ", "\n- ", "。", "!?", "[^1]", "(", " ", "e.g. "],
)
def test_hostile_texts_take_linear_time(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    found = sentences(text)
    assert found[0].start == 0
    assert found[-1].end == len(text)

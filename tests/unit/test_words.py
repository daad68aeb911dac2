from __future__ import annotations

import pytest

from vaultsync.markup.words import Word, count, fold, fold_mapped, guess_language, stem, stop_words, words
from vaultsync.model import Span


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t", []),
        ("One idea, a note.", ["One", "idea", "a", "note"]),
        ("don't re-evolution it’s", ["don't", "re-evolution", "it’s"]),
        ("'quoted' -dash- dog's'", ["quoted", "dash", "dog's"]),
        ("1,000.5 and 3.14, v2.0.", ["1,000.5", "and", "3.14", "v2.0"]),
        ("snake_case _emphasis_ **bold**", ["snake", "case", "emphasis", "bold"]),
        ("cafe\u0301 naïve", ["cafe\u0301", "naïve"]),
        ("互联网金融", ["互", "联", "网", "金", "融"]),
        ("用Python3写", ["用", "Python3", "写"]),
        ("ベッド", ["ベ", "ッ", "ド"]),
        ("금융 기술", ["금융", "기술"]),
        ("ภาษา ไทย", ["ภ", "า", "ษ", "า", "ไ", "ท", "ย"]),
        ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
        ("العَرَبِيَّة لغة", ["العَرَبِيَّة", "لغة"]),
        ("col·lecció l'home", ["col·lecció", "l'home"]),
        ("co\u00adoperate", ["co\u00adoperate"]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert [word.text for word in words(text)] == expected


def test_words_carry_spans() -> None:
    assert words("an idea") == [Word("an", Span(0, 2)), Word("idea", Span(3, 7))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("The moment Internet finance hit regulation", 6),
        ("互联网金融", 3),
        ("互联网金融的re-evolution", 4),
        ("日本語の文章", 3),
        ("금융 기술", 2),
        ("ภาษาไทย", 2),
    ],
)
def test_count(text: str, expected: int) -> None:
    assert count(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don’t “Quote” — me", 'don\'t "quote" - me'),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("ﬁnance", "finance"),
        ("Ａ１", "a1"),
        ("e\u0301", "é"),
        ("no\u00a0break\u200b", "no break"),
        ("«Да»", '"да"'),
        ("`it´s`", "'it's'"),
    ],
)
def test_fold(text: str, expected: str) -> None:
    assert fold(text) == expected


def test_fold_mapped_leads_back_to_the_text() -> None:
    text = "Die ﬁne Straße “x”"
    folded, offsets = fold_mapped(text)
    at = folded.index("strasse")
    assert text[offsets[at] : offsets[at + len("strasse")]] == "Straße"
    assert text[offsets[folded.index('"')] :] == "“x”"


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("Running", "en", "run"),
        ("processes", "en-GB", "process"),
        ("Häuser", "de", "haus"),
        ("книги", "ru", "книг"),
        ("金融", "zh", "金融"),
        ("cats", "", "cat"),
        ("boss", "", "boss"),
        ("gas", "", "gas"),
        ("basis", "", "basis"),
        ("bus", "", "bus"),
    ],
)
def test_stem(word: str, language: str, expected: str) -> None:
    assert stem(word, language) == expected


def test_stop_words() -> None:
    assert {"the", "and", "don't"} <= stop_words("en")
    assert "und" in stop_words("de-AT")
    assert stop_words("tlh") == frozenset()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The moment Internet finance hit regulation, the industry began a dash to find a new combination.", "en"),
        ("Der Mensch ist frei geboren, und überall liegt er in Ketten, das ist nicht zu leugnen.", "de"),
        ("L'homme est né libre, et partout il est dans les fers ; c'est ce que nous avons vu.", "fr"),
        ("En un lugar de la Mancha, de cuyo nombre no quiero acordarme, vivía un hidalgo con los suyos.", "es"),
        ("Nel mezzo del cammin di nostra vita mi ritrovai per una selva oscura, che non è la via.", "it"),
        ("O poeta é um fingidor. Finge tão completamente que não se sabe o que é uma dor.", "pt"),
        ("De mens is vrij geboren en toch ligt het overal in ketens, dat is niet te ontkennen.", "nl"),
        ("Alla människor är födda fria och lika i värde och rättigheter, och det är av vikt för var och en.", "sv"),
        ("Wszyscy ludzie rodzą się wolni i nie jest to tylko dla nich, ale także z nami.", "pl"),
        ("Tüm insanlar hür doğar ve bu bir gerçek olarak çok önemli bir şeydir ama yeterli değil.", "tr"),
        ("Все счастливые семьи похожи друг на друга, но каждая несчастливая не так, как это было.", "ru"),
        ("Усі люди народжуються вільними і рівними у своїй гідності, та це не є новина для нас.", "uk"),
        ("يولد جميع الناس أحرارا و متساوين في الكرامة التي من حق كل إنسان على هذا الأساس", "ar"),
        ("تمام افراد بشر آزاد به دنیا می آیند و از این نظر که با هم برابر هستند", "fa"),
        ("互联网金融遇到监管的那一刻，整个行业开始寻找新的组合。", "zh"),
        ("すべての人間は、生まれながらにして自由である。", "ja"),
        ("用 Android Studio 新建 Activity，再改 theme，运行 Gradle 就能看到 divider 的样子。", "zh"),
        ("git commit -m x; git push origin master; ls /usr/local/bin; 提交之后再推送到远程仓库", "zh"),
        ("The word 金融 means finance, and it is what the book is about.", "en"),
        ("모든 인간은 태어날 때부터 자유로우며 존엄하다.", "ko"),
        ("सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतंत्रता है", "hi"),
        ("Όλοι οι άνθρωποι γεννιούνται ελεύθεροι", "el"),
        ("כל בני האדם נולדו בני חורין", "he"),
        ("12345 67890 !!!", ""),
        ("Lorem", ""),
        ("", ""),
    ],
)
def test_guess_language(text: str, expected: str) -> None:
    assert guess_language(text) == expected


@pytest.mark.parametrize(
    "text", ["a-" * 1_000_000, "a" * 2_000_000, "'" * 2_000_000, "e\u0301" * 1_000_000, "1." * 1_000_000]
)
def test_hostile_texts_take_linear_time(text: str) -> None:
    assert sum(1 for _ in words(text)) == count(text) <= 1
    assert fold_mapped(text)


def test_parts_of_addresses_tell_no_language() -> None:
    links = "https://example.de/es/no https://www.example.com.de/la/de mail@example.de www.example.com/no/que/de\n"
    text = "Just now we found a collection of links, and it is worth a look for those who keep notes."
    assert guess_language(links * 4 + text) == "en"


def test_letters_of_formulas_tell_no_language() -> None:
    assert guess_language("let a x be a y; a x is a y; if a x is a y then a y is a x; or a x; " * 2, 0.16) == ""
    assert guess_language("let the x be the y of it; the x is the y, and if the x is not, the y is. " * 2, 0.16) == "en"

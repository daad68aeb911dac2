"""Numbers before headings: "3.", "2)", "IV.", "Step 1:", "第一章", "一、"."""

from __future__ import annotations

import re

_UNITS = (
    "step|part|chapter|section|rule|tip|lesson|phase|stage|act|day|week|appendix|"
    "schritt|teil|kapitel|abschnitt|regel|tipp|phase|paso|parte|capítulo|sección|etapa|regla|consejo|"
    "étape|partie|chapitre|règle|conseil|passo|capitolo|sezione|regola|capítulo|seção|"
    "stap|deel|hoofdstuk|шаг|часть|глава|раздел|правило|этап|الجزء|الفصل|القسم|الخطوة"
)
_HAN = "〇零一二三四五六七八九十百千两兩0-9０-９"
_ROMAN = r"(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_AFTER = r"[ \t]*(?:[-–—:：.、)）]+|\Z)"

_NUMBERED = re.compile(
    rf"""
    (?:
        (?:{_UNITS})[ \t]+(?:\#?[0-9]{{1,3}}|{_ROMAN}|[A-Z]|one|two|three|four|five|six|seven|eight|nine|ten)\b
            (?:{_AFTER}|(?=[ \t]))                                     # Step 1: …, Part II, Chapter 2 …
      | (?P<loose>[0-9]{{1,2}}(?:\.[0-9]{{1,2}}){{1,4}}(?=[ \t]+[^\W\d])  # 2.3 Results
        | [([]?(?-i:{_ROMAN}|[A-Z])[.)\]](?=[ \t]))                     # IV. …, A) …
      | [([]?(?:[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{0,4}})(?:[.)\]](?![0-9])(?=[ \t\w])|[、．:：](?![0-9])|[ \t]+[-–—][ \t]+)
      | \#[0-9]{{1,3}}(?![\w])(?:{_AFTER}|(?=[ \t]))                    # #1 – …
      | 第[ \t]*[{_HAN}]{{1,4}}[ \t]*[章节節部篇回条條步点點课課讲講编編卷](?:分)?(?:{_AFTER}|[ \t\u3000]+|(?=\w))
      | 第[ \t]*[{_HAN}]{{1,4}}[ \t]*[、，,：:.．]
      | [（(][{_HAN}]{{1,4}}[)）][ \t]*、?
      | [{_HAN}]{{1,4}}、
      | [①-⑳⑴-⒇Ⅰ-Ⅻ][ \t.、]*
    )[ \t\u3000]*
    """,
    re.IGNORECASE | re.VERBOSE,
)


def number_end(text: str) -> int:
    """Return where the number that opens a heading ends, with the space after it; 0 if there is none."""
    found = _NUMBERED.match(text)
    if found is None or (found["loose"] and text[found.end() : found.end() + 1].islower()):
        # "2.5 million people", "C. elegans": no numbers of headings.
        return 0
    return found.end()


def number_depth(text: str) -> int:
    """Return how deep a decimal number stands: "2" 0, "2.3" 1, "2.3.1" 2; 0 for any other."""
    found = _DECIMAL.match(text)
    return found[0].strip("([ \t.").count(".") if found else 0


_DECIMAL = re.compile(r"[(\[ \t]*\d{1,3}(?:\.\d{1,3}){0,4}")

"""What the head of a plain text says about it: title, author, date and address, on lines of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable

from vaultsync.markup.lines import lines
from vaultsync.model import Metadata

_LONGEST = 200
"""Characters of a line that says such a thing."""

_MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|ene|abr|ago|set|dic"
    "|janv|févr|mars|avr|juin|juil|août|déc"
)
_TIME = r"(?:[T ,]{1,3}\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_DATE = (
    rf"\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}{_TIME}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}}"
    rf"|(?:{_MONTHS})[^\W\d_]{{0,7}}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|\.)? (?:de )?(?:{_MONTHS})[^\W\d_]{{0,7}}\.?,? (?:de )?\d{{4}}"
    r"|\d{4}年\d{1,2}月\d{1,2}日"
)
_SAYS = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "title": r"(?:title|titel|titre|título|titolo|标题|標題|题名)[ \t]*[:：][ \t]*(\S.*)",
        "author": r"(?:(?:(?:written|text|words) )?by[ \t]*[:：]?"
        r"|(?:author|autor|autora|auteur|autore|von|作者|撰文|文|著者)s?[ \t]*[:：/／]|von|par|por|di|door)"
        r"[ \t]*(?=[^\W\d_])([^:：.。!?！？]{2,80})",
        "date": r"(?:(?:date|published|posted|updated|datum|fecha|data|日期|时间|發布時間|发布时间)(?: on| at)?"
        rf"[ \t]*[:：]?[ \t]*)?({_DATE})",
        "url": r"(?:(?:source|url|link|original|from|quelle|fuente|来源|原文|链接)[ \t]*[:：][ \t]*)?<?"
        r"(https?://[^\s<>]+)>?",
    }.items()
}
_NAME = re.compile(r"[A-ZÀ-ÞĀ-Ž\u0370-\u03ff\u0400-\u042f\u0590-\uffff]")
_MOST_NAME_WORDS = 10


def read_head(paragraphs: Iterable[str]) -> Metadata:
    """Read the first paragraphs of a text line by line; what several lines say, the first one says."""
    found: dict[str, str] = {}
    for paragraph in paragraphs:
        for start, end in lines(paragraph):
            line = paragraph[start:end].strip()
            if len(line) > _LONGEST:
                continue
            for name, pattern in _SAYS.items():
                said = pattern.fullmatch(line)
                if said and name not in found and (name != "author" or _is_name(said[1])):
                    found[name] = said[1].strip()
                    break
    return Metadata(found.get("title", ""), found.get("author", ""), found.get("date", ""), found.get("url", ""))


def _is_name(said: str) -> bool:
    """Tell "By Ann Lee" from "By the river": names open with capitals, or have none in their script."""
    parts = said.split()
    return len(parts) <= _MOST_NAME_WORDS and _NAME.match(parts[0]) is not None and _NAME.match(parts[-1]) is not None

"""Names of notes and concepts, and the places in a text where they are written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from vaultsync.linking.phrases import PhraseIndex, keys_of
from vaultsync.linking.reading import Reading, spaceless
from vaultsync.markup.words import count, fold, stop_words, words
from vaultsync.memo import Remember

FURNITURE = frozenset(
    """
    note notes summary introduction intro overview conclusion conclusions contents index home readme about misc
    miscellaneous untitled draft drafts todo references reference abstract background appendix preface foreword
    faq changelog example examples description details page part chapter section article post essay
    notiz notizen einleitung einführung überblick übersicht zusammenfassung fazit inhalt inhaltsverzeichnis anhang
    beispiel beispiele nota notas introducción resumen conclusión conclusiones índice contenido apéndice ejemplo ejemplos
    introdução resumo conclusão conteúdo exemplo exemplos remarque remarques résumé sommaire aperçu annexe exemple
    exemples introduzione riassunto conclusione indice esempio esempi samenvatting inleiding overzicht
    заметка заметки введение обзор заключение содержание оглавление пример примеры вывод выводы итог итоги
    مقدمة خاتمة ملخص ملاحظة ملاحظات فهرس المحتويات مثال
    前言 引言 简介 介绍 概述 总结 小结 摘要 目录 结论 笔记 附录 示例 例子
    はじめに おわりに まとめ 概要 目次 メモ ノート 例 결론 소개 요약 목차 메모
    """.split()
)
"""Titles that name a part of any document and so no note in particular, folded."""

_TELLING = frozenset("+#@$%&=~")
"""Signs that tell names apart: C, C++ and C#."""

_KATAKANA = re.compile("[\u30a1-\u30ff\uff66-\uff9f]{2}")
"""Japanese writes foreign words in a script of their own: two such letters in a row belong to one word."""

_BEFORE_CAPITAL = " \t\u00a0\"'“”‘’«»„(*_["
_OPENINGS = "\n\r.!?:;。！？：；…•-–—|>"
"""Signs after which a capital says nothing."""

_LINE_HEAD = re.compile(r"(?:^|[\n\r])[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?[^\w\n\r]*\Z")
_ITEM_HEAD = re.compile(r"(?:^|[\n\r])[ \t]*[-*+][ \t]+(?:\*\*|__)?\Z")
_ENTRY_END = re.compile(r"(?:\*\*|__)?[ \t]*(?:[-–—:][ \t]|$)", re.MULTILINE)
_LINE_TAIL = re.compile(r"[^\w\n\r]*(?:\Z|[\n\r])")
_NEAR = 40
"""Characters around a name in which the ends of its line are looked for."""

_POINTS = re.compile(
    r"""(?:
    \b(?:see|refer|consult|cf|learn|details?|(?:described|explained|documented)\ in|section|more\ (?:about|on|in|info\w*)
    |siehe|vgl|vergleiche|näheres|mehr\ (?:zu|über)
    |voir|consulte[rz]|en\ savoir\ plus
    |véase|consult[ea]r?|más\ sobre|veja|mais\ sobre|si\ veda|zie
    |см|смотри|смотрите|подробнее)\b
    |参见|参阅|详见|参照|참조|انظر|راجع
    )[^.!?。！？\n\r]{0,40}\Z""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words that send the reader to what they name."""


class Form(IntEnum):
    """How a text writes a name."""

    EXACT = 0
    CASE = 1
    """The same letters, but for their case."""
    INFLECTED = 2


@dataclass(frozen=True, slots=True)
class Name:
    """What texts may call a note or a concept; several targets may share a name."""

    text: str
    target: str
    """Id of a passage, or of a note that stands for several."""
    kind: str
    """`title`, `alias` or `concept`."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name with what its comparison with a text needs."""

    name: Name
    core: str
    """From its first word to its last."""
    folded: str
    signs: tuple[str, str]
    """The telling signs around the core, or empty strings: `C++` is no mention of C, nor C of `C++`."""
    length: int
    """In words, two letters of Han or Kana counted as one."""
    keys: tuple[str, ...] = field(repr=False)
    """Of its words, as texts of a language are looked through for them."""

    @classmethod
    def of(cls, name: Name, language: str) -> Spelling | None:
        """Spell out a name; None if it says nothing by which texts could mean the note."""
        parts = words(name.text)
        if not parts:
            return None
        start, end = parts[0].span.start, parts[-1].span.end
        core = name.text[start:end]
        if not _is_usable(fold(core), stop_words(language)):
            return None
        return cls(name, core, fold(core), _signs(name.text, start, end), count(core), keys_of(core, language))

    def form(self, written: str) -> Form:
        """Return how a text writes the name."""
        if written == self.core:
            return Form.EXACT
        return Form.CASE if fold(written) == self.folded else Form.INFLECTED


class Place(NamedTuple):
    """An occurrence of a name in a passage's body."""

    start: int
    end: int
    spelling: Spelling
    alone: bool
    """Whether nothing else stands on its line: a label or a list's entry rather than a sentence."""


class NameIndex:
    """Finds names in texts of one language."""

    def __init__(self, spellings: Sequence[Spelling]) -> None:
        self._phrases = PhraseIndex(spelling.keys for spelling in spellings)
        self._spellings: dict[int, list[Spelling]] = {}
        for spelling, number in zip(spellings, self._phrases.number_of, strict=True):
            if number is not None:
                self._spellings.setdefault(number, []).append(spelling)

    def places(self, body: str, reading: Reading) -> list[list[Place]]:
        """Return where names are written, one list for each stretch of text with all that it may name.

        Leftmost first; of those that start together the longest first.
        """
        starts, ends = reading.tokens.starts, reading.tokens.ends
        hits = [(starts[hit.first], ends[hit.last], hit.phrase) for hit in self._phrases.find(reading.tokens)]
        hits.sort(key=lambda hit: (hit[0], -hit[1]))
        found: list[list[Place]] = []
        for start, end, phrase in hits:
            if inside_word(body, start) or inside_word(body, end):
                continue
            signs, alone = _signs(body, start, end), _alone(body, start, end)
            meant = [Place(start, end, one, alone) for one in self._spellings[phrase] if one.signs == signs]
            if meant:
                found.append(meant)
        return found


def _is_usable(name: str, stops: Collection[str]) -> bool:
    """Whether a folded name says anything: neither furniture, nor stop words, nor a bare number or letter."""
    parts = [word.text for word in words(name)]
    if name in FURNITURE:
        return False
    if spaceless(name):
        return len(parts) > 1 and name not in stops
    if len(parts) == 1 and (len(name) < 2 or name.isdigit()):
        return False
    return any(part not in stops and part not in FURNITURE for part in parts)


@dataclass(frozen=True, slots=True)
class Lookup:
    """The names that texts are looked through for."""

    indexes: Mapping[str, NameIndex]
    """By the language of the text."""
    versions: Mapping[str, int]
    """Of each text by its id another number when it may use other names than before; none at first."""


def lookup_of(names: tuple[Name, ...], readings: Mapping[str, Reading], remember: Remember, kind: str) -> Lookup:
    """Return an index of the same names for each language that is read; `kind` tells these names from others."""
    languages = sorted({reading.language for reading in readings.values()})
    spoken = remember.state(f"{kind} names", _Spoken)

    def index(language: str) -> NameIndex:
        return NameIndex(spoken.spellings(names, language))

    indexes = remember.each(f"index of {kind} names", dict.fromkeys(languages, names), index)
    return Lookup(indexes, spoken.renew(indexes, names, readings))


class _Spoken:
    """Which texts may use names that are new or gone, kept up as names change: most texts use none of them."""

    def __init__(self) -> None:
        self._names: tuple[Name, ...] = ()
        self._spelled: dict[str, dict[Name, Spelling | None]] = {}
        """By language."""
        self._versions: Mapping[str, int] = {}
        self._round = 0

    def spellings(self, names: Iterable[Name], language: str) -> list[Spelling]:
        """Return what is to be looked for in texts of a language, in one order."""
        known = self._spelled.get(language, {})
        found = {one: known[one] if one in known else Spelling.of(one, language) for one in names}
        self._spelled[language] = found
        usable = [spelling for spelling in found.values() if spelling is not None]
        return sorted(usable, key=lambda one: (one.name.text, one.name.kind, one.name.target))

    def renew(
        self, languages: Iterable[str], names: tuple[Name, ...], readings: Mapping[str, Reading]
    ) -> Mapping[str, int]:
        """Return a number for each text that is another one if the text has a word with which a changed name begins."""
        if names == self._names:
            return self._versions
        changed = set(names).symmetric_difference(self._names)
        self._names = names
        self._round += 1
        begin = {
            language: {
                spelling.keys[0] for one in changed if (spelling := Spelling.of(one, language)) and spelling.keys
            }
            for language in languages
        }
        touched = (id_ for id_, one in readings.items() if not begin[one.language].isdisjoint(one.tokens.keys))
        versions = {**self._versions, **dict.fromkeys(touched, self._round)}
        self._versions = {id_: version for id_, version in versions.items() if id_ in readings}
        return self._versions


def capital_in_sentence(body: str, start: int) -> bool:
    """Whether a capital stands where no sentence starts."""
    if not body[start].isupper():
        return False
    at = start - 1
    while at >= 0 and body[at] in _BEFORE_CAPITAL:
        at -= 1
    return at >= 0 and body[at] not in _OPENINGS


def pointed_at(body: str, start: int) -> bool:
    """Whether the words before a name send the reader there: see, more about."""
    return bool(_POINTS.search(body[max(0, start - 2 * _NEAR) : start]))


def opens_line(body: str, start: int) -> bool:
    """Whether a name opens a line: an entry or a paragraph that it rather labels than points away from."""
    return bool(_LINE_HEAD.search(body[max(0, start - _NEAR) : start]))


def is_entry(body: str, start: int, end: int) -> bool:
    """Whether a name is all of an item of a list, or what the item tells of behind a dash or a colon."""
    return bool(_ITEM_HEAD.search(body[max(0, start - _NEAR) : start]) and _ENTRY_END.match(body, end))


def _signs(text: str, start: int, end: int) -> tuple[str, str]:
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    return before if before in _TELLING else "", after if after in _TELLING else ""


def inside_word(body: str, at: int) -> bool:
    """Whether an offset lies between two letters of one Japanese word."""
    return at > 0 and bool(_KATAKANA.match(body, at - 1))


def _alone(body: str, start: int, end: int) -> bool:
    head = body[max(0, start - _NEAR) : start]
    if start > _NEAR and "\n" not in head and "\r" not in head:
        return False
    return bool(_LINE_HEAD.search(head)) and bool(_LINE_TAIL.match(body[end : end + _NEAR]))

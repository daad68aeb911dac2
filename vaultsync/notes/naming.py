"""File names that every file system takes, and a place for every note that no other file has."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from vaultsync.model import NoteId, VaultPath

_MOST_CHARACTERS = 245
_MOST_BYTES = 255
"""What the strictest system that Obsidian syncs to takes, `.md` included."""

_SUFFIX = ".md"
_LONGEST_TITLE = 4000
"""Characters of a title that are looked at; more than fit in any name, and little work whatever a source says."""

_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Characters that show nothing although Unicode counts them as letters, marks or symbols."""

_JOINERS = "\u200c\u200d"
_JOINED = "\u0600-\u1fff\u2600-\ud7ff\U0001f000-\U0001ffff"
_IDLE_JOINERS = re.compile(f"(?<![{_JOINED}])[{_JOINERS}]+|[{_JOINERS}]+(?![{_JOINED}{_JOINERS}])")
"""Joiners that join nothing; between letters of Persian or Hindi, or within an emoji, they are part of the spelling."""

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

_UNIFIED = str.maketrans({"\u00a0": " ", "\u202f": " "} | dict.fromkeys(_JOINERS))
"""What does not tell names apart: Obsidian takes no-break spaces for spaces, HFS+ looks past joiners."""

_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?=\Z| *\.)", re.IGNORECASE)
"""Names that Windows keeps for devices, also before a dot."""

_SUBSTITUTES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), substitute)
    for pattern, substitute in (
        # At the start and the end, a separator separates nothing.
        (r"\A(?:[\s.~]*[\\/|:])+", ""),
        (r"[\s\\/|:]+\Z", ""),
        (r"<-+(?!>)", "←"),
        (r"(?<!<)-+>", "→"),
        (r"=>", "⇒"),
        (r"<=", "≤"),
        (r">=", "≥"),
        (r"<", "‹"),
        (r">", "›"),
        (r"(?<=\d):(?=\d)", "."),
        (r"\s*[:?]+\s+(?=\w)", " – "),
        (r"\s+[\\/|]+\s*|[\\/|]+\s+", " – "),
        (r"[\\/|]+|(?<=\w):+(?=\w)", "-"),
        (r"[:?]+", ""),
        (r"(?<=[\d\s])\*(?=[\d\s])", "×"),
        (r"\*+", ""),
        (r"\b([A-Z])#", r"\1 sharp"),
        (r"#+", ""),
        (r"\[+", "("),
        (r"\]+", ")"),
        (r"%{2,}", "%"),
        (r'(?<![^\s(\-–‹“])"(?=\S)', "“"),
        (r'"', "”"),
    )
)
"""How characters that some system refuses, or that end a link, are shown in a name; applied in this order."""


class Wanted(NamedTuple):
    """A note and the place it would like."""

    id: NoteId
    folder: str
    """A vault path; empty for the vault's root."""
    name: str
    """As `file_name` gives it."""


def file_name(title: str, *, fallback: str) -> str:
    """Return a name, without `.md`, that is legal on every file system that Obsidian syncs to and in every link.

    NFC, visible, no longer than 245 characters and 255 bytes with `.md`; a longer one is cut at a word and ends in "…".
    A title that leaves nothing to read gives `untitled-` and `fallback`. Idempotent.
    """
    name = _tidy(_visible(title[:_LONGEST_TITLE]))
    for pattern, substitute in _SUBSTITUTES:
        name = pattern.sub(substitute, name)
    name = re.sub(r"\^(\d+)", lambda match: match[1].translate(_SUPERSCRIPTS), name).replace("^", " ")
    name = _bare(_tidy(name))
    name = _DEVICES.sub(r"\1_", name, count=1) if _DEVICES.match(name) else name
    if not any(unicodedata.category(character)[0] in "LNS" for character in name):
        return f"untitled-{fallback}"
    return with_suffix(name, "")


def with_suffix(name: str, suffix: str) -> str:
    """Return a name with `suffix` behind it, cut where both and `.md` would be too long: at a word if one is near."""
    if _fits(name + suffix):
        return name + suffix
    end = len(name)
    room = _MOST_CHARACTERS - len(_SUFFIX) - len(suffix) - 1
    space = _MOST_BYTES - len(f"…{suffix}{_SUFFIX}".encode())
    end = min(end, room, len(name.encode()[:space].decode(errors="ignore")))
    end = _grapheme_start(name, end)
    blank = name.rfind(" ", end // 2, end + 1)
    cut = name[: blank if blank > 0 else end].removesuffix("…").rstrip(f" .,;–-{_JOINERS}")
    return f"{cut}…{suffix}"


def fold_key(name: str) -> str:
    """Return what is equal for names or paths that some file system, or Obsidian, takes for the same."""
    caseless = unicodedata.normalize("NFD", name).casefold().translate(_UNIFIED)
    return unicodedata.normalize("NFC", caseless)


def assign(
    wanted: Sequence[Wanted], taken: Collection[VaultPath], current: Mapping[NoteId, VaultPath]
) -> dict[NoteId, VaultPath]:
    """Give every note a path whose file name no other file of the vault has, so that bare links find it.

    `taken` are all other files of the vault, `current` the notes' paths until now (also of notes that want none any
    more: these stay taken). A name that is taken gets " 2", " 3", …; a note that has its name, or a number of it, keeps
    it. So adding a note renames no other. The order of `wanted` does not matter.
    """
    ordered = sorted(wanted, key=lambda one: (one.folder, one.name, one.id))
    claimed = {one.id for one in ordered}
    ledger = _Ledger([*taken, *(path for note_id, path in current.items() if note_id not in claimed)])
    places: dict[NoteId, VaultPath] = {}
    for one in ordered:
        if one.id in current:
            path = ledger.kept(one, current[one.id])
            if path is not None:
                places[one.id] = path
    for one in ordered:
        if one.id not in places:
            places[one.id] = ledger.free(one)
    return places


class _Ledger:
    """Which paths and which file names are given away."""

    def __init__(self, taken: Iterable[VaultPath]) -> None:
        self._paths = {fold_key(path) for path in taken}
        self._names = {posixpath.basename(path) for path in self._paths}
        self._given: set[str] = set()
        self._next: dict[str, int] = defaultdict(lambda: 1)

    def kept(self, one: Wanted, path: VaultPath) -> VaultPath | None:
        """Give a note the name it has, if it still wants it; None if it doesn't or can't have it."""
        number = _number_of(fold_key(posixpath.basename(path)), one.name)
        if number is None:
            return None
        mine = _path(one, number)
        key = fold_key(mine)
        name = posixpath.basename(key)
        # The user may have made a file of the same name elsewhere: links then name the folder, the note stays.
        stays = key == fold_key(path)
        if key in self._paths or name in self._given or (name in self._names and not stays):
            return None
        self._given.add(name)
        return mine

    def free(self, one: Wanted) -> VaultPath:
        """Give a note its name, or the first number of it that is free."""
        counter = fold_key(one.name)
        while True:
            mine = _path(one, self._next[counter])
            self._next[counter] += 1
            name = posixpath.basename(fold_key(mine))
            if name not in self._names and name not in self._given:
                self._given.add(name)
                return mine


def _path(one: Wanted, number: int) -> VaultPath:
    return VaultPath(posixpath.join(one.folder, _numbered(one.name, number) + _SUFFIX))


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else with_suffix(name, f" {number}")


def _number_of(file: str, name: str) -> int | None:
    """Return which number of `name` the folded file name is: 1 for the bare name, None for another name."""
    if file == fold_key(name + _SUFFIX):
        return 1
    match = re.search(r" ([1-9]\d{0,8})\.md\Z", file)
    if match is None or match[1] == "1":
        return None
    number = int(match[1])
    return number if file == fold_key(_numbered(name, number) + _SUFFIX) else None


def _visible(title: str) -> str:
    """Drop what can't be seen; every kind of blank and control becomes a space."""
    kept: list[str] = []
    for character in unicodedata.normalize("NFC", title):
        category = unicodedata.category(character)
        if category in ("Zs", "Zl", "Zp") or character in "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85":
            kept.append(" ")
        elif character in _JOINERS or (
            category[0] != "C" and character not in _INVISIBLE and not _selects_variation(character)
        ):
            kept.append(character)
    return _IDLE_JOINERS.sub("", unicodedata.normalize("NFC", "".join(kept)))


def _selects_variation(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _tidy(name: str) -> str:
    return re.sub(r" {2,}", " ", name).strip(" ")


def _bare(name: str) -> str:
    """Take off what may not stand at the ends: dots, blanks, a mark with nothing under it, and `.md` itself."""
    before = ""
    while before != name:
        before = name
        name = name.lstrip(" .~").rstrip(" .")
        name = re.sub(r"\.md\Z", "", name, flags=re.IGNORECASE)
        if name and unicodedata.category(name[0])[0] == "M":
            name = name[1:]
    return name


def _fits(name: str) -> bool:
    return len(name) + len(_SUFFIX) <= _MOST_CHARACTERS and len(name.encode()) + len(_SUFFIX) <= _MOST_BYTES


def _grapheme_start(name: str, end: int) -> int:
    """Move `end` back to where a character as readers see it starts; stays if that would leave nothing."""
    start = end
    while start > 0 and _continues(name, start):
        start -= 1
    return start or end


def _continues(name: str, at: int) -> bool:
    """Say whether the code point at `at` belongs to the one before it (the parts of UAX #29 that names can hold)."""
    here, before = name[at : at + 1], name[at - 1]
    if not here:
        return False
    if here in _JOINERS or before == "\u200d":
        return True
    if unicodedata.category(here)[0] == "M" or "\U0001f3fb" <= here <= "\U0001f3ff" or "\u1160" <= here <= "\u11ff":
        return True
    if not (_is_flag(here) and _is_flag(before)):
        return False
    run = at
    while run > 0 and _is_flag(name[run - 1]):
        run -= 1
    return (at - run) % 2 == 1


def _is_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"

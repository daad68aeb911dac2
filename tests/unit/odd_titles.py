"""Three hundred titles that some system, link or eye trips over, many of them alike once folded."""

from __future__ import annotations

_FORBIDDEN = '/\\:*?"<>|#^[]%'
_CONTROLS = [chr(code) for code in (*range(0x20), 0x7F, 0x85)]
_INVISIBLE = [
    "\u00ad",
    "\u034f",
    "\u061c",
    "\u115f",
    "\u180e",
    *map(chr, range(0x200B, 0x2010)),
    *map(chr, range(0x202A, 0x202F)),
]
_INVISIBLE += [
    "\u2060",
    "\u2066",
    "\u2069",
    "\u2800",
    "\u3164",
    "\ufe0f",
    "\ufeff",
    "\uffa0",
    "\U000e0001",
    "\U000e0100",
]
_BLANKS = ["\u00a0", "\u1680", "\u2000", "\u2003", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"]
_DEVICES = [
    "CON",
    "con",
    "Prn",
    "AUX",
    "nul",
    "COM1",
    "com9",
    "LPT1",
    "lpt9",
    "COM¹",
    "CONIN$",
    "nul.md",
    "aux.tar.gz",
    "con .",
]
_PATHS = [
    "..",
    "../../x",
    "/etc/passwd",
    "~",
    "~/x",
    "C:\\x",
    "\\\\host\\share",
    ".obsidian/app",
    ".git",
    ".trash",
    "a/../b",
    "./x",
]
_MARKUP = [
    "[[x]]",
    "![[x]]",
    "[x](y)",
    "{{ x }}",
    "{% x %}",
    "<% tp.x %>",
    "${x}",
    "%%x%%",
    "---",
    "`x`",
    "x | y",
    "^x",
    "x ^id",
]
_ALIKE = [
    "Straße",
    "STRASSE",
    "strasse",
    "Über",
    "U\u0308ber",
    "über",
    "ﬁn",
    "fin",
    "FIN",
    "K",
    "\u212a",
    "İ",
    "i̇",
    "ẞ",
    "ss",
]
_LONG = [
    "x" * 300,
    "x" * 301,
    "é" * 128,
    "é" * 129,
    "漢" * 90,
    "漢" * 91,
    "word " * 60,
    "word " * 61,
    "a" + "\u0301" * 300,
    "👍🏽" * 80,
    "🇩🇪" * 80,
]
_SCRIPTS = [
    "互联网金融",
    "これは",
    "금융",
    "النص",
    "עברית",
    "हिन्दी",
    "ไทย",
    "Ελλάδα",
    "👍",
    "👨\u200d👩\u200d👧",
    "❤️",
    "\u0301",
    "\u200f",
    "…",
]
_LINES = [
    "a\nb",
    "a\r\nb",
    "-rf",
    "--help",
    "$(x)",
    "`x`; y",
    "x\x1b[31m",
    "\ud800",
    "x\udcff",
    "=1+1",
    "@x",
    "x.",
    "x ",
    " x",
    "x...",
    ".x",
]

ODD_TITLES: tuple[str, ...] = tuple(
    dict.fromkeys(
        [
            "",
            *_FORBIDDEN,
            *(f"a{character}b" for character in _FORBIDDEN),
            *(f"{character} x" for character in _FORBIDDEN),
            *(f"x {character}" for character in _FORBIDDEN),
            *(character * 3 for character in _FORBIDDEN),
            *(f"({character})" for character in _FORBIDDEN),
            *_CONTROLS,
            *(f"a{character}b" for character in (*_CONTROLS, *_INVISIBLE, *_BLANKS)),
            *_INVISIBLE,
            *_BLANKS,
            *_DEVICES,
            *_PATHS,
            *_MARKUP,
            *_ALIKE,
            *_LONG,
            *_SCRIPTS,
            *_LINES,
        ]
    )
)

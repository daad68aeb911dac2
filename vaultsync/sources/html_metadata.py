"""What a page says about itself: title, author, date, address, language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from vaultsync.model import BlockKind, Metadata
from vaultsync.sources.html_blocks import Leaf
from vaultsync.sources.html_extractors import is_readable, letters, quiet
from vaultsync.sources.html_tree import Element, Text, Tree

_DATES = {"extensive_search": False, "original_date": True, "max_date": "2099-12-31"}
"""For htmldate: no guesses from the text, and no look at the clock, which would make the result change by itself."""
_SEPARATOR = re.compile(r"\s+(?:\||-|–|—|::|»|·|•)\s+")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?![a-zA-Z])")
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d+\)(\S+) -->")
_NO_AUTHORS = frozenset({"admin", "administrator", "editor", "staff", "webmaster", "author"})


@dataclass(frozen=True, slots=True)
class _Found:
    """What the library finds; all empty where it fails."""

    title: str = ""
    author: str = ""
    date: str = ""
    url: str = ""
    site: str = ""


def read(html: str, page: Tree, leaves: Sequence[Leaf]) -> tuple[Metadata, int | None]:
    """Read the page's metadata, and the index of the leaf that is its title, if one is."""
    found = _find(html) if is_readable(html, page) else _Found()
    page_title, language = _head(page.root)
    titles = [one for one in (found.title, page_title) if one]
    at = _title_leaf(leaves, titles)
    if at is not None:
        title = " ".join(leaves[at].text.split())
    else:
        title = _without_site(_uncut(found.title, page_title) or page_title, found.site, found.url)
    url = found.url or (saved[1] if (saved := _SAVED_FROM.search(html[:4000])) else "")
    author = "" if letters(found.author) in _NO_AUTHORS else found.author
    return Metadata(title=title, author=author, date=found.date, url=url, language=language), at


def _find(html: str) -> _Found:
    with quiet():
        try:
            import trafilatura

            said = trafilatura.extract_metadata(html, date_config=_DATES)
            values = (said.title, said.author, said.date, said.url, said.sitename)
        except Exception:  # a page whose metadata trips the library has none
            return _Found()
    return _Found(*(" ".join(str(value or "").split()) for value in values))


def _head(root: Element) -> tuple[str, str]:
    """Read the text of `<title>` and the language of `<html lang>`, or of the meta tag that stands for it."""
    title = language = ""
    for node in root.walk():
        if not isinstance(node, Element):
            continue
        if node.name == "title" and not title:
            title = " ".join("".join(one.text for one in node.children if isinstance(one, Text)).split())
        elif node.name in ("html", "body") and not language:
            language = node.attribute("lang") or node.attribute("xml:lang")
        elif node.name == "meta" and not language and node.attribute("http-equiv").lower() == "content-language":
            language = node.attribute("content")
    code = _LANGUAGE.match(language.strip())
    return title, code[0].lower() if code and len(code[0]) == 2 else ""


def _title_leaf(leaves: Sequence[Leaf], titles: Sequence[str]) -> int | None:
    """Find the first heading, of the highest level that has one, that says the page's title, a site's name aside."""
    wanted = [letters(title) for title in titles]
    best: int | None = None
    for at, leaf in enumerate(leaves):
        if leaf.kind != BlockKind.HEADING or leaf.level > 2 or (best is not None and leaf.level >= leaves[best].level):
            continue
        said = letters(leaf.text)
        if said and any(said == title or (title.startswith(said) and len(said) > len(title) / 3) for title in wanted):
            best = at
    return best


def _uncut(title: str, page_title: str) -> str:
    """Undo the library's cut of `<title>` at a dash, which may belong to the title."""
    rest = page_title[len(title) :].strip() if page_title.startswith(title) else ""
    return page_title if rest[:1] in {"-", "–", "—"} else title


def _without_site(title: str, site: str, url: str) -> str:
    """Take off a title the site's name that most pages add at its end."""
    parts = _SEPARATOR.split(title)
    names = letters(site), letters(urlsplit(url).hostname or "") if url else ""
    end = title
    for part in reversed(parts[1:]):
        name = letters(part)
        if not name or not any(known and (name in known or known in name) for known in names):
            break
        end = end[: end.rindex(part)].rstrip(" |-–—:»·•\t\n\u00a0")
    return end

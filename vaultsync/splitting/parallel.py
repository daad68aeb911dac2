"""Claims of one making: "The links of finance need to be rebuilt", "The key aspect of the industry cannot be lost".

An author who heads passages with claims often casts them in one mould. Its skeleton is what is left of a sentence when
words of content become a mark, runs of them one mark, articles go, and modal verbs count as one.
"""

from __future__ import annotations

from vaultsync.markup.words import fold, stop_words, tokens

_ARTICLES = frozenset({"the", "a", "an", "this", "these", "that", "those", "its", "their", "our", "your", "his", "her"})
_MODALS = frozenset(
    {"can", "cannot", "can't", "could", "couldn't", "must", "mustn't", "should", "shouldn't", "shall", "will", "won't"}
    | {"would", "wouldn't", "may", "might", "need", "needs", "needn't", "ought", "have", "has", "had"}
    | {"do", "does", "don't", "doesn't"}
)
_JOINING = frozenset({"and", "or", "&", "not", "to", "again", "also", "only", "really", "truly"})
_CONTENT = "·"
_MODAL = "modal"

LENGTH = 5
"""Elements of a skeleton that are compared: "· of · modal be"; shorter ones are shared by chance."""


def skeleton(sentence: str, language: str) -> tuple[str, ...]:
    """Return the mould of a sentence's opening; empty where it is too short or too plain to tell anything."""
    stops = stop_words(language or "en")
    found: list[str] = []
    for text in tokens(fold(sentence)):
        if text in _ARTICLES or text in _JOINING:
            continue
        element = _MODAL if text in _MODALS else text if text in stops else _CONTENT
        if not (found and found[-1] == element and element in (_CONTENT, _MODAL)):
            found.append(element)
        if len(found) == LENGTH:
            break
    plain = sum(element == _CONTENT for element in found)
    return tuple(found) if len(found) == LENGTH and plain < LENGTH - 2 else ()

"""Which words can't be part of an idea's name, and which can't be one alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from vaultsync.linking import word_lists as lists
from vaultsync.markup.words import fold, stem, stop_words


@cache
def breaks(language: str) -> frozenset[str]:
    """Return the folded words at which no term starts or ends."""
    stops = stop_words(language)
    if _primary(language) in ("ja", "ko"):
        return stops
    # Wherever Han letters stand, but in Japanese: a passage with more code than words seems to be of another language.
    chinese = frozenset(stop for stop in stop_words("zh") if len(stop) > 1) | lists.ZH_BREAKS | lists.ZH_STOPS
    if _chinese(language):
        return chinese | lists.EN_FUNCTION_WORDS
    if _english(language):
        return (stops - lists.EN_IN_TERMS) | chinese
    return stops.union(chinese, map(fold, lists.VERBS.get(_primary(language), "").split()))


def counting(before: str, letter: str, following: str) -> bool:
    """Whether a letter of Han counts what follows it and is no part of a name, or is the measure that it counts in."""
    if letter in lists.ZH_NUMERALS:
        return following in lists.ZH_COUNTED | lists.ZH_NUMERALS or not following.isalpha()
    return letter in lists.ZH_COUNTED and before in lists.ZH_NUMERALS | lists.ZH_BEFORE_MEASURES


@cache
def light(language: str) -> frozenset[str]:
    """Return folded words that are parts of terms, but too common to be one alone."""
    english = lists.EN_IN_TERMS | lists.EN_LIGHT | lists.EN_VAGUE
    if not _english(language):
        nouns = frozenset(map(fold, lists.NOUNS.get(_primary(language), "").split()))
        if has_spaces(language):
            return nouns | lists.ZH_LIGHT
        # Texts of these are full of English words, which are written as names there.
        return english | (lists.JA_LIGHT if _primary(language) == "ja" else lists.ZH_LIGHT)
    return english | lists.ZH_LIGHT


def judging(word: str, language: str) -> bool:
    """Whether a folded word judges or orders what follows it, and names nothing: large, main, new."""
    return _english(language) and word in lists.EN_JUDGING


def stressed(word: str, language: str) -> bool:
    """Whether a word in capitals is stressed, and no acronym: it says how much, or would be a word of any text."""
    folded = fold(word)
    judges = folded in lists.EN_SHOUTED or folded in lists.EN_JUDGING
    return _english(language) and word.isupper() and (judges or folded in lists.EN_LIGHT)


def measuring(words: Sequence[str], language: str) -> bool:
    """Whether a phrase of several folded words says how much of something there is, or is said of anything."""
    if not _english(language):
        return False
    if " ".join(form_key(word, language) for word in words) in lists.EN_IDIOMS:
        return True
    return words[0] in lists.EN_MEASURES and words[1] in joints(language) | lists.EN_MEASURES


def vague(words: Sequence[str], language: str) -> bool:
    """Whether a phrase of several folded words names no idea, only a part or a state of anything."""
    if not _english(language):
        return False
    common = light(language)
    if words[-1] in lists.EN_VAGUE and common.issuperset(words):
        return True
    return words[-1] in common and lists.EN_JUDGING.issuperset(words[:-1])


def unfinished(words: Sequence[str], language: str) -> bool:
    """Whether several folded words are no name, but of a clause: how long, how something is, or what it did."""
    if not _english(language):
        return False
    if words[0] in lists.EN_SPANS:
        return True
    before, last = words[-2:]
    if last.endswith("ing") and before in ("person", "somebody", "someone"):
        return True
    if last in lists.EN_NEVER_LAST:
        return not before.endswith("ing")
    return _past(last)


def doing(words: Sequence[str], language: str) -> bool:
    """Whether several folded words may say what many do, or else name something: people working, systems thinking."""
    if not _english(language):
        return False
    before, last = words[-2:]
    return last.endswith("ing") and (before == "people" or (before.endswith("s") and not before.endswith("ss")))


def _past(word: str) -> bool:
    return len(word) > 5 and word.endswith("ed") and not word.endswith("eed")


def is_field(word: str, language: str) -> bool:
    """Whether a word's form only says that the word before it names a field: industry, sector."""
    return _english(language) and word in lists.EN_FIELDS


@cache
def joints(language: str) -> frozenset[str]:
    """Return folded words that join others into one term: processes and links, freedom of speech."""
    return frozenset(lists.JOINTS.get(_primary(language), "").split())


@cache
def articles(language: str) -> frozenset[str]:
    """Return folded words that may follow a joint within a term."""
    return frozenset(lists.ARTICLES.get(_primary(language), "").split())


@cache
def never_alone(language: str) -> frozenset[str]:
    """Return folded stop words that are parts of terms: by themselves they say nothing at all."""
    return lists.EN_IN_TERMS if _english(language) else frozenset()


def before_verbs(language: str) -> frozenset[str]:
    """Return folded words after which a verb is likely; empty where none are known."""
    return lists.EN_BEFORE_VERBS if _english(language) else frozenset()


def before_states(language: str) -> frozenset[str]:
    """Return folded words after which it is said how something is; empty where none are known."""
    return lists.EN_BEFORE_STATES if _english(language) else frozenset()


def after_nouns(language: str) -> frozenset[str]:
    """Return folded words that follow nouns and seldom what somebody does; empty where none are known."""
    return lists.EN_AFTER_NOUNS if _english(language) else frozenset()


def after_names(language: str) -> frozenset[str]:
    """Return folded words that may follow an idea's name every time and make no longer name of it; empty as above."""
    return lists.EN_AFTER_NAMES if _english(language) else frozenset()


def nouns_have_capitals(language: str) -> bool:
    """Whether a language writes all its nouns with a capital, so that other words are told by their lack of it."""
    return _primary(language) in ("de", "lb")


def has_spaces(language: str) -> bool:
    """Whether words stand apart, so that it can be seen where a term ends."""
    return _primary(language) not in ("zh", "ja", "th", "lo", "my", "km")


def adverb(word: str, language: str) -> bool:
    """Whether a folded word's ending is one of adverbs."""
    return _english(language) and len(word) > 4 and word.endswith("ly")


def abstract(word: str, language: str) -> bool:
    """Whether a word's ending is one of nouns for ideas."""
    return _english(language) and len(word) > 5 and word.endswith(lists.EN_ABSTRACT)


def form_key(word: str, language: str) -> str:
    """Return what the inflected forms of a word have in common.

    Where plurals end in -s, stems join too much (organ, organize, organization): only plurals, and the possessives of
    English, are undone. Elsewhere it is the stem.
    """
    if lists.ACRONYMS.match(word):
        word = word[:-1]
    folded = fold(word)
    if _primary(language) not in lists.PLURALS_IN_S:
        return stem(folded, language)
    if not _english(language):
        return stem(folded, "")
    folded = folded.removesuffix("'s")
    if folded in lists.EN_ARTICLES:
        return "the"
    if len(folded) > 4 and folded.endswith("men"):
        return f"{folded[:-2]}an"
    # One form for selfie and selfies, though story and stories are one, too.
    if len(folded) > 4 and folded.endswith(("ies", "ie")):
        return f"{folded.removesuffix('s')[:-2]}y"
    single = stem(folded, "")
    # One form for tax and taxes, and for cache and caches.
    return single[:-1] if single.endswith(lists.EN_BEFORE_ES) else single


@cache
def _english(language: str) -> bool:
    return _primary(language) in ("en", "")


def _chinese(language: str) -> bool:
    return _primary(language) == "zh"


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()

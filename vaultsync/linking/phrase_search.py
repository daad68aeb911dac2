"""The phrases that texts repeat, head or capitalise, each with what speaks for it.

They are found level by level, as in Apriori: a longer phrase is looked for only where a shorter one repeats, so that
the work stays in proportion to the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from vaultsync.linking import vocabulary
from vaultsync.linking.names import capital_in_sentence, inside_word
from vaultsync.linking.reading import spaceless
from vaultsync.markup.words import fold, places

_LONGEST = 6
"""Words of the longest phrase, those that only join (and, of) included."""

_LONGEST_SOLID = 4
"""Words of the longest phrase without such a word."""

_MOST_JOINTS = 3

_LONGEST_SPACELESS = 8
"""Letters of the longest phrase in a script without spaces."""

_PART = "\n;\n"
"""Stands between texts, so that no phrase reaches from one into the next."""

_GAP = re.compile(r"[ \t\u00a0\-'’&]*+\Z")
_HARD_WRAP = 40
"""A line at least so long may have been broken by an editor: a phrase can go on in the next."""

_TITLE_FORM = 3

_ACRONYM = 5
"""Letters of the longest word that is taken for an acronym though it would be a stop word."""

_WORDS = frozenset("aio")
"""Letters that are words where they stand alone."""

_HIRAGANA = re.compile("[\u3041-\u309f]")
_HAN = re.compile("[\u3400-\u9fff]{2}")


class Text(NamedTuple):
    """A text to look for phrases in."""

    body: str
    """Visible text, without markup."""
    title: str = ""


@dataclass(slots=True)
class Candidate:
    """A phrase with what speaks for it."""

    key: str
    """Its words' forms (`vocabulary.form_key`), joined by spaces."""
    size: int
    """In tokens: words, or letters in a script without spaces."""
    forms: Counter[str]
    """How the texts write it; titles count `_TITLE_FORM` times, as they have plain forms rather than oblique cases."""
    counts: dict[int, int]
    """How often each text has it, by the text's index; a title counts like a sentence."""
    abbreviations: Counter[str]
    """Short forms that the texts explain; they count as it, but never name it."""
    titled: set[int]
    """The texts whose title has it."""
    capitals: int = 0
    """How often it starts with a capital in mid-sentence."""
    after_verb_marks: int = 0
    """How often a word stands before it that verbs follow."""
    after_state_marks: int = 0
    """How often a word stands before it after which it is said how something is: very, seems."""
    goes_on: int = 0
    """How often the word follows it that follows it most, unless names are often followed by that."""
    followed: int = 0
    """How often any word follows it but those that only nouns are often followed by."""
    ends: int = 0
    """How often no further word of a term follows it: what seldom ends a term is an adjective."""
    first: float = 0.0
    """Where the texts have it first, from 0 to 1."""

    @property
    def words(self) -> int:
        """How many words a reader counts in it: fewer than four letters make one where there are no spaces."""
        return max(1, self.size // 2) if spaceless(self.key) else self.size

    @property
    def count(self) -> int:
        """How often the texts have it."""
        return sum(self.counts.values())

    @property
    def written_out(self) -> int:
        """How often the texts have it in full."""
        return self.count - self.abbreviations.total()

    @property
    def form(self) -> str:
        """How the texts write it most often."""
        if len(self.forms) == 1:
            return next(iter(self.forms))
        return min(self.forms, key=lambda form: (-self.forms[form], form))

    @property
    def shown(self) -> str:
        """How the texts write it most often, abbreviations included."""
        short = max(self.abbreviations, key=lambda form: (self.abbreviations[form], form), default="")
        return short if self.abbreviations[short] > self.forms[self.form] else self.form


def search(texts: Sequence[Text], language: str) -> list[Candidate]:
    """Return the single words of texts and the phrases that they repeat, or write as names."""
    return _Search(texts, language).candidates()


class _Form(NamedTuple):
    """What is known of a word wherever it stands."""

    key: str
    folded: str
    spaceless: bool
    """Whether it is a letter of a script without spaces."""
    stop: bool
    """Whether no phrase starts or ends with it, unless it is an acronym."""
    joint: bool
    """Whether it may stand inside a phrase all the same."""
    acronym: bool
    """Whether it would be an acronym among words that are not all capitals."""
    possessive: bool
    upper: bool
    """Whether it starts with a capital."""


class _Search:
    """The tokens of texts, words or letters in a script without spaces, by column, and the phrases they make."""

    def __init__(self, texts: Sequence[Text], language: str) -> None:
        self._language = language
        self._stops = vocabulary.breaks(language)
        self._light = vocabulary.light(language)
        self._joints = vocabulary.joints(language)
        self._articles = vocabulary.articles(language)
        parts = [part for index, one in enumerate(texts) for part in ((index, one.title, 1), (index, one.body, 0))]
        self._text = _PART.join(string for _, string, _ in parts)
        text, found = self._text, places(self._text)
        known: dict[str, _Form] = {}
        self._forms = [
            known.get(word) or self._form(word, known) for start, end in found for word in (text[start:end],)
        ]
        self._starts = [start for start, _ in found]
        self._ends = [end for _, end in found]
        """Of what a phrase shows of a token: without a possessive."""
        self._owners: list[int] = []
        """For each token the index of its text."""
        self._titles: set[int] = set()
        """Tokens of titles."""
        begin = 0
        for index, string, is_title in parts:
            begin += len(string) + len(_PART)
            end = bisect_left(self._starts, begin, len(self._owners))
            if is_title:
                self._titles.update(range(len(self._owners), end))
            self._owners += [index] * (end - len(self._owners))
        self._glued = self._gluing()
        """Whether the next token may follow in the same phrase."""
        self._stopped = [form.stop for form in self._forms]
        """Whether no phrase starts or ends with it."""
        if any(form.spaceless for form in known.values()):
            self._stop_in_runs()
        self._make_exceptions()
        self._last = [
            not glued or stopped for glued, stopped in zip(self._glued, [*self._stopped[1:], True], strict=False)
        ]
        """Whether no further word of a term follows."""
        marks = vocabulary.before_verbs(language)
        self._after_mark = [False] + [
            glued and form.folded in marks for glued, form in zip(self._glued, self._forms, strict=True)
        ]
        """Whether a word stands before it that verbs follow."""
        states = vocabulary.before_states(language)
        self._after_state = [False] + [
            glued and form.folded in states for glued, form in zip(self._glued, self._forms, strict=True)
        ]
        """Whether a word stands before it after which it is said how something is."""
        self._after_names = vocabulary.after_names(language)
        self._after_nouns = vocabulary.after_nouns(language)
        self._reaches = [0] * len(self._forms)

    def _form(self, text: str, known: dict[str, _Form]) -> _Form:
        folded = fold(text)
        if without_spaces := spaceless(folded):
            key, stop = folded, folded in self._stops or bool(_HIRAGANA.match(folded))
        else:
            key = vocabulary.form_key(text, self._language)
            stop = folded in self._stops or vocabulary.adverb(folded, self._language)
        joint = not without_spaces and folded in self._joints
        linking = joint or folded in self._articles
        acronym = 1 < len(text) <= _ACRONYM and text.isupper() and not without_spaces and not linking
        acronym = acronym and not vocabulary.stressed(text, self._language)
        possessive = folded.endswith("'s") and not without_spaces
        form = _Form(key, folded, without_spaces, stop, joint, acronym, possessive, text[0].isupper())
        known[text] = form
        return form

    def _gluing(self) -> list[bool]:
        text = self._text
        between = zip(self._starts, self._ends, self._starts[1:], strict=False)
        glued = [
            text[end:start] == " " or _glued(text, end, start) or _is_initial_of(text, begin, end, start)
            for begin, end, start in between
        ]
        return [*glued, False] if self._forms else []

    def _stop_in_runs(self) -> None:
        """Let a stop word of several letters break a run of letters without spaces, as it does where spaces are."""
        longest = max((len(stop) for stop in self._stops if _HAN.match(stop)), default=0)
        end = 0
        for at, form in enumerate(self._forms):
            if not form.spaceless:
                continue
            start = self._starts[at]
            if start >= end:
                sizes = range(longest, 1, -1)
                end = next((start + size for size in sizes if self._text[start : start + size] in self._stops), end)
            before, after = self._text[start - 1 : start], self._text[start + 1 : start + 2]
            if start < end or vocabulary.counting(before, form.folded, after):
                self._stopped[at] = True

    def _make_exceptions(self) -> None:
        """Part letters that space parts, take possessives off, and let acronyms be words of terms."""
        for at, form in enumerate(self._forms):
            if form.spaceless:
                touches = self._glued[at] and not self._stopped[at] and self._ends[at] == self._starts[at + 1]
                self._glued[at] = touches
            elif form.possessive:
                self._ends[at] -= 2
                self._glued[at] = False
            if form.acronym and form.stop:
                self._stopped[at] = not self._stands_out(at)
            elif form.stop and self._is_initial(at):
                self._stopped[at] = False

    def _stands_out(self, at: int) -> bool:
        """Whether the words beside one are not all capitals: US, IT or AI rather than us, it or a shouted line."""
        own = self._owners[at]
        return not any(
            0 <= beside < len(self._forms) and self._owners[beside] == own and self._is_shouted(beside)
            for beside in (at - 1, at + 1)
        )

    def _is_initial(self, at: int) -> bool:
        """Whether a capital is one letter of a name of several words: Y Combinator, Vitamin C."""
        if self._ends[at] != self._starts[at] + 1 or not self._forms[at].upper or self._forms[at].folded in _WORDS:
            return False
        before = at > 0 and self._glued[at - 1] and self._forms[at - 1].upper
        after = self._glued[at] and self._forms[at + 1].upper
        return (before or after) and self._stands_out(at)

    def _is_shouted(self, at: int) -> bool:
        word = self._text[self._starts[at] : self._ends[at]]
        return len(word) > 1 and word.isupper()

    def candidates(self) -> list[Candidate]:
        grams: dict[str, list[int]] = defaultdict(list)
        for at, (form, stop) in enumerate(zip(self._forms, self._stopped, strict=True)):
            if not stop:
                grams[form.key].append(at)
        found: list[Candidate] = []
        size = 1
        while grams:
            found += [
                self._candidate(key, size, found_at)
                for key, found_at in grams.items()
                if self._stands(found_at[0], size)
            ]
            grams = self._longer(grams, size)
            size += 1
        return found

    def _longer(self, grams: Mapping[str, Sequence[int]], size: int) -> dict[str, list[int]]:
        """Extend phrases that repeat, or that are names, by the word that follows."""
        longer: dict[str, list[int]] = defaultdict(list)
        forms, reaches = self._forms, self._reaches
        for key, found_at in grams.items():
            if len(found_at) == 1 and not self._named(found_at[0], size + 1):
                continue
            for at in found_at:
                if (reaches[at] or self._reach(at)) > size:
                    longer[f"{key} {forms[at + size].key}"].append(at)
        return {
            key: found_at for key, found_at in longer.items() if len(found_at) > 1 or self._named(found_at[0], size + 1)
        }

    def _reach(self, at: int) -> int:
        """Return of how many tokens a phrase that starts with one may be at most."""
        forms, glued, stopped = self._forms, self._glued, self._stopped
        size, joining = 1, 0
        if forms[at].spaceless:
            while size < _LONGEST_SPACELESS and glued[at + size - 1] and forms[at + size].spaceless:
                size += 1
        else:
            while glued[at + size - 1]:
                stop, form = stopped[at + size], forms[at + size]
                joining += stop
                if size >= (_LONGEST if joining else _LONGEST_SOLID) or joining > _MOST_JOINTS:
                    break
                if stop and not (form.joint or (forms[at + size - 1].joint and form.folded in self._articles)):
                    break
                size += 1
        self._reaches[at] = size
        return size

    def _named(self, at: int, size: int) -> bool:
        """Whether a run of words is all capitals where no sentence starts."""
        if not self._forms[at].upper or not all(self._glued[at : at + size - 1]):
            return False
        run = self._forms[at : at + size]
        return 1 < len(run) == size and all(form.upper for form in run) and self._is_capital(at)

    def _is_capital(self, at: int) -> bool:
        return capital_in_sentence(self._text, self._starts[at])

    def _stands(self, at: int, size: int) -> bool:
        """Whether a phrase can stand by itself: it ends like a term and is none of the stop words."""
        last = at + size - 1
        if self._stopped[last]:
            return False
        first = self._forms[at]
        if not first.spaceless:
            if self._forms[last].spaceless and not self._ends_in_noun(at, last):
                return False
            return (size > 1 or len(first.folded) > 1) and not (size == 1 and first.folded[0].isdigit())
        if size == 1 or inside_word(self._text, self._starts[at]) or inside_word(self._text, self._ends[last]):
            return False
        folded = "".join([form.folded for form in self._forms[at : last + 1]])
        edges = {folded[:2], folded[-2:], folded[:3], folded[-3:], folded}
        return not edges & self._stops

    def _ends_in_noun(self, at: int, last: int) -> bool:
        """Whether the letters without spaces behind a word with them could be a noun: HTTP协议, no Repository中."""
        run = "".join(form.folded for form in self._forms[at : last + 1] if form.spaceless)
        return len(run) > 1 and run not in self._light and run not in self._stops

    def _candidate(self, key: str, size: int, found_at: Sequence[int]) -> Candidate:
        text, starts, ends, owners = self._text, self._starts, self._ends, self._owners
        last, forms = self._last, self._forms
        more = size - 1
        written = [text[starts[at] : ends[at + more]] for at in found_at]
        if more:
            written = [" ".join(shown.split()) for shown in written]
        titled: set[int] = set()
        if self._titles:
            for at, shown in zip(found_at, written[:], strict=True):
                if at in self._titles:
                    titled.add(self._owners[at])
                    written += [shown] * (_TITLE_FORM - 1)
        is_told = more and len(found_at) > 1 and self._after_names
        goes_on, followed = self._following(found_at, more) if is_told else (0, 0)
        return Candidate(
            key=key,
            size=size,
            forms=Counter(written),
            counts=dict(Counter([owners[at] for at in found_at])),
            abbreviations=Counter(),
            titled=titled,
            capitals=sum([self._is_capital(at) for at in found_at if forms[at].upper]),
            after_verb_marks=sum([self._after_mark[at] for at in found_at]),
            after_state_marks=sum([self._after_state[at] for at in found_at]),
            goes_on=goes_on,
            followed=followed,
            ends=sum([last[at + more] for at in found_at]),
            first=found_at[0] / len(forms),
        )

    def _following(self, found_at: Sequence[int], more: int) -> tuple[int, int]:
        """Return `Candidate.goes_on` and `Candidate.followed`."""
        glued, forms = self._glued, self._forms
        after = Counter([forms[at + more + 1].folded for at in found_at if glued[at + more]])
        goes_on = max((count for word, count in after.items() if word not in self._after_names), default=0)
        return goes_on, sum(count for word, count in after.items() if word not in self._after_nouns)


def _is_initial_of(text: str, begin: int, end: int, start: int) -> bool:
    """Whether a word is an initial with its stop, and a name goes on after it: George W. Bush, J.R.R. Tolkien."""
    return text[end:start] in (". ", ".") and end - begin == 1 and text[begin].isupper() and text[start].isupper()


def _glued(text: str, end: int, start: int) -> bool:
    """Whether two words may belong to one phrase: nothing but space or a joint between them, on one line or wrapped."""
    if _GAP.match(text, end, start):
        return True
    gap = text[end:start]
    if gap.count("\n") != 1 or gap.strip() or not text[start].islower():
        return False
    return end - (text.rfind("\n", 0, end) + 1) >= _HARD_WRAP

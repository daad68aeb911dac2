"""What a sentence says at its shortest: openings, attributions and side clauses taken off where clauses meet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vaultsync.markup.words import count, fold, tokens
from vaultsync.splitting import cues
from vaultsync.splitting.typography import MARKS, is_question, one_line, sentence_title
from vaultsync.splitting.verbs import has_verb

LEAST_WORDS = 3
"""A shorter piece says nothing."""

_ATTRIBUTION = re.compile(
    r"""(?:
        (?:i|we|you|one|they|many(?:\ people)?|some(?:\ people)?|most(?:\ people)?|people|experts|researchers|critics)
            \ (?:also\ |really\ |often\ |all\ |just\ |now\ |firmly\ |can\ |could\ |should\ |must\ |have\ to\ |will\ |need\ to\ )*
            (?:think|believe|know|say|said|argue|argued|found|find|realized|realised|realize|see|saw|suspect|hope|agree|
               learned|noticed|discovered|decided|understand|feel|felt|guess|suggest|note|admit|assume|
               remember|recognize|recognise|conclude)\ that\ (?=\w)
      | (?:i|we)\ (?:think|believe|suspect|guess)\ (?=(?:the|a|an|most|every|our|there)\ )
      | it(?:\ is|'s|’s|\ was|\ has\ become|\ seems|\ turns\ out|\ follows)
            (?:\ also|\ often|\ very|\ pretty|\ quite)?
            (?:\ (?:clear|evident|obvious|true|important\ to\ (?:note|remember)|worth\ (?:noting|mentioning|remembering)|likely|possible|
                 no\ coincidence|no\ surprise|well\ known|inevitable|safe\ to\ say|fair\ to\ say))?\ that\ (?=\w)
      | (?:please\ )?(?:note|remember|keep\ in\ mind|bear\ in\ mind|be\ aware|notice|consider|imagine)\ that\ (?=\w)
      | (?:this|that|which|it)\ (?:means|implies|suggests|shows|indicates|tells\ us)\ that\ (?=\w)
      | the\ (?:fact|truth|reality|point|problem|reason|idea|result|bottom\ line|good\ news|bad\ news)\ is(?:\ that\ |,?\ )(?=\w)
      | there\ is\ no\ (?:doubt|question)\ that\ (?=\w)
      | (?:according\ to|as|per)\ [^,.;:]{2,60}(?:,\ |\ (?:says|said|puts\ it|notes|noted|explains|explained|argues),\ )
      | what(?:'s|’s|\ is)\ more,\ | to\ be\ (?:clear|honest|fair|sure),\ | as\ (?:a\ result|such),\
      | es\ ist\ (?:klar|offensichtlich|wichtig),\ dass\ (?=\w)
      | (?:wir|ich)\ (?:glauben?|denken?|meinen?|wissen),\ dass\ (?=\w)
      | (?:es\ (?:evidente|claro|cierto)|creo|creemos|sabemos|está\ claro)\ que\ (?=\w)
      | (?:il\ est\ (?:clair|évident|vrai)|je\ (?:crois|pense)|nous\ (?:croyons|pensons|savons))\ (?:que\ |qu['’])(?=\w)
      | (?:очевидно|ясно|известно|я\ думаю|мы\ считаем),\ что\ (?=\w)
    )""",
    re.IGNORECASE | re.VERBOSE,
)

_LEADING = re.compile(
    r"""(?:in|on|at|for|with|by|to|from|through|during|over|after|before|since|when|whenever|while|if|once|as|although|
        though|because|unless|until|unlike|like|despite|given|based|without|instead|rather|besides|beyond|whether|
        under|within|across|among|upon|using|thanks|due|where|throughout|
        wenn|weil|da|obwohl|während|seit|nach|mit|in|im|bei|si|cuando|aunque|como|para|en|con|desde|
        quand|lorsque|pour|dans|depuis|avec|comme|если|когда|хотя|поскольку|в|при|для|после)\b[^,;:.()—]{3,120},\s+(?=\S)""",
    re.IGNORECASE | re.VERBOSE,
)
"""A side clause or an adverbial before the main clause."""

_TRAILING = re.compile(
    r"""
    (?=[\s,;:—；。：，、،؛])(?:
      \s*[;；。]\s* | \s*[:：]\s+ | \s+[–—]\s+ | —
      | ,\s+(?=(?:which|who|whose|whom|where|when|while|whereas|because|since|so|but|and|or|yet|although|though|if|as|
            especially|particularly|including|such|like|not|even|rather|instead|then|making|allowing|giving|
            letting|helping|leading|meaning|what|how|the|their|its|our|your|people|only|with|without|for|in|to|by|thus|it|they|we|you|he|she|i|there|this|that|these|
            der|die|das|den|dem|deren|wobei|weil|dass|denn|aber|sondern|und|oder|wenn|damit|während|obwohl|
            que|cuando|porque|pero|sino|y|aunque|donde|ya|quien|lo|
            qui|dont|où|mais|et|car|parce|alors|ce|
            который|которая|которое|которые|что|чтобы|но|а|и|потому|так|где|когда|если|хотя)\b)
      | \s+(?=(?:because|so\ that|in\ order\ to|although|even\ though|even\ if|even\ when|whereas|as\ well\ as|such\ as|rather\ than|instead\ of|
            as\ opposed\ to|in\ the\ hope|in\ a\ way\ that|in\ ways\ that|regardless\ of|no\ matter|as\ long\ as|as\ soon\ as|
            despite|unless|including|depending\ on|due\ to|thanks\ to|particularly|especially)\b)
      | \s+(?=and\ (?:can|cannot|will|would|could|should|must|may|do|does|did|is|are|was|were|has|have|had|then)\b)
      | \s+(?=\()
      | [，；、](?=\S) | ،\s+ | ؛\s+
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Places where a clause may end and leave a sentence behind."""

_SOFT = re.compile(
    r"\s+(?=(?:when|while|if|until|after|before|since|throughout|during|across|within|without|via|by|using|through|"
    r"whether|among|based on|along with|together with|and then|for|in|on|from|with|to)\b)",
    re.IGNORECASE,
)
"""Weaker places, used only where a sentence stays too long."""

_SUBORDINATE = frozenset(
    """
    if when whenever while whereas although though because since unless until once as whether after before despite
    wherever in with by through during given based looking faced instead rather besides beyond what which who
    wenn weil da obwohl während nachdem bevor sobald falls si cuando aunque mientras como porque
    quand lorsque puisque bien comme если когда хотя пока поскольку чтобы
    """.split()
)
"""Words that open what can't stand without the clause after it."""

_HALF = re.compile(
    r"\b(?:not (?:just|only|merely|simply|so much)|no longer|both|either|neither|whether|between|so|such|too)\b",
    re.IGNORECASE,
)
"""What announces a second half that a cut would take away."""

_MOST_OPENINGS = 4
_MOST_CLAUSES = 3
_REACH = 600
_NEXT_CLAUSE = re.compile(
    r"(?:[,;]|\s[–—])\s+(?:(?:and|but|so|yet)\s+)?(?=(?:\w[\w’'-]*\s+){1,5}(?:is|are|was|were|can|cannot|could|will|would|should|must|may|"
    r"might|has|have|does|do|did|remains?|becomes?|needs?)\s)",
    re.IGNORECASE,
)
"""Where a comma runs on into a clause with a subject and a verb of its own."""

_PLAIN_VERB = re.compile(
    r"(?:(?!\b(?:that|which|who|what|where|how|whether|we|you|they|i|it|only)\b)[^,;:])*?\b(?:is|are|was|were|can|cannot|could|"
    r"will|would|should|must|may|might|has|have|had|does|do|did|remains?|becomes?|needs?|makes?|gives?|helps?|lets?|takes?|"
    r"requires?|means?|provides?|allows?|offers?)\b",
    re.IGNORECASE,
)
"""A subject without a clause in it, and its verb."""

_UNDONE = re.compile(r"(?:ed|ing|ly)$")

_DANGLING = frozenset(
    """
    a an the this that these those my our your his her its their some any every each no such both either neither
    of in on at to for from with by as into onto about over under between among through during than then like via per
    and or but nor so yet if when while because although though since unless until whether where which who whom whose
    is are was were be been being am has have had do does did will would can could may might must shall should
    not very too also just even only simply really truly mainly mostly especially still already often more most much many other another what how why there it's we're they're
    der die das den dem des ein eine einen einem eines und oder aber dass von zu im in auf mit für bei nach
    el la los las un una unos unas de del y o que en por para con a al su sus se es
    le les des du et ou que qui dans pour sur avec est un une ce cette de à
    и или но что в на с к по для из у о от не как а
    """.split()
)
"""Words that leave a title hanging when they end it."""

_OPEN = frozenset("and or but nor so because which who whose that than as to of by with is are was were be".split())
_LEAST_SOFT = 6
_SUBJECTS = frozenset("it they he she we i you this these that those there such both".split())
_HEADLESS = frozenset(
    "not does do did has have had is are was were can cannot could will would should must may might".split()
)
_ASIDE = re.compile(r"\s*(?:\([^()]{0,200}\)|\[[^\[\]]{0,200}\]|（[^（）]{0,200}）)")
_INTERRUPTION = re.compile(
    r",\s+(?:however|therefore|then|of course|for example|for instance|in fact|too|though|indeed|moreover|in turn|as a result),?(?=\s)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence, or what is left of it, that could stand as a title."""

    text: str
    """Without a stop; in the words of the author, with a capital where the script has them."""
    lead_cut: bool
    """Whether something was taken off its beginning."""
    tail_cut: bool
    """Whether something was taken off its end."""


def clauses(sentence: str, language: str, most: int) -> Iterator[Clause]:
    """Yield the ways to say a sentence more shortly, the whole of it first, none longer than `most` words.

    Nothing is reworded; each piece ends where a clause does. A sentence that can't be had that short yields none.
    """
    whole = one_line(sentence)
    question = is_question(whole)
    seen: set[str] = set()
    for body, lead_cut in _bodies(_without_asides(whole), language):
        for text, tail_cut in _bodies_to_ends(body, most):
            if tail_cut and (question or not _complete(text, body, language)):
                continue
            title = sentence_title(text, question=question)
            key = fold(title)
            if (lead_cut or tail_cut) and not has_verb(tokens(key), language):
                continue
            if key not in seen and LEAST_WORDS <= count(title) <= most and stands(title):
                seen.add(key)
                yield Clause(title, lead_cut, tail_cut)


def _complete(text: str, body: str, language: str) -> bool:
    """Whether what is left of a body after a cut at its end is still a clause, and not half of one."""
    first = text.split(" ", 1)[0].lower().strip(MARKS + ",")
    if first in _SUBORDINATE:
        main = text.partition(",")[2]
        if not main or not has_verb(tokens(fold(main)), language):
            return False
    return _HALF.search(text) is None or "but" not in body[len(text) : len(text) + 12]


def stands(title: str) -> bool:
    """Whether a title can stand: no loose end, no unbalanced quotes or brackets."""
    listed = tokens(fold(title))
    if not listed or (listed[-1] in _DANGLING and not title.endswith("?")) or listed[0] in _OPEN:
        return False
    pairs = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"), ("「", "」"), ("（", "）"), ("《", "》"))
    return all(title.count(a) == title.count(b) for a, b in pairs) and title.count('"') % 2 == 0


def _without_asides(text: str) -> str:
    return _INTERRUPTION.sub("", _ASIDE.sub("", text))


def _bodies(text: str, language: str) -> Iterator[tuple[str, bool]]:
    """Yield a sentence without its connectives and attributions, then the main clauses further on in it."""
    start = 0
    for _ in range(_MOST_OPENINGS):
        step = _opening_end(text[start:], language)
        if not step:
            break
        start += step
    body = text[start:]
    yield body, start > 0
    starts = [side.end()] if (side := _LEADING.match(body)) else []
    starts += [place.end() for place in _NEXT_CLAUSE.finditer(body[:_REACH]) if place.end() not in starts]
    for place in starts[:_MOST_CLAUSES]:
        main = body[place:]
        first = main.split(" ", 1)[0].lower().strip(MARKS)
        if not any(first in closed for closed in (_OPEN, _SUBJECTS, _SUBORDINATE, _HEADLESS)):
            yield main, True


def _opening_end(text: str, language: str) -> int:
    found = cues.match(text, language)
    if found and found[0] in cues.CONNECTIVES:
        rest = text[found[1] :]
        comma = re.match(r"\s*[,，、:：،]\s*", rest)
        if comma:
            return found[1] + comma.end()
        if language in cues.SPACELESS and found[1] > 1:
            return found[1]
        if language not in cues.SPACELESS and fold(text[: found[1]]) in _BARE:
            return found[1] + len(rest) - len(rest.lstrip())
    attribution = _ATTRIBUTION.match(text)
    return attribution.end() if attribution else 0


_BARE = frozenset("and but so thus also therefore hence then yet und aber doch denn y pero et mais и но а".split())
"""Connectives that need no comma after them."""


def _bodies_to_ends(body: str, most: int) -> Iterator[tuple[str, bool]]:
    yield body, False
    ends = [place.start() for place in _TRAILING.finditer(body) if place.start() > 0]
    for end in ends[:6]:
        yield body[:end], True
    if any(LEAST_WORDS < count(body[:end]) <= most for end in [*ends, len(body)]):
        return
    verb = _PLAIN_VERB.match(body)
    for place in reversed(list(_SOFT.finditer(body[: 40 * most]))) if verb else ():
        text = body[: place.start()]
        # Fewer words than this are hardly more than a subject; a participle or an adverb asks for what follows.
        if count(text) < _LEAST_SOFT or verb is None or place.start() <= verb.end():
            return
        if count(text) <= most and not _UNDONE.search(text) and not _HALF.search(text):
            yield text, True
            return

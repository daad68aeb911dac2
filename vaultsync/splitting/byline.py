"""Lines at a document's top that only repeat its metadata: author, date, address."""

from __future__ import annotations

import re

from vaultsync.markup.words import fold, tokens
from vaultsync.model import Block, BlockKind, Document
from vaultsync.splitting.clause_marks import SIGNED
from vaultsync.splitting.reading import visible

_NEAR_TOP = 6
_MOST_WORDS = 20
_LONGEST_SIGNED = 120
"""Letters."""
_LABELS = frozenset(
    """
    by author authors written published posted date updated last on source url link from and at in
    von autor autorin veröffentlicht am datum quelle por autora publicado fecha fuente el par auteur publié le
    di autore pubblicato il data fonte door gepubliceerd op автор дата опубликовано источник
    作 者 日 期 来 源 發 布 发 時 间 時 間 文 著 公 開
    """.split()
)
_FIELDS = frozenset(
    """
    author authors date year source url published updated translator translated editor publisher language
    licence license
    autor autorin autoren datum jahr quelle veröffentlicht übersetzer herausgeber verlag sprache lizenz
    autora fecha año fuente publicado traductor editorial idioma auteur année publié traducteur éditeur langue
    autore anno fonte pubblicato traduttore jaar auteurs bron автор дата год источник переводчик язык
    作者 日期 年份 来源 來源
    """.split()
)
_MONTHS = """
    jan(?:uary)? feb(?:ruary)? mar(?:ch)? apr(?:il)? may june? july? aug(?:ust)? sept?(?:ember)? oct(?:ober)?
    nov(?:ember)? dec(?:ember)? spring summer autumn fall winter
    januar jänner februar märz mai juni juli oktober dezember frühling sommer herbst
    janvier février mars avril juin juillet août septembre octobre novembre décembre
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
    janeiro fevereiro março maio junho julho setembro outubro novembro dezembro
    maart mei augustus января февраля марта апреля мая июня июля августа сентября октября ноября декабря
"""
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_DATE = re.compile(
    rf"(?:(?:\d{{1,2}}\.?(?:st|nd|rd|th)?\s+)?(?:de\s+)?(?:{'|'.join(_MONTHS.split())})\.?"
    r"(?:\s+\d{1,2}(?:st|nd|rd|th)?,?|,)?\s+(?:de\s+)?(?:1[5-9]|20)\d\d"
    r"|(?:1[5-9]|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}|(?:1[5-9]|20)\d\d\s?年\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?)\.?",
    re.IGNORECASE,
)
"""A day or a month, and nothing else."""
_FIELD = re.compile(r"\s*(\w+(?: \w+)?)\s*[:：]\s*\S.{0,80}\Z")


def bylines(document: Document) -> frozenset[int]:
    """Return the indexes of blocks near the top that say nothing but what the metadata was read from.

    So do headings that name a field of it ("Author: Jane Doe", "Year: 1849"), and who signed the text, and when, or
    only when ("Jane Doe, Oxford, July 2024", "May 2001"); several such lines are the days of a diary.
    """
    told = document.metadata
    known = {word for text in (told.author, told.date, told.url) for word in tokens(fold(text))}
    body = [(index, block) for index, block in enumerate(document.blocks) if block.kind != BlockKind.FRONTMATTER]
    signed = {index for index, block in body if _is_signed(block)}
    return frozenset(
        index
        for index, block in body[:_NEAR_TOP]
        if _is_field(block) or signed == {index} or (known and _repeats(block, known))
    )


def _is_signed(block: Block) -> bool:
    written = block.markdown
    if block.kind != BlockKind.PARAGRAPH or len(written) > _LONGEST_SIGNED or not _YEAR.search(written):
        return False
    text = " ".join(visible(block).split()).strip("*_ ()—–-")
    return _DATE.fullmatch(text) is not None or SIGNED.fullmatch(text) is not None


def _is_field(block: Block) -> bool:
    if block.kind != BlockKind.HEADING:
        return False
    found = _FIELD.match(visible(block))
    listed = [] if found is None else tokens(fold(found[1]))
    return not _FIELDS.isdisjoint(listed) and (_FIELDS | _LABELS).issuperset(listed)


def _repeats(block: Block, known: set[str]) -> bool:
    if block.kind != BlockKind.PARAGRAPH or len(block.markdown) > 400:
        return False
    listed = tokens(fold(visible(block)))
    return 0 < len(listed) <= _MOST_WORDS and not known.isdisjoint(listed) and known.union(_LABELS).issuperset(listed)

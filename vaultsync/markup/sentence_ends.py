"""Words that tell a sentence's end from a stop within it, in the languages that write stops alike."""

from __future__ import annotations


def _forms(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


NEVER_LAST = _forms(
    "Mr Mrs Ms Dr Prof Rev Fr Hon Gen Col Maj Capt Cpt Lt Cmdr Sgt Sen Rep Gov Pres St Mt Messrs Mmes Mme Mlle",
    "e.g i.e viz cf vs v approx resp incl excl esp eg ie aka cca",
    "z.B z.T d.h u.a bzw vgl sog evtl ggf ca inkl exkl bspw Hr Frl Hrn Dipl Ing Mag zzgl zz bes insb",
    "M MM p.ex p.ej ex ej env EE Sr Sra Srta Dña Exmo Sig Dott dott Avv Ing sig.ra Ud Uds",
    "bijv dhr mevr mw d.w.z m.b.t o.a z.g i.v.m",
    "np tzn tj ks mgr inż tzv např tj mj mln mld tys",
    "т.е т.к т.н напр ср ул просп им акад проф канд тыс млн млрд св",
)
"""Abbreviations that something always follows; the stop after them ends no sentence. Compared as written."""

MAYBE_LAST = _forms(
    "etc al Inc Ltd Co Corp Bros Jr Sr Esq Ph.D M.D B.A M.A D.C U.S U.K U.N E.U a.m p.m a.k.a ibid op.cit loc.cit",
    "usw usf etc ff GmbH jun sen ecc enz e.V o.ä u.a u.ä u.s.w s.o s.u EE.UU UU",
    "itd itp atd apod т.д т.п др пр г гг руб коп в вв",
)
"""Abbreviations that may end a sentence as well: they do if a word follows that usually starts one."""

BEFORE_NUMBERS = _forms(
    "No no Nos nos Nr nr Vol vol Vols Fig fig Figs Figs figs Eq Eqs Sec sec Ch ch Chap chap Art art p pp P S pt Pt",
    "ed n nn l ll ver Abb Abs Kap Bd Tab Tbl Anm cap pág págs núm pag art n.º № стр с рис гл табл т вып д кв str rys",
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec",
)
"""Abbreviations within a sentence where a number follows."""

BEFORE_ORDINALS = _forms(
    "am dem der den die das des im vom zum zur ab bis beim seit und oder Am Der Die Das Im Vom Zum Ab Bis Seit",
    "den det på til fra od do v dne",
)
"""Words before a number whose stop makes it an ordinal: "am 3. Oktober"."""

STARTERS = _forms(
    "The This That These Those It Its He She They We You I In On At By But And Or If When While As For To From With",
    "However Although Though Because There Here What Why How Where Who Which So Then Now Such Each Every Some Many",
    "Most One No Not Yes My Our Your Their His Her After Before Since Once Both All Another Also Thus Therefore Yet A",
    "Der Die Das Ein Eine Es Er Sie Wir Ihr Ich Und Aber Doch Denn Wenn Als Im Auf Mit Für Von Zu Bei Nach Wie Was Wer",
    "Wo Auch Dann Diese Dieser Dieses Man Hier Da Damit Jede Jeder Kein Keine Nur Ob Seit Trotz Während Weil",
    "Le La Les Un Une Des Il Elle Ils Elles Nous Vous Je Ce Cette Ces Dans En Mais Et Pour Avec Sur Si Quand",
    "El Los Las Una Uno Con Por Para Pero Y Como Cuando Este Esta Estos Estas Se Lo Su Sus Al",
    "Lo Gli Uno È Per Ma E Quando Questo Questa Nel Nella Os As Um Uma É Em Na Com Mas O",
    "De Het Een Dit Dat Op Met Voor Maar Als Er Zij Hij Wij Ze Den Det Och Men Jag Vi Han Hon Og Jeg",
    "To Ten Ta Nie Na W Z Ale Gdy Jak Po Je Ve Ale Když Jsou",
    "В И Но А Он Она Оно Они Мы Вы Я Это Эта Этот Эти Как Когда Если На С По Для Что Так Тогда Потом Не Из К У От До",
    "Ми Він Вона Вони Це Та Але Якщо Коли",
)
"""Capitalised words that usually start a sentence."""

DOMAINS = _forms("com org net edu gov io ai app dev info biz co uk de fr ru cn jp eu md txt html pdf py js")
"""What stands after the last stop of host and file names."""

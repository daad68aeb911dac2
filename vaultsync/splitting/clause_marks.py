"""Where clauses meet: the words and marks by which a sentence is taken apart, for the languages with such lists."""

from __future__ import annotations

import re

ATTRIBUTION = re.compile(
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
      | the\ (?:fact|truth|reality|point|problem|reason|idea|result|bottom\ line|good\ news|bad\ news)\ is\ that\ (?=\w)
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

LED_UP_TO = re.compile(
    r"the (?:fact|truth|reality|point|problem|reason|idea|result|bottom line|good news|bad news) is(?:,? |:\s+|\s+[-–—]+\s+)"
    r"(?!(?:not|something|someone|nothing|anything|everything|what|how|why|when|where|if|to|one|only|also|still|just|in|for|on|about|at|of|from|with)\b)(?=\w)",
    re.IGNORECASE,
)
"""What leads up to a clause without a "that", where a clause follows: "the truth is, nobody knows"."""
CLAUSE_EDGE = re.compile(r"[,;:.(–—]|\s-\s|\b(?:that|which|who|whom|whose)\b", re.IGNORECASE)
"""Where the clause after it ends, or one within it begins."""

LEADING = re.compile(
    r"""(?:in|on|at|for|with|by|to|from|through|during|over|after|before|since|while|as|although|
        though|because|unlike|like|despite|given|based|instead|rather|besides|beyond|(?:apart|aside)\ from|
        under|within|across|among|upon|using|thanks|due|where|throughout|the\ (?:moment|day|minute)|
        weil|da|obwohl|während|seit|nach|mit|in|im|bei|aunque|como|para|en|con|desde|
        pour|dans|depuis|avec|comme|хотя|поскольку|в|при|для|после|
        (?!\w*thing\b)\w{3,}ing)\b[^,;:.()—]{3,120},\s+(?=\S)""",
    re.IGNORECASE | re.VERBOSE,
)
"""A side clause or an adverbial before the main clause; no condition, without which the rest would say too much."""

BREAK = re.compile(r"\s*[;；。]\s*|\s*[:：]\s+|\s+[–—]\s+|—|\s?--\s?|\s+(?=\()|؛\s+")
"""Marks that part what stands by itself from what is added."""

PART = re.compile(r"\s*[;；:：]|\s+[–—]\s|—")
"""Those of them after which a sentence that states something may go on to ask."""

ASKS = re.compile(
    r"(?:\w+,? )?(?:what|why|how|who|whom|whose|which|when|where|whether|if|is|are|was|were|do|does|did|can|could|shall|should|"
    r"will|would|has|have|had|may|might|must|am|isn['’]t|aren['’]t|don['’]t|doesn['’]t|didn['’]t|can['’]t|won['’]t)\b",
    re.IGNORECASE,
)
"""How a question opens, or a word before it: "but why"."""

_MEANT = r"to\ (?:put\ it|be)\ (?:bluntly|simply|briefly|mildly|plainly|honest|frank|blunt|clear|sure|fair)"
"""How what is said is meant."""

TRAILING = re.compile(
    rf"""
    (?=[\s,，،])(?:
      ,\s+(?=(?:which|who|whose|whom|where|whereas|because|since|although|though|as|
            especially|particularly|including|such|like|not|even|rather|instead|making|allowing|giving|
            letting|helping|leading|meaning|thus|with|without|
            dessen|deren|wobei|weil|denn|während|obwohl|
            porque|aunque|donde|ya|quien|dont|où|car|parce|
            который|которая|которое|которые|потому|где|хотя)\b)
      | \s+(?=(?:because|so\ that|in\ order\ to|although|even\ though|whereas|as\ well\ as|such\ as|rather\ than|
            instead\ of|as\ opposed\ to|in\ the\ hope|regardless\ of|despite|including|due\ to|thanks\ to|
            particularly|especially)\b)
      | ,\s+{_MEANT}\b
      | ，(?=\S) | ،\s+
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Places where a clause may end and leave a sentence behind, whatever stands before them."""

COORDINATE = re.compile(
    r"""
    ,\s+(?=(?:and|but|so|yet|und|aber|sondern|y|pero|sino|et|mais|и|но|а)\b)
    | \s+(?=and\ (?:can|cannot|will|would|could|should|must|may|do|does|did|is|are|was|were|has|have|had|then)\b)
    | \s+(?=and\ (?:\w+ly\ )?[a-z]+\ to\ [a-z])
    | ,\s+(?=(?:\w[\w’'-]*\s+){1,5}?(?:is|are|was|were|can|cannot|could|will|would|should|must|may|might|has|have|does|do|
        did|isn['’]t|aren['’]t|can['’]t|don['’]t|doesn['’]t)\s)
    | ,\s+(?=(?:it|they|we|you|he|she|i|there|this|that)(?:['’]\w+)?\s)
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Places where a second predicate may follow; after a comma before them they may as well part the items of a list."""

SOFT = re.compile(
    r"\s+(?=(?:while|after|before|since|throughout|during|across|within|without|via|by|using|through|"
    r"among|based on|along with|together with|for|in|on|from|with)\b)",
    re.IGNORECASE,
)
"""Weaker places, used only where a sentence stays too long."""

SUBORDINATE = frozenset(
    """
    if when whenever while whilst whereas although though because since unless until once as whether after before despite
    wherever in with by through during given based looking faced instead rather besides beyond what which who
    on at for to under without from of like unlike upon within across where how why no
    wenn weil da obwohl während nachdem bevor sobald falls si cuando aunque mientras como porque
    quand lorsque puisque bien comme если когда хотя пока поскольку чтобы
    """.split()
)
"""Words that open what can't stand without the clause after it."""

SUBORDINATE_PHRASE = re.compile(
    r"(?:now that|even (?:if|though|when|suppose)|(?:so|as)?\s?long as|just (?:as|because|like)|(?:by )?the (?:moment|minute|day|time|first time|next time|"
    r"last time|more|less|better|sooner|fewer)|(?:every|each|any) time|ever since|only (?:if|when|by|after|with|once)|"
    r"so that|not (?:only|just)|provided|assuming|having|being|"
    r"even (?:for|in|with|as)|(?:much|just) like|relative to|(?:apart|aside) from|as for|compared (?:to|with)|according to|maybe|perhaps)\b",
    re.IGNORECASE,
)
"""The same in several words: "The moment it rained, …"."""

CONDITION = re.compile(
    r"\b(?:if|unless|until|when|whenever|once|whether|without|only|no matter|as long as|as soon as|otherwise|suppose|imagine|"
    r"wenn|falls|sobald|si|cuando|quand|lorsque|если|когда)\b",
    re.IGNORECASE,
)
"""What makes a clause after it hold only under a condition."""

HALF = re.compile(
    r"\b(?:not (?:just|only|merely|simply|so much)|no longer|both|either|neither|whether|between|so|such|too|more|less|rather)\b",
    re.IGNORECASE,
)
"""What announces a second half that a cut would take away."""

DENIES = re.compile(r"\W*but (?:not|never|only)\b")
"""What takes back a part of the clause before it: "keeps newspapers in its service, but not one man"."""

SINGLED_OUT = re.compile(r"\bthe (?:only|same|very) [\w’'-]+\Z", re.IGNORECASE)
"""An end that waits for what singles it out: "the only house" in the town where verses are composed."""

NEXT_CLAUSE = re.compile(
    r"(?:[,;:]|\s[–—])\s+(?:(?:and|but|so(?!\ (?:long|far|soon|much|that)\b)|yet)\s+)?(?=(?:(?!(?:who|which|that|to|what|how)\b)\w[\w’'-]*\s+){1,5}"
    r"(?:is|are|was|were|can|cannot|could|will|would|should|must|may|might|has|have|does|do|did|remains?|becomes?|needs?)\s)",
    re.IGNORECASE,
)
"""Where a comma or a colon runs on into a clause with a subject and a verb of its own."""

LAST_OF_SEVERAL = re.compile(r":\s.*,\s+(?:and|or)\s+\Z", re.IGNORECASE)
"""What stands before the last of several clauses that a colon opens: "there are two ways: one is long, and" …"""

PLAIN_VERB = re.compile(
    r"(?:(?!\b(?:that|which|who|what|where|how|whether|we|you|they|i|it|only)\b)[^,;:])*?\b(?:is|are|was|were|can|cannot|could|"
    r"will|would|should|must|may|might|has|have|had|does|do|did|remains?|becomes?|needs?|makes?|gives?|helps?|lets?|takes?|"
    r"requires?|means?|provides?|allows?|offers?)\b",
    re.IGNORECASE,
)
"""A subject without a clause in it, and its verb."""

UNDONE = re.compile(
    r"(?:ing|ly)$|\b(?:as|so|too|very|more|most|less|what|which|how|to|not|\w*n['’]t|can|cannot|could|will|would|should|must|may|"
    r"might)\ \S+$"
    r"|\b(?:is|are|was|were|be|been|being|feels?|seems?|becomes?|looks?|sounds?)\ (?:\w+ly\ )?[a-z’'-]+$"
    r"|(?<!is)(?<!are)(?<!was)(?<!were)(?<!be)(?<!been)(?<!being)(?<!has)(?<!have)(?<!had)(?<!get)(?<!gets)(?<!got)\ "
    r"(?:\w{3,}ed|written|built|made|done|given|taken|known|seen|shown|found|kept|held|led|left|lost|meant|sent|told|set)$"
    r"|\b(?:way|ways|ability|need|chance|reason|attempt|opportunity|time|part|kind|lack|number|lot|set|series|variety|range|"
    r"amount|example|case|access|long|shortly|right|soon|up|out|down|away|back)$"
    r"|\b(?:what|which|how many|how much)\ \S+$",
    re.IGNORECASE,
)
"""Ends after which something is still to come: "will determine", "is responsible", "the fastest way"."""

PARTICLE = re.compile(r"\b[a-z]+ (?:up|down|away|back|out|off)\Z")
ADDED = re.compile(r",? and\b")
"""An end with a particle, and what adds something to it: "scale up", "and continue to"."""

TOLD_OF = re.compile(r"\b(?:is|are|was|were|be|been)\ (?:an?|one)\ [^,;:]*\Z", re.IGNORECASE)
TELLS = re.compile(r"\s\w+\s[^,;:.]{1,60}?\bthat\b", re.IGNORECASE)
"""An end that says what something is, and a rest that says more of that: "a level of trust" in science that ..."""

ENDED = re.compile(r"[^\W\d_]{2,}[.!]['\"”’»)]*\Z")
"""Where an author ended a sentence, and not an abbreviation or a list by single letters."""

WHOLE_END = re.compile(
    r"\b(?:each other|one another|die)\Z"
    r"|\b(?:what|whatever|who|whoever|whom|how|where|which|than|as)\b.*(?<!\bthat)(?<!\bthis) "
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|with|for|in|on|at|of|about|from)\Z"
    r"|\bto (?:\w+ )?\w+ (?:with|for|in|on|at|of|about|from)\Z",
    re.IGNORECASE,
)
"""Ends of a sentence that only look loose: "believe in each other", "than others are", "hard to live in"."""

DANGLING = frozenset(
    """
    a an the this that these those my our your his her its their some any every each no such both either neither
    of in on at to for from with by as into onto about over under between among through during than then like via per
    and or but nor so yet if when while because although though since unless until whether where which who whom whose
    is are was were be been being am has have had do does did will would can could may might must shall should cannot
    albeit etc include includes including following follows not very also just even only simply really truly mainly mostly especially more most many other another what how why there it's we're they're
    der die das den dem des ein eine einen einem eines und oder aber dass von zu im in auf mit für bei nach
    el la los las un una unos unas de del y o que en por para con a al su sus se es
    le les des du et ou que qui dans pour sur avec est un une ce cette de à
    и или но что в на с к по для из у о от не как а
    """.split()
)
"""Words that leave a title hanging when they end it."""

OPEN = frozenset("and or but nor so because which who whose that than as to of by with is are was were be".split())
SUBJECTS = frozenset("it they he she we i you this these that those there such both".split())
NOUN_NEXT = frozenset("the a an of our your their its his her my".split())
"""Words after which an English word is no verb."""
HEADLESS = frozenset(
    "not does do did has have had is are was were can cannot could will would should must may might".split()
)
HEADLESS_AFTER_ADVERB = re.compile(rf"\w+ly\s+(?:{'|'.join(sorted(HEADLESS))})\b", re.IGNORECASE)
"""A predicate that an adverb opens: "commonly have not"."""
STRESS = re.compile(
    r"\s(?:really|truly|actually|basically|simply|obviously|literally|certainly|definitely)(?=\s\w)", re.I
)
"""Adverbs that say nothing but that it is said."""
ASIDE = re.compile(r"\s*(?:\([^()]{0,200}\)|\[[^\[\]]{0,200}\]|（[^（）]{0,200}）)")
INTERRUPTION = re.compile(
    r",\s+(?:however|therefore|then|of course|for example|for instance|in fact|too|though|indeed|moreover|in turn|as a result),(?=\s)",
    re.IGNORECASE,
)
"""What is said between two commas; after one comma the same words open what goes on: "it rained, then it snowed"."""
AFTERTHOUGHT = re.compile(
    rf"(?:,?\s+(?:though|however)|,\s+{_MEANT})"
    r"(?=[.!?]?[\"”’]?\Z)",
    re.IGNORECASE,
)
"""What is said at the end of a sentence of how it is meant."""
INTERJECTION = re.compile(
    r"(?:(?:amazingly|amusingly|curiously|funnily|happily|incidentally|intriguingly|ironically|oddly|paradoxically|remarkably|sadly|"
    r"strangely|surely|surprisingly|tellingly|understandably|weirdly)(?: enough)?|a+h+|aha|alas|anyhow|anyways?|damn(?:it)?|dear me|first off|fine|gah|gosh|great|ha+h?|hey|hi|hm+|hooray|huh|in (?:any|either) case|look|"
    r"man|nah|no|nope|now now|o+h+|oh (?:dear|man|no|well|yes)|ok|okay|ouch|p\. ?s\.?|phew|right|see|sure|u+h+m?|u+m+|well|whew|whoa+h?|wow|"
    r"ya+y|yeah|yep|yes|yup|yikes|you know|by the way|btw)(?:\s?(?:[,!;:…]|\.\.\.)\s*|(?<=\.)\s+)(?=\w)",
    re.IGNORECASE,
)
"""What a writer says before what he has to say: "Well, …", "Oh! …"."""
QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»")
APPOSITION = re.compile(
    r"(?P<subject>(?:[\w’'-]+ ){0,5}[\w’'-]+)(?:,|\s?--|\s?—|\s–)\s?(?P<aside>[^.;:!?\n]{3,240}?)(?:,|--|—|\s–)\s?"
    r"(?=(?:is|are|was|were|can|cannot|could|will|would|shall|should|must|may|might|has|have|had|does|do|did)\b)",
    re.IGNORECASE,
)
"""A subject, and what is said of it between two commas or dashes before its verb."""
LISTED = re.compile(
    r"(?:\A|,\s)(?:and|or|nor|but)\b|\b(?:that|what|how|whether|says?|said|thinks?|thought)\Z", re.IGNORECASE
)
"""What shows that commas part a list, or words that the verb behind them belongs to."""
PLURAL = re.compile(r"(?:are|were|have|do)\b", re.IGNORECASE)
"""Verbs before which several commas rather part the items of a list."""
ADDRESS = re.compile(r"\W*(?:https?://|www\.)\S+\W*|</?[a-z][^<>]*(?:>\W*)?", re.IGNORECASE)
"""An address or an element of a page, and nothing else."""
SIGNED = re.compile(
    r"(?:[A-ZÀ-ÖØ-ÞА-Я][\w.’'-]*\s+){1,3}[A-ZÀ-ÖØ-ÞА-Я][\w’'-]+,\s+(?:[A-ZÀ-ÖØ-ÞА-Я][\w’'-]+,\s+)?"
    r"(?:\d{1,2}\.?\s+)?[^\W\d_]{3,}\.?\s+(?:\d{1,2},\s+)?(?:1[5-9]|20)\d\d"
)
"""Who wrote a text, where and when: "Jane Doe, Oxford, June 2017"."""
PARTICIPLE = re.compile(
    r"(?:\w{3,}ly\s+)?(?!need)\w{3,}ed\s+(?:by|in|into|with|from|to|for|at|on|as|under)\b", re.IGNORECASE
)
"""What only goes on about a subject before it: "anxiously observed by its neighbours"."""
SPOKEN = re.compile(r"""[,，!?]["”'’»](?=\s)""")
"""The end of direct speech that goes on with who said it."""
ANNOUNCED = re.compile(r"(?:[\w’']+\s+){0,2}[\w’']+:\s+(?=[A-ZÀ-ÖØ-ÞА-Я])")
"""A few words with a colon before a sentence: "I answer: The …"."""
GERMAN_FRAMES = frozenset(
    """
    kann kannst können könnt konnte konnten könnte könnten muss musst müssen müsst musste mussten müsste soll sollst
    sollen sollt sollte sollten will willst wollen wollt wollte wollten darf darfst dürfen dürft durfte durften dürfte
    mag mögen möchte möchten wird werden würde würden
    """.split()
)
"""Verbs whose clause another verb closes."""
GERMAN_ENDS = re.compile(r"\A[a-zäöüß]+(?:en|eln|ern|tun|sein)\Z|\A(?:ge|be|ver|er|zer|ent)[a-zäöüß]+t\Z")
"""An infinitive or a participle."""

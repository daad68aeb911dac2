"""How sentences open: words and phrases that tie a sentence to what was said, or turn to something else."""

from __future__ import annotations

import re
from functools import cache

from vaultsync.markup.words import fold, fold_mapped

CLASSES = ("anaphor", "contrast", "addition", "result", "example", "sequence", "closing", "condition", "question")
"""The classes of openings; `anaphor` points back (this, they), the next six connect, the last two open a thought."""

CONNECTIVES = ("contrast", "addition", "result", "example", "sequence", "closing")
"""Classes of openings that a sentence can lose and still say the same."""

# Of each class first the single words, set apart by spaces, then phrases between bars.
_OPENINGS = {
    "en": {
        "anaphor": "this these that those it its it's they they're their them he she his her him such both another|"
        "doing so|that's|this is why|the same|the former|the latter",
        "contrast": "but however yet nevertheless nonetheless still instead rather unfortunately conversely|"
        "on the other hand|in contrast|by contrast|on the contrary|that said|having said that|even so|all the same",
        "addition": "also additionally moreover furthermore similarly likewise besides and plus|in addition|on top of "
        "that|what is more|what's more|not only that|in the same way|by the same token|at the same time",
        "result": "so therefore thus hence consequently accordingly|as a result|as such|for this reason|because of "
        "this|because of that|that is why|that's why|this is why|in this way|to this end|to that end|in this case|"
        "based on this logic|from this logic|given this|with this in mind|with that in mind|in light of this|"
        "from this perspective|it follows that|in that case",
        "example": "indeed naturally obviously clearly basically interestingly luckily fortunately actually "
        "specifically certainly admittedly frankly|for example|for instance|as an example|in other words|in fact|"
        "of course|that is|to put it bluntly|in particular|to be clear|to be sure|as a matter of fact|in reality|"
        "as we know|as you know|as you can see|as we have seen|generally speaking|in general|more importantly|"
        "most importantly|above all|first of all|to be honest|needless to say|it is true that|no doubt",
        "sequence": "then next afterwards later meanwhile first firstly second secondly third thirdly fourth now "
        "nowadays today|after that|to begin with|to start with|from there|over time|in the meantime|up to now|so far",
        "closing": "finally lastly ultimately overall anyway|in conclusion|in summary|to sum up|in short|to summarize|"
        "to conclude|in the end|all in all|in a word|in closing|at the end of the day|to wrap up|in a nutshell",
        "condition": "if when whenever while once unless until although though whereas since because",
        "question": "what why how who where which whose",
    },
    "de": {
        "anaphor": "dies diese dieser dieses diesen diesem es sie er ihr ihre ihren solche solcher beide dabei dazu "
        "dadurch damit davon daran darauf hierbei hierzu|das ist",
        "contrast": "aber jedoch doch allerdings dennoch trotzdem hingegen dagegen vielmehr stattdessen leider|"
        "im gegensatz dazu|auf der anderen seite|andererseits",
        "addition": "außerdem zudem ferner ebenso auch und weiterhin überdies gleichzeitig|darüber hinaus|hinzu kommt",
        "result": "also daher deshalb deswegen folglich somit demnach infolgedessen|aus diesem grund|"
        "vor diesem hintergrund|auf diese weise",
        "example": "beispielsweise tatsächlich natürlich freilich offensichtlich insbesondere|zum beispiel|"
        "mit anderen worten|in der tat|das heißt|im allgemeinen|vor allem",
        "sequence": "dann danach anschließend zuerst zunächst erstens zweitens drittens heute inzwischen nun|"
        "in der zwischenzeit",
        "closing": "schließlich letztlich zusammenfassend insgesamt kurzum|am ende|alles in allem|zum schluss|kurz gesagt",
        "condition": "wenn falls obwohl während sobald weil da solange",
        "question": "was warum wie wer wo welche welcher welches weshalb wozu",
    },
    "es": {
        "anaphor": "esto esta este estos estas eso esa ese esos esas ello ellos ellas él ella su sus tal tales ambos",
        "contrast": "pero aunque mas|sin embargo|no obstante|por el contrario|en cambio|por otro lado|"
        "ahora bien|a pesar de ello|con todo",
        "addition": "además también asimismo igualmente y|por otra parte|del mismo modo|al mismo tiempo|es más",
        "result": "así entonces luego|por lo tanto|por tanto|por eso|por ello|en consecuencia|por consiguiente|"
        "de este modo|de esta manera|de ahí que|como resultado|por esta razón",
        "example": "efectivamente naturalmente claramente|por ejemplo|es decir|en otras palabras|de hecho|"
        "por supuesto|en realidad|en general|en particular|sobre todo",
        "sequence": "primero segundo tercero después hoy ahora mientras|en primer lugar|en segundo lugar|a continuación|"
        "por una parte|más tarde|hoy en día",
        "closing": "finalmente|por último|en resumen|en conclusión|en definitiva|en suma|al final|en fin",
        "condition": "si cuando mientras aunque porque como",
        "question": "qué cómo quién dónde cuál cuáles",
    },
    "fr": {
        "anaphor": "ce cette ces cela ceci ça il elle ils elles leur leurs son sa ses tel telle tels c'est celui celle",
        "contrast": "mais cependant toutefois pourtant néanmoins malheureusement|en revanche|au contraire|"
        "d'un autre côté|par contre",
        "addition": "aussi également et|de plus|en outre|par ailleurs|de même|en même temps",
        "result": "donc ainsi alors|par conséquent|c'est pourquoi|de ce fait|pour cette raison|en conséquence",
        "example": "effectivement évidemment naturellement|par exemple|en effet|c'est-à-dire|autrement dit|bien sûr|"
        "en fait|en réalité|en général|en particulier|surtout",
        "sequence": "d'abord premièrement deuxièmement ensuite puis aujourd'hui maintenant|tout d'abord|après cela",
        "closing": "enfin finalement|en conclusion|en résumé|en somme|bref|pour conclure|au final",
        "condition": "si quand lorsque puisque parce comme|bien que",
        "question": "que quoi pourquoi comment qui où quel quelle quels quelles",
    },
    "it": {
        "anaphor": "questo questa questi queste ciò quello quella esso essa essi lui lei loro suo sua tale tali",
        "contrast": "ma però tuttavia invece purtroppo|d'altra parte|al contrario|nonostante ciò",
        "addition": "inoltre anche e|allo stesso modo|allo stesso tempo|per di più",
        "result": "quindi dunque così perciò pertanto|di conseguenza|per questo motivo|per questo|in questo modo",
        "example": "infatti naturalmente ovviamente|per esempio|ad esempio|in altre parole|in effetti|in realtà|cioè|"
        "in generale|in particolare|soprattutto",
        "sequence": "poi prima dopo oggi ora intanto|in primo luogo|in secondo luogo|innanzitutto",
        "closing": "infine finalmente insomma|in conclusione|in sintesi|in breve|alla fine",
        "condition": "se quando mentre sebbene poiché perché",
        "question": "cosa come chi dove quale quali che",
    },
    "pt": {
        "anaphor": "isto isso este esta estes estas esse essa esses essas ele ela eles elas seu sua tal tais ambos",
        "contrast": "mas porém contudo todavia entretanto infelizmente|no entanto|por outro lado|pelo contrário",
        "addition": "além também e|além disso|da mesma forma|ao mesmo tempo|além do mais",
        "result": "portanto assim logo então|por isso|por conseguinte|como resultado|dessa forma|desta forma",
        "example": "naturalmente obviamente|por exemplo|ou seja|de fato|em outras palavras|na verdade|em geral",
        "sequence": "primeiro segundo depois hoje agora|em primeiro lugar|em segundo lugar|a seguir",
        "closing": "finalmente enfim|por fim|em conclusão|em resumo|em suma|no final",
        "condition": "se quando enquanto embora porque",
        "question": "o que como quem onde qual quais",
    },
    "nl": {
        "anaphor": "dit deze dat die het hij zij ze zijn haar hun zulke beide",
        "contrast": "maar echter toch niettemin helaas|daarentegen|aan de andere kant",
        "addition": "ook bovendien daarnaast verder en|tegelijkertijd",
        "result": "dus daarom daardoor derhalve|als gevolg daarvan|om die reden",
        "example": "inderdaad natuurlijk|bijvoorbeeld|met andere woorden|in feite|vooral",
        "sequence": "dan daarna vervolgens eerst nu vandaag|ten eerste|ten tweede",
        "closing": "tenslotte uiteindelijk kortom|ten slotte|tot slot|samengevat|al met al",
        "condition": "als wanneer terwijl hoewel omdat zodra",
        "question": "wat waarom hoe wie waar welke",
    },
    "ru": {
        "anaphor": "это этот эта эти он она оно они его её их такой такая такие оба тот та те",
        "contrast": "но однако зато напротив впрочем увы|тем не менее|с другой стороны|несмотря на это|к сожалению",
        "addition": "также и кроме|кроме того|более того|к тому же|в то же время|помимо этого",
        "result": "поэтому следовательно итак значит потому|таким образом|в результате|по этой причине|вследствие этого",
        "example": "действительно конечно разумеется очевидно|например|к примеру|иными словами|другими словами|"
        "на самом деле|в частности|то есть|прежде всего|как правило",
        "sequence": "затем потом далее сначала сегодня теперь сейчас|во-первых|во-вторых|в-третьих|после этого",
        "closing": "наконец|в заключение|в итоге|в конце концов|подводя итог|одним словом|короче говоря",
        "condition": "если когда пока хотя поскольку",
        "question": "что почему как кто где какой какая какие зачем",
    },
    "ar": {
        "anaphor": "هذا هذه ذلك تلك هو هي هم هؤلاء وهذا وهذه وهو وهي",
        "contrast": "لكن ولكن لكنه بينما|غير أن|إلا أن|مع ذلك|ومع ذلك|على العكس|من ناحية أخرى",
        "addition": "كما أيضا كذلك|بالإضافة إلى ذلك|علاوة على ذلك|فضلا عن ذلك|وفي الوقت نفسه",
        "result": "لذلك ولذلك لذا ولذا وبالتالي إذن|نتيجة لذلك|ومن ثم|لهذا السبب",
        "example": "فعلا طبعا|على سبيل المثال|في الواقع|وفي الواقع|بعبارة أخرى|بالطبع|في الحقيقة",
        "sequence": "ثم أولا ثانيا ثالثا اليوم الآن|بعد ذلك|في البداية",
        "closing": "أخيرا وأخيرا|في الختام|وفي الختام|باختصار|في النهاية|وخلاصة القول",
        "condition": "إذا عندما لو حين بينما",
        "question": "ما ماذا لماذا كيف من أين هل",
    },
    "zh": {
        "anaphor": "这 這 那 它 他 她 其 此 该 該 这样 這樣 如此",
        "contrast": "但 但是 然而 不过 不過 可是 却 反而 相反 尽管如此 儘管如此 遗憾的是",
        "addition": "此外 另外 而且 并且 並且 同时 同時 同样 同樣 再者 也 还有 還有 除此之外",
        "result": "因此 所以 于是 於是 因而 从而 故 由此 可见 可見 由此可见 这样一来 基于此 正因如此",
        "example": "例如 比如 譬如 事实上 事實上 其实 其實 实际上 當然 当然 换句话说 換句話說 也就是说 显然 一般来说 众所周知",
        "sequence": "首先 其次 然后 然後 接着 再次 最初 后来 如今 现在 現在 今天 目前 第一 第二 第三",
        "closing": "总之 總之 最后 最後 最终 最終 综上所述 綜上所述 总而言之 总的来说 归根结底",
        "condition": "如果 当 當 虽然 雖然 尽管 由于 因为 只要 只有",
        "question": "为什么 為什麼 什么 什麼 如何 怎么 怎麼 谁 誰 何 哪",
    },
    "ja": {
        "anaphor": "これ それ この その あの あれ 彼 彼女 こうした そうした こう そう 同じ",
        "contrast": "しかし だが ただし ところが でも けれども とはいえ 一方 逆に しかしながら 残念ながら",
        "addition": "また さらに そして その上 しかも 加えて 同様に 同時に なお それに",
        "result": "だから したがって 従って よって そのため それゆえ ゆえに そこで すると この結果 その結果 こうして",
        "example": "例えば たとえば 実際 実は もちろん つまり すなわち 要するに 言い換えれば 特に 確かに 一般に",
        "sequence": "まず 次に 続いて その後 最初に 今 現在 今日 第一に 第二に 第三に",
        "closing": "最後に 結局 まとめると 以上 結論として 最終的に 総じて",
        "condition": "もし たとえ 仮に",
        "question": "なぜ どう どの 何 誰 どこ いつ どうして",
    },
}  # fmt: skip

_ECHOES = re.compile(
    r"(?:much |exactly |just )?the same (?:is|was|holds|goes|applies|can be said|happens)\b|(?:das|dies)(?:selbe|es) gilt\b"
    r"|das gleiche gilt\b|gleiches gilt\b|lo mismo (?:ocurre|sucede|pasa|vale|se aplica|puede decirse)\b"
    r"|il en (?:va|est) de même\b|lo stesso (?:vale|accade)\b|o mesmo (?:vale|acontece|se aplica)\b"
    r"|то же самое\b|والأمر نفسه|وكذلك الأمر|[对對].{1,12}(?:也是如此|也一样|也一樣)|同样的道理|同樣的道理|同じことが"
)
"""Openings of what only carries on, for another subject, with what was just said: "the same is true of …"."""

SPACELESS = ("zh", "ja")
"""Languages whose words aren't set apart: an opening there is a beginning, not a word."""

_EDGE = re.compile(r"[\s\"'“”‘’«»„「」『』（(\[*_~>-]*")


def opening(text: str, language: str) -> str:
    """Return the class of the opening of `text`, or an empty string; unknown languages are read as English."""
    found = match(text, language)
    return found[0] if found else ""


def match(text: str, language: str) -> tuple[str, int] | None:
    """Return the class of the longest known opening of `text` and the offset where the opening ends."""
    start = _EDGE.match(text).end()  # type: ignore[union-attr]
    head, offsets = fold_mapped(text[start : start + _REACH])
    known, longest = _table(language if language in _OPENINGS else "en")
    if language in SPACELESS:
        ends = list(range(1, min(longest, len(head)) + 1))
    else:
        ends = [edge.start() for edge in _WORD_END.finditer(head)][:longest]
    for end in reversed(ends):
        name = known.get(head[:end])
        if name is not None:
            return name, start + offsets[end]
    return None


def echoes(text: str, language: str) -> bool:
    """Whether `text` opens with saying that what was just said holds here too; a connective may stand before that."""
    found = match(text, language)
    start = found[1] if found and found[0] in CONNECTIVES else 0
    head = fold(text[start : start + 2 * _REACH])
    return _ECHOES.match(head.lstrip(" ,，、\"'“‘«„(")) is not None


_REACH = 48
"""Characters within which an opening stands."""

_WORD_END = re.compile(r"(?<=\w)(?![\w'-])")


@cache
def _table(language: str) -> tuple[dict[str, str], int]:
    known: dict[str, str] = {}
    for name, listed in _OPENINGS[language].items():
        words, *phrases = listed.split("|")
        for entry in (*words.split(), *phrases):
            known.setdefault(fold(entry.strip()), name)
    longest = max(map(len, known)) if language in SPACELESS else max(entry.count(" ") + 1 for entry in known)
    return known, longest

"""The words, by language, that can't be part of an idea's name, or not one alone, or only inside one."""

from __future__ import annotations

import re

EN_IN_TERMS = frozenset(
    """
    area areas best big bill computer copy difference early empty end face fact free front full general good great
    group groups half high higher home homepage image important index information interest interests keys large least
    letter line list long low lower net member members new newest novel number numbers old open opening order orders
    page pages part parts place places point points present problem problems proud research result results right ring
    room rooms second self sensible significant similar site sites small state states stop system systems test text
    thin thing things turn value values various version volume web webpage website welcome width word words work
    working works world year years young zero
    """.split()
)
"""Words that the list of stop words holds, though terms are made of them (open source, big data, operating system)."""

EN_FUNCTION_WORDS = frozenset(
    """
    a about all also an and any are as at be been but by can could did do does for from had has have he her his how i if
    in into is it its may me more my no not of on one or our out she should so some than that the their them then there
    these they this those to up us was we were what when where which who will with would you your
    """.split()
)
"""Words at which a term breaks in English within a text of another language, where Go and Make are names."""

ZH_BREAKS = frozenset(
    "的了着是在有和与及或就都而很也最这那哪我你您他她它们咱不没被把吗吧呢啊呀哦嘛哇之其且但却又还已将让给跟则若虽即乃每某么什谁"
    "一两几年月第"
)
"""The letters of Chinese at which a term breaks; of the others that its list of stop words holds, words are made."""

ZH_NUMERALS = frozenset("二三四五六七八九十百千万")
"""Letters at which a term breaks where they count: "三个人", but not "四川"."""

ZH_COUNTED = frozenset(
    "个個只隻条條次种種天日号號位章节節部分点點岁歲块塊元小大倍份张張本件层層行列周年月楼樓级級门門届科篇"
)
"""Letters before which they do."""

ZH_BEFORE_MEASURES = frozenset("一两几這这那哪每某各数數半")
"""Other letters before which those measure something."""

ZH_STOPS = frozenset(
    """
    应该 應該 非常 比较 比較 得到 变得 變得 十分 特别 特別 相当 相當 更加 越来越 似乎 好像 有点 有些 觉得 感到 看到
    看来 看起来 起来 出来 下来 过来 过去 回来 这样 那样 这种 那种 这个 那个 真的 的话 只要 只能 无法 能够 必须 需要
    开始 继续 一下 一点 一直 一样 不少 不同 很多 许多 大家 我们 你们 他们 自己 什么 怎么 为什么 感兴趣 说了
    """.split()
)
"""Words of Chinese at which a term breaks, as far as its list of stop words lacks them."""

JA_LIGHT = frozenset(
    """
    以下 以前 以後 以外 以上 位置 理由 利用 使用 場合 変更 必要 追加 削除 更新 選択 方法 機能 問題 最初
    最後 次回 今回 今日 自分 全体 部分 可能 重要 簡単 説明 内容 情報 結果 原因 目的 対象 関係 状態 条件
    時間 時点 期間 現在 実際 一部 一般 他方 作成 実行 実装 確認 開始 終了 存在 表示 設定 処理 提供 対応
    発生 紹介 記事 著者
    """.split()
)
"""Words of every Japanese text, each no idea by itself."""

ZH_LIGHT = frozenset(
    """
    事情 东西 个人 人们 今天 介绍 作用 作者 使用 例子 信息 公司 关系 其中 内容 原因 发布 发现 可能 国家 地方 工作
    工具 希望 开始 情况 意思 支持 数字 文章 方式 方法 时间 时候 朋友 机会 次数 知道 社会 系统 结果 能够 自己 觉得
    认为 许多 过程 进行 通过 选择 部分 重要 问题 需要 有人 本周 本文 本书 出来 起来 下来
    实现 执行 提交 解决 处理 完成 支持 提供 存在 出现 产生 导致 包括 包含 属于 作为 成为 表示 说明 了解 理解
    学习 感觉 事实 目前 之后 之前 以后 以前 最后 最近 首先 其他 其它 另外 例如 比如 特点 好处 坏处
    """.split()
)
"""Words of every Chinese text, each no idea by itself."""

EN_LIGHT = frozenset(
    """
    ability add adds answer answers approach approaches article articles author authors available based bit blog book
    books bring build building builds built call called calling calls case cases chance change changed chapter chapters
    changes changing check choose chose chosen common component components create created creates creating cost costs
    current day days decide decided decision decisions different effort efforts enable enables enjoy ensure ensures
    essential everyone everything existing experience failure feel feels field fields final focus focused focusing
    future goal goals hand happen happened happens
    head help helped helping helps hope idea ideas improve improved improving impact include included includes
    including increase increased increases increasing ingredient ingredients issue issues kind kinds lead leading leads
    learn learned learning level levels life look looked looking looks lot lots love main major make making matter meet
    meeting meetings month months move moved moving name names people person post posts process processes provide
    provided provides providing
    public purpose question questions read reading reason reasons reduce relevant request requests required requires
    response responses review reviews role run running runs set sets setting share shared sharing show single size
    skill sort specific speak start started starting starts step steps story subject success successful support
    supported supports sure talk talks team time times today tool topic type types understand understanding use used
    user users uses using variety wait way ways week weeks write writes wrote tomorrow yesterday morning http https www
    com org html companies company content contents countries country couple file files friend friends hit hits host
    hosts job jobs lesson lessons link links moment moments note notes office offices product products project projects
    rate rates reader readers release releases sample samples save saves session sessions speaker speakers task tasks
    writer writers monday tuesday wednesday thursday friday saturday sunday january february march april june july
    august september october november december jan feb mar apr jun jul aug sep sept oct nov dec kb mb gb tb kg km cm mm
    lb lbs key keys
    behavior behaviors behaviour behaviours character characters class classes code codes data error errors experiment
    experiments factor factors function functions game games input inputs instance instances item items loss losses
    machine machines method methods model models network networks object objects option options output outputs paper
    papers parameter parameters path paths pattern patterns period periods property properties scale scales scene scenes
    script scripts sequence sequences situation space spaces state states step structure structures student students
    style styles target targets technique techniques term terms theory theories tip tips train training trick tricks
    unit units variable variables version versions
    """.split()
)
"""Words of every text: parts of terms (change management, user experience), but no idea by themselves."""

NOUNS = {
    "de": """
        abschnitt anfang art aufgabe aussage autor beispiel beispiele beitrag buch buches bücher dinge ding
        eigenschaft ende ergebnis fall fälle form formen frage fragen grund gründe idee ideen jahr jahre jahren
        kapitel leute methode möglichkeit name namen problem probleme punkt seite seiten stelle stück teil teile text
        texte thema themen tag tage titel unterschied weg weise welt werk werke werken wort worte wörter zahl zeit
        zeiten ziel zusammenhang
        """,
    "fr": """
        année années article auteur but cas chapitre chose choses cours début exemple exemples façon façons fait fin
        fois forme gens idée idées jour jours livre livres lieu manière mot mots nom noms nombre page pages part
        partie parties personne personnes point points problème problèmes question questions raison raisons sens sujet
        temps texte titre type vie
        """,
    "es": """
        año años artículo autor caso casos capítulo cosa cosas día días ejemplo ejemplos fin forma formas gente hecho
        hora idea ideas libro libros lugar manera mes modo momento nombre número página páginas palabra palabras parte
        partes persona personas problema problemas punto puntos pregunta preguntas razón resultado tema temas texto
        tiempo tipo título vez veces vida
        """,
    "ru": """
        автор вещь вещи вид время времени вопрос вопросы глава год года годы дело дела день дни жизнь идея идеи имя
        книга книги конец люди место название начало образ ответ пример примеры причина проблема раз результат слово
        слова случай случаи способ статья страница текст тема часть число
        """,
}
"""Nouns of every text in some languages, in their usual forms: each no idea by itself."""

EN_VAGUE = frozenset(
    """
    advantage advantages amount aspect aspects benefit benefits challenge challenges condition conditions consequence
    consequences context core deal deals development developments direction element elements evolution example examples
    factor factors feature features growth means nature opportunity opportunities phase phases phenomenon reality
    situation situations solution solutions stage stages transformation
    """.split()
)
"""Words for parts and states of anything: alone, or after words that are as common, they name no idea (key aspect)."""

EN_FIELDS = frozenset("domain field industry realm sector sphere".split())
"""What a word before them has to do with: the financial sector is the financial industry."""

EN_BEFORE_VERBS = frozenset(
    """
    to can will we you they i would could should might must may do does did don't doesn't didn't can't won't cannot
    let's who not and
    """.split()
)

EN_BEFORE_STATES = frozenset(
    """
    am are aren't be became become becomes been being get gets getting got he's how i'm is isn't it's pretty quite
    really seem seemed seems she's so that's they're too very was wasn't we're were weren't you're
    """.split()
)

EN_AFTER_NOUNS = EN_BEFORE_STATES | frozenset("and or of has have had do does did will can".split())
EN_AFTER_NAMES = EN_AFTER_NOUNS | frozenset("in on for to".split())

EN_MEASURES = frozenset(
    """
    amount amounts bit bits case cases century couple day days degree dozen dozens end example examples handful hour
    form forms hours hundred hundreds kind kinds lot lots majority matter million millions minute minutes month months
    number numbers pair part parts percent piece pieces plenty proxy range rest row rows sense shape sort sorts thousand
    thousands type types variety way ways week weeks year years
    """.split()
)
"""Words that count or class what follows them: lots of people, a type of work."""

EN_SPANS = frozenset("days hours minutes months seconds weeks years".split())
"""Words that begin no name, as they say how long something takes: days left, hours elapsed."""

EN_JUDGING = frozenset(
    """
    actual additional bad best better big certain complete correct current different early easy entire exact fair famous
    fast few final finished first following fundamental further general genuine good great hard high huge hundred
    important individual infinite initial intended interesting large last late later least long low main major many
    minor mistaken modern new newest normal obvious old only ordinary original other particular perfect possible
    powerful present previous proper
    fun quick real regular remaining second serious several short significant similar simple slow small special standard
    strong such third tiny total tough true typical useful usual valuable various well whole wide worse worst wrong
    """.split()
)
"""Words that judge or order what follows them and name nothing."""

EN_SHOUTED = frozenset(
    """
    all always and any both but down ever every first left less many more most much must never new no none not now off
    on one only or out over right same some that the then this under up very you your
    """.split()
)
"""Words that are set in capitals to stress them, and no acronyms."""

EN_IDIOMS = frozenset(["state of the art", "point of view", "rule of thumb", "tip & trick", "pros and cons"])
"""Keys of what is said of anything."""

EN_NEVER_LAST = frozenset(
    """
    able asked bad became began best better big came dead difficult easier easy free full good great happy hard harder
    important interesting gave got kept knew likely minded new old olds possible profitable ran rich right said saw
    smart spoke successful told took true uncritical useful went worse worst worth wrong wrote young
    """.split()
)
"""Words with which no name of several words ends, as they tell how something is, or what was done: year old."""

VERBS = {
    "de": """
        kannst könnt können musst müsst müssen sollst sollt sollen willst wollt wollen darfst dürfen möchtest möchten
        """,
    "fr": "pouvez peuvent pouvons peux voulez veulent voulons devez doivent devons dois faut allez vont faites",
    "es": """
        puedes puede pueden podemos puedas quieres quiere quieren queremos debes debe deben debemos debería deberían
        deberías necesitas necesita necesitan tienes tiene tienen tenemos vas vamos haz hay
        """,
    "pt": """
        podes pode podem podemos queres quer querem deves deve devem devemos deveria precisa precisam tens tem vamos
        """,
    "it": "puoi può possono possiamo vuoi vuole vogliono devi deve devono dobbiamo dovrebbe hai abbiamo bisogna",
    "nl": "kunt kan kunnen wilt willen moet moeten zou zouden mag mogen",
    "ru": """
        можете может могут можем можно нужно нужен нужна надо должен должна должны хотите хочет хотят хотим обратите
        следует стоит будет будут является являются равен
        """,
}
"""Verbs that say what may, must or shall be done, as far as lists of stop words lack them: a term breaks there."""

JOINTS = {
    "": "and or of for in on &",
    "en": "and or of for in on &",
    "de": "und oder der des von für im zur zum",
    "nl": "en of van voor in",
    "fr": "et ou de du des d' à en pour",
    "es": "y e o u de del en para",
    "pt": "e ou de do da dos das em para",
    "it": "e o di del della dei delle in per",
    "ca": "i o de del dels en per",
    "ro": "și sau de în pentru",
    "ru": "и или",
    "uk": "і та або",
    "pl": "i oraz lub",
    "cs": "a nebo",
    "sv": "och eller av för i",
    "da": "og eller af for i",
    "no": "og eller av for i",
}
"""Words that join others into one term."""

ARTICLES = {
    "": "the a an",
    "en": "the a an",
    "fr": "la le les l'",
    "es": "la el los las",
    "pt": "a o as os",
    "it": "la il lo i gli le",
    "ca": "la el els les",
    "nl": "de het een",
}
"""Words that may follow those that join: functions of the market."""

PLURALS_IN_S = frozenset(["", "en", "es", "pt", "fr", "ca", "nl", "eo"])

ACRONYMS = re.compile(r"[A-Z]{2,}s\Z")
"""Several of what an acronym stands for: APIs."""

EN_ARTICLES = frozenset(ARTICLES["en"].split())

EN_BEFORE_ES = ("xe", "che", "she", "sse", "zze")

EN_ABSTRACT = ("ion", "ions", "ity", "ities", "ment", "ments", "ness", "ance", "ence", "ics", "ism", "ship", "logy")

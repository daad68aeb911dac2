"""Essays in languages other than English, split whole: sizes, headings in plain text, titles, furniture, concepts."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from vaultsync.markup.words import count, words
from vaultsync.model import SourceKey, Split
from vaultsync.pipeline.splitting import SplitFile
from vaultsync.sources.read import parse_source
from vaultsync.splitting.split import split


@dataclass(frozen=True)
class Essay:
    """A plain text with three headings on lines of their own, and what a page leaves below it."""

    headings: tuple[str, str, str]
    paragraphs: tuple[str, str, str]
    """One below each heading; each is said in three sentences or more."""
    furniture: tuple[str, ...]
    concept: str
    """What all of it speaks of, folded."""

    @property
    def text(self) -> str:
        """The essay as someone would paste it."""
        parts = [part for pair in zip(self.headings, self.paragraphs, strict=True) for part in pair]
        return "\n\n".join([*parts, "\n".join(self.furniture)]) + "\n"

    @property
    def running(self) -> str:
        """The same without headings and furniture, said four times over, so that it has to be cut."""
        return "\n\n".join(self.paragraphs * 4) + "\n"


ESSAYS = {
    "zh": Essay(
        ("土壤是活的", "为什么要休耕", "城市里的堆肥"),
        (
            "很多人以为土壤只是一堆碎石和灰尘，其实土壤里住着无数的细菌、真菌和蚯蚓。它们分解落叶，把养分还给植物，"
            "也让土壤变得疏松。一把健康的土壤里，生物的数量比地球上的人还要多。如果我们只用化肥而不照顾这些生物，"
            "土壤就会一年比一年板结，雨水再也渗不进去，庄稼的根也伸不下去。",
            "过去的农民知道田地也需要休息，他们每隔几年就让一块地空着，或者种上豆子和苜蓿。豆类的根瘤能把空气中的氮"
            "固定下来，土壤因此恢复肥力。今天的农场追求产量，很少有人愿意让土地闲着。可是连续耕种会耗尽土壤里的有机质，"
            "最后还是要用更多的钱去买肥料。休耕看起来慢，算总账却更划算。",
            "在城市里，厨房的剩菜往往和塑料一起被送进填埋场。其实只要一个木箱和一点耐心，果皮和菜叶几个月就能变成堆肥。"
            "堆肥撒进花盆或社区的菜园，土壤会变黑、变软，也更能保水。许多城市已经开始分类收集厨余，"
            "把堆肥送回附近的农场。这样，养分就完成了一次循环，土壤也不再只是乡下人的事情。",
        ),
        ("上一篇", "下一篇", "分享到微信", "分享到微博", "版权所有"),
        "土壤",
    ),
    "de": Essay(
        ("Der Boden lebt", "Warum Felder ruhen müssen", "Kompost in der Stadt"),
        (
            "Viele halten den Boden für eine Mischung aus Staub und zerriebenem Gestein. In Wahrheit wohnen im Boden "
            "unzählige Bakterien, Pilze und Regenwürmer, die das gefallene Laub zersetzen und die Nährstoffe an die "
            "Pflanzen zurückgeben. In einer Handvoll gesunden Bodens leben mehr Wesen als Menschen auf der Erde. Wer nur "
            "Kunstdünger streut und diese Helfer vergisst, dem verhärtet der Boden von Jahr zu Jahr, bis das "
            "Regenwasser nicht mehr einsickert.",
            "Früher wussten die Bauern, dass auch ein Feld seine Ruhe braucht. Alle paar Jahre ließen sie es brach "
            "liegen oder säten Klee und Bohnen, deren Wurzeln den Stickstoff aus der Luft binden. So erholte sich der "
            "Boden ohne einen Pfennig für Dünger. Heute zählt der Ertrag eines einzigen Jahres, und kaum jemand lässt "
            "sein Land noch ruhen. Auf lange Sicht ist das teuer, denn der Boden verliert dabei seinen Humus.",
            "In der Stadt landen Küchenabfälle meist zusammen mit Plastik auf der Deponie. Dabei genügen eine Holzkiste "
            "und etwas Geduld, um aus Schalen und Blättern in wenigen Monaten Kompost zu machen. Auf Beete und Töpfe "
            "verteilt, macht der Kompost den Boden dunkler, lockerer und besser im Halten von Wasser. Manche Städte "
            "sammeln Bioabfall inzwischen getrennt und bringen den Kompost auf die Höfe der Umgebung zurück.",
        ),
        (
            "Vorheriger Beitrag",
            "Nächster Beitrag",
            "Auf Facebook teilen",
            "Auf Twitter teilen",
            "Alle Rechte vorbehalten",
        ),
        "boden",
    ),
    "es": Essay(
        ("El suelo está vivo", "Por qué descansan los campos", "Compost en la ciudad"),
        (
            "Mucha gente cree que el suelo es una mezcla de polvo y piedras molidas. En realidad viven en el suelo "
            "innumerables bacterias, hongos y lombrices que descomponen las hojas caídas y devuelven los nutrientes a "
            "las plantas. En un puñado de suelo sano hay más seres que personas en la Tierra. Si solo usamos abonos "
            "químicos y olvidamos a estos ayudantes, el suelo se endurece año tras año y el agua de lluvia deja de "
            "filtrarse.",
            "Los campesinos de antes sabían que un campo también necesita descanso. Cada pocos años lo dejaban en "
            "barbecho o sembraban trébol y habas, cuyas raíces fijan el nitrógeno del aire. Así el suelo recuperaba su "
            "fuerza sin gastar nada en fertilizantes. Hoy cuenta la cosecha de un solo año y casi nadie deja descansar "
            "la tierra. A la larga sale caro, porque el suelo pierde su materia orgánica.",
            "En la ciudad los restos de la cocina suelen acabar en el vertedero junto con los plásticos. Sin embargo, "
            "bastan una caja de madera y un poco de paciencia para convertir cáscaras y hojas en compost en pocos "
            "meses. Repartido en macetas y huertos, el compost vuelve el suelo más oscuro, más suelto y más capaz de "
            "guardar el agua. Algunas ciudades recogen ya los residuos orgánicos por separado y llevan el compost a "
            "las granjas cercanas.",
        ),
        (
            "Entrada anterior",
            "Entrada siguiente",
            "Compartir en Facebook",
            "Compartir en Twitter",
            "Todos los derechos reservados",
        ),
        "suelo",
    ),
    "ru": Essay(
        ("Почва живая", "Почему поля должны отдыхать", "Компост в городе"),
        (
            "Многие думают, что почва состоит из пыли и мелких камней. На самом деле почва полна бактерий, грибов и "
            "дождевых червей, которые разлагают опавшие листья и возвращают питательные вещества растениям. В горсти "
            "здоровой земли живёт больше существ, чем людей на планете. Если сыпать одни удобрения и забыть об этих "
            "помощниках, почва год от года становится твёрже, и дождевая вода перестаёт в неё проникать.",
            "Крестьяне прежних времён знали, что полю нужен отдых. Раз в несколько лет они оставляли его под паром или "
            "сеяли клевер и бобы, корни которых связывают азот из воздуха. Так почва восстанавливалась без затрат на "
            "удобрения. Сегодня все считают урожай одного года, и почти никто не даёт земле отдохнуть. В конце концов "
            "это обходится дорого, потому что почва теряет перегной.",
            "В городе кухонные отходы обычно попадают на свалку вместе с пластиком. Между тем достаточно деревянного "
            "ящика и немного терпения, чтобы за несколько месяцев превратить очистки и листья в компост. В горшках и "
            "на грядках компост делает почву темнее и рыхлее, и она лучше держит воду. Некоторые города уже собирают "
            "пищевые отходы отдельно и отвозят компост на соседние фермы.",
        ),
        (
            "Предыдущая запись",
            "Следующая запись",
            "Поделиться в Facebook",
            "Поделиться в Telegram",
            "Все права защищены",
        ),
        "почва",
    ),
    "ar": Essay(
        ("التربة كائن حي", "لماذا تحتاج الحقول إلى الراحة", "السماد في المدينة"),
        (
            "يظن كثير من الناس أن التربة مجرد غبار وحجارة مطحونة. في الحقيقة تعيش في التربة أعداد لا تحصى من البكتيريا "
            "والفطريات وديدان الأرض التي تحلل الأوراق المتساقطة وتعيد الغذاء إلى النبات. في قبضة واحدة من التربة السليمة "
            "كائنات أكثر من عدد البشر على الأرض. وإذا اكتفينا بالأسمدة الكيميائية ونسينا هؤلاء المساعدين تصلبت التربة عاما "
            "بعد عام ولم يعد ماء المطر ينفذ إليها.",
            "كان الفلاحون في الماضي يعرفون أن الحقل يحتاج إلى الراحة. كانوا يتركونه بورا كل بضع سنوات أو يزرعون فيه "
            "البرسيم والفول لأن جذورهما تثبت النيتروجين من الهواء. هكذا كانت التربة تستعيد قوتها دون إنفاق على السماد. أما "
            "اليوم فالناس يحسبون محصول سنة واحدة ولا يكاد أحد يترك أرضه ترتاح. وهذا مكلف في النهاية لأن التربة تفقد مادتها "
            "العضوية.",
            "في المدينة تنتهي بقايا المطبخ عادة في المكب مع البلاستيك. ومع ذلك يكفي صندوق خشبي وقليل من الصبر لتحويل "
            "القشور والأوراق إلى سماد خلال أشهر قليلة. يجعل السماد التربة أغمق وأكثر تفككا وأقدر على حفظ الماء في الأصص "
            "والحدائق. وقد بدأت مدن كثيرة تجمع النفايات العضوية وحدها وتنقل السماد إلى المزارع القريبة.",
        ),
        ("المقال السابق", "المقال التالي", "شارك على فيسبوك", "شارك على تويتر", "جميع الحقوق محفوظة"),
        "التربة",
    ),
    "ja": Essay(
        ("土壌は生きている", "畑に休みが必要な理由", "都市の堆肥づくり"),
        (
            "土壌はただの砂や石の粉だと思っている人が多い。しかし実際には、土壌の中に数えきれない細菌や菌類、ミミズが"
            "暮らしている。彼らは落ち葉を分解し、養分を植物に返す。健康な土壌をひと握りすれば、そこには地球の人口より"
            "多くの生き物がいる。化学肥料だけに頼ってこの助け手を忘れると、土壌は年ごとに固くなり、雨水がしみ込まなくなる。",
            "昔の農民は、畑にも休みが必要だと知っていた。数年ごとに畑を休ませたり、クローバーや豆をまいたりした。豆の根は"
            "空気中の窒素をとらえるので、土壌は肥料を買わなくても力を取り戻した。今では一年の収穫ばかりが数えられ、土地を"
            "休ませる人はほとんどいない。長い目で見ればそれは高くつく。土壌から腐植が失われるからである。",
            "都市では台所の残り物がプラスチックと一緒に埋め立て地へ運ばれることが多い。けれども木箱ひとつと少しの忍耐が"
            "あれば、皮や葉は数か月で堆肥になる。鉢や畑にまいた堆肥は土壌を黒く柔らかくし、水を保つ力を高める。生ごみを"
            "分けて集め、堆肥を近くの農家に届ける都市も増えてきた。こうして養分は一回りして元の場所に帰る。",
        ),
        ("前の記事", "次の記事", "Twitterでシェアする", "LINEで送る", "無断転載禁止"),
        "土壌",
    ),
}


def _split(text: str) -> tuple[SplitFile, Split]:
    document = parse_source(SourceKey("essay.txt"), text, ".txt")[0]
    found = split(document)
    return SplitFile(document, found), found


@pytest.mark.parametrize("language", ESSAYS)
def test_headings_of_a_plain_text_become_titles_and_furniture_is_set_aside(language: str) -> None:
    essay = ESSAYS[language]
    _, found = _split(essay.text)
    assert {found.title, *(atom.title for atom in found.atoms)} >= set(essay.headings)
    left_out = "\n".join(one.markdown for one in found.exclusions)
    assert [line for line in essay.furniture if line not in left_out] == []
    assert [text for text in essay.paragraphs if text[:40] in left_out] == []


@pytest.mark.parametrize("language", ESSAYS)
def test_a_text_without_headings_is_cut_to_sizes_for_reading(language: str) -> None:
    _, found = _split(ESSAYS[language].running)
    sizes = [sum(count(block.markdown) for block in atom.blocks) for atom in found.atoms]
    assert len(sizes) > 1
    assert all(40 <= size <= 400 for size in sizes)


@pytest.mark.parametrize("language", ESSAYS)
def test_titles_are_words_of_the_text_and_none_is_clipped(language: str) -> None:
    essay = ESSAYS[language]
    shown, found = _split(essay.running)
    said = {word.text.casefold() for word in words(shown.document.text)}
    for title in (atom.title for atom in found.atoms):
        assert {word.text.casefold() for word in words(title.partition(" (")[0])} <= said
        assert 2 <= count(title) <= 16
        assert not title.startswith(("的", "には", "に", "を", "が"))
        assert not shown.document.text.partition(title)[2].startswith("て地へ")


@pytest.mark.parametrize("language", ESSAYS)
def test_an_essay_is_about_what_it_speaks_of(language: str) -> None:
    essay = ESSAYS[language]
    shown, _ = _split(essay.text)
    concepts = {term.casefold() for atom in shown.json(explain=False)["atoms"] for term in atom["concepts"]}  # type: ignore[attr-defined]
    assert any(essay.concept in concept for concept in concepts)
    assert not concepts & {"壤里", "beitrag", "entrada", "запись", "المقال", "記事", "twitter"}

from __future__ import annotations

import pytest

from vaultsync.markup import furniture


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Share", "share widget"),
        ("• Share (12)", "share widget"),
        ("SHARE THIS ARTICLE", "share widget"),
        ("Artikel teilen", "share widget"),
        ("Поделиться", "share widget"),
        ("分享到", "share widget"),
        ("最多200字,当前共 发送", "share widget"),
        ("Recommended>>", "related links"),
        ("À lire aussi :", "related links"),
        ("関連記事", "related links"),
        ("3 Kommentare", "comments"),
        ("Deja un comentario", "comments"),
        ("댓글 쓰기", "comments"),
        ("Accept all cookies", "cookie notice"),
        ("PUBLICIDADE", "advertisement"),
        ("Suscríbete", "newsletter form"),
        ("Skip to main content", "navigation"),
        ("Todos los derechos reservados.", "footer"),
        ("A share of the profits", ""),
        ("Why I deleted Facebook", ""),
        ("", ""),
        ("— * —", ""),
    ],
)
def test_a_whole_line_is_furniture_or_not(line: str, reason: str) -> None:
    assert furniture.whole(line) == reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Read more: The price of ice", "related links"),
        ("Lesen Sie auch: Der Preis des Eises", "related links"),
        ("Читайте также: цена льда", "related links"),
        ("© 2019 River Post", "footer"),
        ("12 responses to “The winter bridge”", "comments"),
        ("Follow us on Instagram", "share widget"),
        ("We use cookies " + "to make this site better, " * 12, "cookie notice"),
        ("Read more " + "about the rivers of the north, " * 12, ""),
        ("Reading more books is good", ""),
        ("", ""),
    ],
)
def test_a_line_opens_as_furniture_does_or_not(line: str, reason: str) -> None:
    assert furniture.opening(line) == reason

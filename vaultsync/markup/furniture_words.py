"""The words of page furniture: data for `furniture`, by reason, a language after the other, parted by `|`."""

from __future__ import annotations

SHARE = "share widget"
RELATED = "related links"
COMMENTS = "comments"
COOKIES = "cookie notice"
ADVERTISEMENT = "advertisement"
NEWSLETTER = "newsletter form"
NAVIGATION = "navigation"
FOOTER = "footer"

WHOLE = {
    SHARE: """
        share | share this | share now | sharing | share article | share this article | share this story
        share this post | share this page | share on | share on facebook | share on twitter | share on x
        share on linkedin | share on whatsapp | share via email | share by email | tweet | tweet this | click to tweet
        retweet | pin | pin it | like | like this | likes | facebook | twitter | linkedin | instagram | whatsapp
        pinterest | reddit | tumblr | telegram | youtube | tiktok | snapchat | flipboard | mastodon | bluesky
        threads | email | e mail | mail | email this | email article | print | print article | print this | copy
        copy link | copy url | link copied | copied | url copied | save | bookmark | follow | following | follow us
        follow us on | follow me | connect | connect with us | social | social media | social media links
        stay connected | show more sharing options | close extra sharing options | teilen | artikel teilen
        beitrag teilen | twittern | merken | drucken | per mail teilen | folgen | folgen sie uns | link kopieren
        kopieren | partager | partager cet article | partagez | imprimer | envoyer | suivre | suivez nous
        nous suivre | copier le lien | compartir | compartir en | compartir artículo | comparte | imprimir | enviar
        seguir | síguenos | síguenos en | copiar enlace | compartilhar | compartilhe | compartilhe isso | partilhar
        partilhe | siga nos | seguir nos | curtir | copiar link | condividi | condividi su | stampa | invia | segui
        seguici | seguici su | copia link | delen | deel | deel dit | deel dit artikel | volg ons | afdrukken | dela
        dela artikeln | följ oss | skriv ut | del | del artikkel | følg oss | jaa | jaa artikkeli | seuraa meitä
        udostępnij | podziel się | drukuj | obserwuj nas | sdílet | tisk | sledujte nás | zdieľať | megosztás
        nyomtatás | distribuie | paylaş | yazdır | takip et | bizi takip edin | κοινοποίηση | εκτύπωση | поделиться
        поделиться ссылкой | распечатать | печать | подписаться | мы в соцсетях | скопировать ссылку | поділитися
        споделяне | bagikan | bagikan ini | cetak | ikuti kami | kongsi | chia sẻ | in bài viết | แชร์ | شارك | مشاركة
        طباعة | تابعنا | نسخ الرابط | שתף | שיתוף | הדפסה | साझा करें | शेयर करें | 分享 | 分享到 | 分享至 | 分享本文
        转发 | 收藏 | 点赞 | 赞 | 在看 | 打印 | 复制链接 | 关注 | 关注我们 | 关注该公众号 | 微信扫一扫 | 扫一扫
        扫码关注 | 发送中 | 已发送 | 确定 | 取消 | 已推荐到看一看 和朋友分享想法 | 已推荐到看一看 | 和朋友分享想法
        分享想法到看一看 | 分享你的想法 | 朋友将在看一看看到 | 最多字 当前共 | 最多字 当前共 发送 | 最多字 当前共字
        网络异常 请稍后重试 | 轉發 | 按讚 | 列印 | 複製連結 | 追蹤 | 追蹤我們 | 微信扫码 | 微博 | 朋友圈 | 微信
        auf facebook teilen | auf twitter teilen | auf x teilen | auf linkedin teilen | auf whatsapp teilen
        compartir en facebook | compartir en twitter | поделиться в facebook | поделиться в twitter
        поделиться вконтакте
        поделиться в telegram | поделиться в whatsapp | شارك على فيسبوك | شارك على تويتر | شارك عبر واتساب
        分享到微信 | 分享到微博 | 分享到朋友圈 | 分享到qq空间 | 分享到facebook | 分享到twitter | twitterでシェア
        twitterでシェアする | facebookでシェア | facebookでシェアする | xでシェア | xでシェアする | lineで送る
        シェア | シェアする | シェアしよう | ツイート | ツイートする | いいね | いいね！ | 印刷 | フォロー
        フォローする | リンクをコピー | 保存 | 공유 | 공유하기 | 기사 공유하기 | 페이스북 | 트위터 | 카카오톡 | 인쇄
        스크랩 | 좋아요 | 링크 복사
    """,
    RELATED: """
        related | related articles | related posts | related stories | related content | related links | related news
        related topics | related reading | related video | read more | read also | read next | read this next | more
        more stories | more articles | more news | more like this | more posts | more on this topic
        more on this story | more information | see also | see more | view more | load more | show more | next article
        next post | previous article | previous post | next | previous | next story | up next | continue reading
        recommended | recommended for you | recommended articles | recommended reading | recommended stories
        recommendations | suggested for you | you may also like | you might also like | you may like | you might like
        trending | trending now | trending stories | most popular | most read | most viewed | most recent | popular
        popular posts | popular articles | popular stories | top stories | top news | latest | latest news
        latest posts | latest articles | latest stories | recent posts | recent articles | recent stories
        editors picks | editor s picks | editor’s picks | don t miss | don’t miss | in case you missed it
        from our partners | from around the web | around the web | featured | featured articles | tags | tags:
        topics | filed under | categories | in this article | more coverage | mehr zum thema
        vorheriger beitrag | nächster beitrag | vorheriger artikel | nächster artikel | älterer beitrag
        neuerer beitrag
        entrada anterior | entrada siguiente | siguiente entrada | artículo anterior | artículo siguiente
        article précédent | article suivant | articolo precedente | articolo successivo | post anterior
        предыдущая запись | следующая запись | предыдущая статья | следующая статья | предыдущий пост | следующий пост
        المقال السابق | المقال التالي | الموضوع السابق | الموضوع التالي | التدوينة السابقة | التدوينة التالية
        das könnte sie auch interessieren | das könnte dich auch interessieren | auch interessant | lesen sie auch
        lesen sie mehr | weiterlesen | mehr lesen | ähnliche artikel | ähnliche beiträge | verwandte artikel
        meistgelesen | meistgelesene artikel | neueste beiträge | neueste artikel | weitere artikel | schlagwörter
        vorheriger artikel | nächster artikel | empfohlen | empfehlungen | lire aussi | à lire aussi
        à lire également | lire la suite | en savoir plus | voir aussi | sur le même sujet | articles similaires
        articles liés | articles récents | les plus lus | les plus populaires | vous aimerez aussi | recommandé
        recommandés | recommandé pour vous | à découvrir | étiquettes | mots clés | article précédent
        article suivant | dans la même rubrique | leer más | leer también | lea también | lee también | ver más
        ver también | te puede interesar | también te puede interesar | te recomendamos | artículos relacionados
        noticias relacionadas | entradas relacionadas | contenido relacionado | relacionados | relacionadas
        lo más leído | lo más visto | más leídas | últimas noticias | entradas recientes | recomendado | recomendados
        recomendamos | etiquetas | artículo anterior | artículo siguiente | siguiente | anterior | más noticias
        más información | leia mais | leia também | veja mais | veja também | saiba mais | você também pode gostar
        artigos relacionados | notícias relacionadas | posts relacionados | matérias relacionadas | mais lidas
        mais lidos | mais populares | últimas notícias | posts recentes | recomendados para você | próximo
        tags relacionadas | leggi anche | leggi tutto | leggi di più | continua a leggere | potrebbe interessarti
        potrebbero interessarti | potrebbe interessarti anche | ti potrebbe interessare | articoli correlati
        articoli simili | notizie correlate | articoli recenti | più letti | i più letti | ultime notizie
        consigliati | precedente | successivo | vedi anche | guarda anche | lees ook | lees meer | lees verder
        meer lezen | gerelateerde artikelen | gerelateerd | meest gelezen | laatste nieuws | aanbevolen
        misschien vind je dit ook leuk | läs också | läs även | läs mer | relaterade artiklar | mest läst
        senaste nytt | les også | les mer | relaterte artikler | mest lest | siste nytt | læs også | læs mere
        mest læste | lue myös | lue lisää | luetuimmat | aiheeseen liittyvät | czytaj także | czytaj też
        czytaj więcej | czytaj dalej | zobacz także | zobacz też | zobacz więcej | podobne artykuły
        powiązane artykuły | polecane | polecamy | najczęściej czytane | najnowsze | související články | čtěte také
        číst dál | číst více | nejčtenější | doporučujeme | súvisiace články | čítajte aj | najčítanejšie
        kapcsolódó cikkek | olvasta már | tovább | legolvasottabb | ajánlott | citește și | citeste si
        citește mai mult | articole similare | cele mai citite | ilgili haberler | ilgili yazılar | devamını oku
        benzer yazılar | en çok okunanlar | önerilen | διαβάστε επίσης | σχετικά άρθρα | διαβάστε περισσότερα
        читайте также | читать далее | читать дальше | читать ещё | подробнее | ещё | еще | смотрите также
        похожие статьи | похожие материалы | похожие записи | связанные статьи | материалы по теме | по теме
        популярное | самое читаемое | рекомендуем | рекомендуемое | последние новости | свежие записи | теги | метки
        другие новости | читайте також | читати далі | схожі статті | популярні | вижте още | свързани статии
        baca juga | baca selengkapnya | selengkapnya | artikel terkait | berita terkait | terkait | terpopuler
        berita terbaru | artikel lainnya | rekomendasi | xem thêm | bài viết liên quan | tin liên quan | đọc thêm
        đọc tiếp | tin mới | บทความที่เกี่ยวข้อง | อ่านเพิ่มเติม | อ่านต่อ | اقرأ أيضا | اقرأ أيضًا | اقرأ المزيد
        المزيد | مواضيع ذات صلة | مقالات ذات صلة | الأكثر قراءة | קרא עוד | כתבות נוספות | עוד בנושא | और पढ़ें
        यह भी पढ़ें | संबंधित | 推荐 | 推荐阅读 | 相关推荐 | 相关阅读 | 相关文章 | 相关新闻 | 相关链接 | 热门文章
        热门推荐 | 延伸阅读 | 阅读更多 | 阅读原文 | 阅读全文 | 查看更多 | 更多 | 更多文章 | 上一篇 | 下一篇 | 猜你喜欢
        为你推荐 | 精彩推荐 | 往期推荐 | 往期精彩 | 最新文章 | 标签 | 推薦 | 推薦閱讀 | 相關文章 | 相關新聞 | 延伸閱讀
        熱門文章 | 閱讀更多 | 看更多 | 更多新聞 | 標籤 | 関連記事 | 関連リンク | おすすめ記事 | おすすめ
        あわせて読みたい | 合わせて読みたい | 続きを読む | もっと見る | もっと読む | 人気記事 | 新着記事 | 最新記事
        前の記事 | 次の記事 | こちらもおすすめ | タグ | ランキング | 관련기사 | 관련 기사 | 관련 글 | 추천 기사 | 추천
        인기 기사 | 많이 본 뉴스 | 더보기 | 더 보기 | 이전 글 | 다음 글 | 이전글 | 다음글 | 최신 기사 | 태그
    """,
    COMMENTS: """
        comment | comments | add comment | add a comment | post comment | post a comment | submit comment
        leave a comment | leave a reply | write a comment | view comments | show comments | hide comments
        no comments | comment on this story | comments are closed | comments closed | join the conversation
        join the discussion | reply | replies | responses | cancel reply | your email address will not be published
        required fields are marked | log in to comment | login to comment | sign in to comment | view all comments
        load comments | be the first to comment | kommentar
        kommentare | kommentar schreiben | kommentar hinterlassen | kommentar verfassen | kommentieren
        alle kommentare | schreibe einen kommentar | antworten | antwort abbrechen | keine kommentare
        diskutieren sie mit | commentaire | commentaires | ajouter un commentaire | laisser un commentaire
        laissez un commentaire | poster un commentaire | répondre | annuler la réponse | réagir
        voir les commentaires | aucun commentaire | comentario | comentarios | deja un comentario
        dejar un comentario | deja una respuesta | escribe un comentario | responder | cancelar respuesta
        ver comentarios | comentar | comentário | comentários | deixe um comentário | deixe uma resposta
        deixe seu comentário | comente | nenhum comentário | cancelar resposta | commento | commenti
        lascia un commento | lascia una risposta | scrivi un commento | rispondi | annulla risposta | nessun commento
        commenta | reactie | reacties | plaats een reactie | geef een reactie | laat een reactie achter | reageer
        kommentarer | lämna en kommentar | lägg till kommentar | skriv en kommentar | legg igjen en kommentar
        kommentoi | kommentit | komentarze | komentarz | dodaj komentarz | skomentuj | odpowiedz | zostaw komentarz
        komentáře | přidat komentář | komentovat | napsat komentář | komentáre | hozzászólások | hozzászólás
        comentarii | lasă un comentariu | yorumlar | yorum yap | yorum yaz | bir yanıt yazın | σχόλια
        αφήστε ένα σχόλιο | комментарии | комментарий | комментариев | оставить комментарий | добавить комментарий
        написать комментарий | ответить | отменить ответ | нет комментариев | коментарі | залишити коментар
        коментари | komentar | tinggalkan komentar | tinggalkan balasan | tulis komentar | kirim komentar | bình luận
        gửi bình luận | viết bình luận | ความคิดเห็น | แสดงความคิดเห็น | تعليقات | التعليقات | اترك تعليقا | أضف تعليق
        أضف تعليقا | תגובות | הוסף תגובה | टिप्पणी | टिप्पणियां | 评论 | 发表评论 | 写评论 | 查看评论 | 全部评论
        热门评论 | 网友评论 | 回复 | 留言 | 评论区 | 写留言 | 精选留言 | 評論 | 發表評論 | 留言板 | 我要留言
        コメント | コメントを書く | コメントする | コメントを残す | 返信 | 댓글 | 댓글 쓰기 | 댓글쓰기 | 댓글 달기
        답글
    """,
    COOKIES: """
        cookies | cookie policy | cookie settings | cookie notice | cookie preferences | manage cookies
        manage consent | accept | accept all | accept cookies | accept all cookies | allow all | i accept | agree
        i agree | reject | reject all | decline | got it | ok | okay | consent | privacy settings
        your privacy choices | privacy & cookies policy | do not sell my personal information | manage preferences
        save preferences | necessary | necessary cookies | always enabled | cookies akzeptieren | alle akzeptieren
        akzeptieren | ablehnen | zustimmen | einverstanden | cookie einstellungen | accepter | tout accepter | refuser
        tout refuser | j accepte | gérer les cookies | paramétrer | aceptar | aceptar todo | aceptar todas | rechazar
        política de cookies | configurar cookies | aceitar | aceitar todos | rejeitar | accetta | accetta tutti
        rifiuta | accetto | alle cookies toestaan | accepteren | weigeren | acceptera | godta | zgadzam się
        akceptuję | souhlasím | přijmout | elfogadom | accept toate | kabul et | принять | принять все | согласен
        хорошо | terima | setuju | đồng ý | 接受 | 同意 | 全部接受 | 同意する | すべて受け入れる | 동의 | موافق
    """,
    ADVERTISEMENT: """
        ad | ads | advert | advertisement | advertising | advertisements | sponsored | sponsored content
        sponsored links | promoted | promoted content | paid content | paid post | story continues below
        story continues below advertisement | article continues below advertisement | continue reading below
        continue reading the main story | scroll to continue | this story continues below | skip ad
        skip advertisement | advertise with us | report this ad | loading | loading content
        this slideshow requires javascript | please enable javascript | anzeige | werbung | anzeigen | gesponsert
        publicité | annonce | sponsorisé | publicidad | anuncio | anuncios | patrocinado | publicidade | anúncio
        continua depois da publicidade | pubblicità | contenuto sponsorizzato | advertentie | gesponsord | reklam
        annons | annonser | annonsørinnhold | mainos | reklama | reklamy | artykuł sponsorowany | inzerce | hirdetés
        publicitate | reklamlar | διαφήμιση | реклама | на правах рекламы | iklan | advertorial | quảng cáo | โฆษณา
        إعلان | إعلانات | פרסומת | विज्ञापन | 广告 | 廣告 | 広告 | スポンサーリンク | 광고
    """,
    NEWSLETTER: """
        newsletter | newsletters | subscribe | subscribe now | subscribe today | subscribe to our newsletter
        subscribe to newsletter | sign up | sign up now | sign up for our newsletter | sign me up | get our newsletter
        join our newsletter | join our mailing list | enter your email | enter your email address | your email
        your email address | email address | invalid email address | thank you for subscribing
        thanks for subscribing | thanks for signing up | get the latest news | rss | rss feed | become a member
        become a subscriber | donate | donate now | support us | newsletter abonnieren | abonnieren | jetzt abonnieren
        anmelden | jetzt anmelden | s abonner | abonnez vous | s inscrire | inscrivez vous | je m abonne
        je m inscris | suscríbete | suscribirse | suscribete | suscribirme | regístrate | assine | inscreva se
        assinar | cadastre se | iscriviti | iscriviti alla newsletter | abbonati | abonneer | abonneren
        schrijf je in | inschrijven | prenumerera | abonner | tilaa | tilaa uutiskirje | zapisz się | subskrybuj
        prenumerata | přihlásit se k odběru | odebírat | feliratkozás | abonează te | abone ol
        подписаться на рассылку | подписка | подпишитесь | langganan | berlangganan | đăng ký | สมัครสมาชิก | اشترك
        اشتراك | הרשמה | सब्सक्राइब करें | 订阅 | 订阅我们 | 免费订阅 | 訂閱 | メルマガ登録 | 購読する | 登録する
        구독 | 구독하기 | 뉴스레터
    """,
    NAVIGATION: """
        menu | main menu | main navigation | navigation | toggle navigation | home | homepage | search | search form
        search query submit search | show search | skip to content | skip to main content | skip to navigation
        skip to footer | jump to navigation | close | close menu | open menu | back | back to top | back to home | top
        go to top | sections | all sections | site map | sitemap | site index | log in | login | log out | logout
        sign in | sign out | register | my account | account | create account | my profile | create new account
        forgot password | edition | language | english | cart | view cart | checkout | download | download app
        get the app | view all | see all | breadcrumb | you are here | advanced search | live tv | watch live
        startseite | suche | suchen | menü | hauptmenü | zum inhalt springen | zum inhalt | schließen | nach oben
        zurück | registrieren | einloggen | accueil | rechercher | recherche | aller au contenu | fermer | retour
        haut de page | connexion | se connecter | inscription | mon compte | inicio | buscar | menú | ir al contenido
        saltar al contenido | cerrar | volver | volver arriba | iniciar sesión | registrarse | acceder | início
        pesquisar | pesquisa | ir para o conteúdo | pular para o conteúdo | fechar | voltar | voltar ao topo | entrar
        cerca | vai al contenuto | chiudi | indietro | torna su | accedi | registrati | zoeken | ga naar inhoud
        sluiten | terug | inloggen | sök | hem | stäng | logga in | hoppa till innehåll | søk | hjem | lukk | logg inn
        søg | forside | etusivu | haku | valikko | sulje | kirjaudu | strona główna | szukaj | zamknij | zaloguj
        zaloguj się | przejdź do treści | domů | hledat | zavřít | přihlásit | přihlásit se | főoldal | keresés
        bejelentkezés | acasă | căutare | caută | anasayfa | ana sayfa | ara | giriş | giriş yap | kapat | αρχική
        αναζήτηση | σύνδεση | главная | поиск | меню | войти | вход | регистрация | закрыть | наверх | назад
        перейти к содержимому | перейти к содержанию | головна | пошук | увійти | beranda | cari | masuk | daftar
        tutup | trang chủ | tìm kiếm | đăng nhập | หน้าแรก | ค้นหา | เข้าสู่ระบบ | الرئيسية | بحث | تسجيل الدخول
        القائمة | إغلاق | דף הבית | חיפוש | התחברות | होम | खोजें | 首页 | 首頁 | 搜索 | 搜尋 | 登录 | 登錄 | 登入
        注册 | 註冊 | 菜单 | 选单 | 導航 | 导航 | 返回顶部 | 返回首页 | 返回 | 关闭 | 關閉 | 我的 | 客户端
        下载客户端 | ホーム | 検索 | ログイン | 会員登録 | メニュー | 閉じる | トップへ戻る | ページトップへ | 홈
        검색 | 로그인 | 회원가입 | 메뉴 | 닫기 | 본문 바로가기
    """,
    FOOTER: """
        無断転載禁止 | 無断転載を禁じます | 無断転載を禁ず
        all rights reserved | terms | terms of use | terms of service | terms & conditions | terms and conditions
        privacy | privacy policy | privacy notice | privacy statement | legal | legal notice | disclaimer | contact
        contact us | about | about us | about this site | accessibility | accessibility statement | ad choices
        adchoices | careers | jobs | work with us | press | press room | help | help center | faq | feedback
        corrections | media kit | our team | staff | masthead | imprint | powered by wordpress | rss feeds
        site feedback | closed captioning | ethics statement | impressum | datenschutz | datenschutzerklärung | agb
        kontakt | über uns | karriere | nutzungsbedingungen | alle rechte vorbehalten | mentions légales
        confidentialité | politique de confidentialité | contactez nous | à propos | qui sommes nous
        conditions générales | conditions d utilisation | tous droits réservés | plan du site | aviso legal
        política de privacidad | contacto | contáctenos | quiénes somos | términos y condiciones
        todos los derechos reservados | política de privacidade | contato | fale conosco | quem somos | termos de uso
        todos os direitos reservados | expediente | anuncie | note legali | contatti | chi siamo
        termini e condizioni | tutti i diritti riservati | privacyverklaring | algemene voorwaarden | over ons
        integritetspolicy | kontakta oss | om oss | personvern | kontakt oss | tietosuoja | polityka prywatności
        regulamin | o nas | wszelkie prawa zastrzeżone | o nás | ochrana osobních údajů | všechna práva vyhrazena
        adatvédelem | kapcsolat | impresszum | politica de confidențialitate | hakkımızda | iletişim
        gizlilik politikası | tüm hakları saklıdır | о нас | о проекте | контакты | политика конфиденциальности
        пользовательское соглашение | все права защищены | редакция | про нас | контакти | tentang kami | hubungi kami
        kebijakan privasi | pedoman media siber | redaksi | liên hệ | giới thiệu | เกี่ยวกับเรา | ติดต่อเรา | من نحن
        اتصل بنا | سياسة الخصوصية | جميع الحقوق محفوظة | אודות | צור קשר | תנאי שימוש | हमारे बारे में | संपर्क करें
        关于我们 | 联系我们 | 版权声明 | 免责声明 | 隐私政策 | 用户协议 | 版权所有 | 網站地圖 | 网站地图 | 友情链接
        關於我們 | 聯絡我們 | 隱私權政策 | 会社概要 | お問い合わせ | プライバシーポリシー | 利用規約 | 運営会社
        サイトマップ | 회사소개 | 개인정보처리방침 | 이용약관 | 고객센터 | 무단 전재 및 재배포 금지
    """,
}
"""Whole lines. Digits, signs and emoji don't count, so "Share (12)" and "• Share" are "share"."""

OPENING = {
    SHARE: """
        share this | share on | share via | follow us on | follow us | follow me on | find us on | like us on
        connect with us | teilen auf | folgen sie uns | suivez nous | partager sur | síguenos en | compartir en
        compartilhe no | siga nos | condividi su | seguici su | volg ons op | följ oss på | udostępnij na
        поделиться в | подписывайтесь на нас | ikuti kami di | شارك على | 分享到 | 分享至 | 微信扫一扫 | 扫描二维码
        长按二维码 | 扫码关注
    """,
    RELATED: """
        read more | read also | also read | read next | see also | see more | related | related articles
        related stories | more from | more in | more on | more stories from | don t miss | don’t miss | must read
        recommended | you may also like | you might also like | watch | watch also | posted in | filed under | tagged
        tags | tagged with | topics | categories | click here to | click here for | lesen sie auch | mehr zum thema
        lesen sie mehr | lire aussi | à lire aussi | voir aussi | sur le même sujet | lea también | leer también
        lee también | te puede interesar | leia também | leia mais | veja também | leggi anche | guarda anche
        lees ook | läs också | läs även | les også | læs også | lue myös | czytaj także | czytaj też | zobacz także
        čtěte také | olvasta már | citește și | ilgili | διαβάστε επίσης | читайте также | смотрите также
        читайте також | baca juga | xem thêm | اقرأ أيضا | اقرأ أيضًا | यह भी पढ़ें | 推荐阅读 | 相关阅读 | 相关文章
        延伸阅读 | 延伸閱讀 | 上一篇 | 下一篇 | 関連記事 | あわせて読みたい | 관련기사
    """,
    COMMENTS: """
        responses to | response to | comments on | comment on | comments feed | thoughts on | thought on | replies to
        join the conversation | log in to | kommentare zu | gedanken zu | antworten auf | commentaires sur
        réflexions sur | réponses à | comentarios en | comentarios sobre | comentários em | comentários sobre
        pensieri su | commenti su | reacties op | gedachten over | komentarzy do | komentarzy | комментариев к
        комментария к | комментарий к | yorum | komentar | 条评论 | 條評論 | 件のコメント | 개의 댓글
        your email address will not be published | leave a reply to | logged in as | you must be logged in
        deine e mail adresse wird nicht | votre adresse e mail ne sera pas
        tu dirección de correo electrónico no será | o seu endereço de e mail não será
        seu endereço de e mail não será | il tuo indirizzo email non sarà | ваш адрес email не будет
        alamat email anda tidak akan | メールアドレスが公開されることはありません
    """,
    COOKIES: """
        we use cookies | this website uses cookies | this site uses cookies | our website uses cookies
        by using this site you | by continuing to use | by continuing to browse | wir verwenden cookies
        diese website verwendet cookies | nous utilisons des cookies | ce site utilise des cookies
        utilizamos cookies | este sitio utiliza cookies | este sitio web utiliza cookies | usamos cookies
        este site utiliza cookies | este site usa cookies | questo sito utilizza | utilizziamo i cookie
        wij gebruiken cookies | deze website maakt gebruik van cookies | vi använder cookies | vi bruger cookies
        vi bruker | ta strona używa | używamy plików cookie | мы используем | этот сайт использует
        situs ini menggunakan cookie | 本网站使用 | 当サイトでは
    """,
    ADVERTISEMENT: """
        story continues below | article continues below | sponsored by | anzeige | publicité | publicidad
    """,
    NEWSLETTER: """
        sign up for | sign up to | subscribe to | subscribe for | get our daily | get our weekly | get the latest
        join our | enter your email | melden sie sich | abonnieren sie | inscrivez vous | abonnez vous | suscríbete a
        inscreva se | assine a | iscriviti alla | schrijf je in | zapisz się | подпишитесь на | подписывайтесь
        berlangganan
    """,
    FOOTER: """
        © | copyright | all rights reserved | all content copyright | powered by | alle rechte vorbehalten
        tous droits réservés | todos los derechos reservados | todos os direitos reservados
        tutti i diritti riservati | все права защищены | 版权所有 | 版權所有 | 京icp | 沪icp | 粤icp | 浙icp
        京公网安备
    """,
}
"""How a line opens that announces or holds furniture; what follows may be anything short."""

"""Which lines of a page belong to the site that shows it, not to the document?"""

from __future__ import annotations

import re
from functools import lru_cache

from searchlib.formats.layouts.lines import key

__all__ = ["is_furniture", "is_plain_furniture", "trimmed"]

# Whole lines, folded; what may stand in a document too is furniture only at a page's ends.
_PLAIN = """
    skip to content, skip to main content, skip to main navigation, skip to navigation,
    skip to search, jump to content, jump to navigation, toggle navigation, main navigation,
    main menu, search this site, add search filter, cancel search filter, share this page,
    share this, share document, print this page, printer-friendly version, get citation,
    copy citation, cite this document, cite this page, view document in, view in, download pdf,
    download document, back to top, back to search results, back to results, accept all cookies,
    accept cookies, reject all cookies, cookie settings, cookie policy, manage cookies,
    privacy policy, terms of use, terms of service, all rights reserved, log in, sign in,
    citation share download, share on facebook, share on twitter, share via email,
    digital archive international history declassified, international history declassified,
    add search filter cancel search filter, wilson center digital archive,
    перейти к содержанию, перейти к основному содержанию, перейти к содержимому,
    перейти к навигации, главное меню, поиск по сайту, поделиться, версия для печати,
    распечатать, на главную, вернуться к результатам поиска, вернуться к результатам, наверх,
    к началу страницы, политика конфиденциальности, пользовательское соглашение,
    все права защищены, принять все, принять все файлы cookie, войти, вход в систему,
    личный кабинет, карта сайта, скачать pdf, цитировать документ, показать цитату,
    посмотреть документ, add to favorites, report an error, text size a a a
"""
_POSSIBLE = """
    search, search in, menu, home, about, about us, contact, contact us, browse, collections,
    topics, themes, people, places, resources, events, news, blog, register, subscribe, donate,
    newsletter, share, print, download, citation, cite, pdf, html, email, e-mail, facebook,
    twitter, linkedin, bluesky, copy link, permalink, save, bookmark, listen, zoom in,
    zoom out, text size, font size, feedback, export, options, tools, whatsapp, telegram
    channel, english, russian, english html,
    english pdf, english text, english translation, english transcript, russian html,
    russian pdf, russian text, russian scan, original scan, original document, scan, transcript,
    translation, view original, close, top, next, previous, previous document, next document,
    accept, accept all, reject, reject all, decline, got it, more, read more, show more,
    load more, related documents, related items, see also, digital archive, wilson center,
    history and public policy program, language, languages, en, ru, eng, rus, русский, english
    russian, русский english, ru en, en ru,
    поиск, меню, главная, о проекте, о нас, об архиве, контакты, новости, каталог, коллекции,
    фонды, помощь, регистрация, вход, выход, подписаться, печать, скачать, цитировать, закрыть,
    скопировать ссылку, сохранить, в избранное, добавить в избранное, размер шрифта,
    обратная связь, сообщить об ошибке,
    назад, вперед, вперёд, далее, предыдущий, следующий, предыдущий документ,
    следующий документ, принять, отклонить, понятно, хорошо, подробнее, ещё, еще, показать еще,
    показать ещё, похожие документы, связанные документы, см. также, оглавление, английский,
    вконтакте, телеграм, одноклассники, язык
"""


def _entries(table: str) -> frozenset[str]:
    return frozenset(" ".join(entry.split()) for entry in table.split(","))


_PLAIN_LINES, _POSSIBLE_LINES = _entries(_PLAIN), _entries(_POSSIBLE)
_NOTICE = re.compile(
    r"(?:this (?:web)?site|we|our (?:web)?site|by (?:continuing|using)) .{0,80}\bcookies?\b"
    r"|(?:мы|этот сайт|наш сайт|сайт|продолжая) .{0,80}(?:\bcookie|куки)"
    r"|(?:©|copyright ©|\(c\)) ?(?:\d{4}|[a-zа-я]).{0,100}"
    r"|javascript is (?:disabled|required).{0,80}"
    r"|(?:share|print|download|email|facebook|twitter|linkedin|citation|cite|pdf)"
    r"(?:[ |/•·]{1,3}(?:share|print|download|email|facebook|twitter|linkedin|citation|cite|pdf)"
    r"){1,8}"
    r"|(?:поделиться|печать|скачать|цитировать)(?:[ |/•·]{1,3}(?:поделиться|печать|скачать"
    r"|цитировать)){1,5}"
)
# These stand anywhere in a line: they are looked for only where a word of theirs is.
_RIGHTS = re.compile(r".{0,100}\ball rights reserved\b|.{0,60}\bвсе права защищены\b")
_OF_RIGHTS = ("reserved", "защищены")
# "Home > Collections > Korean War", "1 2 3 … 10".
_TRAIL = re.compile(r"(?:home|главная) ?[>»/›|].{1,150}|(?:\d{1,4} ){2,12}(?:… ?)?(?:\d{1,4})?")


def is_plain_furniture(line: str) -> bool:
    """Tell a line that stands in no document: ``Skip to content``, a cookie notice."""
    return _is_plain(key(line))


@lru_cache(maxsize=1024)
def _is_plain(folded: str) -> bool:
    if folded in _PLAIN_LINES or (folded and _NOTICE.match(folded)):
        return True
    return any(word in folded for word in _OF_RIGHTS) and bool(_RIGHTS.match(folded))


def is_furniture(line: str) -> bool:
    """Tell a line that on a site's page is the site's: ``Share``, ``Next``, a trail of links."""
    folded = key(line)
    return _is_plain(folded) or _is_possible(folded)


@lru_cache(maxsize=1024)
def _is_possible(folded: str) -> bool:
    return folded in _POSSIBLE_LINES or bool(folded and _TRAIL.fullmatch(folded))


def trimmed(lines: list[str]) -> list[str]:
    """Return a page's lines without the site's before and after them.

    Where nothing plainly is the site's, all lines stay: "Search" may be a word of a document.
    """
    start, end = 0, len(lines)
    while start < end and (not lines[start].strip() or is_furniture(lines[start])):
        start += 1
    while end > start and (not lines[end - 1].strip() or is_furniture(lines[end - 1])):
        end -= 1
    if start >= end:
        return lines
    if not any(map(is_plain_furniture, lines[:start])):
        start = 0
    if not any(map(is_plain_furniture, lines[end:])):
        end = len(lines)
    return lines[start:end]

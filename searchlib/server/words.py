"""In which words does the page speak? English and Russian, of the interface and of answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from searchlib.export.months import MONTHS, OF_MONTH

__all__ = ["LANGUAGES", "Words", "preferred"]

LANGUAGES = ("en", "ru")

_WORDS: dict[str, tuple[str, str]] = {
    "search": ("Search", "Искать"),
    "search_box": ("Search the archive", "Поиск по архиву"),
    "placeholder": ("Russian or English words", "По-русски или по-английски"),
    "skip": ("Skip to the content", "К содержанию"),
    "tagline": (
        "One question, both languages: Russian originals and English translations, side by side.",
        "Один вопрос, два языка: русский подлинник и английский перевод рядом.",
    ),
    "in_any_form": (
        "both words, in any form and either language",
        "оба слова, в любой форме и на любом языке",
    ),
    "in_a_row": ("the words side by side", "слова подряд"),
    "without": ("without Vietnam", "без Вьетнама"),
    "this_form": ("this form only", "только эта форма"),
    "beginning": ("words that begin so", "слова с таким началом"),
    "by_date": ("by date", "по дате"),
    "by_shelfmark": ("by shelfmark", "по шифру"),
    "how_to_ask": ("How to ask", "Как спрашивать"),
    "browse": ("Read everything", "Читать всё подряд"),
    "took": ("{ms} ms", "{ms} мс"),
    "narrow": ("Narrow down", "Уточнить"),
    "filters": ("Narrowed down to", "Отобрано"),
    "remove": ("remove", "убрать"),
    "everything": ("Everything", "Всё подряд"),
    "export": ("Save", "Сохранить"),
    "export_hint": ("All of these documents as:", "Все эти документы в виде:"),
    "export_first": ("The first {count} as:", "Первые {count} в виде:"),
    "together": ("near each other", "рядом друг с другом"),
    "why": ("Why?", "Почему?"),
    "why_hit": ("Why was this found: {title}", "Почему это найдено: {title}"),
    "as_other": ("also as {meanings}", "также как {meanings}"),
    "score": ("Score", "Вес"),
    "counted": (
        "{times} in {length}; stands in {matching} of {records}",
        "{times} на {length}; есть в {matching} из {records}",
    ),
    "missing": ("Not in this document:", "Нет в этом документе:"),
    "field:ru": ("Russian text", "русский текст"),
    "field:en": ("English text", "английский текст"),
    "field:title": ("title", "заголовок"),
    "field:summary": ("summary", "краткое содержание"),
    "clear": ("clear all", "убрать всё"),
    "any": ("Some of the words will do", "Хватит и части слов"),
    "as_written": ("One language only", "Не искать на другом языке"),
    "sort": ("Order", "Порядок"),
    "sort:relevance": ("Best first", "Сначала лучшее"),
    "sort:date": ("Earliest first", "Сначала ранние"),
    "sort:-date": ("Latest first", "Сначала поздние"),
    "apply": ("Apply", "Применить"),
    "in_context": ("In context", "В контексте"),
    "in_context_hint": (
        "Every place of the words, one under the other",
        "Все места этих слов, одно под другим",
    ),
    "back_to_hits": ("Back to the documents", "К документам"),
    "lines_of": ("in {records}", "в {records}"),
    "by": ("Order", "Порядок"),
    "by:text": ("Best first", "Сначала лучшее"),
    "by:left": ("Words to the left", "Слова слева"),
    "by:right": ("Words to the right", "Слова справа"),
    "by:match": ("Form", "Форма"),
    "by:date": ("Earliest first", "Сначала ранние"),
    "by:-date": ("Latest first", "Сначала поздние"),
    "facet:year": ("Years", "Годы"),
    "facet:decade": ("Decades", "Десятилетия"),
    "facet:archive": ("Archives", "Архивы"),
    "facet:fond": ("Fonds", "Фонды"),
    "facet:language": ("Languages", "Языки"),
    "facet:type": ("Types", "Виды документов"),
    "facet:person": ("People", "Люди"),
    "year": ("year", "год"),
    "documents": ("documents", "документов"),
    "from": ("From", "С"),
    "to": ("to", "по"),
    "as_table": ("Years as a table", "Годы таблицей"),
    "year_chart": ("Documents by year", "Документы по годам"),
    "previous": ("Previous", "Назад"),
    "next": ("Next", "Дальше"),
    "pages": ("Pages of results", "Страницы результатов"),
    "page_of": ("Page {page} of {pages}", "Страница {page} из {pages}"),
    "nothing": ("Nothing found", "Ничего не найдено"),
    "nothing_hint": (
        "Try fewer words, or another spelling.",
        "Попробуйте меньше слов или другое написание.",
    ),
    "nothing_filtered": (
        "Try fewer words, another spelling, or take a filter away.",
        "Попробуйте меньше слов, другое написание или уберите отбор.",
    ),
    "did_you_mean": ("Did you mean:", "Может быть, вы искали:"),
    "completions": ("Words that begin so", "Слова с таким началом"),
    "similar": ("Similar documents", "Похожие документы"),
    "by_words": ("By the words:", "По словам:"),
    "back_to_record": ("Back to the document", "К документу"),
    "match_any": ("Search for some of the words", "Искать и часть слов"),
    "untitled": ("Untitled", "Без названия"),
    "ru": ("Russian", "Русский"),
    "en": ("English", "Английский"),
    "kind:transcript": ("transcript", "подлинник"),
    "kind:translation": ("translation", "перевод"),
    "kind:text": ("text", "текст"),
    "absent:ru": ("not in the Russian", "нет в русском тексте"),
    "absent:en": ("not in the English", "нет в английском тексте"),
    "both_texts": ("Both", "Оба"),
    "show_texts": ("Texts to show", "Показать тексты"),
    "texts": ("The texts", "Тексты"),
    "description": ("Description", "Описание"),
    "summary": ("Summary", "Краткое содержание"),
    "date": ("Date", "Дата"),
    "type": ("Type", "Вид"),
    "classification": ("Secrecy", "Гриф"),
    "sender": ("From", "От"),
    "recipient": ("To", "Кому"),
    "shelfmark": ("Shelfmark", "Шифр"),
    "translator": ("Translator", "Переводчик"),
    "original": ("Original", "Язык подлинника"),
    "credits": ("Credits", "Благодарности"),
    "url": ("Published at", "Опубликовано"),
    "id": ("Id", "Номер"),
    "file": ("File", "Файл"),
    "near": ("Much like this", "Почти то же"),
    "alike": ("{share} the same", "совпадает {share}"),
    "cite": ("Cite", "Сослаться"),
    "copy": ("Copy", "Скопировать"),
    "copied": ("Copied", "Скопировано"),
    "not_copied": ("Select it and copy", "Выделите и скопируйте"),
    "download": ("Download", "Скачать"),
    "marks": ("Marked words", "Отмеченные слова"),
    "mark_of": ("{mark} of {marks}", "{mark} из {marks}"),
    "mark_next": ("Next marked word (])", "Следующее отмеченное слово (])"),
    "mark_previous": ("Previous marked word ([)", "Предыдущее отмеченное слово ([)"),
    "back": ("Back to the results", "К результатам"),
    "passage": ("Passage {number}", "Отрывок {number}"),
    "leaf": ("p. {number}", "с. {number}"),
    "shortcuts": ("Keyboard", "Клавиши"),
    "shortcuts_on": ("Keys work on this page", "Клавиши действуют"),
    "key_search": ("to the search box", "к строке поиска"),
    "key_hits": ("next and previous document", "следующий и предыдущий документ"),
    "key_marks": ("next and previous marked word", "следующее и предыдущее отмеченное слово"),
    "key_help": ("this list", "этот список"),
    "close": ("Close", "Закрыть"),
    "api": ("For programs", "Для программ"),
    "home": ("Home", "Начало"),
    "language": ("Language of the page", "Язык страницы"),
    "error": ("This did not work", "Не получилось"),
    "error:400": ("The address cannot be understood", "Адрес не понятен"),
    "error:404": ("There is no such page", "Такой страницы нет"),
    "error:There is no such record": ("There is no such document", "Такого документа нет"),
    "error:405": ("This address can only be read", "Этот адрес можно только читать"),
    "error:422": ("The query matches too much", "Запрос слишком широк"),
    "error:503": ("The archive cannot answer now", "Архив сейчас не может ответить"),
    "error:500": ("This should not have happened", "Этого не должно было случиться"),
    "more": ("and {count} more", "и ещё {count}"),
}  # fmt: skip

_TYPES = {
    "agreement": "соглашение", "aide-memoire": "памятная записка", "cable": "телеграмма",
    "decision": "решение", "decree": "постановление", "diary": "дневник",
    "directive": "директива", "dispatch": "депеша", "instruction": "указание",
    "interview": "интервью", "letter": "письмо", "memorandum": "докладная записка",
    "message": "послание", "minutes": "протокол заседания", "note": "записка",
    "order": "приказ", "protocol": "протокол", "record of conversation": "запись беседы",
    "report": "доклад", "resolution": "резолюция", "speech": "выступление",
    "statement": "заявление", "telegram": "телеграмма", "transcript": "стенограмма",
}  # fmt: skip

_LANGUAGES = {
    "ru": ("Russian", "русский"), "en": ("English", "английский"), "zh": ("Chinese", "китайский"),
    "ko": ("Korean", "корейский"), "de": ("German", "немецкий"), "fr": ("French", "французский"),
    "pl": ("Polish", "польский"), "cs": ("Czech", "чешский"), "hu": ("Hungarian", "венгерский"),
    "mn": ("Mongolian", "монгольский"), "vi": ("Vietnamese", "вьетнамский"),
    "ja": ("Japanese", "японский"), "bg": ("Bulgarian", "болгарский"),
    "ro": ("Romanian", "румынский"), "es": ("Spanish", "испанский"),
    "it": ("Italian", "итальянский"), "sr": ("Serbian", "сербский"),
    "uk": ("Ukrainian", "украинский"), "sq": ("Albanian", "албанский"),
}  # fmt: skip

_COUNTED: dict[str, tuple[tuple[str, str], tuple[str, str, str]]] = {
    "hits": (("document", "documents"), ("документ", "документа", "документов")),
    "lines": (("place", "places"), ("место", "места", "мест")),
    "in_documents": (("document", "documents"), ("документе", "документах", "документах")),
    "times": (("time", "times"), ("раз", "раза", "раз")),
    "words": (("word", "words"), ("слово", "слова", "слов")),
    "marks_counted": (
        ("marked word", "marked words"),
        ("отмеченное слово", "отмеченных слова", "отмеченных слов"),
    ),
}

_NOTES = tuple(
    (re.compile(pattern, re.DOTALL), russian)
    for pattern, russian in (
        (r"also looked for: (.*)", "искали также: {}"),
        (r"not looked for alone: (.*)", "не ищем отдельно: {}"),
        (r"not insisted on: (.*)", "необязательные слова: {}"),
        (r"from the first ([\d,]+) of ([\d,]+) records", "из первых {} документов; всего их {}"),
        (r"the words stand in no text of .*", "этих слов нет в текстах, только в описаниях"),
        (r"no record among these holds (.*)", "среди отобранного нигде нет: {}"),
        (r"no record holds (.*)", "ни в одном документе нет: {}"),
        (r"(\S+) leaves out .* the rest", "всё остальное исключено словами {}"),
        (r"(.*) stands for (.*)", "{} значит: {}"),
        (r"(.*) fits no word here", "под {} здесь не подходит ни одно слово"),
        (r"([\d,]+) records? holds? some of the words.*", "часть слов есть в документах: {}"),
    )
)
_DETAILS = tuple(
    (re.compile(pattern, re.DOTALL), russian)
    for pattern, russian in (
        (
            r"No record has the id '(.*)'\. Ids are shown by search\.",
            "Документа «{}» нет. Обозначения документов показывает поиск.",
        ),
        (r"There is no address (.*) here\. Those .*", "Адреса {} здесь нет."),
        (r"(\w+) is a whole number from (-?\d+) to ([\d,]+)\.", "{}: целое число от {} до {}."),
        (r"(\w+) is one of (.*), not (.*)\.", "{}: одно из {}, а не {}."),
        (r"(\w+) is true or false, not (.*)\.", "{}: true или false, а не {}."),
        (r"(\w+) has at most ([\d,]+) characters\.", "{}: не больше {} знаков."),
        (r"(\w+) is given at most once\.", "{} указывают только один раз."),
        (r"(\w+) is given at most (\d+) times\.", "{} указывают не больше {} раз."),
        (r"A year has up to four digits; (.*) is none\.", "Год — до четырёх цифр, а не {}."),
        (
            r"(.*) stands for more than ([\d,]+) forms in this index\..*",
            "{} значит больше {} разных форм. Допишите букв или само слово.",
        ),
        (
            r"Too many searches are under way\..*",
            "Сейчас слишком много запросов. Повторите чуть позже.",
        ),
        (
            r"The search took longer than it may\..*",
            "Поиск занял слишком много времени. Возьмите меньше слов или знаков * и ?.",
        ),
        (r"The server's log has it\.", "Подробности в журнале сервера."),
    )
)
"""What went wrong, in Russian."""
_ADVICE = re.compile(r": match any of them \(--any\)$")


class Words:
    """Speak one of the languages."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._side = LANGUAGES.index(language)

    def __call__(self, key: str, **values: object) -> str:
        """Return the words for a key, or the key itself where there are none."""
        return _WORDS[key][self._side].format(**values) if key in _WORDS else key

    def decimal(self, value: float) -> str:
        """Return a number with two places."""
        return f"{value:.2f}".replace(".", "." if self.language == "en" else ",")

    def number(self, value: int) -> str:
        """Return a number with its thousands apart."""
        return f"{value:,}".replace(",", "," if self.language == "en" else "\u202f")

    def counted(self, key: str, count: int) -> str:
        """Return a number with its noun: 1 document, 2 документа."""
        english, russian = _COUNTED[key]
        if self.language == "en":
            return f"{self.number(count)} {english[count != 1]}"
        if count % 10 == 1 and count % 100 != 11:
            form = 0
        else:
            form = 1 if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else 2
        return f"{self.number(count)} {russian[form]}"

    def type(self, name: str) -> str:
        """Return the name of a type of document."""
        return _TYPES.get(name, name) if self.language == "ru" else name

    def tongue(self, code: str) -> str:
        """Return the name of the language a document was written in, or its code."""
        return _LANGUAGES[code][self._side] if code in _LANGUAGES else code

    def date(self, interval: Any) -> str:  # noqa: ANN401  a DateInterval or None
        """Return a date: a day in the language of the page, and others as they are written."""
        if interval is None:
            return ""
        day = interval.start
        if day != interval.end:
            return str(interval.written) or f"{day.isoformat()} – {interval.end.isoformat()}"
        if self.language == "ru":
            return f"{day.day} {OF_MONTH[day.month - 1]} {day.year} г."
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"

    def value(self, field: str, value: str) -> str:
        """Return the value of a facet as this language has it."""
        if field == "language":
            return self(value)
        if field == "type":
            return self.type(value)
        if field == "decade" and self.language == "ru":
            return value.replace("s", "-е")
        return value

    def field(self, name: str) -> str:
        """Return the name of a field that is searched."""
        key = f"field:{name}"
        return self(key) if key in _WORDS else name

    def note(self, note: str) -> tuple[str, str]:
        """Return a note of an answer, without advice that is for a terminal, and its language."""
        if said := self._in_russian(note, _NOTES):
            return said.replace(" as ", " как "), "ru"
        return _ADVICE.sub("", note), "en"

    def error(self, title: str, status: int) -> str:
        """Return the heading of an error: by what it is called, by its status, or any."""
        keys = (f"error:{title}", f"error:{status}", "error")
        return self(next(key for key in keys if key in _WORDS))

    def detail(self, detail: str) -> tuple[str, str]:
        """Return what went wrong, in the language of the page where it is known, and which."""
        said = self._in_russian(detail, _DETAILS)
        return (said, "ru") if said else (detail, "en")

    def _in_russian(self, text: str, table: Sequence[tuple[re.Pattern[str], str]]) -> str:
        """Return what a table has for a text; empty for none, and on a page in English."""
        if self.language != "ru":
            return ""
        found = ((pattern.fullmatch(text), russian) for pattern, russian in table)
        return next((russian.format(*m.groups()) for m, russian in found if m), "")


def preferred(accepted: str) -> str:
    """Return the language of LANGUAGES that an Accept-Language header likes best.

    >>> preferred("de, ru;q=0.8, en;q=0.5")
    'ru'
    """
    best, found = 0.0, LANGUAGES[0]
    for part in accepted[:500].split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        language = _ours(tag.lower().split("-"))
        if language and weight > best:
            best, found = weight, language
    return found


def _ours(parts: Sequence[str]) -> str:
    return parts[0] if parts and parts[0] in LANGUAGES else ""

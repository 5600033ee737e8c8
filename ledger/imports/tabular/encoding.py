"""Which encoding a text file is in, told from its first bytes."""

from __future__ import annotations

import codecs
import unicodedata
from functools import lru_cache

from ledger.imports.statement import UnknownFormat

LOSSY = "statement"
"""Name of the error handler that decodes damaged bytes as Windows-1252."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The letters that the languages of an encoding use; a byte that stands for anything else in it
# speaks against it.
_LETTERS = {
    "cp1252": "äöüßéèêëàâáãåçñîïíìôóòõøæœùûúÄÖÜÉÈÀÂÅÇÑÓÔÕØÆÁÍÚÊ€£§°–—’‘“”«»º´•·…",
    "cp1250": "áčďéěíňóřšťúůýžąćęłńśźżőűăâîşţľĺŕôäöüßÁČĎÉĚÍŇÓŘŠŤÚŮÝŽĄĆĘŁŃŚŹŻŐŰÖÜ€–—’“”„…",
    "cp1251": "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЁІЇЄ№€–—«»“”…",
    "cp1253": "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏ€",
    "cp1254": "ğışçöüâîûĞİŞÇÖÜ€",
    "cp1257": "ąčęėįšųūžāēģīķļņžõäöüĄČĘĖĮŠŲŪŽĀĒĢĪĶĻŅÕÄÖÜ€–„“",
    "cp866": "абвгдежзийклмнопрстуфхцчшщъыьэюяАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ",
    "koi8-r": "абвгдежзийклмнопрстуфхцчшщъыьэюяАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ",
    "cp850": "äöüßéèêàâçñîôóòøæùûáíúÄÖÜÉÅåÆØ",
    "cp1255": "אבגדהוזחטיכלמנסעפצקרשתםןץףך₪",
    "cp1256": "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأإآؤئ",
}
# Pieces of words that statements hold, where two encodings share most of their letters.
_WORDS = {
    "cp1250": (
        *("čísl", "částk", "účt", "příj", "zpráv", "název", "měn", "zůstat", "platb", "převod"),
        *("ść", "ową", "płat", "ów ", "księg", "obciąż", "wpły", "przelew", "rachun", "odbiorc"),
        *(
            "összeg",
            "számla",
            "dátum",
            "közlem",
            "könyv",
            "jóváír",
            "bevétel",
            "čiastk",
            "zostat",
            "plać",
            "račun",
        ),
    ),
    "cp1257": (
        "sąsk",
        "mokė",
        "gavė",
        "paskirt",
        "maksāj",
        "saņēm",
        "valiūt",
        "likut",
        "ų ",
        "ės ",
    ),
    "cp1254": ("işlem", "açıkl", "bakiye", "tutar", "ış", "ğı", "alışver"),
}
_COMMON_CJK = ("gb18030", "cp932", "big5hkscs", "cp949")
_CJK_MARKS = {
    "gb18030": "的金额交易日期支出收入余额摘要账户对方币种",
    "cp932": "のお支払金額日付預残高内容入出取引年月",
    "big5hkscs": "的金額交易日期支出收入餘額摘要帳戶幣別",
    "cp949": "거래금액일자잔입출내용계좌",
}


def sniff_encoding(head: bytes, *, is_whole: bool = False) -> str:
    """Return the name of the encoding of a text that begins with `head`.

    Raises UnknownFormat when the bytes are not text. A head without any byte above 127 is called
    UTF-8. `is_whole` says that nothing follows `head`.
    """
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if b"\x00" in head:
        return _wide(head)
    if _decodes(head, "utf-8", is_whole=is_whole):
        return "utf-8"
    if head.count(b"\xef\xbf\xbd") or _mostly_utf8(head):
        return "utf-8"
    return (
        max((_cjk_score(head, name), name) for name in _COMMON_CJK)[1]
        if _is_cjk(head)
        else (max(_LETTERS, key=lambda name: _letter_score(head, name)))
    )


def _wide(head: bytes) -> str:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) / 2
    if odd > 0.3 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.3 * half and odd < 0.05 * half:
        return "utf-16-be"
    raise UnknownFormat("the file holds NUL bytes and is no text")


def _decodes(head: bytes, name: str, *, is_whole: bool = False) -> bool:
    try:
        codecs.getincrementaldecoder(name)().decode(head, final=is_whole)
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(head: bytes) -> bool:
    """Tell whether a text is UTF-8 but for a few damaged bytes."""
    text = head.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    whole = sum(1 for char in text if char > "\x7f") - damaged
    return whole > 3 * damaged


def _is_cjk(head: bytes) -> bool:
    best = max(_cjk_score(head, name) for name in _COMMON_CJK)
    return best > 0.6


@lru_cache(maxsize=8)
def _cjk_score(head: bytes, name: str) -> float:
    """Return the share of characters above 127 that are of the script, common ones doubled."""
    if not _decodes(head, name):
        return 0.0
    text = codecs.getincrementaldecoder(name)().decode(head)
    foreign = [char for char in text if char > "\x7f"]
    if not foreign:
        return 0.0
    good = sum(_script_weight(char, name) for char in foreign)
    return good / len(foreign)


def _script_weight(char: str, name: str) -> float:
    if char in _CJK_MARKS[name]:
        return 2.0
    if "\u4e00" <= char <= "\u9fff":
        return 0.6
    if "\u3040" <= char <= "\u30ff":
        return 1.0 if name == "cp932" else 0.1
    if "\uac00" <= char <= "\ud7a3":
        return 1.0 if name == "cp949" else 0.1
    return 0.6 if "\uff00" <= char <= "\uffef" or "\u3000" <= char <= "\u303f" else 0.0


def _letter_score(head: bytes, name: str) -> float:
    """Score how well the bytes above 127 read as letters of the encoding, Western ones on a tie."""
    text = head.decode(name, "replace")
    foreign = [index for index, char in enumerate(text) if char > "\x7f"]
    if not foreign:
        return 0.0
    score = sum(_letter_weight(text, index, _LETTERS[name]) for index in foreign)
    rarity = {"cp1252": 0.02, "cp1250": 0.01, "cp1251": 0.01}.get(name, 0.0)
    lowered = text.casefold()
    words = sum(1 for word in _WORDS.get(name, ()) if word in lowered)
    return score / len(foreign) + rarity + 0.2 * min(words, 4)


def _letter_weight(text: str, index: int, letters: str) -> float:
    char = text[index]
    if char not in letters and char not in "\u00a0\u2028":
        return -0.5
    before = text[index - 1] if index else " "
    if char.isupper() and before.islower():
        return -0.5  # a capital inside a word: the letters are those of another encoding
    if unicodedata.category(char)[0] == "L" and not before.isascii() and before.isalpha():
        return 1.0 if char > "\u0370" else 0.7
    return 1.0 if char < "\u0370" or before.isspace() or not before.isascii() else 0.5


def decode_lossy(error: UnicodeError) -> tuple[str, int]:
    """Decode a damaged byte as Windows-1252, so that a single one does not refuse a file."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    damaged = error.object[error.start : error.end]
    return damaged.decode("cp1252", "replace"), error.end


codecs.register_error(LOSSY, decode_lossy)

"""Names of members: which are well formed, which look alike, which the site keeps for itself.

A name has 2 to 20 characters: Chinese and Latin letters, digits, and between them single spaces and `_ - . ·`.
Two names with the same `name_key` cannot both exist, so that nobody can pass for somebody else.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from django.utils.translation import gettext as _

from wardmote.core import site
from wardmote.core.errors import Invalid
from wardmote.core.text.normal import normalized

LEAST, MOST = 2, 20
"""Characters of a name."""
KEY_MOST: Final = 80
"""Characters of a key, the width of its column."""

SEPARATORS: Final = "_-.· "
_SEPARATOR_RUN: Final = re.compile(r"[_\-.· ]+")
_TWO_SEPARATORS: Final = re.compile(r"[_\-.· ]{2}")
_LATIN_TOKEN: Final = re.compile(r"[^_\-.· \u3005\u3007\u3400-\U0003ffff]+")

# Full-width ASCII, the ideographic space, and the dots and lines that stand between the parts of a name.
_WIDTH: Final = (
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys((0x3000, 0x00A0), " ")
    | dict.fromkeys((0x2022, 0x2027, 0x2219, 0x22C5, 0x30FB, 0xFF65), "·")
    | dict.fromkeys((0x2010, 0x2011, 0x2212), "-")
)

# What reads as a Latin letter or digit. The classes are those of the letters after case folding, where I is i: so
# 1, l, I and | are one, and 0, O and 〇. Source: Unicode Technical Standard 39, confusables, cut to these scripts.
_ALIKE: Final = str.maketrans(
    {
        **dict.fromkeys("01|ıіїιłӏ丨ǀ", "l"),
        "i": "l",
        **dict.fromkeys("0оοσ〇øө", "o"),
        **dict.fromkeys("аα", "a"),
        **dict.fromkeys("вβьъ", "b"),
        **dict.fromkeys("сϲ", "c"),
        **dict.fromkeys("ԁđ", "d"),
        **dict.fromkeys("еєεё", "e"),
        "ƒ": "f",
        "ɡ": "g",
        **dict.fromkeys("һнħη", "h"),
        **dict.fromkeys("јϳ", "j"),
        **dict.fromkeys("кκ", "k"),
        **dict.fromkeys("мμ", "m"),
        **dict.fromkeys("пи", "n"),
        **dict.fromkeys("рρ", "p"),
        "ԛ": "q",
        "г": "r",
        **dict.fromkeys("ѕ", "s"),
        **dict.fromkeys("тτŧ", "t"),
        **dict.fromkeys("υ", "u"),
        **dict.fromkeys("νѵ", "v"),
        **dict.fromkeys("ԝω", "w"),
        **dict.fromkeys("хχ×", "x"),
        **dict.fromkeys("уγү", "y"),
        **dict.fromkeys("ζ", "z"),
        # Chinese characters that differ by a hair at the size of a name.
        **dict.fromkeys("已巳", "己"),
        "末": "未",
        "士": "土",
        "曰": "日",
        **dict.fromkeys("戌戍", "戊"),
        "入": "人",
    }
)

RESERVED_NAMES: Final = (
    "admin", "admins", "administrator", "administrators", "root", "sysadmin", "system", "superuser",
    "staff", "webmaster", "postmaster", "hostmaster", "noreply", "support", "security", "abuse",
    "moderator", "moderators", "mod", "official", "owner", "operator", "wardmote", "forum", "guest",
    "guests", "member", "members", "anonymous", "null", "none", "undefined", "everyone", "all", "here",
    "deleted", "system message", "government", "mayor", "police", "city hall", "坊议", "坊議", "系统",
    "系統", "游客", "遊客", "匿名", "匿名用户", "会员", "會員", "站长", "站長", "站务", "站務", "楼主",
    "樓主", "已删除", "所有人", "全体成员", "超级管理", "市长", "市長", "区长", "區長", "书记", "書記",
    "政府", "警察", "公安", "客服",
)  # fmt: skip
"""Names that nobody may take, nor as one word of a name or with digits around it."""
RESERVED_PARTS: Final = (
    "管理员", "管理員", "版主", "官方", "客服中心", "在线客服", "系统消息", "系统通知", "人民政府",
    "市政府", "区政府", "公安局", "派出所", "市长信箱", "administrator", "moderator", "wardmote",
)  # fmt: skip
"""Words that no name may hold anywhere."""


def fold_width(name: str) -> str:
    """Return the name in NFC with half-width letters, plain spaces and one kind of middle dot."""
    return normalized("NFC", name.translate(_WIDTH)).strip(" ")


def is_letter(char: str) -> bool:
    """Say whether a character is a Chinese or Latin letter that names may hold."""
    if "a" <= char <= "z" or "A" <= char <= "Z" or char in "々〇":
        return True
    code = ord(char)
    if 0xC0 <= code <= 0x24F or 0x1E00 <= code <= 0x1EFF:  # noqa: PLR2004  the blocks of Latin letters
        return unicodedata.category(char) in {"Lu", "Ll"} and unicodedata.name(char, "").startswith("LATIN")
    return unicodedata.name(char, "").startswith("CJK UNIFIED IDEOGRAPH")


def clean_name(name: str) -> str:
    """Return the name as it is stored.

    Says nothing about whether it is free or reserved (`is_reserved`, `wardmote.accounts.queries.names`).

    Raises:
        Invalid: field "name": too short, too long, characters that names may not hold, or only digits.
    """
    cleaned = fold_width(name)
    if not LEAST <= len(cleaned) <= MOST:
        raise Invalid({"name": _("A name has %(least)s to %(most)s characters.") % {"least": LEAST, "most": MOST}})
    strange = next((char for char in cleaned if not _allowed(char)), None)
    if strange is not None:
        raise Invalid(
            {"name": _("A name may hold Chinese and Latin letters, digits, and between them spaces and _ - . ·")}
        )
    if cleaned[0] in SEPARATORS or cleaned[-1] in SEPARATORS or _TWO_SEPARATORS.search(cleaned):
        raise Invalid({"name": _("Spaces and marks may stand in a name only one by one, between letters or digits.")})
    if not any(is_letter(char) for char in cleaned):
        raise Invalid({"name": _("A name needs a letter: a number alone may be somebody's telephone.")})
    return cleaned


def _allowed(char: str) -> bool:
    return char in SEPARATORS or "0" <= char <= "9" or is_letter(char)


def name_key(name: str) -> str:
    """Return the name folded so that look-alikes are equal; never fails, whatever is given.

    Case, width, accents and separators go; letters of other scripts, digits and a few Chinese characters become what
    they look like.
    """
    folded = normalized("NFKC", fold_width(name)).casefold()
    bare = "".join(char for char in normalized("NFKD", folded) if unicodedata.category(char) not in _UNSEEN)
    alike = _SEPARATOR_RUN.sub("", bare).translate(_ALIKE)
    return normalized("NFC", alike.replace("vv", "w").replace("rn", "m"))[:KEY_MOST]


_UNSEEN: Final = frozenset({"Mn", "Me", "Cf", "Cc", "Cn", "Cs", "Zl", "Zp", "Zs"})
_RESERVED_KEYS: Final = frozenset(name_key(word) for word in RESERVED_NAMES)
_RESERVED_PART_KEYS: Final = tuple(name_key(word) for word in RESERVED_PARTS)


def is_reserved(name: str) -> bool:
    """Say whether the site keeps a cleaned name for itself: its own name, words of office, and their look-alikes."""
    key = name_key(name)
    kept = _RESERVED_KEYS | {name_key(word) for word in site.SITE_NAME.get().split()}
    if key in kept or any(part in key for part in _RESERVED_PART_KEYS):
        return True
    words = [name_key(word) for token in _LATIN_TOKEN.findall(name) for word in (token, token.strip("0123456789"))]
    bare = name_key(name.strip("0123456789" + SEPARATORS))
    return bare in kept or any(word in kept for word in words)

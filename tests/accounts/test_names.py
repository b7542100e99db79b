"""Names: what is well formed, what looks alike, what is reserved."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from wardmote.accounts import names
from wardmote.accounts.queries.by_name import find_member_named
from wardmote.core.errors import Invalid
from wardmote.demo.people import PEOPLE

letters = st.sampled_from("abcxyzABCXYZéñÀ王李桥未已人0123456789")
names_like = st.text(st.one_of(letters, st.sampled_from("_-.· ")), min_size=1, max_size=24)


def cleaned(name: str) -> str | None:
    try:
        return names.clean_name(name)
    except Invalid:
        return None


@given(st.text(max_size=40))
def test_any_text_is_a_name_or_refused_and_its_key_fits(text: str) -> None:
    name = cleaned(text)
    assert len(names.name_key(text)) <= names.KEY_MOST
    if name is not None:
        assert names.LEAST <= len(name) <= names.MOST
        assert names.clean_name(name) == name
        assert 0 < len(names.name_key(name)) <= names.KEY_MOST
        assert not any(unicodedata.category(char)[0] in "CZM" and char != " " for char in name)


@given(names_like)
def test_key_does_not_care_for_case_width_and_separators(text: str) -> None:
    key = names.name_key(text)
    assert names.name_key(text.upper()) == key
    assert names.name_key(f" {text}_".replace("-", "")) == key
    assert names.name_key("".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)) == key
    assert names.name_key(unicodedata.normalize("NFD", text)) == key


@given(names_like)
def test_key_of_a_clean_name_is_settled(text: str) -> None:
    name = cleaned(text)
    if name is not None:
        assert names.name_key(names.name_key(name)) == names.name_key(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("paypal", "pаypal"), ("Bill", "BilI"), ("Bill", "BiII"), ("Oscar", "0scar"), ("Olga", "οlga"), ("won", "vvon"),
        ("Bernard", "Bemard"), ("José", "Jose"), ("已经", "己经"), ("未来", "末来"), ("武士", "武土"), ("日月", "曰月"),
        ("老 王", "老王"), ("老·王", "老-王"), ("ＡＢＣ", "abc"), ("Straße", "strasse"),
    ],
)  # fmt: skip
def test_look_alikes_share_a_key(one: str, other: str) -> None:
    assert names.name_key(one) == names.name_key(other)


@pytest.mark.parametrize(("one", "other"), [("王五", "王六"), ("anna", "hanna"), ("桥东", "桥西"), ("mark", "marc")])
def test_different_names_keep_different_keys(one: str, other: str) -> None:
    assert names.name_key(one) != names.name_key(other)


@pytest.mark.parametrize("name", ["林间小路", "Bluestone_Bea", "O’Neil"[:1] + "Neil", "张·三", "A1", "Ｗalter"])
def test_chinese_and_latin_names_are_good(name: str) -> None:
    assert cleaned(name) is not None


@pytest.mark.parametrize(
    "name",
    ["王", "x" * 21, "_abc", "abc.", "a  b", "a--b", "a\u200bb", "a\u202eb", "Привет", "Ωmega", "アカウント", "하나",
     "138001380", "a@b", "<b>", "a/b", "😀😀", "a\nb", "á\u0301b", "", "   ", "ﷺﷺ", "ǃǃ", "ʼabc"],
)  # fmt: skip
def test_other_names_are_refused(name: str) -> None:
    assert cleaned(name) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    ["admin", "Admin1", "АDMIN", "ad-min", "the admin", "管理员", "管理員甲", "小区版主", "官方发布", "system",
     "Wardmote", "坊议", "坊议助手官方", "市政府热线", "moderator", "m0derat0r", "root"],
)  # fmt: skip
def test_words_of_office_are_reserved(name: str) -> None:
    assert names.is_reserved(name)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["badminton", "modest", "Rooted", "桥头值班员", "Alliance", "政府街东口", "Systema"])
def test_words_that_only_hold_them_are_free(name: str) -> None:
    assert not names.is_reserved(name)


@pytest.mark.django_db
def test_people_of_the_demo_have_good_names() -> None:
    keys = {names.name_key(names.clean_name(person.name)) for person in PEOPLE}
    assert len(keys) == len(PEOPLE)
    assert not any(names.is_reserved(person.name) for person in PEOPLE)


@pytest.mark.django_db
def test_nul_stands_in_nobodys_name() -> None:
    name = cast.member("桥头堡").name
    with pytest.raises(Invalid):
        find_member_named(f"{name}\x00", "name")
    assert find_member_named(name, "name").name == name

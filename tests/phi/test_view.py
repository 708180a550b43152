"""What is hidden in a text is read, and found at its place in the original."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medguard.phi.view import view


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("plain", "plain"),
        ("１３８ＡＢ：", "138AB:"),
        ("12\u200b3-45\u00ad-6789", "123-45-6789"),
        ("jane\u0301", "jane"),
        (r"\u5f20\u4f1f", "张伟"),
        (r"\\u5f20", "张"),
        (r"\ud842\udfb7", "𠮷"),
        (r"\ud842x", "\ufffdx"),
        (r"name\": \"Ann\nLee", 'name": "Ann\nLee'),
        ("&#x4A;ohn&nbsp;&#83;mith", "John Smith"),
        ("M&uuml;ller &amp; Co", "Müller & Co"),
        ("&amp;#x5f20;&#20255;", "张伟"),
        ("&#xd842;&#xdfb7;", "𠮷"),
        ("A&B; &copay; &#9999999;", "A&B; &copay; &#9999999;"),
        ("&#24352&#20255 &#x4A;", "张伟 J"),
        (r"\u{5f20}%u4f1f", "张伟"),
        (r"{\b \u24352?\u20255? M\u-10179?}", "{\\b 张伟 M\ufffd}"),
        ("name=%E5%BC%A0%e4%bc%9f&sex=M", "name=张伟&sex=M"),
        ("%25E5%25BC%25A0 %D5%C5%CE%B0", "张 张伟"),
        ("Ann%20Lee%2C%20tel%2013912345678", "Ann Lee, tel 13912345678"),
        ("=E5=BC=A0=E4=\n=BC=9F, =?gbk?Q?=D5=C5=CE=B0?=", "张伟, =?gbk?Q?张伟?="),
        (r"b'\xe5\xbc\xa0' \'d5\'c5\'ce\'b0", "b'张' 张伟"),
        (
            "NaCl 0.9%50ml, HR=80, GCS=15, 95%CI, 5%, %e6%82, =D5=C5",
            "NaCl 0.9%50ml, HR=80, GCS=15, 95%CI, 5%, %e6%82, =D5=C5",
        ),
        ("https://a.example/?q=%E5%BC%A0%20b, %E5%BC%A0", "https://a.example/?q=%E5%BC%A0%20b, 张"),
        ("name=Ann+Lee&sex=F, tel=+86", "name=Ann Lee&sex=F, tel=+86"),
        ("ER+PR+ Na+K=7", "ER+PR+ Na+K=7"),
        ("10⁹", "10⁹"),
        ("١٢٣", "123"),
    ],
)
def test_a_view_shows_what_a_reader_would_see(words, read):
    assert view(words).words == read


def test_the_way_back_covers_escapes_and_leaves_hidden_edges_out():
    seen = view("\u200b\\u5f20\u200b\\u4f1f\u200b!")
    assert seen.words == "张伟!"
    assert seen.original(0, 2) == (1, 14)
    seen = view("I am &#x4A;ohn.")
    assert seen.original(5, 9) == (5, 14)


def test_the_way_back_covers_the_bytes_of_a_letter():
    seen = view("q=%E5%BC%A0%20A")
    assert seen.words == "q=张 A"
    assert [seen.original(at, at + 1) for at in range(5)] == [(0, 1), (1, 2), (2, 11), (11, 14), (14, 15)]


def test_half_a_character_is_refused_without_showing_it():
    with pytest.raises(ValueError, match="lone surrogate") as refused:
        view("Smith \ud800")
    assert "Smith" not in str(refused.value)


@given(
    st.text(
        alphabet=st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("\\u5f20\u200b０&#;amp%=xE5BCA0'"))
    )
)
def test_every_character_read_stands_somewhere_in_order(words):
    seen = view(words)
    places = [seen.original(i, i + 1) for i in range(len(seen.words))]
    assert all(0 <= start < end <= len(words) for start, end in places)
    assert places == sorted(places)

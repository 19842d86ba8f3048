"""Which letters a body is written in."""

import pytest

from feeds.charset import decode, guess

TEXT = "كتائب حزب الله تعلن مسؤوليتها عن الهجوم في الأنبار"


@pytest.mark.parametrize(
    ("body", "content_type", "language"),
    [
        (TEXT.encode(), "", "en"),
        (TEXT.encode(), "text/xml; charset=iso-8859-1", "en"),
        (TEXT.encode("cp1256"), "text/xml; charset=windows-1256", "en"),
        (TEXT.encode("cp1256"), "", "ar"),
        (TEXT.encode("cp1256"), "", "en"),
        (TEXT.encode("cp1256"), "text/xml; charset=utf-8", "en"),
        (TEXT.encode("cp1256"), "text/xml; charset=no-such", "en"),
        (TEXT.encode("utf-16"), "", "en"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "", "en"),
    ],
)
def test_arabic_is_read_whatever_the_declaration(body, content_type, language):
    """Wrong, missing and unknown declarations of Arabic."""
    assert decode(body, content_type, language) == TEXT


def test_western_letters_stay_western():
    """French in cp1252 is not taken for Arabic."""
    text = "Déjà vu à l'école, où les élèves préfèrent çà et là des mots français"
    assert decode(text.encode("cp1252"), "text/html; charset=iso-8859-1", "fr") == text
    assert decode(text.encode("cp1252"), "", "fr") == text


def test_plain_ascii_needs_no_guess():
    """Nothing to insist on."""
    assert guess(b"abc", "text/xml; charset=utf-8", "en") is None

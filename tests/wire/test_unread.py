"""Text that a program encoded is recognised by what it decodes to; ids, keys and hashes are not taken for it."""

import base64
import random
import string

import pytest

from medguard.wire.sealed import is_sealed
from medguard.wire.unread import media_of

ENGLISH = "Patient Ann Lee, born 1957-03-14"
CHINESE = "患者张伟，男，身份证号11010119570314223X"
WITHOUT_DIGITS = "患者张伟男五十七岁住在北京市海淀区"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("words", [ENGLISH, CHINESE, WITHOUT_DIGITS], ids=["English", "Chinese", "no digits"])
def test_text_in_base64_and_in_hexadecimal_is_found_whatever_bytes_it_had(words, encoding):
    content = words.encode(encoding)
    assert media_of(f"see {base64.b64encode(content).decode()}, please") == "base64"
    assert media_of(f"see {base64.urlsafe_b64encode(content).decode().rstrip('=')}") == "base64"
    assert media_of(f"see {content.hex()}, please") == "hex"
    assert media_of(f"see {content.hex().upper()}, please") == "hex"


ALPHABETS = {
    "letters and digits": string.ascii_letters + string.digits,
    "small letters and digits": string.ascii_lowercase + string.digits,
    "hexadecimal": "0123456789abcdef",
}


@pytest.mark.parametrize("alphabet", list(ALPHABETS.values()), ids=list(ALPHABETS))
def test_ids_are_no_text(alphabet):
    draw = random.Random(7)
    ids = ["call_" + "".join(draw.choices(alphabet, k=draw.choice([16, 24, 32, 40]))) for _ in range(2000)]
    assert sum(bool(media_of(one)) for one in ids) <= 2


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("words", [ENGLISH, CHINESE, WITHOUT_DIGITS], ids=["English", "Chinese", "no digits"])
def test_no_seal_hides_text(words, encoding):
    noise = random.Random(7).randbytes(120)
    for content in (words.encode(encoding) + b"....", noise + words.encode(encoding) + noise):
        assert not is_sealed(base64.b64encode(content).decode())


def test_noise_is_a_seal():
    draw = random.Random(7)
    seals = [base64.b64encode(b"\x12\xa4\x01\n" + draw.randbytes(600)).decode() for _ in range(300)]
    assert all(map(is_sealed, seals))

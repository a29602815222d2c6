"""Signatures of commits, read from raw objects: made by ssh-keygen (tests/fixtures/signed), and spoilt in every way."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from tests.keys import signed

from duban.errors import DubanError
from duban.files.git.signing import Signature, is_signed, own_key, read_public_key, read_signature

MADE = Path(__file__).parents[2] / "fixtures" / "signed"
SHA1, SHA256 = "a" * 40, "a" * 64
PLAIN = (
    b"tree aaff74984cccd156a469afa7d9ab10e4777beb24\nauthor A <a@b> 1796085509 +0000\n"
    b"committer A <a@b> 1796085509 +0000\n\nwords\n\nDuban-Action: add\n"
)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))


def made(kind: str) -> tuple[bytes, str]:
    """A commit that git and ssh-keygen signed, and the public key."""
    line = " ".join((MADE / f"{kind}.pub").read_text("ascii").split()[:2])
    return (MADE / f"{kind}.commit").read_bytes(), line


@pytest.mark.parametrize("kind", ["ed25519", "rsa"])
def test_what_ssh_keygen_signed_is_read(kind: str) -> None:
    data, line = made(kind)
    assert is_signed(data)
    assert read_signature(SHA1, data) == Signature(line)


def test_a_kind_that_is_not_judged_is_no_forgery() -> None:
    assert read_signature(SHA1, made("ecdsa")[0]) == Signature(other=True)
    pgp = PLAIN.replace(
        b"\n\n", b"\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n abc\n -----END PGP SIGNATURE-----\n\n", 1
    )
    assert read_signature(SHA1, pgp) == Signature(other=True)


def test_without_a_header_there_is_none() -> None:
    assert read_signature(SHA1, PLAIN) is None
    assert not is_signed(PLAIN + b"gpgsig in the words")


@given(st.data())
def test_no_byte_can_be_changed(data: st.DataObject) -> None:
    whole = signed(PLAIN, KEY)
    assert read_signature(SHA1, whole) not in (None, Signature())
    place = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != whole[place]))
    turned = whole[:place] + bytes([other]) + whole[place + 1 :]
    said = read_signature(SHA1, turned)
    assert said is None or not said.key or said == read_signature(SHA1, whole)
    if said == read_signature(SHA1, whole):  # what the armor does not mean: where its lines break
        head = turned.partition(b"\n\n")[0]
        assert turned.partition(b"\n\n")[2] == PLAIN.partition(b"\n\n")[2]
        assert head.partition(b"\ngpgsig ")[0] == PLAIN.partition(b"\n\n")[0]


_ONE = signed(PLAIN, KEY)
_OTHER = signed(PLAIN.replace(b"words", b"other"), KEY)


def _header(data: bytes) -> bytes:
    return data[data.index(b"\ngpgsig ") : data.index(b"\n\n")]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        (SHA1, PLAIN.replace(b"\n\n", _header(_OTHER) + b"\n\n", 1)),  # of another commit
        (SHA1, PLAIN.replace(b"\n\n", _header(_ONE) * 2 + b"\n\n", 1)),  # twice
        (SHA1, _ONE.replace(b"\ngpgsig ", b"\ngpgsig-sha256 ")),  # for names of another length
        (SHA256, _ONE),
        (SHA1, PLAIN.replace(b"\n\n", b"\ngpgsig \n\n", 1)),
        (SHA1, PLAIN.replace(b"\n\n", b"\ngpgsig -----BEGIN SSH SIGNATURE-----\n\n", 1)),
        (SHA1, PLAIN.replace(b"\n\n", _header(_ONE) + b"\n " + b"A" * 20_000 + b"\n\n", 1)),
        (SHA1, _ONE.replace(b"U1NIU0lH", b"U1NIU0lI")),
    ],
)
def test_a_header_without_a_signature_is_forged(name: str, data: bytes) -> None:
    assert read_signature(name, data) == Signature()


@given(st.binary(max_size=300))
def test_whatever_stands_there_nothing_breaks(rubbish: bytes) -> None:
    for data in (
        rubbish,
        b"gpgsig -----BEGIN SSH SIGNATURE-----\n " + rubbish,
        b"gpgsig " + rubbish + b"\n\n",
    ):
        said = read_signature(SHA1, data)
        assert said is None or not said.key


@pytest.mark.parametrize("kind", ["ed25519", "rsa"])
def test_a_public_key_is_read_without_its_comment(kind: str) -> None:
    _, line = made(kind)
    assert read_public_key(f"{line} 王敏 的电脑\n") == line


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bad-key"),
        ("ssh-ed25519", "bad-key"),
        ("ssh-ed25519 AAAA", "bad-key"),
        (made("ecdsa")[1], "bad-key"),
        (f"{made('ed25519')[1]}\n{made('rsa')[1]}", "bad-key"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nabc", "private-key"),
        (
            'command="sh" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDyi7RQqRhsOvs0Aw4us6oqUHFe2MF3rAMh8eiPepQc5',
            "bad-key",
        ),
    ],
)
def test_what_is_no_public_key_is_refused(text: str, code: str) -> None:
    with pytest.raises(DubanError) as refused:
        read_public_key(text)
    assert refused.value.problems[0].code == code


def test_a_short_key_is_refused() -> None:
    public = generate_private_key(65537, 1024).public_key()  # noqa: S505 - too short on purpose
    with pytest.raises(DubanError, match="1024 位，太短"):
        read_public_key(public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode())


def test_the_key_that_git_signs_with_is_found(tmp_path: Path) -> None:
    _, line = made("ed25519")
    private = tmp_path / "id"
    (tmp_path / "id.pub").write_text(f"{line} 备注\n", "utf-8")
    for said in (str(private), str(tmp_path / "id.pub"), line, f"key::{line}"):
        assert own_key({"user.signingkey": said}) == line
    for said in ("", "id", str(tmp_path / "none"), str(tmp_path)):
        assert own_key({"user.signingkey": said}) is None

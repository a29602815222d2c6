"""Who may sign, and when; the list that git reads; keys that two have."""

from datetime import date

import pytest

from duban.core.audit.signers import allowed_signers, find_signer, find_unfit_keys, fingerprint, unfit
from duban.core.model.record import read_record
from duban.core.model.workspace import Config, Person, PublicKey

ONE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDyi7RQqRhsOvs0Aw4us6oqUHFe2MF3rAMh8eiPepQc5"
TWO = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDyi7RQqRhsOvs0Aw4us6oqUHFe2MF3rAMh8eiPepQc6"
DAY = date(2026, 3, 1)


def key(line: str = ONE, until: date | None = None, withdrawn: date | None = None) -> PublicKey:
    return PublicKey(line=line, since=DAY, until=until, withdrawn_on=withdrawn)


def config(*people: Person, signed: date | None = None) -> Config:
    raw = {
        "名称": "某县督查室",
        "工作区号": "a",
        "版本": 5,
        "制度": [{"自": "2026-01-01", "名称": "default"}],
    }
    from msgspec.structs import replace

    return replace(read_record(raw, Config), people=people, signed_since=signed)


@pytest.mark.parametrize(
    ("held", "on", "said"),
    [
        (key(), DAY, None),
        (key(), date(2026, 2, 28), "2026-03-01 起才用"),
        (key(until=date(2026, 6, 30)), date(2026, 6, 30), None),
        (key(until=date(2026, 6, 30)), date(2026, 7, 1), "只用到 2026-06-30"),
        (key(withdrawn=date(2026, 6, 30)), date(2026, 4, 1), "2026-06-30 撤回了"),
    ],
)
def test_a_key_has_its_days(held: PublicKey, on: date, said: str | None) -> None:
    assert unfit(held, on) == said


def test_the_fingerprint_is_that_of_ssh_keygen() -> None:
    assert fingerprint(ONE) == "SHA256:V7RfgQDTDKHh9BQsHrp4CW53dpVvsbgSL4mjjUjtOgs"


def test_the_list_for_git_has_each_key_with_its_days() -> None:
    people = (
        Person(name="王敏", email="wm@x.cn", keys=(key(), key(TWO, withdrawn=date(2026, 6, 30)))),
        Person(name='李"四,*'),
        Person(name='张"三,*', keys=(key(TWO, until=date(2026, 5, 31)),)),
    )
    assert allowed_signers(config(*people)).splitlines() == [
        f'"wm@x.cn" namespaces="git",valid-after=20260301 {ONE}',
        f'"wm@x.cn" namespaces="git",valid-after=20260301,valid-before=20260701 {TWO}',
        f'"张_三__" namespaces="git",valid-after=20260301,valid-before=20260601 {TWO}',
    ]


def test_whose_key_it_is() -> None:
    found = find_signer(config(Person(name="甲"), Person(name="乙", keys=(key(), key(TWO)))), TWO)
    assert found is not None
    assert (found.name, found.place) == ("乙", (1, 1))
    assert find_signer(config(), ONE) is None


@pytest.mark.parametrize(
    ("people", "signed", "codes"),
    [
        ((Person(name="甲", keys=(key(),)),), DAY, []),
        ((Person(name="甲", keys=(key(),)), Person(name="乙", keys=(key(),))), None, ["key-twice"]),
        ((Person(name="甲", keys=(key(until=date(2026, 2, 1)),)),), None, ["key-backwards"]),
        ((Person(name="甲", keys=(key(withdrawn=DAY),)),), None, []),
        ((Person(name="甲", keys=(key(withdrawn=DAY),)),), DAY, ["no-signer"]),
        ((), DAY, ["no-signer"]),
    ],
)
def test_what_cannot_be_is_told(people: tuple[Person, ...], signed: date | None, codes: list[str]) -> None:
    assert [fault.code for fault in find_unfit_keys(config(*people, signed=signed))] == codes

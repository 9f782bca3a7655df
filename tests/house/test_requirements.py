"""The pinned files: hashed, from no named place, no environment with the weight of the other."""

import re
from pathlib import Path

import pytest

FOLDER = Path("requirements")
HASHED = ["assistant", "assistant-dev", "torch", "service", "dev", "bench", "uv"]
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^\]]*\])?==(\S+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall((FOLDER / f"{name}.txt").read_text()))


@pytest.mark.parametrize("name", HASHED)
def test_every_pin_has_a_hash_and_no_file_names_a_place(name: str) -> None:
    text = (FOLDER / f"{name}.txt").read_text()
    blocks = re.split(r"(?m)^(?=[a-z0-9])", text)[1:]
    assert len(blocks) == len(pins(name)) > 0
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert not re.search(r"://|--index|--extra-index|--find-links", text)


def test_the_service_carries_no_engine_of_the_assistant() -> None:
    heavy = {"torch", "tensorflow", "rasa", "transformers", "triton", "numpy"}
    assert heavy & (pins("service").keys() | pins("dev").keys() | pins("bench").keys()) == set()


def test_torch_and_its_parts_are_in_their_own_file_alone() -> None:
    parts = re.compile(r"torch|triton|nvidia-.*|cuda-.*")
    assert all(parts.fullmatch(name) for name in pins("torch"))
    assert not any(parts.fullmatch(name) for name in pins("assistant"))


def test_the_cpu_build_is_the_same_version() -> None:
    assert pins("torch-cpu") == {"torch": pins("torch")["torch"] + "+cpu"}


def test_the_readers_of_dates_and_phones_are_alike_in_both_environments() -> None:
    names = ["dateparser", "phonenumbers", "python-dateutil", "regex", "tzlocal"]
    service, assistant = pins("service"), pins("assistant")
    assert {n: service[n] for n in names} == {n: assistant[n] for n in names}

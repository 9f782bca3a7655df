import secrets

import pytest


@pytest.fixture
def prefix() -> str:
    """Keys of its own for each test: nothing is ever flushed."""
    return f"t{secrets.token_hex(4)}"

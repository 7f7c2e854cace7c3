import pytest

from engine.kernel import Kernel


@pytest.fixture(scope="session")
def kernel() -> Kernel:
    return Kernel()

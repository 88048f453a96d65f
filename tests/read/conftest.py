"""`--bless`: write down what the command says now as what it is expected to say."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="rewrite the expected output of tests/examples")


@pytest.fixture(scope="session")
def bless(pytestconfig: pytest.Config) -> bool:
    """Tell whether to rewrite what is expected; known only where the path of a test here is given."""
    return bool(pytestconfig.getoption("--bless", default=False))

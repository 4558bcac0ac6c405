import pytest
from known_company import KnownCompany


@pytest.fixture
def company() -> KnownCompany:
    return KnownCompany()

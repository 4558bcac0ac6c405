import pytest
from known_deployment import KnownDeployment


@pytest.fixture
def deployment() -> KnownDeployment:
    return KnownDeployment()

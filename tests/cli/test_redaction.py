import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.redaction import redacted, redacted_arguments

SECRETS = st.text(string.ascii_letters + string.digits + "/:!$%&-_", min_size=6, max_size=20).map(
    lambda s: f"canary{s}"
)


@given(SECRETS)
def test_a_password_in_an_address_goes(secret: str) -> None:
    text = redacted(f"no answer at bolt://neo4j:{secret}@host:7687, database neo4j")
    assert secret not in text
    assert "bolt://host:7687, database neo4j" in text


@given(
    SECRETS, st.sampled_from(["spark.hadoop.fs.s3a.secret.key", "NEO4J_PASSWORD", "api-key", "my.Token", "credentials"])
)
def test_the_value_of_a_secret_setting_goes(secret: str, name: str) -> None:
    assert redacted(f"a {name}={secret} b") == f"a {name}=*** b"
    assert redacted_arguments(["fit", "--spark-conf", f"{name}={secret} and {secret}"]) == [
        "fit",
        "--spark-conf",
        f"{name}=***",
    ]
    assert redacted_arguments([f"--{name}", secret, "x"]) == [f"--{name}", "***", "x"]


def test_the_databases_password_goes_wherever_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "canary-secret")
    assert redacted("it is canary-secret.") == "it is ***."


@pytest.mark.parametrize(
    "text", ["https://example.org/@artist", "rank=64", "Guns N' Roses – Don't Cry", "mail me@example.org"]
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redacted(text) == text


def test_a_text_of_a_million_letters_takes_no_time() -> None:
    for text in ("x" * 1_000_000, "://" * 30_000, "=" * 100_000, "secret" * 100_000):
        assert redacted(text)

"""Which topics are worth offering."""

import pytest

from actions.topics import likeliest


@pytest.mark.parametrize(
    ("ranking", "offered"),
    [
        ((("masks", 0.5), ("gloves", 0.005), ("work", 0.0049)), ["masks", "gloves"]),
        ((("masks", 0.3), ("gloves", 0.2), ("work", 0.2), ("school", 0.1)), ["masks", "gloves", "work"]),
        ((("greet", 0.6), ("menu", 0.2), ("report_case", 0.1)), ["report_case"]),
        ((("masks", 0.0049),), []),
        ((("myth_5g", 0.049), ("masks", 0.02)), ["masks"]),
        ((("myth_5g", 0.05), ("masks", 0.02)), ["myth_5g", "masks"]),
    ],
    ids=["no guess in the dark", "three at most", "what is no topic is not offered", "nothing likely", "another rumour", "a known rumour"],
)
def test_the_likeliest_topics_are_offered(ranking, offered):
    assert likeliest(ranking) == offered

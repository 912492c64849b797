"""Recordings: named under the text, there as files for the channels, once."""

from dataclasses import replace

from bot import recordings
from bot.render.render import Words
from bot.say import Say
from tests.messages.samples import MASKS, TODAY, bring, ogg


def test_a_message_with_a_recording_names_its_file_and_it_is_there_to_be_sent(database, tmp_path):
    bring(database, replace(MASKS, recording="masks.ogg", recording_content=ogg(2)))
    with database.transaction() as session:
        name = Words(session, "fr", TODAY, False).render(Say("utter_masks")).audio
        for _ in range(2):
            recordings.keep(session, name, tmp_path / "recordings")
    assert [path.name for path in (tmp_path / "recordings").iterdir()] == [name]
    assert (tmp_path / "recordings" / name).read_bytes() == ogg(2)


def test_a_recording_that_is_not_kept_leaves_no_file(database, tmp_path):
    with database.transaction() as session:
        recordings.keep(session, "0" * 64 + ".ogg", tmp_path)
    assert list(tmp_path.iterdir()) == []

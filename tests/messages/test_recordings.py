"""Recordings are Ogg with Opus inside, whole, and of a known length."""

import pytest

from messages import recordings
from messages.errors import BadRecording
from tests.messages.samples import ogg, page


@pytest.mark.parametrize("length", [0.5, 2, 75])
def test_the_length_is_what_is_heard(length):
    assert recordings.seconds(ogg(length)) == length


def test_the_handle_is_of_the_bytes():
    assert recordings.digest(ogg(1)) == recordings.digest(ogg(1)) != recordings.digest(ogg(2))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "not_ogg"),
        (b"ID3\x03 an MP3 file", "not_ogg"),
        (ogg(1)[:-2], "cut_off"),
        (ogg(1) + b"OggS", "cut_off"),
        (ogg(1) + b"x" * 40, "not_ogg"),
        (page(0, b"\x01vorbis" + bytes(30), 0), "not_opus"),
        (ogg(0), "empty"),
        (b"OggS" + bytes(recordings.MAX_BYTES), "too_large"),
    ],
)
def test_what_is_no_recording_is_refused(content, problem):
    with pytest.raises(BadRecording) as error:
        recordings.seconds(content)
    assert error.value.fields["problem"] == problem

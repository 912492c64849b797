"""Messages by somebody who had never seen the reader, with what a careful reader understands; see `test_other_hands`."""

"""Official messages: versions, approval, validity, audio."""

"""What ASSA adds to Rasa 3.6: classifier, named responses, tracker store, channel, patches, server. Of ours it sees `assa_text` only."""

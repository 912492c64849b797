"""The baseline: an assistant as `rasa init` of 3.6.21 begins one, with our intents and training data. All its files are generated, so that
anyone can see that it is fair."""

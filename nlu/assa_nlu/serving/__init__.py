"""What makes serving fast and decides nothing: the same components give the same answers, with less around them.

Nothing here has a part in training: a change here leaves the trained model as it is.
"""

"""What one facility sends to another: on its way until the receiving one says what came; a difference is told to both."""

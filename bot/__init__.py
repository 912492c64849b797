"""Says it: channels, inbox and outbox, the stages of a turn, rendering."""

"""Cases: the list, all of one, and what is changed of it."""

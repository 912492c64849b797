"""Official messages for those who write and approve them, and what people asked in vain."""

"""The stages of a turn, one file each, in the order that bot.turn gives."""

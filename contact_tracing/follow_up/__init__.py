"""The days on which a contact is looked after: pure, told the days and never asking the clock."""

"""Products as a reporter would type them."""

from stock.queries import Names


def name_of(code: str, names: Names) -> str:
    """A name of a product as a reporter would type it: without digits, which would be read as a quantity."""
    return next(name for name in names.products[code].names if not any(letter.isdigit() for letter in name))

"""The errors of the stock package; see `core.errors` for their base.

::

    InvalidInput
    └── InvalidQuantity       negative, zero where something moved, or beyond what a card can hold
    NotFound
    └── UnknownProduct        no product of this code; `fields["product"]`
    Conflict
    ├── AlreadyReversed       the line or the count was corrected before; `fields["id"]`
    └── AlreadyReceived       somebody confirmed the consignment before; `fields["id"]`
"""

from core.errors import Conflict, InvalidInput, NotFound


class InvalidQuantity(InvalidInput):
    code = "stock.invalid_quantity"


class UnknownProduct(NotFound):
    code = "stock.unknown_product"


class AlreadyReversed(Conflict):
    code = "stock.already_reversed"


class AlreadyReceived(Conflict):
    code = "stock.already_received"

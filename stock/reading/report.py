"""Tokens as a report: counts and movements, and what must be asked. A number is given to a product only where the message says so.

Number first (`reçu 50 tests`) and product first (`para 120 gants 30`) are both read. Whatever could be read two ways, any word or unit
that we do not know beside a number, a product without a number, is a `Problem`: asked of the reporter, never guessed.
"""

from dataclasses import dataclass, field, replace

from stock.ledger import MAX_QUANTITY, Reason
from stock.reading import layout, whole
from stock.reading.asking import asks, told
from stock.reading.catalogue import Names
from stock.reading.counting import counted
from stock.reading.kinds import Is, Token
from stock.reading.result import Item, Problem, Report
from stock.reading.tokens import tokens
from stock.reading.words import GUESSED, HAVE, REASON, TAKEN, WHAT, What


def read_report(text: str, names: Names) -> Report:
    """What a message reports; empty when it names no product, number or lack of something."""
    found, headings = layout.without_headings(tokens(told(text), names), names)
    found = layout.verbs_last(layout.without_unknown_verbs(layout.together(layout.without_forms(found))))
    if asks(told(text)) and not any(token.kind in (Is.NUMBER, Is.BAD) and token.text[:1].isdigit() for token in found):
        # "faut-il porter un masque ?" counts none
        return Report()
    if not any(token.kind in (Is.PRODUCT, Is.NUMBER, Is.BAD) for token in found):
        return Report(unread=tuple(token.text for token in found if token.kind is Is.UNKNOWN))
    found, beside = layout.without_asides(found)
    reader = _Reader(names, product_first=layout.product_first(found), unread=headings + beside)
    for token, following in zip(found, [*found[1:], None], strict=True):
        reader.number_follows = following is not None and following.kind in (Is.NUMBER, Is.BAD)
        reader.take(token)
    return reader.report()


@dataclass
class _Number:
    token: Token
    unit: str | None = None
    vague: bool = False
    after_what: bool = False


@dataclass
class _Reader:
    """Takes tokens one by one. waiting: names without a number so far; number: one without a name so far."""

    names: Names
    product_first: bool
    what: What | None = None
    base: What | None = None
    reason: Reason | None = None
    explicit: bool = False
    none_left: bool = False
    none_here: bool = False
    waited: int = 0
    dangling: bool = False
    number_follows: bool = False
    negated: bool = False
    vague: bool = False
    unit: str | None = None
    waiting: list[Token] = field(default_factory=list)
    number: _Number | None = None
    last: Token | None = None
    before: Token | None = None
    fresh: bool = False
    took: bool = False
    clause: list[int] = field(default_factory=list)
    clause_what: bool = False
    had: bool = False
    lost_of: bool = False
    nothing: list[Problem] = field(default_factory=list)
    bare: set[str] = field(default_factory=set)
    lot: Token | None = None
    centre: Token | None = None
    day: str | None = None
    items: list[Item] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def take(self, token: Token) -> None:
        self._take(token)
        self.before = token

    def _take(self, token: Token) -> None:
        match token.kind:
            case Is.PRODUCT | Is.UNKNOWN:
                self._name(token)
            case Is.NUMBER | Is.BAD:
                self._figure(token)
            case Is.UNIT:
                self._unit(token.text)
            case Is.WHAT:
                self._what(token)
            case Is.NONE_LEFT:
                self._none_left()
            case Is.BREAK:
                self._break(token)
            case _:
                self._aside(token)

    def _aside(self, token: Token) -> None:
        match token.kind:
            case Is.VAGUE if token.text in GUESSED and self.clause and self.number is None:
                guessed = self.items.pop(self.clause.pop())
                self.problems.append(Problem("approximate", guessed.product, str(guessed.said)))
            case Is.VAGUE:
                self.vague = True
            case Is.NOT:
                self.negated = True
            case Is.LOT:
                self._lot(token)
            case Is.DAY:
                self._day(token)
            case Is.CENTRE:
                self._centre(token)

    def report(self) -> Report:
        self._close_number()
        if self.negated or (self.fresh and self.dangling):
            self._doubt()
        self._none_of_what_was_named()
        if not self.items and not self.problems:
            self.problems += self.nothing
        if self.fresh and self.what is What.LOSS and not self.lost_of and not self.problems:
            self._reviewed(whole.lost_after(self.items))
        self._reviewed(whole.which_variant(self.items, self.bare))
        for name in self.waiting:
            self._ask_number(name)
        if self.lot is not None:
            self.problems.append(Problem("unclear", None, self.lot.text))
        self._reviewed(whole.said_twice(self.items))
        self._reviewed(whole.sent_to(self.items, whole.End(self.centre, self.took, self.explicit)))
        centre = self.centre.text if self.centre is not None and all(item.what is What.COUNT for item in self.items) else None
        return Report(tuple(self.items), tuple(dict.fromkeys(self.problems)), tuple(dict.fromkeys(self.unread)), self.day, centre)

    def _none_of_what_was_named(self) -> None:
        """`an mago bɛ safinɛ na, a banna`: there is none of the one product that was named before."""
        named = [name for name in self.waiting if name.kind is Is.PRODUCT]
        if self.none_left and not self.items and not self.problems and len(named) == 1:
            self._store_none(named[0])
            self.waiting.remove(named[0])

    def _reviewed(self, found: tuple[list[Item], list[Problem]]) -> None:
        self.items = found[0]
        self.problems += found[1]

    def _lot(self, token: Token) -> None:
        """Of what stands before it, else of what follows."""
        self._close_number()
        if token.lot is None and token.expiry is None:
            self.problems.append(Problem("expiry", self.last.code if self.last else None, token.text))
        elif self.items and not self.waiting and self.number is None:
            self.items[-1] = _of_lot(self.items[-1], token)
        else:
            before = self.lot
            self.lot = token if before is None else replace(token, lot=token.lot or before.lot, expiry=token.expiry or before.expiry)

    def _day(self, token: Token) -> None:
        if self.day is not None and self.day != token.text:
            self.problems.append(Problem("day", None, token.text))
        self.day = token.text

    def _centre(self, token: Token) -> None:
        """One other end a message: two are asked."""
        if self.centre is not None and self.centre.text != token.text:
            self.problems.append(Problem("unclear", None, token.text))
        self.centre = token

    def _name(self, token: Token) -> None:
        if self.number is not None and self._belongs_to_last():
            self._close_number()
        if self.number is not None:
            self._pair(token, self.number)
            self.number = None
        elif self.none_left and token.kind is Is.PRODUCT:
            self._store_none(token)
        else:
            self.waiting.append(token)
        if token.kind is Is.PRODUCT and " " not in token.text:
            self.bare.add(token.code)
        if token.kind is Is.PRODUCT or self.waiting[-1:] == [token]:
            self.last = token
        self.fresh = False

    def _belongs_to_last(self) -> bool:
        """`soh pa 120 r 200 ga 30`: where products come first, a number right after a verb is of the product before it."""
        first = self.product_first and self.number_follows
        return first and self.number is not None and self.number.after_what and self.last is not None

    def _figure(self, token: Token) -> None:
        self._close_number()
        if self.none_left and self.last is not None and self.last.code and self.names.has_strength(self.last.code, token.value):
            # `rupture : ringer 500, genta 80`
            return
        number = _Number(token, self.unit, self.vague, self.fresh)
        self.unit, self.vague = None, False
        if self.none_left and self.last is not None and self.items and self.items[-1].product == self.last.code:
            self._not_none(self.last)
        if self.waiting and not (self.fresh and not self.product_first and self.waiting[-1].kind is Is.UNKNOWN):
            name = self.waiting.pop()
            self._pair(name, number)
            self.last = name
            if self.fresh and self.base is not None:
                self.what = self.base
        else:
            self.number = number
        self.fresh = False

    def _not_none(self, name: Token) -> None:
        """`rupture de gants, para 120`: a number ends the list of what there is none of; right after it, it is asked what is meant."""
        self.items.pop()
        self.clause = [index for index in self.clause if index < len(self.items)]
        self.waiting.append(name)
        self.none_left, self.what = self.none_here, What.COUNT

    def _unit(self, unit: str) -> None:
        if self.number is not None and self.number.unit is None:
            self.number.unit = unit
        elif self.items and self.clause and self.items[-1].unit is None and self.number is None and self._unit_of_last():
            item = self.items.pop()
            self.clause.pop()
            if item.lot is not None or item.expiry is not None:
                self.lot = Token(Is.LOT, "", lot=item.lot, expiry=item.expiry)
            self._store(Token(Is.PRODUCT, "", code=item.product, near=item.near), item.said, unit, item.what, item.reason)
        else:
            self.unit = unit

    def _unit_of_last(self) -> bool:
        """Whether a unit that stands here is of what was told last: right after its number always."""
        just = self.before is not None and self.before.kind is Is.NUMBER
        return just or (not self.waiting and not self.fresh)

    def _what(self, token: Token) -> None:
        self._close_number(after=token)
        if not self.product_first:
            # `bjr chef, il reste 2 cartons`: what stands before the verb names no product of the numbers that follow
            self.unread += [name.text for name in self.waiting if name.kind is Is.UNKNOWN]
            self.waiting = [name for name in self.waiting if name.kind is not Is.UNKNOWN]
        word = token.text
        what = WHAT[word]
        if self.before is not None and self.before.kind is Is.NOT and self.items and not self.clause and not self.waiting:
            # `perdu un carton, il n'est pas arrivé`
            self.problems.append(Problem("unclear", self.items.pop().product))
            self.negated = False
            return
        self.took = self.took or word in TAKEN
        if self.what is What.ADJUSTMENT and REASON.get(word) in (Reason.EXPIRED, Reason.DAMAGED) and self.clause:
            self._after_the_fact(what, REASON[word])
            return
        if (
            self.clause
            and (not self.clause_what or (self.had and word in REASON and word[-1] in "es"))
            and not any(name.kind is Is.PRODUCT for name in self.waiting)
        ):
            self._after_the_fact(what, REASON.get(word))
        self.had = word in HAVE
        self.lost_of = bool(self.clause)
        # `30 gants reçus 20 masques perdus`: whose the last verb is, nobody can tell
        self.dangling = self.clause_what and bool(self.clause) and what is not self.what
        if self.base is None or not self.last:
            self.base = what
        self.what, self.reason, self.explicit, self.clause_what, self.fresh, self.none_left = (
            what,
            REASON.get(word),
            True,
            True,
            True,
            False,
        )

    def _after_the_fact(self, what: What, reason: Reason | None) -> None:
        """`50 tests reçus`: the verb that follows is of what stands before it. Taken back when more follows it in the same clause."""
        for index in self.clause:
            item = self.items[index]
            if not item.quantity:
                continue
            self.items[index] = replace(item, what=what, reason=reason if what in (What.LOSS, What.ADJUSTMENT) else None)
        self.clause = []

    def _none_left(self) -> None:
        self._close_number()
        if self.negated or self.vague:
            self._doubt()
            self.negated = self.vague = False
            return
        known = self._named_before()
        if known:
            for name in known:
                self._store_none(name)
            self.waiting = [name for name in self.waiting if name not in known]
        elif self.clause and self.items:
            item = self.items[-1]
            if item.quantity:
                self.items.pop()
                self.problems.append(Problem("unclear", item.product))
        else:
            self.none_left = self.none_here = True

    def _named_before(self) -> list[Token]:
        """What "fini" is of: `gants, masques finis`. Not what stands in a clause of its own, nor a name that may end in a quantity."""
        here = self.waiting[self.waited :]
        if not here:
            return []
        earlier = [name for name in self.waiting[: self.waited] if not name.text[-1:].isdigit()]
        return [name for name in (*earlier, *here) if name.kind is Is.PRODUCT]

    def _break(self, token: Token) -> None:
        if token.text in ("et", "ani", ",", "+", "/", "&"):
            if token.text not in ("et", "ani"):
                self._close_number()
        else:
            self._close_number()
            self.none_left = False
            if token.text in (".", "!", "?"):
                # a sentence that counted nothing names no product of the next one's numbers
                self.unread += [name.text for name in self.waiting if name.kind is Is.UNKNOWN]
                self.waiting = [name for name in self.waiting if name.kind is not Is.UNKNOWN]
        ends = token.text not in ("et", "ani")
        if self.negated or (ends and self.fresh and self.dangling):
            self._doubt()
        if ends:
            self.waited = len(self.waiting)
            self.clause, self.clause_what, self.negated, self.vague, self.none_here = [], False, False, False, False

    def _doubt(self) -> None:
        """A negation: what it denies is asked."""
        for index in sorted(self.clause, reverse=True):
            self.problems.append(Problem("unclear", self.items.pop(index).product))
        self.clause = []
        for name in self.waiting:
            self.problems.append(Problem("unclear", name.code or None, name.text))
        self.waiting, self.negated = [], False

    def _close_number(self, after: Token | None = None) -> None:
        """A number that no name followed: of the product before it, where a verb stands at one of its sides; else it is asked."""
        number, self.number = self.number, None
        if number is None:
            return
        verb = number.after_what or after is not None
        if self.last is not None and verb:
            if after is not None and not number.after_what:
                self.what, self.reason = WHAT[after.text], REASON.get(after.text)
            self._pair(self.last, number)
            if number.after_what and self.base is not None and self.product_first:
                self.what = self.base
        else:
            self.problems.append(Problem("product", None, number.token.text))

    def _pair(self, name: Token, number: _Number) -> None:
        if self.unit is not None and number.unit is None:
            number.unit, self.unit = self.unit, None
        if number.unit is None and number.token.of and self.items:
            # `6 cartons de ringer, 4 de glucosé`
            number.unit = self.items[-1].unit
        if name.kind is Is.UNKNOWN:
            self.problems.append(Problem("product", None, name.text))
            self.clause = []
        elif number.token.kind is Is.BAD or self.none_left:
            self.problems.append(Problem("number", name.code, number.token.text))
        elif number.vague:
            self.problems.append(Problem("approximate", name.code, number.token.text))
        else:
            self._store(name, number.token.value, number.unit, self.what or What.COUNT, self.reason, number.token.more)

    def _store(
        self, name: Token, said: int, unit: str | None, what: What, reason: Reason | None, more: tuple[tuple[int, str | None], ...] = ()
    ) -> None:
        quantity = counted(self.names.products[name.code], more or ((said, unit),))
        if not quantity.known:
            self.problems.append(Problem("unit", name.code, quantity.unit or ""))
        elif quantity.quantity > MAX_QUANTITY:
            self.problems.append(Problem("number", name.code, str(quantity.said)))
        elif quantity.quantity == 0 and what is not What.COUNT:
            # `reçu 0`: nothing moved
            self.nothing.append(Problem("number", name.code, str(quantity.said)))
            self.last = name
        else:
            self.clause.append(len(self.items))
            reason = reason if what in (What.LOSS, What.ADJUSTMENT) else None
            lot, self.lot = self.lot, None
            item = Item(what, name.code, quantity.quantity, quantity.said, quantity.unit, reason, name.near)
            self.items.append(item if lot is None else _of_lot(item, lot))

    def _store_none(self, name: Token) -> None:
        self.clause.append(len(self.items))
        self.items.append(Item(What.COUNT, name.code, 0, 0, near=name.near))

    def _ask_number(self, name: Token) -> None:
        if name.kind is Is.UNKNOWN:
            self.unread.append(name.text)
        elif not any(problem.product == name.code for problem in self.problems):
            self.problems.append(Problem("approximate" if self.vague else "number", name.code))


def _of_lot(item: Item, token: Token) -> Item:
    return replace(item, lot=token.lot or item.lot, expiry=token.expiry or item.expiry)

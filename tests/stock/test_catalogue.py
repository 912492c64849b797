"""The products: enough of them, each name for one product, and a bad CSV named cell by cell."""

import pytest
from sqlalchemy import func, select

from core.errors import InvalidInput
from stock import catalogue, service
from stock.models import Product

HEADER = ",".join(catalogue.COLUMNS)
PARACETAMOL = "PARA-500,médicament,Paracétamol,,comprimé,boîte,500,pa,paracetamol,1"
ROW = "X-1,test,Nom,,pièce,boîte,10,xx,truc,0"


def test_the_seed_has_the_essential_products(stocked):
    with stocked.transaction() as session:
        assert session.scalar(select(func.count()).select_from(Product)) >= 40
        assert session.get(Product, "PARA-500").short_codes == ["pa", "para", "pcm"]
        assert len(session.scalars(select(Product).where(Product.name_bm.is_not(None))).all()) >= 10


def test_importing_again_changes_what_changed_and_removes_nothing(stocked):
    with stocked.transaction() as session:
        before = session.scalar(select(func.count()).select_from(Product))
        assert service.import_products(session, f"{HEADER}\n{PARACETAMOL}\n{ROW}\n") == 2
        assert session.get(Product, "PARA-500").pack_size == 500
        assert session.scalar(select(func.count()).select_from(Product)) == before + 1


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        (ROW.replace("X-1", ""), (2, "code", "empty")),
        (ROW.replace(",10,", ",dix,"), (2, "pack_size", "not a number above 0")),
        (ROW.replace(",10,", ",0,"), (2, "pack_size", "not a number above 0")),
        (ROW[:-1] + "oui", (2, "tracer", "not 0 or 1")),
        (f"{ROW}\n{ROW.replace('X-1', 'Y-2')}", (3, "aliases", "xx: X-1")),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_imported(database, text, cell):
    with database.transaction() as session:
        with pytest.raises(InvalidInput) as error:
            service.import_products(session, f"{HEADER}\n{text}\n")
        assert cell in error.value.fields["cells"]
        assert session.scalar(select(func.count()).select_from(Product)) == 0


def test_a_column_that_is_missing_is_named():
    with pytest.raises(InvalidInput) as error:
        catalogue.read("code,name_fr\nA,B\n")
    assert "pack_size" in error.value.fields["columns"]

"""The places of Mali, each with the days on which it holds: regions, the district of Bamako, cercles, communes.

10 regions and Bamako until 12 March 2023, 19 and Bamako since (laws 2023-006 and 2023-007 of 13 March 2023). The cercles are the 49
historical ones and those of Taoudénit and Ménaka, each under its region of the day. Of those that the laws of 2023 made, some are there;
their source says that they are to be confirmed. The 703 communes are Bamako's 6 and the 697 of the historical cercles (`communes.csv`).
A health district is mostly the cercle of its name, in Bamako the commune; those that are not are for a deployment's own CSV, which adds
and corrects places of every kind. A place keeps its code when what it lies in changes.
"""

from core.geography.finding import Match, arabic_communes, find, is_clear, meant
from core.geography.table import Place
from core.geography.tree import below, cercle_of, is_small, named, path, place, places, region_of, regions, title, within

__all__ = [
    "Match", "Place", "arabic_communes", "below", "cercle_of", "find", "is_clear", "is_small", "meant", "named", "path", "place", "places",
    "region_of", "regions", "title", "within",
]  # fmt: skip
